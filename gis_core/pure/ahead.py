"""Making the next of something while the last is being used."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")
#: Seconds after which the making lets the user go on who has his answer: he gives the database its next piece of work
#: in a moment, which would otherwise wait for five thousandths each time, a tenth of a year's assessment.
TURN_S = 0.0002


def ahead(items: Iterable[T]) -> Iterator[T]:
    """The items in their order, each made in a thread beside whoever uses the one before. What the making raises is
    raised where that item was to come.

    Worth it where the user waits for something else, as for a database that writes: then both work at once. The making
    itself must ask no database, because its thread has another connection and another transaction.
    """
    source = iter(items)
    end = object()
    with _short_turns(), ThreadPoolExecutor(1) as beside:
        coming = beside.submit(next, source, end)
        while (item := coming.result()) is not end:
            coming = beside.submit(next, source, end)
            yield item  # type: ignore[misc]


@contextmanager
def _short_turns() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(TURN_S)
    try:
        yield
    finally:
        sys.setswitchinterval(before)
