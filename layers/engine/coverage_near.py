"""Which of many shapes may meet: their boxes compared as a tree of them holds them, in double precision.

The database's own index is asked shape by shape, reads its pages again for each, and keeps boxes to the nearest metre.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely

from layers.bound import BoundRegister
from layers.engine import coverage_sql, fixed_rows

BOX = (("id", "i"), ("west", "f"), ("south", "f"), ("east", "f"), ("north", "f"))
#: Boxes asked for at once: a tree answers with all it found.
PIECE = 20_000
#: The stored records around the rows are read as they lie there while there are not many more of them than rows.
PLUS = 1_000


def pairs(register: BoundRegister, cursor: Any, reach: float) -> Iterator[tuple[Any, Any, bool]]:
    """(one, other, whether the other is stored) in pieces: boxes of coverage_rows that are no further apart than
    `reach` (degrees), and those of a row with a live record that none of them replaces. `one` has the higher number.
    What pairs take with their boxes is more than all the shapes: no two pieces need be kept.
    """
    rows = fixed_rows.read(coverage_sql.statement(register, "near_rows"), {}, BOX)
    if not len(rows):
        return
    # half of the reach around either: so the rows are widened once, to be asked for and to ask
    wide = _diagonals(rows, reach / 2)
    tree = shapely.STRtree(wide)
    stored = _stored(register, cursor, rows, reach)
    yield from _pairs(tree, rows, rows, wide, is_stored=False)
    yield from _pairs(tree, rows, stored, _diagonals(stored, reach / 2), is_stored=True)


def _stored(register: BoundRegister, cursor: Any, rows: Any, reach: float) -> Any:
    """The boxes of the records around the rows."""
    extent = {
        "west": rows["west"].min() - reach,
        "south": rows["south"].min() - reach,
        "east": rows["east"].max() + reach,
        "north": rows["north"].max() + reach,
    }
    given = coverage_sql.parameters(register, **extent, reach=reach, most=len(rows) + PLUS)
    cursor.execute(coverage_sql.statement(register, "near_count"), given)
    name = "near_stored" if cursor.fetchone()[0] < given["most"] else "near_stored_each"
    return fixed_rows.read(coverage_sql.statement(register, name), given, BOX)


def _pairs(tree: Any, rows: Any, others: Any, wide: Any, *, is_stored: bool) -> Iterator[tuple[Any, Any, bool]]:
    """(one, other, whether the other is stored) in pieces of the others, which are as `wide`."""
    for start in range(0, len(others), PIECE):
        piece = others[start : start + PIECE]
        which, of = tree.query(wide[start : start + PIECE])
        one, other = rows[of], piece[which]
        if not is_stored:
            later = one["id"] > other["id"]
            one, other = one[later], other[later]
        if len(one):
            yield one, other, is_stored


def _diagonals(boxes: Any, reach: float) -> Any:
    """Lines across the boxes, widened all round: a tree looks only at what a shape spans, and a line is the least."""
    corners = np.empty((len(boxes), 2, 2))
    corners[:, 0, 0], corners[:, 0, 1] = boxes["west"] - reach, boxes["south"] - reach
    corners[:, 1, 0], corners[:, 1, 1] = boxes["east"] + reach, boxes["north"] + reach
    return shapely.linestrings(corners)
