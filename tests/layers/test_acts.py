"""Steps and buttons by the API: what may be done is told, done with a reason by who may, refused as on the page."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.urls import get_resolver

from gis_core.features import clock
from gis_core.features.models import Feature
from layers.engine import records
from layers.engine.acting import Wanted
from layers.engine.rows import rows
from layers.features_api import acts
from layers.models import StateChange
from layers.registry import registry
from modules.kernel.charges.models import ChargeOrder
from tests.doors import basic, refused
from tests.map_ui import register_pages as street
from tests.modules.kernel.charges.money import a_payer, owing
from tests.people import account, sign_in

pytestmark = pytest.mark.django_db


def address(record: Any, tail: str) -> str:
    register = registry.for_model(type(record))
    return f"/ogc/collections/{register.slug}/items/{record.uid}/{tail}"


def post(client: Any, user: Any, record: Any, tail: str, body: Any, **headers: str) -> Any:
    sent = body if isinstance(body, str) else json.dumps(body)
    return client.post(address(record, tail), sent, content_type="application/json", **basic(user), **headers)


def codes(answer: Any) -> list[str]:
    return [each["code"] for each in answer.json()["refusals"]]


WHY = {"reason": "พิจารณาแล้ว"}


@pytest.fixture
def lamp(db: None) -> Any:
    return street.lamp(0, account("division_head", "engineer"))


@pytest.fixture
def order(db: None, monkeypatch: Any) -> ChargeOrder:
    """An adjustment asked for by the officer."""
    monkeypatch.setattr(clock, "today", lambda: date(2026, 6, 20))
    (charge,) = owing(a_payer(), "5000.00")
    typed = {
        "charge": charge, "kind": "adjust", "asked_on": "20/6/2569", "note": "คำนวณผิด", "amount_baht": "4000",
        "authority_no": "คำสั่ง 3/2569",
    }  # fmt: skip
    return records.create(registry.for_model(ChargeOrder), typed, user=account("revenue_officer"), reason="เสนอ")


def test_an_order_is_approved_by_a_second_person_and_its_charge_changed(client, order):
    answer = post(client, account("clerk_chief"), order, "steps/approve", WHY)
    assert answer.status_code == 200 and answer.json()["properties"]["status"] == "done" and answer["ETag"]
    order.refresh_from_db()
    order.charge.refresh_from_db()
    assert (order.decided_by, order.charge.principal_baht) == (account("clerk_chief"), 4000)
    taken = StateChange.objects.get(record_uid=order.uid)
    assert (taken.actor, taken.reason) == (account("clerk_chief"), WHY["reason"])
    assert codes(post(client, account("clerk_chief"), order, "steps/refuse", WHY)) == ["STATE"]


def test_who_asked_does_not_approve_and_who_has_no_right_neither(client, order):
    both = account("revenue_officer", "clerk_chief")
    register = registry.for_model(ChargeOrder)
    records.update(register, order.uid, {"note": "เสนอใหม่"}, user=both, reason="แก้")
    assert codes(post(client, both, order, "steps/approve", WHY)) == ["FOUR_EYES"]
    told = client.get(address(order, "acts"), **basic(both)).json()["acts"]
    assert {each["code"]: [r["code"] for r in each.get("refusals", ())] for each in told} == {
        "approve": ["FOUR_EYES"], "refuse": ["FOUR_EYES"],
    }  # fmt: skip
    sign_in(client, both)
    page = client.get(register.record_url(order.uid)).content.decode()
    assert "disabled>อนุมัติ</button>" in page and "อนุมัติเองไม่ได้ เพราะท่านเป็นผู้เสนอ" in page
    assert "/do/approve" not in page
    answer = post(client, account("auditor"), order, "steps/approve", WHY)
    assert (answer.status_code, codes(answer)) == (403, ["NO_RIGHT"])
    assert post(client, account("engineer"), order, "steps/approve", WHY).status_code == 404, (
        "no such collection to him"
    )
    order.refresh_from_db()
    assert order.status == "asked"


def test_what_was_decided_is_not_edited_and_the_page_says_so(client, order):
    officer, register = account("revenue_officer"), registry.for_model(ChargeOrder)
    assert post(client, account("clerk_chief"), order, "steps/approve", WHY).status_code == 200
    assert refused(records.update, register, order.uid, {"note": "อื่น"}, user=officer, reason="แก้") == ("STATE",)
    sign_in(client, officer)
    page = client.get(register.record_url(order.uid)).content.decode()
    assert "แก้ไขไม่ได้ในสถานะ" in page and f"{order.uid}/edit" not in page


@pytest.mark.parametrize("body", [{}, {"reason": "  "}, {"values": {}, "reason": ""}])
def test_nothing_is_done_without_a_reason(client, order, body):
    answer = post(client, account("clerk_chief"), order, "steps/approve", body)
    assert (answer.status_code, codes(answer)) == (422, ["REQUIRED"])
    assert answer.json()["refusals"][0]["field"] == "reason"


def test_a_button_is_pressed_with_its_values(client, order):
    (charge,) = owing(a_payer(), "9000.00")
    values = {"asked_on": "20/6/2569", "note": "ขอผ่อน"}
    answer = post(client, account("revenue_officer"), charge, "actions/instalments", WHY | {"values": values})
    assert answer.status_code == 200, answer.content
    assert ChargeOrder.objects.get(charge=charge).asked_by == account("revenue_officer")
    again = post(client, account("revenue_officer"), charge, "actions/instalments", WHY | {"values": values})
    assert codes(again) == ["ORDER_WAITS"]
    wrong = WHY | {"values": values | {"asked_on": "31/2/2569"}}
    assert post(client, account("revenue_officer"), charge, "actions/instalments", wrong).status_code == 422
    assert codes(post(client, account("auditor"), charge, "actions/instalments", WHY)) == ["NO_RIGHT"]


def test_what_may_be_done_is_told(client, lamp, order):
    def told_to(user: Any, record: Any) -> list[str]:
        return [each["href"].rpartition("items/")[2].partition("/")[2] for each in told(user, record)]

    def told(user: Any, record: Any) -> list[dict[str, Any]]:
        return client.get(address(record, "acts"), **basic(user)).json()["acts"]

    assert told_to(account("clerk_chief"), order) == ["steps/approve", "steps/refuse"]
    assert told_to(account("auditor"), order) == []
    assert told_to(account("engineer"), lamp) == ["actions/meter"]
    (meter,) = told(account("engineer"), lamp)
    assert meter["values"] == [{"name": "meter_no", "title": "เลขมิเตอร์", "kind": "text"}] and meter["method"] == "POST"


def test_who_has_not_seen_the_last_change_does_not_act(client, lamp):
    user = account("engineer")
    records.update(street.lamps(), lamp.uid, {"power_w": "150"}, user=user, reason="แก้")
    body = WHY | {"values": {"meter_no": "M-1"}}
    stale = post(client, user, lamp, "actions/meter", body, HTTP_IF_MATCH='"1"')
    assert stale.status_code == 412 and stale.json()["changed"]
    assert post(client, user, lamp, "actions/meter", body, HTTP_IF_MATCH='"2"').status_code == 200
    assert Feature.objects.get(uid=lamp.uid).version == 3


@pytest.mark.parametrize(
    "body",
    ["", "x", "[]", "5", '{"values": []}', '{"values": 5, "reason": "x"}', '{"reason": {"a": 1}}', '{"reason": 5}'],
)
def test_no_body_breaks_the_server(client, lamp, body):
    for tail in ("steps/remove", "actions/meter"):
        answer = post(client, account("division_head", "engineer"), lamp, tail, body)
        assert 400 <= answer.status_code < 500, (tail, answer.content[:200])


@pytest.mark.parametrize("value", [{}, [], True, None, "x\x00y", 5, "9" * 5000])
def test_no_value_breaks_the_server(client, lamp, value):
    body = WHY | {"values": {"meter_no": value}}
    answer = post(client, account("engineer"), lamp, "actions/meter", body)
    assert answer.status_code in (200, 422)
    if isinstance(value, str) and len(value) > 100:
        assert codes(answer) == ["TOO_LONG"]


def test_no_step_on_a_record_one_does_not_see(client, order, monkeypatch):
    """His role takes the step everywhere; what he sees ends at his area."""
    monkeypatch.setattr(acts, "rows", lambda register, user, action: rows(register, user, action).none())
    for headers in ({}, {"HTTP_IF_MATCH": '"0"'}):
        answer = post(client, account("clerk_chief"), order, "steps/approve", WHY, **headers)
        assert answer.status_code == 404 and "changed" not in answer.json()
    order.refresh_from_db()
    assert order.status == "asked"


def test_what_is_not_declared_does_not_exist(client, lamp):
    for tail in ("steps/meter", "actions/report", "steps/x", "actions/x"):
        assert post(client, account("engineer"), lamp, tail, WHY).status_code == 404, tail
    for tail in ("steps/mend", "actions/meter"):
        assert client.get(address(lamp, tail), **basic(account("engineer"))).status_code == 405
    stranger = client.post(address(lamp, "actions/meter"), json.dumps(WHY), content_type="application/json")
    assert stranger.status_code == 401, "a page of another site cannot press a button"


def test_values_are_read_as_the_page_reads_them():
    assert Wanted("n", "จำนวน", "number").value("๑,๒๐๐") == 1200
    assert Wanted("n", "จำนวน", "number").value(12.5) == Wanted("n", "จำนวน", "number").value("12.5")
    for text in ("NaN", "1e400", "-1e999999"):
        assert refused(Wanted("n", "จำนวน", "number").value, text) == ("FORMAT",)
    assert refused(Wanted("c", "ผล", "choice:ดี|ชำรุด").value, "หาย") == ("CHOICE",)
    assert Wanted("c", "ผล", "choice:ดี|ชำรุด").value("ดี") == "ดี"
    assert refused(Wanted("p", "จุด", "point").value, "ที่ไหนสักแห่ง") == ("FORMAT",)
    assert Wanted("t", "ข้อความ", "text").value("") is None
    assert refused(Wanted("t", "ข้อความ", "text").value, ["a"]) == ("FORMAT",)


def test_the_description_names_the_acts(client):
    paths = client.get("/ogc/api", **basic(account("clerk_chief"))).json()["paths"]
    item = "/collections/charges-charge_order/items/{featureId}"
    assert "post" in paths[f"{item}/steps/approve"] and f"{item}/acts" in paths
    assert get_resolver().resolve(f"/ogc{item}/acts".replace("{featureId}", "x"))
