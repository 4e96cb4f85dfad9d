"""A whole tax year in a real browser: a surveyed use, the assessment, its notice, a part payment, a reminder, a late
payment, the receipt, the closed day, the map; and an auditor's way from the figure to the row of the law.

The days are those of 2569 for the office's clock alone. What is to come out is reckoned by hand: 700 square wah at
5,000 baht are worth 3,500,000; of other use at 0.3 percent they bear 10,500. Of these 4,000 are paid in time. The
reminder is received on the 25th of May with 15 days; whoever pays within them bears 20 percent of the 6,500 left,
1,300, and 1 percent for each month begun after the 30th of April: on the 8th of June two, 130. Together 7,930.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from playwright.sync_api import Page, expect

from gis_core.access.actor import acting_as, system_user
from gis_core.access.models import User
from gis_core.features import clock
from gis_core.ground.models import AppraisalPrice, Building
from layers.registry import registry
from modules.finance.revenue_collection.models import LandTaxAssessment, LandTaxUse, TaxYear
from modules.kernel.charges.models import BillerAccount, CashDay, Charge, Receipt
from modules.kernel.notices.models import Notice
from tests.browser.cadastre import view
from tests.browser.conftest import DESKTOP, PHONE, Site
from tests.browser.map_page import PARCELS, ready, shown_on_map
from tests.browser.test_import_wizard import work
from tests.browser.waiting import fits, press
from tests.map_ui.printing.read_pdf import text_of
from tests.modules.kernel.charges.test_bill_qr import BILLER, bank_reads
from tests.people import user_with
from tests.printed_pages import codes_on, picture_of

ROLES = ("surveyor", "assessor", "revenue_officer", "finance_head", "executive", "cashier", "auditor")
NUMBER = 10
PAYMENTS = "revenue_collection-payment_map"


class Office:
    """Who works here, on which day, before which page."""

    def __init__(self, site: Site, open_page: Callable[..., Page], monkeypatch: pytest.MonkeyPatch) -> None:
        self.site, self.open_page, self.patch = site, open_page, monkeypatch
        self.people: dict[str, User] = {role: user_with(role, name=f"year_{role}") for role in ROLES}

    def on(self, day: date) -> None:
        now = timezone.make_aware(datetime(day.year, day.month, day.day, 10))
        self.patch.setattr(clock, "now", lambda: now)
        self.patch.setattr(clock, "today", lambda: day)

    def page(self, path: str, role: str, size: tuple[int, int] = DESKTOP) -> Page:
        return self.open_page(path, self.people[role], size)

    def record(self, record: Any, role: str, size: tuple[int, int] = DESKTOP) -> Page:
        return self.page(registry.for_model(type(record)).record_url(record.uid), role, size)

    def pdf(self, page: Page, address: str) -> bytes:
        return page.context.request.get(self.site.url + address).body()


def step(page: Page, name: str, **values: str) -> None:
    """Take a step from a record's page, with what its form asks for."""
    box = page.locator("details.step").filter(has=page.locator(f"summary:text-is('{name}')"))
    box.locator("summary").click()
    for column, value in values.items():
        box.locator(f"[name={column}]").fill(value)
    press(page, box.locator("button.btn-main"))


@pytest.fixture
def office(site: Site, open_page: Callable[..., Page], monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """Prices of one parcel, a bare field so far, and a tax year whose prices are announced."""
    parcel = site.town.parcel
    with acting_as(system_user(), "ตั้งปีภาษีทดสอบ"):
        Building.objects.filter(parcel=parcel).delete()
        AppraisalPrice.objects.create(parcel=parcel, baht_per_sqwah=5000, valid=DateRange(date(2023, 1, 1), None))
        TaxYear.objects.create(code="2569", prices_announced_on=date(2026, 1, 20))
        BillerAccount.objects.create(biller_id=BILLER, bank="กรุงไทย", account_no="123-4")
    yield Office(site, open_page, monkeypatch)


# a score of pages, papers and two runs of the worker: on a busy machine longer than any other test
@pytest.mark.timeout(1200)
def test_the_year_of_a_parcel(office: Office) -> None:
    office.on(date(2026, 2, 2))
    surveyed(office)
    assessed(office)
    notified(office)
    paid_in_part(office)
    reminded(office)
    paid_late(office)
    day_closed(office)
    shown_paid(office)
    audited(office)


def surveyed(office: Office) -> None:
    """The year's uses begin from the register; on the spot the field is found to be a shop."""
    year = TaxYear.objects.get()
    page = office.record(year, "revenue_officer")
    page.get_by_role("link", name="ตั้งต้นการใช้ประโยชน์จากปีก่อนหรือทะเบียน").click()
    press(page, page.locator("form button.btn-main"))
    use = LandTaxUse.objects.get(parcel=office.site.town.parcel)
    assert use.category == "agri"
    phone = office.record(use, "surveyor", PHONE)
    phone.get_by_role("link", name="แก้ไข", exact=True).click()
    phone.select_option("#f-category", "other")
    phone.fill("#f-surveyed_on", "2/2/2569")
    fits(phone)
    press(phone, ".record-form button.btn-main")
    use.refresh_from_db()
    assert (use.category, use.surveyed_on) == ("other", date(2026, 2, 2))


def assessed(office: Office) -> None:
    """Three people: one assesses, one checks, one approves."""
    review = f"{registry.for_model(LandTaxAssessment).url}review?year=2569"
    page = office.page(review, "assessor")
    press(page, page.get_by_role("button", name="ประเมินทั้งปี 2569"))
    expect(page.locator("main .card").first).to_contain_text("เริ่มประเมินแล้ว")
    work()
    page.goto(office.site.url + review)
    expect(page.locator(".table").first).to_contain_text("10,500.00")
    for role, button in (("finance_head", "ตรวจสอบ"), ("executive", "อนุมัติ"), ("revenue_officer", "แจ้งการประเมิน")):
        page = office.page(review, role)
        press(page, page.get_by_role("button", name=f"{button} 1 ราย"))
    expect(page.locator(".table").first).to_contain_text("แจ้งประเมินแล้ว")
    assert Charge.objects.get().principal_baht == Decimal(10500)


def notified(office: Office) -> None:
    """The notice as it is printed, the bill as a telephone reads it, and the day on which it was handed over."""
    assessment, charge = LandTaxAssessment.objects.get(), Charge.objects.get()
    page = office.record(assessment, "executive")
    pdf = issued(office, page, "หนังสือแจ้งการประเมินภาษีที่ดินและสิ่งปลูกสร้าง (ภ.ด.ส.6)")
    said = text_of(pdf)
    for text in ("ใจดี", "๑๐,๕๐๐.๐๐", "หนึ่งหมื่นห้าร้อยบาทถ้วน"):
        assert text in said, said
    (way,) = [code for code in codes_on(picture_of(pdf)) if code.startswith("http")]
    page.goto(way)
    expect(page.locator("main")).to_contain_text("ใช้ได้")
    bill = issued(office, office.record(charge, "revenue_officer"), "ใบแจ้งการชำระเงิน")
    for paper in (pdf, bill):
        (payment,) = [code for code in codes_on(picture_of(paper)) if not code.startswith("http")]
        fields, merchant = bank_reads(payment)
        assert (fields["54"], merchant["02"]) == ("10500.00", charge.ref1)
    office.on(date(2026, 2, 20))
    step(
        office.record(Notice.objects.get(), "revenue_officer"),
        "ส่งมอบด้วยมือ",
        received_on="20/2/2569",
        received_by="เจ้าของ",
    )
    charge.refresh_from_db()
    assert (charge.notified_on, charge.due_on) == (date(2026, 2, 20), date(2026, 4, 30))


def issued(office: Office, page: Page, name: str) -> bytes:
    """Issue a paper from a record's menu; the PDF that is kept."""
    page.locator("summary", has_text="เอกสาร").click()
    press(page, page.get_by_role("button", name=f"ออก{name}", exact=True))
    page.wait_for_url("**/document/*")
    return office.pdf(page, page.url.removeprefix(office.site.url))


def paid_in_part(office: Office) -> None:
    office.on(date(2026, 4, 20))
    page = at_the_counter(office)
    expect(page.locator("#f-amount")).to_have_value("10,500.00")
    page.fill("#f-amount", "4000")
    page.fill("#f-pay", "4000")
    page.locator("#f-amount").press("Enter")
    expect(page.locator(".alert-ok")).to_contain_text("4,000.00 บาท")
    assert Charge.objects.get().principal_left_baht == 6500


def at_the_counter(office: Office) -> Page:
    page = office.page(f"{registry.for_model(Receipt).url}counter", "cashier")
    expect(page.locator("input[name=q]")).to_be_focused()
    page.keyboard.type(office.site.town.parcel.parcel_code)
    page.keyboard.press("Enter")
    expect(page.locator("#f-amount")).to_be_focused()
    return page


def reminded(office: Office) -> None:
    office.on(date(2026, 5, 18))
    page = office.record(TaxYear.objects.get(), "revenue_officer")
    page.get_by_role("link", name="ออกหนังสือแจ้งเตือนผู้ค้างชำระ").click()
    press(page, page.locator("form button.btn-main"))
    expect(page.locator("body")).to_contain_text("ออกหนังสือแจ้งเตือน 1 ฉบับ")
    office.on(date(2026, 5, 25))
    reminder = Notice.objects.get(kind="land_tax_reminder")
    step(office.record(reminder, "revenue_officer"), "ส่งมอบด้วยมือ", received_on="25/5/2569", received_by="เจ้าของ")
    assert Charge.objects.get().reminder_until == date(2026, 6, 9)


def paid_late(office: Office) -> None:
    """Penalty and surcharge of the day stand on the page; the receipt says them line by line."""
    office.on(date(2026, 6, 8))
    page = at_the_counter(office)
    row = page.locator("section.card tbody tr")
    for name, baht in (("เงินต้น", "6,500.00"), ("เบี้ยปรับ", "1,300.00"), ("เงินเพิ่ม", "130.00"), ("รวม", "7,930.00")):
        expect(row.locator(f"td[data-label={name}]")).to_have_text(baht)
    page.keyboard.press("Enter")
    expect(page.locator(".alert-ok")).to_contain_text("7,930.00 บาท")
    address = page.locator(".alert-ok a.btn-main").get_attribute("href") or ""
    said = text_of(office.pdf(page, address))
    for text in ("RCPT-00002/69", "6,500.00", "1,300.00", "130.00", "7,930.00", "เจ็ดพันเก้าร้อยสามสิบบาทถ้วน"):
        assert text in said, said


def day_closed(office: Office) -> None:
    """The cashier counts, another takes the money and brings it to the bank."""
    day = CashDay.objects.get(on=date(2026, 6, 8))
    page = office.record(day, "cashier")
    step(page, "ตรวจนับและปิดวัน", cash_baht="7930", cheque_baht="0", transfer_baht="0")
    page = office.record(day, "finance_head")
    step(page, "รับมอบเงินและออกใบนำส่ง")
    step(page, "นำฝากธนาคาร", banked_on="8/6/2569", deposit_no="ฝ.1")
    expect(page.locator("h1")).to_contain_text("ฝากธนาคารแล้ว")
    assert Receipt.objects.get(cash_day=day).status == "remitted"


def shown_paid(office: Office) -> None:
    """The map of the year's payments colours the parcel as paid."""
    page = office.page(view(NUMBER).replace(PARCELS, PAYMENTS), "executive")
    ready(page)
    shown_on_map(page, title=office.site.town.parcel.parcel_code, standing="paid")


def audited(office: Office) -> None:
    """From the figure to the charge, from it to the assessment, from there to the row of the law that made the tax."""
    page = office.page("/figures/", "auditor")
    card = page.locator(".figure-card").filter(has_text="ร้อยละการจัดเก็บภาษีที่ดินและสิ่งปลูกสร้างของปีนี้")
    expect(card).to_contain_text("100")
    card.click()
    charge = Charge.objects.get()
    page.get_by_role("link", name=re.compile(charge.ref1)).click()
    page.get_by_role("link", name="ยอดค้างชำระ").click()
    expect(page.locator(".panel")).to_contain_text("ม.69")
    page.get_by_role("link", name="ระเบียน", exact=True).click()
    page.get_by_role("link", name=re.compile(LandTaxAssessment.objects.get().register_no)).first.click()
    page.get_by_role("link", name="ที่มาของการคำนวณ").click()
    expect(page.locator(".panel")).to_contain_text("3,500,000.00")
    page.locator(".panel a").first.click()
    expect(page.locator("main")).to_contain_text("พ.ศ. 2564")
    expect(page.locator("main")).to_contain_text("0.3")
