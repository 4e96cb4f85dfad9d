"""What a set of changes did, row by row and record by record, in temporary tables of the running transaction."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from gis_core.features.models import Change, Feature
from layers.engine.changeset_tables import TrackedTable, tables
from layers.engine.sql import statement

Params = Mapping[str, Any]


def run(sql: str, params: Params | None = None) -> list[tuple[Any, ...]]:
    """Rows of a statement; none for one that gives no result."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else []


@dataclass(frozen=True)
class Plan:
    """A set laid out. `tables` are those it wrote, `blocked` the ones that forbid an undo, with the count of rows."""

    batch_id: uuid.UUID
    changes: tuple[int, ...]
    since: datetime
    actors: frozenset[int]
    tables: list[TrackedTable]
    all_tables: Mapping[int, TrackedTable] = field(repr=False)

    @property
    def blocked(self) -> list[tuple[TrackedTable, int]]:
        rows = dict(run("SELECT layer_id, count(*) FROM changeset_row GROUP BY layer_id"))
        return [(table, rows[table.layer]) for table in self.tables if table.role in ("ledger", "foreign")]

    def by_role(self, *roles: str) -> list[TrackedTable]:
        return [table for table in self.tables if table.role in roles]


def lay_out(batch_id: uuid.UUID, change_id: int | None = None) -> Plan | None:
    """Fill the temporary tables for a set, or for one change of it; None when there is no such set. Needs an open
    transaction.
    """
    wanted = {"batch_id": batch_id} | ({"id": change_id} if change_id else {})
    changes = list(Change.objects.filter(**wanted).values_list("id", "at", "actor_id"))
    if not changes:
        return None
    ids, since = [row[0] for row in changes], min(row[1] for row in changes)
    run(statement("plan_tables"))
    run(statement("plan_rows"), {"changes": ids, "since": since})
    known = tables()
    written = [known[layer] for (layer,) in run("SELECT DISTINCT layer_id FROM changeset_row ORDER BY 1")]
    plan = Plan(batch_id, tuple(ids), since, frozenset(row[2] for row in changes), written, known)
    _leave_out_what_stays(plan)
    run("ANALYZE changeset_row")
    run(statement("plan_later"), {"changes": ids, "since": since, "batch": batch_id})
    for table in plan.by_role("line"):
        _root_lines(plan, table)
    for table in plan.by_role("held"):
        _root_held(table)
    _lay_out_roots(plan)
    return plan


def _leave_out_what_stays(plan: Plan) -> None:
    stays = [table.layer for table in plan.by_role("stays")]
    closed = [table.layer for table in plan.by_role("ledger", "foreign")]
    run("DELETE FROM changeset_row WHERE layer_id = ANY(%(stays)s)", {"stays": stays})
    run("UPDATE changeset_row SET root_id = NULL WHERE layer_id = ANY(%(closed)s)", {"closed": closed})


def _root_lines(plan: Plan, table: TrackedTable) -> None:
    """A line belongs to its parent, as it is now or as it was when the line was last there."""
    parent = next(t for t in plan.all_tables.values() if t.model is table.parent_model)
    given = {"layer": table.layer, "parent": parent.layer, "since": plan.since}
    run(
        f"""UPDATE changeset_row r SET root_layer = %(parent)s, root_id = t.{table.parent_column}
        FROM {table.sql.table} t WHERE r.layer_id = %(layer)s AND t.id = r.record_id""",
        given,
    )
    run(
        """UPDATE changeset_row r SET root_layer = %(parent)s, root_id = h.parent_id FROM gis_history h
        WHERE r.layer_id = %(layer)s AND NOT r.has AND h.layer_id = r.layer_id AND h.record_id = r.record_id
            AND h.version = CASE WHEN r.had THEN r.base ELSE r.made END AND h.recorded_to >= %(since)s""",
        given,
    )


def _root_held(table: TrackedTable) -> None:
    """A file or the like belongs to the record it names by its public identifier."""
    column = table.parent_column
    run(
        f"""WITH named AS (
            SELECT r.record_id, coalesce(t.{column}, (h.row_data ->> '{column}')::uuid) AS uid
            FROM changeset_row r LEFT JOIN {table.sql.table} t ON t.id = r.record_id
            LEFT JOIN gis_history h ON t.id IS NULL AND h.layer_id = r.layer_id AND h.record_id = r.record_id
                AND h.version = CASE WHEN r.had THEN r.base ELSE r.made END
            WHERE r.layer_id = %(layer)s
        ), holder AS (
            SELECT n.record_id, coalesce(f.layer_id, h.layer_id) AS root_layer,
                coalesce(f.record_id, h.record_id) AS root_id
            FROM named n LEFT JOIN gis_feature f ON f.uid = n.uid
            LEFT JOIN LATERAL (SELECT p.layer_id, p.record_id FROM gis_history p
                WHERE f.uid IS NULL AND p.uid = n.uid LIMIT 1) h ON true
        )
        UPDATE changeset_row r SET root_layer = h.root_layer, root_id = h.root_id FROM holder h
        WHERE r.layer_id = %(layer)s AND r.record_id = h.record_id""",
        {"layer": table.layer},
    )


def _lay_out_roots(plan: Plan) -> None:
    """Names and kinds of rows that are gone come from the history; rows without an index row from their table."""
    layers = [layer for (layer,) in run("SELECT DISTINCT root_layer FROM changeset_row WHERE root_id IS NOT NULL")]
    roots = [plan.all_tables[layer] for layer in layers]
    single = {str(t.layer): next(iter(_kinds(t))) for t in roots if len(_kinds(t)) == 1}
    titles = {str(t.layer): t.titles() for t in roots if t.titles()}
    run(statement("plan_roots"), {"titles": json.dumps(titles), "kinds": json.dumps(single)})
    for table in roots:
        if len(_kinds(table)) > 1:
            _name_kinds(table)
        if not table.sql.has_feature:
            _name_rows(table)
        _mark_others_lines(plan, table)
    for table in plan.by_role("own"):
        for _path, hops in table.sql.paths:
            _mark_carried(plan, table, hops[0].column, hops[0].is_place_link, hops[0].target)
        for name in table.model.follows:
            # a building has a shape of its own and still goes where its parcel goes
            names = table.model._meta.get_field(name)
            is_link = names.related_model is Feature
            _mark_carried(plan, table, names.attname, is_link, None if is_link else names.related_model)
    for table in plan.by_role("own", "line"):
        for key in table.model._meta.concrete_fields:
            if key.related_model is not None and getattr(key.related_model, "comes_with_its_user", False):
                _mark_come_along(plan, table, key)


def _mark_come_along(plan: Plan, table: TrackedTable, key: Any) -> None:
    """A buyer whom the sale wrote down came along with the sale: who may undo the sale may take him along again, as
    long as nobody has written him since, and bring him back with it when it is done again. Whom others use by now stays
    (`changeset_uses.in_use`), whoever asks.
    """
    named = next((t.layer for t in plan.all_tables.values() if t.model is key.related_model), None)
    run(
        f"""UPDATE changeset_root r SET carrier_layer = w.root_layer, carrier_id = w.root_id
        FROM changeset_row w
        LEFT JOIN {table.sql.table} t ON t.id = w.record_id
        LEFT JOIN gis_history h ON t.id IS NULL AND h.layer_id = w.layer_id AND h.record_id = w.record_id
            AND h.version = w.base AND h.recorded_to >= %(since)s
        WHERE w.layer_id = %(layer)s AND r.layer_id = %(named)s
            AND r.record_id = coalesce(t."{key.column}", (h.row_data ->> '{key.column}')::bigint)
            AND r.later_change IS NULL AND r.carrier_id IS NULL
            AND (w.root_layer, w.root_id) <> (r.layer_id, r.record_id)
            AND (r.act = 'added' OR r.act = 'removed' AND EXISTS (
                SELECT 1 FROM gis_change u JOIN gis_change c ON c.batch_id = u.undoes
                JOIN gis_history m ON m.change_id = c.id AND m.layer_id = r.layer_id AND m.record_id = r.record_id
                WHERE u.id = ANY(%(changes)s) AND NOT EXISTS (
                    SELECT 1 FROM gis_history b WHERE b.layer_id = m.layer_id AND b.record_id = m.record_id
                        AND b.version = m.version - 1 AND b.ended_by_id = c.id)))""",
        {"layer": table.layer, "named": named, "since": plan.since, "changes": list(plan.changes)},
    )


def _mark_carried(plan: Plan, table: TrackedTable, column: str, is_link: bool, target: Any) -> None:
    """A price, an owner's spell or the like that stands at a record of the same set was carried along by the act: the
    right to undo the record is the right to take it along again.
    """
    cast = "uuid" if is_link else "bigint"
    carrier = "o.uid" if is_link else "o.record_id"
    layer = next((t.layer for t in plan.all_tables.values() if t.model is target), None)
    run(
        f"""UPDATE changeset_root r SET carrier_layer = o.layer_id, carrier_id = o.record_id
        FROM changeset_row w
        LEFT JOIN {table.sql.table} t ON t.id = w.record_id
        LEFT JOIN gis_history h ON t.id IS NULL AND h.layer_id = w.layer_id AND h.record_id = w.record_id
            AND h.version = CASE WHEN w.had THEN w.base ELSE w.made END AND h.recorded_to >= %(since)s
        JOIN changeset_root o ON {carrier} = coalesce(t."{column}", (h.row_data ->> '{column}')::{cast})
            AND (%(target)s::smallint IS NULL OR o.layer_id = %(target)s)
        WHERE w.layer_id = %(layer)s AND r.layer_id = w.layer_id AND r.record_id = w.record_id
            AND r.carrier_id IS NULL AND (o.layer_id, o.record_id) <> (r.layer_id, r.record_id)""",
        {"layer": table.layer, "target": None if is_link else layer, "since": plan.since},
    )


def _mark_others_lines(plan: Plan, parent: TrackedTable) -> None:
    """Lines that others wrote to a record the set added would go with it: that is a later edit of the record."""
    for table in plan.all_tables.values():
        if table.role == "line" and table.parent_model is parent.model:
            run(
                f"""UPDATE changeset_root r SET later_change = x.change_id FROM (
                    SELECT t.{table.parent_column} AS parent, max(s.change_id) AS change_id FROM changeset_root o
                    JOIN {table.sql.table} t ON t.{table.parent_column} = o.record_id
                    JOIN gis_stamp s ON s.layer_id = %(layer)s AND s.record_id = t.id
                    WHERE o.layer_id = %(parent)s AND o.act = 'added' AND s.change_id <> ALL(%(changes)s)
                    GROUP BY 1
                ) x WHERE r.layer_id = %(parent)s AND r.record_id = x.parent AND NOT r.is_undone""",
                {"layer": table.layer, "parent": parent.layer, "changes": list(plan.changes)},
            )


def _kinds(table: TrackedTable) -> list[int]:
    return [table.sql.kind_ids[kind.key] for kind in table.sql.spec.kinds]


def _name_kinds(table: TrackedTable) -> None:
    """Which register of a shared table a deleted row was of."""
    run(
        f"""UPDATE changeset_root r SET kind = {table.sql.kind("t")}
        FROM gis_history h CROSS JOIN LATERAL jsonb_populate_record(NULL::{table.sql.table}, h.row_data) t
        WHERE r.layer_id = %(layer)s AND r.kind IS NULL AND h.layer_id = r.layer_id AND h.record_id = r.record_id
            AND h.version = (SELECT max(m.version) FROM gis_history m
                WHERE m.layer_id = r.layer_id AND m.record_id = r.record_id)""",
        {"layer": table.layer},
    )


def _name_rows(table: TrackedTable) -> None:
    title = f"coalesce(t.{table.titles()}::text, '')" if table.titles() else "r.title"
    run(
        f"""UPDATE changeset_root r SET uid = t.uid, title = {title} FROM {table.sql.table} t
        WHERE r.layer_id = %(layer)s AND t.id = r.record_id""",
        {"layer": table.layer},
    )
