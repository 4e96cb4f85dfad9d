"""Divisions and mergers: which cells of the fabric were one parcel, or several, when the two years began."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import shapely

from gis_core.demo.fabric import BACK, FIELD, ORCHARD, Fabric
from gis_core.demo.geometry import Ints, stream
from gis_core.demo.lots import GARDEN, HOUSE

ONE_DIVISION_IN, ONE_MERGER_IN = 150, 600


@dataclass(frozen=True)
class Lineage:
    """Cells that a division made out of one parcel, and cells that a merger made one parcel of, each with its day."""

    divisions: tuple[tuple[tuple[int, ...], date], ...]
    mergers: tuple[tuple[tuple[int, ...], date], ...]


def build_lineage(seed: int, fabric: Fabric, first: date, until: date) -> Lineage:
    """About one division in 150 parcels and one merger in 600, of neighbours of the same kind."""
    rng = stream(seed, "lineage")
    count = len(fabric.shapes)
    chooser = _Chooser(fabric, rng)
    divisions = chooser.groups(max(1, round(count / ONE_DIVISION_IN)), (HOUSE, GARDEN, ORCHARD, FIELD), 3)
    mergers = chooser.groups(max(1, round(count / ONE_MERGER_IN)), (HOUSE, BACK, FIELD), 2)
    return Lineage(
        tuple((group, a_weekday(first, until, rng)) for group in divisions),
        tuple((group, a_weekday(first, until, rng)) for group in mergers),
    )


def a_weekday(first: date, until: date, rng: np.random.Generator) -> date:
    """A day on which a land office is open, evenly between two days and at least two weeks before the last."""
    span = max(1, (until - first).days - 20)
    day = first + timedelta(days=3 + int(rng.integers(0, span)))
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() > 4 else day


class _Chooser:
    """Picks groups of cells that lie side by side and have not been picked before."""

    def __init__(self, fabric: Fabric, rng: np.random.Generator) -> None:
        self.fabric = fabric
        self.tree = shapely.STRtree(fabric.shapes)
        self.order: Ints = rng.permutation(len(fabric.shapes))
        self.next = 0
        self.used: set[int] = set()

    def groups(self, wanted: int, kinds: tuple[str, ...], most: int) -> list[tuple[int, ...]]:
        found: list[tuple[int, ...]] = []
        while len(found) < wanted and self.next < len(self.order):
            cell = int(self.order[self.next])
            self.next += 1
            if cell in self.used or self.fabric.kinds[cell] not in kinds:
                continue
            group = self._around(cell, 3 if most > 2 and len(found) % 4 == 3 else 2)
            if len(group) > 1:
                self.used.update(group)
                found.append(tuple(sorted(group)))
        return found

    def _around(self, cell: int, size: int) -> list[int]:
        shapes: Any = self.fabric.shapes
        group = [cell]
        while len(group) < size:
            last = shapes[group[-1]]
            near = np.sort(self.tree.query(last, predicate="touches"))
            same = [int(i) for i in near if self._fits(int(i), cell, group)]
            shared = [shapes[i].boundary.intersection(last.boundary).length for i in same]
            if not same or max(shared) < 0.45 * last.area**0.5:
                break
            group.append(same[int(np.argmax(shared))])
        whole = shapely.coverage_union_all(shapes[group])
        return group if whole.geom_type == "Polygon" and not whole.interiors else [cell]

    def _fits(self, other: int, cell: int, group: list[int]) -> bool:
        fabric = self.fabric
        return (
            other not in self.used
            and other not in group
            and fabric.face[other] == fabric.face[cell]
            and fabric.kinds[other] == fabric.kinds[cell]
        )
