"""Which map a page of figures prints: the villages as they are classed there, or the records behind a figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.http import Http404

from gis_core.access.visible import visible
from gis_core.pure.choropleth import LegendEntry
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import format_date
from layers.bound import BoundRegister
from layers.declare import Kpi
from layers.engine import saved_maps
from layers.engine.boards import Asked
from map_ui.pages import RecordPage
from map_ui.printing.content import AT_ONCE
from map_ui.printing.figure_map import Plate
from map_ui.reports import dashboard
from map_ui.reports.home import figures
from map_ui.reports.key_figures import key_figure, on_villages
from map_ui.reports.spots import outlined, outlines, spots_of
from map_ui.reports.table import ResultTable
from map_ui.reports.two_figures import two_figures
from map_ui.reports.village_map import VillageMap, village_map

LIVE = "คำนวณสดเมื่อพิมพ์"


def of_dashboard(user: Any, given: Mapping[str, str]) -> Plate:
    """The villages of the figure in the address, as the page of figures shows them.

    Raises Http404 for a figure the reader may not open.
    """
    asked = dashboard.asked_of(given)
    is_live = given.get("live") == "1" and not asked.is_past
    areas = _areas(given.get("figure", ""), user, asked, given, is_live=is_live)
    if given.get("against"):
        return _of_two(areas, user, asked, given, is_live=is_live)
    geojson, legend = on_villages(areas.card.kpi, areas.found, areas.classes)
    plate = Plate(
        f"{areas.card.kpi.thai} รายหมู่บ้าน",
        areas.card.cell.text,
        areas.card.kpi.unit,
        spots_of(geojson, named=True),
        legend,
        (f"ค่าของทั้งหน่วยงาน {areas.card.cell.text} {areas.card.kpi.unit} ค่ารายหมู่บ้าน ณ {format_date(areas.on)}",),
    )
    if areas.refused:
        plate = replace(plate, notes=(*plate.notes, f"{areas.refused} แสดงแบบอัตโนมัติแทน"))
    saved = saved_maps.one(given.get("saved", ""), user)
    return _named(plate, saved) if saved else plate


def _of_two(areas: VillageMap, user: Any, asked: Asked, given: Mapping[str, str], *, is_live: bool) -> Plate:
    """As the page draws them. Errors: Refused ``TWO_FIGURES``; Http404 for one the reader may not open."""
    two = two_figures(areas, _cards(given["against"], user, asked), user, asked, given, is_live=is_live)
    if two is None:
        raise Http404
    if two.drawing is None:
        raise Refused("TWO_FIGURES", two.refused, field="against")
    colors = {area.code: area for area in two.drawing.areas}
    spots = [
        replace(spot, color=colors[code].color, is_missing=colors[code].is_missing)
        for code, spot in zip(outlined(), outlines(), strict=True)
        if code in colors
    ]
    first, second = areas.card.kpi, two.second.kpi
    named = (f"แนวนอน: {first.thai} ({first.unit})", f"แนวตั้ง: {second.thai} ({second.unit})")
    on = f"ค่ารายหมู่บ้าน ณ {format_date(areas.on)} แต่ละตัวแบ่งสามชั้น ชั้นละเท่า ๆ กัน"
    return Plate(f"{first.thai} เทียบกับ {second.thai}", "", "แนวนอน · แนวตั้ง", spots, two.legend, (*named, on))


def _cards(code: str, user: Any, asked: Asked) -> list[dashboard.Card]:
    """The figure of that code, if the reader may open it."""
    found = figures().get(code)
    registers = [found[0]] if found and not visible(found[0], user).nothing else []
    return [card for card in dashboard.cards_of(registers, user, asked) if card.code == code]


def _areas(code: str, user: Any, asked: Asked, given: Mapping[str, str], *, is_live: bool) -> VillageMap:
    cards = _cards(code, user, asked)
    dashboard.fill(cards, user, replace(asked, village=""), is_live=is_live)
    areas = village_map(cards, user, asked, given, is_live=is_live)
    if areas is None:
        raise Http404
    return areas


def _named(plate: Plate, saved: saved_maps.SavedMap) -> Plate:
    """As somebody saved it."""
    legend: Sequence[LegendEntry] = [
        replace(each, thai=saved.no_data) if each.is_hatched else each for each in plate.legend
    ]
    return replace(plate, title=saved.thai, heading=saved.caption or plate.heading, legend=legend)


def of_figure(register: BoundRegister, kpi: Kpi, user: Any, village: str = "", *, of_records: bool = False) -> Plate:
    """The map of a figure's own page: of the office its villages or, if asked for, its records; of a village those in
    it. Raises Http404 for a village the office does not have.
    """
    is_of_records = of_records or bool(village)
    table = key_figure(kpi, user, village, with_records=is_of_records, most=AT_ONCE)
    assert table.figure is not None  # of every key figure
    villages = _villages(kpi, table)
    if not is_of_records:
        return villages
    return replace(
        villages,
        title=f"{table.title} · ระเบียน",
        heading=kpi.amount,
        spots=spots_of(table.geojson, named=False),
        legend=table.legend,
        notes=(*villages.notes, *([table.note] if table.note else [])),
        is_of_records=True,
        instead=villages if villages.spots else None,
    )


def of_record(page: RecordPage) -> Plate:
    """The map of a record's own page, with what is measured there."""
    told = [f"{name} {text}" for name, text in page.measures] if page.shape else []
    spots = spots_of(page.geojson, named=False)
    return Plate(f"{page.register.thai} {page.title}", "", page.register.thai, spots, (), told, is_of_records=True)


def _villages(kpi: Kpi, table: ResultTable) -> Plate:
    assert table.figure is not None
    parts = table.parts
    return Plate(
        f"{table.title} ตามหมู่บ้าน" if parts else table.title,
        table.figure.text,
        kpi.unit,
        spots_of(parts.geojson, named=True) if parts else (),
        parts.legend if parts else (),
        (f"{table.title} {table.figure.text} {kpi.unit} {LIVE}",),
    )
