"""The past of one record: its versions, what each changed, who wrote it and why; and going back to one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection, models

from gis_core.features.index_sql import TableSql
from gis_core.features.models import Change, Feature, History
from gis_core.pure.refusal import Refusals, Refused
from layers.bound import BoundRegister
from layers.engine import records


@dataclass(frozen=True)
class Version:
    """One version of a record. `changes` are (column, before, after) with raw values; `is_current` for the
    stored row.
    """

    number: int
    at: datetime
    change: Change
    row: Mapping[str, Any]
    changes: tuple[tuple[str, Any, Any], ...]
    geometry_changed: bool
    is_current: bool
    is_deleted: bool = False


def versions(register: BoundRegister, uid: Any) -> list[Version]:
    """All versions of a record, newest first. Asks no permission: the caller has shown that the reader may
    see the record.
    """
    past = list(
        History.objects.filter(uid=uid, layer_id=register.layer_id).select_related("change__actor").order_by("version")
    )
    rows = [(h.version, h.recorded_from, h.change, h.row_data, h.geom, False, h.is_deleted) for h in past]
    current = Feature.objects.filter(uid=uid, layer_id=register.layer_id).select_related("change__actor").first()
    if current is not None:
        record = register.model._default_manager.get(uid=uid)
        rows.append((current.version, current.recorded_from, current.change, _row(record), current.geom, True, False))
    found = []
    before: Mapping[str, Any] = {}
    shape = None
    for number, at, change, row, geom, is_current, is_deleted in rows:
        changes = tuple((k, before.get(k), row.get(k)) for k in row if before and before.get(k) != row.get(k))
        found.append(Version(number, at, change, row, changes, bool(before) and shape != geom, is_current, is_deleted))
        before, shape = row, geom
    return found[::-1]


def _row(record: Any) -> dict[str, Any]:
    """The stored row in the same JSON the triggers write."""
    table = TableSql(type(record), 0, {})
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {table.row_json('t')} FROM {table.table} t WHERE t.id = %s", [record.pk])
        value = cursor.fetchone()[0]
    return value if isinstance(value, dict) else json.loads(value)


def restore(register: BoundRegister, uid: Any, number: int, *, user: Any, reason: str, **act: Any) -> Any:
    """Write the values of version `number` again as a new version. Raises Refusals, as any other change does.

    Reference columns whose target is gone are refused by the database and named.
    """
    old = History.objects.filter(uid=uid, layer_id=register.layer_id, version=number).first()
    if old is None:
        raise Refusals([Refused("NOT_FOUND", f"ไม่พบรุ่นที่ {number} ของระเบียนนี้")])
    values = {column.name: old.row_data.get(column.field.column) for column in register.form_columns}
    values = {name: _readable(register, name, value) for name, value in values.items()}
    if register.has_geometry:
        values["geom"] = old.geom
    return records.update(register, uid, values, user=user, reason=reason, **act)


def _readable(register: BoundRegister, name: str, value: Any) -> Any:
    field = register.model._meta.get_field(name)
    if isinstance(value, float) and isinstance(field, models.DecimalField):
        return Decimal(str(value))
    if isinstance(field, models.ForeignKey) and value is not None:
        return field.related_model._default_manager.filter(**{field.target_field.name: value}).first()
    if field.get_internal_type() == "DateRangeField" and isinstance(value, str):
        lower, _, upper = value.strip("[]()").partition(",")
        return {"from": lower, "to": upper}
    return value
