"""Which counts of persons may be shown. Pure rules: small numbers point at somebody, and so do differences."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar

#: Fewer than this are never shown.
LEAST = 5

Key = TypeVar("Key", bound=Hashable)


def shown(counts: Mapping[Key, int], least: int = LEAST) -> dict[Key, int]:
    """The counts that may be shown, of areas that do not overlap.

    Whoever knows the total learns the sum of what is not shown. So at least two areas are kept back, with at least
    `least` people together, and not as many as only the largest small number in each would give; where the small ones
    do not suffice, the next larger are kept back with them, all of the same size: which of them would tell something.
    """
    ordered = sorted(counts.items(), key=lambda item: (item[1], repr(item[0])))
    kept_back = [item for item in ordered if item[1] < least]
    rest = ordered[len(kept_back) :]
    while kept_back and rest and (rest[0][1] == kept_back[-1][1] or not _safe(kept_back, least)):
        kept_back.append(rest.pop(0))
    return dict(rest)


def _safe(kept_back: list[tuple[Key, int]], least: int) -> bool:
    counts = [count for _, count in kept_back]
    return len(counts) >= 2 and sum(counts) >= least and any(count != least - 1 for count in counts)
