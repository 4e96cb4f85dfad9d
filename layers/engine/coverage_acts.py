"""What dividing, merging and correcting have in common: one change, done or only tried, on records held in order."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.gis.geos import GEOSGeometry, MultiPolygon
from django.db import models, transaction

from gis_core.features import clock
from gis_core.pure.refusal import Refusals, Refused
from layers.bound import BoundRegister
from layers.declare import Divide, Merge
from layers.engine import coverage_locks, coverage_sql, records
from layers.engine.coverage_saving import judged_already
from layers.engine.parse import parse

ON = models.DateField("วันที่มีผล", name="on")
#: Columns a successor never takes from the record before it.
OWN = frozenset({"id", "uid", "register_no", "status", "geom"})


@dataclass(frozen=True)
class Who:
    """Who does it and why."""

    user: Any
    reason: str
    batch_id: uuid.UUID
    dry_run: bool = False


@contextmanager
def one_change(register: BoundRegister, who: Who) -> Iterator[None]:
    """Everything inside is one transaction and one change; a trial ends without a trace."""
    with transaction.atomic():
        act = records.Act(who.user, who.reason, batch_id=who.batch_id)
        held = coverage_sql.figures_held(register)
        with act.open(), records.database_faults(register), judged_already(), held:
            yield
        if who.dry_run:
            transaction.set_rollback(True)


def require(register: BoundRegister, user: Any, *actions: str) -> None:
    for action in actions:
        records.require(register, user, action)


def hold(register: BoundRegister, versions: Mapping[Any, int | None], user: Any) -> list[Any]:
    """The records, locked after their containers and in the order of their numbers, all of them taking up ground.

    `versions` are those the user looked at, by uid; None asks for none.
    """
    refuse_unknown(register, versions)
    coverage_locks.lock_shape(register, None, versions)
    numbers = (
        register.model._default_manager.filter(uid__in=list(versions)).order_by("pk").values_list("uid", flat=True)
    )
    given = {str(uid): version for uid, version in versions.items()}
    found = []
    for uid in numbers:
        record = records.locked(register, uid, user, "change")
        records.check_version(register, record, given[str(uid)])
        _refuse_dead(register, record)
        found.append(record)
    if len(found) < len(given):
        raise _not_found(register)
    return found


def refuse_unknown(register: BoundRegister, uids: Iterable[Any]) -> None:
    """What is no identifier names no record. Raises Refusals."""
    for uid in uids:
        try:
            uuid.UUID(str(uid))
        except ValueError as error:
            raise _not_found(register) from error


def _not_found(register: BoundRegister) -> Refusals:
    return Refusals([Refused("NOT_FOUND", f"ไม่พบ{register.thai}นี้ หรือบัญชีนี้ไม่มีสิทธิ")])


def _refuse_dead(register: BoundRegister, record: Any) -> None:
    told = ended(register, record)
    if told:
        raise Refusals([Refused("NOT_LIVE", told)])


def ended(register: BoundRegister, record: Any) -> str:
    """Why nothing can be done with a record that takes up ground no longer; "" for one that does."""
    coverage = coverage_sql.coverage_of(register)
    if not coverage.live or record.status in coverage.live:
        return ""
    state = dict(register.by_name["status"].choices).get(record.status, record.status)
    return f"{coverage.noun} {title(register, record)} มีสถานะ “{state}” แล้ว ดำเนินการไม่ได้"


def title(register: BoundRegister, record: Any) -> str:
    return str(getattr(record, register.title))


def brief(register: BoundRegister, record: Any) -> dict[str, Any]:
    """A record as pages name it."""
    return {"uid": str(record.uid), "title": title(register, record), "url": register.record_url(record.uid)}


def day_of(values: Mapping[str, Any], user: Any) -> date:
    """The day the act takes effect; today when none is given. Raises Refusals."""
    try:
        day = parse(ON, values.get("on"), user) or clock.today()
    except Refused as refused:
        raise Refusals([refused]) from refused
    if day > clock.today():
        raise Refusals([Refused("FUTURE", "วันที่มีผลต้องไม่อยู่ในอนาคต", field="on")])
    return day


def policy_of(declared: Divide | Merge, values: Mapping[str, Any]) -> str:
    """How codes are made, if the office's own way is not to be followed. Raises Refusals for an unknown one."""
    policy = str(values.get("code_policy") or "")
    if policy and policy not in dict(declared.policies):
        raise Refusals([Refused("CHOICE", "ไม่รู้จักวิธีให้รหัสแปลง", field="code_policy")])
    return policy


def area_of(register: BoundRegister, column: str, raw: Any, user: Any) -> Decimal | None:
    """A recorded area as typed. Raises Refused."""
    field = register.model._meta.get_field(column)
    return parse(field, raw, user) if raw not in (None, "") else None


def successor(
    register: BoundRegister,
    declared: Divide | Merge,
    pattern: Any,
    values: Mapping[str, Any],
    user: Any,
    fixed: Mapping[str, Any],
) -> Any:
    """Write a record that follows `pattern`: its columns but the fresh ones, then `values` as typed, then `fixed`."""
    left_out = OWN | set(declared.fresh)
    kept = [f for f in register.model._meta.concrete_fields if f.name not in left_out and not f.generated]
    record = register.model(**{field.attname: getattr(pattern, field.attname) for field in kept})
    for name, value in fixed.items():
        setattr(record, name, value)
    typed = {name: value for name, value in values.items() if not {name, f"{name}_id"} & set(fixed)}
    records.write(register, record, typed, {}, user, None)
    return record


def state_after(register: BoundRegister, parents: Sequence[Any]) -> str:
    """The state of what follows: that of the parents; where they differ, the later of the declared live ones."""
    live = coverage_sql.coverage_of(register).live
    states = [parent.status for parent in parents]
    return max(states, key=live.index) if live else states[0]


def put_aside(records_: Iterable[Any], state: str) -> None:
    """The records take up ground no longer; their shapes stay for the map of the past."""
    for record in records_:
        record.status = state
        record.save(update_fields=["status"])


def collected(shapes: Sequence[GEOSGeometry]) -> GEOSGeometry:
    """Many polygons as one shape, for statements that look at their vertices."""
    parts = [part for shape in shapes for part in (shape if shape.geom_type == "MultiPolygon" else [shape])]
    return MultiPolygon(*parts, srid=4326)
