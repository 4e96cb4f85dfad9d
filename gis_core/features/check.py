"""Does the index say what the tables say? Compared with one statement a table; repaired by difference, never truncated.

The expected rows are those of `index_sql`, the very expressions the triggers use.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import IntegrityError, connection, transaction

from gis_core.access.actor import acting_as, system_user
from gis_core.features import search_sql
from gis_core.features.index_sql import TableSql
from gis_core.features.install import table_sqls

#: What may be wrong with an index row, in the order of the report.
FAULTS = {
    "missing": "ไม่มีในดัชนี",
    "extra": "มีในดัชนีแต่ไม่มีในทะเบียน",
    "moved": "รูปแผนที่ไม่ตรง",
    "unit": "หน่วยงานไม่ตรง",
    "title": "ชื่อไม่ตรง",
    "place": "สถานที่ไม่ตรง",
    "kind": "ทะเบียนไม่ตรง",
    "stale": "สถานะ ประเภท รหัส หรือคำค้นไม่ตรง",
}
SAMPLE = 5
#: A repaired place moves what stands at it, which is seen in the next round.
ROUNDS = 6
COLUMNS = ("uid", "kind", "title", "status", "category", "org_unit_id", "place_uid", "located_by", "geom")
TESTS = {
    "moved": ("geom",),
    "unit": ("org_unit_id",),
    "title": ("title",),
    "place": ("place_uid", "located_by"),
    "kind": ("kind",),
    "stale": ("status", "category", "uid"),
}


@dataclass(frozen=True)
class Difference:
    """`count` rows of a table with one fault; `sample` holds the first record numbers."""

    table: str
    fault: str
    count: int
    sample: tuple[int, ...]

    @property
    def thai(self) -> str:
        return FAULTS[self.fault]


def check() -> list[Difference]:
    """Every difference between tables and index, table by table. Reads only."""
    found = [difference for table in _filled(table_sqls()) for difference in _differences(table)]
    order = list(FAULTS)
    return sorted(found, key=lambda each: (each.table, order.index(each.fault)))


def repair(reason: str = "ซ่อมดัชนีให้ตรงกับทะเบียน") -> list[Difference]:
    """Bring the index in step; returns what could not be repaired. Runs under the owner role, as one change a round."""
    left = check()
    for _ in range(ROUNDS):
        if not left:
            break
        wrong = {difference.table for difference in left}
        with acting_as(system_user(), reason):
            for table in table_sqls():
                if table.table in wrong:
                    _repair(table)
        left = check()
    return left


# -- comparing
# -------------------------------------------------------------------------------------------------------------
def _filled(tables: list[TableSql]) -> list[TableSql]:
    """Those that hold a row or have one in the index. Where both are empty nothing differs, and to plan the comparison
    of a hundred such tables costs more than to ask which they are.
    """
    asked = (
        f"SELECT {number} WHERE EXISTS (SELECT FROM {table.table}) OR EXISTS (SELECT FROM {_index(table)} i"
        f" WHERE i.layer_id = {table.layer_id})"
        for number, table in enumerate(tables)
    )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        return [tables[number] for (number,) in cursor.fetchall()]


def _index(table: TableSql) -> str:
    return "gis_feature" if table.has_feature else "gis_stamp"


def _differences(table: TableSql) -> Iterator[Difference]:
    statement = _feature_faults(table) if table.has_feature else _stamp_faults(table)
    if table.has_feature and table.spec.search:
        statement += f" UNION ALL SELECT 'stale', record_id FROM ({search_sql.changed(table)}) w"
    query = f"""SELECT fault, count(DISTINCT record_id), (array_agg(DISTINCT record_id))[1:{SAMPLE}]
        FROM ({statement}) d(fault, record_id) GROUP BY fault"""
    with connection.cursor() as cursor:
        cursor.execute(query)
        for fault, count, sample in cursor.fetchall():
            yield Difference(table.table, fault, count, tuple(sample))


def _expected(table: TableSql) -> str:
    return table.index_rows(table.table)


def _distinct(columns: tuple[str, ...]) -> str:
    return " OR ".join(f"f.{name} IS DISTINCT FROM x.{name}" for name in columns)


def _feature_faults(table: TableSql) -> str:
    both = "f.record_id IS NOT NULL AND x.record_id IS NOT NULL"
    cases = [
        "CASE WHEN f.record_id IS NULL THEN 'missing' WHEN x.record_id IS NULL THEN 'extra' END",
        *(f"CASE WHEN {both} AND ({_distinct(columns)}) THEN '{fault}' END" for fault, columns in TESTS.items()),
    ]
    return f"""SELECT e.fault, coalesce(x.record_id, f.record_id)
        FROM ({_expected(table)}) x
        FULL JOIN (SELECT * FROM gis_feature WHERE layer_id = {table.layer_id}) f ON f.record_id = x.record_id
        CROSS JOIN LATERAL unnest(ARRAY[{", ".join(cases)}]) e(fault)
        WHERE e.fault IS NOT NULL"""


def _stamp_faults(table: TableSql) -> str:
    return f"""SELECT CASE WHEN f.record_id IS NULL THEN 'missing' ELSE 'extra' END, coalesce(t.id, f.record_id)
        FROM {table.table} t
        FULL JOIN (SELECT * FROM gis_stamp WHERE layer_id = {table.layer_id}) f ON f.record_id = t.id
        WHERE f.record_id IS NULL OR t.id IS NULL"""


# -- repairing
# -------------------------------------------------------------------------------------------------------------
def _repair(table: TableSql) -> None:
    statements = _feature_repairs(table) if table.has_feature else _stamp_repairs(table)
    for statement in statements:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        except IntegrityError:
            continue  # a row that others still refer to stays, and stays in the report


def _next_version(table: TableSql, record: str) -> str:
    return (
        f"1 + coalesce((SELECT max(h.version) FROM gis_history h"
        f" WHERE h.layer_id = {table.layer_id} AND h.record_id = {record}), 0)"
    )


def _feature_repairs(table: TableSql) -> Iterator[str]:
    number, expected = table.layer_id, _expected(table)
    names = ", ".join(COLUMNS)
    values = ", ".join(f"x.{name}" for name in COLUMNS)
    pairs = ", ".join(f"{name} = x.{name}" for name in COLUMNS)
    gone = f"f.layer_id = {number} AND NOT EXISTS (SELECT 1 FROM {table.table} t WHERE t.id = f.record_id)"
    if table.geometry_column:
        yield _dirty(
            number,
            f"""SELECT unnest(ARRAY[x.geom, f.geom]) FROM ({expected}) x
            FULL JOIN (SELECT * FROM gis_feature WHERE layer_id = {number}) f ON f.record_id = x.record_id
            WHERE f.record_id IS NULL OR x.record_id IS NULL OR {_distinct(COLUMNS)}""",
        )
    yield f"DELETE FROM gis_feature f WHERE {gone}"
    yield f"""UPDATE gis_feature f SET {pairs} FROM ({expected}) x
        WHERE f.layer_id = {number} AND f.record_id = x.record_id AND ({_distinct(COLUMNS)})"""
    yield f"""INSERT INTO gis_feature (layer_id, record_id, version, recorded_from, change_id, {names})
        SELECT {number}, x.record_id, {_next_version(table, "x.record_id")}, c.at, c.id, {values}
        FROM ({expected}) x CROSS JOIN gis_current_change() c
        WHERE NOT EXISTS (SELECT 1 FROM gis_feature f WHERE f.layer_id = {number} AND f.record_id = x.record_id)"""
    yield from search_sql.repairs(table)


def _dirty(layer: int, shapes: str) -> str:
    return f"SELECT gis_mark_dirty({layer}::smallint, ARRAY(SELECT g FROM ({shapes}) d(g) WHERE g IS NOT NULL))"


def _stamp_repairs(table: TableSql) -> Iterator[str]:
    number = table.layer_id
    yield f"""DELETE FROM gis_stamp f WHERE f.layer_id = {number}
        AND NOT EXISTS (SELECT 1 FROM {table.table} t WHERE t.id = f.record_id)"""
    yield f"""INSERT INTO gis_stamp (layer_id, record_id, version, recorded_from, change_id)
        SELECT {number}, t.id, {_next_version(table, "t.id")}, c.at, c.id
        FROM {table.table} t CROSS JOIN gis_current_change() c
        WHERE NOT EXISTS (SELECT 1 FROM gis_stamp f WHERE f.layer_id = {number} AND f.record_id = t.id)"""
