"""Everything at a place, search, and lists of a large register."""

from __future__ import annotations

import json
import random
import statistics
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gis_core.access.models import User
from gis_core.features import find, lookup
from gis_core.ground.models import House, Parcel
from layers.engine import index
from layers.engine.rows import count_upto, rows
from layers.registry import registry
from tests.speed.report import Row, median_ms, milliseconds

PLACES = 200


def _officer() -> Any:
    return User.objects.filter(username="revenue_officer").first() or AnonymousUser()


def measure() -> list[Row]:
    return [*_place(), *_search(), *_lists()]


def points(count: int) -> list[tuple[float, float]]:
    """Places inside parcels chosen once for all runs."""
    ids = list(Parcel.objects.order_by("id").values_list("id", flat=True))
    chosen = random.Random(1).sample(ids, min(count, len(ids)))
    return [(p.geom.point_on_surface.x, p.geom.point_on_surface.y) for p in Parcel.objects.filter(id__in=chosen)]


def _place() -> list[Row]:
    test = index.predicate(_officer())
    chosen = points(PLACES)
    for place in chosen:
        lookup.at_point(*place, test)
    whole = statistics.median(milliseconds(lambda p=p: lookup.at_point(*p, test)) for p in chosen)
    sql = statistics.median(_sql_ms(place, test) for place in chosen)
    return [
        Row("everything at a place, counts first (median of 200)", sql, "ms", None, "", "<= 2 ms of SQL", sql <= 2),
        Row("everything at a place, the whole call", whole, "ms", None, "", "", None),
    ]


def _sql_ms(place: tuple[float, float], test: lookup.Predicate) -> float:
    """Milliseconds the database plans and runs the question, as it says itself."""
    with CaptureQueriesContext(connection) as captured:
        lookup.at_point(*place, test)
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, SUMMARY, FORMAT JSON) " + captured[0]["sql"].replace("%", "%%"), ())
        ((found,),) = cursor.fetchall()
    (told,) = json.loads(found) if isinstance(found, str) else found
    return told["Planning Time"] + told["Execution Time"]


def queries() -> list[str]:
    """What people type: deeds, houses, codes, names, and some with an error."""
    deeds = list(Parcel.objects.exclude(deed_no="").order_by("uid").values_list("deed_no", flat=True)[:60])
    houses = list(House.objects.order_by("uid").values_list("house_no", flat=True)[:60])
    codes = list(Parcel.objects.order_by("-uid").values_list("parcel_code", flat=True)[:40])
    return [*deeds, *houses, *codes, "วัด", "โรงเรียน", "ถนน", "บ้านหนอง", "โฉนด 12", "ตลาดสด", "วัดสาธิตวนารม"]


def _search() -> list[Row]:
    test = index.predicate(_officer())
    texts = queries()
    for text in texts:
        find.find(text, test)
    times = sorted(milliseconds(lambda t=t: find.find(t, test)) for t in texts)
    value = times[int(len(times) * 0.95)]
    return [Row("Thai search, 95th percentile", value, "ms", None, "", "p95 <= 50 ms", value <= 50)]


def _lists() -> list[Row]:
    register = next(r for r in registry.registers if r.model is Parcel)
    query = rows(register, _officer())
    deep = max(query.count() - 60, 0)
    first = median_ms(lambda: list(query[:50]))
    last = median_ms(lambda: list(query[deep : deep + 50]))
    with CaptureQueriesContext(connection) as captured:
        count_upto(query)
        list(query[:50])
    return [
        Row("list: last page", last, "ms", first, "its first page", "constant queries, no full count", None),
        Row("list: queries a page", len(captured), "", None, "", "constant", len(captured) == 2),
    ]
