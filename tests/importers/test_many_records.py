"""Many records by one statement are what bulk_create makes of them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.gis.geos import LineString
from django.db import DataError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from gis_core.access.actor import acting_as, system_user
from gis_core.networks.models import Road, RoadWidth
from importers.many_records import insert_many

pytestmark = pytest.mark.django_db


def road(number: int, **values: Any) -> Road:
    line = LineString((100.5, 15.0 + number / 1000), (100.51, 15.0 + number / 1000), srid=4326)
    given: dict[str, Any] = {"road_code": f"ทด{number}", "name": "ถนน 'ทดสอบ', \\ NULL", "length_m": Decimal("12.50")}
    return Road(**given | values, geom=line)


def stored(records: list[Any]) -> list[dict[str, Any]]:
    names = [f.attname for f in records[0]._meta.concrete_fields if f.name not in ("id", "uid", "road_code")]
    rows = {row.pk: row for row in type(records[0]).objects.filter(pk__in=[record.pk for record in records])}
    return [{name: getattr(rows[record.pk], name) for name in names} for record in records]


def test_every_column_is_stored_as_one_by_one():
    def three(start: int) -> list[Road]:
        return [road(start), road(start, row_width_m=Decimal("6"), road_class="lane"), road(start)]

    def coded(roads: list[Road], letter: str) -> list[Road]:
        for n, each in enumerate(roads):
            each.road_code = f"{letter}{n}"
        return roads

    with acting_as(system_user(), "ทดสอบ"):
        together, alone = coded(three(1), "ก"), coded(three(1), "ข")
        insert_many(together)
        Road.objects.bulk_create(alone)
    assert stored(together) == stored(alone)
    assert [Road.objects.get(pk=each.pk).uid for each in together] == [each.uid for each in together]
    assert not any(each._state.adding for each in together)


def test_a_text_too_long_is_refused_and_not_cut():
    longest = Road._meta.get_field("road_code").max_length
    with pytest.raises(DataError), transaction.atomic(), acting_as(system_user(), "ทดสอบ"):
        insert_many([road(1, road_code="ก" * (longest + 1))])


def test_columns_that_are_more_than_a_text_go_the_common_way():
    with acting_as(system_user(), "ทดสอบ"):
        insert_many([first := road(1)])
        insert_many([RoadWidth(road=first, row_width_m=Decimal("6"), valid=DateRange(None, None))])
        insert_many([])
    assert RoadWidth.objects.get(road=first).row_width_m == 6
