"""A key figure's light, its last value kept, and its months beside those of the year before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from gis_core.features import clock
from gis_core.pure.figures import written
from gis_core.pure.thai_calendar import MONTHS_LONG, fiscal_year
from layers import charts
from layers.bound import BoundRegister
from layers.declare import Kpi
from layers.engine import judging
from map_ui.reports.figure_rates import rates_of
from map_ui.reports.table import ResultCell, ResultTable, cell

TREND = "แนวโน้มรายเดือนเทียบปีก่อน"
REDEFINED = "นิยามเปลี่ยน ไม่เทียบ"


@dataclass(frozen=True)
class FigurePast:
    """What stands beside a live figure, what was ordered on it, and by which law; each part None or empty where nobody
    keeps it.
    """

    judged: judging.Judgement | None
    kept: judging.Kept | None
    months: Sequence[judging.MonthKept]
    chart: charts.Chart | None
    year_be: int
    unit: str
    notes: Sequence[judging.NoteShown] = ()
    note_url: str = ""
    rates: Sequence[ResultTable] = ()
    law: str = ""

    @cached_property
    def table(self) -> ResultTable | None:
        """The numbers of the chart, with the version of each where the definition changed."""
        if not self.months:
            return None
        is_mixed = len({kept.version for month in self.months for kept in (month.now, month.before) if kept}) > 1
        headings = ["เดือน", f"ปี {self.year_be}", f"ปี {self.year_be - 1}", "เปลี่ยนแปลง"]
        headings += [f"สูตรรุ่นที่ ปี {year}" for year in (self.year_be, self.year_be - 1)] if is_mixed else []
        return ResultTable(TREND, headings, [self._row(month, is_mixed) for month in self.months])

    def _row(self, month: judging.MonthKept, is_mixed: bool) -> list[ResultCell]:
        sides = (month.now, month.before)
        change = REDEFINED if month.is_redefined else signed(month.change, self.unit)
        row = [cell(MONTHS_LONG[month.month - 1]), *(_told(kept, self.unit) for kept in sides)]
        versions = [cell(kept.version, str(kept.version)) if kept else cell(None) for kept in sides]
        return [*row, cell(month.change, change), *(versions if is_mixed else [])]


def signed(change: Decimal | None, unit: str) -> str:
    """A change in words, with its sign; "–" for none that is known."""
    if change is None:
        return "–"
    return f"{'+' if change > 0 else ''}{written(change, unit)}"


def _told(kept: judging.Kept | None, unit: str) -> ResultCell:
    if kept is None:
        return cell(None, "–")
    return cell(kept.value, "ไม่มีข้อมูล" if kept.value is None else written(kept.value, unit))


def past_of(
    register: BoundRegister, kpi: Kpi, user: Any, village: str, value: Decimal | None, unit: str = ""
) -> FigurePast:
    """The past of a figure of the office or one village, as far as the reader may see the whole of it; of a unit its
    light, for nothing of it is kept.
    """
    code, today = judging.figure_code(register, kpi), clock.today()
    year = fiscal_year(today)
    lights = judging.judged({code: judging.Kept(value, today)}, user, today, village, unit)
    months = () if unit else judging.months(code, user, year, village)
    kept = None if unit else judging.latest([code], user, village).get(code)
    chart = _chart(months, year, kpi.unit)
    ordered = [] if unit else judging.notes(code, user, village)
    order_url = judging.note_url(code, user, village)
    rates = rates_of(kpi, user)
    return FigurePast(lights.get(code), kept, months, chart, year, kpi.unit, ordered, order_url, rates, kpi.law)


def _chart(months: Sequence[judging.MonthKept], year: int, unit: str) -> charts.Chart | None:
    if not months:
        return None
    now, before = [each.now for each in months], [each.before for each in months]
    return trend([each.month for each in months], [(year, "now", now), (year - 1, "before", before)], unit)


def trend(
    months: Sequence[int], sides: Sequence[tuple[int, str, Sequence[judging.Kept | None]]], unit: str
) -> charts.Chart:
    """A line a fiscal year, by (year, tone, what was kept in each month); where there are several definitions each
    line tells its own.
    """
    of = [[kept.version if kept else None for kept in side] for _, _, side in sides]
    is_mixed = len({version for versions in of for version in versions if version}) > 1
    named = [
        (_name(year, versions, is_mixed), tone, [kept.value if kept else None for kept in side])
        for (year, tone, side), versions in zip(sides, of, strict=True)
    ]
    return charts.lines(charts.months_short(months), named, unit, of)


def _name(year: int, versions: Sequence[int | None], is_mixed: bool) -> str:
    """A line that changes tells so where it ends."""
    own = {version for version in versions if version}
    return f"ปีงบประมาณ {year}" + (f" (สูตรรุ่นที่ {own.pop()})" if is_mixed and len(own) == 1 else "")
