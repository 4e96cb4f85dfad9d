"""What keeps the surveyor's page usable without a network: its worker, and the short answers the page asks for."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render

from modules.kernel.inspections import field_work

#: The folders of static files that the page loads from.
FOLDERS = ("map_ui/", "kernel_inspections/")


@cache
def version() -> str:
    """Changes with every static file of the page, so that a phone never mixes two versions of them."""
    hashed = getattr(staticfiles_storage, "manifest_hash", "")
    return hashed or _hash_of_files()


def _hash_of_files() -> str:
    found = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list(ignore_patterns=None):
            if path.startswith(FOLDERS) and path.endswith((".js", ".css")):
                found.update(path.encode() + Path(storage.path(path)).read_bytes())
    return found.hexdigest()[:12]


def worker(request: HttpRequest, page: str) -> HttpResponse:
    """The service worker. It stands beside the page, because a worker governs only what lies below its own address."""
    told = json.dumps({"version": version(), "page": page, "files": settings.STATIC_URL})
    kind = "text/javascript; charset=utf-8"
    answer = render(request, "kernel_inspections/worker.js", {"told": told}, content_type=kind)
    answer["Cache-Control"] = "no-cache"
    return answer


def ready(request: HttpRequest) -> JsonResponse:
    """Who is signed in, and a fresh token to send with: that of a page from the phone's store may be of yesterday."""
    return _fresh({"user": str(request.user.uid), "csrf": get_token(request)})  # type: ignore[union-attr]


def sheets(request: HttpRequest) -> JsonResponse:
    """The sheets to take along: those that wait for the surveyor, or those whose title begins as asked."""
    words = request.GET.get("q", "").strip()[:60]
    taken = field_work.found(words, request.user) if words else field_work.waiting(request.user)
    return _fresh({"sheets": taken})


def _fresh(body: dict[str, Any]) -> JsonResponse:
    answer = JsonResponse(body)
    answer["Cache-Control"] = "no-store"
    return answer
