"""Pure rules of 4.2."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modules.finance.property_register import rules
from tests.worked_examples import worked_examples


def be_date(text: str) -> date | None:
    if not text:
        return None
    year, month, day = text.split("-")
    return date(int(year) - 543, int(month), int(day))


def spell(text: str) -> rules.Spell:
    party, share, period, *role = text.split()
    since, until = period.split("..")
    return rules.Spell(party, Fraction(share), be_date(since), be_date(until), role[0] if role else "owner")


@pytest.mark.parametrize("row", worked_examples(__file__, "area_difference"))
def test_area_difference(row):
    found = rules.area_difference(
        Decimal(row["deed_sqwah"]), Decimal(row["drawn_m2"]), Decimal(5), Decimal(100), Decimal(1)
    )
    assert (found.percent, found.needs_survey) == (Decimal(row["percent"]), row["survey"] == "yes")


@pytest.mark.parametrize("row", worked_examples(__file__, "spells"))
def test_spells(row):
    spells = [spell(text) for text in row["spells"].split(";") if text.strip()]
    assert " ".join(r.code for r in rules.refuse_spells(spells)) == row["codes"]


@given(st.lists(st.integers(1, 50), min_size=1, max_size=8))
def test_shares_made_of_whole_parts_always_add_up(parts):
    whole = sum(parts)
    spells = [rules.Spell(f"p{n}", Fraction(part, whole), date(2020, 1, 1), None) for n, part in enumerate(parts)]
    assert rules.refuse_spells(spells) == []
    assert [r.code for r in rules.refuse_spells(spells[:-1])] == ([] if len(spells) == 1 else ["SHARE"])
