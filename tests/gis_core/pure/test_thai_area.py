"""Rai, ngan and square wah."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_core.pure import thai_area
from gis_core.pure.refusal import Refused
from tests.worked_examples import Row, worked_examples

TENTHS = st.integers(0, 10**9).map(lambda tenths: Decimal(tenths) / 10)


@pytest.mark.parametrize("row", worked_examples(__file__, "areas"))
def test_area_is_read_and_converted(row: Row) -> None:
    sqwah = thai_area.parse_area(row["written"])
    assert sqwah == Decimal(row["sqwah"])
    assert thai_area.m2_from_sqwah(sqwah) == Decimal(row["m2"])
    assert thai_area.format_area(sqwah) == row["printed"]


@pytest.mark.parametrize("row", worked_examples(__file__, "areas_measured"))
def test_measured_area_is_rounded_before_it_is_split(row: Row) -> None:
    sqwah = thai_area.sqwah_from_m2(Decimal(row["m2"]))
    assert sqwah == Decimal(row["sqwah"])
    assert thai_area.format_area(sqwah) == row["printed"]


@pytest.mark.parametrize("row", worked_examples(__file__, "areas_refused"))
def test_impossible_area_is_refused(row: Row) -> None:
    with pytest.raises(Refused) as caught:
        thai_area.parse_area(row["written"], "area")
    assert (caught.value.code, caught.value.field) == (row["refusal"], "area")


@given(TENTHS)
def test_what_is_printed_is_read_again(sqwah: Decimal) -> None:
    assert thai_area.parse_area(thai_area.format_area(sqwah)) == sqwah
    assert thai_area.parse_area(thai_area.format_area_in_words(sqwah)) == sqwah


@given(TENTHS)
def test_parts_add_up(sqwah: Decimal) -> None:
    rai, ngan, wah = thai_area.split_sqwah(sqwah)
    assert 0 <= ngan <= 3
    assert 0 <= wah < 100
    assert thai_area.sqwah_from_parts(rai, ngan, wah) == sqwah


@given(TENTHS)
def test_metres_and_rai_come_back(sqwah: Decimal) -> None:
    assert thai_area.sqwah_from_m2(thai_area.m2_from_sqwah(sqwah)) == sqwah
    assert thai_area.sqwah_from_rai(thai_area.rai_from_sqwah(sqwah)) == sqwah


def test_decimal_rai_are_exact() -> None:
    """Module 7 shared 11: 12-2-50 is 12.625 rai and 20,200 m2."""
    assert thai_area.rai_from_sqwah(thai_area.parse_area("12-2-50")) == Decimal("12.625")


def test_area_in_words() -> None:
    assert thai_area.format_area_in_words(Decimal("1145.6")) == "2 ไร่ 3 งาน 45.6 ตารางวา"
    assert thai_area.format_area_in_words(Decimal("0")) == "0 ไร่ 0 งาน 0 ตารางวา"


@pytest.mark.parametrize(("rai", "ngan", "wah"), [(-1, 0, "0"), (0, -1, "0"), (0, 4, "0"), (0, 0, "100"), (0, 0, "-1")])
def test_parts_out_of_range_are_refused(rai: int, ngan: int, wah: str) -> None:
    with pytest.raises(Refused) as caught:
        thai_area.sqwah_from_parts(rai, ngan, Decimal(wah))
    assert caught.value.code == "RNW"


def test_a_negative_area_is_a_fault() -> None:
    with pytest.raises(ValueError, match="not negative"):
        thai_area.format_area(Decimal(-1))


@pytest.mark.parametrize(
    ("label", "text"), [("เนื้อที่ (ตร.ว.)", "1,145.6"), ("เนื้อที่", "2-3-45.6"), ("เนื้อที่ตามเอกสารสิทธิ", "2-3-45.6")]
)
def test_an_area_has_the_unit_of_its_label(label, text):
    assert thai_area.area_as_labelled(Decimal("1145.6"), label) == text
