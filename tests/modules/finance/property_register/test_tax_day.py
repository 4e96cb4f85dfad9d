"""The list of a tax year: holders of 1 January, and who holds what now."""

from __future__ import annotations

from datetime import date

import pytest

from gis_core.access.models import PersonalDataLook
from gis_core.ground.models import ParcelLineage
from modules.finance.property_register import tax_day
from tests.modules.finance.property_register import ground
from tests.worked_examples import worked_examples

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def town(db):
    return ground.town()


@pytest.fixture
def reader():
    return ground.user("revenue_officer")


def holders(reader, year, **more):
    return [(row["title"], row["holder"], row["share"]) for row in tax_day.of_year(reader, year, **more)]


@pytest.mark.parametrize("row", worked_examples(__file__, "owner_on_tax_day"))
def test_a_sale_is_in_the_list_of_the_year_after(row, reader):
    year, month, day = map(int, row["sold_on"].split("-"))
    sold = date(year - 543, month, day)
    land = ground.parcel(1, 0, 0, 40, 40)
    ground.owner(land, ground.person("seller"), until=sold)
    ground.owner(land, ground.person("buyer"), since=sold)
    (listed,) = tax_day.of_year(reader, row["tax_year"])
    assert listed["holder"] == f"{row['owner']} ทดสอบ"
    assert listed["now"] == ("buyer ทดสอบ (1/1)" if row["owner"] == "seller" else "")


def test_everything_of_the_day_with_every_holder_and_shares(reader):
    land, other = ground.parcel(1, 0, 0, 40, 40), ground.parcel(2, 40, 0, 80, 40)
    one, two = ground.person("ก"), ground.person("ข")
    with ground.write():
        ground.owner(land, one, "1/3"), ground.owner(land, two, "2/3")
    ground.owner(ground.building(land, 5, 5, 15, 15), two)
    assert holders(reader, 2569) == [
        ("01A001", "ก ทดสอบ", "1/3"),
        ("01A001", "ข ทดสอบ", "2/3"),
        (other.parcel_code, tax_day.NOBODY, ""),
        ("01A001/001", "ข ทดสอบ", "1/1"),
    ]
    assert holders(reader, 2569, block="01b") == []


def test_a_parcel_divided_since_is_the_one_of_that_day(reader):
    parent = ground.parcel(1, 0, 0, 40, 40, status="divided")
    child = ground.parcel(2, 0, 0, 20, 40)
    ground.owner(parent, ground.person("ก"), until=date(2026, 1, 10))
    ground.owner(child, ground.person("ข"), since=date(2026, 1, 10))
    with ground.write():
        ParcelLineage.objects.create(parent=parent, child=child, act="division", on=date(2026, 1, 10))
    (listed,) = tax_day.of_year(reader, 2569)
    assert (listed["title"], listed["holder"], listed["now"]) == ("01A001", "ก ทดสอบ", "แบ่งแยก")
    assert holders(reader, 2570) == [("01A002", "ข ทดสอบ", "1/1")]


def test_names_are_for_those_who_may_know_them_and_each_look_is_written_down(reader):
    ground.owner(ground.parcel(1, 0, 0, 40, 40), ground.person("ก"))
    assert tax_day.of_year(ground.user("engineer"), 2569) == []
    assert not PersonalDataLook.objects.exists()
    tax_day.of_year(reader, 2569)
    assert PersonalDataLook.objects.get().door == "report"
