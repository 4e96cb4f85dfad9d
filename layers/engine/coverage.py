"""Shapes that lie side by side: judged while they are drawn, corrected, divided, merged, and asked about their past.

Pages and imports call what is named here and know nothing of the system behind a register.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from gis_core.access.visible import visible
from layers.bound import BoundRegister
from layers.engine import coverage_sql
from layers.engine.coverage_acts import ended
from layers.engine.coverage_dividing import Divided, Piece, divide
from layers.engine.coverage_judging import Judged, Neighbour, judge
from layers.engine.coverage_locks import lock_many, lock_shape
from layers.engine.coverage_many import faults_of, judge_many
from layers.engine.coverage_merging import Merged, merge
from layers.engine.coverage_reshaping import Reshaped, reshape
from layers.engine.coverage_saving import judged_already
from layers.registry import registry

Holders = list[tuple[str, str]]
Step = tuple[int, str, date, Any]


def fabric_on(
    register: BoundRegister, day: date, box: Any, user: Any, known_at: datetime | None = None
) -> list[tuple[Any, Holders | None]]:
    """The records that were there on a day inside `box` (a shape in 4326, None: everywhere) with their holders.

    `known_at` asks what was known at a moment instead of what is known today. Only what the user may see; holders are
    None where he may not see them.
    """
    past = coverage_sql.coverage_of(register).past
    if past is None:
        return []
    rows = past.fabric(day, known_at, box)
    allowed = _allowed(register, user, [row.pk for row in rows])
    kept = [row for row in rows if row.pk in allowed]
    holders = past.owners(kept, day) if _may_see_holders(register, past.personal, user) else None
    return [(row, None if holders is None else list(holders.get(row.pk, []))) for row in kept]


def _allowed(register: BoundRegister, user: Any, numbers: list[int]) -> set[int]:
    """Those of the records the user may see; records deleted since only for who sees everything."""
    seen = visible(register, user)
    if seen.everything:
        return set(numbers)
    return set(register.model._default_manager.filter(seen.q(), pk__in=numbers).values_list("pk", flat=True))


def _may_see_holders(register: BoundRegister, personal: str, user: Any) -> bool:
    """Holders are personal data: a right to those of some records opens none of a list."""
    own = registry.by_key.get(personal)
    return own is not None and visible(own, user).covers(visible(register, user))


def lineage(register: BoundRegister, record: Any, user: Any) -> tuple[list[Step], list[Step]]:
    """Ancestors and descendants of a record as (steps away, act, day, record); a branch ends where the right ends."""
    past = coverage_sql.coverage_of(register).past
    steps = list(past.steps(record)) if past else []
    allowed = _allowed(register, user, [other.pk for _depth, _act, _on, other in steps])
    kept = [(depth, act, on, other) for depth, act, on, other in steps if other.pk in allowed]
    before = [(-depth, act, on, other) for depth, act, on, other in kept if depth < 0]
    return before, [step for step in kept if step[0] > 0]


__all__ = [
    "Divided",
    "Judged",
    "Merged",
    "Neighbour",
    "Piece",
    "Reshaped",
    "divide",
    "ended",
    "fabric_on",
    "faults_of",
    "judge",
    "judge_many",
    "judged_already",
    "lineage",
    "lock_many",
    "lock_shape",
    "merge",
    "reshape",
]
