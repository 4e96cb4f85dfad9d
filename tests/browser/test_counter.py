"""A cashier takes money without the mouse: find, see what is due today, Enter, and the receipt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from gis_core.access.actor import acting_as, system_user
from gis_core.access.models import User
from gis_core.features import clock
from layers.registry import registry
from modules.kernel.charges.models import Receipt
from modules.kernel.charges.opening import NewCharge, open_charges
from tests.browser.conftest import DESKTOP, PHONE, Site
from tests.browser.waiting import fits
from tests.people import user_with

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def cashier(site: Site) -> Iterator[User]:
    yield user_with("cashier")


def owe(site: Site) -> list[Any]:
    """The owner of the parcel owes this year's tax, overdue, and a fee that is not yet due."""
    owner, parcel, today = site.town.owner, site.town.parcel, clock.today()
    rows = [
        NewCharge(
            code,
            Decimal(baht),
            title,
            owner.pk,
            place_uid=parcel.uid,
            due_on=today + timedelta(days=days),
            tax_year_be=y,
        )
        for code, baht, title, days, y in (
            ("land_tax", "5000.00", "ภาษีที่ดินและสิ่งปลูกสร้าง", -10, 2569),
            ("fee", "20.00", "ค่าธรรมเนียมเก็บขยะ", 10, None),
        )
    ]
    with acting_as(system_user(), "ตั้งหนี้ทดสอบ"):
        return open_charges(rows)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_from_the_box_to_the_receipt_by_enter_alone(site: Site, open_page: Open, cashier: User, size: Any) -> None:
    owe(site)
    register = registry.for_model(Receipt)
    assert register is not None
    page = open_page(f"{register.url}counter", cashier, size)
    expect(page.locator("input[name=q]")).to_be_focused()
    page.keyboard.type(site.town.parcel.parcel_code)
    page.keyboard.press("Enter")
    expect(page.locator("#f-amount")).to_be_focused()
    expect(page.locator("#f-amount")).to_have_value("5,570.00")
    fits(page)
    page.keyboard.press("Enter")
    paper = page.locator(".alert-ok a.btn-main")
    expect(paper).to_be_focused()
    expect(page.locator(".alert-ok")).to_contain_text("5,570.00 บาท")
    fits(page)
    with page.expect_popup():
        page.keyboard.press("Enter")
    address = paper.get_attribute("href") or ""
    answer = page.context.request.get(site.url + address)
    assert answer.body().startswith(b"%PDF")
    assert Receipt.objects.order_by("-pk")[0].total_baht == Decimal("5570.00")
    page.fill("input[name=q]", site.town.parcel.parcel_code)
    page.keyboard.press("Enter")
    expect(page.locator(".card")).to_contain_text("ไม่มียอดค้างชำระ")


def test_what_the_payer_hands_over_is_typed_over_the_sum(site: Site, open_page: Open, cashier: User) -> None:
    owe(site)
    register = registry.for_model(Receipt)
    assert register is not None
    page = open_page(f"{register.url}counter?q={site.town.parcel.parcel_code}", cashier)
    expect(page.locator("#f-amount")).to_be_focused()
    page.keyboard.type("6000")
    page.keyboard.press("Enter")
    expect(page.locator(".alert-ok")).to_contain_text("เงินทอน 430.00 บาท")
