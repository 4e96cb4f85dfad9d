"""Dates in B.E., fiscal years, holidays and working days."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import (
    Holidays,
    be_year,
    fiscal_quarter,
    fiscal_year,
    fiscal_year_bounds,
    format_date,
    format_datetime,
    format_month,
    parse_date,
    seed_holidays,
    tax_year,
    year_before,
)
from tests.worked_examples import Row, worked_examples

ANY_DAY = st.dates(date(1889, 4, 1), date(2156, 12, 31))
SEED = Holidays.of(row.day for row in seed_holidays())


@pytest.mark.parametrize("row", worked_examples(__file__, "dates"))
def test_date_is_read_or_refused(row: Row) -> None:
    era = row["era"] or None
    if row["refusal"]:
        with pytest.raises(Refused) as caught:
            parse_date(row["text"], era, "born_on")
        assert (caught.value.code, caught.value.field) == (row["refusal"], "born_on")
    else:
        assert parse_date(row["text"], era) == date.fromisoformat(row["expected"])


@pytest.mark.parametrize("row", worked_examples(__file__, "fiscal_years"))
def test_fiscal_year_and_quarter(row: Row) -> None:
    day = parse_date(row["day"])
    assert (fiscal_year(day), fiscal_quarter(day)) == (int(row["fiscal_year"]), int(row["quarter"]))


@pytest.mark.parametrize("row", worked_examples(__file__, "working_days"))
def test_working_days_are_counted(row: Row) -> None:
    holidays = Holidays.of(parse_date(day) for day in row["holidays"].split())
    assert holidays.working_days(parse_date(row["first"]), parse_date(row["last"])) == int(row["days"])


def test_a_date_is_printed_in_each_style() -> None:
    day = date(2026, 1, 1)
    assert format_date(day) == "1 ม.ค. 2569"
    assert format_date(day, "long") == "1 มกราคม 2569"
    assert format_date(day, "full", thai_digits=True) == "๑ มกราคม พ.ศ. ๒๕๖๙"
    assert format_date(day, "numeric") == "01/01/2569"
    assert format_month(day) == "มกราคม 2569"
    assert format_month(day, thai_digits=True) == "มกราคม ๒๕๖๙"
    assert format_datetime(datetime(2026, 1, 1, 8, 30)) == "1 ม.ค. 2569 08:30 น."
    assert format_datetime(datetime(2026, 1, 1, 8, 30), thai_digits=True) == "๑ ม.ค. ๒๕๖๙ ๐๘:๓๐ น."


@given(ANY_DAY, st.sampled_from(["short", "long", "full", "numeric"]), st.booleans())
def test_what_is_printed_is_read_again(day: date, style: str, thai_digits: bool) -> None:
    assert parse_date(format_date(day, style, thai_digits)) == day


def test_the_old_year_ends_on_31_march() -> None:
    assert [be_year(date(1940, 3, 31)), be_year(date(1940, 4, 1)), be_year(date(1941, 1, 1))] == [2482, 2483, 2484]


@given(st.dates(date(1962, 1, 1), date(2156, 12, 31)))
def test_a_day_lies_in_the_bounds_of_its_fiscal_year(day: date) -> None:
    first, last = fiscal_year_bounds(fiscal_year(day))
    assert first <= day <= last
    assert (first.month, first.day, last.month, last.day) == (10, 1, 9, 30)
    assert tax_year(day) == be_year(day)


@given(st.dates(date(2023, 1, 1), date(2027, 12, 31)), st.integers(0, 40))
def test_counting_forward_agrees_with_counting_the_days(start: date, count: int) -> None:
    end = SEED.add_working_days(start, count)
    assert SEED.working_days_after(start, end) == count
    assert count == 0 or not SEED.is_holiday(end)


@given(st.dates(date(2023, 1, 1), date(2027, 12, 31)))
def test_moved_days_are_the_nearest_working_days(day: date) -> None:
    before, after = SEED.previous_working_day(day), SEED.next_working_day(day)
    assert before <= day <= after
    assert not SEED.is_holiday(before)
    assert SEED.working_days(before + timedelta(days=1), after - timedelta(days=1)) == 0


def test_working_days_are_not_counted_backward() -> None:
    with pytest.raises(ValueError, match="forward"):
        SEED.add_working_days(date(2026, 1, 1), -1)


def test_the_seed_table_covers_five_years_and_every_row_has_a_source() -> None:
    rows = seed_holidays()
    assert SEED.years == {2023, 2024, 2025, 2026, 2027}
    assert all(row.source and row.thai for row in rows)
    assert {row.kind for row in rows} == {"annual", "substitute", "special"}
    assert {row.certainty for row in rows} <= {"sure", "likely", "verify"}
    assert len({row.day for row in rows}) == len(rows)


@pytest.mark.parametrize("day", ["1/5/2569", "2/1/2567", "3/1/2566"])
def test_days_on_which_government_offices_are_open(day: str) -> None:
    """Labour Day; the substitute of New Year's Eve 2566 that the cabinet moved to 29 December, and that of 2565."""
    assert not SEED.is_holiday(parse_date(day))


@pytest.mark.parametrize("day", ["29/12/2566", "12/4/2567", "30/12/2567", "2/1/2569", "1/6/2569"])
def test_days_off_by_order_of_the_cabinet(day: str) -> None:
    assert SEED.is_holiday(parse_date(day))


def test_no_substitute_day_falls_on_a_weekend() -> None:
    assert all(row.day.weekday() < 5 for row in seed_holidays() if row.kind != "annual")


@pytest.mark.parametrize(
    ("day", "expected"), [(date(2028, 2, 29), date(2027, 2, 28)), (date(2026, 3, 31), date(2025, 3, 31))]
)
def test_a_year_before_is_the_same_day(day, expected):
    assert year_before(day) == expected
