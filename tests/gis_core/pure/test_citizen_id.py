"""The check digit, kinds, printed and masked forms of 13-digit numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_core.pure import citizen_id
from gis_core.pure.refusal import Refused
from tests.worked_examples import Row, worked_examples

TWELVE = st.text("0123456789", min_size=12, max_size=12)


@pytest.mark.parametrize("row", worked_examples(__file__, "citizen_ids"))
def test_number(row: Row) -> None:
    assert citizen_id.mask_citizen_id(row["text"]) == row["masked"]
    assert citizen_id.is_citizen_id(row["text"]) == (row["valid"] == "yes")
    if row["valid"] == "yes":
        assert citizen_id.id_kind(row["text"]) == row["kind"]
    else:
        with pytest.raises(Refused) as caught:
            citizen_id.parse_citizen_id(row["text"], "national_id")
        assert (caught.value.code, caught.value.field) == ("BAD_ID", "national_id")


@given(TWELVE)
def test_exactly_one_digit_completes_a_number(twelve: str) -> None:
    right = [last for last in "0123456789" if citizen_id.is_citizen_id(twelve + last)]
    assert right == [citizen_id.check_digit(twelve)]


@given(TWELVE, st.integers(0, 11).filter(lambda place: place != 2), st.integers(1, 9))
def test_a_wrong_digit_is_found_out(twelve: str, place: int, shift: int) -> None:
    """Except in the third place, whose weight is 11, and where the sums are 0 and 10, which share a check digit."""
    wrong = twelve[:place] + str((int(twelve[place]) + shift) % 10) + twelve[place + 1 :]
    total = sum(int(digit) * (13 - at) for at, digit in enumerate(twelve)) % 11
    other = sum(int(digit) * (13 - at) for at, digit in enumerate(wrong)) % 11
    assert total != other
    assert (citizen_id.check_digit(twelve) == citizen_id.check_digit(wrong)) == ({total, other} == {0, 10})


@given(TWELVE)
def test_the_printed_form_is_read_again_and_the_mask_hides_five_digits(twelve: str) -> None:
    number = twelve + citizen_id.check_digit(twelve)
    assert citizen_id.parse_citizen_id(citizen_id.format_citizen_id(number)) == number
    assert citizen_id.mask_citizen_id(number).count("x") == 5


def test_juristic_numbers_begin_with_0() -> None:
    number = "010553600000" + citizen_id.check_digit("010553600000")
    assert citizen_id.parse_juristic_id(f"{number[:1]}-{number[1:]}") == number
    for wrong in ("1234567890121", number[:-1] + str((int(number[-1]) + 1) % 10), ""):
        with pytest.raises(Refused) as caught:
            citizen_id.parse_juristic_id(wrong)
        assert caught.value.code == "BAD_JURISTIC_ID"


def test_the_check_digit_needs_twelve_digits() -> None:
    with pytest.raises(ValueError, match="twelve"):
        citizen_id.check_digit("๑23456789012")
