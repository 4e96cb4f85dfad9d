"""Reminders: who gets one, what it says, and what its receipt does to the charge."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from gis_core.features import clock
from gis_core.pure.refusal import Refusals, Refused
from modules.finance.revenue_collection.land_tax import reminding
from modules.kernel.charges.models import Charge, Instalment
from modules.kernel.charges.opening import NewCharge, open_charges
from modules.kernel.notices.models import Notice
from tests.doors import press, refused
from tests.modules.finance.property_register import ground
from tests.modules.finance.revenue_collection import year as made

pytestmark = pytest.mark.django_db


def charge(name: str, late_days: int = 40, baht: int = 5000, year_be: int = made.YEAR, told: bool = True) -> Charge:
    due = clock.today() - timedelta(days=late_days)
    row = NewCharge(
        revenue="land_tax", principal_baht=Decimal(baht), title="ภาษีที่ดินและสิ่งปลูกสร้าง ปีภาษี 2569",
        person_id=ground.person(name).pk, tax_year_be=year_be, due_on=due,
        notified_on=due - timedelta(days=60) if told else None,
    )  # fmt: skip
    with ground.write():
        return open_charges([row])[0]


def remind() -> list[Notice]:
    with ground.write():
        return reminding.remind(reminding.TaxYear.objects.get())


@pytest.fixture
def late(db) -> Charge:
    ground.town()
    made.tax_year()
    return charge("ค้าง")


def test_only_who_is_late_is_reminded_once(late):
    charge("ยังไม่ครบกำหนด", late_days=0)
    charge("ปีอื่น", year_be=2568)
    charge("ไม่ได้รับแจ้งการประเมิน", told=False)
    kept = charge("ผ่อนตามงวด")
    with ground.write():
        Instalment.objects.create(charge=kept, seq=1, due_on=clock.today(), amount_baht=5000)
    (notice,) = remind()
    assert (notice.source_id, notice.person, notice.status) == (late.uid, late.person, "issued")
    assert "ภาษีค้าง 5,000.00 บาท เบี้ยปรับ 500.00 บาท เงินเพิ่ม 100.00 บาท รวม 5,600.00 บาท" in notice.body
    assert "ชำระภายในกำหนดของหนังสือเสียเบี้ยปรับร้อยละ 20 ของภาษีค้าง (ม.69) พ้นกำหนดแล้วร้อยละ 40 (ม.68)" in notice.body
    assert "เงินเพิ่มคิดต่อไปร้อยละ 1 ของภาษีค้างทุกเดือน" in notice.body
    assert remind() == []
    year = reminding.TaxYear.objects.get()
    assert refused(press, year, "remind", ground.user("revenue_officer")) == ("NONE_OVERDUE",)


def test_while_tax_may_still_be_paid_in_time_the_button_says_until_when(db, monkeypatch):
    ground.town()
    year = made.tax_year()
    monkeypatch.setattr(clock, "today", lambda: date(2026, 4, 30))
    (why,) = reminding.none_to_remind(year)
    assert why.code == "REMIND_EARLY" and "30 เมษายน 2569" in why.thai


def test_a_void_reminder_may_be_written_again(late):
    (notice,) = remind()
    with ground.write():
        Notice.objects.filter(pk=notice.pk).update(status="void")
    assert len(remind()) == 1


def test_the_receipt_reaches_the_charge(late):
    (notice,) = remind()
    served = made.serve(notice, "give", received_on=clock.today(), received_by="ผู้เสียภาษี")
    late.refresh_from_db()
    assert (late.reminder_received_on, late.reminder_until) == (clock.today(), served.clocks.get().until)
    assert late.reminder_until >= clock.today() + timedelta(days=15)


def test_what_was_posted_up_counts_seven_days_later(late):
    (notice,) = remind()
    made.serve(notice, "return", returned_on=clock.today(), return_reason="ไม่พบผู้รับ")
    late.refresh_from_db()
    assert late.reminder_received_on is None
    made.serve(notice, "post", posted_on=clock.today())
    late.refresh_from_db()
    assert late.reminder_received_on == clock.today() + timedelta(days=7)


def test_a_receipt_before_the_charge_is_late_is_refused(late):
    (notice,) = remind()
    with ground.write():
        Charge.objects.filter(pk=late.pk).update(due_on=clock.today())
    with pytest.raises((Refused, Refusals), match="REMIND_EARLY"):
        made.serve(notice, "give", received_on=clock.today(), received_by="ผู้เสียภาษี")
    notice.refresh_from_db()
    assert notice.status == "issued"
