"""Two browsers on one record: the second is told what the first did, sees both shapes and chooses field by field."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from gis_core.access.models import User
from gis_core.features.models import Feature
from gis_core.ground.models import NamedPlace, Parcel
from layers.engine import changesets
from layers.registry import registry
from tests.browser.conftest import DESKTOP, PHONE, Site
from tests.browser.waiting import fits, press
from tests.people import user_with

Open = Callable[..., Page]
HERE, THERE = "101.1511 16.4212", "101.1522 16.4219"


@pytest.fixture(scope="module")
def people(site: Site) -> Iterator[tuple[User, User]]:
    yield user_with("surveyor", name="first_person"), user_with("surveyor", name="second_person")


def edit_address(place: NamedPlace) -> str:
    register = registry.for_model(NamedPlace)
    assert register is not None
    return f"{register.record_url(place.uid)}edit"


def write(page: Page, name: str, coordinates: str = "") -> None:
    page.fill("#f-thai", name)
    if coordinates:
        page.click(".raw-geometry > summary")
        page.fill("#f-geom-typed", coordinates)


def save(page: Page) -> None:
    press(page, ".record-form button.btn-main")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_second_is_told_and_chooses(site: Site, open_page: Open, people: tuple[User, User], size: Any) -> None:
    place = NamedPlace.objects.get(thai__startswith="วัดสาธิต")
    first, second = (open_page(edit_address(place), user, size) for user in people)
    # the sizes share one database, so each writes values of its own
    mark, here = size[0], 101.1511 if size is DESKTOP else 101.1513
    write(first, f"วัดสาธิตของคนแรก {mark}", f"{here} 16.4212")
    write(second, f"วัดสาธิตของคนหลัง {mark}", THERE)
    save(first)
    expect(first.locator("h1")).to_contain_text("คนแรก")
    save(second)
    expect(second.locator(".others")).to_contain_text(people[0].full_name)
    expect(second.locator(".others")).to_contain_text("วัดสาธิตของคนแรก")
    expect(second.locator('[name="choose.thai"]')).to_have_count(2)
    expect(second.locator(".diff-map")).to_be_visible()
    fits(second)
    save(second)
    expect(second.locator(".notice-bad")).to_contain_text("เลือกค่าที่จะเก็บ")
    second.check('[name="choose.thai"][value="mine"]')
    second.check('[name="choose.geom"][value="theirs"]')
    save(second)
    expect(second.locator("h1")).to_contain_text("คนหลัง")
    place.refresh_from_db()
    assert (place.thai, round(place.geom.x, 4)) == (f"วัดสาธิตของคนหลัง {mark}", here)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_set_is_looked_at_and_undone(site: Site, open_page: Open, people: tuple[User, User], size: Any) -> None:
    place = NamedPlace.objects.get(thai__startswith="ตลาด")
    page = open_page(edit_address(place), people[0], size)
    write(page, "ตลาดชื่อใหม่", HERE)
    save(page)
    expect(page.locator("h1")).to_contain_text("ตลาดชื่อใหม่")
    batch = Feature.objects.select_related("change").get(uid=place.uid).change.batch_id
    page.goto(f"{site.url}/changes/")
    expect(page.locator(".change-list > li").first).to_contain_text("1 ระเบียน")
    page.goto(f"{site.url}/changes/{batch}")
    page.click(".touched-more > summary")
    expect(page.locator(".touched ins").first).to_contain_text("ตลาดชื่อใหม่")
    fits(page)
    page.fill("#undo #f-reason", "แก้ผิดแห่ง")
    press(page, "#undo button")
    expect(page.locator("h1")).to_contain_text("แก้ผิดแห่ง")
    place.refresh_from_db()
    assert place.thai == "ตลาดสดทดสอบ"
    assert changesets.touched(batch, people[0])[0].is_undone


def test_two_at_one_parcel_keep_what_each_changed_field_by_field(
    site: Site, open_page: Open, people: tuple[User, User]
) -> None:
    """Owners and floors hang on it: what only one of the two changed needs no choice and is not lost."""
    parcel = Parcel.objects.get(parcel_code="01A020")
    register = registry.for_model(Parcel)
    assert register is not None
    address = f"{register.record_url(parcel.uid)}edit"
    first, second = (open_page(address, user) for user in people)
    first.fill("#f-deed_no", "77001")
    first.fill("#f-land_no", "501")
    second.fill("#f-deed_no", "77002")
    second.fill("#f-survey_page", "309")
    save(first)
    expect(first.locator("h1")).to_contain_text("01A020")
    save(second)
    expect(second.locator(".others")).to_contain_text(people[0].full_name)
    expect(second.locator('[name="choose.deed_no"]')).to_have_count(2)
    for name in ("land_no", "survey_page"):
        expect(second.locator(f'[name="choose.{name}"]')).to_have_count(0)
    parcel.refresh_from_db()
    assert (parcel.deed_no, parcel.land_no, parcel.survey_page) == ("77001", "501", "")
    second.check('[name="choose.deed_no"][value="mine"]')
    save(second)
    expect(second.locator(".others")).to_have_count(0)
    parcel.refresh_from_db()
    assert (parcel.deed_no, parcel.land_no, parcel.survey_page) == ("77002", "501", "309")
