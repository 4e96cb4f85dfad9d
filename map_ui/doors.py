"""Who may come in by which door: registers answer 403 (or the sign-in page), records they may not see do not exist."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from gis_core.access.levels import Level
from gis_core.access.visible import visible
from layers.bound import BoundLines, BoundRegister, visible_as_staff
from layers.engine.acting import holds
from layers.engine.rows import rows
from layers.registry import registry

View = Callable[..., HttpResponse]


def find_register(slug: str) -> BoundRegister:
    """Raises Http404 for an unknown name."""
    register = registry.by_slug.get(slug)
    if register is None:
        raise Http404("ไม่มีทะเบียนนี้")
    return register


def record_of(register: BoundRegister, user: Any, uid: Any, action: str = "view") -> Any:
    """The record with its shape, if `user` may do `action` on it. Raises Http404, which does not say whether it
    exists.
    """
    query = rows(register, user, action).filter(uid=uid)
    if register.has_geometry:
        query = query.defer(None)
    record = query.select_related(*(c.name for c in register.columns if c.kind == "reference")).first()
    if record is None:
        raise Http404("ไม่พบระเบียนนี้")
    return record


def turned_away(request: HttpRequest, register: BoundRegister | None = None) -> HttpResponse:
    """The sign-in page for a stranger, a refusal for a user without the right."""
    if not request.user.is_authenticated:
        return HttpResponseRedirect(f"{settings.LOGIN_URL}?{urlencode({'next': request.get_full_path()})}")
    return render(request, "map_ui/register/no_right.html", {"register": register}, status=403)


def door(action: str = "view") -> Callable[[View], View]:
    """Gives a view its register (in place of the slug) when the reader may do `action` on something of it."""

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
            register = find_register(slug)
            if visible(register, request.user).nothing or visible(register, request.user, action).nothing:
                return turned_away(request, register)
            return view(request, register, **kwargs)

        guarded.guarded_by = action  # type: ignore[attr-defined]
        return guarded

    return wrap


def may(register: BoundRegister, user: Any, action: str) -> bool:
    """Whether the user may do `action` on any record of the register."""
    return not visible(register, user, action).nothing


def may_on(register: BoundRegister, user: Any, action: str, record: Any) -> bool:
    """Whether the user may do `action` on this record."""
    return holds(register, visible(register, user, action), record)


def line_reader(register: BoundRegister, bound: BoundLines, user: Any) -> bool:
    """Whether child lines may be read. Hidden ones: by whoever may read their own register, where they have one, else
    by whoever may unmask; staff ones by whoever has a grant."""
    level = bound.declared.level
    if level == Level.STAFF:
        return visible_as_staff(register, user).covers(visible(register, user))
    if level in (Level.HIDDEN, Level.AGGREGATE):
        own = registry.for_model(bound.model)
        seen = visible(register, user)
        return register.may_unmask(user) if own is None else visible(own, user).covers(seen)
    return True
