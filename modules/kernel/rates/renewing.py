"""How the rows of one figure follow a newer national file. Pure: nothing is read or written here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

Values = Mapping[str, Any]
COLUMNS = ("thai", "lower", "upper", "value", "valid", "certainty", "law")


@dataclass(frozen=True)
class Renewal:
    """What the file asks for: rows to be taken away, rows to be changed with their new values, each to a place that is
    free by then, rows to be added.
    """

    changed: tuple[tuple[Any, Values], ...] = ()
    removed: tuple[Any, ...] = ()
    added: tuple[Values, ...] = ()


def renew(present: Sequence[Any], wanted: Sequence[Values], *, untouched: bool) -> Renewal:
    """Rows of one key that nobody at the office has touched become those of the file; a row keeps its identifier, so
    that what was frozen with it still finds it. Otherwise the office's word stands, and only what overlaps none of its
    rows is added.
    """
    if not untouched:
        return Renewal(added=tuple(w for w in _missing(present, wanted) if not _overlaps_any(w, present)))
    pairs = _paired(present, wanted)
    kept, meeting = _in_order([(row, values) for row, values in pairs if _differs(row, values)], present, pairs)
    old, new = {id(row) for row, _values in pairs}, {id(values) for _row, values in pairs}
    left = [row for row in present if id(row) not in old and any(_overlap(_place(row), _at(w)) for w in wanted)]
    return Renewal(
        tuple(kept),
        (*left, *(row for row, _values in meeting)),
        (*(values for values in wanted if id(values) not in new), *(values for _row, values in meeting)),
    )


Pairs = list[tuple[Any, Values]]


def _in_order(changed: Pairs, present: Sequence[Any], pairs: Pairs) -> tuple[Pairs, Pairs]:
    """The changes in an order in which no two rows ever overlap, and those (rows that swap places) that have none."""
    held = {id(row): _place(row) for row in present if any(row is each for each, _values in pairs)}
    waiting, ordered = list(changed), []
    while waiting:
        free = next((pair for pair in waiting if not _meets_held(pair, held)), None)
        if free is None:
            break
        held[id(free[0])] = _at(free[1])
        ordered.append(free)
        waiting.remove(free)
    return ordered, waiting


def _meets_held(pair: tuple[Any, Values], held: Mapping[int, Place]) -> bool:
    row, values = pair
    return any(_overlap(_at(values), place) for key, place in held.items() if key != id(row))


def _paired(present: Sequence[Any], wanted: Sequence[Values]) -> list[tuple[Any, Values]]:
    """Each row with that of the file in its place: of the same tier and first day, else the first it overlaps."""
    pairs, free = [], list(present)
    for same in (_same, lambda row, values: _overlap(_place(row), _at(values))):
        for values in wanted:
            row = next((r for r in free if same(r, values)), None)
            if row is not None and all(values is not taken for _row, taken in pairs):
                pairs.append((row, values))
                free.remove(row)
    return pairs


def _missing(present: Iterable[Any], wanted: Sequence[Values]) -> list[Values]:
    rows = list(present)
    return [values for values in wanted if not any(_same(row, values) for row in rows)]


def _same(row: Any, values: Values) -> bool:
    here, there = _place(row), _at(values)
    return here[:3] == there[:3]


def _differs(row: Any, values: Values) -> bool:
    return any(getattr(row, name) != values[name] for name in COLUMNS)


Place = tuple[Decimal | None, Decimal | None, date | None, date | None]


def _place(row: Any) -> Place:
    return row.lower, row.upper, row.valid.lower, row.valid.upper


def _at(values: Values) -> Place:
    return values["lower"], values["upper"], values["valid"].lower, values["valid"].upper


def _overlaps_any(values: Values, rows: Iterable[Any]) -> bool:
    return any(_overlap(_at(values), _place(row)) for row in rows)


def _overlap(one: Place, other: Place) -> bool:
    """As the database asks it: tiers from a bound to below the next, days from one to before another."""
    return _meet(one[0], one[1], other[0], other[1]) and _meet(one[2], one[3], other[2], other[3])


def _meet(low: Any, high: Any, other_low: Any, other_high: Any) -> bool:
    begins = high is None or other_low is None or other_low < high
    ends = other_high is None or low is None or low < other_high
    # an empty range, as a tier from a number to itself, meets nothing
    return begins and ends and (low is None or low != high) and (other_low is None or other_low != other_high)
