"""Petitions against the list, changes of use and the lists themselves: who may, until when, and what is written."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from gis_core.ground.models import CondoPrice, CondoUnit
from gis_core.pure.thai_calendar import Holidays
from layers.engine import records
from layers.registry import registry
from modules.finance.revenue_collection.land_tax import announcements, first_uses, list_law, lists
from modules.finance.revenue_collection.models import LandTaxUse, ListPetition, TaxYear, UseChange
from modules.kernel.documents import render
from modules.kernel.notices.models import Notice
from tests import doors
from tests.doors import DOORS, TYPED, refused
from tests.modules.finance.property_register import ground
from tests.modules.finance.revenue_collection import year as years

NO_HOLIDAYS = Holidays.of(())
POSTED, LAST = date(2026, 1, 5), date(2026, 2, 4)


# -- the law alone -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("received", "codes"), [(LAST, []), (date(2026, 2, 5), ["PETITION_LATE"])])
def test_a_petition_comes_while_the_list_is_posted(received, codes):
    found = list_law.petition_in_time(received, date(2026, 3, 1), POSTED, 30, NO_HOLIDAYS)
    assert [each.code for each in found] == codes


def test_before_the_posting_a_petition_may_come_and_never_from_the_future():
    assert not list(list_law.petition_in_time(POSTED, POSTED, None, 30, NO_HOLIDAYS))
    found = list_law.petition_in_time(LAST, POSTED, None, 30, NO_HOLIDAYS)
    assert [each.code for each in found] == ["FUTURE"]


@pytest.mark.parametrize(("received", "late"), [(date(2026, 4, 30), 0), (date(2026, 5, 1), 1), (date(2026, 5, 31), 31)])
def test_sixty_days_to_tell_of_a_change(received, late):
    assert list_law.change_notice(date(2026, 3, 1), received, 60, NO_HOLIDAYS) == (date(2026, 4, 30), late)


@pytest.mark.parametrize(
    ("changed", "year_be"), [(date(2026, 1, 1), 2569), (date(2026, 1, 2), 2570), (date(2026, 12, 31), 2570)]
)
def test_a_change_counts_from_the_next_first_of_january(changed, year_be):
    assert list_law.counts_from(changed) == year_be


# -- with a town -------------------------------------------------------------------------------------------------------
@pytest.fixture
def use(db: None, day: Any) -> LandTaxUse:
    """400 square wah of farmland in 2569, the list posted on the 5th of January; today the 10th of February."""
    ground.town()
    year = years.tax_year(listed_on=date(2025, 11, 10))
    parcel = years.land(1, ground.person("ก", register_no="บค.1"), 0, 0, 40, 40)
    ground.person("ข", register_no="บค.2")
    day(date(2025, 11, 20))
    return years.use(year, parcel, "agri", register_no="กช.1")


def petition(**more: Any) -> dict[str, Any]:
    plain = {"tax_year": "2569", "parcel": "01A001", "person": "บค.1", "received_on": "20/11/2568", "claim": "ร้านค้า"}
    return plain | more


def row(**more: Any) -> dict[str, Any]:
    return {"petitionrow": [{"use": "กช.1", "category": "other"} | more]}


PETITIONS = {
    "PETITION_LATE": ({"received_on": "12/12/2568"}, "พ้นกำหนดปิดประกาศบัญชีรายการแล้ว (วันสุดท้าย 11 ธันวาคม 2568)"),
    "FUTURE": ({"received_on": "14/12/2568"}, "ต้องไม่อยู่ในอนาคต"),
    "NOT_OWNER": ({"person": "บค.2"}, "ผู้ร้องต้องเป็นเจ้าของหรือผู้ครอบครอง"),
    "ONE_OWNER": ({"person": ""}, "เลือกผู้ร้องเป็นบุคคลหรือนิติบุคคลอย่างใดอย่างหนึ่ง"),
    "PETITION_PLACE": ({"parcel": ""}, "ระบุแปลงที่ดินหรือห้องชุดอย่างใดอย่างหนึ่ง"),
    "DUP_PETITION": ({}, "ที่ยังไม่พิจารณาอยู่แล้ว"),
    "PETITION_ROW": ({"parcel": "01A002"}, "ต้องเป็นของปีภาษีและแปลงหรือห้องชุดในคำร้อง"),
}


def knock(door: str, client: Any, model: Any, values: dict[str, Any], lines: dict[str, Any]) -> list[str]:
    return DOORS[door](client, ground.user("revenue_officer"), registry.for_model(model), values, lines)


@pytest.mark.django_db
@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("case", PETITIONS)
def test_a_petition_is_refused_at_every_door(client, use, day, case, door):
    more, text = PETITIONS[case]
    day(date(2025, 12, 13))
    if case == "DUP_PETITION":
        assert knock("api", client, ListPetition, petition(), row()) == []
    if case == "PETITION_ROW":
        years.land(2, use.parcel.spells.get().person, 100, 0, 140, 40)
    before = ListPetition.objects.count()
    found = knock(door, client, ListPetition, petition(**more), row())
    assert any(text in each for each in found), found
    assert ListPetition.objects.count() == before


@pytest.mark.django_db
@pytest.mark.parametrize("door", TYPED)
def test_one_row_is_corrected_once(client, use, door):
    rows = {"petitionrow": [*row()["petitionrow"], {"use": "กช.1", "category": "vacant"}]}
    assert any("รายการเดียวกัน" in each for each in knock(door, client, ListPetition, petition(), rows))


@pytest.mark.django_db
@pytest.mark.parametrize("door", DOORS)
def test_a_petition_is_let_in_with_its_last_day(client, use, door):
    assert knock(door, client, ListPetition, petition(), row()) == []
    made = ListPetition.objects.get()
    assert (made.decide_by, made.received_by) == (date(2025, 12, 20), ground.user("revenue_officer"))


def lodged(lines: dict[str, Any] | None = None) -> ListPetition:
    register, user = registry.for_model(ListPetition), ground.user("revenue_officer")
    return records.create(register, petition(), user=user, reason="รับคำร้อง", lines=lines or row())


def step(record: Any, code: str, role: str, **values: str) -> Any:
    return doors.take(record, code, ground.user(*role.split()), values)


ORDER = {"order_no": "7/2568", "decision_text": "ตามที่ตรวจสอบ"}


@pytest.mark.django_db
def test_what_is_granted_is_told_and_then_written_row_by_row(use):
    """The farmland shrinks to 300 square wah first, so that the added shop of 100 never overfills the parcel."""
    added = {"use": "", "category": "other", "land_sqwah": "0-1-0"}
    kept = {"use": "กช.1", "category": "agri", "land_sqwah": "0-3-0"}
    made = lodged({"petitionrow": [added, kept]})
    step(made, "grant", "executive", **ORDER)
    letter = Notice.objects.get(source=made.uid)
    assert "เห็นชอบให้แก้ไข" in letter.body and "เพิ่มรายการ: อื่น ๆ เนื้อที่ 100.0 ตร.ว." in letter.body
    assert LandTaxUse.objects.count() == 1
    assert step(made, "correct", "assessor").status == "corrected"
    found = LandTaxUse.objects.order_by("seq").values_list("seq", "category", "land_sqwah")
    assert list(found) == [(1, "agri", 300), (2, "other", 100)]


@pytest.mark.django_db
def test_rows_stand_once_they_were_granted(use):
    made = step(lodged(), "grant", "executive", **ORDER)
    register, user = registry.for_model(ListPetition), ground.user("revenue_officer")
    other = row(category="vacant")
    assert refused(records.update, register, made.uid, {}, user=user, reason="แก้", lines=other) == ("STATE",)
    assert made.rows.get().category == "other"


@pytest.mark.django_db
def test_what_is_refused_is_told_and_changes_nothing(use):
    made = step(lodged(), "refuse", "executive", **ORDER)
    assert "บัญชีรายการคงเดิม" in Notice.objects.get(source=made.uid).body
    assert LandTaxUse.objects.get().category == "agri"
    register = registry.for_model(ListPetition)
    user = ground.user("revenue_officer")
    assert refused(records.update, register, made.uid, {"claim": "ใหม่"}, user=user, reason="แก้") == ("STATE",)


@pytest.mark.django_db
def test_another_person_decides_and_only_what_says_how_rows_should_read(use):
    made = lodged()
    with ground.write():
        ListPetition.objects.update(received_by=ground.user("executive"))
    assert refused(step, made, "grant", "executive", **ORDER) == ("FOUR_EYES",)
    with ground.write():
        made.rows.all().delete()
    assert refused(step, made, "grant", "clerk_chief", **ORDER) == ("PETITION_ROWS",)
    assert refused(step, made, "grant", "assessor", **ORDER) == ("NO_RIGHT",)


@pytest.mark.django_db
def test_rows_that_do_not_fit_the_parcel_are_not_written(use):
    made = lodged(row(land_sqwah="2-0-0"))
    step(made, "grant", "executive", **ORDER)
    assert "AREA_SUM" in refused(step, made, "correct", "assessor")
    made.refresh_from_db()
    assert (made.status, LandTaxUse.objects.get().category) == ("granted", "agri")


# -- changes of use ----------------------------------------------------------------------------------------------------
def change(**more: Any) -> dict[str, Any]:
    plain = {"use": "กช.1", "person": "บค.1", "changed_on": "1/3/2569", "received_on": "1/5/2569", "category": "other"}
    return plain | {"claim": "เปิดร้านค้า"} | more


CHANGES = {
    "CHANGE_YEAR": ({"changed_on": "1/3/2568"}, "เลือกรายการของปีภาษี 2568"),
    "CHANGE_DATES": ({"changed_on": "2/5/2569"}, "ต้องไม่หลังวันที่รับแจ้ง"),
    "FUTURE": ({"received_on": "11/5/2569"}, "ต้องไม่อยู่ในอนาคต"),
    "NOT_OWNER": ({"person": "บค.2"}, "ผู้แจ้งต้องเป็นเจ้าของหรือผู้ครอบครอง"),
    "ONE_OWNER": ({"person": ""}, "เลือกผู้แจ้งเป็นบุคคลหรือนิติบุคคลอย่างใดอย่างหนึ่ง"),
    "SAME_USE": ({"category": "agri"}, "ต้องต่างจากเดิม"),
    "CHANGE_PART": ({"land_sqwah": "1-0-0"}, "ต้องน้อยกว่าเนื้อที่ของรายการ 400.0 ตร.ว."),
    "DUP_CHANGE": ({}, "ที่ยังไม่แล้วเสร็จอยู่แล้ว"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("case", CHANGES)
def test_a_change_is_refused_at_every_door(client, use, day, case, door):
    more, text = CHANGES[case]
    day(date(2026, 5, 10))
    if case == "DUP_CHANGE":
        assert knock("api", client, UseChange, change(), {}) == []
    before = UseChange.objects.count()
    found = knock(door, client, UseChange, change(**more), {})
    assert any(text in each for each in found), found
    assert UseChange.objects.count() == before


@pytest.mark.django_db
@pytest.mark.parametrize("door", DOORS)
def test_a_late_change_is_taken_and_marked(client, use, day, door):
    day(date(2026, 5, 10))
    assert knock(door, client, UseChange, change(received_on="5/5/2569"), {}) == []
    made = UseChange.objects.get()
    assert (made.notify_by, made.late_days, made.from_year_be) == (date(2026, 4, 30), 5, 2570)


def told(**more: Any) -> UseChange:
    register = registry.for_model(UseChange)
    return records.create(register, change(**more), user=ground.user("revenue_officer"), reason="รับแจ้ง")


def next_year(**more: Any) -> LandTaxUse:
    with ground.write():
        year = TaxYear.objects.create(code="2570")
    return years.use(year, LandTaxUse.objects.get().parcel, "agri", **more)


@pytest.mark.django_db
def test_an_accepted_change_is_written_into_the_next_year_only(use, day):
    day(date(2026, 5, 10))
    later = next_year()
    made = step(told(), "accept", "assessor")
    later.refresh_from_db()
    use.refresh_from_db()
    assert (made.status, made.applied_on) == ("applied", date(2026, 5, 10))
    assert (later.category, use.category) == ("other", "agri")


@pytest.mark.django_db
def test_of_a_part_the_row_is_cut_in_two(use, day):
    day(date(2026, 5, 10))
    next_year()
    step(told(land_sqwah="0-1-0"), "accept", "assessor")
    found = LandTaxUse.objects.filter(tax_year__code="2570").order_by("seq").values_list("category", "land_sqwah")
    assert list(found) == [("agri", 300), ("other", 100)]


@pytest.mark.django_db
def test_it_waits_for_a_year_that_has_no_rows_yet(use, day):
    day(date(2026, 5, 10))
    made = step(told(), "accept", "assessor")
    assert made.status == "accepted"
    with ground.write():
        year = TaxYear.objects.create(code="2570")
        assert "ภ.ด.ส.5" in first_uses.run(year, {}, ground.user("assessor"))
    made.refresh_from_db()
    assert (made.status, LandTaxUse.objects.get(tax_year=year).category) == ("applied", "other")


# -- the lists ---------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_units_are_listed_with_price_and_value(use):
    """30 square metres on the third floor at 40,000: 1,200,000 baht."""
    built = ground.building(use.parcel, 5, 5, 15, 15)
    with ground.write():
        unit = CondoUnit.objects.create(building=built, unit_no="31/1", floor=3, area_m2=30)
        for floor, baht in ((1, 30_000), (3, 40_000)):
            CondoPrice.objects.create(
                building=built, floor_from=floor, floor_to=floor + 1, baht_per_m2=baht,
                valid=DateRange(date(2023, 1, 1), None),
            )  # fmt: skip
        LandTaxUse.objects.create(
            tax_year=use.tax_year, condo_unit=unit, category="residential", seq=1, floor_m2=30, register_no="กช.3"
        )
    (listed,) = lists.unit_list(ground.user("assessor"))
    assert (listed["title"], listed["floor"], listed["m2"]) == (f"{built.building_code} ห้อง 31/1", 3, 30)
    (priced,) = lists.unit_price_list(ground.user("assessor"))
    assert (priced["m2_baht"], priced["value"], priced["rate"]) == (40_000, 1_200_000, Decimal("0.02"))


@pytest.mark.django_db
def test_announcements_count_what_is_posted_and_wait_for_their_day(use):
    found = announcements.listed(use.tax_year)
    assert (found["parcels"], found["units"], found["until"]) == (1, 0, date(2025, 12, 10))
    priced = announcements.priced(use.tax_year)
    assert [thai for thai, _ in priced["kinds"]] == list(announcements.KINDS.values())
    assert [row.value for row in dict(priced["kinds"])["อื่น ๆ"]][:2] == [Decimal("0.3"), Decimal("0.4")]
    use.tax_year.listed_on = use.tax_year.prices_announced_on = None
    assert refused(announcements.listed, use.tax_year) == ("NOT_LISTED",)
    assert refused(announcements.priced, use.tax_year) == ("NOT_ANNOUNCED",)


@pytest.mark.django_db
def test_the_papers_print(use, day):
    day(date(2026, 5, 10))
    made = told()
    drawn = {"record": use.tax_year, "office": {"thai": "เทศบาล"}, "document": announcements.DOCUMENTS[0]}
    for each in announcements.DOCUMENTS:
        assert render.pdf(each.template, {**drawn, **each.context(use.tax_year)}).startswith(b"%PDF")
    (form,) = registry.for_model(UseChange).declared.documents
    assert render.pdf(form.template, {**drawn, "record": made, **form.context(made)}).startswith(b"%PDF")
