"""All key figures the reader may open, in one page, with the boards of the systems that draw their own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from gis_core.pure.choropleth import METHODS
from layers.engine import boards, saved_maps
from layers.engine.judging import published
from map_ui.listing.placing import villages
from map_ui.reports import dashboard, within
from map_ui.reports.located import located
from map_ui.reports.open_data import LICENCE, LICENCE_URL
from map_ui.reports.two_figures import can_stand, two_figures
from map_ui.reports.village_map import VillageMap, village_map


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Boards, then cards by module and system; each leads to its villages and records."""
    asked = dashboard.asked_of(request.GET)
    modules = dashboard.modules_of(request.user, asked)
    cards = [card for module in modules for system in module["systems"] for card in system["figures"]]
    is_live = request.GET.get("live") == "1" and not asked.is_past
    dashboard.fill(cards, request.user, asked, is_live=is_live)
    areas = village_map(cards, request.user, asked, request.GET, is_live=is_live) if cards else None
    two = two_figures(areas, cards, request.user, asked, request.GET.dict(), is_live=is_live) if areas else None
    # the name of a saved map never stands over another figure, such as where its own is closed to the reader
    is_asked = areas is not None and areas.card.code == request.GET.get("figure")
    saved = saved_maps.one(request.GET.get("saved", ""), request.user) if is_asked else None
    if areas and saved:
        legend = [replace(each, thai=saved.no_data) if each.is_hatched else each for each in areas.legend]
        areas = replace(areas, legend=legend)
    printed, live_link = request.GET.copy(), request.GET.copy()
    printed["figure"] = areas.card.code if areas else ""
    live_link["live"] = "" if is_live else "1"
    context = {
        "modules": modules,
        "boards": boards.shown(request.user, asked) if modules else [],
        "asked": asked,
        "cards": cards,
        "areas": areas,
        "two": two,
        "shares": [card for card in cards if can_stand(card)],
        "print_url": f"{reverse('figures-map')}?{printed.urlencode()}",
        "saved": saved,
        "save_url": _save_url(areas, request.user) if areas and not areas.drawing.is_counted else "",
        "methods": METHODS.items(),
        "choices": dashboard.choices(asked),
        "is_live": is_live,
        "has_kept": any(card.kept for card in cards),
        "live_query": live_link.urlencode(),
    }
    return render(request, "map_ui/figures.html", context)


def _save_url(areas: VillageMap, user: Any) -> str:
    """The form that saves the map as it is classed now."""
    method = {"auto": "declared"}.get(areas.method, areas.method)
    return saved_maps.new_url(user, {"figure": areas.card.code, "method": method, "breaks": areas.own})


@require_safe
def public_page(request: HttpRequest) -> HttpResponse:
    """The figures the office publishes, for everybody: no record, no filter, nothing reckoned for the visitor."""
    names = {area.code: str(area) for area in villages()}
    figures = [
        {
            "figure": each,
            "villages": [(names[code], text) for code, text in sorted(each.villages.items()) if code in names],
        }
        for each in published()
    ]
    return render(
        request, "map_ui/figures_public.html", {"figures": figures, "licence": LICENCE, "licence_url": LICENCE_URL}
    )


@require_safe
def within_page(request: HttpRequest) -> HttpResponse:
    """Everything of one village, or of the area of one record: how many records of each register, and its figures."""
    return render(request, "map_ui/figures_within.html", within.within(request.user, request.GET))


@require_safe
def located_page(request: HttpRequest) -> HttpResponse:
    """How many records stand where, by register."""
    return render(request, "map_ui/figures_located.html", {"table": located(request.user)})
