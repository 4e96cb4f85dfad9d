"""An undo in registers whose shapes lie side by side: the same locks first, the same judgement last, as a drawing."""

from __future__ import annotations

from typing import Any

from gis_core.pure.refusal import Refused
from layers.bound import BoundRegister
from layers.engine import coverage_locks, coverage_many
from layers.engine.changeset_plan import Plan, run
from layers.registry import registry


def _covered(plan: Plan) -> list[BoundRegister]:
    written = {table.layer for table in plan.by_role("own")}
    return [r for r in registry.registers if r.declared.coverage is not None and r.layer_id in written]


def lock(plan: Plan) -> None:
    """Lock what the shapes touch, as they are and as they will be. Before any row is locked."""
    for register in _covered(plan):
        table = register.model._meta.db_table
        rows = f"""SELECT r.n AS row_no, t.uid, t.geom FROM changeset_row r JOIN {table} t ON t.id = r.record_id
                WHERE r.layer_id = %(changeset_layer)s AND t.geom IS NOT NULL
            UNION ALL
            SELECT -r.n, NULL, h.geom FROM changeset_row r JOIN gis_history h
                ON h.layer_id = r.layer_id AND h.record_id = r.record_id AND h.version = r.base
                WHERE r.layer_id = %(changeset_layer)s AND h.geom IS NOT NULL"""
        coverage_locks.lock_many(register, rows, {"changeset_layer": register.layer_id})


def judge(plan: Plan, user: Any) -> list[Refused]:
    """What is wrong with the shapes that were put back, among the neighbours they have now."""
    found: list[Refused] = []
    for register in _covered(plan):
        live = register.declared.coverage.live if register.declared.coverage else ()
        ids = run(
            f"""SELECT t.id FROM changeset_row r JOIN {register.model._meta.db_table} t ON t.id = r.record_id
            WHERE r.layer_id = %(layer)s AND r.action IN ('update', 'insert') AND t.geom IS NOT NULL
                AND (cardinality(%(live)s::text[]) = 0 OR t.status = ANY(%(live)s::text[])) ORDER BY t.id""",
            {"layer": register.layer_id, "live": list(live)},
        )
        found += coverage_many.faults_of(register, [pk for (pk,) in ids], user)
    return found
