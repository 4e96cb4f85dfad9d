"""Chainages along a line."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_core.pure.chainage import format_chainage, format_chainage_span, parse_chainage
from gis_core.pure.refusal import Refused
from tests.worked_examples import Row, worked_examples


@pytest.mark.parametrize("row", worked_examples(__file__, "chainages"))
def test_chainage(row: Row) -> None:
    if row["refusal"]:
        with pytest.raises(Refused) as caught:
            parse_chainage(row["text"], "km_from")
        assert (caught.value.code, caught.value.field) == (row["refusal"], "km_from")
    else:
        assert format_chainage(Decimal(row["metres"])) == row["printed"]
        assert parse_chainage(row["text"]) == Decimal(row["parsed"])


@given(st.integers(0, 9_999_999))
def test_what_is_printed_is_read_again(metres: int) -> None:
    assert parse_chainage(format_chainage(metres)) == metres


def test_span_and_form_without_prefix() -> None:
    assert format_chainage_span(1250, 2000) == "กม. 1+250 ถึง กม. 2+000"
    assert format_chainage(1250, prefix="") == "1+250"


def test_a_negative_chainage_is_a_fault() -> None:
    with pytest.raises(ValueError, match="not negative"):
        format_chainage(Decimal("-0.2"))
