"""Putting off payment while a case is heard: who permits it, what it stops, and when it ends."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from layers.engine import records
from layers.registry import registry
from modules.finance.revenue_collection.arrears import land_office
from modules.finance.revenue_collection.land_tax import objections, reminding, review
from modules.finance.revenue_collection.models import LandTaxAssessment, PaymentSuspension
from modules.kernel.cases.models import Case
from modules.kernel.charges.asking import dues_of
from modules.kernel.charges.models import Charge, ChargeSuspension
from modules.kernel.notices.models import Notice
from tests import doors
from tests.doors import DOORS, refused
from tests.modules.finance.property_register import ground
from tests.modules.finance.revenue_collection import year as years
from tests.modules.kernel.charges.money import pay
from tests.people import sign_in

pytestmark = pytest.mark.django_db
APRIL = date(2026, 4, 20)


@pytest.fixture
def case(db: None, day: Any) -> Case:
    """5,000 baht due on the 30th of April, received on the 25th of March, objected to on the 20th of April."""
    ground.town()
    year = years.tax_year()
    row = years.assessment(year, "คัดค้าน", 5000)
    with ground.write():
        review.take_all(year, "notify", ground.user("revenue_officer"))
    day(date(2026, 3, 25))
    years.serve(Notice.objects.get(), "give", received_on=date(2026, 3, 25), received_by="ผู้เสียภาษี")
    day(APRIL)
    values = {"received_on": APRIL, "claim": "สูงเกินไป", "claimed_baht": Decimal(2000)}
    objections.run(LandTaxAssessment.objects.get(pk=row.pk), values, ground.user("revenue_officer"))
    return Case.objects.get()


def typed(case: Case, **more: Any) -> dict[str, Any]:
    return {"case": case.register_no, "asked_on": "20/4/2569", "reason": "รอผลการพิจารณา"} | more


def asked(case: Case) -> PaymentSuspension:
    register, user = registry.for_model(PaymentSuspension), ground.user("revenue_officer")
    return records.create(register, typed(case) | {"case": case}, user=user, reason="รับคำขอทุเลา")


def step(record: Any, code: str, role: str, **values: str) -> Any:
    given = values or {"order_no": "3/2569", "decision_text": "มีหลักประกัน"}
    return doors.take(record, code, ground.user(role), given)


def due(on: date) -> tuple[Decimal, Decimal]:
    """Penalty and surcharge of the one charge on a day."""
    found = dues_of(Charge.objects.get(), on).dues
    return found.penalty, found.surcharge


CASES = {
    "SUSPEND_DATES": ({"asked_on": "19/4/2569"}, "ต้องไม่ก่อนวันที่รับคำคัดค้าน"),
    "SUSPEND_CASE": ({}, "ที่อยู่ระหว่างพิจารณา"),
    "NOTHING_LEFT": ({}, "ไม่มีภาษีค้างชำระ"),
    "DUP_SUSPEND": ({}, "มีคำขอทุเลาหรือได้รับทุเลาอยู่แล้ว"),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("why", CASES)
def test_refused_at_every_door(client, case, why, door):
    more, text = CASES[why]
    if why == "SUSPEND_CASE":
        step(case, "withdraw", "revenue_officer")
    elif why == "NOTHING_LEFT":
        pay(Charge.objects.get(), 5000)
    elif why == "DUP_SUSPEND":
        asked(case)
    before = PaymentSuspension.objects.count()
    register = registry.for_model(PaymentSuspension)
    found = DOORS[door](client, ground.user("revenue_officer"), register, typed(case, **more), {})
    assert any(text in each for each in found), found
    assert PaymentSuspension.objects.count() == before


@pytest.mark.parametrize("door", DOORS)
def test_what_is_right_is_let_in(client, case, door):
    register = registry.for_model(PaymentSuspension)
    assert DOORS[door](client, ground.user("revenue_officer"), register, typed(case), {}) == []
    assert PaymentSuspension.objects.get().received_by == ground.user("revenue_officer")


def test_while_it_lasts_nobody_is_reminded_and_lateness_stands_still(case, day):
    """Put off on the 20th of April: of the days up to the 30th eleven are left, which run again after the end."""
    record = step(asked(case), "permit", "executive")
    assert "อนุมัติให้ทุเลาการชำระ" in Notice.objects.get(source=record.uid).body
    assert (due(date(2026, 4, 30)), due(date(2026, 6, 15))) == ((0, 0), (0, 0))
    day(date(2026, 6, 15))
    with ground.write():
        assert reminding.remind(LandTaxAssessment.objects.get().tax_year) == []
    day(date(2026, 6, 10))
    step(record, "revoke", "executive", end_reason="โอนทรัพย์สินหนี")
    assert ChargeSuspension.objects.get().until_on == date(2026, 6, 10)
    assert due(date(2026, 6, 21)) == (0, 0)
    assert due(date(2026, 6, 22)) == (500, 50)
    day(date(2026, 6, 22))
    with ground.write():
        assert len(reminding.remind(LandTaxAssessment.objects.get().tax_year)) == 1


def test_it_ends_thirty_days_after_the_decision(case, day):
    record = step(asked(case), "permit", "executive")
    day(date(2026, 5, 20))
    step(case, "refuse", "executive", order_no="9/2569", decision_text="ถูกต้องแล้ว")
    record.refresh_from_db()
    assert (record.status, record.until_on) == ("ended", date(2026, 6, 19))
    assert ChargeSuspension.objects.get().until_on == date(2026, 6, 19)


def test_one_withdrawn_ends_it_at_once_and_what_was_not_permitted_falls_away(case, day):
    record = asked(case)
    step(case, "withdraw", "revenue_officer")
    record.refresh_from_db()
    assert (record.status, record.until_on, ChargeSuspension.objects.count()) == ("ended", None, 0)


def test_permission_comes_from_another_and_only_while_the_case_is_heard(case):
    record = asked(case)
    with ground.write():
        PaymentSuspension.objects.update(received_by=ground.user("executive"))
    assert refused(step, record, "permit", "executive") == ("FOUR_EYES",)
    assert refused(step, record, "permit", "revenue_officer") == ("NO_RIGHT",)
    pay(Charge.objects.get(), 5000)
    assert refused(step, record, "permit", "clerk_chief") == ("NOTHING_LEFT",)


def test_what_is_refused_changes_nothing(case):
    record = step(asked(case), "refuse", "executive")
    assert "ไม่อนุมัติ" in Notice.objects.get(source=record.uid).body
    assert not ChargeSuspension.objects.exists()
    register, user = registry.for_model(PaymentSuspension), ground.user("revenue_officer")
    assert refused(records.update, register, record.uid, {"reason": "ใหม่"}, user=user, reason="แก้") == ("STATE",)


def test_where_the_setting_says_so_lateness_is_counted_on(case, day):
    step(asked(case), "permit", "executive")
    with ground.write():
        ChargeSuspension.objects.update(stops_clock=False)
    assert due(date(2026, 5, 1)) == (500, 50)
    day(date(2026, 6, 15))
    year = LandTaxAssessment.objects.get().tax_year
    with ground.write():
        assert reminding.remind(year) == []
    assert not land_office.overdue(year).exists()
    with ground.write():
        ChargeSuspension.objects.update(until_on=date(2026, 6, 14))
    assert land_office.overdue(year).count() == 1


def test_it_is_begun_on_the_page_of_the_case_until_it_was_asked_for(client, case):
    officer, cases = ground.user("revenue_officer"), registry.for_model(Case)
    sign_in(client, officer)
    begin = f"{registry.for_model(PaymentSuspension).url}new?case={case.uid}"
    assert begin in client.get(cases.record_url(case.uid)).content.decode()
    assert case.register_no in client.get(begin).content.decode(), "the form is filled in"
    asked(case)
    page = client.get(cases.record_url(case.uid)).content.decode()
    assert begin not in page and "มีคำขอทุเลาหรือได้รับทุเลาอยู่แล้ว" in page
    sign_in(client, ground.user("counter_clerk"))
    assert "ขอทุเลาการชำระ" not in client.get(cases.record_url(case.uid)).content.decode(), (
        "who may not ask sees nothing"
    )
