"""Main homes are found where the owner on 1 January stands in the register of the house he owns."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from django.utils import timezone

from gis_core.features import clock
from gis_core.ground.models import House
from gis_core.parties.models import Person
from modules.finance.revenue_collection.land_tax import assess, main_homes
from modules.finance.revenue_collection.models import LandTaxAssessment, LandTaxUse
from tests.doors import press, refused
from tests.modules.finance.property_register import ground
from tests.modules.finance.revenue_collection import year as years

pytestmark = pytest.mark.django_db


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> Any:
    def move(day: date) -> None:
        now = timezone.make_aware(datetime(day.year, day.month, day.day, 10))
        monkeypatch.setattr(clock, "now", lambda: now)
        monkeypatch.setattr(clock, "today", lambda: day)

    move(date(2026, 1, 22))
    return move


@pytest.fixture
def year(db: None, on: Any) -> Iterator[Any]:
    ground.town()
    return years.tax_year()


def dwelling(year: Any, lot: int, owner: Person | None, category: str = "residential") -> tuple[LandTaxUse, House]:
    """A house of a hundred square metres on land of its owner, with its use and its entry in the house register."""
    west = lot * 50
    parcel = years.land(lot, owner, west, 0, west + 40, 40)
    kind = {"kind_code": "100", "structure": "masonry", "built_year_be": 2568}
    built = ground.building(parcel, west + 5, 5, west + 15, 15, **kind)
    with ground.write():
        built.floor_uses.create(floor=1, area_m2=100)
        house = House.objects.create(house_no=str(lot), register_no=f"บ.{lot}", building=built)
    return years.use(year, parcel, category, building=built, floor_m2=100), house


def lives_in(house: House | None, name: str, **more: Any) -> Person:
    return ground.person(name, house=house, **more)


def homes() -> dict[str, str]:
    found = LandTaxUse.objects.exclude(home=None).select_related("home", "home_person", "parcel")
    return {use.parcel.parcel_code: f"{use.home_person.first_name} {use.home.house_no}" for use in found}


def note(year: Any) -> int:
    with ground.write():
        return main_homes.note(year)


def test_the_owner_who_lives_there_is_found_and_nobody_else(year):
    mine, other_mine = ground.person("อยู่เอง"), ground.person("อยู่ที่อื่น")
    shop, dead = ground.person("ร้านค้า"), ground.person("ถึงแก่กรรม", died_on=date(2025, 3, 1))
    houses = [
        dwelling(year, 1, mine)[1], dwelling(year, 2, other_mine)[1], dwelling(year, 3, shop, "other")[1],
        dwelling(year, 4, dead)[1],
    ]  # fmt: skip
    with ground.write():
        for person, house in ((mine, houses[0]), (shop, houses[2]), (dead, houses[3])):
            Person.objects.filter(pk=person.pk).update(house=house)
    lives_in(houses[1], "ผู้เช่า")
    assert note(year) == 1
    assert homes() == {"01A001": "อยู่เอง 1"}
    assert LandTaxUse.objects.get(parcel__parcel_code="01A001").home_seen_on == date(2026, 1, 22)
    assert note(year) == 0


def test_who_bought_after_the_first_of_january_does_not_count(year):
    seller, buyer = ground.person("ผู้ขาย"), ground.person("ผู้ซื้อ")
    use, house = dwelling(year, 1, None)
    ground.owner(use.parcel, seller, until=date(2026, 1, 2))
    ground.owner(use.parcel, buyer, since=date(2026, 1, 2))
    with ground.write():
        Person.objects.filter(pk=buyer.pk).update(house=house)
    assert note(year) == 0


def test_the_house_of_another_than_the_lands_owner_is_the_buildings_owners(year):
    landlord, builder = ground.person("เจ้าของที่ดิน"), ground.person("เจ้าของบ้าน")
    use, house = dwelling(year, 1, landlord)
    ground.owner(use.building, builder)
    with ground.write():
        Person.objects.filter(pk__in=(landlord.pk, builder.pk)).update(house=house)
    assert note(year) == 1
    assert homes() == {"01A001": "เจ้าของบ้าน 1"}


def test_a_building_of_several_houses_and_a_second_home_are_left_to_the_officer(year):
    rooms, twice = ground.person("ห้องเช่า"), ground.person("สองหลัง")
    first, house = dwelling(year, 1, rooms)
    _, elsewhere = dwelling(year, 2, twice)
    third, told = dwelling(year, 3, twice)
    with ground.write():
        House.objects.create(house_no="1/1", register_no="บ.9", building=first.building)
        Person.objects.filter(pk=rooms.pk).update(house=house)
        Person.objects.filter(pk=twice.pk).update(house=elsewhere)
        LandTaxUse.objects.filter(pk=third.pk).update(home=told, home_person=twice, home_seen_on=date(2026, 1, 5))
    assert note(year) == 0
    assert homes() == {"01A003": "สองหลัง 3"}


def test_last_years_evidence_is_renewed_only_while_the_owner_still_lives_there(year):
    stays, moved = ground.person("ยังอยู่"), ground.person("ย้ายไป")
    held = [dwelling(year, 1, stays), dwelling(year, 2, moved)]
    with ground.write():
        for (use, house), person in zip(held, (stays, moved), strict=True):
            LandTaxUse.objects.filter(pk=use.pk).update(home=house, home_person=person)
        Person.objects.filter(pk=stays.pk).update(house=held[0][1])
    assert note(year) == 1
    seen = LandTaxUse.objects.order_by("parcel__parcel_code").values_list("home_seen_on", flat=True)
    assert list(seen) == [date(2026, 1, 22), None]


def test_it_bears_no_tax_then_and_what_is_approved_is_not_touched(year):
    owner = ground.person("อยู่เอง")
    house = dwelling(year, 1, owner)[1]
    with ground.write():
        Person.objects.filter(pk=owner.pk).update(house=house)
    taxed = assess.assess_year(year, ground.user("assessor"), ground.write)
    assert taxed and LandTaxAssessment.objects.get(status="draft").tax_baht > 0
    assert press(year, "main_homes", ground.user("assessor")) == "บันทึกบ้านหลังหลักตามทะเบียนบ้าน 1 รายการ"
    assess.assess_year(year, ground.user("assessor"), ground.write)
    assert LandTaxAssessment.objects.get(status="draft").tax_baht == 0
    with ground.write():
        LandTaxAssessment.objects.filter(status="draft").update(status="approved")
        LandTaxUse.objects.update(home=None, home_person=None, home_seen_on=None)
    assert note(year) == 0


def test_before_the_first_of_january_the_register_cannot_tell(year, on):
    on(date(2025, 12, 31))
    assert refused(press, year, "main_homes", ground.user("assessor")) == ("HOME_EARLY",)
    on(date(2026, 1, 1))
    assert refused(press, year, "main_homes", ground.user("assessor")) == ("NOTHING",)
