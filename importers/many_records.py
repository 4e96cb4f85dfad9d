"""Many unsaved records inserted by one statement with an array for each column.

Django's bulk_create spells every cell as a parameter of its own, which takes longer than storing the rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.gis.db.models import GeometryField
from django.contrib.postgres.fields import ArrayField, RangeField
from django.db import connection, models

#: What a column's text alone does not say safely.
OTHERWISE = (ArrayField, RangeField, models.JSONField, models.BinaryField)
#: Stored as given, so that a text too long is refused by the column, where a cast would cut it.
TEXTS = (models.CharField, models.TextField)


def insert_many(records: Sequence[Any]) -> None:
    """Insert records of one model that has a uid; they get their numbers. Needs an open change."""
    if not records:
        return
    model = type(records[0])
    columns = _columns(model, records)
    if columns is None:
        model._default_manager.bulk_create(records)
        return
    quoted = connection.ops.quote_name
    names = ", ".join(quoted(field.column) for field in columns)
    arrays = ", ".join(f"%(c{n})s::text[]" for n in range(len(columns)))
    aliases = ", ".join(f"c{n}" for n in range(len(columns)))
    values = ", ".join(f"r.c{n}{_cast(field)}" for n, field in enumerate(columns))
    sql = f"""INSERT INTO {quoted(model._meta.db_table)} ({names})
        SELECT {values} FROM unnest({arrays}) WITH ORDINALITY r({aliases}, place) ORDER BY r.place RETURNING uid, id"""
    with connection.cursor() as cursor:
        cursor.execute(sql, {f"c{n}": texts for n, texts in enumerate(columns.values())})
        numbers = dict(cursor.fetchall())
    for record in records:
        record.pk = numbers[record.uid]
        record._state.adding, record._state.db = False, connection.alias


def _columns(model: Any, records: Sequence[Any]) -> dict[Any, list[str | None]] | None:
    """By field the text of each record's value; without those the database fills. None: bulk_create must do it."""
    found = {}
    for field in model._meta.concrete_fields:
        if field.generated or field.primary_key:
            continue
        if isinstance(field, OTHERWISE):
            return None
        values = [field.pre_save(record, True) for record in records]
        expressions = sum(hasattr(value, "resolve_expression") for value in values)
        if expressions == 0:
            found[field] = [_text(field, value) for value in values]
        elif expressions < len(values) or not field.has_db_default():
            return None
    return found


def _text(field: Any, value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(field, GeometryField):
        return str(value.hexewkb.decode())
    prepared = field.get_prep_value(value)
    return None if prepared is None else str(prepared)


def _cast(field: Any) -> str:
    if isinstance(field, TEXTS):
        return ""
    return "::geometry" if isinstance(field, GeometryField) else f"::{field.db_type(connection)}"
