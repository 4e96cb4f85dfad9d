"""Two drawings at once: whoever writes shapes of a coverage first locks the containers they touch, always in the same
order, and only then looks whether they fit. Records are locked after the containers, never before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.db import connection

from gis_core.pure.refusal import Refusals, Refused
from layers.bound import BoundRegister
from layers.engine import coverage_sql
from layers.engine.parse import parse

#: Shapes nearer than this share a container lock, so that a node between two containers has one writer.
MARGIN_M = 1.0


def lock_for(register: BoundRegister, raw: Any, uid: Any = None) -> None:
    """Before a row is written. Returns at once where there is no coverage or no shape is given."""
    if register.declared.coverage is None or not raw:
        return
    try:
        shape = parse(register.model._meta.get_field("geom"), raw, None)
    except Refused:
        return  # the parser will say so again where it is heard
    lock_shape(register, shape, [uid] if uid else [])


def lock_shape(register: BoundRegister, shape: GEOSGeometry | None, uids: Iterable[Any] = ()) -> None:
    """Lock what a shape and stored records touch. Raises Refusals CONFLICT when one of them moved away meanwhile."""
    if coverage_sql.container_model(register) is None:
        return _lock_everywhere(register)
    margin = float(MARGIN_M) / 111_320 / 0.93
    given = {"shape": shape, "uids": [str(uid) for uid in uids], "margin": margin}
    locked = [row[0] for row in coverage_sql.ask(register, "lock", **given)]
    ((elsewhere, beyond),) = coverage_sql.ask(register, "within", **given, locked=locked)
    if elsewhere:
        raise Refusals([Refused("CONFLICT", "มีผู้แก้ไขรูปแปลงนี้ในขณะเดียวกัน กรุณาเปิดดูใหม่แล้วบันทึกอีกครั้ง")])
    if beyond:
        _lock_everywhere(register)
    return None


def lock_many(register: BoundRegister, rows_sql: str, params: Mapping[str, Any]) -> None:
    """Lock what many rows touch. `rows_sql` selects row_no, uid (NULL for a new record) and geom."""
    if register.declared.coverage is None:
        return
    container = coverage_sql.container_model(register)
    if container is not None:
        with connection.cursor() as cursor:
            cursor.execute(coverage_sql.statement(register, "lock_many").replace("@rows@", rows_sql), dict(params))
    _lock_everywhere(register)


def _lock_everywhere(register: BoundRegister) -> None:
    """The land outside every container is one more container, the last in the order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"coverage {register.key}"])
