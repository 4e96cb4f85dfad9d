"""Who may draw what. A reader without the right to add or change finds no editor and no door of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from layers.bound import BoundRegister
from layers.registry import registry
from map_ui.doors import may

ADD, CHANGE = "add", "change"
KINDS = ("point", "line", "polygon")
View = Callable[..., HttpResponse]


def is_drawable(register: BoundRegister) -> bool:
    """Whether its shape is drawn by people: derived shapes are not, and a shape of any kind has no tool."""
    return register.geometry_kind in KINDS and register.model._meta.get_field("geom").editable


def drawable(user: Any) -> Iterator[BoundRegister]:
    """The registers in which the user may draw something."""
    return (r for r in registry.registers if is_drawable(r) and _may_draw(r, user, (ADD, CHANGE)))


def _may_draw(register: BoundRegister, user: Any, actions: tuple[str, ...]) -> bool:
    return may(register, user, "view") and any(may(register, user, action) for action in actions)


def refused(status: int) -> JsonResponse:
    """The answer of a closed door: to a script, in words."""
    code, thai = ("NOT_FOUND", "ไม่พบข้อมูลที่ขอ") if status == 404 else ("NO_RIGHT", "บัญชีนี้ไม่มีสิทธิวาดหรือแก้ไขแผนที่")
    return JsonResponse({"refusals": [{"code": code, "thai": thai}]}, status=status)


def drawing_door(*actions: str) -> Callable[[View], View]:
    """Gives a view its register when the user may do one of `actions` (default: add or change) on something of it."""
    wanted = actions or (ADD, CHANGE)

    def wrap(view: View) -> View:
        @wraps(view)
        @never_cache
        def guarded(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
            register = registry.by_slug.get(slug)
            if register is None or not is_drawable(register):
                return refused(404)
            if not _may_draw(register, request.user, wanted):
                return refused(403)
            return view(request, register, **kwargs)

        guarded.guarded_by = "|".join(wanted)  # type: ignore[attr-defined]
        return guarded

    return wrap
