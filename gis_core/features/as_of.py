"""A table as it was known at a moment: what the register said then, right or wrong, with the rows deleted since.

Set-based: current rows that were written by then, united with the superseded versions that held then.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from django.contrib.gis.geos import GEOSGeometry
from django.db import connection

from gis_core.features.bases import Tracked
from gis_core.features.index_sql import TableSql
from gis_core.features.models import Layer

Row = TypeVar("Row", bound=Tracked)
SQL = Path(__file__).parent / "sql"


@cache
def _template() -> str:
    return (SQL / "as_of.sql").read_text(encoding="utf-8")


def as_of(model: type[Row], moment: datetime, column: str = "", values: Iterable[Any] | None = None) -> list[Row]:
    """The rows of a table as they were known at `moment` (aware), in the order of their numbers; not to be saved.

    `column` and `values` (numbers or identifiers) narrow them: `as_of(Parcel, then, "uid", [uid])`,
    `as_of(OwnershipSpell, then, "parcel_id", [1, 2])`. Columns younger than a version are None in it.
    Asks no permission: the caller has shown that the reader may see the records. A foreign key holds the
    number it held then.
    """
    table = _table(model)
    if values is not None:
        model._meta.get_field(column)
    statement, parameters = _statement(table, moment, column, values)
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        names = [each[0] for each in cursor.description]
        return [_instance(model, dict(zip(names, row, strict=True))) for row in cursor.fetchall()]


def lines_as_of(model: type[Row], parents: Iterable[int], moment: datetime) -> list[Row]:
    """The child lines that records (by number) had at `moment`; `model` is a PartOf."""
    return as_of(model, moment, model.parent_field, parents)  # type: ignore[attr-defined]


def _table(model: type[Tracked]) -> TableSql:
    layer = Layer.objects.values_list("id", flat=True).get(table_name=model._meta.db_table)
    return TableSql(model, layer, {})


def _statement(
    table: TableSql, moment: datetime, column: str, values: Iterable[Any] | None
) -> tuple[str, dict[str, Any]]:
    fields = [f for f in table.model._meta.concrete_fields if f.name not in table.model.untracked_columns]
    current = ", ".join(f"t.{field.column}" for field in fields)
    past = ", ".join("h.geom" if f.column == table.geometry_column else f"p.{f.column}" for f in fields)
    parameters: dict[str, Any] = {"moment": moment, "layer": table.layer_id}
    tests = ("TRUE", "TRUE")
    if values is not None:
        name = table.model._meta.get_field(column).column
        parameters["values"] = [str(value) for value in values]
        kind = table.model._meta.get_field(column).db_type(connection)
        kind = {"bigserial": "bigint"}.get((kind or "").split(" ")[0], (kind or "").split(" ")[0])
        then = f"h.row_data ->> '{name}' = ANY(%(values)s)"
        if name in table.parent_columns:
            then = f"h.parent_id = ANY(%(values)s::bigint[]) AND {then}"
        tests = (f"t.{name} = ANY(%(values)s::{kind}[])", then)
    tokens = {
        "table": table.table,
        "stamps": "gis_feature" if table.has_feature else "gis_stamp",
        "current": current,
        "past": past,
        "wanted_now": tests[0],
        "wanted_then": tests[1],
    }
    statement = _template()
    for name, value in tokens.items():
        statement = statement.replace(f"@{name}@", value)
    return statement, parameters


def _instance(model: type[Row], row: dict[str, Any]) -> Row:
    values = {}
    for field in model._meta.concrete_fields:
        value = row.get(field.column)
        if isinstance(value, str) and field.get_internal_type().endswith(("PointField", "StringField", "PolygonField")):
            value = GEOSGeometry(value)
        values[field.attname] = value
    return model(**values)
