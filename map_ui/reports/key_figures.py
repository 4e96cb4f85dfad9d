"""A key figure opened: the whole office, its villages, and the records behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import Http404

from gis_core.access.models import OrgUnit
from gis_core.features import clock
from gis_core.pure import choropleth
from gis_core.pure.figures import written
from layers.declare import Kpi
from layers.declare.reports import Measured
from layers.engine.judging import VillagesKept
from layers.engine.units import units_of
from layers.engine.villages import villages_of
from map_ui import maps
from map_ui.listing.placing import villages
from map_ui.reports import graded
from map_ui.reports.asking import open_links
from map_ui.reports.table import ResultCell, ResultTable, cell

ZERO = Decimal(0)
BEHIND = 200
WIDEST_PIXELS = 26
HUNDRED = Decimal(100)
NO_DATA = "ไม่มีข้อมูล"
EXTERNAL = "จากภายนอก: บันทึกจากเอกสารที่หน่วยงานอื่นประกาศ ไม่มีตำแหน่งบนแผนที่"
NOWHERE = "นอกเขตหมู่บ้าน หรือยังไม่ทราบที่ตั้ง"


def key_figure(
    declared: Kpi,
    user: Any,
    village: str = "",
    *,
    unit: str = "",
    with_records: bool = True,
    every: bool = False,
    most: int = 0,
) -> ResultTable:
    """The figure of the office, of one village or of one unit, with the records behind it; of the office also village
    by village.

    `every` record, as for a file, instead of as many as a page and its map can hold, or `most` of them.
    Raises Http404 for a village the office does not have, and for a unit of which the figure tells nothing.
    """
    names = {area.code: str(area) for area in villages()}
    if village and village not in names:
        raise Http404
    whole, parts = declared.value(user), declared.by_village(user)
    measured = parts.get(village, whole.nothing) if village else whole
    part = Part(village, unit, _unit_name(declared, unit) if unit else names.get(village, ""))
    if unit and declared.by_unit:
        measured = declared.by_unit(user).get(unit, whole.nothing)
    table = (
        _records(declared, user, part, every, most or BEHIND) if with_records else ResultTable(declared.thai, [], [])
    )
    table.figure, table.unit = _shown(declared, measured), declared.unit
    if declared.external:
        table.note = EXTERNAL
    if part.name:
        table.title = f"{declared.thai} · {part.name}"
    elif not declared.external and (len(parts) > 1 or "" not in parts):
        table.parts = _by_village(declared, parts, names, measured)
    return table


@dataclass(frozen=True)
class Part:
    """A village or a unit by its code, and its name; all empty for the office."""

    village: str
    unit: str
    name: str


def _unit_name(declared: Kpi, unit: str) -> str:
    name = OrgUnit.objects.filter(code=unit).values_list("thai", flat=True).first() if declared.by_unit else None
    if name is None:
        raise Http404
    return name


def parts_now(declared: Kpi, user: Any) -> VillagesKept:
    """The figure by village as it is now, also for villages without a record of it."""
    parts = declared.by_village(user)
    some = next(iter(parts.values()), None) or declared.value(user)
    values = {code: part.value(declared.scale) for code, part in parts.items()}
    return VillagesKept(clock.today(), values, some.nothing.value())


def figure_text(value: Decimal | None, unit: str) -> str:
    """A figure's value in words where there is none, which is not nought."""
    return NO_DATA if value is None else written(value, unit)


def figure_cell(value: Decimal | None, unit: str) -> ResultCell:
    """The same as a cell."""
    return cell(value, figure_text(value, unit))


def _shown(declared: Kpi, measured: Measured) -> ResultCell:
    return figure_cell(measured.value(declared.scale), declared.unit)


def _by_village(declared: Kpi, parts: Mapping[str, Measured], names: dict[str, str], whole: Measured) -> ResultTable:
    """Worst first; no data comes last and is not nought."""
    values = {code: part.value(declared.scale) for code, part in parts.items()}
    most = max((value for value in values.values() if value is not None), default=0)
    is_ratio = whole.denominator is not None
    rows = []
    for code in sorted(parts, key=lambda code: worst_first(declared, values[code], code)):
        value, part = values[code], parts[code]
        share = round(100 * value / most) if value and most else 0
        name = cell(code, names.get(code, code) if code else NOWHERE, url=f"?village={code}" if code else "")
        figure = cell(value, figure_text(value, declared.unit), share=share)
        sums = [cell(each, of=declared.amount) for each in (part.numerator, part.denominator)] if is_ratio else []
        rows.append([name, figure, *sums])
    headings = ["หมู่บ้าน", declared.unit, *((declared.amount, "จากทั้งหมด") if is_ratio else ())]
    total = sum(parts.values(), whole.nothing)
    sums = [cell(each, of=declared.amount) for each in (total.numerator, total.denominator)] if is_ratio else []
    table = ResultTable("ตามหมู่บ้าน", headings, rows, [cell("รวม"), _shown(declared, total), *sums])
    table.geojson, table.legend = on_villages(declared, VillagesKept(clock.today(), values, whole.nothing.value()))
    return table


def on_villages(
    declared: Kpi, found: VillagesKept, classes: choropleth.Classing | None = None
) -> tuple[str, Sequence[choropleth.LegendEntry]]:
    """Map and legend of every village of the office, also of those of which there is no data; circles for counts.

    `classes`: those somebody chose, else the figure's own.
    """
    values = {area.code: found.of(area.code) for area in villages()}
    if choropleth.is_counted(found.missing):
        return _circled(values, declared.unit)
    classes = classes or choropleth.classing(values.values(), is_percent=declared.scale == HUNDRED)
    shapes = []
    for area in villages().defer(None):
        value = values.get(area.code)
        shown = figure_text(value, declared.unit)
        color = choropleth.color_of(value, classes.breaks)
        shapes.append(maps.feature(area.geom, title=f"{area} {shown}", color=color, hatched=value is None))
    return maps.collection(shapes), choropleth.legend(values, classes, declared.unit)


def _circled(values: Mapping[str, Any], unit: str) -> tuple[str, Sequence[choropleth.LegendEntry]]:
    most = max((value for value in values.values() if value is not None), default=ZERO)
    areas, circles = [], []
    for area in villages().defer(None):
        told = {"title": f"{area} {figure_text(values.get(area.code), unit)}"}
        areas.append(maps.feature(area.geom, color=choropleth.GROUND, **told))
        radius = round(WIDEST_PIXELS * choropleth.radius_share(values.get(area.code), most), 1)
        if radius and area.geom is not None:
            circles.append(maps.feature(area.geom.point_on_surface, color=choropleth.CIRCLE, radius=radius, **told))
    return maps.collection([*areas, *circles]), choropleth.circle_legend(values.values(), unit)


def worst_first(declared: Kpi, value: Any, code: str) -> tuple[bool, Any, str]:
    if value is None:
        return True, 0, code
    return False, value if declared.better == "higher" else -value, code


def _records(declared: Kpi, user: Any, part: Part, every: bool, most: int) -> ResultTable:
    behind = declared.features(user)
    if part.name:
        uids = [each["uid"] for each in behind]
        belongs_to = villages_of(uids) if part.village else units_of(uids)
        behind = [each for each in behind if belongs_to.get(str(each["uid"])) == (part.village or part.unit)]
    shown = behind if every else behind[:most]
    links = {} if every else open_links([each["uid"] for each in shown], user)
    rows = [
        [
            cell(each["title"], url=links.get(str(each["uid"]), ""), key=str(each["uid"])),
            cell(each["amount"], of=declared.amount),
        ]
        for each in shown
    ]
    total = sum((each["amount"] for each in behind), ZERO)
    note = f"แสดง {len(shown):,} รายการแรก จาก {len(behind):,} รายการ" if len(behind) > len(shown) else ""
    totals = [cell(f"รวม {len(behind):,} รายการ"), cell(total, of=declared.amount)] if behind else []
    table = ResultTable(declared.thai, ["ระเบียน", declared.amount], rows, totals, note=note)
    if not every:
        table.geojson, table.legend = graded.on_map(shown, user, declared.amount)
    return table
