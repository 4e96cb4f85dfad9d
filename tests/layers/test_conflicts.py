"""Three states, one verdict a name: the rules of two people at one record, without a database."""

from __future__ import annotations

import pytest

from layers.engine.conflicts import compare, version_in


@pytest.mark.parametrize(
    ("base", "theirs", "mine", "verdict"),
    [
        ("a", "a", "a", "same"),
        ("a", "b", "b", "same"),
        ("a", "b", "a", "theirs"),
        ("a", "a", "b", "mine"),
        ("a", "b", "c", "conflict"),
        ("", "", "x", "mine"),
    ],
)
def test_a_field_has_one_verdict(base, theirs, mine, verdict):
    (found,) = compare({"n": base}, {"n": theirs}, {"n": mine})
    assert (found.verdict, found.base, found.theirs, found.mine) == (verdict, base, theirs, mine)


@pytest.mark.parametrize(
    ("base", "theirs", "mine", "verdict"),
    [
        (None, {"q": 1}, None, "theirs"),  # they added it
        (None, None, {"q": 1}, "mine"),  # I added it
        ({"q": 1}, None, {"q": 1}, "theirs"),  # they removed it
        ({"q": 1}, {"q": 1}, None, "mine"),  # I removed it
        ({"q": 1}, None, None, "same"),  # both did
        ({"q": 1}, None, {"q": 2}, "conflict"),
        ({"q": 1}, {"q": 2}, None, "conflict"),
    ],
)
def test_a_line_may_be_missing_in_a_state(base, theirs, mine, verdict):
    states = ({"n": state} if state is not None else {} for state in (base, theirs, mine))
    (found,) = compare(*states)
    assert found.verdict == verdict


def test_names_keep_the_order_of_the_form():
    assert [each.name for each in compare({"z": 1}, {"b": 1, "a": 1}, {"a": 2, "c": 1})] == ["a", "c", "b", "z"]


@pytest.mark.parametrize(
    ("token", "version"),
    [
        ("7", 7),
        ("7-0123456789ab", 7),
        ("", None),
        ("x", None),
        ("7-", 7),
        ("7-zz", None),
        ("๗", None),
        ("7" * 12, None),
    ],
)
def test_a_token_begins_with_the_version(token, version):
    assert version_in(token) == version
