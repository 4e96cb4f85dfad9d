"""Which vertex of a shape went where, when somebody pulled at it: pure, so that neighbours can follow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

Corner = tuple[float, float]
Ring = Sequence[Corner]


def node_moves(old: Sequence[Ring], new: Sequence[Ring]) -> dict[Corner, Corner]:
    """Corners of `old` rings that lie elsewhere in `new` ones, by where they were.

    Runs of corners between two that stayed are matched one by one when both hold equally many; where corners came or
    went nothing can be said of the others. Rings are matched in their order; rings without a common corner are not.
    """
    moves: dict[Corner, Corner] = {}
    for before, after in zip(old, new, strict=False):
        moves.update(_moves_in_ring(_open(before), _open(after)))
    taken = {corner for ring in new for corner in ring}
    return {here: there for here, there in moves.items() if here not in taken}


def _open(ring: Ring) -> list[Corner]:
    """The corners of a ring once each."""
    corners = [(float(x), float(y)) for x, y in ring]
    return corners[:-1] if len(corners) > 1 and corners[0] == corners[-1] else corners


def _moves_in_ring(old: list[Corner], new: list[Corner]) -> Iterator[tuple[Corner, Corner]]:
    common = next((corner for corner in old if corner in set(new)), None)
    if common is None:
        return
    before, after = _from(old, common), _from(new, common)
    if _is_reversed(before, after):
        after = [after[0], *reversed(after[1:])]
    matcher = SequenceMatcher(None, [*before, before[0]], [*after, after[0]], autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "replace" and i2 - i1 == j2 - j1:
            yield from zip(before[i1:i2], after[j1:j2], strict=True)


def _from(ring: list[Corner], start: Corner) -> list[Corner]:
    at = ring.index(start)
    return ring[at:] + ring[:at]


def _is_reversed(old: list[Corner], new: list[Corner]) -> bool:
    """An editor may turn a ring round: the area keeps its size and loses its sign."""
    return _signed(old) * _signed(new) < 0


def _signed(ring: list[Corner]) -> float:
    x0, y0 = ring[0]
    return sum(
        (ring[n - 1][0] - x0) * (ring[n][1] - y0) - (ring[n][0] - x0) * (ring[n - 1][1] - y0) for n in range(len(ring))
    )
