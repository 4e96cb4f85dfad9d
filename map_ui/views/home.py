"""A person's own page, and where he comes after signing in."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from layers.engine.homes import home_of
from map_ui.context import menu
from map_ui.reports.home import home


@never_cache
@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What waits for the reader, his figures, his ways; all registers he may open where his roles declare none."""
    found = home(request.user)
    modules = [] if found["ways"] else menu(request.user)
    return render(request, "map_ui/home.html", {**found, "modules": modules})


@never_cache
@login_required
@require_safe
def first(request: HttpRequest) -> HttpResponse:
    """The map for those whose work lies on it, his own page for everybody else."""
    return redirect("/" if home_of(request.user).map_first else "home")
