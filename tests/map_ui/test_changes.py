"""Pages of sets of changes: what they touched, undoing from page, JSON and worker, one deleted record."""

from __future__ import annotations

import html
import json
from typing import Any

import pytest

from gis_core.features.models import Feature
from layers.engine import changesets, records
from tests.map_ui import register_pages as street
from tests.people import sign_in, user_with
from tests.street_lamps.models import StreetLamp

pytestmark = pytest.mark.django_db


@pytest.fixture
def engineer(client: Any) -> Any:
    user = street.engineer()
    sign_in(client, user)
    return user


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def set_behind(record: Any) -> Any:
    return Feature.objects.select_related("change").get(uid=record.uid).change.batch_id


def change(lamp: Any, user: Any, reason: str = "แก้กำลังไฟ", batch: Any = None, **values: Any) -> None:
    records.update(street.lamps(), lamp.uid, values, user=user, reason=reason, batch_id=batch)


def post(client: Any, batch: Any, **body: Any) -> Any:
    return client.post(f"/changes/{batch}/undo", json.dumps(body), content_type="application/json")


# -- the list ----------------------------------------------------------------------------------------------------------
def test_ones_own_sets_are_listed_newest_first_and_filtered(client, engineer):
    lamp = street.lamp(0, engineer)
    change(lamp, engineer, power_w="200")
    other = user_with("division_head", name="other")
    change(lamp, other, reason="ของคนอื่น", power_w="300")
    page = text(client.get("/changes/"))
    assert page.index("แก้กำลังไฟ") < page.index("เพิ่มโคมไฟ") and "ของคนอื่น" not in page
    assert "1 ระเบียน" in page and "ของหน่วยงาน" not in page
    assert "ของคนอื่น" not in text(client.get("/changes/?of=office"))
    assert "แก้กำลังไฟ" in text(client.get(f"/changes/?register={street.lamps().slug}"))
    assert "แก้กำลังไฟ" not in text(client.get("/changes/?register=base_map-named_place"))
    assert "แก้กำลังไฟ" not in text(client.get("/changes/?to=1/1/2560"))
    assert "อ่านวันที่ไม่ได้" in text(client.get("/changes/?from=เมื่อวาน"))


def test_the_sets_of_the_office_are_for_those_with_the_right(client, engineer):
    lamp = street.lamp(0, engineer)
    sign_in(client, user_with("auditor"))
    page = text(client.get("/changes/?of=office"))
    assert "เพิ่มโคมไฟ" in page and str(engineer) in page and "ตั้งบัญชีทดสอบ" not in page
    assert "เพิ่มโคมไฟ" not in text(client.get("/changes/?of=office&who=ไม่มีชื่อนี้"))
    assert client.get(f"/changes/{set_behind(lamp)}").status_code == 200


def test_sets_go_on_to_older_ones(client, engineer):
    lamp = street.lamp(0, engineer)
    for n in range(35):
        change(lamp, engineer, reason=f"ครั้งที่ {n}", power_w=str(200 + n))
    first = text(client.get("/changes/"))
    following = first.split('rel="next" href="')[1].split('"')[0]
    second = text(client.get(f"/changes/{following}"))
    assert "ครั้งที่ 34" in first and "เพิ่มโคมไฟ" not in first and "เพิ่มโคมไฟ" in second


def test_strangers_sign_in_and_others_find_nothing(client, engineer):
    batch = set_behind(street.lamp(0, engineer))
    sign_in(client, user_with("council_chair"))
    assert client.get(f"/changes/{batch}").status_code == 404
    assert client.get(f"/changes/{changesets.begin()}").status_code == 404
    client.logout()
    for address in ("/changes/", f"/changes/{batch}", f"/changes/{batch}/{street.lamps().slug}/{batch}"):
        assert client.get(address)["Location"].startswith("/accounts/login?next="), address
    assert client.post(f"/changes/{batch}/undo").status_code == 302


# -- one set -----------------------------------------------------------------------------------------------------------
def test_a_set_tells_what_it_touched_and_how_it_differs(client, engineer):
    lamp = street.lamp(0, engineer, lines={"lamppart": [{"thai": "หลอด", "quantity": "1"}]})
    records.update(
        street.lamps(), lamp.uid,
        {"power_w": "250", "meter_no": "ลับ-1", "geom": {"type": "Point", "coordinates": [101.16, 16.43]}},
        user=engineer, reason="เปลี่ยนโคม", lines={"lamppart": [{"thai": "ขา", "quantity": "2"}]},
    )  # fmt: skip
    batch = set_behind(lamp)
    page = text(client.get(f"/changes/{batch}"))
    assert f"แก้ไข {street.lamps().thai} 1" in page and lamp.register_no in page and "data-geojson" in page
    part = text(client.get(f"/changes/{batch}/{street.lamps().slug}/{lamp.uid}", headers={"HX-Request": "true"}))
    assert "<html" not in part and "250" in part and "100" in part and '"was": true' in part
    assert "เพิ่มอะไหล่" in part and "ลบอะไหล่" in part and "ลับ-1" not in part
    assert "<html" in text(client.get(f"/changes/{batch}/{street.lamps().slug}/{lamp.uid}"))
    assert f"/changes/{batch}" in text(client.get(f"{street.lamps().record_url(lamp.uid)}history"))
    assert client.get(f"/changes/{changesets.begin()}/{street.lamps().slug}/{lamp.uid}").status_code == 404


def test_a_set_is_undone_from_its_page_and_says_so(client, engineer):
    lamp = street.lamp(0, engineer)
    change(lamp, engineer, power_w="200")
    batch = set_behind(lamp)
    assert client.post(f"/changes/{batch}/undo", {"reason": " "}).status_code == 409
    answer = client.post(f"/changes/{batch}/undo", {"reason": "ผิดดวง"})
    assert answer.status_code == 302
    lamp.refresh_from_db()
    assert lamp.power_w == 100
    assert "เลิกทำแล้ว" in text(client.get(f"/changes/{batch}"))
    page = text(client.get(answer["Location"]))
    assert "เป็นการเลิกทำ" in page and "ทำซ้ำ" in page
    assert client.post(f"{answer['Location']}/undo", {"reason": "ถูกแล้ว"}).status_code == 302
    lamp.refresh_from_db()
    assert lamp.power_w == 200


def test_rows_edited_later_are_chosen_on_the_page(client, engineer):
    batch, lamps = changesets.begin(), [street.lamp(n, engineer) for n in range(3)]
    other = user_with("division_head", name="other")
    for lamp in lamps:
        change(lamp, engineer, batch=batch, power_w="200")
    for lamp in lamps[:2]:
        change(lamp, other, power_w="300")
    page = text(client.get(f"/changes/{batch}"))
    assert f'name="row.{lamps[0].uid}"' in page and str(other) in page
    assert f'name="row.{lamps[2].uid}"' not in page
    assert lamps[2].register_no not in text(client.get(f"/changes/{batch}?later"))
    refused = client.post(f"/changes/{batch}/undo", {"reason": "ผิด", f"row.{lamps[0].uid}": "keep"})
    assert refused.status_code == 409 and "EDITED_LATER" in text(refused) and 'value="ผิด"' in text(refused)
    assert f'name="row.{lamps[0].uid}" value="keep" checked' in text(refused), (
        "what was chosen is not to be chosen again"
    )
    assert text(refused).count("checked") == 1
    assert f"{lamps[1].uid}/history" in page
    sent = {"reason": "ผิด", f"row.{lamps[0].uid}": "keep", "others": "force"}
    assert client.post(f"/changes/{batch}/undo", sent).status_code == 302
    assert list(StreetLamp.objects.order_by("pk").values_list("power_w", flat=True)) == [300, 100, 100]


def test_to_put_back_what_a_set_added_is_to_delete_it_and_the_page_says_so(client, engineer):
    lamp = street.lamp(0, engineer)
    batch = set_behind(lamp)
    change(lamp, user_with("division_head", name="other"), power_w="300")
    page = text(client.get(f"/changes/{batch}"))
    assert "ลบออก แม้ถูกแก้แล้ว" in page and "คืนค่าก่อนชุดนี้ แม้ถูกแก้แล้ว" not in page


def test_what_cannot_be_undone_says_why_and_offers_nothing(client, engineer):
    lamp = street.lamp(0, engineer)
    clerk = user_with("counter_clerk")
    sign_in(client, clerk)
    client.post(f"{street.lamps().record_url(lamp.uid)}do/report", {"change_reason": "แจ้ง"})
    sign_in(client, engineer)
    page = text(client.get(f"/changes/{set_behind(lamp)}"))
    assert "เพิ่มได้อย่างเดียว" in page and 'id="undo"' not in page


# -- JSON --------------------------------------------------------------------------------------------------------------
def test_json_answers_the_set_of_the_undo_or_the_rows_edited_later(client, engineer):
    lamp = street.lamp(0, engineer)
    change(lamp, engineer, power_w="200")
    batch = set_behind(lamp)
    other = user_with("division_head", name="other")
    change(lamp, other, power_w="300")
    refused = post(client, batch, reason="เลิกทำ")
    assert refused.status_code == 409
    body = refused.json()
    assert [row["code"] for row in body["refusals"]] == ["EDITED_LATER"]
    assert [(row["uid"], row["by"]) for row in body["later"]] == [(str(lamp.uid), str(other))]
    done = post(client, batch, reason="เลิกทำ", force=[str(lamp.uid)])
    assert done.status_code == 200
    assert post(client, done.json()["batch"], reason="ทำซ้ำ").status_code == 200
    lamp.refresh_from_db()
    assert lamp.power_w == 300


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"reason": "x", "keep": ["1"]}', b'{"reason": "x", "keep": 5}', b"{}"])
def test_bad_json_is_refused(client, engineer, body):
    batch = set_behind(street.lamp(0, engineer))
    answer = client.post(f"/changes/{batch}/undo", body, content_type="application/json")
    assert answer.status_code == 409 and answer.json()["refusals"]
    assert StreetLamp.objects.exists()


def test_an_undo_needs_the_token_of_the_page(engineer):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    sign_in(client, engineer)
    assert post(client, set_behind(street.lamp(0, engineer)), reason="x").status_code == 403


# -- a deleted record --------------------------------------------------------------------------------------------------
def test_a_deleted_record_shows_what_it_was_and_is_put_back(client, engineer):
    lamp = street.lamp(0, engineer, power_w="123", lines={"lamppart": [{"thai": "หลอดเดิม", "quantity": "1"}]})
    address = street.lamps().record_url(lamp.uid)
    records.delete(street.lamps(), lamp.uid, user=engineer, reason="รื้อผิดต้น")
    answer = client.get(address)
    page = text(answer)
    assert answer.status_code == 410
    for word in (lamp.register_no, "123", "หลอดเดิม", "รื้อผิดต้น", str(engineer), "นำกลับ", "data-geojson"):
        assert word in page, word
    history = text(client.get(f"{address}history"))
    assert "ลบระเบียน" in history and "รื้อผิดต้น" in history and "คืนค่ารุ่นนี้" not in history
    assert client.post(f"{address}restore", {"reason": ""}).status_code == 409
    assert client.post(f"{address}restore", {"reason": "คืน"}).status_code == 302
    assert client.get(address).status_code == 200 and "ลบระเบียน" in text(client.get(f"{address}history"))
    assert client.post(f"{address}restore", {"reason": "คืน"}).status_code == 404


def test_who_may_not_read_the_history_finds_no_deleted_record(client, engineer):
    lamp = street.lamp(0, engineer)
    address = street.lamps().record_url(lamp.uid)
    records.delete(street.lamps(), lamp.uid, user=engineer, reason="รื้อ")
    client.logout()
    assert client.get(address).status_code == 404
    sign_in(client, user_with("counter_clerk"))
    page = client.get(address)
    assert page.status_code == 410 and "นำกลับเข้าทะเบียน" not in text(page)
    assert client.post(f"{address}restore", {"reason": "คืน"}).status_code == 409
