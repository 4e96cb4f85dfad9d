"""All key figures the reader may open, in one page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gis_core.features import clock
from layers.declare import Kpi
from layers.engine.judging import figure_code, judged
from map_ui.context import menu
from map_ui.reports.key_figures import shown
from map_ui.reports.located import located


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Cards by module and system; each leads to its villages and records. What nobody may see is not asked for."""
    modules = []
    for module in menu(request.user):
        systems = [
            {"thai": each["thai"], "figures": found}
            for each in module["systems"]
            if (found := _figures(each["registers"], request.user))
        ]
        if systems:
            modules.append({"thai": module["thai"], "systems": systems})
    cards = [card for module in modules for system in module["systems"] for card in system["figures"]]
    lights = judged({card["code"]: card["cell"].value for card in cards}, clock.today())
    for card in cards:
        card["judged"] = lights.get(card["code"])
    return render(request, "map_ui/figures.html", {"modules": modules})


@require_safe
def located_page(request: HttpRequest) -> HttpResponse:
    """How many records stand where, by register."""
    return render(request, "map_ui/figures_located.html", {"table": located(request.user)})


def _figures(registers: list[Any], user: Any) -> list[dict[str, Any]]:
    return [
        {
            "code": figure_code(register, kpi),
            "thai": kpi.thai,
            "unit": kpi.unit,
            "url": f"{register.url}report/{kpi.code}/",
            "cell": shown(kpi, user),
        }
        for register in registers
        for kpi in register.declared.reports
        if isinstance(kpi, Kpi)
    ]
