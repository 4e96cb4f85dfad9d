"""Who writes is known, whatever way they write; what was written before is kept."""

from __future__ import annotations

import pytest
from django.contrib.gis.geos import Point
from django.db import Error, connection, transaction

from gis_core.access.actor import acting_as
from gis_core.features.models import Change, Feature, History
from gis_core.ground.models import NamedPlace

pytestmark = pytest.mark.django_db


def temple(**values) -> NamedPlace:
    return NamedPlace(thai="วัดทดสอบ", kind="temple", geom=Point(100.5, 15.0), **values)


def feature_of(record) -> Feature:
    return Feature.objects.get(uid=record.uid)


def test_a_write_without_an_actor_is_refused():
    with pytest.raises(Error, match="ไม่ทราบผู้บันทึก"), transaction.atomic():
        temple().save()


def test_save_indexes_versions_and_attributes(clerk):
    with acting_as(clerk, "เพิ่มวัด") as change:
        place = temple()
        place.save()
    row = feature_of(place)
    assert (row.version, row.change_id, row.located_by) == (1, change, "geom")
    assert Change.objects.get(pk=change).actor == clerk
    with acting_as(clerk, "แก้ชื่อ") as second:
        place.thai = "วัดใหม่"
        place.save()
    row = feature_of(place)
    assert (row.version, row.change_id) == (2, second)
    old = History.objects.get(uid=place.uid)
    assert (old.version, old.change_id, old.ended_by_id, old.row_data["thai"]) == (1, change, second, "วัดทดสอบ")


def test_an_update_that_changes_nothing_makes_no_version(clerk):
    with acting_as(clerk, "เพิ่ม"):
        place = temple()
        place.save()
    with acting_as(clerk, "บันทึกซ้ำ"):
        place.save()
    assert feature_of(place).version == 1


def test_delete_leaves_the_last_version_in_history(clerk):
    with acting_as(clerk, "เพิ่ม"):
        place = temple()
        place.save()
    uid, pk = place.uid, place.pk
    with acting_as(clerk, "ลบ"):
        place.delete()
    assert not Feature.objects.filter(uid=uid).exists()
    assert History.objects.get(uid=uid).is_deleted
    with acting_as(clerk, "คืนระเบียน"):
        again = temple(id=pk, uid=uid)
        again.save(force_insert=True)
    assert feature_of(again).version == 2


def test_an_inner_actor_gives_the_outer_one_back(clerk, django_user_model):
    with acting_as(clerk, "นอก") as outer:
        with acting_as(clerk, "ใน") as inner:
            first = temple()
            first.save()
        with pytest.raises(ZeroDivisionError), acting_as(clerk, "ใน ล้มเหลว"):
            raise ZeroDivisionError
        second = temple()
        second.save()
    assert feature_of(first).change_id == inner
    assert feature_of(second).change_id == outer
    with pytest.raises(Error), transaction.atomic():
        temple().save()


@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE ground_namedplace",
        "UPDATE gis_feature SET title = 'x'",
        "DELETE FROM gis_history",
        "INSERT INTO gis_change (actor_id, reason, at, xact) VALUES (1, 'x', now(), pg_current_xact_id())",
        "ALTER TABLE ground_namedplace DISABLE TRIGGER ALL",
        "SET session_replication_role = replica",
    ],
)
def test_the_application_cannot_get_round_the_index(clerk, statement):
    with acting_as(clerk, "เพิ่ม"):
        temple().save()
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_change_of_another_transaction_cannot_be_borrowed(clerk):
    with connection.cursor() as cursor, pytest.raises(Error, match="ไม่ทราบผู้บันทึก"), transaction.atomic():
        cursor.execute(
            "SELECT set_config('elocal.change_id', max(id)::text, true) FROM gis_change"
            " WHERE xact <> pg_current_xact_id()"
        )
        temple().save()
