"""PostgreSQL snapshots as text, `xmin:xmax:running`: which transactions a tile has seen. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True)
class Snapshot:
    """Transactions below `xmin` are seen, from `xmax` on not, between them those that were not running."""

    xmin: int
    xmax: int
    running: frozenset[int]

    def sees(self, xid: int) -> bool:
        """Whether the transaction had committed (or failed) when the snapshot was taken."""
        return xid < self.xmin or (xid < self.xmax and xid not in self.running)


@lru_cache(maxsize=4096)
def parse(text: str) -> Snapshot:
    """A snapshot from the text of pg_current_snapshot(). ValueError: it is none."""
    xmin, xmax, running = text.split(":")
    return Snapshot(int(xmin), int(xmax), frozenset(int(xid) for xid in running.split(",") if xid))
