"""Making the next of something while the last is being used: order, errors, and that both are done at once."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator

import pytest

from gis_core.pure.ahead import ahead


@pytest.mark.parametrize("count", [0, 1, 5])
def test_everything_comes_once_in_its_order(count):
    assert list(ahead(range(count))) == list(range(count))


def test_the_next_is_made_while_the_last_is_used():
    made = [threading.Event() for _ in range(3)]

    def make() -> Iterator[int]:
        for n, event in enumerate(made):
            event.set()
            yield n

    for n in ahead(make()):
        if n + 1 < len(made):
            assert made[n + 1].wait(60), "it was not begun before it was asked for"


def test_what_the_making_raises_is_raised_where_it_was_to_come():
    def make() -> Iterator[int]:
        yield 1
        raise ValueError("no second")

    found = []
    with pytest.raises(ValueError, match="no second"):
        for each in ahead(make()):
            found.append(each)
    assert found == [1]


def test_who_stops_in_the_middle_leaves_no_thread_behind():
    before = set(threading.enumerate())
    for each in ahead(range(9)):
        if each == 2:
            break
    assert set(threading.enumerate()) <= before


def test_turns_are_as_long_as_before_when_it_ends():
    before = sys.getswitchinterval()
    for _ in ahead(range(3)):
        assert sys.getswitchinterval() < before
    assert sys.getswitchinterval() == before
