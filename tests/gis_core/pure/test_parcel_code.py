"""Codes of parcels and buildings on the tax map."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_core.pure.parcel_code import (
    BuildingCode,
    ParcelCode,
    division_codes,
    lot_of,
    next_lot,
    parse_building_code,
    parse_parcel_code,
)
from gis_core.pure.refusal import Refused
from tests.worked_examples import Row, worked_examples

CODES = st.builds(ParcelCode, st.integers(1, 99), st.sampled_from("AZกฮ"), st.integers(1, 999), st.integers(0, 999))


@pytest.mark.parametrize("row", worked_examples(__file__, "parcel_codes"))
def test_code(row: Row) -> None:
    if row["parcel"]:
        assert str(parse_parcel_code(row["text"])) == row["parcel"]
    if row["building"]:
        assert str(parse_building_code(row["text"])) == row["building"]
    if row["refusal"]:
        with pytest.raises(Refused) as caught:
            parse_parcel_code(row["text"], "parcel_code")
        assert (caught.value.code, caught.value.field) == (row["refusal"], "parcel_code")


@given(CODES, st.integers(1, 999))
def test_what_is_printed_is_read_again(parcel: ParcelCode, number: int) -> None:
    assert parse_parcel_code(str(parcel)) == parcel
    assert parse_building_code(str(BuildingCode(parcel, number))) == BuildingCode(parcel, number)


def test_one_text_is_a_divided_lot_or_a_building_by_what_is_asked() -> None:
    assert parse_parcel_code("01A001/002") == ParcelCode(1, "A", 1, 2)
    assert parse_building_code("01A001/002") == BuildingCode(ParcelCode(1, "A", 1), 2)


@pytest.mark.parametrize("parts", [(0, "A", 1), (100, "A", 1), (1, "a", 1), (1, "AB", 1), (1, "A", 0), (1, "A", 1000)])
def test_parts_out_of_range_are_refused(parts: tuple[int, str, int]) -> None:
    with pytest.raises(Refused) as caught:
        ParcelCode(*parts)
    assert caught.value.code == "PARCEL_CODE"


@pytest.mark.parametrize("text", ["01A001", "01A001/000", "01A000/001", "00A001/001", "01A001/1"])
def test_building_codes_out_of_range_are_refused(text: str) -> None:
    with pytest.raises(Refused) as caught:
        parse_building_code(text, "building_code")
    assert (caught.value.code, caught.value.field) == ("BUILDING_CODE", "building_code")
    with pytest.raises(Refused):
        BuildingCode(ParcelCode(1, "A", 1), 0)


def test_a_dead_lot_is_not_given_again() -> None:
    used = [ParcelCode(1, "A", 1), ParcelCode(1, "A", 7, 2), ParcelCode(1, "B", 40), ParcelCode(2, "A", 90)]
    assert next_lot(1, "A", used) == ParcelCode(1, "A", 8)
    assert next_lot(3, "C", used) == ParcelCode(3, "C", 1)
    with pytest.raises(Refused) as caught:
        next_lot(1, "A", [ParcelCode(1, "A", 999)])
    assert caught.value.code == "BLOCK_FULL"


def test_children_of_a_division() -> None:
    """4.2 example 3: 01A001 is divided into 01A001/001 and 01A001/002; a second division goes on counting."""
    parent = ParcelCode(1, "A", 1)
    first = division_codes(parent, 2, [parent])
    assert [str(code) for code in first] == ["01A001/001", "01A001/002"]
    again = division_codes(first[0], 2, [parent, *first])
    assert [str(code) for code in again] == ["01A001/003", "01A001/004"]
    with pytest.raises(Refused) as caught:
        division_codes(parent, 1, [ParcelCode(1, "A", 1, 999)])
    assert caught.value.code == "BLOCK_FULL"


def test_codes_sort_as_the_register_is_printed() -> None:
    codes = [ParcelCode(1, "B", 1), ParcelCode(1, "A", 2), ParcelCode(1, "A", 1, 1), ParcelCode(1, "A", 1)]
    assert [str(code) for code in sorted(codes)] == ["01A001", "01A001/001", "01A002", "01B001"]


def test_a_sheet_writes_the_lot_alone() -> None:
    codes = ("01A001", "01ก012/003", "ไม่ใช่รหัส")
    assert [lot_of(code) for code in codes] == ["001", "012/003", "ไม่ใช่รหัส"]
