"""Two people at one parcel on the map: who divides, merges or draws what another wrote meanwhile loses nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from gis_core.access.actor import acting_as, system_user
from gis_core.features.models import Feature
from gis_core.ground.models import Parcel, ParcelLineage
from layers.engine import coverage, records
from layers.registry import registry
from tests.browser.cadastre import (
    bring_together,
    corner,
    cut,
    handle_at,
    open_editor,
    panel,
    parcel,
    send,
    surveyor,
    take,
    view,
)
from tests.browser.conftest import DESKTOP, PHONE, Site
from tests.browser.map_page import PARCELS, click, spot
from tests.browser.waiting import fits, settled_text

Open = Callable[..., Page]


def by_another(number: int, **values: str) -> None:
    """Somebody else writes columns of a parcel."""
    register = registry.by_slug[PARCELS]
    records.update(register, parcel(number).uid, values, user=surveyor("another"), reason="แก้จากสำเนา")


def shrunk_by_another(number: int) -> None:
    """Somebody else pulls the northern border of a parcel in."""
    stored = parcel(number).geom
    west, south, east, north = stored.extent
    shape = type(stored)(stored.envelope.from_bbox((west, south, east, north - 0.00005)), srid=4326)
    act = {"user": surveyor("another"), "reason": "รังวัดใหม่", "shared": False}
    coverage.reshape(registry.by_slug[PARCELS], parcel(number).uid, shape, **act)


def divided_by_another(number: int) -> None:
    line = {"type": "LineString", "coordinates": [corner(number, 0.5, -0.2), corner(number, 0.5, 1.2)]}
    halves = [{"deed_no": f"6{number}{n}", "area_sqwah": "0-3-50"} for n in (1, 2)]
    values = {"on": "", "act": "แบ่งแยกในนามเดิม", "code_policy": "", "children": halves}
    register = registry.by_slug[PARCELS]
    coverage.divide(register, parcel(number).uid, line, values, user=surveyor("another"), reason="แบ่งแยก")


def test_who_divides_what_another_drew_meanwhile_goes_on_with_what_he_typed(site: Site, open_page: Open) -> None:
    page = open_editor(open_page(view(14), surveyor("divider")))
    cut(page, 14)
    for number in (0, 1):
        panel(page).locator(".piece").nth(number).get_by_label("เลขที่เอกสารสิทธิ", exact=True).fill(f"7101{number}")
    panel(page).get_by_label("เหตุผล", exact=True).fill("ตามคำขอที่ 5")
    drawn = settled_text(panel(page).locator(".piece legend").first)
    shrunk_by_another(14)
    assert send(page, "/divide", "แบ่งแยก")["refusals"][0]["code"] == "CONFLICT"
    told = panel(page).locator(".conflict")
    expect(told).to_contain_text("ผู้ทดสอบ another")
    expect(told).to_contain_text("เปลี่ยนรูปแผนที่")
    pieces = panel(page).locator(".piece")
    expect(pieces.first.locator("legend")).not_to_have_text(drawn, use_inner_text=True)
    expect(pieces.nth(1).get_by_label("เลขที่เอกสารสิทธิ", exact=True)).to_have_value("71011")
    assert parcel(14).status == "active"
    expect(page.get_by_role("button", name="เสร็จ")).to_be_hidden()
    assert "batch_id" in send(page, "/divide", "แบ่งแยก")
    parcel(14).refresh_from_db()
    children = Parcel.objects.filter(status="active", parcel_code__startswith="01A015/")
    assert sorted(children.values_list("deed_no", flat=True)) == ["71010", "71011"]
    area_m2 = sum(float(each.gis_area_m2) for each in children)
    assert area_m2 == pytest.approx(float(parcel(14).gis_area_m2), abs=0.1), "of the shape as it is now"
    change = Feature.objects.select_related("change").get(uid=parcel(14).uid).change
    assert change.reason == "ตามคำขอที่ 5"


def test_who_divides_what_another_divided_meanwhile_is_told_so(site: Site, open_page: Open) -> None:
    page = open_editor(open_page(view(18), surveyor("divider")))
    cut(page, 18)
    divided_by_another(18)
    assert send(page, "/divide", "แบ่งแยก")["refusals"][0]["code"] == "CONFLICT"
    expect(panel(page)).to_contain_text("มีสถานะ “แบ่งแยก” แล้ว")
    expect(panel(page)).to_contain_text("ผู้ทดสอบ another")
    expect(panel(page).locator(".piece")).to_have_count(0)
    expect(page.locator(".handle-corner")).to_have_count(0)
    assert ParcelLineage.objects.filter(parent=parcel(18)).count() == 2


def test_who_merges_what_another_wrote_meanwhile_goes_on_with_what_he_typed(site: Site, open_page: Open) -> None:
    bring_together(50, 51)
    with acting_as(system_user(), "ที่ดินของรัฐ"):
        Parcel.objects.filter(pk__in=[parcel(50).pk, parcel(51).pk]).update(is_state_property=True)
    page = open_editor(open_page(view(50), surveyor("merger")))
    page.get_by_role("button", name="รวม", exact=True).click()
    for number in (50, 51):
        click(page, corner(number, 0.8, 0.2))
        panel(page).get_by_text(f"01A{number + 1:03}").first.wait_for()
    page.locator(".piece-number").wait_for()
    panel(page).get_by_label("เลขที่เอกสารสิทธิ", exact=True).fill("71050")
    by_another(51, survey_page="77")
    assert send(page, "/merge", "รวมแปลง")["refusals"][0]["code"] == "CONFLICT"
    expect(panel(page).locator(".conflict")).to_contain_text("หน้าสำรวจ: (ว่าง) → 77")
    expect(panel(page).get_by_label("เลขที่เอกสารสิทธิ", exact=True)).to_have_value("71050")
    expect(panel(page).locator(".deed-sum")).to_contain_text("แปลงใหม่")
    assert "batch_id" in send(page, "/merge", "รวมแปลง")
    assert parcel(50).status == parcel(51).status == "merged"


def pulled(page: Page, number: int) -> dict:
    """A corner of the parcel pulled in by half a metre, and the answer to saving it."""
    handle_at(page, corner(number, 1, 1)).focus()
    for _ in range(5):
        page.keyboard.press("ArrowDown")
    with page.expect_response(lambda answer: answer.url.endswith("/save")) as answered:
        page.locator(".cad").get_by_role("button", name="บันทึก", exact=True).click()
    return answered.value.json()


@pytest.mark.parametrize(("number", "size"), [(56, DESKTOP), (58, PHONE)], ids=["desktop", "phone"])
def test_a_shape_is_kept_beside_the_columns_another_wrote(
    site: Site, open_page: Open, number: int, size: tuple[int, int]
) -> None:
    page = open_editor(open_page(view(number), surveyor("drawer"), size))
    if size is PHONE:
        page.touchscreen.tap(*spot(page, corner(number, 0.8, 0.3)))
    else:
        take(page, number)
    page.locator(".handle-corner").first.wait_for()
    by_another(number, survey_page="88")
    assert pulled(page, number)["refusals"][0]["code"] == "CONFLICT"
    told = page.get_by_role("alert")
    expect(told).to_contain_text("เขาไม่ได้แก้รูป")
    fits(page)
    with page.expect_response(lambda answer: answer.url.endswith("/save")) as again:
        told.get_by_role("button", name="บันทึกรูปของฉัน").click()
    assert again.value.status == 200
    assert parcel(number).survey_page == "88"
    assert parcel(number).geom.num_coords >= 5 and again.value.json()["record"]["version"] == 3


def test_a_shape_of_what_was_divided_meanwhile_can_only_be_dropped(site: Site, open_page: Open) -> None:
    page = open_editor(open_page(view(8), surveyor("drawer")))
    take(page, 8)
    divided_by_another(8)
    assert pulled(page, 8)["refusals"][0]["code"] == "CONFLICT"
    told = page.get_by_role("alert")
    expect(told).to_contain_text("มีสถานะ “แบ่งแยก” แล้ว")
    expect(told.get_by_role("button")).to_have_text(["ทิ้งรูปของฉัน"])
    told.get_by_role("button").click()
    expect(page.locator(".handle-corner")).to_have_count(0)
    expect(page.locator(".cad-chip")).to_be_empty()


def test_a_reason_belongs_to_one_saving(site: Site, open_page: Open) -> None:
    page = open_editor(open_page(view(4), surveyor("drawer")))
    take(page, 4)
    page.get_by_label("เหตุผลของการแก้ไข").fill("ตามรูปถ่ายทางอากาศ")
    assert "batch_id" in pulled(page, 4)
    change = Feature.objects.select_related("change").get(uid=parcel(4).uid).change
    assert change.reason == "ตามรูปถ่ายทางอากาศ"
    page.locator(".cad[data-shapes=ready]").wait_for()
    click(page, corner(4, 0.8, 0.2))
    expect(page.get_by_label("เหตุผลของการแก้ไข")).to_have_value("")
