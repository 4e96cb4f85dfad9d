"""A register whose shapes lie side by side and never one over another: the parcels of a tax map.

The engine judges, joins, divides and merges them; a system says here which figures hold, and what follows from a
division or a merger in its own tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from gis_core.pure.refusal import Refused

#: (value, Thai) as a form offers it.
Choice = tuple[str, str]


@dataclass(frozen=True)
class Figures:
    """What is tolerated on a day. An overlap is refused above the larger of `overlap_m2` and `overlap_percent` of the
    smaller shape; shapes under `least_m2` and strips narrower than `sliver_m` are refused; vertices within `join_m` of
    a neighbour are joined to it.
    """

    overlap_m2: Decimal
    overlap_percent: Decimal
    least_m2: Decimal
    join_m: Decimal
    sliver_m: Decimal
    law: str = ""


@dataclass(frozen=True)
class Succession:
    """One division or merger while it is being written: who came before, who after, and what was asked for.

    `gift` is the child given to the public, and one of `children` too. `policy` is how new codes are made.
    """

    register: Any
    parents: Sequence[Any]
    children: Sequence[Any]
    on: date
    act: str
    values: Mapping[str, Any]
    user: Any
    gift: Any = None
    policy: str = ""


@dataclass(frozen=True)
class Proposal:
    """A division that somebody else has drawn: polygons (GeoJSON in 4326); what they leave over is a piece too."""

    thai: str
    shapes: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Divide:
    """How one record becomes several.

    columns: asked of each child. fresh: columns a child does not inherit. area: the recorded area that must add up.
    state: what the parent becomes. codes(parents, containers, policy, day) gives a code for the column `code` for each
    child, by the number of the container it lies in; never one that was used before. check: refuses before anything is
    written. carry: writes what hangs on the parent, gives warnings. gift: columns of the strip given to the public,
    None when nothing can be given. proposals(record, user): divisions drawn elsewhere that the user may take over.
    """

    state: str
    code: str
    codes: Callable[[Sequence[Any], Sequence[Any], str, date], Sequence[str]]
    carry: Callable[[Succession], Iterable[Refused]]
    check: Callable[[Succession], Iterable[Refused]] | None = None
    columns: tuple[str, ...] = ()
    fresh: tuple[str, ...] = ()
    area: str = ""
    acts: tuple[Choice, ...] = ()
    policies: tuple[Choice, ...] = ()
    gift: Mapping[str, Any] | None = None
    proposals: Callable[[Any, Any], Sequence[Proposal]] | None = None


@dataclass(frozen=True)
class Merge:
    """How several records become one; the columns as in `Divide`. `check` sees the parents before the child exists."""

    state: str
    code: str
    codes: Callable[[Sequence[Any], Sequence[Any], str, date], Sequence[str]]
    carry: Callable[[Succession], Iterable[Refused]]
    check: Callable[[Succession], Iterable[Refused]] | None = None
    columns: tuple[str, ...] = ()
    fresh: tuple[str, ...] = ()
    area: str = ""
    acts: tuple[Choice, ...] = ()
    policies: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Past:
    """Questions to the past of a coverage. None of them asks a permission: the engine narrows what they give.

    fabric(day, known_at, box): the records that were there on a day. owners(records, day): by record number, the
    holders and their shares as text. steps(record): the steps of descent around a record as (depth, act, day, record),
    ancestors below zero. `personal` is the key of the register whose right opens the holders.
    """

    fabric: Callable[[date, datetime | None, Any], Sequence[Any]]
    owners: Callable[[Sequence[Any], date], Mapping[int, list[tuple[str, str]]]]
    steps: Callable[[Any], Sequence[tuple[int, str, date, Any]]]
    personal: str = ""


@dataclass(frozen=True)
class Coverage:
    """The declaration: `within` is the foreign key to the container that is locked and must hold the shape, `live` the
    states of records that take up ground, `noun` what one shape is called in a refusal. `corrected` writes what follows
    when records were drawn or their boundaries moved, other than by a division or a merger, and gives warnings.
    """

    figures: Callable[[date], Figures]
    within: str = ""
    live: tuple[str, ...] = ()
    noun: str = "รูป"
    divide: Divide | None = None
    merge: Merge | None = None
    corrected: Callable[[Sequence[Any]], Sequence[Refused]] | None = None
    past: Past | None = None
