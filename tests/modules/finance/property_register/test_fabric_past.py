"""The tax map of a day: parcels, owners and descent as it was, and as it was known."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from gis_core.access.actor import acting_as, system_user
from gis_core.ground import fabric
from gis_core.ground.models import OwnershipSpell, Parcel
from gis_core.parties.models import Person
from layers.engine import coverage
from modules.finance.property_register import actions
from tests.modules.finance.property_register import fabric_made as made
from tests.people import user_with

pytestmark = pytest.mark.django_db
JANUARY, JUNE, DECEMBER = date(2025, 1, 1), date(2025, 6, 1), date(2025, 12, 1)


@pytest.fixture
def user():
    made.town()
    return made.surveyor()


@pytest.fixture
def story(user):
    """01A001 divided on 1 June; the western half merged with 01A002 on 1 October; sold on 1 December."""
    ann, bee = made.people("สมมุติ", "สมหมาย")
    first = made.draw("01A001", made.box(0, 0, 40, 40), user)
    second = made.draw("01A002", made.box(-0, 40, 20, 80), user)
    for parcel in (first, second):
        made.own(parcel, (ann, "1/1"))
    halves = made.divide(
        first, made.line((20, -5), (20, 45)), user, [{"area_sqwah": "0-2-0"}] * 2, on="1 มิ.ย. 2568"
    ).children
    done = made.merge([halves[0], second], user, on="1 ต.ค. 2568")
    with acting_as(system_user(), "ขาย"):
        done.record.spells.update(valid=("2025-10-01", "2025-12-01"))
        made.own(done.record, (bee, "1/1"), since=DECEMBER)
    return done.record


def codes(day, **more):
    return [p.parcel_code for p in fabric.fabric_on(day, **more)]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2024, 1, 1), ["01A001", "01A002"]),
        (date(2025, 5, 31), ["01A001", "01A002"]),
        (JUNE, ["01A002", "01A001/001", "01A001/002"]),
        (date(2025, 9, 30), ["01A002", "01A001/001", "01A001/002"]),
        (date(2025, 10, 1), ["01A001/002", "01A003"]),
        (DECEMBER, ["01A001/002", "01A003"]),
    ],
)
def test_parcels_of_a_day(story, day, expected):
    assert codes(day) == expected


def test_a_box_narrows(story):
    assert codes(JUNE, box=made.box(25, 5, 35, 15)[0]) == ["01A001/002"]


def test_owners_of_a_day_for_who_may_see_them(story, user):
    register = made.register()
    shown = {p.parcel_code: owners for p, owners in coverage.fabric_on(register, DECEMBER, None, user)}
    assert shown["01A003"] == [(str(Person.objects.get(first_name="สมหมาย")), "ทั้งหมด")]
    shown = {p.parcel_code: owners for p, owners in coverage.fabric_on(register, date(2025, 11, 30), None, user)}
    assert shown["01A003"] == [(str(Person.objects.get(first_name="สมมุติ")), "ทั้งหมด")]
    reader = user_with("executive")
    assert {owners for _p, owners in coverage.fabric_on(register, DECEMBER, None, reader)} == {None}


def test_who_possesses_is_told_after_the_owners_with_how(story, user):
    (cee,) = made.people("ครอบครอง")
    with acting_as(system_user(), "ครอบครอง"):
        OwnershipSpell.objects.create(parcel=story, person=cee, role="possessor", valid=("2025-10-01", None))
    shown = {p.parcel_code: owners for p, owners in coverage.fabric_on(made.register(), DECEMBER, None, user)}
    assert [how for _name, how in shown["01A003"]] == ["ทั้งหมด", "ผู้ครอบครอง ทั้งหมด"]


def test_only_the_readers_area(story):
    limited = made.surveyor("limited", area=made.box(30, 0, 39, 30))
    found = coverage.fabric_on(made.register(), JUNE, None, limited)
    assert [p.parcel_code for p, _owners in found] == ["01A001/002"]
    before, after = coverage.lineage(made.register(), found[0][0], limited)
    assert [p.parcel_code for _d, _act, _on, p in before] == ["01A001"]
    assert after == []


def test_lineage_in_both_directions(story, user):
    before, after = coverage.lineage(made.register(), story, user)
    assert [(depth, act, on, p.parcel_code) for depth, act, on, p in before] == [
        (1, "รวม", date(2025, 10, 1), "01A002"),
        (1, "รวม", date(2025, 10, 1), "01A001/001"),
        (2, "แบ่งแยก", JUNE, "01A001"),
    ]
    root = Parcel.objects.get(parcel_code="01A001")
    before, after = coverage.lineage(made.register(), root, user)
    assert before == []
    assert [(depth, p.parcel_code) for depth, _act, _on, p in after] == [
        (1, "01A001/001"),
        (2, "01A003"),
        (1, "01A001/002"),
    ]


def test_what_was_known_then(user):
    """The border of 2025 as it was believed before the correction, and a division not yet written down."""
    parcel = made.draw("01A001", made.box(0, 0, 40, 40), user)
    then = timezone.now()
    coverage.reshape(made.register(), parcel.uid, made.box(0, 0, 50, 40), user=user, reason="สอบเขต")
    corrected = timezone.now()
    parcel.refresh_from_db()
    made.divide(parcel, made.line((20, -5), (20, 45)), user, [{"area_sqwah": "0-2-0"}] * 2, on="1 มิ.ย. 2568")
    assert [round(made.area(p.geom)) for p in fabric.fabric_on(JANUARY)] == [2000]
    assert [round(made.area(p.geom)) for p in fabric.fabric_on(JANUARY, known_at=then)] == [1600]
    assert codes(JUNE) == ["01A001/001", "01A001/002"]
    assert codes(JUNE, known_at=corrected) == ["01A001"]
    assert codes(JUNE, known_at=timezone.now()) == ["01A001/001", "01A001/002"]
    assert codes(JANUARY, known_at=timezone.now(), box=made.box(45, 1, 48, 5)[0]) == ["01A001"]
    assert codes(JANUARY, known_at=then, box=made.box(45, 1, 48, 5)[0]) == []


@pytest.mark.parametrize("known", [None, "now"])
def test_a_parcel_cancelled_from_a_day_was_there_until_that_day(user, known):
    parcel = made.draw("01A001", made.box(0, 0, 40, 40), user)
    with acting_as(system_user(), "ยกเลิกแปลง"):
        actions.cancel_parcel(parcel, {"on": JUNE}, user)
    at = timezone.now() if known else None
    assert codes(date(2025, 5, 31), known_at=at) == ["01A001"]
    assert codes(JUNE, known_at=at) == []
    assert codes(DECEMBER, known_at=at) == []


def test_a_cancelled_parcel_was_there_until_the_cancellation_was_written(user):
    parcel = made.draw("01A001", made.box(0, 0, 40, 40), user)
    with acting_as(user, "ยกเลิก"):
        Parcel.objects.filter(pk=parcel.pk).update(status="cancelled")
    today = timezone.localdate()
    assert codes(JANUARY) == ["01A001"]
    assert codes(today) == []
