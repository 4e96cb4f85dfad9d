"""The past of the child lines of one record: every version of every line, also of lines that are gone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from gis_core.features.bases import LocatedRecord, SpatialRecord
from gis_core.features.index_sql import TableSql
from gis_core.features.models import Change, Feature, History, Layer, Stamp
from layers.bound import BoundLines


@dataclass(frozen=True)
class LineVersion:
    """One version of a child line and the time in which the register held it; `until` None while it does."""

    uid: Any
    number: int
    since: datetime
    until: datetime | None
    change: Change
    ended_by: Change | None
    is_deleted: bool
    row: Mapping[str, Any]


def line_versions(bound: BoundLines, record: Any) -> list[LineVersion]:
    """All versions of all lines of a record, oldest first; history keeps the record's number with each."""
    layer = layer_of(bound.model)
    parent = bound.model._meta.get_field(bound.parent_field).column
    past = History.objects.filter(layer_id=layer, parent_id=record.pk).defer("geom")
    found = [
        LineVersion(h.uid, h.version, h.recorded_from, h.recorded_to, h.change, h.ended_by, h.is_deleted, h.row_data)
        for h in past.select_related(
            "change__actor", "change__on_behalf_of", "ended_by__actor", "ended_by__on_behalf_of"
        )
        if h.row_data.get(parent) == record.pk
    ]
    found += _current(bound, record, layer)
    return sorted(found, key=lambda version: (version.since, version.number))


def stamps_of(bound: BoundLines, record: Any) -> dict[str, int]:
    """The version of each stored line by its public identifier: what a form must know to notice another's work."""
    parent = bound.model._meta.get_field(bound.parent_field).column
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT t.uid::text, s.version FROM {bound.model._meta.db_table} t
            JOIN {stamped_in(bound.model)._meta.db_table} s ON s.layer_id = %s AND s.record_id = t.id
            WHERE t.{parent} = %s ORDER BY t.id""",
            [layer_of(bound.model), record.pk],
        )
        return dict(cursor.fetchall())


_layers: dict[str, int] = {}


def layer_of(model: Any) -> int:
    """The number of a table; numbers never change, so they are read once a process."""
    if model._meta.db_table not in _layers:
        _layers.update(Layer.objects.values_list("table_name", "id"))
    return _layers[model._meta.db_table]


def stamped_in(model: Any) -> type[Feature] | type[Stamp]:
    """The table that holds version and author of the current rows of a table."""
    return Feature if issubclass(model, SpatialRecord | LocatedRecord) else Stamp


def _current(bound: BoundLines, record: Any, layer_id: int) -> list[LineVersion]:
    rows = _rows(bound, record)
    stamps = stamped_in(bound.model).objects.filter(layer_id=layer_id, record_id__in=list(rows))
    return [
        LineVersion(
            UUID(rows[s.record_id]["uid"]), s.version, s.recorded_from, None, s.change, None, False, rows[s.record_id]
        )
        for s in stamps.select_related("change__actor", "change__on_behalf_of")
    ]


def _rows(bound: BoundLines, record: Any) -> dict[int, dict[str, Any]]:
    """The stored lines in the JSON the triggers write."""
    table = TableSql(bound.model, 0, {})  # type: ignore[arg-type]
    parent = bound.model._meta.get_field(bound.parent_field).column
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT t.id, {table.row_json('t')} FROM {table.table} t WHERE t.{parent} = %s", [record.pk])
        return {pk: row if isinstance(row, dict) else json.loads(row) for pk, row in cursor.fetchall()}
