"""Hiding small numbers of persons so that nobody can reckon them from the totals beside them. Pure.

A table is cells by (row, column) with the totals of its rows, of its columns and of the whole. A number of persons
below the least is hidden; 0 is shown. Every row and every column with its total is an equation: where exactly one of
its members is hidden the rest gives it away, so the smallest other cell above 0 is hidden too, or, where there is none,
the total. This is repeated until no equation has a single hidden member.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping

Key = tuple[Hashable, Hashable]
#: Stands for "all rows" or "all columns" in the key of a total.
TOTAL = "*"


def with_totals(cells: Mapping[Key, int]) -> dict[Key, int]:
    """The cells with the totals of rows and columns, and of everything."""
    table = dict(cells)
    for (row, column), count in cells.items():
        for key in ((row, TOTAL), (TOTAL, column), (TOTAL, TOTAL)):
            table[key] = table.get(key, 0) + count
    return table


def hidden(cells: Mapping[Key, int], least: int = 5) -> frozenset[Key]:
    """The keys of cells and totals that may not be shown; `cells` without totals."""
    table = with_totals(cells)
    gone = {key for key, count in table.items() if 0 < count < least}
    equations = list(_equations(cells))
    while True:
        found = _given_away(table, equations, gone)
        if found is None:
            return frozenset(gone)
        gone.add(found)


def _given_away(table: Mapping[Key, int], equations: list[list[Key]], gone: set[Key]) -> Key | None:
    """What must be hidden beside the only hidden member of some equation."""
    for members in equations:
        if sum(key in gone for key in members) != 1:
            continue
        left = [key for key in members if key not in gone and table[key] > 0]
        if left:
            return min(left, key=lambda key: (TOTAL in key, table[key], str(key)))
    return None


def _equations(cells: Mapping[Key, int]) -> Iterator[list[Key]]:
    rows, columns = dict.fromkeys(row for row, _ in cells), dict.fromkeys(column for _, column in cells)
    for row in rows:
        yield [*((row, column) for column in columns if (row, column) in cells), (row, TOTAL)]
    for column in columns:
        yield [*((row, column) for row in rows if (row, column) in cells), (TOTAL, column)]
    yield [*((row, TOTAL) for row in rows), (TOTAL, TOTAL)]
    yield [*((TOTAL, column) for column in columns), (TOTAL, TOTAL)]


def hidden_in_list(counts: Mapping[str, int], least: int = 5) -> tuple[frozenset[str], bool]:
    """Of a single column whose total is shown below it: the names to hide, and whether the total is hidden too."""
    gone = {name for name, count in counts.items() if 0 < count < least}
    total = sum(counts.values())
    if len(gone) == 1:
        others = [name for name, count in counts.items() if name not in gone and count > 0]
        if others:
            gone.add(min(others, key=lambda name: (counts[name], name)))
    return frozenset(gone), 0 < total < least or len(gone) == 1


def as_shown(count: int, is_hidden: bool, least: int = 5) -> str:
    """The words of a cell: "<5" for a small number; a larger one hidden for another's sake says no more than that."""
    if not is_hidden:
        return f"{count:,}"
    return f"<{least}" if count < least else "ไม่แสดง"
