"""A bill in three equal parts, where the law lets one pay so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from gis_core.pure.deadlines import add_months, citizen_deadline, extended_by_months, month_end
from gis_core.pure.money import equal_instalments, format_baht
from gis_core.pure.rate_lookup import RateRow, rate
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import Holidays
from modules.kernel.charges.rules.late import LateRule, Part

PARTS = 3
LAWS = {
    LateRule.LAND_TAX: "พ.ร.บ.ภาษีที่ดินและสิ่งปลูกสร้าง พ.ศ. 2562 ม.52",
    LateRule.SIGNBOARD: "พ.ร.บ.ภาษีป้าย พ.ศ. 2510 ม.19 ทวิ",
}
#: A month's last day that fell on holidays was moved into the next month by at most so many days.
MOVED_AT_MOST = timedelta(days=7)


def instalment_plan(
    amount_baht: Decimal, rule: LateRule, due_on: date, asked_on: date, rows: Sequence[RateRow], holidays: Holidays
) -> tuple[Part, ...]:
    """Three equal parts, the last taking the odd satang; each last day moved off a holiday.

    Errors: Refused ``INSTALMENT_KIND`` for other revenue, ``INSTALMENT_LATE`` after the due day, ``INSTALMENT_MIN``.
    """
    law = LAWS.get(rule)
    if law is None:
        raise Refused("INSTALMENT_KIND", "รายได้ประเภทนี้ผ่อนชำระไม่ได้")
    if asked_on > due_on:
        raise Refused("INSTALMENT_LATE", "ต้องขอผ่อนชำระก่อนพ้นกำหนดชำระภาษี", law, "asked_on")
    minimum = rate(rows, "settings/instalment_min", due_on).value
    if amount_baht < minimum:
        raise Refused("INSTALMENT_MIN", f"ภาษีต่ำกว่า {format_baht(minimum)[:-3]} บาท ผ่อนชำระไม่ได้", law)
    amounts = equal_instalments(amount_baht, PARTS)
    return tuple(Part(day, amount) for day, amount in zip(_days(rule, due_on, holidays), amounts, strict=True))


def replanned(parts: Sequence[Part], new_baht: Decimal, today: date) -> tuple[Part, ...]:
    """The parts of a bill whose sum was changed: what fell due stays as it was, the rest is equal again.

    A part that fell due is never made larger, so that no instalment is missed after the fact; where none is left to
    come, the last takes what is more. A smaller bill may leave parts of nothing.
    """
    left, planned = new_baht, []
    coming = [part for part in parts if part.due_on >= today]
    for part in parts[: len(parts) - len(coming)]:
        amount = min(part.amount_baht, left)
        planned.append(Part(part.due_on, amount))
        left -= amount
    if coming:
        amounts = equal_instalments(left, len(coming))
        planned += [Part(part.due_on, amount) for part, amount in zip(coming, amounts, strict=True)]
    elif planned:
        planned[-1] = Part(planned[-1].due_on, planned[-1].amount_baht + left)
    return tuple(planned)


def _days(rule: LateRule, due_on: date, holidays: Holidays) -> list[date]:
    month = _meant_month_end(due_on) if rule is LateRule.LAND_TAX else None
    if month is not None:
        later = [extended_by_months(month, n) for n in range(1, PARTS)]
        return [due_on, *(citizen_deadline(day, 0, holidays) for day in later)]
    days = [due_on]
    while len(days) < PARTS:
        days.append(citizen_deadline(add_months(days[-1], 1), 0, holidays))
    return days


def _meant_month_end(due_on: date) -> date | None:
    """The month's end that a due day stands for: itself, or the one it was moved from; None for any other day."""
    if due_on == month_end(due_on):
        return due_on
    before = due_on.replace(day=1) - timedelta(days=1)
    return before if due_on - before <= MOVED_AT_MOST else None
