"""Several records become one: their shapes united, everything that hangs on them handed on."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.gis.geos import GEOSGeometry

from gis_core.pure.refusal import Refusals, Refused
from gis_core.pure.thai_area import format_area
from layers.bound import BoundRegister
from layers.declare import Merge, Succession
from layers.engine import coverage_acts, coverage_sql, coverage_texts
from layers.engine.coverage_acts import Who
from layers.engine.coverage_judging import main_containers
from layers.engine.coverage_saving import add_nodes, lock_neighbours

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Merged:
    """What came of a merger, or would come of it. `record` is the new one; `area` the recorded area."""

    register: BoundRegister
    parents: tuple[Any, ...]
    record: Any
    geometry: GEOSGeometry
    area_m2: float
    area: Decimal | None
    code: str
    batch_id: uuid.UUID
    warnings: tuple[Refused, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "batch_id": str(self.batch_id),
            "parents": [coverage_acts.brief(self.register, parent) for parent in self.parents],
            "record": coverage_acts.brief(self.register, self.record),
            "geometry": coverage_texts.as_geojson(self.geometry),
            "area_m2": round(self.area_m2, 2),
            "area_text": coverage_texts.area_text(self.area_m2),
            "sum_sqwah": None if self.area is None else str(self.area),
            "sum_text": "" if self.area is None else format_area(self.area),
            "code": self.code,
            "warnings": [coverage_texts.as_json(each) for each in self.warnings],
        }


def merge(
    register: BoundRegister,
    uids: Sequence[Any],
    values: Values,
    *,
    user: Any,
    reason: str,
    expected_versions: Mapping[Any, int] | None = None,
    batch_id: uuid.UUID | None = None,
    dry_run: bool = False,
) -> Merged:
    """Merge records that lie together into a new one. values: on, act, child (its columns). Raises Refusals."""
    declared = coverage_sql.coverage_of(register).merge
    if declared is None:
        raise Refusals([Refused("NO_MERGER", f"{register.thai}รวมกันไม่ได้")])
    coverage_acts.require(register, user, "change", "add")
    versions = {str(uid): version for uid, version in (expected_versions or {}).items()}
    wanted = {str(uid): versions.get(str(uid)) for uid in uids}
    if len(wanted) < 2:
        noun = coverage_sql.coverage_of(register).noun
        raise Refusals([Refused("TOO_FEW", f"เลือก{noun}ที่จะรวมอย่างน้อยสอง{noun}")])
    who = Who(user, reason, batch_id or uuid.uuid4(), dry_run)
    with coverage_acts.one_change(register, who):
        parents = coverage_acts.hold(register, wanted, user)
        lock_neighbours(register, coverage_acts.collected([p.geom for p in parents]), [p.pk for p in parents])
        return _write(register, declared, parents, values, who)


def union(register: BoundRegister, parents: Sequence[Any]) -> tuple[GEOSGeometry, float]:
    """One shape of the records, and its square metres. Raises Refusals NOT_ADJACENT when they do not share edges."""
    ((raw, m2, parts, least, apart),) = coverage_sql.ask(register, "union", ids=[p.pk for p in parents])
    if parts > least:
        noun = coverage_sql.coverage_of(register).noun
        piece = coverage_texts.as_geojson(coverage_sql.shape_of(apart))
        raise Refusals([Refused("NOT_ADJACENT", f"{noun}ที่จะรวมต้องมีแนวเขตติดกัน", field="uids", geometry=piece)])
    return coverage_sql.shape_of(raw), m2


def _write(register: BoundRegister, declared: Merge, parents: Sequence[Any], values: Values, who: Who) -> Merged:
    shape, m2 = union(register, parents)
    day = coverage_acts.day_of(values, who.user)
    policy = coverage_acts.policy_of(declared, values)
    plan = Succession(register, parents, (), day, str(values.get("act") or ""), values, who.user, policy=policy)
    child = values.get("child")
    typed = dict(child) if isinstance(child, Mapping) else {}
    area = _area(register, declared, parents, typed, who.user)
    refusals = list(declared.check(plan)) if declared.check else []
    if refusals:
        raise Refusals(refusals)
    (box,) = main_containers(register, [shape])
    (code,) = declared.codes(parents, [box.pk if box else None], policy, day)
    state = coverage_acts.state_after(register, parents)
    coverage_acts.put_aside(parents, declared.state)
    add_nodes(register, shape, [p.pk for p in parents])
    fixed: dict[str, Any] = {declared.code: code, "geom": shape, "status": state}
    within = coverage_sql.coverage_of(register).within
    if within and box:
        fixed[f"{within}_id"] = box.pk
    pattern = max(parents, key=lambda p: (getattr(p, declared.area) if declared.area else 0, -p.pk))
    record = coverage_acts.successor(register, declared, pattern, typed, who.user, fixed)
    done = Succession(register, parents, [record], day, plan.act, values, who.user, policy=policy)
    warnings = (*_different(register, declared, parents, pattern, typed), *declared.carry(done))
    return Merged(register, tuple(parents), record, shape, m2, area, code, who.batch_id, warnings)


def _area(
    register: BoundRegister, declared: Merge, parents: Sequence[Any], typed: dict[str, Any], user: Any
) -> Decimal | None:
    """The recorded areas add up; without a typed one the sum is taken. Raises Refusals."""
    if not declared.area:
        return None
    total = sum((getattr(parent, declared.area) for parent in parents), Decimal(0))
    try:
        area = coverage_acts.area_of(register, declared.area, typed.get(declared.area), user)
    except Refused as refused:
        raise Refusals([refused]) from refused
    if area is None:
        area = typed[declared.area] = total
    if area != total:
        raise Refusals([coverage_texts.areas_differ(register, area, total)])
    return area


def _different(
    register: BoundRegister, declared: Merge, parents: Sequence[Any], pattern: Any, typed: Values
) -> Iterator[Refused]:
    """Columns in which the parents differ and nobody said what the new record has."""
    left_out = set(typed) | set(declared.fresh) | {declared.code, declared.area}
    for column in register.form_columns:
        field = column.field
        values = {getattr(parent, field.attname) for parent in parents}
        if column.name not in left_out and len(values) > 1 and column.name != coverage_sql.coverage_of(register).within:
            text = f"{column.thai}ของแปลงเดิมต่างกัน ใช้ตาม {coverage_acts.title(register, pattern)}"
            yield Refused("DIFFERS", text, field=column.name)
