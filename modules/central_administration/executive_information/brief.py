"""The monthly brief: what every figure was at the end of the month, its light, last year's, revenue, the villages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from gis_core.access.holdings import WholeOffice
from gis_core.features import clock
from gis_core.ground.models import AdminArea
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import year_before
from layers import charts
from layers.declare import Draft
from layers.engine.boards import Asked
from layers.engine.judging import MonthKept, NoteShown, judged
from modules.central_administration.executive_information import approval, notes, placed_notes, rules, snapshots
from modules.central_administration.executive_information.boards import revenue_of
from modules.central_administration.executive_information.declared import by_code
from modules.central_administration.executive_information.models import Kpi, KpiSnapshot, MonthlyBrief
from modules.central_administration.executive_information.snapshots import kept_of

HUNDRED = Decimal(100)
#: Who may see the paper of a brief.
PAPER_READERS = ("executive", "clerk_chief", "auditor")


def check(draft: Draft) -> Iterator[Refused]:
    """A month that has not begun has nothing to tell."""
    month = draft.record
    if rules.period_of(f"m{month.month:02}", month.fiscal_year_be)[0] > clock.today():
        yield Refused("BRIEF_EARLY", "เดือนนี้ยังไม่เริ่ม", "", "month")


def content(brief: MonthlyBrief) -> Mapping[str, Any]:
    """Everything the paper prints.

    Errors: Refused ``BRIEF_EMPTY`` where no figure was kept up to the end of the month.
    """
    asked = Asked(brief.fiscal_year_be, brief.month, "", clock.today())
    until = asked.until
    codes = approval.used()
    now, before = snapshots.latest(codes, "", until), snapshots.latest(codes, "", year_before(until))
    if not now:
        raise Refused("BRIEF_EMPTY", "ยังไม่มีค่าตัวชี้วัดที่บันทึกไว้จนถึงสิ้นเดือนนี้")
    found = revenue_of(WholeOffice(), asked)
    return {
        "until": until,
        "groups": groups(now, before, until),
        "notes": [
            *ordered(brief.fiscal_year_be, [brief.month]),
            *placed_notes.of_span(*rules.period_of(f"m{brief.month:02}", brief.fiscal_year_be), PAPER_READERS),
        ],
        "revenue": found,
        "chart": chart(found.months, brief.fiscal_year_be) if found.has_money else None,
        "villages": villages(now),
    }


def groups(now: Mapping[str, KpiSnapshot], before: Mapping[str, KpiSnapshot], until: date) -> list[dict[str, Any]]:
    """The figures by dimension, each with its light of a day and how it changed."""
    lights = judged({code: kept_of(row, row.value) for code, row in now.items()}, WholeOffice(), until)
    found: dict[str, list[dict[str, Any]]] = {}
    for code, row in now.items():
        last = before.get(code)
        beside = MonthKept(row.on.month, kept_of(row, row.value), kept_of(last, last.value) if last else None)
        figure = {"row": row, "kpi": by_code()[code].kpi, "judged": lights.get(code), "beside": beside}
        found.setdefault(row.kpi.dimension, []).append(figure)
    return [{"thai": label, "figures": found[value]} for value, label in Kpi.Dimension.choices if value in found]


def ordered(fiscal_year_be: int, months: Sequence[int]) -> list[tuple[str, Sequence[NoteShown]]]:
    """Figure by figure what the executive ordered on the months; also on figures of which nothing was kept."""
    found = notes.of_months(fiscal_year_be, months)
    names = dict(Kpi.objects.filter(pk__in=found).values_list("pk", "thai"))
    return sorted((names[figure], orders) for figure, orders in found.items())


def chart(months: Sequence[tuple[int, Decimal | None, Decimal]], year: int) -> charts.Chart:
    """The money of each month beside that of the year before."""
    columns = charts.months_short([month for month, _, _ in months])
    now, before = [row[1] for row in months], [row[2] for row in months]
    return charts.bars(columns, [(f"ปี {year}", "#0a6a6f", now), (f"ปี {year - 1}", "#a9bdbb", before)], "บาท")


def villages(now: Mapping[str, KpiSnapshot]) -> dict[str, Any] | None:
    """The first percentage that is better the higher, village by village, the worst first."""
    row = next((row for code, row in now.items() if _is_rate(code) and row.value is not None), None)
    if row is None:
        return None
    values = snapshots.villages_on(row.kpi.code, row.on)
    names = {area.code: str(area) for area in AdminArea.objects.filter(level="village").defer("geom")}
    listed = [(names[code], value) for code, value in values.items() if code in names]
    listed.sort(key=lambda each: (each[1] is None, each[1] or 0, each[0]))
    return {"row": row, "listed": listed}


def _is_rate(code: str) -> bool:
    """No share of persons: by village it could tell of few."""
    kpi = by_code()[code].kpi
    return kpi.scale == HUNDRED and kpi.better == "higher" and not kpi.people
