"""Items made ahead by a thread of their own."""

from __future__ import annotations

import threading

import pytest

from gis_core.pure.ahead import ahead


def test_items_come_in_order_and_the_next_is_made_while_one_is_used():
    begun = threading.Event()

    def made():
        yield 1
        begun.set()
        yield 2

    items = ahead(made())
    assert next(items) == 1
    assert begun.wait(10), "the second is made before it is asked for"
    assert list(items) == [2]


def test_what_making_one_raises_is_raised_in_its_turn():
    def made():
        yield 1
        raise ValueError("broken")

    items = ahead(made())
    assert next(items) == 1
    with pytest.raises(ValueError, match="broken"):
        next(items)


def test_who_stops_early_leaves_no_thread_behind():
    before = threading.active_count()
    items = ahead(iter(range(1_000)))
    next(items)
    items.close()
    assert threading.active_count() == before
