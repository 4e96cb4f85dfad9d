"""The past of one record: its versions, what each changed, who wrote it and why; and going back to one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection, models

from gis_core.features.as_of import as_of
from gis_core.features.index_sql import TableSql
from gis_core.features.models import Change, Feature, History
from gis_core.pure.refusal import Refusals, Refused
from layers.bound import BoundRegister, visible_as_staff
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
    ended_by: Change | None = None
    geom: Any = None


def versions(register: BoundRegister, uid: Any) -> list[Version]:
    """All versions of a record, newest first. Asks no permission: the caller has shown that the reader may
    see the record.
    """
    past = list(
        History.objects.filter(uid=uid, layer_id=register.layer_id)
        .select_related("change__actor", "change__on_behalf_of", "ended_by__actor", "ended_by__on_behalf_of")
        .order_by("version")
    )
    rows = [(h.version, h.recorded_from, h.change, h.row_data, h.geom, False, h.is_deleted, h.ended_by) for h in past]
    shown = Feature.objects.filter(uid=uid, layer_id=register.layer_id)
    current = shown.select_related("change__actor", "change__on_behalf_of").first()
    if current is not None:
        record = register.model._default_manager.get(uid=uid)
        row = _row(record)
        rows.append((current.version, current.recorded_from, current.change, row, current.geom, True, False, None))
    found = []
    before: Mapping[str, Any] = {}
    shape = None
    for number, at, change, row, geom, is_current, is_deleted, ended_by in rows:
        changes = tuple((k, before.get(k), row.get(k)) for k in row if before and before.get(k) != row.get(k))
        moved = bool(before) and shape != geom
        found.append(Version(number, at, change, row, changes, moved, is_current, is_deleted, ended_by, geom))
        before, shape = row, geom
    return found[::-1]


@dataclass(frozen=True)
class Gone:
    """A deleted record: as it was last (not to be saved), who deleted it, why and when."""

    record: Any
    change: Change
    at: datetime
    last_known: datetime


def gone(register: BoundRegister, uid: Any, user: Any) -> Gone | None:
    """The last state of a deleted record, for those who would see it as staff where it was; None for anybody else.

    A record without a shape of its own stood at a place that is no longer known, so that only a right to all of the
    register opens it.
    """
    last = (
        History.objects.filter(uid=uid, layer_id=register.layer_id, is_deleted=True)
        .select_related("ended_by__actor", "ended_by__on_behalf_of")
        .order_by("-version")
        .first()
    )
    if last is None or Feature.objects.filter(uid=uid).exists():
        return None
    records_then = as_of(register.model, last.recorded_from, "uid", [uid])
    if not records_then or not _seen_where_it_was(register, last, records_then[0], user):
        return None
    if any(getattr(records_then[0], name) != value for name, value in register.declared.where.items()):
        return None
    return Gone(records_then[0], last.ended_by, last.recorded_to, last.recorded_from)


def _seen_where_it_was(register: BoundRegister, last: History, record: Any, user: Any) -> bool:
    seen = visible_as_staff(register, user)
    if seen.told is not None:
        if register.declared.tells_of or not _is_for(register, record, user):
            return False  # what it told of is no longer known
        seen = replace(seen, told=None)
    test, values = seen.feature_sql("h")
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT {test} FROM (SELECT p.geom, (p.row_data ->> 'org_unit_id')::bigint AS org_unit_id,
                NULL::uuid AS place_uid FROM gis_history p
                WHERE p.layer_id = %(layer)s AND p.record_id = %(record)s AND p.version = %(version)s) h""",
            {**values, "layer": register.layer_id, "record": last.record_id, "version": last.version},
        )
        return bool(cursor.fetchone()[0])


def _is_for(register: BoundRegister, record: Any, user: Any) -> bool:
    """Whether it was shared, or the reader's own."""
    return bool(record.is_shared) or getattr(record, f"{register.declared.owner}_id") == user.pk


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
