"""Identities made for very many rows at once."""

from __future__ import annotations

import time
import uuid

from gis_core.features.copying import time_ordered_uuids


def test_uuids_of_a_block_are_versions_of_seven_rising_and_of_now():
    before = time.time_ns() // 1_000_000
    found = [uuid.UUID(text) for text in time_ordered_uuids(10_000)]
    assert {each.version for each in found} == {7} and {each.variant for each in found} == {uuid.RFC_4122}
    assert len(set(found)) == 10_000
    assert [each.bytes[:8] for each in found] == sorted(each.bytes[:8] for each in found)
    assert before <= int.from_bytes(found[0].bytes[:6], "big") <= time.time_ns() // 1_000_000


def test_none_are_made_of_none():
    assert time_ordered_uuids(0) == []
