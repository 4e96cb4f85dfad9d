"""Folding of Thai text for search, and its database twin as a text."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gis_core
from gis_core.pure.thai_text import RULES, thai_fold, thai_fold_sql, to_arabic_digits, to_thai_digits
from tests.worked_examples import Row, worked_examples

SQL_FILE = Path(gis_core.__file__).parent / "features" / "sql" / "thai_fold.sql"
PIECES = st.lists(
    st.sampled_from(
        ["ถนน", "ซอย", "ตำบล", "หมู่ที่", "หมู่", "กิโลเมตร", "ก.ม.", "ม", "ถ.", " ", "5", "๕", "/", "A", "สุขใจ"]
        + [
            chr(code)
            for code in (0x0E31, 0x0E32, 0x0E33, 0x0E34, 0x0E38, 0x0E3A, 0x0E40, 0x0E48, 0x0E49, 0x0E4C, 0x0E4D)
        ]
    ),
    max_size=12,
).map("".join)


@pytest.mark.parametrize("row", worked_examples(__file__, "thai_fold"))
def test_fold(row: Row) -> None:
    assert thai_fold(row["written"]) == row["folded"]


@given(PIECES | st.text(max_size=30))
def test_folding_twice_changes_nothing(text: str) -> None:
    folded = thai_fold(text)
    assert thai_fold(folded) == folded


@given(st.text(st.characters(min_codepoint=0x0E01, max_codepoint=0x0E5B), max_size=20))
def test_a_folded_text_has_no_thai_digit_and_no_space_at_its_ends(text: str) -> None:
    folded = thai_fold(f" {text} ")
    assert folded == folded.strip(" ")
    assert not set(folded) & set("๐๑๒๓๔๕๖๗๘๙")


def test_an_abbreviation_inside_another_word_stays() -> None:
    assert thai_fold("อบต. บางรัก") == "อบต.บางรัก"
    assert thai_fold("หมู่บ้าน 5") == "หมู่บ้าน5"
    assert thai_fold("หอม 5 กก.") == "หอม5กก."


def test_digits_both_ways() -> None:
    assert to_thai_digits("12/2569 ก") == "๑๒/๒๕๖๙ ก"
    assert to_arabic_digits("๑๒/๒๕๖๙ ก") == "12/2569 ก"


def test_the_database_function_is_rendered_from_the_same_rules() -> None:
    """After a change of the rules write the file anew with ``thai_fold_sql()``."""
    assert SQL_FILE.read_text(encoding="utf-8") == thai_fold_sql()


def test_every_long_form_is_longer_than_its_abbreviation() -> None:
    """Or folding until nothing changes might never end."""
    long_forms = [rule for rule in RULES if rule.is_plain]
    assert len(long_forms) > 10
    assert all(len(rule.pattern) > len(rule.replacement) for rule in long_forms)
