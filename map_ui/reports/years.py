"""A figure over three years: as the records tell them where they can, else as the nights kept them; and month by month
as the nights kept it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import Http404

from gis_core.features import clock
from gis_core.pure import choropleth
from gis_core.pure.thai_calendar import be_year, fiscal_year, fiscal_year_bounds, format_date
from layers import charts
from layers.bound import BoundRegister
from layers.declare import Kpi
from layers.engine import judging
from map_ui.listing.placing import villages
from map_ui.reports import village_map
from map_ui.reports.figure_past import REDEFINED, signed, trend
from map_ui.reports.key_figures import NOWHERE, figure_cell
from map_ui.reports.table import ResultCell, ResultTable, cell

YEARS = 3
TONES = ("oldest", "before", "now")
NOT_KEPT = "ไม่มีค่าที่บันทึกไว้"
Value = Decimal | None


@dataclass(frozen=True)
class YearOf:
    """One year of a figure. `known`: whether anything is told of it; `missing`: the value of a village left out;
    `version`: of the definition by which it was reckoned.
    """

    year_be: int
    known: bool
    whole: Value
    parts: Mapping[str, Value]
    missing: Value
    version: int = 0

    def of(self, village: str) -> Value:
        """The value of the office, or of a village."""
        return self.parts.get(village, self.missing) if village else self.whole

    def cell(self, village: str, unit: str) -> ResultCell:
        return figure_cell(self.of(village), unit) if self.known else cell(None, NOT_KEPT)


@dataclass(frozen=True)
class Compared:
    """Three years beside each other: table, charts and maps. `is_kept`: the nights tell them, not the records.

    `is_drawn`: it has maps; `by_month`: the villages at the end of each month that was kept, whoever tells the years.
    """

    thai: str
    unit: str
    village: str
    kind: str
    is_kept: bool
    table: ResultTable
    chart: charts.Chart | None
    months: charts.Chart | None
    maps: Sequence[tuple[str, village_map.Drawing]]
    legend: Sequence[Any]
    is_drawn: bool
    by_month: village_map.OverTime | None
    is_redefined: bool

    @property
    def is_counted(self) -> bool:
        """Whether the maps have circles to one scale in place of one set of classes."""
        drawn = [*self.maps, *(self.by_month.drawings if self.by_month else ())]
        return any(drawing.is_counted for _head, drawing in drawn)


def compared(register: BoundRegister, kpi: Kpi, user: Any, village: str = "") -> Compared:
    """The last three years of a figure, this one last. Raises Http404 for a village the office does not have."""
    names = {area.code: str(area) for area in villages()}
    if village and village not in names:
        raise Http404
    years = _of_records(kpi, user) if kpi.of_year else _of_nights(register, kpi, user)
    kind = "ปีภาษี" if kpi.of_year and kpi.year == "tax" else "ปีงบประมาณ"
    is_redefined = len({each.version for each in years if each.known}) > 1
    heads = [f"{kind} {each.year_be}{_version(each.version, is_redefined and each.known)}" for each in years]
    is_drawn = not village and not kpi.external
    drawings, legend = _maps(kpi, years, heads) if is_drawn else ((), ())
    listed = {} if kpi.external else names
    return Compared(
        kpi.thai,
        kpi.unit,
        names.get(village, ""),
        kind,
        kpi.of_year is None,
        _table(kpi, years, heads, {village: names[village]} if village else listed),
        _chart(kpi, years, village, is_redefined),
        None if kpi.of_year else _months(register, kpi, user, village, [each.year_be for each in years]),
        drawings,
        legend,
        is_drawn,
        _by_month(register, kpi, user) if is_drawn else None,
        is_redefined,
    )


def _version(version: int, is_told: bool) -> str:
    return f" (สูตรรุ่นที่ {version})" if is_told else ""


def _of_records(kpi: Kpi, user: Any) -> list[YearOf]:
    assert kpi.of_year is not None  # asked by the caller
    today = clock.today()
    this = be_year(today) if kpi.year == "tax" else fiscal_year(today)
    found = []
    for year in range(this - YEARS + 1, this + 1):
        parts = kpi.of_year(user, year)
        nothing = kpi.value(user).nothing if not parts else next(iter(parts.values())).nothing
        values = {code: part.value(kpi.scale) for code, part in parts.items()}
        whole = sum(parts.values(), nothing).value(kpi.scale)
        found.append(YearOf(year, True, whole, values, nothing.value()))
    return found


def _of_nights(register: BoundRegister, kpi: Kpi, user: Any) -> list[YearOf]:
    """The last night of each fiscal year on which the figure was kept."""
    code, this = judging.figure_code(register, kpi), fiscal_year(clock.today())
    found = []
    for year in range(this - YEARS + 1, this + 1):
        first, last = fiscal_year_bounds(year)
        whole = judging.latest([code], user, "", last).get(code)
        parts = judging.villages(code, user, last) if whole and whole.on >= first else None
        if whole is None or parts is None:
            found.append(YearOf(year, False, None, {}, None))
        else:
            found.append(YearOf(year, True, whole.value, parts.values, parts.missing, whole.version))
    return found


def _table(kpi: Kpi, years: Sequence[YearOf], heads: Sequence[str], names: Mapping[str, str]) -> ResultTable:
    """Villages below each other, the office at the foot; the last column is the change from the year before."""
    rows = [[cell(code, thai), *_row(years, code, kpi.unit)] for code, thai in names.items()]
    if len(names) > 1 and any("" in each.parts for each in years):
        rows.append([cell("", NOWHERE), *(_nowhere(each, kpi.unit) for each in years), cell(None, "")])
    totals = [] if len(names) == 1 else [cell("ทั้งหน่วยงาน"), *_row(years, "", kpi.unit)]
    headings = ["หมู่บ้าน", *heads, "เทียบปีก่อน"]
    return ResultTable(kpi.thai, headings, rows, totals)


def _row(years: Sequence[YearOf], village: str, unit: str) -> list[ResultCell]:
    before, now = years[-2:]
    cells = [each.cell(village, unit) for each in years]
    if before.known and now.known and before.version != now.version:
        return [*cells, cell(None, REDEFINED)]
    then, value = before.of(village), now.of(village)
    change = None if then is None or value is None else value - then
    return [*cells, cell(change, signed(change, unit))]


def _nowhere(year: YearOf, unit: str) -> ResultCell:
    return figure_cell(year.parts.get("", year.missing), unit) if year.known else cell(None, NOT_KEPT)


def _chart(kpi: Kpi, years: Sequence[YearOf], village: str, is_redefined: bool) -> charts.Chart | None:
    values = [each.of(village) for each in years]
    if all(value is None for value in values):
        return None
    columns = [f"{each.year_be}{_version(each.version, is_redefined and each.known)}" for each in years]
    return charts.bars(columns, [(kpi.thai, "now", values)], kpi.unit)


def _months(register: BoundRegister, kpi: Kpi, user: Any, village: str, years: Sequence[int]) -> charts.Chart | None:
    """A line a year over its months: two answers of two years each hold three."""
    code = judging.figure_code(register, kpi)
    late = judging.months(code, user, years[-1], village)
    early = judging.months(code, user, years[-2], village)
    if not late and not early:
        return None
    order = [each.month for each in (late or early)]
    sides = (
        [each.before for each in early] or [None] * len(order),
        [each.now for each in early] or [each.before for each in late],
        [each.now for each in late] or [None] * len(order),
    )
    return trend(order, list(zip(years, TONES, sides, strict=True)), kpi.unit)


def _maps(
    kpi: Kpi, years: Sequence[YearOf], heads: Sequence[str]
) -> tuple[list[tuple[str, village_map.Drawing]], Sequence[Any]]:
    """The villages of each year of which something is told, all in the same classes."""
    known = [(each, head) for each, head in zip(years, heads, strict=True) if each.known]
    counted = any(choropleth.is_counted(each.missing) for each, _ in known)
    return village_map.side_by_side(kpi, [(head, each.of) for each, head in known], counted=counted)


def _by_month(register: BoundRegister, kpi: Kpi, user: Any) -> village_map.OverTime | None:
    """The villages on the last day kept in each month of the three fiscal years."""
    this = fiscal_year(clock.today())
    first, last = fiscal_year_bounds(this - YEARS + 1)[0], fiscal_year_bounds(this)[1]
    kept = judging.villages_by_month(judging.figure_code(register, kpi), user, first, last)
    is_mixed = len({each.version for each in kept}) > 1
    heads = [f"{format_date(each.on)}{_version(each.version, is_mixed)}" for each in kept]
    counted = any(choropleth.is_counted(each.missing) for each in kept)
    return village_map.over_time(kpi, list(zip(heads, (each.of for each in kept), strict=True)), counted=counted)
