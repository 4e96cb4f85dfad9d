"""Maps of one year: shapes coloured by what a statement of the system tells of them in the year that was chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from layers.declare.symbology import Layer


@dataclass(frozen=True)
class YearMap:
    """A layer that has no register of its own, only a statement and a year.

    `statement` names a file in the system's `sql/`: it gives id (bigint), uid, title, geom (EPSG:4326) and the columns
    of the layer, takes year (B.E.), today, zone (EPSG of the office's UTM) and the tile's box bw bs be bn (degrees),
    and asks who reads by `/*visible:alias*/`. `sources` says which model each alias reads; who may see nothing of one
    of `needs` has no such layer. `years` gives the years to choose from. `choices`: value of the class column -> Thai;
    a function of them where the classes follow from the data: then only those it names are classes of the layer.
    `values` gives what else the statement takes.

    Its tiles are drawn anew each time and never kept: what they show hangs on the day (a bill falls due at midnight)
    and on rows that stand elsewhere (a bill of several parcels), so no box of a change says which tiles are old.
    """

    code: str
    thai: str
    english: str
    layer: Layer
    statement: str
    sources: Mapping[str, type]
    needs: tuple[str, ...]
    years: Callable[[], Sequence[int]]
    choices: Mapping[str, str] | Callable[[], Mapping[str, str]] = field(default_factory=dict)
    values: Callable[[], Mapping[str, Any]] = dict
