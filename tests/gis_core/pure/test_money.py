"""Rounding, sharing, reading and printing of baht."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_core.pure import money
from gis_core.pure.refusal import Refused
from tests.worked_examples import Row, worked_examples

AMOUNTS = st.integers(0, 10**13).map(lambda satang: Decimal(satang) / 100)
WORDS = {"หนึ่ง": 1, "เอ็ด": 1, "สอง": 2, "ยี่": 2, "สาม": 3, "สี่": 4, "ห้า": 5, "หก": 6, "เจ็ด": 7, "แปด": 8, "เก้า": 9}
PLACES = {"สิบ": 10, "ร้อย": 100, "พัน": 1000, "หมื่น": 10_000, "แสน": 100_000}


@pytest.mark.parametrize("row", worked_examples(__file__, "baht_words"))
def test_amount_in_words(row: Row) -> None:
    assert money.baht_in_words(Decimal(row["amount"])) == row["words"]


@pytest.mark.parametrize("row", worked_examples(__file__, "instalments"))
def test_instalments(row: Row) -> None:
    parts = money.equal_instalments(Decimal(row["amount"]), int(row["count"]))
    assert parts == tuple(Decimal(part) for part in row["parts"].split())


@pytest.mark.parametrize("row", worked_examples(__file__, "amounts"))
def test_amount_is_read(row: Row) -> None:
    if row["refusal"]:
        with pytest.raises(Refused) as caught:
            money.parse_baht(row["text"], "amount")
        assert (caught.value.code, caught.value.field) == (row["refusal"], "amount")
        return
    amount = money.parse_baht(row["text"])
    assert amount == (Decimal(row["expected"]) if row["expected"] else None)
    if amount is not None:
        assert money.format_baht(amount) == row["printed"]


@given(AMOUNTS)
def test_printed_amount_is_read_again(amount: Decimal) -> None:
    assert money.parse_baht(money.format_baht(amount)) == amount
    assert money.parse_baht(money.format_baht(amount, thai_digits=True)) == amount


@given(st.integers(0, 10**15))
def test_words_say_the_number(number: int) -> None:
    assert _said(money.number_in_words(number)) == number


def test_a_number_below_zero_is_said() -> None:
    assert money.number_in_words(-21) == "ลบยี่สิบเอ็ด"


def _said(words: str) -> int:
    """Reads the words by another way than they are written: value by value, a million multiplying all before it."""
    total = group = digit = 0
    for word in re.findall("|".join([*WORDS, *PLACES, "ล้าน", "ศูนย์"]), words):
        if word == "ล้าน":
            total, group, digit = (total + group + digit) * 1_000_000, 0, 0
        elif word in PLACES:
            group, digit = group + (digit or 1) * PLACES[word], 0
        else:
            digit = WORDS.get(word, 0)
    return total + group + digit


@given(AMOUNTS, st.integers(1, 12))
def test_instalments_add_up_and_only_the_last_differs(amount: Decimal, count: int) -> None:
    parts = money.equal_instalments(amount, count)
    assert sum(parts) == amount
    assert len(parts) == count
    assert len(set(parts[:-1])) <= 1
    assert parts[-1] >= parts[0]


@given(AMOUNTS, st.lists(st.integers(0, 1000), min_size=1, max_size=8).filter(any))
def test_shares_add_up(amount: Decimal, weights: list[int]) -> None:
    parts = money.shares(amount, weights)
    assert sum(parts) == amount
    assert all(part == 0 for part, weight in zip(parts, weights, strict=True) if weight == 0)


def test_the_last_share_takes_the_difference() -> None:
    assert money.shares(Decimal("100.00"), [1, 1, 1]) == (Decimal("33.33"), Decimal("33.33"), Decimal("33.34"))
    assert money.shares(Decimal("0.05"), [1, 1]) == (Decimal("0.03"), Decimal("0.02"))
    assert money.shares(Decimal("2466880.00"), [1, 2]) == (Decimal("822293.33"), Decimal("1644586.67"))


def test_rounding_is_half_up_also_below_zero() -> None:
    assert money.round_satang(Decimal("0.005")) == Decimal("0.01")
    assert money.round_satang(Decimal("-0.005")) == Decimal("-0.01")
    assert money.round_satang(Decimal("1.0049")) == Decimal("1.00")
    assert money.truncate_satang(Decimal("3333.339")) == Decimal("3333.33")
    assert money.round_baht(Decimal("99.50")) == Decimal("100.00")


def test_a_percentage_is_rounded_once() -> None:
    """Module 8 S-4.3: 20 % of 1,000.00; 4.1 example 24: 5 % of 1,508.00 and 4 % of it; 8.8: 9 months of 1.5 %."""
    assert money.percent_of(Decimal("1000.00"), Decimal(20)) == Decimal("200.00")
    assert money.percent_of(Decimal("1508.00"), Decimal(5)) == Decimal("75.40")
    assert money.percent_of(Decimal("1508.00"), Decimal(2) * 2) == Decimal("60.32")
    assert money.percent_of(Decimal("1500.00"), Decimal("1.5") * 9) == Decimal("202.50")


@pytest.mark.parametrize("amount", ["0.001", "10.005"])
def test_a_part_of_a_satang_is_a_fault(amount: str) -> None:
    for write in (money.baht_in_words, money.format_baht):
        with pytest.raises(ValueError, match="round it first"):
            write(Decimal(amount))


def test_impossible_shares_are_faults() -> None:
    with pytest.raises(ValueError, match="instalments"):
        money.equal_instalments(Decimal(1), 0)
    with pytest.raises(ValueError, match="weights"):
        money.shares(Decimal(1), [0, 0])
    with pytest.raises(ValueError, match="weights"):
        money.shares(Decimal(1), [2, -1])
