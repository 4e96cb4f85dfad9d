"""The ladder's clocks: lodging in time, deciding in time, pauses, extension, silence."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_core.pure.rate_lookup import RateRow
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import Holidays, seed_holidays
from modules.kernel.cases import rules
from modules.kernel.cases.rules import Pause

FILE = Path(rules.__file__).parent / "rates" / "ladder.csv"
HOLIDAYS = Holidays.of(row.day for row in seed_holidays())


def rows() -> tuple[RateRow, ...]:
    with FILE.open(encoding="utf-8") as file:
        return tuple(
            RateRow(r["key"], Decimal(r["value"]), date.fromisoformat(r["valid_from"]), r["law"])
            for r in csv.DictReader(file)
        )


ON = date(2026, 3, 20)
OBJECTION = rules.rung(rows(), "land_tax", "objection", ON)
APPEAL = rules.rung(rows(), "land_tax", "appeal", ON)


def test_sixty_days_end_on_a_holiday_too_for_they_are_an_officials() -> None:
    assert rules.decide_by(date(2026, 4, 1), OBJECTION, (), ON) == date(2026, 5, 31)  # a Sunday
    assert rules.granted_by_silence_on(date(2026, 5, 31), OBJECTION) == date(2026, 6, 1)
    assert rules.granted_by_silence_on(date(2026, 5, 31), APPEAL) is None


@pytest.mark.parametrize(
    ("told", "last"),
    [
        (date(2026, 3, 2), date(2026, 4, 1)),
        (date(2026, 3, 14), date(2026, 4, 16)),  # 13 April: Songkran, up to the 15th
    ],
)
def test_thirty_days_of_the_citizen_move_off_a_holiday(told: date, last: date) -> None:
    assert rules.lodge_by(told, OBJECTION, HOLIDAYS) == last
    rules.refuse_late(last, told, OBJECTION, HOLIDAYS)
    with pytest.raises(Refused, match="LODGE_LATE"):
        rules.refuse_late(last + timedelta(days=1), told, OBJECTION, HOLIDAYS)
    with pytest.raises(Refused, match="LODGE_EARLY"):
        rules.refuse_late(told - timedelta(days=1), told, OBJECTION, HOLIDAYS)


def test_the_clock_stands_while_a_paper_is_awaited() -> None:
    start = date(2026, 3, 1)
    pauses = [Pause(date(2026, 3, 10), date(2026, 3, 20)), Pause(date(2026, 4, 1))]
    assert rules.decide_by(start, OBJECTION, pauses, date(2026, 4, 6)) == date(2026, 4, 30) + timedelta(days=15)


def test_the_committee_extends_once_the_executive_never() -> None:
    rules.refuse_extension(30, APPEAL, 0)
    assert rules.decide_by(ON, APPEAL, (), ON, 30) == ON + timedelta(days=90)
    for days, step, already in ((31, APPEAL, 0), (1, APPEAL, 30), (0, APPEAL, 0), (1, OBJECTION, 0)):
        with pytest.raises(Refused, match="EXTENSION"):
            rules.refuse_extension(days, step, already)


@pytest.mark.parametrize(
    ("kind", "level", "above"),
    [
        ("land_tax", "objection", "appeal"),
        ("land_tax", "appeal", "court"),
        ("land_tax", "court", None),
        ("signboard", "objection", "court"),
        ("general", "objection", "court"),
    ],
)
def test_the_way_up_is_that_of_the_law(kind: str, level: str, above: str | None) -> None:
    assert rules.next_level(rows(), kind, level, ON) == above


def test_the_signboard_act_sets_no_days_to_decide() -> None:
    step = rules.rung(rows(), "signboard", "objection", ON)
    assert rules.decide_by(ON, step, (), ON) is None
    assert rules.granted_by_silence_on(None, step) is None


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=6))
def test_a_pause_never_brings_the_last_day_nearer(gaps: list[tuple[int, int]]) -> None:
    day, pauses = ON, []
    for wait, length in gaps:
        start = day + timedelta(days=wait)
        day = start + timedelta(days=length)
        pauses.append(Pause(start, day))
    last = rules.decide_by(ON, OBJECTION, pauses, day)
    assert last == ON + timedelta(days=60 + sum(length for _, length in gaps))
