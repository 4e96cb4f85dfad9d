"""A boundary correction: the same records, the same codes, other borders; the neighbours keep to the common border."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib.gis.geos import GEOSGeometry

from gis_core.access.visible import visible
from gis_core.features import measure
from gis_core.pure.refusal import Refusals, Refused
from layers.bound import BoundRegister
from layers.engine import coverage_acts, coverage_locks, coverage_sql, coverage_texts, records
from layers.engine.coverage_acts import Who
from layers.engine.coverage_judging import MAX_VERTICES, Judged, Neighbour, judge_shape
from layers.engine.coverage_many import faults_of
from layers.engine.coverage_nodes import Ring, node_moves
from layers.engine.coverage_saving import add_nodes, lock_neighbours
from layers.engine.parse import parse


@dataclass(frozen=True)
class Moved:
    """A neighbour whose border goes with the correction: its shape afterwards and the square metres it gains."""

    geometry: GEOSGeometry
    gained_m2: float


@dataclass(frozen=True)
class Reshaped:
    """The corrected record, and the neighbours that changed with it; `moved` by uid those that have another shape, the
    others got a node.
    """

    register: BoundRegister
    record: Any
    neighbours: tuple[Neighbour, ...]
    batch_id: uuid.UUID
    judged: Judged
    moved: Mapping[Any, Moved] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {
            "batch_id": str(self.batch_id),
            "record": coverage_acts.brief(self.register, self.record),
            "neighbours": [{"uid": str(each.uid), "title": each.title} for each in self.neighbours],
            "judged": self.judged.as_json(),
        }


def reshape(
    register: BoundRegister,
    uid: Any,
    geometry: Any,
    *,
    user: Any,
    reason: str,
    expected_version: int | None = None,
    shared: bool = True,
    batch_id: uuid.UUID | None = None,
    dry_run: bool = False,
) -> Reshaped:
    """Give a record another shape. With `shared` the neighbours' borders go with it: nodes they have in common move,
    land it gains is theirs no longer, land it loses along a common border is theirs. Raises Refusals.
    """
    coverage_acts.require(register, user, "change")
    coverage_acts.refuse_unknown(register, [uid])
    try:
        shape = parse(register.model._meta.get_field("geom"), geometry, user)
    except Refused as refused:
        raise Refusals([refused]) from refused
    if shape is None or shape.num_coords > MAX_VERTICES:
        none = Refused("BAD_GEOM", "ยังไม่ได้วาดรูป", field="geom")
        raise Refusals([none if shape is None else coverage_texts.too_many(register, MAX_VERTICES)])
    who = Who(user, reason, batch_id or uuid.uuid4(), dry_run)
    coverage = coverage_sql.coverage_of(register)
    with coverage_acts.one_change(register, who):
        coverage_locks.lock_shape(register, shape, [uid])
        (record,) = coverage_acts.hold(register, {uid: expected_version}, user)
        both = coverage_acts.collected([record.geom, shape])
        near = lock_neighbours(register, both, [record.pk])
        changed: set[int] = set()
        before = _shapes(register, [each.pk for each in near]) if shared else {}
        if shared:
            add_nodes(register, record.geom, [record.pk])
            changed = _follow(register, record, shape, near)
        judged = _judge(register, record, shape, user)
        if any(refused.code == "BAD_GEOM" for refused in judged.refusals):
            raise Refusals(judged.refusals)
        if shared and judged.geometry is not None:
            changed |= _settle(register, record, judged.geometry, near)
            judged = _judge(register, record, shape, user)
        if judged.refusals or judged.geometry is None:
            raise Refusals(judged.refusals)
        records.write(register, record, {"geom": judged.geometry}, {}, user, records.snapshot(record))
        noded = add_nodes(register, judged.geometry, [record.pk])
        moved = [each for each in near if each.pk in changed]
        _refuse_broken(register, moved, user)
        if coverage.corrected:
            rows = register.model._default_manager.filter(pk__in=[each.pk for each in moved])
            judged = replace(judged, warnings=(*judged.warnings, *coverage.corrected([record, *rows])))
        touched = {each.pk: each for each in (*moved, *noded)}
        shapes = _shapes(register, [each.pk for each in moved])
        gained = {each.uid: _compared(before[each.pk], shapes[each.pk]) for each in moved}
        return Reshaped(register, record, tuple(touched.values()), who.batch_id, judged, gained)


def _shapes(register: BoundRegister, ids: Sequence[int]) -> dict[int, GEOSGeometry]:
    return dict(register.model._default_manager.filter(pk__in=ids).values_list("pk", "geom"))


def _compared(before: GEOSGeometry, after: GEOSGeometry) -> Moved:
    return Moved(after, measure.area_m2(after) - measure.area_m2(before))


def _judge(register: BoundRegister, record: Any, shape: GEOSGeometry, user: Any) -> Judged:
    within = coverage_sql.coverage_of(register).within
    container = getattr(record, f"{within}_id") if within else None
    return judge_shape(register, shape, user, before=record.pk, container=container)


def _rings(shape: GEOSGeometry) -> list[Ring]:
    polygons = shape if shape.geom_type == "MultiPolygon" else [shape]
    return [list(ring.coords) for polygon in polygons for ring in polygon]


def _follow(register: BoundRegister, record: Any, shape: GEOSGeometry, near: Sequence[Neighbour]) -> set[int]:
    """Neighbours with a corner that moved move it too; the numbers of the changed ones."""
    moves = node_moves(_rings(record.geom), _rings(shape))
    if not moves or not near:
        return set()
    places = {
        f"{name}_{axis}": [getattr(move, name)[n] for move in moves]
        for name in ("old", "new", "before", "after")
        for n, axis in enumerate("xy")
    }
    whole = {"shape": shape, "old": record.geom, "ids": [each.pk for each in near], "own": record.pk}
    rows = coverage_sql.ask(register, "move_nodes", **whole, **places)
    return {row[0] for row in rows}


def _settle(register: BoundRegister, record: Any, shape: GEOSGeometry, near: Sequence[Neighbour]) -> set[int]:
    """What is still gained or lost along the border changes hands; the numbers of the changed ones."""
    given = {"shape": shape, "old": record.geom, "ids": [each.pk for each in near]}
    rows = [*coverage_sql.ask(register, "give_way", **given), *coverage_sql.ask(register, "give_back", **given)]
    return {row[0] for row in rows}


def _refuse_broken(register: BoundRegister, changed: Sequence[Neighbour], user: Any) -> None:
    """The neighbours are still good shapes that overlap nothing, and the user may change them. Raises Refusals."""
    ids = [each.pk for each in changed]
    if not ids:
        return
    allowed = register.model._default_manager.filter(visible(register, user, "change").q(), pk__in=ids)
    if allowed.count() < len(ids):
        raise Refusals([Refused("NO_RIGHT", "แนวเขตร่วมเป็นของแปลงที่บัญชีนี้ไม่มีสิทธิแก้ไข", field="geom")])
    faults = faults_of(register, ids, user)
    if faults:
        raise Refusals(faults)
