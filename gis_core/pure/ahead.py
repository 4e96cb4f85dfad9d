"""Making the next of something while the last is being used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def ahead(items: Iterable[T]) -> Iterator[T]:
    """The items in their order, each made in a thread beside whoever uses the one before. What the making raises is
    raised where that item was to come.

    Worth it where the user waits for something else, as for a database that writes: then both work at once. The making
    itself must ask no database, because its thread has another connection and another transaction.
    """
    source = iter(items)
    end = object()
    with ThreadPoolExecutor(1) as beside:
        coming = beside.submit(next, source, end)
        while (item := coming.result()) is not end:
            coming = beside.submit(next, source, end)
            yield item  # type: ignore[misc]
