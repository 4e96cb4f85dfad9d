"""Pages that a system writes itself, under its register."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from layers.engine.acting import visible_to_roles
from map_ui.doors import find_register, turned_away


def own_page(request: HttpRequest, slug: str, path: str) -> HttpResponse:
    """The declared page of that path, for holders of its roles."""
    register = find_register(slug)
    page = next((p for p in register.declared.pages if p.path.strip("/") == path.strip("/")), None)
    if page is None:
        raise Http404
    if visible_to_roles(register, request.user, page.roles).nothing:
        return turned_away(request, register)
    return page.view(request)
