"""What a tax year's uses begin with."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from gis_core.ground.models import CondoUnit
from layers.registry import registry
from modules.finance.revenue_collection.land_tax import assess, first_uses
from modules.finance.revenue_collection.models import LandTaxUse, TaxYear, UnassessedPlace
from tests.doors import press, refused
from tests.modules.finance.property_register import ground
from tests.modules.finance.revenue_collection import year as years
from tests.people import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(db):
    ground.town()
    return years.tax_year()


def begin(year):
    with ground.write():
        return first_uses.begin(year)


def of(year):
    found = LandTaxUse.objects.filter(tax_year=year).order_by("parcel__parcel_code", "seq")
    return [
        (u.parcel.parcel_code if u.parcel else "unit", u.seq, u.category, u.land_sqwah, u.floor_m2, u.vacant_since_be)
        for u in found
    ]


def test_without_a_year_before_the_register_is_taken(year):
    who = ground.person("ก")
    years.land(1, who, 0, 0, 40, 40, land_use="vacant")
    shop = years.land(2, who, 50, 0, 90, 40, land_use="residence")
    years.land(3, who, 100, 0, 140, 40, land_use="public")
    built = ground.building(shop, 55, 5, 65, 15)
    ground.building(shop, 70, 5, 80, 15, number=2, demolished_on=date(2025, 5, 1))
    with ground.write():
        built.floor_uses.create(floor=1, use="other", area_m2=48)
        built.floor_uses.create(floor=2, use="residence", area_m2=96)
        CondoUnit.objects.create(building=built, unit_no="1", area_m2=30)
    assert begin(year) == 4
    assert of(year) == [
        ("01A001", 1, "vacant", Decimal("400.0"), Decimal(0), 2569),
        ("01A002", 1, "other", Decimal("400.0"), Decimal(48), None),
        ("01A002", 2, "residential", Decimal(0), Decimal(96), None),
        ("unit", 1, "residential", Decimal(0), Decimal(30), None),
    ]
    assert LandTaxUse.objects.filter(register_no=None).count() == 0
    assert begin(year) == 0
    assert refused(press, year, "begin_uses", ground.user("assessor")) == ("NOTHING",)


def test_what_begins_so_is_assessed_but_for_units_without_owner(year):
    years.land(1, ground.person("ก"), 0, 0, 40, 40, land_use="other")
    begin(year)
    assert assess.assess_year(year, ground.user("assessor"), years.acting).counts["made"] == 1
    assert not UnassessedPlace.objects.exists()


def test_the_year_before_is_carried_over_without_the_evidence_of_main_homes(year):
    who = ground.person("ก")
    parcel = years.land(1, who, 0, 0, 40, 40, land_use="residence")
    built = ground.building(parcel, 5, 5, 15, 15)
    with ground.write():
        before = TaxYear.objects.create(code="2568")
        house = built.houses.create(house_no="1")
        LandTaxUse.objects.create(
            tax_year=before, parcel=parcel, category="residential", land_sqwah=300, building=built, floor_m2=80,
            home=house, home_person=who, home_seen_on=date(2025, 1, 5),
        )  # fmt: skip
        LandTaxUse.objects.create(
            tax_year=before, parcel=parcel, seq=2, category="vacant", land_sqwah=100, vacant_since_be=2566
        )
    assert begin(year) == 2
    kept = LandTaxUse.objects.get(tax_year=year, seq=1)
    assert (kept.home, kept.home_person, kept.home_seen_on) == (house, who, None)
    assert of(year)[1] == ("01A001", 2, "vacant", Decimal(100), Decimal(0), 2566)


def test_the_button_tells_how_many(year, client):
    """What an action says it did stands on the page that follows."""
    years.land(7, ground.person("ปุ่ม"), 500, 0, 540, 40)
    sign_in(client, ground.user("revenue_officer"))
    register = registry.for_model(TaxYear)
    answer = client.post(f"{register.record_url(year.uid)}act/begin_uses", {"change_reason": "ตั้งต้น"}, follow=True)
    assert "ตั้งต้นการใช้ประโยชน์ 1 รายการ" in answer.content.decode()
