"""What a form, an import's row or the API writes into a coverage: judged, joined, its nodes given to the neighbours.

Called by `records` inside the change, after the containers are locked and the register's own check has passed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.contrib.gis.geos import GEOSGeometry

from gis_core.pure.refusal import Refusals
from layers.bound import BoundRegister
from layers.declare import Draft
from layers.engine import coverage_sql
from layers.engine.coverage_judging import Neighbour, judge_shape

_judged: ContextVar[bool] = ContextVar("coverage_judged", default=False)


@contextmanager
def judged_already() -> Iterator[None]:
    """The shapes written in this block have been judged together; none is judged again by itself."""
    token = _judged.set(True)
    try:
        yield
    finally:
        _judged.reset(token)


def on_save(register: BoundRegister, draft: Draft, user: Any) -> None:
    """Judge the drafted shape, set it to the joined one and give the neighbours its nodes. Raises Refusals."""
    coverage = register.declared.coverage
    if coverage is None or _judged.get() or not _takes_ground(register, draft):
        return
    record = draft.record
    if not draft.is_new and not draft.changed("geom", *_within(register)):
        return
    own = [record.pk] if record.pk else []
    lock_neighbours(register, record.geom, own)
    judged = judge_shape(register, record.geom, user, before=record.pk, container=_container_id(register, record))
    if judged.refusals:
        raise Refusals(judged.refusals)
    record.geom = judged.geometry
    add_nodes(register, record.geom, own)


def saved(register: BoundRegister, draft: Draft) -> None:
    """What follows from a shape that was drawn or changed by itself. A division or a merger hands on what hangs on its
    records, and a correction sees to all it moved: their writing follows nothing of itself.
    """
    coverage = register.declared.coverage
    if coverage is None or coverage.corrected is None or _judged.get() or not _takes_ground(register, draft):
        return
    if draft.is_new or draft.changed("geom"):
        coverage.corrected([draft.record])


def _within(register: BoundRegister) -> tuple[str, ...]:
    within = coverage_sql.coverage_of(register).within
    return (within,) if within else ()


def _container_id(register: BoundRegister, record: Any) -> int | None:
    within = coverage_sql.coverage_of(register).within
    return getattr(record, f"{within}_id") if within else None


def _takes_ground(register: BoundRegister, draft: Draft) -> bool:
    live = coverage_sql.coverage_of(register).live
    return draft.record.geom is not None and (not live or draft.record.status in live)


def lock_neighbours(register: BoundRegister, shape: GEOSGeometry, own: Sequence[int] = ()) -> tuple[Neighbour, ...]:
    """The live records that touch a shape, locked in the order of their numbers, so that what is read of them holds."""
    reach = float(coverage_sql.figures_today(register).join_m)
    rows = coverage_sql.ask(register, "neighbours", shape=shape, own=list(own), reach_m=reach)
    return tuple(Neighbour(uid, title, pk) for pk, uid, title in rows)


def add_nodes(register: BoundRegister, shape: GEOSGeometry, own: Sequence[int] = ()) -> tuple[Neighbour, ...]:
    """Give the locked neighbours the vertices of a shape that lie on their edges; the changed ones."""
    rows = coverage_sql.ask(register, "add_nodes", shape=shape, own=list(own))
    return tuple(Neighbour(uid, title, pk) for pk, uid, title in rows)
