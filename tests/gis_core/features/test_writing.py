"""Who writes is known, whatever way they write; what was written before is kept."""

from __future__ import annotations

import time
import uuid

import pytest
from django.contrib.gis.geos import Point
from django.db import Error, connection, transaction

from gis_core.access.actor import acting_as
from gis_core.features.check import check
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
        "DELETE FROM gis_history_other",
        "UPDATE gis_history_2026 SET row_data = '{}'",
        "INSERT INTO gis_search (layer_id, record_id, kind, folded, is_code) VALUES (1, 1, 1, 'x', false)",
        "UPDATE gis_installed SET sha256 = ''",
        "CREATE TABLE mine (id bigint)",
        "CREATE FUNCTION public.mine() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
        "SELECT gis_mark_dirty(1::smallint, ARRAY[]::geometry[])",
        "SELECT gis_relocate_ground_house(ARRAY[1]::bigint[])",
        "DROP TRIGGER gis_update ON ground_namedplace",
        "CREATE TRIGGER zz AFTER INSERT ON ground_namedplace FOR EACH ROW EXECUTE FUNCTION gis_refuse_truncate()",
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


def test_the_triggers_work_on_no_table_of_the_applications_own(clerk):
    """Hung on a temporary table they would write whatever it holds into index and history."""
    with (
        pytest.raises(Error, match="permission denied for function"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("CREATE TEMPORARY TABLE mine (LIKE ground_namedplace) ON COMMIT DROP")
        cursor.execute(
            "CREATE TRIGGER forged AFTER DELETE ON mine REFERENCING OLD TABLE AS old_rows"
            " FOR EACH STATEMENT EXECUTE FUNCTION gis_write_ground_namedplace()"
        )


def test_a_temporary_table_shadows_nothing_the_triggers_read(clerk):
    with acting_as(clerk, "เพิ่ม"), connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE gis_change (LIKE public.gis_change) ON COMMIT DROP")
        cursor.execute("CREATE TEMPORARY TABLE gis_feature (LIKE public.gis_feature) ON COMMIT DROP")
        place = temple()
        place.save()
        cursor.execute("SELECT count(*) FROM public.gis_feature WHERE uid = %s", [place.uid])
        assert cursor.fetchone()[0] == 1
        cursor.execute("DROP TABLE pg_temp.gis_change, pg_temp.gis_feature")


def test_the_application_cannot_set_the_clock(clerk):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('elocal.clock', '2001-01-01T00:00:00+07:00', true)")
    with acting_as(clerk, "เพิ่ม") as change:
        temple().save()
    assert Change.objects.get(pk=change).at.year > 2001


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ground_namedplace SET id = id + 1000 WHERE uid = %s",
        "UPDATE ground_namedplace SET uid = gen_random_uuid() WHERE uid = %s",
    ],
)
def test_the_identity_of_a_record_stays(clerk, statement):
    with acting_as(clerk, "เพิ่ม"):
        place = temple()
        place.save()
        with pytest.raises(Error, match="รหัสประจำระเบียน"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [place.uid])


def test_plain_sql_of_every_kind_is_indexed_and_attributed(clerk):
    row = "'temple', 'x', 'y', ST_SetSRID(ST_MakePoint(100.5, 15), 4326)"
    with acting_as(clerk, "เพิ่มด้วย SQL") as first, connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ground_namedplace (kind, thai, register_no, geom)"
            f" SELECT {row.replace(chr(39) + 'y' + chr(39), 'n::text')} FROM generate_series(1, 3) n"
        )
    with acting_as(clerk, "แก้ด้วย upsert") as second, connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ground_namedplace (kind, thai, register_no, geom) VALUES"
            " ('temple', 'ใหม่', '1', ST_SetSRID(ST_MakePoint(100.5, 15), 4326)),"
            " ('temple', 'เพิ่ม', '4', ST_SetSRID(ST_MakePoint(100.5, 15), 4326))"
            " ON CONFLICT (register_no) DO UPDATE SET thai = excluded.thai"
        )
    with acting_as(clerk, "แก้ด้วย merge") as third, connection.cursor() as cursor:
        cursor.execute(
            "MERGE INTO ground_namedplace p USING (VALUES ('2'), ('3')) v(no) ON p.register_no = v.no"
            " WHEN MATCHED AND v.no = '2' THEN DELETE WHEN MATCHED THEN UPDATE SET thai = 'รวม'"
        )
    found = {f.title: (f.version, f.change_id) for f in Feature.objects.filter(change_id__in=[first, second, third])}
    assert found == {"ใหม่": (2, second), "เพิ่ม": (1, second), "รวม": (2, third)}
    assert History.objects.filter(ended_by_id=third, is_deleted=True).count() == 1
    assert check() == []


def test_a_change_that_edits_and_then_deletes_says_that_it_deleted(clerk):
    with acting_as(clerk, "เพิ่ม"):
        place = temple()
        place.save()
    uid = place.uid
    with acting_as(clerk, "แก้แล้วลบ") as change:
        place.thai = "กำลังจะลบ"
        place.save()
        place.delete()
    assert [(h.version, h.is_deleted, h.ended_by_id) for h in History.objects.filter(uid=uid)] == [(1, True, change)]


def test_an_error_inside_gives_the_outer_actor_back(clerk):
    with acting_as(clerk, "นอก") as outer:
        with pytest.raises(Error), acting_as(clerk, "ใน"), connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")
        place = temple()
        place.save()
    assert feature_of(place).change_id == outer


def test_the_database_makes_identities_of_the_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT gis_uuid() FROM generate_series(1, 200)")
        made = [row[0] for row in cursor.fetchall()]
    assert {(each.version, each.variant) for each in made} == {(7, uuid.RFC_4122)}
    assert len(set(made)) == 200
    assert all(abs((each.int >> 80) / 1000 - time.time()) < 60 for each in made)
