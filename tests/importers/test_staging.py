"""Identities of staged rows, which become those of records."""

from __future__ import annotations

import time
import uuid

import pytest

from importers.staging import identities


def test_identities_are_of_the_time_and_rise_with_the_rows() -> None:
    before = time.time_ns() // 1_000_000
    made = [uuid.UUID(bytes=raw) for raw in identities(5_000)]
    assert {(each.version, each.variant) for each in made} == {(7, uuid.RFC_4122)}
    assert before <= made[0].int >> 80 <= time.time_ns() // 1_000_000
    places = [each.int >> 64 for each in made]
    assert places == sorted(places)
    assert len(set(places)) > 4_000
    assert len(set(made)) == 5_000


@pytest.mark.parametrize("count", [0, 1])
def test_there_are_as_many_as_rows(count: int) -> None:
    assert len(identities(count)) == count
