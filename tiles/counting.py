"""Counts of personal layers: one partition of the office's area, made at night, small numbers kept back."""

from __future__ import annotations

from typing import Any

import shapely
from django.db import connection, transaction

from gis_core.access.levels import Level
from gis_core.features.measure import office_srid
from gis_core.ground.models import AdminArea
from gis_core.pure.suppression import shown
from layers.bound import BoundRegister
from layers.registry import registry
from tiles import generalise
from tiles.statements import fill, for_everything, load, row, sql_of

TOLERANCE = 10.0


def personal_layers() -> list[BoundRegister]:
    return [r for r in registry.registers if r.layer is not None and r.level == Level.AGGREGATE]


def count(register: BoundRegister) -> int:
    """Count one layer by village, or by cells of more than a kilometre where there are none; returns the areas shown.

    Only one partition is ever published, without classes and without a total, so no difference of two numbers points at
    fewer people than either. A cell without a number is left out; a village without one stays as an area.
    """
    by_village = AdminArea.objects.filter(level=AdminArea.Level.VILLAGE).exists()
    rows = _counted(register, "count_villages" if by_village else "count_cells")
    numbers = shown({row[0]: row[2] for row in rows})
    if not by_village:
        rows = [row for row in rows if row[0] in numbers]
    shapes = generalise.simplified([shapely.from_wkb(bytes(row[3])) for row in rows], TOLERANCE) if rows else []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM tile_count WHERE kind = %s", [register.kind_id])
        cursor.executemany(
            "INSERT INTO tile_count (kind, number, title, count, geom, core)"
            " VALUES (%s, %s, %s, %s, ST_GeomFromWKB(%s, 3857), ST_GeomFromEWKB(%s))",
            [
                (register.kind_id, number, title, numbers.get(key), shapely.to_wkb(shape), bytes(core))
                for number, ((key, title, _, _, core), shape) in enumerate(zip(rows, shapes, strict=True), 1)
            ],
        )
    return len(numbers)


def _counted(register: BoundRegister, name: str) -> list[tuple[Any, ...]]:
    sql = sql_of(register)
    tokens = sql.tokens | {
        "villages": AdminArea._meta.db_table,
        "north_row": row(f"ST_YMax({sql.geom})"),
        "south_row": row(f"ST_YMin({sql.geom})"),
    }
    statement = for_everything(fill(load(name), tokens))
    with connection.cursor() as cursor:
        cursor.execute(statement, {"utm": office_srid()})
        return cursor.fetchall()
