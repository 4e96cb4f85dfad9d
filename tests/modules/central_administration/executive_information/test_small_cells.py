"""Small numbers of persons, also against subtraction: by hand, and for any table by an attacker who subtracts."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from modules.central_administration.executive_information.small_cells import (
    TOTAL,
    as_shown,
    hidden,
    hidden_in_list,
    with_totals,
)


def test_a_single_small_cell_takes_the_smallest_other_with_it():
    assert hidden_in_list({"1": 3, "2": 40, "3": 12, "4": 0}) == ({"1", "3"}, False)


def test_two_small_cells_hide_each_other_and_nought_is_shown():
    assert hidden_in_list({"1": 3, "2": 4, "3": 12, "4": 0}) == ({"1", "2"}, False)
    assert hidden_in_list({"1": 5, "2": 0}) == (frozenset(), False)


def test_a_small_cell_alone_takes_the_total_with_it():
    assert hidden_in_list({"1": 3, "2": 0}) == ({"1"}, True)
    assert hidden_in_list({"1": 3, "2": 1}) == ({"1", "2"}, True), "a total below the least is small itself"


def test_rows_and_columns_protect_each_other():
    cells = {("a", "x"): 2, ("a", "y"): 9, ("a", "z"): 8, ("b", "x"): 20, ("b", "y"): 30, ("b", "z"): 7}
    gone = hidden(cells)
    assert gone == {("a", "x"), ("a", "z"), ("b", "x"), ("b", "z")}


def test_words_of_a_hidden_cell():
    assert (as_shown(3, True), as_shown(12, True), as_shown(0, False), as_shown(1200, False)) == (
        "<5", "ไม่แสดง", "0", "1,200",
    )  # fmt: skip


TABLES = st.dictionaries(
    st.tuples(st.sampled_from("abcd"), st.sampled_from("wxyz")), st.integers(0, 14), min_size=1, max_size=16
)


@settings(max_examples=300, deadline=None)
@given(TABLES)
def test_who_subtracts_what_is_shown_from_what_is_shown_finds_nothing(cells):
    table, gone = with_totals(cells), set(hidden(cells))
    assert {key for key, count in table.items() if 0 < count < 5} <= gone
    lines = [[key for key in cells if key[0] == row] + [(row, TOTAL)] for row in {row for row, _ in cells}]
    lines += [[key for key in cells if key[1] == column] + [(TOTAL, column)] for column in {c for _, c in cells}]
    lines += [[key for key in table if key[1] == TOTAL], [key for key in table if key[0] == TOTAL]]
    for line in lines:
        unknown = [key for key in line if key in gone]
        shown_above_nought = [key for key in line if key not in gone and table[key] > 0]
        assert len(unknown) != 1 or not shown_above_nought, (line, gone)
