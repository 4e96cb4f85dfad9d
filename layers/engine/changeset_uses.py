"""Records that would be left pointing at nothing by an undo, found and named before the database finds them."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import models

from gis_core.features.bases import PlaceLink
from gis_core.pure.refusal import Refused
from layers.engine.changeset_plan import Plan, run
from layers.engine.changeset_tables import TrackedTable
from layers.registry import registry

NAMED = 20
PIECE = 2_000
IN_USE, GONE, MOVED_ON = "IN_USE", "GONE", "MOVED_ON"


def _keys(table: TrackedTable) -> Iterator[models.ForeignKey]:
    for field in table.model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey):
            yield field


def _named(table: TrackedTable, alias: str) -> str:
    title = table.titles()
    return f"coalesce({alias}.{title}::text, '')" if title else "''"


# -- added records that others use by now ------------------------------------------------------------------------------
def in_use(plan: Plan) -> list[Refused]:
    """Records outside the set that refer to one it added."""
    found = []
    going = {table.layer: table for table in _with_action(plan, "delete")}
    for other in plan.all_tables.values():
        for key in _keys(other):
            for table in going.values():
                if _leads_to(key, table):
                    found += _users(other, key, table)
    return found


def kept_by_law(plan: Plan) -> list[Refused]:
    """What a register forbids to delete (it has been taxed) an undo does not delete either."""
    found: list[Refused] = []
    for table in _with_action(plan, "delete"):
        for register in registry.registers:
            forbids = register.declared.may_delete
            if register.model is table.model and forbids is not None:
                ids = run(
                    "SELECT record_id FROM changeset_row WHERE layer_id = %s AND action = 'delete'", [table.layer]
                )
                rows = register.model._default_manager.filter(pk__in=[pk for (pk,) in ids], **register.declared.where)
                for record in rows.iterator(chunk_size=PIECE):
                    found += forbids(record)
                    if len(found) >= NAMED:
                        return found
    return found


def moved_on(plan: Plan) -> list[Refused]:
    """Records that took a step of their workflow since: to write what was before would take an approval back, past
    whoever gave it and what followed from it. They can be kept as they are.
    """
    found: list[Refused] = []
    for table in _with_action(plan, "update", "delete"):
        if any(register.model is table.model and register.workflow for register in registry.registers):
            title = f"coalesce(t.{table.titles()}::text, '')" if table.titles() else "''"
            rows = run(
                f"""SELECT {title}, count(*) OVER () FROM changeset_row r
                JOIN {table.sql.table} t ON t.id = r.record_id
                JOIN gis_history h ON h.layer_id = r.layer_id AND h.record_id = r.record_id AND h.version = r.made
                    AND h.recorded_to >= %(since)s
                WHERE r.layer_id = %(layer)s AND r.action IN ('update', 'delete')
                    AND h.row_data ->> 'status' IS DISTINCT FROM t.status ORDER BY r.n LIMIT %(named)s""",
                {"layer": table.layer, "since": plan.since, "named": NAMED},
            )
            if rows:
                names = ", ".join(name for name, _count in rows if name)
                text = f"“{table.thai}” {rows[0][1]:,} รายการเปลี่ยนสถานะหลังจากนั้น จึงคืนค่าเดิมไม่ได้: {names}"
                found.append(Refused(MOVED_ON, text))
    return found


def _with_action(plan: Plan, *actions: str) -> list[TrackedTable]:
    layers = run("SELECT DISTINCT layer_id FROM changeset_row WHERE action = ANY(%(a)s)", {"a": list(actions)})
    return [plan.all_tables[layer] for (layer,) in layers]


def _leads_to(key: models.ForeignKey, table: TrackedTable) -> bool:
    return (isinstance(key, PlaceLink) and table.sql.has_feature) or key.related_model is table.model


def _users(other: TrackedTable, key: models.ForeignKey, table: TrackedTable) -> list[Refused]:
    target = "t.uid" if isinstance(key, PlaceLink) else "t.id"
    rows = run(
        f"""SELECT {_named(other, "o")}, {_named(table, "t")}, count(*) OVER () FROM {other.sql.table} o
        JOIN {table.sql.table} t ON {target} = o.{key.column}
        JOIN changeset_row r ON r.layer_id = %(layer)s AND r.record_id = t.id AND r.action = 'delete'
        WHERE NOT EXISTS (SELECT 1 FROM changeset_row q WHERE q.layer_id = %(other)s AND q.record_id = o.id
            AND q.action IN ('delete', 'update')) ORDER BY o.id LIMIT %(named)s""",
        {"layer": table.layer, "other": other.layer, "named": NAMED},
    )
    if not rows:
        return []
    pairs = ", ".join(f"{user or other.thai} → {used or table.thai}" for user, used, _count in rows)
    return [Refused(IN_USE, f"“{other.thai}” {rows[0][2]:,} รายการอ้างถึงระเบียนที่ชุดนี้เพิ่ม จึงลบไม่ได้: {pairs}")]


# -- records put back that point to what is gone -----------------------------------------------------------------------
def gone(plan: Plan) -> list[Refused]:
    """What the state before the set refers to and is no longer there."""
    found = []
    for table in _with_action(plan, "insert", "update"):
        for key in _keys(table):
            target = next((t for t in plan.all_tables.values() if t.model is key.related_model), None)
            if isinstance(key, PlaceLink) or target is not None:
                found += _missing(plan, table, key, target)
    return found


def _missing(plan: Plan, table: TrackedTable, key: models.ForeignKey, target: TrackedTable | None) -> list[Refused]:
    value = f"(h.row_data ->> '{key.column}')"
    if target is None:
        there = f"SELECT 1 FROM gis_feature f WHERE f.uid = {value}::uuid"
        back = f"""SELECT 1 FROM changeset_row q JOIN gis_history b ON b.layer_id = q.layer_id
            AND b.record_id = q.record_id AND b.version = q.base WHERE q.action = 'insert' AND b.uid = {value}::uuid"""
    else:
        there = f"SELECT 1 FROM {target.sql.table} f WHERE f.id = {value}::bigint"
        back = f"""SELECT 1 FROM changeset_row q WHERE q.layer_id = %(target)s AND q.action = 'insert'
            AND q.record_id = {value}::bigint"""
    title = table.titles()
    name = f"coalesce(h.row_data ->> '{title}', '')" if title else "''"
    rows = run(
        f"""SELECT {name}, count(*) OVER () FROM changeset_row r
        JOIN gis_history h ON h.layer_id = r.layer_id AND h.record_id = r.record_id AND h.version = r.base
            AND h.recorded_to >= %(since)s
        WHERE r.layer_id = %(layer)s AND r.action IN ('insert', 'update') AND {value} IS NOT NULL
            AND NOT EXISTS ({there}) AND NOT EXISTS ({back}) ORDER BY r.n LIMIT %(named)s""",
        {"layer": table.layer, "target": target.layer if target else None, "since": plan.since, "named": NAMED},
    )
    if not rows:
        return []
    label = str(key.verbose_name)
    names = ", ".join(name or table.thai for name, _count in rows)
    return [Refused(GONE, f"{label}ของ “{table.thai}” {rows[0][1]:,} รายการถูกลบไปแล้ว จึงคืนค่าเดิมไม่ได้: {names}")]
