"""In which village a record lies: where it stands itself, or the place it hangs on; a line where its middle is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import CharField, QuerySet
from django.db.models.expressions import RawSQL

from layers.declare.reports import Measured

ZERO = Decimal(0)
VILLAGE_OF = """(SELECT a.code FROM gis_feature f LEFT JOIN gis_feature p ON p.uid = f.place_uid
    CROSS JOIN LATERAL (SELECT ST_PointOnSurface(coalesce(f.geom, p.geom)) AS at) s
    JOIN ground_adminarea a ON a.level = 'village' AND a.geom && s.at AND ST_Intersects(a.geom, s.at)
    WHERE f.uid = {table}.uid ORDER BY a.code LIMIT 1)"""


def with_village(query: QuerySet[Any], alias: str) -> QuerySet[Any]:
    """The query with the code of each record's village, None for none, as the annotation `alias`."""
    sql = VILLAGE_OF.format(table=f'"{query.model._meta.db_table}"')
    return query.annotate(**{alias: RawSQL(sql, (), output_field=CharField())})


def sums_by_village(query: QuerySet[Any], numerator: Any, denominator: Any = None) -> dict[str, Measured]:
    """Village code -> what two aggregates give for its records; "" for records in no village."""
    sums = {"part": numerator} | ({} if denominator is None else {"whole": denominator})
    found = with_village(query.order_by(), "lies_in").values("lies_in").annotate(**sums)
    return {
        row["lies_in"] or "": Measured(
            Decimal(row["part"] or 0), None if denominator is None else Decimal(row["whole"] or 0)
        )
        for row in found
    }


def joined(*parts: Mapping[str, Measured]) -> dict[str, Measured]:
    """Several answers by village as one, village by village."""
    together: dict[str, Measured] = {}
    for part in parts:
        for code, measured in part.items():
            together[code] = together[code] + measured if code in together else measured
    return together


def over(parts: Mapping[str, Measured], wholes: Mapping[str, Measured]) -> dict[str, Measured]:
    """Sums by village as ratios to other sums by village; a village with neither is left out."""
    nothing = Measured(ZERO)
    return {
        code: Measured(parts.get(code, nothing).numerator, wholes.get(code, nothing).numerator)
        for code in {*parts, *wholes}
    }


def villages_of(uids: Iterable[Any]) -> dict[str, str]:
    """uid -> code of the village a record lies in; those in none are left out."""
    wanted = [str(uid) for uid in uids]
    if not wanted:
        return {}
    sql = f"SELECT w.uid::text, {VILLAGE_OF.format(table='w')} FROM unnest(%s::uuid[]) AS w (uid)"
    with connection.cursor() as cursor:
        cursor.execute(sql, [wanted])
        return {uid: code for uid, code in cursor.fetchall() if code}
