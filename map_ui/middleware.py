"""Refusals become answers: JSON for scripts, a page for people; never a server error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import render

from gis_core.pure.refusal import Refusals, Refused
from layers.engine.faults import of_database


def as_json(refusals: Refusals | Refused) -> list[dict[str, object]]:
    """Code, sentence, law, field, place and address of each refusal."""
    each = refusals.refusals if isinstance(refusals, Refusals) else (refusals,)
    return [
        {"code": r.code, "thai": r.thai, "law": r.law, "field": r.field, "geometry": r.geometry, "link": r.link}
        for r in each
    ]


class RefusalMiddleware:
    """Answers 409 with the reasons when a rule's refusal, or a constraint's, reaches the edge of the site."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return HttpResponseBadRequest("อักขระ NUL ใช้ในที่อยู่ไม่ได้", content_type="text/plain; charset=utf-8")
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *_: object) -> None:
        """A form's texts lose their NULs, which PostgreSQL cannot hold; by now the check of the token has read it."""
        if getattr(view, "csrf_exempt", False):
            return  # the API and uploads in pieces read their body themselves
        sent = request.POST
        if any("\x00" in text for _, texts in sent.lists() for text in texts):
            clean = sent.copy()
            for name, texts in sent.lists():
                clean.setlist(name, [text.replace("\x00", "") for text in texts])
            request.POST = clean  # type: ignore[assignment]

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        refused = of_database(exception) if isinstance(exception, DatabaseError) else exception
        if not isinstance(refused, Refused | Refusals):
            return None
        rows = as_json(refused)
        if "application/json" in request.headers.get("Accept", "") or request.path.startswith(("/ogc", "/map/")):
            return JsonResponse({"refusals": rows}, status=409)
        return render(request, "map_ui/refused.html", {"refusals": rows}, status=409)
