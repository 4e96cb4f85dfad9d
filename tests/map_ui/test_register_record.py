"""The page of a record: opening closed values, steps, actions, panels, history, the past, what refers to it."""

from __future__ import annotations

import html
from typing import Any

import pytest

from gis_core.access.actor import acting_as, system_user
from gis_core.access.models import PersonalDataLook
from gis_core.features.models import Feature
from gis_core.ground.models import House, NamedPlace, OwnershipSpell, Parcel
from gis_core.parties.models import Person
from gis_core.pure.thai_calendar import format_date
from layers.engine import records
from layers.models import StateChange
from layers.registry import registry
from tests.contracts import examples
from tests.map_ui import register_pages as street
from tests.people import sign_in, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def engineer(client: Any) -> Any:
    user = street.engineer()
    sign_in(client, user)
    return user


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def url_of(record: Any) -> str:
    return street.lamps().record_url(record.uid)


# -- closed values ---------------------------------------------------------------------------------------------------
@pytest.fixture
def person(db: None) -> Person:
    with acting_as(system_user(), "เพิ่มบุคคล"):
        return Person.objects.create(
            register_no="บค.000001", first_name="สมชาย", national_id="1100000000016", phone="0812345678"
        )


def test_closed_values_show_after_they_were_opened_and_the_look_is_kept(client, person):
    address = registry.for_model(Person).record_url(person.uid)
    sign_in(client, user_with("registry_clerk"))
    page = text(client.get(address))
    assert "1100000000016" not in page and "0812345678" not in page and "เปิดดูข้อมูลที่ปกปิด" in page
    assert not PersonalDataLook.objects.exists()
    opened = client.post(address)
    assert "1100000000016" in text(opened) and "0812345678" in text(opened)
    look = PersonalDataLook.objects.get()
    assert (look.subject_uid, look.door) == (person.uid, "record")
    assert "no-store" in opened["Cache-Control"]


def test_who_may_not_open_sees_the_mask_and_cannot_post_his_way_in(client, person):
    address = registry.for_model(Person).record_url(person.uid)
    sign_in(client, user_with("counter_clerk"))
    page = text(client.post(address))
    assert "1100000000016" not in page and "0812345678" not in page and "เปิดดูข้อมูลที่ปกปิด" not in page
    assert "xxxxx" in page
    assert not PersonalDataLook.objects.exists()


def test_a_form_keeps_a_closed_value_it_may_not_show(client, person):
    address = registry.for_model(Person).record_url(person.uid)
    sign_in(client, user_with("counter_clerk"))
    page = text(client.get(f"{address}edit"))
    assert "1100000000016" not in page
    sent = {"expected_version": "1", "first_name": "สมหมาย", "national_id": "", "phone": "", "change_reason": "แก้ชื่อ"}
    answer = client.post(f"{address}edit", sent)
    assert answer.status_code == 302, answer.context["form"].refusals
    person.refresh_from_db()
    assert (person.first_name, person.national_id, person.phone) == ("สมหมาย", "1100000000016", "0812345678")


def test_a_form_that_shows_closed_values_is_a_look(client, person):
    sign_in(client, user_with("registry_clerk"))
    client.get(f"{registry.for_model(Person).record_url(person.uid)}edit")
    assert PersonalDataLook.objects.get().door == "form"


def test_owners_of_a_parcel_stay_closed_until_opened(client):
    given = examples.Given({})
    spell = given.record(OwnershipSpell, 0)
    address = registry.for_model(Parcel).record_url(spell.parcel.uid)
    sign_in(client, user_with("assessor"))
    assert spell.person.first_name not in text(client.get(address))
    assert spell.person.first_name not in text(client.get(f"{address}history"))
    assert spell.person.first_name in text(client.post(address))
    assert "การถือกรรมสิทธิ์" in PersonalDataLook.objects.get(door="record").detail
    sign_in(client, user_with("engineer"))
    assert "การถือกรรมสิทธิ์" not in text(client.get(address))


# -- steps and actions -----------------------------------------------------------------------------------------------
def test_steps_are_offered_taken_refused_and_told(client, engineer):
    lamp = street.lamp(0, engineer)
    assert "/do/mend" not in text(client.get(url_of(lamp)))
    clerk = user_with("counter_clerk")
    sign_in(client, clerk)
    assert client.post(f"{url_of(lamp)}do/report", {"change_reason": "ชาวบ้านแจ้ง"}).status_code == 302
    assert client.post(f"{url_of(lamp)}do/mend", {}).status_code == 409
    sign_in(client, engineer)
    page = text(client.get(url_of(lamp)))
    assert "/do/mend" in page and "ชาวบ้านแจ้ง" in page
    refused = client.post(f"{url_of(lamp)}do/mend", {"mended_on": "31/2/2569", "parts_baht": "100"})
    assert refused.status_code == 409
    assert 'value="31/2/2569"' in text(refused) and "ไม่มีวันที่นี้" in text(refused)
    assert client.post(f"{url_of(lamp)}do/mend", {"mended_on": "1/2/2569", "parts_baht": "100"}).status_code == 302
    page = text(client.get(url_of(lamp)))
    due = StateChange.objects.get(code="mend").due_on
    assert f"กำหนดเสร็จ {format_date(due)}" in page
    assert "อะไหล่ตามใบสั่งซ่อม" in page
    assert client.post(f"{url_of(lamp)}do/nothing", {}).status_code == 404


def test_an_action_asks_runs_and_refuses(client, engineer):
    lamp = street.lamp(0, engineer)
    address = f"{url_of(lamp)}act/meter"
    assert "จดเลขมิเตอร์" in text(client.get(url_of(lamp)))
    refused = client.post(address, {"meter_no": ""})
    assert refused.status_code == 409 and "กรอกเลขมิเตอร์" in text(refused)
    assert client.post(address, {"meter_no": "M-77", "change_reason": "ติดมิเตอร์ใหม่"}).status_code == 302
    lamp.refresh_from_db()
    assert lamp.meter_no == "M-77"
    assert Feature.objects.select_related("change").get(uid=lamp.uid).change.reason == "ติดมิเตอร์ใหม่"
    sign_in(client, user_with("counter_clerk"))
    assert client.get(address).status_code == 404
    assert client.post(address, {"meter_no": "M-78"}).status_code == 404


def test_panels_and_own_pages_open_to_their_roles(client, engineer):
    lamp, _other = street.lamp(0, engineer), street.lamp(1, engineer)
    assert "อีก 1 ดวง" in text(client.get(f"{url_of(lamp)}panel/alike"))
    assert "คืนนี้ต้องตรวจ 0 ดวง" in text(client.get(f"{street.lamps().url}night-round"))
    sign_in(client, user_with("counter_clerk"))
    assert client.get(f"{url_of(lamp)}panel/alike").status_code == 404
    assert client.get(f"{street.lamps().url}night-round").status_code == 403
    assert client.get(f"{street.lamps().url}no-such-page").status_code == 404
    client.logout()
    assert client.get(f"{street.lamps().url}night-round").status_code == 302


# -- refusals --------------------------------------------------------------------------------------------------------
def test_a_refusal_with_a_place_stands_beside_its_field_and_is_drawn(client, engineer):
    sent = {"lamp_type": "led", "power_w": "9000", "geom": '{"type": "Point", "coordinates": [101.15, 16.43]}'}
    answer = client.post(f"{street.lamps().url}new", sent | {"change_reason": "ลองดู"})
    page = text(answer)
    assert answer.status_code == 409
    assert "LAMP_POWER" in page and 'href="#f-power_w"' in page and 'id="f-power_w-error-1"' in page
    assert "data-refused" in page and '"coordinates": [101.15, 16.43]' in page
    assert 'value="9000"' in page and 'value="ลองดู"' in page


def test_a_refusal_in_a_line_stands_in_its_row(client, engineer):
    sent = {
        "lamp_type": "led", "power_w": "90", "geom": '{"type": "Point", "coordinates": [101.15, 16.43]}',
        "lines.lamppart": "1", "lines.lamppart.0.thai": "หลอด", "lines.lamppart.0.quantity": "1",
        "lines.lamppart.5.thai": "บัลลาสต์", "lines.lamppart.5.quantity": "มาก",
        "lines.lamppart.7.thai": "", "lines.lamppart.7.quantity": "1",
    }  # fmt: skip
    page = text(client.post(f"{street.lamps().url}new", sent))
    assert 'href="#f-lines-lamppart-1-quantity"' in page
    assert 'value="บัลลาสต์"' in page and 'value="มาก"' in page


def test_lines_are_changed_added_and_taken_away_in_the_form(client, engineer):
    lamp = street.lamp(
        0, engineer, lines={"lamppart": [{"thai": "ก", "quantity": "1"}, {"thai": "ข", "quantity": "1"}]}
    )
    first, second = lamp.parts.order_by("id")
    sent = {
        "expected_version": "1", "lamp_type": "led", "power_w": "100", "installed_on": "", "stands_at": "",
        "geom": '{"type": "Point", "coordinates": [101.15, 16.43]}', "lines.lamppart": "1",
        "lines.lamppart.0.uid": str(first.uid), "lines.lamppart.0.thai": "ก ใหม่", "lines.lamppart.0.quantity": "4",
        "lines.lamppart.1.uid": str(second.uid), "lines.lamppart.1.thai": "ข", "lines.lamppart.1.quantity": "1",
        "lines.lamppart.1.remove": "1", "lines.lamppart.2.thai": "ค", "lines.lamppart.2.quantity": "2",
        "change_reason": "เปลี่ยนอะไหล่",
    }  # fmt: skip
    assert client.post(f"{url_of(lamp)}edit", sent).status_code == 302
    assert list(lamp.parts.order_by("id").values_list("thai", "quantity")) == [("ก ใหม่", 4), ("ค", 2)]
    history = text(client.get(f"{url_of(lamp)}history"))
    assert all(word in history for word in ("เพิ่มอะไหล่", "แก้ไขอะไหล่", "ลบอะไหล่", "ก ใหม่", "เปลี่ยนอะไหล่"))


# -- the past --------------------------------------------------------------------------------------------------------
def test_history_reads_in_words(client, engineer):
    lamp = street.lamp(0, engineer)
    with acting_as(system_user(), "เพิ่มวัด"):
        temple = NamedPlace.objects.create(register_no="ส.00001", thai="วัดทดสอบ", kind="temple", geom=lamp.geom)
    values = {"lamp_type": "sodium", "installed_on": "1/2/2567", "stands_at": temple.uid, "meter_no": "ลับ-1"}
    moved = values | {"geom": {"type": "Point", "coordinates": [101.16, 16.43]}}
    records.update(street.lamps(), lamp.uid, moved, user=engineer, reason="สำรวจใหม่")
    page = text(client.get(f"{url_of(lamp)}history"))
    for word in ("แอลอีดี", "โซเดียม", "1 ก.พ. 2567", "วัดทดสอบ", "สำรวจใหม่", "แก้ไขรูปแผนที่", str(engineer)):
        assert word in page
    assert "ลับ-1" not in page
    assert str(temple.uid) not in page


def test_a_public_reader_does_not_read_the_history(client, engineer):
    lamp = street.lamp(0, engineer)
    client.logout()
    assert client.get(url_of(lamp)).status_code == 200
    assert client.get(f"{url_of(lamp)}history").status_code == 302
    page = text(client.get(url_of(lamp)))
    assert "ประวัติ" not in page and "แก้ไข" not in page and "ค่าอะไหล่" not in page


# -- what refers to it -----------------------------------------------------------------------------------------------
def test_related_records_are_counted_as_far_as_they_may_be_seen(client):
    given = examples.Given({})
    house = given.record(House, 0)
    lamp = street.lamp(0, street.engineer(), stands_at=house.parcel.uid)
    address = registry.for_model(Parcel).record_url(house.parcel.uid)
    sign_in(client, user_with("surveyor"))
    page = text(client.get(address))
    assert f"{registry.for_model(House).url}?parcel={house.parcel.uid}" in page
    assert f"{street.lamps().url}?stands_at={house.parcel.uid}" in page
    listed = text(client.get(f"{street.lamps().url}?stands_at={house.parcel.uid}"))
    assert url_of(lamp) in listed and "อยู่หน้า:" in listed
    sign_in(client, user_with("village_head"))
    assert registry.for_model(House).url not in text(client.get(address)).split("สิ่งที่อ้างถึงระเบียนนี้")[-1]


def test_a_located_record_leads_to_its_place(client):
    house = examples.Given({}).record(House, 0)
    sign_in(client, user_with("surveyor"))
    page = text(client.get(registry.for_model(House).record_url(house.uid)))
    assert "ตั้งอยู่ที่" in page and registry.for_model(Parcel).record_url(house.parcel.uid) in page
