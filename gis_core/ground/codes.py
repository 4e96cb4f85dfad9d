"""Codes that were ever given: those of today and those of the past, because a dead code is not used again."""

from __future__ import annotations

from django.db import connection, models

from gis_core.features.models import Layer


def ever_used(model: type[models.Model], column: str, prefix: str) -> list[str]:
    """Every value of a code column that begins with `prefix`, of rows that are, were otherwise, or were deleted.

    Index: the unique one of the column; `ground_past_codes` of the history.
    """
    table = model._meta.db_table
    layer = Layer.objects.values_list("id", flat=True).get(table_name=table)
    pattern = prefix.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {column} FROM {table} WHERE {column} LIKE %(pattern)s"
            f" UNION SELECT row_data ->> '{column}' FROM gis_history"
            f" WHERE row_data ->> '{column}' LIKE %(pattern)s AND layer_id = %(layer)s",
            {"pattern": pattern, "layer": layer},
        )
        return sorted(row[0] for row in cursor.fetchall())
