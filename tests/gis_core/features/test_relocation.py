"""What stands at a place moves with it, over every hop, whoever writes and however."""

from __future__ import annotations

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.db import connection

from gis_core.access.actor import acting_as
from gis_core.features.check import check
from gis_core.features.models import Feature
from gis_core.ground.models import Building, House, Household, Parcel, TaxBlock, TaxZone
from gis_core.parties.models import Person
from modules.kernel.documents.models import IssuedDocument

pytestmark = pytest.mark.django_db


def square(x: float) -> MultiPolygon:
    return MultiPolygon(Polygon.from_bbox((x, 15.0, x + 0.0009, 15.0009)), srid=4326)


@pytest.fixture
def chain(clerk):
    """Two parcels; a house on the first, its household, a person in it, a paper about the person and one about that."""
    with acting_as(clerk, "ตั้งต้น"):
        block = TaxBlock.objects.create(
            code="A", zone=TaxZone.objects.create(code="01", geom=square(100.4)), geom=square(100.4)
        )
        first, second = (
            Parcel.objects.create(parcel_code=f"01A00{n}", block=block, area_sqwah=100, geom=square(100.5 + n / 1000))
            for n in range(2)
        )
        house = House.objects.create(house_no="1", parcel=first)
        household = Household.objects.create(house=house)
        person = Person.objects.create(first_name="สมมุติ", house=house)
        paper = _paper(clerk, person.uid, "1")
        paper_of_paper = _paper(clerk, paper.uid, "2")
    return first, second, house, [house, household, person, paper, paper_of_paper]


def _paper(signer, uid, number: str) -> IssuedDocument:
    return IssuedDocument.objects.create(
        record_id=uid, register_key="x", code="x", thai="หนังสือ", number=number, issued_on="2025-01-01",
        signer=signer, sha256="0" * 64,
    )  # fmt: skip


def places(records) -> set:
    return set(Feature.objects.filter(uid__in=[r.uid for r in records]).values_list("place_uid", flat=True))


def test_moving_a_house_moves_all_that_stands_at_it(clerk, chain):
    first, second, house, standing = chain
    assert places(standing) == {first.uid}
    versions = dict(Feature.objects.values_list("uid", "version"))
    with acting_as(clerk, "ย้ายบ้าน"), connection.cursor() as cursor:
        cursor.execute("UPDATE ground_house SET parcel_id = %s WHERE id = %s", [second.pk, house.pk])
    assert places(standing) == {second.uid}
    assert check() == []
    moved = {r.uid for r in standing[1:]}
    assert {u: v for u, v in versions.items() if u in moved} == dict(
        Feature.objects.filter(uid__in=moved).values_list("uid", "version")
    )


def test_a_place_of_first_choice_takes_over_and_gives_back(clerk, chain):
    first, _second, house, standing = chain
    with acting_as(clerk, "มีอาคาร"):
        building = Building.objects.create(
            building_code="01A000/001", parcel=first, geom=Polygon.from_bbox((100.5001, 15.0001, 100.5002, 15.0002))
        )
        house.building = building
        house.save()
    assert places(standing) == {building.uid}
    with acting_as(clerk, "อาคารถูกรื้อ"), connection.cursor() as cursor:
        cursor.execute("UPDATE ground_house SET building_id = NULL, parcel_id = NULL WHERE id = %s", [house.pk])
    assert places(standing) == {None}
    assert set(Feature.objects.filter(uid__in=[r.uid for r in standing]).values_list("located_by", flat=True)) == {""}
    assert check() == []


def test_a_place_that_changes_its_shape_moves_nothing(clerk, chain):
    first, _second, _house, standing = chain
    with acting_as(clerk, "รังวัดใหม่"):
        first.geom = square(100.7)
        first.save()
    assert places(standing) == {first.uid}
    assert check() == []
