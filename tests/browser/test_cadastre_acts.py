"""Dividing, merging, undoing, and looking at a past day, in a real browser with the database asked each time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.db.backends.postgresql.psycopg_any import DateRange
from playwright.sync_api import Page, expect

from gis_core.access.actor import acting_as, system_user
from gis_core.features import clock
from gis_core.ground.models import AppraisalPrice, OwnershipSpell, Parcel, ParcelLineage
from layers.engine import coverage
from layers.registry import registry
from modules.finance.property_register.models import ControlFile, ControlRow
from tests.browser.cadastre import bring_together, corner, cut, open_editor, panel, parcel, send, surveyor, take, view
from tests.browser.conftest import PHONE, Site
from tests.browser.map_page import PARCELS, click, ready, shown_on_map, spot
from tests.browser.waiting import fits, meets_the_pointer, no_finger_misses
from tests.people import user_with


def codes(number: int) -> list[str]:
    """The live parcels that came of a parcel."""
    steps = ParcelLineage.objects.filter(parent__parcel_code=f"01A{number + 1:03}", child__status="active")
    return sorted(steps.values_list("child__parcel_code", flat=True))


def the_past_is_drawn(page: Page) -> None:
    expect(page.locator(".strip-past [role=status]")).to_contain_text("แสดงข้อมูลในอดีต")


def test_a_parcel_is_divided_with_its_sums_and_the_division_undone_and_redone(
    site: Site, open_page: Callable[..., Page]
) -> None:
    page = open_editor(open_page(view(22), surveyor("divider")))
    cut(page, 22)
    pieces = panel(page).locator(".piece")
    expect(pieces).to_have_count(2)
    expect(page.locator(".piece-number")).to_have_count(2)
    total = panel(page).locator(".deed-sum")
    expect(total).to_contain_text("ครบพอดี")
    first = pieces.nth(0).get_by_label("ส่วนที่ 1")
    kept = first.input_value()
    first.fill("0-3-50")
    expect(total).not_to_contain_text("ครบพอดี")
    assert send(page, "/divide", "แบ่งแยก")["refusals"][0]["code"] == "DIVISION"
    expect(panel(page).locator(".complaint-refusal")).to_be_visible()
    assert parcel(22).status == "active"
    first.fill(kept)
    expect(total).to_contain_text("ครบพอดี")
    pieces.nth(0).get_by_label("เลขที่เอกสารสิทธิ", exact=True).fill("70001")
    pieces.nth(1).get_by_label("เลขที่เอกสารสิทธิ", exact=True).fill("70002")
    assert "batch_id" in send(page, "/divide", "แบ่งแยก")
    made = codes(22)
    assert len(made) == 2 and parcel(22).status == "divided"
    assert sum(each.area_sqwah for each in Parcel.objects.filter(parcel_code__in=made)) == parcel(22).area_sqwah
    shown_on_map(page, title=made[0])
    page.locator("#toasts").get_by_role("button", name="เลิกทำ").click()
    page.get_by_role("button", name="ทำที่บันทึกซ้ำ").wait_for()
    assert codes(22) == [] and parcel(22).status == "active"
    page.get_by_role("button", name="ทำที่บันทึกซ้ำ").click()
    page.get_by_role("button", name="เลิกทำที่บันทึก").wait_for()
    assert codes(22) == made and parcel(22).status == "divided"


def test_a_strip_is_given_to_the_public(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_editor(open_page(view(2), surveyor("divider")))
    cut(page, 2)
    strip = panel(page).locator(".piece").nth(1)
    strip.get_by_label("ยกให้เป็นที่สาธารณประโยชน์").check()
    expect(strip.locator(".column-fields")).to_be_hidden()
    panel(page).locator(".piece").nth(0).get_by_label("เลขที่เอกสารสิทธิ", exact=True).fill("70003")
    assert "batch_id" in send(page, "/divide", "แบ่งแยก")
    uses = set(Parcel.objects.filter(parcel_code__in=codes(2)).values_list("land_use", flat=True))
    assert "public" in uses
    # the offer to undo goes with the editor: it would lie over what is opened next
    expect(page.locator("#toasts .toast")).to_have_count(1)
    page.get_by_role("button", name="เลิกแก้ไขแผนที่").click()
    expect(page.locator("#toasts .toast")).to_have_count(0)


def test_a_division_that_was_being_prepared_survives_a_reload(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_editor(open_page(view(6), surveyor("divider")))
    page.on("dialog", lambda dialog: dialog.accept())
    cut(page, 6)
    panel(page).locator(".piece").nth(1).get_by_label("เลขที่เอกสารสิทธิ", exact=True).fill("70031")
    panel(page).locator(".piece").nth(0).get_by_label("ยกให้เป็นที่สาธารณประโยชน์").check()
    page.reload()
    ready(page)
    page.locator("#toasts").get_by_text("การแบ่งแยกค้างไว้: 01A007").wait_for()
    page.locator("#toasts").get_by_role("button", name="ทำต่อ").click()
    pieces = panel(page).locator(".piece")
    expect(pieces).to_have_count(2)
    expect(pieces.nth(1).get_by_label("เลขที่เอกสารสิทธิ", exact=True)).to_have_value("70031")
    expect(pieces.nth(0).get_by_label("ยกให้เป็นที่สาธารณประโยชน์")).to_be_checked()
    assert "batch_id" in send(page, "/divide", "แบ่งแยก")
    assert parcel(6).status == "divided"
    page.reload()
    ready(page)
    expect(page.locator("#toasts").get_by_role("button", name="ทำต่อ")).to_have_count(0)


def _in_one_hand(site: Site, *numbers: int) -> None:
    """Only what one owner holds may be merged."""
    with acting_as(system_user(), "เจ้าของเดียวกัน"):
        for number in numbers:
            since = DateRange(date(2020, 1, 1), None)
            OwnershipSpell.objects.create(parcel=parcel(number), person=site.town.owner, valid=since)
            # the act carries a price, of which a surveyor may write none by himself
            AppraisalPrice.objects.create(parcel=parcel(number), baht_per_sqwah=Decimal(1500), valid=since)


def test_two_parcels_are_merged_and_the_merger_undone(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_editor(open_page(view(28), surveyor("merger")))
    # they lie 2.5 m apart: first refused, then brought together
    page.get_by_role("button", name="รวม", exact=True).click()
    for number in (28, 29):
        click(page, corner(number, 0.8, 0.2))
        panel(page).get_by_text(f"01A{number + 1:03}").wait_for()
    expect(panel(page).locator(".complaint-refusal")).to_be_visible()
    page.keyboard.press("Escape")
    _in_one_hand(site, 28, 29)
    bring_together(28, 29)
    page.reload()
    open_editor(page)
    page.get_by_role("button", name="รวม", exact=True).click()
    for number in (28, 29):
        click(page, corner(number, 0.8, 0.2))
        panel(page).get_by_text(f"01A{number + 1:03}").first.wait_for()
    page.locator(".piece-number").wait_for()
    panel(page).get_by_label("เลขที่เอกสารสิทธิ", exact=True).fill("70009")
    assert "batch_id" in send(page, "/merge", "รวมแปลง")
    (made,) = codes(28)
    assert codes(29) == [made] and parcel(28).status == parcel(29).status == "merged"
    shown_on_map(page, title=made)
    page.get_by_role("button", name="เลิกทำที่บันทึก").click()
    page.get_by_role("button", name="ทำที่บันทึกซ้ำ").wait_for()
    assert codes(28) == [] and parcel(28).status == parcel(29).status == "active"
    for number in (28, 29):
        assert parcel(number).prices.get().valid.upper is None and parcel(number).spells.get().valid.upper is None
        assert parcel(number).buildings.get().building_code == f"01A{number + 1:03}/001"


def test_the_parcels_picked_for_a_merger_survive_a_reload(site: Site, open_page: Callable[..., Page]) -> None:
    _in_one_hand(site, 16, 17)
    bring_together(16, 17)
    page = open_editor(open_page(view(16), surveyor("merger")))
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="รวม", exact=True).click()
    for number in (16, 17):
        click(page, corner(number, 0.8, 0.2))
        panel(page).get_by_text(f"01A{number + 1:03}").first.wait_for()
    page.locator(".piece-number").wait_for()
    panel(page).get_by_label("เลขที่เอกสารสิทธิ", exact=True).fill("70041")
    page.reload()
    ready(page)
    page.locator("#toasts").get_by_text("การรวมแปลงค้างไว้").wait_for()
    page.locator("#toasts").get_by_role("button", name="ทำต่อ").click()
    expect(panel(page).locator(".picked li strong")).to_have_text(["01A017", "01A018"])
    expect(panel(page).get_by_label("เลขที่เอกสารสิทธิ", exact=True)).to_have_value("70041")
    page.locator(".piece-number").wait_for()
    assert "batch_id" in send(page, "/merge", "รวมแปลง")
    assert parcel(16).status == parcel(17).status == "merged"
    page.reload()
    ready(page)
    expect(page.locator("#toasts").get_by_role("button", name="ทำต่อ")).to_have_count(0)


def test_a_parcel_is_divided_as_the_month_s_file_shows_it(site: Site, open_page: Callable[..., Page]) -> None:
    middle = 0.4
    with acting_as(system_user(), "แฟ้มของเดือน"):
        file = ControlFile.objects.create(
            register_no="ม10.1/2569", period="2569-01", file_name="a.zip", sha256="1" * 64, received_on=clock.today(),
            batch=uuid4(),
        )  # fmt: skip
        for number, (west, east) in enumerate(((0, middle), (middle, 1)), start=1):
            shape = MultiPolygon(Polygon.from_bbox((*corner(38, west, 0), *corner(38, east, 1))), srid=4326)
            ControlRow.objects.create(
                register_no=f"มร.{number}/2569", file=file, source="shape", line_no=number, land_no=f"9{number}",
                sheet_key="5136-3-6058-07-1000", shape=shape,
            )  # fmt: skip
    page = open_editor(open_page(view(38), surveyor("divider")))
    take(page, 38)
    page.get_by_role("button", name="แบ่งแยก").click()
    page.get_by_role("button", name="แบ่งตามรูปในแฟ้มรายเดือน 2569-01").click()
    expect(panel(page).locator(".piece")).to_have_count(2)
    for number in (0, 1):
        piece = panel(page).locator(".piece").nth(number)
        piece.get_by_label("เลขที่เอกสารสิทธิ", exact=True).fill(f"7005{number}")
    assert "batch_id" in send(page, "/divide", "แบ่งแยก")
    areas = [each.geom.area / parcel(38).geom.area for each in Parcel.objects.filter(parcel_code__in=codes(38))]
    assert sorted(areas) == pytest.approx([middle, 1 - middle], abs=1e-4)


def _divided_yesterday(number: int) -> list[str]:
    register, middle = registry.by_slug[PARCELS], corner(number, 0.5, -0.2)
    line = {"type": "LineString", "coordinates": [middle, corner(number, 0.5, 1.2)]}
    day = clock.today() - timedelta(days=1)
    halves = [{"deed_no": f"8{number}{n}", "area_sqwah": "0-3-50"} for n in (1, 2)]
    values = {"on": day.isoformat(), "act": "แบ่งแยกในนามเดิม", "code_policy": "", "children": halves}
    coverage.divide(register, parcel(number).uid, line, values, user=surveyor("divider"), reason="แบ่งแยก")
    return codes(number)


def test_the_map_of_a_past_day_and_the_descent_of_a_parcel(site: Site, open_page: Callable[..., Page]) -> None:
    children = _divided_yesterday(34)
    assert len(children) == 2
    page = ready(open_page(view(34), surveyor("divider")))
    page.get_by_role("button", name="แผนที่ ณ วันที่ในอดีต").click()
    page.locator(".past-days").get_by_role("button").nth(2).click()
    the_past_is_drawn(page)
    expect(page.locator(".map-area")).to_have_class("map-area is-past")
    expect(page.locator(".past-name").filter(has_text="01A035")).to_have_count(1)
    click(page, corner(34, 0.8, 0.3))
    card = panel(page)
    expect(card).to_contain_text("ไม่ใช่ปัจจุบัน")
    expect(card.locator(".card-title")).to_have_text("01A035")
    card.get_by_text("ที่มาของแปลง").click()
    expect(card.locator(".descent-name")).to_have_text(children)
    card.locator(".descent-name").first.click()
    page.get_by_role("button", name="กลับเป็นปัจจุบัน").click()
    expect(page.locator(".map-area")).to_have_class("map-area")
    click(page, corner(34, 0.8, 0.3))
    part = card.locator(f'[data-layer="{PARCELS}"]').filter(has_text=children[1]).first
    part.get_by_text("ที่มาของแปลง").click()
    expect(part.locator(".descent-name").first).to_have_text("01A035")


def test_a_past_day_on_a_phone_for_a_mere_reader(site: Site, open_page: Callable[..., Page]) -> None:
    page = ready(open_page(view(52), user_with("auditor", name="past_reader"), PHONE))
    page.get_by_role("button", name="แผนที่ ณ วันที่ในอดีต").tap()
    meets_the_pointer(page.locator(".strip-past .strip-head button"))
    no_finger_misses(page, ".past-days :is(button, input)")
    page.locator(".past-days").get_by_role("button", name="ดู", exact=True).tap()
    the_past_is_drawn(page)
    # the word that this is the past does not lie under the search box
    page.wait_for_function(
        """() => parseFloat(getComputedStyle(document.querySelector('.map-area'), '::after').top)
        + document.querySelector('.map-area').getBoundingClientRect().top
        >= document.getElementById('find').getBoundingClientRect().bottom"""
    )
    page.touchscreen.tap(*spot(page, corner(52, 0.5, 0.5)))
    expect(panel(page).locator(".card-title")).to_have_text("01A053")
    expect(panel(page).locator(".past-owners")).to_have_count(0)
    fits(page)
