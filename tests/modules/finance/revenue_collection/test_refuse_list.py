"""The refusals of revenue collection that no record is typed with anew: an edit, a button, a step, each at its doors.

Those of new records stand beside their registers (`test_refusals`, `test_signboard_refusals`, `test_enforcement`,
`test_old_arrears`, `kernel/charges/test_orders` and `test_counter`).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from gis_core.ground.models import House, Signboard
from importers.models import StagedRow
from layers.registry import registry
from modules.finance.revenue_collection.models import LandTaxAssessment, LandTaxUse
from modules.kernel.charges.models import Receipt
from modules.kernel.notices.models import Notice
from tests.contracts.form_reader import FormReader
from tests.doors import DOORS, STEPS, basic, refused
from tests.doors import press as pressed
from tests.importers import doing
from tests.modules.finance.property_register import ground
from tests.modules.finance.revenue_collection import year as years
from tests.modules.kernel.charges.money import pay
from tests.people import sign_in

pytestmark = pytest.mark.django_db
HOME = "ไม่เข้าเงื่อนไขบ้านหลังหลัก"


@pytest.fixture(autouse=True)
def town(db: None, day: Any) -> None:
    ground.town()


# -- a record that is there already, changed at every door -------------------------------------------------------------
def by_form(client: Any, user: Any, record: Any, values: dict[str, str]) -> list[str]:
    sign_in(client, user)
    register = registry.for_model(type(record))
    address, form = f"{register.record_url(record.uid)}edit", FormReader()
    form.feed(client.get(address).content.decode())
    answer = client.post(address, form.found | values | {"change_reason": "ทดสอบ"})
    return [] if answer.status_code == 302 else [each.thai for each, _ in answer.context["form"].summary]


def by_api(client: Any, user: Any, record: Any, values: dict[str, str]) -> list[str]:
    register = registry.for_model(type(record))
    answer = client.patch(
        f"/ogc/collections/{register.slug}/items/{record.uid}", json.dumps({"type": "Feature", "properties": values}),
        content_type="application/geo+json", **basic(user),
    )  # fmt: skip
    return [] if answer.status_code < 300 else [each["thai"] for each in answer.json()["refusals"]]


def by_file(client: Any, user: Any, record: Any, values: dict[str, str]) -> list[str]:
    register = registry.for_model(type(record))
    match_on = register.declared.imports.match_on
    work = doing.bring(
        register.slug, user, doing.geojson_of(({match_on: getattr(record, match_on)} | values, None)), "a.geojson"
    )
    doing.judge(work)
    row = StagedRow.objects.get(batch=work.batch)
    return [each["thai"] for each in [*(row.faults or []), *(row.reasons or [])]]


EDITS = {"form": by_form, "api": by_api, "file": by_file}


@pytest.mark.parametrize("door", EDITS)
def test_a_use_that_was_assessed_is_changed_at_no_door(client, door):
    used = years.use(years.tax_year(), years.land(1, ground.person("ก"), 0, 0, 40, 40), register_no="กช.1")
    with ground.write():
        years.assessment(used.tax_year, "ข", 100).lines.create(seq=1, use=used, category="other", rate_key="other")
    found = EDITS[door](client, ground.user("assessor"), used, {"category": "residential"})
    assert any("มีการประเมินรายการนี้ในปีภาษีเดียวกันแล้ว" in each for each in found), found
    used.refresh_from_db()
    assert used.category == "other"


SIGNS = {
    "SIGN_SIZE": ({"width_cm": "0"}, "ขนาดป้ายต้องมากกว่าศูนย์"),
    "SIGN_TEXT": ({"thai": "ENGLISH ร้าน"}, "ป้ายประเภท 1 ต้องเป็นอักษรไทยล้วน"),
    "SIGN_DATES": ({"installed_on": "2/2/2569", "removed_on": "1/2/2569"}, "วันที่ปลดป้ายก่อนวันที่ติดตั้ง"),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("case", SIGNS)
def test_a_sign_that_cannot_be_is_let_in_at_no_door(client, case, door):
    more, text = SIGNS[case]
    plain = {
        "sign_code": "A", "thai": "ร้าน", "kind": "1", "width_cm": "100", "height_cm": "100", "sides": "1",
        "shape": "bounded", "geom": ground.geojson(ground.point(5, 5)),
    }  # fmt: skip
    register = ground.register("signboard")
    found = DOORS[door](client, ground.user("assessor", "revenue_officer"), register, plain | more, {})
    assert any(text in each for each in found), found
    assert not Signboard.objects.exists()


def _home(lot: int, person: str) -> dict[str, str]:
    return {
        "tax_year": "2569", "parcel": f"01A00{lot}", "seq": "1", "category": "residential", "land_sqwah": "1-0-0",
        "building": f"01A00{lot}/001", "floor_m2": "100", "home": str(lot), "home_person": person,
        "home_seen_on": "5/1/2569",
    }  # fmt: skip


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("case", ["a second home", "a juristic person"])
def test_a_main_home_is_one_and_of_a_natural_person_at_every_door(client, door, case):
    years.tax_year()
    owner = ground.person("ก", register_no="บค.1")
    for lot, who in ((1, owner), (2, owner if case == "a second home" else years.company())):
        parcel = years.land(lot, who, lot * 50, 0, lot * 50 + 40, 40)
        built = ground.building(parcel, lot * 50 + 5, 5, lot * 50 + 15, 15)
        with ground.write():
            built.floor_uses.create(floor=1, area_m2=100)
            House.objects.create(house_no=str(lot), register_no=str(lot), building=built)
    user, register = ground.user("assessor", "revenue_officer"), registry.for_model(LandTaxUse)
    if case == "a second home":
        assert DOORS["api"](client, user, register, _home(1, "บค.1"), {}) == []
    before = LandTaxUse.objects.count()
    found = DOORS[door](client, user, register, _home(2, "บค.1"), {})
    assert any(HOME in each for each in found), found
    assert LandTaxUse.objects.count() == before


# -- buttons and steps, by the page and by the API ---------------------------------------------------------------------
def press_by_page(client: Any, user: Any, record: Any, code: str, values: dict[str, str]) -> list[str]:
    sign_in(client, user)
    register = registry.for_model(type(record))
    answer = client.post(f"{register.record_url(record.uid)}act/{code}", {"change_reason": "ทดสอบ", **values})
    return [] if answer.status_code == 302 else [each.code for each in answer.context["refusals"]]


def press_by_api(client: Any, user: Any, record: Any, code: str, values: dict[str, str]) -> list[str]:
    sign_in(client, user)
    client.cookies["csrftoken"] = token = "a" * 32
    address = f"/ogc/collections/{registry.for_model(type(record)).slug}/items/{record.uid}/actions/{code}"
    body = json.dumps({"reason": "ทดสอบ", "values": values})
    answer = client.post(address, body, content_type="application/json", HTTP_X_CSRFTOKEN=token)
    return [] if answer.status_code == 200 else [each["code"] for each in answer.json()["refusals"]]


BUTTONS = {"page": press_by_page, "api": press_by_api}
Ready = tuple[Any, str, str, dict[str, str]]


def too_early_to_remind(day: Any) -> Ready:
    return years.tax_year(), "remind", "revenue_officer", {}


def too_little_to_pay_in_parts(day: Any) -> Ready:
    bill = years.bill("2999.99", ground.parcel(1, 0, 0, 40, 40), due=60)
    return bill.charge, "instalments", "revenue_officer", {"asked_on": "10/2/2569", "note": "ขอผ่อน"}


PRESSED: dict[str, Callable[[Any], Ready]] = {
    "REMIND_EARLY": too_early_to_remind,
    "INSTALMENT_MIN": too_little_to_pay_in_parts,
}


@pytest.mark.parametrize("door", BUTTONS)
@pytest.mark.parametrize("code", PRESSED)
def test_a_button_is_refused_by_page_and_api(client, day, code, door):
    record, button, role, values = PRESSED[code](day)
    assert BUTTONS[door](client, ground.user(role), record, button, values) == [code]


@pytest.mark.parametrize("door", STEPS)
def test_a_reminder_is_not_received_before_the_tax_is_late(client, day, door):
    """Written when it was late; an order moved the last day since."""
    bill = years.bill("5000", ground.parcel(1, 0, 0, 40, 40), due_on=date(2026, 1, 31), notified_on=date(2026, 1, 2))
    pressed(bill.year, "remind", ground.user("revenue_officer"))
    pressed(bill.year, "extend", ground.user("revenue_officer"), order_no="1/2569", ordered_on="10/2/2569")
    notice = Notice.objects.get(kind="land_tax_reminder")
    values = {"received_on": "10/2/2569", "received_by": "ผู้เสียภาษี"}
    assert STEPS[door](client, ground.user("revenue_officer"), notice, "give", values) == ["REMIND_EARLY"]


@pytest.mark.parametrize("door", STEPS)
def test_a_receipt_whose_money_was_handed_on_is_not_void(client, day, door):
    charge = years.bill("500", ground.parcel(1, 0, 0, 40, 40)).charge
    receipt = pay(charge, 500, ground.user("cashier"))
    counted = {"cash_baht": "500", "cheque_baht": "0", "transfer_baht": "0"}
    assert STEPS["api"](client, ground.user("cashier"), receipt.cash_day, "count", counted) == []
    found = STEPS[door](client, ground.user("cashier"), receipt, "request_void", {"void_reason": "ผิด"})
    assert found == ["VOID_REMITTED"]
    assert Receipt.objects.get().status == "issued"


def test_nobody_is_assessed_before_the_announcement(client):
    year = years.tax_year()
    years.use(year, years.land(1, ground.person("ก"), 0, 0, 40, 40))
    with ground.write():
        type(year).objects.update(prices_announced_on=None)
    sign_in(client, ground.user("assessor"))
    answer = client.post(f"{registry.for_model(LandTaxAssessment).url}review?year=2569", {"act": "assess"})
    assert answer.status_code == 409 and "ยังไม่ได้ประกาศราคาประเมินและอัตราภาษี" in answer.content.decode()
    assert not LandTaxAssessment.objects.exists()
    assert refused(pressed, year, "remind", ground.user("revenue_officer")) == ("REMIND_EARLY",)
