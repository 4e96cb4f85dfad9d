"""Refusals carry what the officer reads, one by one or several at once."""

import pytest

from gis_core.pure.refusal import Refusals, Refused, raise_all

AREA = Refused("RNW", "งานต้องไม่เกิน 3", "กฎหมาย", "area")
OVERLAP = Refused("OVERLAP", "แปลงทับซ้อน", geometry={"type": "Point", "coordinates": [100.5, 13.7]})


def test_a_refusal_says_code_sentence_and_law() -> None:
    assert str(AREA) == "RNW: งานต้องไม่เกิน 3 (กฎหมาย)"
    assert str(OVERLAP) == "OVERLAP: แปลงทับซ้อน"
    assert (AREA.field, OVERLAP.field, OVERLAP.geometry) == (
        "area",
        None,
        {"type": "Point", "coordinates": [100.5, 13.7]},
    )


def test_equal_refusals_are_one_in_a_set() -> None:
    assert Refused("A", "ข", "ค") == Refused("A", "ข", "ค")
    assert len({Refused("A", "ข", "ค"), Refused("A", "ข", "ค"), AREA}) == 2


def test_several_are_raised_together_and_grouped_by_field() -> None:
    with pytest.raises(Refusals) as caught:
        raise_all([AREA, OVERLAP])
    assert caught.value.codes == ("RNW", "OVERLAP")
    assert caught.value.by_field() == {"area": [AREA], None: [OVERLAP]}
    assert (len(caught.value), list(caught.value)) == (2, [AREA, OVERLAP])
    assert str(caught.value).count(";") == 1


def test_a_single_one_is_raised_as_itself_and_none_passes() -> None:
    with pytest.raises(Refused) as caught:
        raise_all(iter([AREA]))
    assert caught.value is AREA
    raise_all([])


def test_a_collection_of_nothing_is_a_fault() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Refusals([])
