"""A key figure's light, its last value kept, and its months beside those of the year before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from gis_core.features import clock
from gis_core.pure.thai_calendar import fiscal_year
from layers import charts
from layers.bound import BoundRegister
from layers.declare import Kpi
from layers.engine import judging


@dataclass(frozen=True)
class FigurePast:
    """What stands beside a live figure, and what was ordered on it; each part None or empty where nobody keeps it."""

    judged: judging.Judgement | None
    kept: judging.Kept | None
    months: Sequence[judging.MonthKept]
    chart: charts.Chart | None
    year_be: int
    notes: Sequence[judging.NoteShown] = ()
    note_url: str = ""


def past_of(register: BoundRegister, kpi: Kpi, user: Any, village: str, value: Decimal | None) -> FigurePast:
    """The past of a figure of the office or one village, as far as the reader may see the whole of it."""
    code, today = judging.figure_code(register, kpi), clock.today()
    year = fiscal_year(today)
    lights = judging.judged({code: judging.Kept(value, today)}, user, today, village)
    months = judging.months(code, user, year, village)
    kept = judging.latest([code], user, village).get(code)
    chart = _chart(months, year, kpi.unit)
    ordered, order_url = judging.notes(code, user, village), judging.note_url(code, user, village)
    return FigurePast(lights.get(code), kept, months, chart, year, ordered, order_url)


def _chart(months: Sequence[judging.MonthKept], year: int, unit: str) -> charts.Chart | None:
    if not months:
        return None
    now, before = ([_value(each) for each in side] for side in zip(*((m.now, m.before) for m in months), strict=True))
    columns = charts.months_short([month.month for month in months])
    named = [(f"ปีงบประมาณ {year}", "now", now), (f"ปีงบประมาณ {year - 1}", "before", before)]
    return charts.lines(columns, named, unit)


def _value(kept: judging.Kept | None) -> Decimal | None:
    return kept.value if kept else None
