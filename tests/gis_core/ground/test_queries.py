"""Who owned it, which parcel lay here, what lies together, and where a parcel came from."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.gis.geos import Point
from django.db import Error, transaction

from gis_core.access.actor import acting_as
from gis_core.features.measure import to_lonlat
from gis_core.ground.models import OwnershipSpell, ParcelLineage
from gis_core.ground.queries import adjacent_group, owner_on, owners_on, owners_on_tax_day, parcel_at
from tests.gis_core.ground.land import ZONE, X, Y, area, parcel, person, spell

pytestmark = pytest.mark.django_db
D = date


@pytest.fixture
def writing(clerk):
    with acting_as(clerk, "วางเมืองทดสอบ"):
        yield


def here(x: float, y: float) -> Point:
    return Point(*to_lonlat(X + x, Y + y, ZONE), srid=4326)


def test_the_buyer_of_the_first_of_january_owns_that_day(writing):
    land, seller, buyer = parcel(1, area(0, 0, 40, 40)), person("ก"), person("ข")
    spell(land, seller, since=D(2010, 5, 1), until=D(2026, 1, 1)).save()
    spell(land, buyer, since=D(2026, 1, 1)).save()
    assert [each.person for each in owner_on(land, D(2025, 12, 31))] == [seller]
    assert [each.person for each in owner_on(land, D(2026, 1, 1))] == [buyer]
    assert [each.person for each in owners_on_tax_day([land], 2569)[land.pk]] == [buyer]
    assert [each.person for each in owners_on_tax_day([land], 2568)[land.pk]] == [seller]
    assert not owner_on(land, D(2010, 4, 30))


def test_owners_of_many_parcels_in_one_query(writing, django_assert_num_queries):
    lands = [parcel(n, area(n * 40, 0, n * 40 + 40, 40)) for n in range(1, 4)]
    one, two = person("ก"), person("ข")
    OwnershipSpell.objects.bulk_create(
        [spell(lands[0], one, "1/2"), spell(lands[0], two, "1/2"), spell(lands[1], two, since=D(2030, 1, 1))]
    )
    with django_assert_num_queries(1):
        found = {pk: [s.person for s in spells] for pk, spells in owners_on(lands, D(2026, 1, 1)).items()}
    assert found == {lands[0].pk: [one, two]}


def test_the_parcel_here_on_a_day_follows_the_lineage(writing):
    old = parcel(1, area(0, 0, 80, 40), status="divided")
    west, east = parcel(2, area(0, 0, 40, 40), status="divided"), parcel(3, area(40, 0, 80, 40))
    young = parcel(4, area(0, 0, 40, 20))
    for parent, child, on in ((old, west, 2015), (old, east, 2015), (west, young, 2022)):
        ParcelLineage.objects.create(parent=parent, child=child, act="division", on=D(on, 3, 1))
    spot = here(10, 10)
    assert parcel_at(spot) == young
    assert parcel_at(spot, D(2015, 2, 28)) == old
    assert parcel_at(spot, D(2015, 3, 1)) == west
    assert parcel_at(spot, D(2022, 3, 1)) == young
    assert parcel_at(here(60, 10), D(2020, 1, 1)) == east
    assert parcel_at(here(10, 30), D(2022, 3, 1)) is None
    assert parcel_at(here(500, 500)) is None


def test_what_lies_together(writing):
    """Three in a row, one touching only a corner, one across a 6 m lane, one 3 cm off by a drawing gap."""
    row = [parcel(n, area(n * 40, 0, n * 40 + 40, 40)) for n in (0, 1, 2)]
    corner = parcel(10, area(120, 40, 160, 80))
    lane = parcel(11, area(0, 46, 40, 80))
    gap = parcel(12, area(0, -40, 40, -0.03))
    groups = adjacent_group([lane, gap, corner, *row])
    assert groups == [[*row, gap], [corner], [lane]]
    assert adjacent_group([row[0], row[2]]) == [[row[0]], [row[2]]]
    assert adjacent_group([]) == []


def test_a_long_edge_with_short_neighbours(writing):
    long = parcel(1, area(0, 0, 10, 400))
    small = [parcel(10 + n, area(10, n * 40, 30, n * 40 + 40)) for n in range(10)]
    assert len(adjacent_group([long, *small])) == 1


def test_no_parcel_descends_from_itself(clerk, writing):
    a, b, c = (parcel(n, area(n * 40, 0, n * 40 + 40, 40)) for n in range(3))
    ParcelLineage.objects.create(parent=a, child=b, act="division", on=D(2015, 1, 1))
    ParcelLineage.objects.create(parent=b, child=c, act="division", on=D(2016, 1, 1))
    for parent, child in ((c, a), (b, a), (c, b)):
        with pytest.raises(Error, match="สืบจากตัวเองไม่ได้") as error, transaction.atomic():
            ParcelLineage.objects.create(parent=parent, child=child, act="merger", on=D(2020, 1, 1))
        assert error.value.__cause__.sqlstate == "EL011"
    with pytest.raises(Error, match="สืบจากตัวเองไม่ได้"), transaction.atomic():
        ParcelLineage.objects.filter(parent=b).update(child=a)
    ParcelLineage.objects.create(parent=a, child=c, act="merger", on=D(2021, 1, 1))
