"""Work done ahead: while an item is used, the next one is made."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Item = TypeVar("Item")
END: Any = object()


def ahead(items: Iterator[Item]) -> Iterator[Item]:
    """The same items, each made by a thread of its own while the one before is used. What making one raises is raised
    when its turn comes. For work that waits for a database on one side and reads or reckons on the other.
    """
    with ThreadPoolExecutor(1) as beside:
        waiting = beside.submit(next, items, END)
        while (item := waiting.result()) is not END:
            waiting = beside.submit(next, items, END)
            yield item
