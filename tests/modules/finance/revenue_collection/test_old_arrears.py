"""Arrears of the old taxes: brought in at every door, closed to what came later, grown by their own Acts, given up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from gis_core.features import clock
from gis_core.ground import office
from gis_core.ground.models import Office
from layers.engine import records, transitions
from layers.registry import registry
from modules.finance.revenue_collection.models import OldTaxArrear
from modules.kernel.charges.asking import dues_of
from modules.kernel.charges.models import Charge, ChargeOrder
from modules.kernel.charges.returns import ageing, revenue_by_code, top_debtors
from tests.doors import DOORS, by_api, by_file, refused
from tests.modules.finance.property_register import ground
from tests.modules.kernel.charges.money import pay

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture(autouse=True)
def town(db, monkeypatch) -> Iterator[None]:
    monkeypatch.setattr(clock, "today", lambda: date(2026, 6, 30))
    ground.town()
    office.forget()
    ground.parcel(1, 0, 0, 40, 40)
    ground.person("ก", register_no="บค.1")
    yield
    office.forget()


def arrear(**more: Any) -> dict[str, Any]:
    return {
        "ref_no": "กค.1/2560", "kind": "hlt", "year_be": "2560", "person": "บค.1", "parcel": "01A001",
        "principal_baht": "7500.00", "due_on": "30/4/2560",
    } | more  # fmt: skip


def knock(door: str, client: Any, values: dict[str, Any]) -> list[str]:
    return DOORS[door](client, ground.user("revenue_officer"), registry.for_model(OldTaxArrear), values, {})


CASES = {
    "OLD_TAX_YEAR": ({"year_be": "2563", "due_on": "30/4/2563"}, "ประเมินได้ถึงปี 2562 เท่านั้น"),
    "ONE_OWNER": ({"person": ""}, "เลือกผู้ค้างชำระเป็นบุคคลหรือนิติบุคคลอย่างใดอย่างหนึ่ง"),
    "AMOUNT": ({"principal_baht": "0"}, "เงินต้นค้างชำระต้องมากกว่าศูนย์"),
    "DATES before the year": ({"due_on": "31/12/2559"}, "วันครบกำหนดต้องไม่ก่อนปีภาษี"),
    "DATES not yet due": ({"due_on": "1/7/2569"}, "พ้นมาแล้ว"),
    "DATES told after": ({"notified_on": "1/5/2560"}, "วันที่ได้รับแจ้งต้องไม่หลังวันครบกำหนด"),
    "DATES before its Act": ({"kind": "ldt", "year_be": "2500", "due_on": "30/4/2500"}, "พ.ศ. 2508 ใช้บังคับ"),
    "DUE_UNKNOWN before its Act": ({"kind": "ldt", "year_be": "2500", "due_on": ""}, "ระบุวันครบกำหนดชำระ"),
    "DUE_UNKNOWN": ({"due_on": ""}, "ระบุวันครบกำหนดชำระหรือวันที่ได้รับแจ้งการประเมิน"),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("case", CASES)
def test_refused_at_every_door(client, case, door):
    more, text = CASES[case]
    found = knock(door, client, arrear(**more))
    assert any(text in each for each in found), found
    assert not Charge.objects.exists()


@pytest.mark.parametrize("door", [by_api, by_file])
def test_a_province_levies_neither(client, door):
    with ground.write():
        Office.objects.update(kind="pao")
    office.forget()
    register = registry.for_model(OldTaxArrear)
    try:
        found = door(client, ground.user("revenue_officer"), register, arrear(), {})
    except (KeyError, PermissionDenied) as error:
        found = [str(error)]
    assert found and not OldTaxArrear.objects.exists()
    assert refused(enter) == ("OFFICE_KIND",)


@pytest.mark.parametrize("door", DOORS)
def test_what_comes_in_is_a_charge_at_once(client, door):
    assert knock(door, client, arrear()) == []
    made, charge = OldTaxArrear.objects.get(), Charge.objects.get()
    assert (charge.source_id, charge.place_id, charge.person_id) == (made.uid, made.parcel.uid, made.person_id)
    assert (charge.revenue.code, charge.tax_year_be, charge.principal_baht) == ("house_land_tax", 2560, D(7500))


def test_a_file_brought_in_twice_opens_nothing_more(client):
    assert knock("file", client, arrear()) == []
    knock("file", client, arrear())
    assert (OldTaxArrear.objects.count(), Charge.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("kind", "baht", "due_on", "on", "total"),
    [
        ("hlt", "7500.00", "30/4/2560", date(2017, 5, 31), "7687.50"),
        ("hlt", "7500.00", "30/4/2560", date(2017, 6, 30), "7875.00"),
        ("hlt", "7500.00", "30/4/2560", date(2017, 7, 31), "8062.50"),
        ("hlt", "7500.00", "30/4/2560", date(2026, 6, 30), "8250.00"),
        ("ldt", "100.00", "30/4/2561", date(2019, 4, 30), "124.00"),
    ],
)
def test_the_worked_examples_grow_by_their_own_acts(kind, baht, due_on, on, total):
    enter(kind=kind, principal_baht=baht, due_on=due_on, year_be=due_on[-4:])
    assert dues_of(Charge.objects.get(), on).dues.total == D(total)


def enter(**more: Any) -> OldTaxArrear:
    values = arrear(**more)
    return records.create(
        registry.for_model(OldTaxArrear), values, user=ground.user("revenue_officer"), reason="นำเข้าหนี้ภาษีเดิม"
    )


def test_the_set_is_closed():
    made, officer = enter(), ground.user("revenue_officer", "finance_head")
    register = registry.for_model(OldTaxArrear)
    change = {"user": officer, "reason": "แก้"}
    assert refused(records.update, register, made.uid, {"principal_baht": "1"}, **change) == ("NO_RIGHT",)
    assert refused(records.delete, register, made.uid, **change) == ("NO_RIGHT",)
    assert refused(enter) == ("DUP_ARREAR",)


def test_an_old_debt_is_given_up_by_an_order():
    enter(due_on="30/4/2559", year_be="2559")
    charge, orders = Charge.objects.get(), registry.for_model(ChargeOrder)
    values = {
        "charge": charge, "kind": "write_off", "asked_on": "30/6/2569", "authority_no": "มติ 1/2569", "note": "สูญ",
    }  # fmt: skip
    order = records.create(orders, values, user=ground.user("revenue_officer"), reason="เสนอ")
    transitions.transition(orders, order.uid, "approve", {}, user=ground.user("executive"), reason="อนุมัติ")
    charge.refresh_from_db()
    assert (charge.status, charge.principal_left_baht) == ("written_off", D(0))


@pytest.mark.parametrize(
    ("more", "due"),
    [
        ({"kind": "hlt", "due_on": "", "notified_on": "1/3/2560"}, date(2017, 3, 31)),
        ({"kind": "hlt", "due_on": "", "notified_on": "2/3/2560"}, date(2017, 4, 3)),
        ({"kind": "ldt", "due_on": "", "year_be": "2561"}, date(2018, 4, 30)),
    ],
)
def test_the_last_day_is_that_of_the_law(more, due):
    assert enter(**more).due_on == due


def test_it_is_paid_at_the_counter_and_told_in_the_reports():
    enter(due_on="30/4/2559", year_be="2559")
    charge = Charge.objects.get()
    (row, whole) = ageing(ground.user("finance_head"), date(2026, 6, 30))
    assert (row["title"], row["more"], whole["total"]) == (charge.revenue.thai, D(7500), D(7500))
    (debtor,) = top_debtors(ground.user("finance_head"))
    assert debtor["baht"] == D(7500)
    receipt = pay(charge, "8250.00", ground.user("cashier"))
    assert {line.component: line.amount_baht for line in receipt.lines.all()} == {
        "principal": D(7500), "surcharge": D(750),
    }  # fmt: skip
    found = {row["code"]: row["month"] for row in revenue_by_code(ground.user("finance_head"))}
    assert (found["house_land_tax"], charge.status) == (D(8250), "paid")
    assert enter(ref_no="กค.2/2560") and top_debtors(ground.user("finance_head"))


def test_after_four_months_the_line_says_that_property_may_be_seized():
    enter()
    (before,), (after,) = (
        dues_of(Charge.objects.get(), day).dues.lines for day in (date(2017, 8, 31), date(2017, 9, 1))
    )
    assert (before.percent, "ยึด อายัด" in before.thai) == (D(10), False)
    assert (after.percent, "ยึด อายัด" in after.thai) == (D(10), True)
