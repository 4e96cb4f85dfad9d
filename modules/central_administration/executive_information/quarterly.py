"""The quarterly report to the council: the parts of the monthly brief, a quarter beside that of the year before.

It is read in a public meeting: no figure of few persons, and by village only what is open to everybody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser

from gis_core.access.holdings import WholeOffice
from gis_core.features import clock
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import year_before
from layers.declare import Draft
from layers.engine.boards import Asked
from modules.central_administration.executive_information import approval, brief, rules, snapshots
from modules.central_administration.executive_information.boards import revenue_of
from modules.central_administration.executive_information.declared import by_code
from modules.central_administration.executive_information.models import KpiSnapshot, QuarterlyReport
from modules.central_administration.executive_information.revenue import ZERO, Kind, Revenue

Rows = Mapping[str, KpiSnapshot]


def check(draft: Draft) -> Iterator[Refused]:
    """A quarter that has not begun has nothing to tell."""
    if _span(draft.record)[0] > clock.today():
        yield Refused("REPORT_EARLY", "ไตรมาสนี้ยังไม่เริ่ม", "", "quarter")


def content(report: QuarterlyReport) -> Mapping[str, Any]:
    """Everything the paper prints.

    Errors: Refused ``REPORT_EMPTY`` where no figure was kept within the quarter.
    """
    first, last = _span(report)
    until = min(last, clock.today())
    now = _told(_kept(first, until))
    if not now:
        raise Refused("REPORT_EMPTY", "ยังไม่มีค่าตัวชี้วัดที่บันทึกไว้ในไตรมาสนี้")
    asked = Asked(report.fiscal_year_be, until.month, "", clock.today())
    quarter, year = revenue_of(WholeOffice(), asked, first), revenue_of(WholeOffice(), asked)
    months = _months(first)
    shown = [row for row in quarter.months if row[0] in months]
    return {
        "until": until,
        "is_over": last < clock.today(),
        "groups": brief.groups(now, _told(_kept(year_before(first), year_before(until))), until),
        "notes": brief.ordered(report.fiscal_year_be, months),
        "revenue": _beside(quarter, year),
        "chart": brief.chart(shown, report.fiscal_year_be) if any(now or then for _, now, then in shown) else None,
        "villages": brief.villages({code: row for code, row in now.items() if _is_open_to_all(code)}),
    }


def _span(report: QuarterlyReport) -> tuple[date, date]:
    return rules.period_of(f"q{report.quarter}", report.fiscal_year_be)


def _months(first: date) -> list[int]:
    return [first.month + more for more in range(3)]


def _kept(first: date, until: date) -> Rows:
    """The last value of each figure that was kept in a span; one from before it tells nothing of it."""
    found = snapshots.latest(approval.used(), "", until)
    return {code: row for code, row in found.items() if row.on >= first}


def _told(rows: Rows) -> Rows:
    """Without the numbers of so few persons that they could be known."""
    return {code: row for code, row in rows.items() if not _is_of_few(code, row)}


def _is_of_few(code: str, row: KpiSnapshot) -> bool:
    return by_code()[code].kpi.people and 0 < row.numerator < row.kpi.min_cell


def _is_open_to_all(code: str) -> bool:
    return by_code()[code].is_open_to(AnonymousUser())


def _beside(quarter: Revenue, year: Revenue) -> Sequence[tuple[Kind, Kind]]:
    """Each kind of the year with what it had in the quarter, the sums last."""
    of_quarter = {kind.thai: kind for kind in quarter.kinds}
    pairs = [(of_quarter.get(kind.thai, Kind(kind.thai, None, ZERO, ZERO)), kind) for kind in year.kinds]
    return [*pairs, (quarter.total, year.total)]
