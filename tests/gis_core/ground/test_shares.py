"""On every day with owners their shares are one, whoever writes: the database looks at the end of the transaction."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from django.db import Error, connection, transaction

from gis_core.access.actor import acting_as
from gis_core.ground.models import OwnershipSpell, Parcel
from tests.gis_core.ground.land import area, parcel, person, spell

pytestmark = pytest.mark.django_db
D = date


@pytest.fixture
def land(clerk) -> Parcel:
    with acting_as(clerk, "วางแปลง"):
        return parcel(1, area(0, 0, 40, 40))


@pytest.fixture
def people(clerk) -> list:
    with acting_as(clerk, "เพิ่มบุคคล"):
        return [person(name) for name in "กขคงจฉช"]


@contextmanager
def committed(user) -> Iterator[None]:
    """A change whose deferred rules are looked at when it ends, as at a commit."""
    with transaction.atomic():
        with acting_as(user, "บันทึกกรรมสิทธิ์"):
            yield
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def refused(user, spells, text="สัดส่วนกรรมสิทธิ์รวมไม่เท่ากับหนึ่ง"):
    with pytest.raises(Error, match=text) as error, committed(user):
        OwnershipSpell.objects.bulk_create(spells)
    assert error.value.__cause__.sqlstate == "EL010"
    assert error.value.__cause__.diag.constraint_name == "ground_shares_sum"


def test_thirds_are_exactly_one(clerk, land, people):
    with committed(clerk):
        OwnershipSpell.objects.bulk_create([spell(land, who, "1/3") for who in people[:3]])
    assert OwnershipSpell.objects.count() == 3


@pytest.mark.parametrize(
    "shares",
    [("1/2", "1/4", "1/8", "1/8"), ("1/6", "1/10", "11/15"), ("1/7",) * 7, ("999999/1000000", "1/1000000")],
)
def test_fractions_that_are_one(clerk, land, people, shares):
    with committed(clerk):
        OwnershipSpell.objects.bulk_create(
            [spell(land, who, share) for who, share in zip(people, shares, strict=False)]
        )


@pytest.mark.parametrize(
    ("shares", "total"),
    [(("1/2",), "1/2"), (("1/3", "1/3", "333333/1000000"), "2999999/3000000"), (("1/1", "1/2"), "3/2")],
)
def test_anything_else_is_refused(clerk, land, people, shares, total):
    spells = [spell(land, who, share) for who, share in zip(people, shares, strict=False)]
    refused(clerk, spells, f"รวม {total}")


def test_a_sale_closes_and_opens_in_one_change(clerk, land, people):
    seller, buyer = people[:2]
    with committed(clerk):
        first = spell(land, seller, since=D(2010, 1, 1))
        first.save()
    with committed(clerk):
        first.valid = type(first.valid)(D(2010, 1, 1), D(2024, 1, 1))
        first.save()
        spell(land, buyer, since=D(2024, 1, 1)).save()
    assert OwnershipSpell.objects.count() == 2


def test_a_day_of_overlap_or_too_little_is_refused_with_its_date(clerk, land, people):
    a, b, c = people[:3]
    one_day_twice = [spell(land, a, since=D(2010, 1, 1), until=D(2024, 1, 2)), spell(land, b, since=D(2024, 1, 1))]
    refused(clerk, one_day_twice, "รวม 2/1 ณ 1/1/2567")
    half_gone = [
        spell(land, a, "1/2", D(2010, 1, 1)),
        spell(land, b, "1/2", D(2010, 1, 1), D(2020, 5, 1)),
        spell(land, c, "1/2", D(2020, 6, 1)),
    ]
    refused(clerk, half_gone, "รวม 1/2 ณ 1/5/2563")


def test_a_time_without_any_owner_is_allowed(clerk, land, people):
    with committed(clerk):
        spell(land, people[0], since=D(2010, 1, 1), until=D(2012, 1, 1)).save()
        spell(land, people[0], since=D(2015, 1, 1)).save()


def test_possessors_do_not_count(clerk, land, people):
    with committed(clerk):
        spell(land, people[0]).save()
        spell(land, people[1], "1/2", role="possessor").save()


def test_plain_sql_is_looked_at_too(clerk, land, people):
    with committed(clerk):
        OwnershipSpell.objects.bulk_create([spell(land, who, "1/2") for who in people[:2]])
    for statement in (
        "DELETE FROM ground_ownershipspell WHERE person_id = %s",
        "UPDATE ground_ownershipspell SET share_den = 3 WHERE person_id = %s",
        "UPDATE ground_ownershipspell SET role = 'lessee' WHERE person_id = %s",
    ):
        with pytest.raises(Error, match="สัดส่วน"), committed(clerk), connection.cursor() as cursor:
            cursor.execute(statement, [people[0].pk])


def test_moving_a_spell_to_another_parcel_looks_at_both(clerk, land, people):
    with committed(clerk):
        other = parcel(2, area(40, 0, 80, 40))
        OwnershipSpell.objects.bulk_create([spell(land, who, "1/2") for who in people[:2]])
    with pytest.raises(Error, match="รวม 1/2"), committed(clerk):
        OwnershipSpell.objects.filter(person=people[0]).update(parcel=other)


def test_all_spells_may_go(clerk, land, people):
    with committed(clerk):
        OwnershipSpell.objects.bulk_create([spell(land, who, "1/2") for who in people[:2]])
    with committed(clerk):
        OwnershipSpell.objects.all().delete()


def test_the_rule_costs_a_bulk_load_little(clerk, people):
    """Not held to a clock: the share of the rule in a load of 2,000 spells is printed."""
    with acting_as(clerk, "วางแปลง"):
        first = parcel(3, area(0, 0, 40, 40))
        Parcel.objects.bulk_create(
            Parcel(parcel_code=f"01A{n:05}", block=first.block, area_sqwah=1, geom=first.geom, status="active")
            for n in range(1000)
        )
    every = list(Parcel.objects.exclude(pk=first.pk))
    begun = time.perf_counter()
    with acting_as(clerk, "บันทึก"):
        OwnershipSpell.objects.bulk_create([spell(land, who, "1/2") for land in every for who in people[:2]])
    written = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ground_shares_sum IMMEDIATE")
    print(f"insert {written - begun:.2f} s, rule {time.perf_counter() - written:.2f} s for 2,000 spells")
