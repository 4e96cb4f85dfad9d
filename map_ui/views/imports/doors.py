"""Who may see an import: its owner while he may write the register, and whoever may write all of it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from importers import batches
from importers.models import ImportBatch
from importers.work import Work
from map_ui.doors import find_register, turned_away

View = Callable[..., HttpResponse]
ACTION = "add|change"


def batch_door(*, own: bool = False) -> Callable[[View], View]:
    """Gives a view the import in place of its uid, as `Work`. `own`: only to its owner, in whose name it is written."""

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, uid: uuid.UUID, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return turned_away(request)
            batch = batches.find(uid, request.user)
            if batch is None or (own and batch.owner_id != request.user.pk):
                raise Http404("ไม่พบการนำเข้านี้")
            return view(request, Work(batch, batch.owner), **kwargs)

        guarded.guarded_by = ACTION  # type: ignore[attr-defined]
        return guarded

    return wrap


def register_door(view: View) -> View:
    """Gives a view its register in place of the slug, when the reader may add to it by a file."""

    @wraps(view)
    def guarded(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
        register = find_register(slug)
        if not batches.may_import(register, request.user):
            return turned_away(request, register)
        return view(request, register, **kwargs)

    guarded.guarded_by = "add"  # type: ignore[attr-defined]
    return guarded


def is_own(request: HttpRequest, batch: ImportBatch) -> bool:
    return batch.owner_id == request.user.pk
