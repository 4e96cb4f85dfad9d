"""Fees, licence fees and fines opened by hand: refused at every door, paid, taken back by another person, told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from gis_core.features import clock
from gis_core.ground.models import Establishment
from layers.engine import records
from layers.registry import registry
from modules.finance.revenue_collection import figures
from modules.finance.revenue_collection.fees.wording import paid_for
from modules.finance.revenue_collection.models import FeeItem
from modules.kernel.charges.asking import is_paid
from modules.kernel.charges.models import Charge, RevenueCode
from modules.kernel.charges.returns import ageing, revenue_by_code, top_debtors
from modules.kernel.rates.models import RateRow
from tests import doors
from tests.doors import DOORS, refused
from tests.modules.finance.property_register import ground
from tests.modules.kernel.charges.money import pay
from tests.people import sign_in

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture(autouse=True)
def town(db, monkeypatch) -> Iterator[None]:
    monkeypatch.setattr(clock, "today", lambda: date(2026, 6, 30))
    ground.town()
    ground.parcel(1, 0, 0, 40, 40)
    ground.person("ก", register_no="บค.1")
    yield


def rate(key: str, table: str = figures.FEES) -> str:
    return RateRow.objects.get(table__key=table, key=key).register_no


def fee(key: str = "fee/waste_house_month", **more: Any) -> dict[str, Any]:
    return {
        "rate": rate(key), "reference": "1/2569", "on": "1/6/2569", "quantity": "3", "person": "บค.1",
        "parcel": "01A001",
    } | more  # fmt: skip


def fine(**more: Any) -> dict[str, Any]:
    return fee("fine/litter", **({"quantity": "1", "amount_baht": "500"} | more))


def enter(values: dict[str, Any] | None = None) -> FeeItem:
    return records.create(
        registry.for_model(FeeItem), values or fee(), user=ground.user("revenue_officer"), reason="ตั้งหนี้"
    )


def take_back(item: FeeItem, *roles: str) -> FeeItem:
    values, user = {"void_reason": "ออกซ้ำ"}, ground.user(*(roles or ("finance_head",)))
    return doors.take(item, "void", user, values)


CASES: dict[str, tuple[dict[str, Any], str]] = {
    "ONE_OWNER": ({"person": ""}, "เลือกผู้ชำระเป็นบุคคลหรือนิติบุคคลอย่างใดอย่างหนึ่ง"),
    "QUANTITY": ({"quantity": "-1"}, "จำนวนหน่วยต้องมากกว่าศูนย์"),
    "FEE_AMOUNT": ({"amount_baht": "194.99"}, "จำนวนเงินไม่ตรงกับอัตรา 195.00 บาท"),
    "DATES": ({"on": "1/7/2569"}, "วันที่ของเรื่องต้องไม่เป็นวันในอนาคต"),
    "DATES due before": ({"due_on": "31/5/2569"}, "วันครบกำหนดต้องไม่ก่อนวันนั้น"),
    "NO_RATE": ({"on": "1/1/2550"}, "อัตรานี้ไม่ใช้บังคับในวันที่ 1 ม.ค. 2550"),
}
FINES: dict[str, tuple[dict[str, Any], str]] = {
    "AMOUNT": ({"amount_baht": ""}, "ระบุจำนวนเงินที่มากกว่าศูนย์"),
    "AMOUNT below": ({"amount_baht": "-1"}, "ระบุจำนวนเงินที่มากกว่าศูนย์"),
    "FINE_MAX": ({"amount_baht": "2000.01"}, "ค่าปรับเกินอัตราสูงสุด 2,000.00 บาท"),
}


def knock(door: str, client: Any, values: dict[str, Any]) -> list[str]:
    return DOORS[door](client, ground.user("revenue_officer"), registry.for_model(FeeItem), values, {})


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("case", [*CASES, *FINES])
def test_refused_at_every_door(client, case, door):
    more, text = (CASES | FINES)[case]
    found = knock(door, client, (fine() if case in FINES else fee()) | more)
    assert any(text in each for each in found), found
    assert not Charge.objects.exists()


@pytest.mark.parametrize("door", DOORS)
def test_a_rate_of_another_table_is_no_fee(client, door):
    other = rate("land_tax/surcharge_month", "kernel.charges_late")
    assert any("เลือกอัตราจากตารางค่าธรรมเนียม" in each for each in knock(door, client, fee(rate=other)))


@pytest.mark.parametrize("door", DOORS)
def test_the_same_matter_is_charged_once(client, door):
    enter()
    assert any("เรื่องนี้ตั้งหนี้รายการเดียวกันของผู้ชำระรายนี้แล้ว" in each for each in knock(door, client, fee()))
    assert Charge.objects.count() == 1


@pytest.mark.parametrize("door", DOORS)
def test_a_kind_of_revenue_that_is_off_or_of_another_office_is_not_charged(client, door):
    with ground.write():
        RevenueCode.objects.filter(code="fee").update(is_used=False)
        RevenueCode.objects.filter(code="fine").update(office_kinds="อบจ.")
    assert any("ประเภทรายได้ “ค่าธรรมเนียม” ยังไม่เปิดใช้งาน" in each for each in knock(door, client, fee()))
    assert any("เทศบาลไม่มีอำนาจจัดเก็บค่าปรับ" in each for each in knock(door, client, fine()))
    assert not Charge.objects.exists()


@pytest.mark.parametrize("door", DOORS)
def test_what_is_right_is_a_charge_at_once(client, door):
    assert knock(door, client, fee()) == []
    item, charge = FeeItem.objects.get(), Charge.objects.get()
    assert (charge.revenue.code, charge.principal_baht, charge.due_on) == ("fee", D(195), date(2026, 6, 1))
    assert (charge.source_id, charge.place_id, item.status) == (item.uid, item.parcel.uid, "open")


def test_a_fine_is_what_was_fixed_up_to_the_highest_and_stands_at_a_place_of_business():
    with ground.write():
        shop = Establishment.objects.create(thai="ร้าน", register_no="สปก.1")
    enter(fine(establishment="สปก.1", amount_baht="2000"))
    charge = Charge.objects.get()
    assert (charge.revenue.code, charge.principal_baht, charge.place_id) == ("fine", D(2000), shop.uid)


@pytest.mark.parametrize(
    ("tariff", "quantity", "is_fine", "told"),
    [
        ("ทิ้งมูลฝอยในที่สาธารณะ ปรับไม่เกิน", "1", True, "ค่าปรับ ทิ้งมูลฝอยในที่สาธารณะ"),
        ("ค่ารับรองสำเนาเอกสาร ต่อฉบับ", "3.00", False, "ค่ารับรองสำเนาเอกสาร 3 ฉบับ"),
        ("ค่าเก็บมูลฝอย ไม่เกิน 20 ลิตรต่อวัน ต่อเดือน", "12", False, "ค่าเก็บมูลฝอย ไม่เกิน 20 ลิตรต่อวัน 12 เดือน"),
        ("ค่าธรรมเนียมตาม ต่อท้าย ข้อ 2", "1", False, "ค่าธรรมเนียมตาม ต่อท้าย ข้อ 2"),
    ],
)
def test_it_is_called_by_what_was_paid(tariff, quantity, is_fine, told):
    assert paid_for(tariff, D(quantity), is_fine=is_fine) == told


def test_bill_and_receipt_say_what_was_paid_and_nothing_of_the_highest_fine():
    for values, told in (
        (fine(matter="ทิ้งขยะริมคลอง"), "ค่าปรับ ทิ้งสิ่งปฏิกูลหรือมูลฝอยในที่สาธารณะ ทิ้งขยะริมคลอง (1/2569)"),
        (fee(), "ค่าเก็บและขนมูลฝอยทั่วไป ไม่เกิน 20 ลิตรต่อวัน 3 เดือน (1/2569)"),
    ):
        charge = Charge.objects.get(source_id=enter(values).uid)
        (line,) = pay(charge, str(charge.principal_left_baht), ground.user("cashier")).lines.all()
        assert (charge.title, line.thai) == (told, f"{told} ({charge.register_no})")


def test_another_person_takes_back_what_nobody_has_paid():
    item = enter()
    assert refused(take_back, item, "revenue_officer") == ("NO_RIGHT",)
    assert take_back(item).status == "void"
    assert (Charge.objects.get().status, Charge.objects.get().principal_left_baht) == ("void", D(0))
    assert enter().status == "open"  # the matter is free again


def test_who_opened_it_does_not_take_it_back_and_nobody_what_is_paid():
    register, both = registry.for_model(FeeItem), ground.user("revenue_officer", "finance_head")
    item = records.create(register, fee(), user=both, reason="ตั้งหนี้")
    assert refused(take_back, item, "revenue_officer", "finance_head") == ("FOUR_EYES",)
    pay(Charge.objects.get(), 5, ground.user("cashier"))
    assert refused(take_back, item) == ("CHARGE_PAID",)
    assert not is_paid(item.uid)
    pay(Charge.objects.get(), 190, ground.user("cashier"))
    assert is_paid(item.uid)


def test_its_page_tells_what_is_to_be_paid(client):
    item = enter()
    sign_in(client, ground.user("revenue_officer"))
    page = client.get(f"{registry.for_model(FeeItem).record_url(item.uid)}panel/charges").content.decode()
    assert Charge.objects.get().register_no in page and "ตั้งหนี้" in page and "195.00" in page


def test_what_was_opened_stays_as_it_was():
    item, register = enter(), registry.for_model(FeeItem)
    change = {"user": ground.user("revenue_officer"), "reason": "แก้"}
    assert refused(records.update, register, item.uid, {"quantity": "1"}, **change) == ("NO_RIGHT",)
    assert refused(records.delete, register, item.uid, **change) == ("NO_RIGHT",)


def test_receipts_and_reports_take_fees_and_fines():
    enter()
    enter(fine(reference="2/2569"))
    head = ground.user("finance_head")
    assert {row["title"]: row["y1"] for row in ageing(head, date(2026, 6, 30))} == {
        "ค่าธรรมเนียม": D(195), "ค่าปรับ": D(500), "รวม": D(695),
    }  # fmt: skip
    assert [each["baht"] for each in top_debtors(head)] == [D(695)]
    for charge in Charge.objects.all():
        pay(charge, charge.principal_baht, ground.user("cashier"))
    found = {row["code"]: row["month"] for row in revenue_by_code(head)}
    assert (found["fee"], found["fine"], found[None]) == (D(195), D(500), D(695))
