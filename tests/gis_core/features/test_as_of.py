"""The past as it was known: corrected, deleted, moved, with its lines."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.gis.geos import MultiPolygon, Point, Polygon
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange

from gis_core.access.actor import acting_as
from gis_core.features.as_of import as_of, lines_as_of
from gis_core.ground.models import NamedPlace, OwnershipSpell, Parcel, TaxBlock, TaxZone
from gis_core.parties.models import Person
from tests.street_lamps.models import LampPart, StreetLamp

pytestmark = pytest.mark.django_db


def now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def test_a_row_is_what_it_was_at_each_moment(clerk):
    before = now()
    with acting_as(clerk, "เพิ่ม"):
        place = NamedPlace.objects.create(thai="วัดเก่า", kind="temple", geom=Point(100.5, 15.0, srid=4326))
    first = now()
    with acting_as(clerk, "แก้และย้าย"):
        place.thai, place.geom = "วัดใหม่", Point(100.6, 15.1, srid=4326)
        place.save()
    second = now()
    uid = place.uid
    with acting_as(clerk, "ลบ"):
        place.delete()

    def then(moment):
        return [(p.thai, p.geom.coords, p.geom.srid) for p in as_of(NamedPlace, moment, "uid", [uid])]

    assert then(before) == []
    assert then(first) == [("วัดเก่า", (100.5, 15.0), 4326)]
    assert then(second) == [("วัดใหม่", (100.6, 15.1), 4326)]
    assert then(now()) == []


def test_types_come_back_as_the_model_knows_them(clerk):
    with acting_as(clerk, "เพิ่ม"):
        shape = MultiPolygon(Polygon.from_bbox((100.5, 15.0, 100.6, 15.1)), srid=4326)
        block = TaxBlock.objects.create(code="A", zone=TaxZone.objects.create(code="01", geom=shape), geom=shape)
        parcel = Parcel.objects.create(parcel_code="01A001", block=block, area_sqwah=100, geom=shape)
        owner = Person.objects.create(first_name="สมมุติ", register_no="บค.1")
        spell = OwnershipSpell.objects.create(parcel=parcel, person=owner, valid=DateRange(date(2020, 1, 1), None))
    first = now()
    with acting_as(clerk, "ปิดช่วง"):
        spell.valid = DateRange(date(2020, 1, 1), date(2021, 1, 1))
        spell.save()
        parcel.area_sqwah = 99
        parcel.save()
    (old,) = as_of(OwnershipSpell, first, "parcel", [parcel.pk])
    assert (old.valid, old.person_id) == (DateRange(date(2020, 1, 1), None), owner.pk)
    (new,) = as_of(OwnershipSpell, now(), "parcel", [parcel.pk])
    assert new.valid.upper == date(2021, 1, 1)
    (was,) = as_of(Parcel, first, "id", [parcel.pk])
    assert (was.area_sqwah, was.geom.equals(parcel.geom)) == (100, True)


def test_lines_are_those_the_record_had(clerk):
    with acting_as(clerk, "เพิ่ม"):
        lamps = [
            StreetLamp.objects.create(lamp_type="led", power_w=9, geom=Point(100.5, 15.0, srid=4326)) for _ in range(2)
        ]
        kept, dropped = (LampPart.objects.create(lamp=lamps[0], thai=name) for name in ("หลอด", "ขา"))
        LampPart.objects.create(lamp=lamps[1], thai="ของดวงอื่น")
    first = now()
    with acting_as(clerk, "แก้"):
        kept.quantity = 2
        kept.save()
        dropped.delete()
        LampPart.objects.create(lamp=lamps[0], thai="ฝา")
    assert [(p.thai, p.quantity) for p in lines_as_of(LampPart, [lamps[0].pk], first)] == [("หลอด", 1), ("ขา", 1)]
    assert [(p.thai, p.quantity) for p in lines_as_of(LampPart, [lamps[0].pk], now())] == [("หลอด", 2), ("ฝา", 1)]


def test_a_whole_table_at_a_moment_is_one_statement(clerk, django_assert_num_queries):
    with acting_as(clerk, "เพิ่ม"):
        NamedPlace.objects.bulk_create(
            NamedPlace(thai=f"ที่ {n}", kind="temple", geom=Point(100.5, 15.0, srid=4326)) for n in range(20)
        )
    first = now()
    with acting_as(clerk, "ลบครึ่ง"):
        NamedPlace.objects.filter(thai__endswith="1").delete()
        NamedPlace.objects.update(thai="เปลี่ยน")
    with django_assert_num_queries(2):  # the table's number, the rows
        found = as_of(NamedPlace, first)
    assert [p.thai for p in found] == [f"ที่ {n}" for n in range(20)]
    assert as_of(NamedPlace, datetime.now(UTC) - timedelta(days=400)) == []
