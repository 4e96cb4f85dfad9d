"""Which vertex of a shape went where, when somebody pulled at it: pure, so that neighbours can follow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

Corner = tuple[float, float]
Ring = Sequence[Corner]


@dataclass(frozen=True)
class Move:
    """A corner that lies elsewhere now. `before` and `after` are the corners next to it on the old ring."""

    old: Corner
    new: Corner
    before: Corner
    after: Corner


def node_moves(old: Sequence[Ring], new: Sequence[Ring]) -> list[Move]:
    """Corners of `old` rings that lie elsewhere in `new` ones.

    Runs of corners between two that stayed are matched one by one when both hold equally many; where corners came or
    went nothing can be said of the others. Where a ring starts and which way it turns says nothing; rings without a
    common corner are not matched.
    """
    taken = {(float(x), float(y)) for ring in new for x, y in ring}
    found: list[Move] = []
    rest = [_open(ring) for ring in new]
    for before in map(_open, old):
        after = max(rest, key=lambda ring: len(set(before) & set(ring)), default=None)
        if after is None or not set(before) & set(after):
            continue
        rest.remove(after)
        found += [move for move in _moves_in_ring(before, after) if move.old not in taken]
    return found


def _open(ring: Ring) -> list[Corner]:
    """The corners of a ring once each."""
    corners = [(float(x), float(y)) for x, y in ring]
    return corners[:-1] if len(corners) > 1 and corners[0] == corners[-1] else corners


def _moves_in_ring(old: list[Corner], new: list[Corner]) -> list[Move]:
    """The moves by the new ring as it runs, or turned round where an editor has turned it.

    Where one or two corners stayed either may do: then that which finds more moves, or else runs around the same side.
    """
    present = set(new)
    first = next(n for n, corner in enumerate(old) if corner in present)
    before = old[first:] + old[:first]
    start = new.index(before[0])
    after = new[start:] + new[:start]
    side = _turns_left(before)
    found = []
    for ring in (after, [after[0], *reversed(after[1:])]):
        matcher = SequenceMatcher(None, [*before, before[0]], [*ring, ring[0]], autojunk=False)
        moves = list(_moves_between(before, ring, matcher))
        found.append(((matcher.ratio(), len(moves), _turns_left(ring) == side), moves))
    return max(found, key=lambda each: each[0])[1]


def _moves_between(before: list[Corner], after: list[Corner], matcher: SequenceMatcher[Corner]) -> Iterator[Move]:
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "replace" and i2 - i1 == j2 - j1:
            for i, j in zip(range(i1, i2), range(j1, j2), strict=True):
                yield Move(before[i], after[j], before[i - 1], before[(i + 1) % len(before)])


def _turns_left(ring: list[Corner]) -> bool:
    """Whether a ring runs counter-clockwise; measured from its first corner, because degrees are small differences."""
    west, south = ring[0]
    places = [(x - west, y - south) for x, y in ring]
    pairs = zip(places, places[1:] + places[:1], strict=True)
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs) > 0
