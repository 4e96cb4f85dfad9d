"""A provincial administrative organisation: its own fees filed monthly, and none of the taxes it does not levy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from gis_core.features import clock
from gis_core.ground import office
from gis_core.ground.models import Establishment, Office
from gis_core.pure.thai_calendar import national_holidays
from layers.engine import records
from layers.registry import registry
from map_ui.context import menu
from modules.finance.revenue_collection import figures
from modules.finance.revenue_collection.fees import province_law
from modules.finance.revenue_collection.models import (
    LandTaxAssessment,
    LandTaxUse,
    OldTaxArrear,
    ProvinceReturn,
    SignTaxReturn,
    TaxYear,
)
from modules.kernel.charges.models import Charge
from modules.kernel.charges.returns import ageing, revenue_by_code, top_debtors
from modules.kernel.rates.models import RateRow
from tests.doors import DOORS, TYPED, refused
from tests.modules.finance.property_register import ground
from tests.modules.finance.revenue_collection import tax_rates
from tests.modules.kernel.charges.money import owing, pay
from tests.people import sign_in

pytestmark = pytest.mark.django_db
D = Decimal
ROWS = tax_rates.rate_rows("province")
TAXES = (TaxYear, LandTaxUse, LandTaxAssessment, SignTaxReturn, OldTaxArrear)


@pytest.fixture(autouse=True)
def province(db, monkeypatch) -> Iterator[None]:
    monkeypatch.setattr(clock, "today", lambda: date(2026, 6, 30))
    ground.town()
    be("pao")
    owner = ground.person("ก", register_no="บค.1")
    with ground.write():
        Establishment.objects.create(thai="โรงแรมทดสอบ", register_no="สปก.1", person=owner)
    yield
    office.forget()


def be(kind: str) -> None:
    with ground.write():
        Office.objects.update(kind=kind)
    office.forget()


def filing(**more: Any) -> dict[str, Any]:
    return {
        "kind": "hotel", "establishment": "สปก.1", "year_be": "2569", "month": "5", "quantity": "250000.00",
        "filed_on": "10/6/2569",
    } | more  # fmt: skip


def enter(**more: Any) -> ProvinceReturn:
    register = registry.for_model(ProvinceReturn)
    return records.create(register, filing(**more), user=ground.user("revenue_officer"), reason="รับแบบ")


def knock(door: str, client: Any, values: dict[str, Any]) -> list[str]:
    return DOORS[door](client, ground.user("revenue_officer"), registry.for_model(ProvinceReturn), values, {})


def new_rate(key: str, value: str) -> None:
    with ground.write():
        RateRow.objects.filter(table__key=figures.PROVINCE, key=key).update(value=value)


# -- its own fees ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "quantity", "baht"),
    [
        ("hotel", "250000.00", "7500.00"),
        ("hotel", "0.17", "0.01"),
        ("fuel", "100000", "4540.00"),
        ("fuel", "1", "0.05"),
        ("tobacco", "20000", "1860.00"),
        ("tobacco", "1", "0.09"),
    ],
)
def test_the_highest_rates_of_the_law(kind, quantity, baht):
    row = province_law.rate_of(kind, date(2026, 5, 1), ROWS)
    assert province_law.fee(D(quantity), row.value) == D(baht)


def test_a_month_is_due_on_the_fifteenth_of_the_next_or_the_working_day_after():
    assert province_law.due_on(date(2026, 5, 1), ROWS, national_holidays()) == date(2026, 6, 15)
    assert province_law.due_on(date(2026, 7, 1), ROWS, national_holidays()) == date(2026, 8, 17)


@pytest.mark.parametrize("door", DOORS)
def test_a_return_is_a_charge_at_once(client, door):
    assert knock(door, client, filing()) == []
    made, charge = ProvinceReturn.objects.get(), Charge.objects.get()
    assert (charge.revenue.code, charge.principal_baht, charge.due_on) == ("hotel_fee", D(7500), date(2026, 6, 15))
    assert (charge.person, charge.place_id, made.rate_value) == (made.person, made.establishment.uid, D(3))


def test_a_month_of_nothing_opens_nothing():
    assert enter(quantity="0").amount_baht == 0
    assert not Charge.objects.exists()


CASES = {
    "QUANTITY": ({"quantity": "-1"}, "ยอดของเดือนต้องไม่ติดลบ"),
    "QUANTITY sticks": ({"kind": "tobacco", "quantity": "1.5"}, "จำนวนมวนต้องเป็นจำนวนเต็ม"),
    "RETURN_EARLY": ({"month": "6"}, "ยื่นแบบได้เมื่อสิ้นเดือนแล้ว"),
    "RETURN_EARLY to come": ({"filed_on": "1/7/2569"}, "วันที่ยื่นต้องไม่เป็นวันในอนาคต"),
    "FEE_AMOUNT": ({"amount_baht": "7500.01"}, "จำนวนเงินที่ยื่นไม่ตรงกับอัตรา ต้องเป็น 7,500.00 บาท"),
    "month": ({"month": "13"}, "12"),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("case", CASES)
def test_refused_at_every_door(client, case, door):
    more, text = CASES[case]
    found = knock(door, client, filing(**more))
    assert any(text in each for each in found), found
    assert not Charge.objects.exists()


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    ("kind", "over", "text"),
    [
        ("hotel", "3.01", "อัตรา 3.01 ร้อยละของค่าห้องพัก เกินเพดาน 3 ตามกฎหมาย"),
        ("fuel", "4.55", "อัตรา 4.55 สตางค์ต่อลิตร เกินเพดาน 4.54 ตามกฎหมาย"),
        ("tobacco", "9.31", "อัตรา 9.31 สตางค์ต่อมวน เกินเพดาน 9.3 ตามกฎหมาย"),
    ],
)
def test_a_rate_above_the_ceiling_is_refused_at_every_door(client, door, kind, over, text):
    new_rate(f"rate/{kind}", over)
    found = knock(door, client, filing(kind=kind))
    assert any(text in each for each in found), found
    assert not Charge.objects.exists()


def test_a_lower_rate_of_the_ordinance_counts():
    new_rate("rate/hotel", "1")
    assert enter().amount_baht == D(2500)


@pytest.mark.parametrize("door", DOORS)
def test_a_month_is_filed_once(client, door):
    enter()
    assert any("สถานประกอบการนี้ยื่นแบบของเดือนนี้แล้ว" in each for each in knock(door, client, filing()))


def test_receipts_and_reports_take_its_fees():
    enter()
    head, charge = ground.user("finance_head"), Charge.objects.get()
    (row, _) = ageing(head, date(2026, 6, 30))
    assert (row["title"], row["y1"]) == (charge.revenue.thai, D(7500))
    assert [each["baht"] for each in top_debtors(head)] == [D(7500)]
    pay(charge, 7500, ground.user("cashier"))
    assert {row["code"]: row["month"] for row in revenue_by_code(head)}["hotel_fee"] == D(7500)


# -- what it does not levy ---------------------------------------------------------------------------------------------
def shown(user: Any) -> set[str]:
    return {r.key for module in menu(user) for system in module["systems"] for r in system["registers"]}


def test_its_menu_has_its_returns_and_not_the_taxes():
    officer = ground.user("revenue_officer")
    keys = {registry.for_model(model).key for model in TAXES}
    own = registry.for_model(ProvinceReturn).key
    assert own in shown(officer) and not keys & shown(officer)
    be("municipality")
    assert own not in shown(officer) and keys <= shown(officer)


@pytest.mark.parametrize("model", TAXES)
def test_the_taxes_are_closed_to_it_at_every_door(client, model):
    register, officer = registry.for_model(model), ground.user("revenue_officer")
    sign_in(client, officer)
    pages = [register.url, f"{register.url}new", f"{register.url}export/csv"]
    pages += [f"{register.url}{page.path}" for page in register.declared.pages]
    assert [client.get(page).status_code for page in pages] == [403] * len(pages)
    assert client.get("/tiles/revenue_collection-payment_map/2569/14/12765/7500").status_code == 404
    assert refused(records.create, register, {}, user=officer, reason="ทดสอบ") == ("OFFICE_KIND",)
    with pytest.raises(Exception, match=r"องค์การบริหารส่วนจังหวัดไม่มีอำนาจหน้าที่เกี่ยวกับ"):
        records.create(register, {}, user=officer, reason="ทดสอบ")


def test_a_charge_of_a_tax_it_does_not_levy_is_not_opened():
    assert refused(owing, ground.person(), "100.00") == ("CHARGE_OFFICE_KIND",)
    be("sao")
    assert owing(ground.person(), "100.00")


@pytest.mark.parametrize("kind", ["municipality", "sao"])
@pytest.mark.parametrize("door", TYPED)
def test_the_fees_of_a_province_are_closed_to_others(client, door, kind):
    be(kind)
    try:
        found = knock(door, client, filing())
    except (KeyError, TypeError) as error:  # turned away before the form
        found = [str(error)]
    assert found and not ProvinceReturn.objects.exists()
    assert refused(enter) == ("OFFICE_KIND",)
