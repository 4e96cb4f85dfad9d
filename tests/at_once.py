"""Several people at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections


def together(*works: Callable[[], Any], limit: float = 120) -> list[Any]:
    """Run all at once in threads with connections of their own; results or exceptions in their order.

    One that has not ended after `limit` seconds fails the test: it waits for another for good.
    """
    results: list[Any] = [None] * len(works)
    gate = threading.Barrier(len(works))

    def run(n: int) -> None:
        try:
            gate.wait(limit)
            results[n] = works[n]()
        except Exception as error:
            results[n] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(n,), daemon=True) for n in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(limit)
    assert not any(thread.is_alive() for thread in threads), f"not all ended within {limit} seconds"
    return results
