"""Deadlines, expiry, waiting, months of delay and extensions."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_core.pure import deadlines
from gis_core.pure.deadlines import Actor, Basis, ExtensionLimit, ExtensionOrder, TimeExtension
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import Holidays, parse_date
from tests.worked_examples import Row, worked_examples

RULES: dict[str, Callable[[date, int, Holidays], date]] = {
    "official": lambda start, count, holidays: deadlines.due(start, count, Actor.OFFICIAL, holidays),
    "citizen": lambda start, count, holidays: deadlines.due(start, count, Actor.CITIZEN, holidays),
    "working": lambda start, count, holidays: deadlines.due(start, count, Actor.OFFICIAL, holidays, Basis.WORKING),
    "clear": lambda start, count, holidays: deadlines.clear_days_before(start, count),
    "months": lambda start, count, holidays: deadlines.add_months(start, count),
    "citizen_months": deadlines.citizen_month_deadline,
    "expires_years": lambda start, count, holidays: deadlines.expires_on(start, years=count),
    "waiting_years": lambda start, count, holidays: deadlines.waiting_until(start, years=count),
    "waiting_days": lambda start, count, holidays: deadlines.waiting_until(start, days=count),
    "inclusive_days": lambda start, count, holidays: deadlines.period_end_by_days(start, count),
    "reminder": lambda start, count, holidays: deadlines.reminder_day(start, holidays),
    "payment": lambda start, count, holidays: deadlines.payment_day(start.year, start.month, count, holidays),
}
DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))
PUBLIC_HEALTH = ExtensionLimit(2, 15, "พ.ร.บ.การสาธารณสุข พ.ศ. 2535 ม.56")


@pytest.mark.parametrize("row", worked_examples(__file__, "deadlines"))
def test_deadline(row: Row) -> None:
    holidays = Holidays.of(parse_date(day) for day in row["holidays"].split())
    found = RULES[row["rule"]](parse_date(row["start"]), int(row["count"]), holidays)
    assert found == parse_date(row["expected"])


@pytest.mark.parametrize("row", worked_examples(__file__, "months_begun"))
def test_months_begun(row: Row) -> None:
    assert deadlines.months_begun(parse_date(row["due"]), parse_date(row["paid"])) == int(row["months"])


@given(DAYS, st.integers(1, 4000))
def test_the_months_begun_are_the_first_whose_end_is_not_before_the_payment(due_on: date, late_days: int) -> None:
    paid_on = due_on + timedelta(days=late_days)
    months = deadlines.months_begun(due_on, paid_on)
    first = due_on + timedelta(days=1)
    assert deadlines.period_end(first, months) >= paid_on
    assert months == 1 or deadlines.period_end(first, months - 1) < paid_on


@given(DAYS, st.integers(1, 240))
def test_a_counted_first_day_ends_the_period_a_day_earlier_unless_the_month_is_too_short(
    first: date, months: int
) -> None:
    uncounted = deadlines.add_months(first, months)
    shorter = timedelta(days=1 if uncounted.day == first.day else 0)
    assert deadlines.period_end(first, months) == uncounted - shorter


@given(DAYS, st.integers(0, 400))
def test_a_citizen_never_has_less_time_than_an_official(start: date, days: int) -> None:
    holidays = Holidays.of([start + timedelta(days=days)])
    citizen = deadlines.citizen_deadline(start, days, holidays)
    assert citizen >= deadlines.official_deadline(start, days)
    assert not holidays.is_holiday(citizen)


@given(DAYS, st.integers(0, 60))
def test_clear_days_lie_between_the_two_dates(event: date, days: int) -> None:
    assert (event - deadlines.clear_days_before(event, days)).days - 1 == days


def test_two_extensions_add_to_the_running_deadline() -> None:
    """Module 8 S-4.1: decision due 1/4/2569, 16/4 after the first extension, 1/5 after the second."""
    base = date(2026, 4, 1)
    first = TimeExtension(15, date(2026, 4, 1))
    second = TimeExtension(15, date(2026, 4, 16))
    assert deadlines.extend(base, [], PUBLIC_HEALTH) == base
    assert deadlines.extend(base, [first], PUBLIC_HEALTH) == date(2026, 4, 16)
    assert deadlines.extend(base, [first, second], PUBLIC_HEALTH) == date(2026, 5, 1)


def test_building_permit_extensions_stand_on_a_sunday() -> None:
    """5.1 example 5: due 16/4/2569, extended by 45 days to Sunday 31/5/2569 and to 15/7/2569."""
    limit = ExtensionLimit(2, 45, "พ.ร.บ.ควบคุมอาคาร พ.ศ. 2522 ม.25")
    served = [TimeExtension(45, date(2026, 4, 10)), TimeExtension(45, date(2026, 5, 20))]
    assert deadlines.extend(date(2026, 4, 16), served[:1], limit) == date(2026, 5, 31)
    assert deadlines.extend(date(2026, 4, 16), served, limit) == date(2026, 7, 15)


@pytest.mark.parametrize(
    "extensions",
    [
        [TimeExtension(15, date(2026, 4, 2))],
        [TimeExtension(16, date(2026, 4, 1))],
        [TimeExtension(0, date(2026, 4, 1))],
        [TimeExtension(1, date(2026, 3, 1))] * 3,
    ],
    ids=["served after the deadline", "too long", "no day", "third"],
)
def test_an_extension_outside_the_law_is_refused(extensions: list[TimeExtension]) -> None:
    with pytest.raises(Refused) as caught:
        deadlines.extend(date(2026, 4, 1), extensions, PUBLIC_HEALTH)
    assert caught.value.code == "EXTENSION"
    assert caught.value.law == PUBLIC_HEALTH.law


def test_a_pause_moves_a_working_day_deadline() -> None:
    """1.8-c: lamp due 4/7/2567, sent away 2/7, back 8/7: due 10/7."""
    moved = deadlines.shift_by_pause(date(2024, 7, 4), date(2024, 7, 2), date(2024, 7, 8), Holidays(frozenset()))
    assert moved == date(2024, 7, 10)


def test_the_latest_extension_order_counts_as_it_was_known() -> None:
    orders = [
        ExtensionOrder(date(2020, 8, 31), date(2020, 6, 10), "ประกาศ มท."),
        ExtensionOrder(date(2020, 9, 30), date(2020, 8, 20), "ประกาศ มท. ฉบับที่ 2"),
    ]
    base = date(2020, 4, 30)
    assert deadlines.with_extension_orders(base, orders) == date(2020, 9, 30)
    assert deadlines.with_extension_orders(base, orders, known_on=date(2020, 7, 1)) == date(2020, 8, 31)
    assert deadlines.with_extension_orders(base, orders, known_on=date(2020, 5, 1)) == base
    assert deadlines.with_extension_orders(base, []) == base


def test_an_order_that_shortens_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        deadlines.with_extension_orders(
            date(2026, 4, 30), [ExtensionOrder(date(2026, 4, 1), date(2026, 3, 1), "ประกาศ")]
        )
    assert caught.value.code == "EXTENSION"


@pytest.mark.parametrize(
    ("base", "expected"),
    [("28/2/2569", "30/4/2569"), ("30/4/2569", "30/6/2569"), ("31/5/2569", "31/7/2569"), ("15/2/2569", "15/4/2569")],
)
def test_two_months_more_keep_the_end_of_the_month(base: str, expected: str) -> None:
    """4.1 extension template of +2 months on every step."""
    assert deadlines.extended_by_months(parse_date(base), 2) == parse_date(expected)


def test_reapplying_after_revocation() -> None:
    """Module 8 S-4.5: refused up to 10/7/2570, accepted from 11/7/2570."""
    last = deadlines.waiting_until(date(2026, 7, 10), years=1)
    assert date(2027, 7, 10) <= last < date(2027, 7, 11)


def test_empty_periods_are_faults() -> None:
    with pytest.raises(ValueError, match="one day"):
        deadlines.period_end_by_days(date(2026, 1, 1), 0)
    with pytest.raises(ValueError, match="one month"):
        deadlines.expires_on(date(2026, 1, 1))


def test_month_end_of_february() -> None:
    assert [deadlines.month_end(date(2024, 2, 1)).day, deadlines.month_end(date(2025, 2, 28)).day] == [29, 28]
