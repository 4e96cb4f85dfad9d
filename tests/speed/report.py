"""Rows of the table that `./elocal bench` prints: what was measured against what, as a ratio, beside its target."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

RUNS = 5


@dataclass(frozen=True)
class Row:
    """`value` and `against` in the same unit; the ratio is value / against. `target` is words from the list
    of targets.
    """

    work: str
    value: float
    unit: str
    against: float | None
    peer: str
    target: str
    met: bool | None

    @property
    def ratio(self) -> float | None:
        return self.value / self.against if self.against else None


def milliseconds(call: Callable[[], object]) -> float:
    """Wall time of one call in milliseconds."""
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000


def median_ms(call: Callable[[], object], runs: int = RUNS) -> float:
    """Median of warm runs."""
    call()
    return statistics.median(milliseconds(call) for _ in range(runs))


def interleaved_ms(ours: Callable[[], object], peer: Callable[[], object], runs: int = RUNS) -> tuple[float, float]:
    """Medians of two calls run by turns, so that a noisy minute hits both."""
    ours(), peer()
    pairs = [(milliseconds(ours), milliseconds(peer)) for _ in range(runs)]
    return statistics.median(p[0] for p in pairs), statistics.median(p[1] for p in pairs)


def processor(backend: int) -> float:
    """Seconds this process and its backend have run on a processor, which neighbours on the machine lengthen little.
    Where the system does not tell of another process, only this one counts.
    """
    told = Path(f"/proc/{backend}/schedstat")
    return time.process_time() + (int(told.read_text().split()[0]) / 1e9 if told.exists() else 0.0)


def table(rows: list[Row]) -> str:
    """The printed table."""
    head = f"{'work':58} {'measured':>14} {'against':>14} {'ratio':>7}  {'target':34} met"
    lines = [head, "-" * len(head)]
    for row in rows:
        against = f"{row.against:,.2f} {row.unit}" if row.against is not None else "-"
        ratio = f"{row.ratio:.2f}" if row.ratio is not None else "-"
        met = {True: "yes", False: "NO", None: "-"}[row.met]
        lines.append(f"{row.work:58} {row.value:>11,.2f} {row.unit:2} {against:>14} {ratio:>7}  {row.target:34} {met}")
    return "\n".join(lines)
