"""The tour of the README, in a real browser: find, see, add, inspect, print, and what a limited reader is shown."""

from __future__ import annotations

import json
import re
from io import BytesIO

from PIL import Image
from playwright.sync_api import expect

from tests.browser.map_page import ready, spot
from tests.browser.waiting import fits


def open_map(page, at: str = "") -> None:
    page.goto(f"/{at}")
    ready(page)


def first_item(page, collection: str, **query) -> dict:
    answer = page.request.get(f"/ogc/collections/{collection}/items", params={"limit": 1, **query})
    assert answer.ok, answer.text()
    return answer.json()["features"][0]


def search(page, text: str):
    page.fill("#find input", text)
    expect(page.locator("#find [role=option]").first).to_be_visible()
    return page.locator("#find [role=option]")


def test_a_tax_officer_finds_a_parcel_by_its_deed_and_who_owned_it_on_new_years_day(open_page):
    page = open_page("revenue_officer")
    parcel = first_item(page, "property_register-parcel", deed_type="ns4", status="active")["properties"]
    thai_number = parcel["deed_no"].translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    open_map(page)
    options = search(page, f"โฉนด {thai_number}")
    options.filter(has_text=parcel["parcel_code"]).first.click()
    card = page.locator("#tab-info")
    expect(card).to_contain_text("ข้อมูล ณ ที่นี้")
    card.get_by_role("link", name=parcel["parcel_code"], exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(parcel["parcel_code"])
    page.get_by_role("link", name="ผู้ถือกรรมสิทธิ์").first.click()
    row = page.locator("tr", has_text=re.compile(r"1 มกราคม \d{4}")).first
    expect(row).to_contain_text("1/")


def road_form(page, code: str) -> None:
    page.goto("/r/roads_bridges-road/new")
    page.fill("[name=road_code]", code)
    page.fill("[name=name]", "ถนนทดสอบ")
    line = {"type": "LineString", "coordinates": [[100.5203, 15.0203], [100.5303, 15.0203]]}
    page.evaluate(
        "shape => { const input = document.querySelector('[name=geom]'); input.value = shape;"
        " input.dispatchEvent(new Event('change', {bubbles: true})); }",
        json.dumps(line),
    )


def fill_segment(page, number: int, start: str, end: str, surface: str = "concrete") -> None:
    page.fill(f"[name='surfacesegment.{number}.km_from']", start)
    page.fill(f"[name='surfacesegment.{number}.km_to']", end)
    page.select_option(f"[name='surfacesegment.{number}.surface']", surface)
    page.fill(f"[name='surfacesegment.{number}.width_m']", "5")


def photo() -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (80, 60), "grey").save(buffer, "JPEG")
    return buffer.getvalue()


def test_an_engineer_inspects_a_road_with_a_photo_colours_the_map_and_prints_the_document(open_page):
    page = open_page("engineer")
    road = first_item(page, "roads_bridges-road", status="registered")
    page.goto(f"/r/roads_bridges-road/{road['id']}/")
    page.get_by_role("link", name="บันทึกการตรวจ").click()
    for group in page.locator("[role=radiogroup]").all():
        group.locator("label").first.click()
    page.set_input_files("[name=photos]", {"name": "road.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    page.get_by_role("button", name="บันทึกการตรวจ").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("การตรวจครั้งที่")
    expect(page.locator("main")).to_contain_text("ภาพไม่มีพิกัด")
    document = page.request.get(f"/r/roads_bridges-road/{road['id']}/document/route_sheet/")
    assert document.ok, document.text()
    assert document.body().startswith(b"%PDF")
    open_map(page)
    theme = page.evaluate(
        "() => { const layer = window.elocalMap.layers.get('roads_bridges-surface_segment');"
        " const theme = layer.info.themes[0]; window.elocalMap.setTheme(layer.info.id, theme); return theme.thai; }"
    )
    page.get_by_role("tab", name="สัญลักษณ์").click()
    expect(page.locator("#tab-legend")).to_contain_text("ชำรุด")
    assert theme


def test_a_reader_limited_to_one_village_is_shown_nothing_else(open_page):
    page = open_page("reader_moo3")
    answer = page.request.get("/ogc/collections/property_register-parcel/items", params={"limit": 10000})
    codes = {f["properties"]["parcel_code"] for f in answer.json()["features"]}
    everything = open_page("revenue_officer")
    all_items = everything.request.get("/ogc/collections/property_register-parcel/items", params={"limit": 10000})
    features = all_items.json()["features"]
    others = [f for f in features if f["properties"]["parcel_code"] not in codes and f["properties"]["moo"] != 3]
    assert codes
    assert len(others) > len(features) / 2
    hidden = others[0]
    assert page.request.get(f"/r/property_register-parcel/{hidden['id']}/").status == 404
    assert page.request.get(f"/map/place/{hidden['id']}").status == 404
    found = page.request.get("/map/search", params={"q": hidden["properties"]["parcel_code"]}).json()["results"]
    assert hidden["id"] not in {row["uid"] for row in found}
    page.goto("/r/property_register-parcel/")
    expect(page.locator("table tbody tr")).not_to_have_count(0)
    for code in page.locator("table tbody tr a").all_inner_texts():
        assert re.sub(r"\s", "", code) in codes


def test_the_public_sees_public_layers_only(open_page):
    page = open_page()
    open_map(page)
    tree = page.locator("#tab-layers")
    expect(tree).to_contain_text("ทางน้ำ")
    expect(tree).not_to_contain_text("แปลงที่ดิน")
    page.goto("/r/property_register-parcel/")
    expect(page).to_have_url(re.compile("/accounts/login"))


def test_the_map_on_a_phone_opens_a_card_as_a_sheet(open_page):
    page = open_page("revenue_officer", phone=True)
    place = first_item(page, "property_register-parcel", status="active")
    ring = place["geometry"]["coordinates"][0][0]
    lon = sum(p[0] for p in ring) / len(ring)
    lat = sum(p[1] for p in ring) / len(ring)
    open_map(page, f"#map=18/{lat:.6f}/{lon:.6f}")
    page.touchscreen.tap(*spot(page, (lon, lat)))
    expect(page.locator("#panel.is-open #tab-info")).to_contain_text("แปลงที่ดิน")
    fits(page)
