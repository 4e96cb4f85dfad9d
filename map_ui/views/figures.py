"""All key figures the reader may open, in one page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gis_core.features import clock
from layers.declare import Kpi
from layers.engine.judging import Kept, figure_code, judged, latest
from map_ui.context import menu
from map_ui.reports.key_figures import figure_cell, shown
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
    is_live = request.GET.get("live") == "1"
    _fill(cards, request.user, is_live=is_live)
    context = {"modules": modules, "is_live": is_live, "has_kept": any(card["kept_on"] for card in cards)}
    return render(request, "map_ui/figures.html", context)


@require_safe
def located_page(request: HttpRequest) -> HttpResponse:
    """How many records stand where, by register."""
    return render(request, "map_ui/figures_located.html", {"table": located(request.user)})


def _figures(registers: list[Any], user: Any) -> list[dict[str, Any]]:
    return [
        {
            "code": figure_code(register, kpi),
            "kpi": kpi,
            "thai": kpi.thai,
            "unit": kpi.unit,
            "url": f"{register.url}report/{kpi.code}/",
        }
        for register in registers
        for kpi in register.declared.reports
        if isinstance(kpi, Kpi)
    ]


def _fill(cards: list[dict[str, Any]], user: Any, *, is_live: bool) -> None:
    """The value of each card: the one kept last night where the reader may see the whole office, else reckoned now."""
    today = clock.today()
    kept = {} if is_live else latest([card["code"] for card in cards], user)
    values = {}
    for card in cards:
        known = kept.get(card["code"])
        card["cell"] = figure_cell(known.value) if known else shown(card["kpi"], user)
        card["kept_on"] = known.on if known else None
        values[card["code"]] = known or Kept(card["cell"].value, today)
    lights = judged(values, today)
    for card in cards:
        card["judged"] = lights.get(card["code"])
