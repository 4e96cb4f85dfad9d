"""Writing what was drawn: a boundary, a division, a merger. Each is one change set, which the page can undo."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gis_core.access.capacity import Actor
from gis_core.pure.refusal import Refused
from layers.bound import BoundRegister
from layers.engine import changesets, coverage, records
from map_ui.drawing import answers, fabric, shapes

Body = dict[str, Any]
REASONS = {"save": "แก้ไขแนวเขตบนแผนที่", "divide": "แบ่งแยกบนแผนที่", "merge": "รวมบนแผนที่"}
MOST_MERGED = 50
MOST_PIECES = 200


def _reason(body: Body, act: str) -> str:
    return str(body.get("reason") or "").strip()[:300] or REASONS[act]


def _version(raw: Any) -> int | None:
    return raw if isinstance(raw, int) and not isinstance(raw, bool) else None


def _values(body: Body) -> dict[str, Any]:
    values = body.get("values")
    if not isinstance(values, dict):
        raise Refused("FORMAT", "ไม่มีข้อมูลของการดำเนินการ")
    return values


def reshape(register: BoundRegister, body: Body, actor: Actor) -> dict[str, Any]:
    """Write the shape of a record; of a coverage, its neighbours' common corners with it unless `shared` is false."""
    uid = shapes.uid_of(body.get("uid"))
    geometry = shapes.geometry_of(register, body, actor["user"])
    act: dict[str, Any] = {"reason": _reason(body, "save"), "expected_version": _version(body.get("expected_version"))}
    if fabric.coverage_of(register) is None:
        act |= {"batch_id": changesets.begin(), **actor}
        record = records.update(register, uid, {"geom": geometry}, **act)
        return _saved(register, record, actor, act["batch_id"])
    act |= {"batch_id": changesets.begin(), "user": actor["user"]}
    shared, dry_run = body.get("shared") is not False, body.get("dry_run") is True
    done = coverage.reshape(register, uid, geometry, shared=shared, dry_run=dry_run, **act)
    if dry_run:
        return answers.tried(done)
    return _saved(register, done.record, actor, done.batch_id) | answers.tried(done)


def _saved(register: BoundRegister, record: Any, actor: Actor, batch_id: Any) -> dict[str, Any]:
    record.refresh_from_db()
    return {"record": shapes.described(register, record, actor["user"]), "batch_id": str(batch_id)}


def divide(register: BoundRegister, body: Body, actor: Actor) -> dict[str, Any]:
    """Cut a record by lines or by polygons."""
    fabric.need(register, "divide")
    cut = body.get("cut")
    cuts = cut if isinstance(cut, list) else [cut]
    if not cuts or len(cuts) > MOST_PIECES or not all(isinstance(each, Mapping) for each in cuts):
        raise Refused("CUT", "ไม่มีเส้นแบ่ง ลากเส้นให้พาดผ่านแปลง")
    done = coverage.divide(
        register,
        shapes.uid_of(body.get("uid")),
        cuts,
        _values(body),
        user=actor["user"],
        reason=_reason(body, "divide"),
        expected_version=_version(body.get("expected_version")),
        batch_id=changesets.begin(),
        dry_run=body.get("dry_run") is True,
    )
    return answers.divided(register, done)


def merge(register: BoundRegister, body: Body, actor: Actor) -> dict[str, Any]:
    """Make one record of several."""
    fabric.need(register, "merge")
    uids = body.get("uids")
    if not isinstance(uids, list) or not 2 <= len(uids) <= MOST_MERGED:
        raise Refused("NOT_ADJACENT", f"เลือก{fabric.coverage_of(register).noun}ที่จะรวมอย่างน้อยสองแปลง")
    versions = body.get("expected_versions")
    expected = {shapes.uid_of(uid): _version(n) for uid, n in versions.items()} if isinstance(versions, dict) else None
    done = coverage.merge(
        register,
        [shapes.uid_of(uid) for uid in uids],
        _values(body),
        user=actor["user"],
        reason=_reason(body, "merge"),
        expected_versions=expected,
        batch_id=changesets.begin(),
        dry_run=body.get("dry_run") is True,
    )
    return answers.merged(register, done)
