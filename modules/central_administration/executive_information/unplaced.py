"""How many records the office cannot place: a key figure over every register whose records stand somewhere."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import connection

from layers.declare import Kpi
from layers.declare.reports import Measured
from layers.engine.index import UNPLACED, has_place, layers_seen, predicate

ONE = Decimal(1)
#: What stands nowhere has an index of its own, and of most layers nothing but the number of their rows is wanted.
VALUE = """SELECT (SELECT count(*) FROM gis_feature f WHERE {unplaced} AND {visible}),
    (SELECT count(*) FROM gis_feature f WHERE f.layer_id = ANY(%(whole)s::smallint[]))
        + (SELECT count(*) FROM gis_feature f WHERE f.layer_id = ANY(%(others)s::smallint[]) AND {visible})"""
#: Ten records stand at a parcel: it is looked up once in which village a place lies, not once a record.
BY_VILLAGE = """WITH standing AS MATERIALIZED (
        SELECT CASE WHEN f.geom IS NULL THEN f.place_uid ELSE f.uid END AS place,
            count(*) FILTER (WHERE {unplaced}) AS part, count(*) AS whole
        FROM gis_feature f WHERE {visible} GROUP BY 1)
    SELECT coalesce(a.code, ''), sum(s.part), sum(s.whole)
    FROM standing s LEFT JOIN gis_feature p ON p.uid = s.place
    LEFT JOIN LATERAL (
        SELECT v.code FROM ground_adminarea v, ST_PointOnSurface(p.geom) AS at
        WHERE v.level = 'village' AND v.geom && at AND ST_Intersects(v.geom, at) ORDER BY v.code LIMIT 1) a ON TRUE
    GROUP BY 1"""
RECORDS = """SELECT f.uid, coalesce(nullif(f.title, ''), f.uid::text) FROM gis_feature f
    WHERE {unplaced} AND {visible} ORDER BY f.kind, f.title, f.uid"""


def _ask(sql: str, user: Any, **more: Any) -> list[tuple[Any, ...]]:
    test, values = predicate(user, wanted=has_place)
    with connection.cursor() as cursor:
        cursor.execute(sql.format(visible=test, unplaced=UNPLACED), values | more)
        return cursor.fetchall()


def unplaced(user: Any) -> Measured:
    """Records that stand nowhere yet, over all that should stand somewhere."""
    layers, others = layers_seen(user, has_place)
    ((part, whole),) = _ask(VALUE, user, whole=layers, others=others)
    return Measured(Decimal(part), Decimal(whole))


def unplaced_by_village(user: Any) -> dict[str, Measured]:
    """What stands nowhere lies in no village."""
    return {code: Measured(Decimal(part), Decimal(whole)) for code, part, whole in _ask(BY_VILLAGE, user)}


def unplaced_records(user: Any) -> list[dict[str, Any]]:
    """The records whose place is to be found, register by register."""
    return [{"uid": uid, "title": title, "amount": ONE} for uid, title in _ask(RECORDS, user)]


FIGURE = Kpi(
    "unplaced",
    "ระเบียนที่ยังไม่ระบุตำแหน่ง",
    unplaced,
    unplaced_by_village,
    unplaced_records,
    unit="% ของระเบียนที่ควรมีตำแหน่ง",
    amount="ระเบียน",
    scale=Decimal(100),
    better="lower",
    reads="all",
    version=2,
)
