"""Notices of assessment: who gets one, and what the day of its receipt does to the bill."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from modules.finance.revenue_collection.land_tax import notifying, review
from modules.finance.revenue_collection.models import LandTaxAssessment, TaxYear
from modules.kernel.charges.models import Charge
from modules.kernel.notices.models import Notice
from tests.doors import press, refused
from tests.modules.finance.property_register import ground
from tests.modules.finance.revenue_collection import year as made

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(db: None, day: Any) -> TaxYear:
    """One who owes 5,000 and one who owes nothing, both notified on the 10th of February."""
    ground.town()
    year = made.tax_year()
    with ground.write():
        made.assessment(year, "มีภาษี", 5000)
        made.assessment(year, "ยกเว้น", 0)
        assert review.take_all(year, "notify", ground.user("revenue_officer")) == 2
    return year


def notice_of(first_name: str) -> Notice:
    return Notice.objects.get(person__first_name=first_name)


def test_each_payer_is_told_once_also_who_owes_nothing(year):
    assert Notice.objects.count() == 2
    notice = notice_of("มีภาษี")
    assert notice.source_id == LandTaxAssessment.objects.get(person=notice.person).uid
    assert "5,000.00 บาท" in notice.body and "ไม่เป็นการทุเลาการชำระภาษี" in notice.body
    charge = Charge.objects.get()
    assert (charge.notified_on, charge.due_on) == (None, date(2026, 4, 30))
    assert refused(press, year, "notices", ground.user("assessor")) == ("NOTHING_TO_NOTIFY",)


def test_a_void_notice_is_written_again(year):
    with ground.write():
        Notice.objects.filter(pk=notice_of("มีภาษี").pk).update(status="void")
    assert press(year, "notices", ground.user("assessor")).endswith("1 ฉบับ")
    assert Notice.objects.filter(person__first_name="มีภาษี").count() == 2


@pytest.mark.parametrize(
    ("received_on", "due_on"),
    [
        (date(2026, 2, 20), date(2026, 4, 30)),
        (date(2026, 3, 31), date(2026, 4, 30)),
        (date(2026, 6, 9), date(2026, 7, 9)),
    ],
)
def test_the_bill_is_due_thirty_days_after_receipt_but_never_before_the_years_day(year, day, received_on, due_on):
    day(received_on)
    served = made.serve(notice_of("มีภาษี"), "give", received_on=received_on, received_by="ผู้เสียภาษี")
    charge = Charge.objects.get()
    assert (served.status, charge.notified_on, charge.due_on) == ("received", received_on, due_on)
    assert set(served.clocks.values_list("code", flat=True)) == {notifying.PAY, notifying.OBJECT}


def test_returned_mail_runs_no_clock_and_what_is_posted_up_counts_seven_days_later(year, day):
    day(date(2026, 6, 2))
    made.serve(notice_of("มีภาษี"), "send", sent_on=date(2026, 6, 1), ar_no="RR1")
    made.serve(notice_of("มีภาษี"), "return", returned_on=date(2026, 6, 2), return_reason="ไม่พบผู้รับ")
    charge = Charge.objects.get()
    assert (charge.notified_on, notice_of("มีภาษี").clocks.count()) == (None, 0)
    made.serve(notice_of("มีภาษี"), "post", posted_on=date(2026, 6, 2))
    charge.refresh_from_db()
    assert (charge.notified_on, charge.due_on) == (date(2026, 6, 9), date(2026, 7, 9))


def test_the_receipt_of_who_owes_nothing_touches_no_bill(year, day):
    day(date(2026, 2, 20))
    made.serve(notice_of("ยกเว้น"), "give", received_on=date(2026, 2, 20), received_by="ผู้เสียภาษี")
    charge = Charge.objects.get()
    assert (charge.principal_baht, charge.notified_on) == (Decimal(5000), None)
