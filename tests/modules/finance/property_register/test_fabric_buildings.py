"""Buildings and the parcels they stand on, when a parcel is drawn or its shape changed by itself."""

from __future__ import annotations

import pytest

from gis_core.access.actor import acting_as, system_user
from gis_core.ground.models import Building
from layers.engine import records
from tests.modules.finance.property_register import fabric_made as made

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    made.town()
    return made.surveyor()


@pytest.fixture
def first(user):
    return made.draw("01A001", made.box(0, 0, 40, 40), user)


def building(parcel, shape, code="001") -> Building:
    with acting_as(system_user(), "เพิ่มอาคาร"):
        return Building.objects.create(
            building_code=f"{parcel.parcel_code}/{code}", parcel=parcel, geom=made.box(*shape)[0]
        )


def shares_of(house: Building) -> dict[str, float]:
    return {site.parcel.parcel_code: float(site.share_percent) for site in house.sites.all()}


def change(parcel, user, **values):
    return records.update(made.register(), parcel.uid, values, user=user, reason="แก้ไข")


def test_a_parcel_drawn_in_the_form_takes_what_stands_on_it(first, user):
    house = building(first, (35, 10, 45, 20))
    made.draw("01A002", made.box(40, 0, 80, 40), user)
    assert shares_of(house) == {"01A001": 50.0, "01A002": 50.0}


def test_a_shape_edited_in_the_form_lets_go_what_it_no_longer_reaches(first, user):
    house = building(first, (35, 10, 45, 20))
    second = made.draw("01A002", made.box(40, 0, 80, 40), user)
    change(second, user, geom=made.box(42.5, 0, 80, 40))
    assert shares_of(house) == {"01A001": 66.67, "01A002": 33.33}
    change(second, user, geom=made.box(46, 0, 80, 40))
    assert shares_of(house) == {"01A001": 100.0}


def test_other_columns_touch_no_building(first, user):
    house = building(first, (5, 5, 15, 15))
    change(first, user, moo=3)
    assert not house.sites.exists()


def test_a_division_gives_its_buildings_their_codes_once(first, user):
    """The children are written by the same path as the form's; what stands on them is handed on by the act."""
    west, east = building(first, (5, 5, 15, 15)), building(first, (25, 5, 35, 15), "002")
    done = made.divide(first, made.line((20, -5), (20, 45)), user, [{"area_sqwah": "0-2-0"}, {"area_sqwah": "0-2-0"}])
    for house, child in zip((west, east), done.children, strict=True):
        house.refresh_from_db()
        assert house.building_code == f"{child.parcel_code}/001"
        assert shares_of(house) == {child.parcel_code: 100.0}
