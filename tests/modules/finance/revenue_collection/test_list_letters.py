"""The posted list sent to each taxpayer: one letter for all he holds, once a year, closed before it is posted."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from gis_core.ground.models import CondoUnit, OwnershipSpell
from modules.finance.revenue_collection.land_tax import list_letters
from modules.finance.revenue_collection.models import LandTaxUse, TaxYear
from modules.kernel.notices.models import Notice
from tests.doors import press, refused, shown_closed
from tests.modules.finance.property_register import ground
from tests.modules.finance.revenue_collection import year as years

pytestmark = pytest.mark.django_db
SINCE = DateRange(date(2010, 1, 1), None)


@pytest.fixture
def year(db: None, day: Any) -> TaxYear:
    """Two parcels and a unit of one, a house of another on the first, a parcel of two together, one of a company."""
    ground.town()
    year = years.tax_year(listed_on=date(2025, 11, 10))
    owner, builder, other = ground.person("กมล"), ground.person("ขจร"), ground.person("คำ")
    for lot, who, category in ((1, owner, "residential"), (2, owner, "agri"), (3, None, "other")):
        years.use(year, years.land(lot, who, lot * 50, 0, lot * 50 + 40, 40), category, register_no=f"กช.{lot}")
    for each in (other, builder):
        ground.owner(LandTaxUse.objects.get(register_no="กช.3").parcel, each, "1/2")
    company = years.land(4, years.company("บริษัทค้าดี"), 200, 0, 240, 40)
    years.use(year, company, "other", register_no="กช.4")
    first = LandTaxUse.objects.get(register_no="กช.1")
    built = ground.building(first.parcel, 55, 5, 65, 15)
    with ground.write():
        OwnershipSpell.objects.create(building=built, person=builder, valid=SINCE)
        LandTaxUse.objects.filter(pk=first.pk).update(building=built, floor_m2=100)
        unit = CondoUnit.objects.create(building=built, unit_no="31/1", area_m2=30)
        OwnershipSpell.objects.create(condo_unit=unit, person=owner, valid=SINCE)
        LandTaxUse.objects.create(
            tax_year=year, condo_unit=unit, category="residential", floor_m2=30, register_no="กช.9"
        )
    return year


def send(year: TaxYear) -> str:
    return press(year, "list_letters", ground.user("revenue_officer"))


def letters() -> dict[str, Notice]:
    return {
        str(each.person.first_name if each.person else each.organisation.thai): each for each in Notice.objects.all()
    }


def test_each_taxpayer_gets_one_letter_of_all_he_holds(year):
    assert send(year) == "ออกหนังสือแจ้งข้อมูลรายการ 4 ฉบับ"
    found = letters()
    assert set(found) == {"กมล", "ขจร", "คำ", "บริษัทค้าดี"}
    mine = found["กมล"].body
    assert [row.split(" ")[:2] for row in mine.splitlines() if row[:1].isdigit()] == [
        ["1.", "แปลง"], ["2.", "แปลง"], ["3.", "ห้องชุด"],
    ]  # fmt: skip
    assert "แปลง 01A002" in mine and "ห้องชุด 01A001/001 เลขที่ 31/1 30.00 ตร.ม." in mine
    assert "10 พฤศจิกายน 2568" in mine and "ถึงวันที่ 10 ธันวาคม 2568" in mine and "ยังไม่ต้องชำระภาษี" in mine
    assert "สิ่งปลูกสร้าง 01A001/001 100.00 ตร.ม." in found["ขจร"].body
    assert "ผู้ถือกรรมสิทธิ์ร่วมอีก 1 ราย" in found["คำ"].body
    assert {each.kind for each in found.values()} == {list_letters.KIND.code}
    assert found["กมล"].place_id == LandTaxUse.objects.get(register_no="กช.1").parcel.uid


def test_nobody_is_told_twice_and_who_came_since_is_told(year):
    send(year)
    officer = ground.user("revenue_officer")
    assert shown_closed(year, "list_letters", officer) == ["NOTHING"]
    with ground.write():
        assert list_letters.tell(year) == []
    years.use(year, years.land(5, ground.person("ใหม่"), 300, 0, 340, 40), "other", register_no="กช.5")
    assert shown_closed(year, "list_letters", officer) == []
    assert send(year).endswith("1 ฉบับ")
    with ground.write():
        Notice.objects.filter(person__first_name="ใหม่").update(status="void")
    assert send(year).endswith("1 ฉบับ"), "a void letter is written again"


def test_before_the_list_is_posted_the_button_is_closed(year):
    with ground.write():
        TaxYear.objects.update(listed_on=None)
    year.refresh_from_db()
    assert refused(send, year) == ("NOT_LISTED",)
    assert shown_closed(year, "list_letters", ground.user("assessor")) == ["NOT_LISTED"]


def test_a_year_without_a_list_tells_nobody(db, day):
    ground.town()
    assert refused(send, years.tax_year(listed_on=date(2025, 11, 10))) == ("NOTHING",)


def test_state_land_is_told_to_who_uses_it(year):
    parcel = years.land(6, ground.person("กรม"), 400, 0, 440, 40, is_state_property=True)
    with ground.write():
        OwnershipSpell.objects.create(parcel=parcel, person=ground.person("ผู้เช่า"), role="lessee", valid=SINCE)
    years.use(year, parcel, "other", register_no="กช.6")
    send(year)
    assert "ผู้เช่า" in letters() and "กรม" not in letters()
