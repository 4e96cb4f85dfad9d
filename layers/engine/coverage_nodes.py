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
    went nothing can be said of the others. Rings are matched in their order; rings without a common corner are not.
    """
    taken = {(float(x), float(y)) for ring in new for x, y in ring}
    found: list[Move] = []
    for before, after in zip(old, new, strict=False):
        found += [move for move in _moves_in_ring(_open(before), _open(after)) if move.old not in taken]
    return found


def _open(ring: Ring) -> list[Corner]:
    """The corners of a ring once each."""
    corners = [(float(x), float(y)) for x, y in ring]
    return corners[:-1] if len(corners) > 1 and corners[0] == corners[-1] else corners


def _moves_in_ring(old: list[Corner], new: list[Corner]) -> Iterator[Move]:
    present = set(new)
    common = next((corner for corner in old if corner in present), None)
    if common is None:
        return
    start = old.index(common)
    before = old[start:] + old[:start]
    after, matcher = _closest(before, new, common)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "replace" and i2 - i1 == j2 - j1:
            for i, j in zip(range(i1, i2), range(j1, j2), strict=True):
                yield Move(before[i], after[j], before[i - 1], before[(i + 1) % len(before)])


def _closest(before: list[Corner], new: list[Corner], common: Corner) -> tuple[list[Corner], SequenceMatcher[Corner]]:
    """The comparison with the new ring as it runs, or turned round where an editor has turned it."""
    start = new.index(common)
    after = new[start:] + new[:start]
    turned = [after[0], *reversed(after[1:])]
    closed = [*before, before[0]]
    found = [(each, SequenceMatcher(None, closed, [*each, each[0]], autojunk=False)) for each in (after, turned)]
    return max(found, key=lambda each: each[1].ratio())
