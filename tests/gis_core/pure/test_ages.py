"""The two age rules, welfare months and bands, retirement, recorded births."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_core.pure import ages
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import parse_date
from tests.worked_examples import Row, worked_examples

COUNTS: dict[str, Callable[[date, date], int]] = {"complete_age": ages.complete_age, "age_on": ages.age_on}
DAYS: dict[str, Callable[[date, int], date]] = {
    "first_month": ages.first_entitled_month,
    "last_day_of_service": ages.last_day_of_service,
    "enters_year": ages.enters_year_on,
}
BIRTHS = st.dates(date(1900, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize("row", worked_examples(__file__, "ages"))
def test_age(row: Row) -> None:
    birth = parse_date(row["birth"])
    if row["rule"] in COUNTS:
        assert COUNTS[row["rule"]](birth, parse_date(row["argument"])) == int(row["expected"])
    elif row["rule"] == "band_age":
        assert ages.band_age(birth, int(row["argument"])) == int(row["expected"])
    else:
        assert DAYS[row["rule"]](birth, int(row["argument"])) == parse_date(row["expected"])


@pytest.mark.parametrize("row", worked_examples(__file__, "births"))
def test_recorded_birth(row: Row) -> None:
    if row["refusal"]:
        with pytest.raises(Refused) as caught:
            ages.parse_recorded_birth(row["recorded"], "birth")
        assert (caught.value.code, caught.value.field) == (row["refusal"], "birth")
    else:
        found = ages.parse_recorded_birth(row["recorded"])
        assert (found.day.isoformat(), found.precision) == (row["expected"], row["precision"])


@given(BIRTHS, st.integers(0, 40_000))
def test_the_election_rule_is_never_behind_and_ahead_on_at_most_a_day_or_two(birth: date, days: int) -> None:
    on = birth + timedelta(days=days)
    by_code, by_birthday = ages.complete_age(birth, on), ages.age_on(birth, on)
    assert 0 <= by_code - by_birthday <= 1
    if by_code > by_birthday:
        assert ages.age_on(birth, on + timedelta(days=1)) == by_code or (birth.month, birth.day) == (2, 29)


@given(BIRTHS, st.integers(1, 100))
def test_an_age_is_complete_on_the_day_it_says_and_not_before(birth: date, years: int) -> None:
    day = ages.completes_age_on(birth, years)
    assert ages.complete_age(birth, day) == years
    assert ages.complete_age(birth, day - timedelta(days=1)) == years - 1
    assert ages.age_on(birth, ages.birthday(birth, years)) == years


@given(BIRTHS)
def test_the_first_month_paid_begins_at_the_age_of_sixty(birth: date) -> None:
    month = ages.first_entitled_month(birth)
    assert month.day == 1
    assert ages.age_on(birth, month) == 60
    assert ages.age_on(birth, month - timedelta(days=32)) == 59


def test_no_age_before_birth() -> None:
    with pytest.raises(ValueError, match="before birth"):
        ages.age_on(date(2026, 1, 2), date(2026, 1, 1))


def test_the_band_of_a_child_born_later_is_the_lowest() -> None:
    assert ages.band_age(date(2026, 1, 1), 2569) == 60


def test_the_naive_conversion_would_pay_too_much() -> None:
    """Module 7: 15 February 2479 counts 89 on 30 September 2569; 543 years taken off would make it 90."""
    birth = ages.birth_date(2479, 2, 15).day
    assert ages.age_on(birth, date(2026, 9, 30)) == 89
    assert ages.age_on(date(1936, 2, 15), date(2026, 9, 30)) == 90
