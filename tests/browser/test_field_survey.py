"""The surveyor's page without a network, in a real browser: nothing lost, nothing sent twice, nothing left behind."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from gis_core.access.models import User
from gis_core.ground.models import Parcel
from layers.engine import records
from layers.registry import registry
from modules.kernel.inspections.checklists import add_checklist
from modules.kernel.inspections.models import FieldSurvey, Inspection
from tests.browser.conftest import PHONE
from tests.browser.waiting import becomes, fits, settled, until
from tests.people import user_with

PAGE = "/r/inspections-field_survey/walk"
LINE = "#survey-line"


@pytest.fixture(scope="module")
def surveyor(site) -> User:
    return user_with("surveyor", name="field_surveyor")


@pytest.fixture
def photo(site, tmp_path) -> Path:
    """A photograph taken beside the town's first parcels, within 100 m of the first four."""
    place = Parcel.objects.get(parcel_code="01A003").geom.centroid
    exif, data = Image.Exif(), BytesIO()
    exif.get_ifd(0x8825).update({1: "N", 2: _degrees(place.y), 3: "E", 4: _degrees(place.x)})
    Image.new("RGB", (60, 40), "#557755").save(data, "JPEG", exif=exif)
    path = tmp_path / "บ้าน.jpg"
    path.write_bytes(data.getvalue())
    return path


def _degrees(value: float) -> tuple[float, float, float]:
    minutes = (value - int(value)) * 60
    return float(int(value)), float(int(minutes)), (minutes - int(minutes)) * 60


def parcel(code: str) -> Parcel:
    return Parcel.objects.get(parcel_code=code)


def prepared(open_page, surveyor, *codes):
    """The page on a phone that took the parcels along and is ready to lose its network."""
    page = open_page(PAGE, surveyor, size=PHONE)
    page.wait_for_selector("#survey[data-offline=ready]")
    for code in codes:
        page.fill("#survey-words", code)
        page.get_by_role("button", name="เตรียมงาน").click()
        expect(page.locator("#survey-along")).to_contain_text(code)
    return page


def open_sheet(page, code: str) -> None:
    page.get_by_role("link", name=f"แปลงที่ดิน {code}", exact=True).click()


def fill(page, use: str, photo: Path | None = None) -> None:
    page.wait_for_selector("#survey[data-state=open]")
    page.select_option("#survey-f-land_use", use)
    if photo:
        page.set_input_files("#survey-photos", str(photo))
        expect(page.locator("#survey-photo-list li")).to_have_count(1)
    page.fill("#survey-signer", "นาย ชี้ แนว")
    box = page.locator("#survey-signature")
    box.scroll_into_view_if_needed()
    place = settled(box)
    page.mouse.move(place["x"] + 20, place["y"] + 20)
    page.mouse.down()
    page.mouse.move(place["x"] + 120, place["y"] + 60, steps=4)
    page.mouse.up()
    expect(page.locator("#survey-state")).to_contain_text("เก็บในเครื่องนี้แล้ว")
    # "kept" may still speak of what was typed before the signature
    until(lambda: any(is_signed for _, _, is_signed, _ in drafts(page)))


def drafts(page) -> list:
    return page.evaluate(
        """async () => {
          const name = `elocal-field-${document.getElementById("survey").dataset.user}`;
          const db = await new Promise((done) => {
            const r = indexedDB.open(name); r.onsuccess = () => done(r.result); });
          const rows = await new Promise((done) => {
            const r = db.transaction("drafts").objectStore("drafts").getAll(); r.onsuccess = () => done(r.result); });
          db.close();
          return rows.map((row) => [row.title, row.state, Boolean(row.signature), row.message]);
        }"""
    )


def test_a_day_without_a_network(site, open_page, surveyor, photo):
    """Prepared, offline, filled, reloaded, closed in the middle, sent once when the network is back."""
    page = prepared(open_page, surveyor, "01A001", "01A002")
    context = page.context
    context.set_offline(True)
    open_sheet(page, "01A001")
    expect(page.locator("#survey-title")).to_contain_text("01A001")
    fill(page, "vacant", photo)
    page.reload()
    expect(page.locator("#survey-f-land_use")).to_have_value("vacant")
    expect(page.locator("#survey-photo-list li")).to_have_count(1)
    page.get_by_role("button", name="ส่งแบบสำรวจ").click()
    expect(page.locator(LINE)).to_contain_text("รอส่ง 1 รายการ")
    expect(page.locator(LINE)).to_contain_text("ยังไม่มีสัญญาณ")
    # the second sheet dies with its window, in the middle of the work
    open_sheet(page, "01A002")
    page.wait_for_selector("#survey[data-state=open]")
    page.select_option("#survey-f-land_use", "agriculture")
    expect(page.locator("#survey-state")).to_contain_text("เก็บในเครื่องนี้แล้ว")
    page.close()
    again = context.new_page()
    again.goto(site.url + PAGE)
    expect(again.locator(LINE)).to_contain_text("รอส่ง 1 รายการ · ร่าง 1 รายการ")
    assert not FieldSurvey.objects.filter(target_id=parcel("01A001").uid).exists()
    context.set_offline(False)
    expect(again.locator("#survey-sent")).to_contain_text("01A001")
    expect(again.locator("#survey-sent")).to_contain_text("ส่งแล้ว")
    again.reload()
    expect(again.locator(LINE)).to_have_text("ร่าง 1 รายการ · ส่งแล้ว 1 รายการ")
    survey = FieldSurvey.objects.get(target_id=parcel("01A001").uid)
    assert (survey.after, survey.is_signed, survey.photos.get().flags) == ({"land_use": "vacant"}, True, "no_time")
    open_sheet(again, "01A002")
    expect(again.locator("#survey-f-land_use")).to_have_value("agriculture")


def test_an_answer_that_got_lost_does_not_send_twice(open_page, surveyor, photo):
    page = prepared(open_page, surveyor, "01A003")
    open_sheet(page, "01A003")
    fill(page, "vacant", photo)
    # the server writes it, the answer never arrives
    page.evaluate(
        """() => {
          const real = window.fetch;
          window.fetch = async (url, options) => {
            const answer = await real(url, options);
            if (options?.method === "POST") throw new TypeError("the line was cut");
            return answer;
          };
        }"""
    )
    with page.expect_navigation():
        page.get_by_role("button", name="ส่งแบบสำรวจ").click()
    assert FieldSurvey.objects.filter(target_id=parcel("01A003").uid).count() == 1
    expect(page.locator("#survey-sent")).to_contain_text("01A003")
    assert FieldSurvey.objects.filter(target_id=parcel("01A003").uid).count() == 1


def test_what_others_changed_meanwhile_is_told(open_page, surveyor, photo):
    page = prepared(open_page, surveyor, "01A004")
    page.context.set_offline(True)
    open_sheet(page, "01A004")
    fill(page, "agriculture", photo)
    page.get_by_role("button", name="ส่งแบบสำรวจ").click()
    expect(page.locator(LINE)).to_contain_text("รอส่ง 1 รายการ")
    land = registry.for_model(Parcel)
    change = {"land_use": "other"}
    records.update(land, parcel("01A004").uid, change, user=user_with("assessor", name="meanwhile"), reason="แก้")
    page.context.set_offline(False)
    expect(page.locator("#survey-sent")).to_contain_text("มีผู้แก้ทะเบียน")


def test_a_rule_s_refusal_keeps_the_sheet_and_says_why(open_page, surveyor):
    page = prepared(open_page, surveyor, "01A005")
    open_sheet(page, "01A005")
    fill(page, "vacant")
    page.get_by_role("button", name="ส่งแบบสำรวจ").click()
    expect(page.locator("#survey-refused")).to_contain_text("ภาพถ่าย")
    expect(page.locator("#survey-state")).to_have_text("ยังไม่ได้ส่ง เก็บไว้ในเครื่องนี้แล้ว")
    until(lambda: [each[1] for each in drafts(page)], lambda states: states == ["refused"])
    expect(page.locator(LINE)).to_contain_text("ส่งไม่ผ่าน 1 รายการ")


def test_a_session_that_ended_keeps_the_work_and_signing_out_clears_it(site, open_page, surveyor, photo):
    page = prepared(open_page, surveyor, "01A014")
    open_sheet(page, "01A014")
    fill(page, "vacant", photo)
    page.context.clear_cookies()
    page.get_by_role("button", name="ส่งแบบสำรวจ").click()
    page.wait_for_url("**/accounts/login**")
    page.context.add_cookies([site.session_of(surveyor)])
    page.goto(site.url + PAGE)
    expect(page.locator("#survey-sent")).to_contain_text("01A014")
    page.locator("summary[aria-label^=บัญชี]").click()
    page.get_by_role("button", name="ออกจากระบบ").click()
    page.wait_for_url("**/accounts/login**")
    becomes(
        page,
        "async () => [(await indexedDB.databases()).length, (await caches.keys()).length,"
        " (await navigator.serviceWorker.getRegistrations()).length]",
        [0, 0, 0],
    )


def test_signing_out_with_unsent_work_asks_first(open_page, surveyor):
    page = prepared(open_page, surveyor, "01A007")
    open_sheet(page, "01A007")
    page.wait_for_selector("#survey[data-state=open]")
    page.fill("#survey-note", "ยังไม่เสร็จ")
    expect(page.locator("#survey-state")).to_contain_text("เก็บในเครื่องนี้แล้ว")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.locator("summary[aria-label^=บัญชี]").click()
    with page.expect_event("dialog"):
        page.get_by_role("button", name="ออกจากระบบ").click()
    assert "1 รายการ" in asked[0] and len(drafts(page)) == 1
    fits(page)


def test_a_visit_is_kept_without_a_network_and_sent_once(site, open_page, surveyor):
    add_checklist("walk_test", "แบบตรวจทดสอบ", registry.for_model(Parcel).key, ("หมุดอยู่ครบ", "ไม่รุกล้ำทาง"))
    page = prepared(open_page, surveyor, "01A020")
    page.context.set_offline(True)
    page.get_by_role("link", name="ตรวจ 01A020", exact=True).click()
    page.wait_for_selector("#survey[data-state=open]")
    expect(page.locator("#survey-title")).to_contain_text("01A020")
    expect(page.locator("#survey-signer")).to_be_hidden()
    page.select_option("#survey-q-1", "good")
    expect(page.locator("#survey-state")).to_contain_text("เก็บในเครื่องนี้แล้ว")
    page.reload()
    expect(page.locator("#survey-q-1")).to_have_value("good")
    page.select_option("#survey-q-2", "bad")
    page.select_option("#survey-result", "fix")
    page.fill("#survey-note", "รั้วล้ำทาง")
    until(lambda: any("บันทึกการตรวจ" in kept_as for kept_as in kept_titles(page)))
    fits(page)
    page.get_by_role("button", name="ส่งผลการตรวจ").click()
    expect(page.locator(LINE)).to_contain_text("รอส่ง 1 รายการ")
    assert not Inspection.objects.filter(target_id=parcel("01A020").uid).exists()
    page.context.set_offline(False)
    expect(page.locator("#survey-sent")).to_contain_text("01A020")
    visit = Inspection.objects.get(target_id=parcel("01A020").uid)
    assert (visit.result, visit.note, visit.inspector_id) == ("fix", "รั้วล้ำทาง", surveyor.pk)
    assert list(visit.answers.order_by("position").values_list("answer", flat=True)) == ["good", "bad"]


def kept_titles(page) -> list[str]:
    return page.locator("#survey-kept .over-title").all_inner_texts()
