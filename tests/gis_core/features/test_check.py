"""Eight kinds of fault are planted past the triggers, found, and repaired by difference."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.core.management import call_command
from django.db import connection, connections

from gis_core.access.actor import acting_as, system_user
from gis_core.features import check, install
from gis_core.features.models import Feature, Stamp
from gis_core.ground.models import House, NamedPlace
from gis_core.parties.models import Person
from tests.conftest import owner_connection
from tests.contracts import examples

PLANTED = {
    "missing": "DELETE FROM gis_feature WHERE uid = %(uid)s",
    "extra": """INSERT INTO gis_feature (layer_id, record_id, uid, kind, version, recorded_from, change_id, geom)
        SELECT layer_id, record_id + 1000, gen_random_uuid(), kind, 1, recorded_from, change_id, geom
        FROM gis_feature WHERE uid = %(uid)s""",
    "moved": "UPDATE gis_feature SET geom = ST_Translate(geom, 0.001, 0) WHERE uid = %(uid)s",
    "unit": "UPDATE gis_feature SET org_unit_id = 999 WHERE uid = %(uid)s",
    "title": "UPDATE gis_feature SET title = 'ชื่อผิด' WHERE uid = %(uid)s",
    "place": "UPDATE gis_feature SET place_uid = uid, located_by = 'ผิด' WHERE uid = %(uid)s",
    "kind": "UPDATE gis_feature SET kind = (SELECT max(id) FROM gis_kind) WHERE uid = %(uid)s",
    "stale": "UPDATE gis_feature SET status = 'ผิด', category = 'ผิด' WHERE uid = %(uid)s",
}


OF_THE_PLACE = "(layer_id, record_id) = (SELECT layer_id, record_id FROM gis_feature WHERE uid = %(uid)s)"


@pytest.fixture
def as_owner(committed_db: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Switch Django's connection to the role that may write the index."""

    def switch() -> None:
        connections.close_all()
        from django.conf import settings

        monkeypatch.setitem(connection.settings_dict, "USER", settings.ENV.db_owner)

    return switch


@pytest.fixture
def place(committed_db: str) -> NamedPlace:
    with acting_as(system_user(), "ตัวอย่าง"):
        NamedPlace.objects.create(register_no="ส.00001", thai="ตลาดเก่า", kind="market", geom=Point(100.4, 15.0))
        return NamedPlace.objects.create(register_no="ส.00002", thai="วัดป่า", kind="temple", geom=Point(100.5, 15.0))


def plant(database: str, statement: str, **values: Any) -> None:
    with owner_connection(database) as owner:
        owner.execute(statement, values)


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_found_and_repaired(committed_db, place, as_owner, fault):
    assert check.check() == []
    before, every = Feature.objects.filter(uid=place.uid).values().get(), Feature.objects.count()
    plant(committed_db, PLANTED[fault], uid=place.uid)
    found = check.check()
    assert [(each.fault, each.count) for each in found] == [(fault, 1)]
    as_owner()
    assert check.repair() == []
    after = Feature.objects.filter(uid=place.uid).values().get()
    told_by_repair = {"version", "recorded_from", "change_id"} if fault == "missing" else set()
    assert {k: v for k, v in after.items() if k not in told_by_repair} == {
        k: v for k, v in before.items() if k not in told_by_repair
    }
    assert Feature.objects.count() == every


@pytest.mark.parametrize(
    ("emptied", "fault"),
    [
        ("DELETE FROM gis_feature WHERE layer_id = %(layer)s", "missing"),
        ("ALTER TABLE ground_namedplace DISABLE TRIGGER USER; DELETE FROM ground_namedplace", "extra"),
    ],
)
def test_where_one_side_is_empty_the_other_is_told(committed_db, place, emptied, fault):
    layer = Feature.objects.get(uid=place.uid).layer_id
    for statement in emptied.split("; "):
        plant(committed_db, statement, layer=layer)
    assert [(each.table, each.fault, each.count) for each in check.check()] == [("ground_namedplace", fault, 2)]


@pytest.mark.parametrize(
    "statement",
    [
        f"DELETE FROM gis_search WHERE {OF_THE_PLACE}",
        f"UPDATE gis_search SET folded = 'ผิด' WHERE {OF_THE_PLACE}",
        f"INSERT INTO gis_search SELECT record_id, layer_id, kind, is_code, 'เกิน' FROM gis_search WHERE {OF_THE_PLACE}",
    ],
)
def test_wrong_search_words_are_stale(committed_db, place, as_owner, statement):
    plant(committed_db, statement, uid=place.uid)
    assert [each.fault for each in check.check()] == ["stale"]
    as_owner()
    assert check.repair() == []


def test_words_declared_otherwise_are_written_anew(committed_db, place, as_owner):
    plant(committed_db, f"DELETE FROM gis_search WHERE {OF_THE_PLACE}", uid=place.uid)
    plant(committed_db, "UPDATE gis_installed SET sha256 = '' WHERE name = 'words ground_namedplace'")
    as_owner()
    assert install.install("") == ["words ground_namedplace"]
    assert check.check() == []


def test_a_wrong_uid_is_stale(committed_db, place, as_owner):
    plant(committed_db, "UPDATE gis_feature SET uid = gen_random_uuid() WHERE uid = %(uid)s", uid=place.uid)
    assert [each.fault for each in check.check()] == ["stale"]
    as_owner()
    assert check.repair() == []


def test_places_that_hang_on_places_are_repaired_in_turn(committed_db, as_owner):
    given = examples.Given({})
    house = given.record(House, 0)
    person = given.record(Person, 0)
    with acting_as(system_user(), "ย้ายเข้า"):
        person.house = house
        person.save()
    plant(committed_db, "UPDATE gis_feature SET place_uid = NULL, located_by = '' WHERE uid = %(uid)s", uid=house.uid)
    assert {each.table for each in check.check()} == {"ground_house", "parties_person"}
    as_owner()
    assert check.repair() == []
    assert Feature.objects.get(uid=person.uid).place_uid == house.parcel.uid


def test_stamps_of_plain_tables_are_compared_too(committed_db, as_owner):
    plant(
        committed_db,
        "DELETE FROM gis_stamp WHERE layer_id = (SELECT id FROM gis_layer WHERE table_name = 'access_role')",
    )
    assert [(each.table, each.fault) for each in check.check()] == [("access_role", "missing")]
    as_owner()
    assert check.repair() == []
    assert Stamp.objects.filter(layer__table_name="access_role").count() == 29


def test_the_command_reports_and_repairs(committed_db, place, as_owner, capsys):
    plant(committed_db, PLANTED["title"], uid=place.uid)
    with pytest.raises(SystemExit):
        call_command("check_features")
    assert "ชื่อไม่ตรง 1" in capsys.readouterr().out
    as_owner()
    call_command("check_features", "--repair")
    call_command("check_features")
    assert "ตรงกับทะเบียนทุกตาราง" in capsys.readouterr().out
