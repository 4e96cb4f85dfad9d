"""Objections against an assessment: who may lodge one and until when, and what a decision does to the bill."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from gis_core.access.actor import acting_as, system_user
from gis_core.pure.refusal import Refusals, Refused
from layers.engine import records, transitions
from layers.registry import registry
from modules.finance.revenue_collection.land_tax import case_papers, objections, review, revising
from modules.finance.revenue_collection.models import LandTaxAssessment, Refund
from modules.finance.revenue_collection.refunds import refund_registers
from modules.kernel.cases.models import Case
from modules.kernel.cases.silence import grant_the_silent
from modules.kernel.charges.models import Charge
from modules.kernel.charges.opening import adjust, instalments, refund_due
from modules.kernel.documents import issue
from modules.kernel.notices.models import Notice
from tests.doors import press, refused
from tests.modules.finance.property_register import ground
from tests.modules.finance.revenue_collection import year as made
from tests.modules.kernel.charges.money import pay

pytestmark = pytest.mark.django_db
RECEIVED = date(2026, 2, 20)


@pytest.fixture
def assessment(db: None, day: Any) -> LandTaxAssessment:
    """5,000 baht, notified on the 10th of February, of two lines."""
    ground.town()
    year = made.tax_year()
    with ground.write():
        row = made.assessment(year, "คัดค้าน", 5000)
        parcel = made.land(1, row.person, 0, 0, 40, 40)
        used = made.use(year, parcel)
        for seq in (1, 2):
            row.lines.create(seq=seq, use=used, parcel=parcel, category="other", rate_key="other", tax_baht=2500)
        review.take_all(year, "notify", ground.user("revenue_officer"))
    row.refresh_from_db()
    return row


@pytest.fixture
def told(assessment: LandTaxAssessment, day: Any) -> LandTaxAssessment:
    """Its notice was handed over on the 20th of February."""
    day(RECEIVED)
    made.serve(Notice.objects.get(), "give", received_on=RECEIVED, received_by="ผู้เสียภาษี")
    return assessment


def lodge(row: LandTaxAssessment, on: date, baht: int = 2000) -> Case:
    values = {"received_on": on, "claim": "เนื้อที่เกินจริง", "claimed_baht": Decimal(baht)}
    objections.run(row, values, ground.user("revenue_officer"))
    return Case.objects.get()


def standing() -> LandTaxAssessment:
    return LandTaxAssessment.objects.exclude(status="revised").get()


def test_who_was_not_notified_yet_is_refused(assessment):
    typed = {"received_on": "10/2/2569", "claim": "เนื้อที่เกินจริง", "claimed_baht": "2000"}
    assert refused(press, assessment, "object", ground.user("revenue_officer"), **typed) == ("NOT_NOTIFIED",)
    assert not Case.objects.exists()


def test_thirty_days_from_receipt(told, day):
    day(date(2026, 3, 24))
    with pytest.raises(Refusals) as refused:
        lodge(told, date(2026, 3, 24))
    assert "LODGE_LATE" in refused.value.codes
    case = lodge(told, date(2026, 3, 23))
    assert (case.subject_id, case.told_on, case.person, case.claimed_baht) == (told.uid, RECEIVED, told.person, 2000)
    assert (Charge.objects.get().status, Charge.objects.get().due_on) == ("open", date(2026, 4, 30))


@pytest.mark.parametrize(
    ("changed", "code"),
    [({"told_on": "19/2/2569"}, "TOLD_ON"), ({"claimed_baht": "5000"}, "CLAIM"), ({"claimed_baht": None}, "CLAIM")],
)
def test_the_register_of_cases_refuses_the_same(told, changed, code):
    typed = {
        "kind": "land_tax", "subject": str(told.uid), "person": told.person, "told_on": "20/2/2569",
        "received_on": "20/2/2569", "claim": "เนื้อที่เกินจริง", "claimed_baht": "2000",
    }  # fmt: skip
    with pytest.raises(Refusals) as refused:
        records.create(
            registry.for_model(Case), typed | changed, user=ground.user("revenue_officer"), reason="รับคำคัดค้าน"
        )
    assert refused.value.codes == (code,)


def test_only_the_payer_objects(told):
    typed = {
        "kind": "land_tax", "subject": str(told.uid), "person": ground.person("อื่น"), "told_on": "20/2/2569",
        "received_on": "20/2/2569", "claim": "เนื้อที่เกินจริง", "claimed_baht": "2000",
    }  # fmt: skip
    with pytest.raises(Refusals) as refused:
        records.create(registry.for_model(Case), typed, user=ground.user("revenue_officer"), reason="รับคำคัดค้าน")
    assert refused.value.codes == ("NOT_PAYER",)


def test_what_is_granted_lowers_an_unpaid_bill(told):
    case = lodge(told, RECEIVED)
    values = {"order_no": "1/2569", "decision_text": "เนื้อที่เกินจริง", "decided_baht": "3000"}
    transitions.transition(
        registry.for_model(Case), case.uid, "grant", values, user=ground.user("executive"), reason="เห็นชอบ"
    )
    told.refresh_from_db()
    new, charge = standing(), Charge.objects.get()
    assert (told.status, told.tax_baht) == ("revised", 5000)
    assert (new.status, new.tax_baht, new.version, new.lines.count()) == ("notified", 3000, 2, 2)
    assert (told.lines.count(), new.register_no) == (2, f"{told.register_no}/2")
    assert (charge.principal_baht, charge.principal_left_baht) == (3000, 3000)
    assert not Notice.objects.filter(kind=refund_registers.LETTER.code).exists()


def test_silence_grants_what_was_asked_on_day_61_and_what_was_overpaid_is_due_back(told, day):
    lodge(told, RECEIVED)
    pay(Charge.objects.get(), 5000)
    day(date(2026, 4, 21))
    with acting_as(system_user(), "คืน"):
        assert grant_the_silent() == 0
    day(date(2026, 4, 22))
    with acting_as(system_user(), "คืน"):
        assert grant_the_silent() == 1
    charge, letter = Charge.objects.get(), Notice.objects.get(kind=refund_registers.LETTER.code)
    assert (standing().tax_baht, charge.principal_baht, charge.principal_left_baht) == (2000, 2000, 0)
    assert "3,000.00 บาท" in letter.body
    assert (letter.person, letter.source_id) == (told.person, Refund.objects.get().uid)
    refund = Refund.objects.get()
    assert (refund.status, refund.decided_baht, refund.interest_baht, refund.pay_by) == (
        "due", 3000, 0, date(2026, 5, 22),
    )  # fmt: skip
    assert (refund_due(charge), charge.entries.filter(kind="refunded").count()) == (3000, 0), "due is not given back"


def test_what_is_refused_changes_nothing(told):
    case = lodge(told, RECEIVED)
    values = {"order_no": "1/2569", "decision_text": "ถูกต้องแล้ว"}
    transitions.transition(
        registry.for_model(Case), case.uid, "refuse", values, user=ground.user("executive"), reason="ไม่เห็นชอบ"
    )
    assert (standing().uid, Charge.objects.get().principal_baht) == (told.uid, 5000)


def grant(case: Case, baht: str, step: str = "grant") -> None:
    values = {"order_no": "1/2569", "decision_text": "เนื้อที่เกินจริง", "decided_baht": baht}
    who = ground.user("executive" if step == "grant" else "revenue_officer")
    transitions.transition(registry.for_model(Case), case.uid, step, values, user=who, reason="เห็นชอบ")


@pytest.mark.parametrize("baht", ["5000", "5000.01", "9000"])
def test_a_grant_lowers_the_tax(told, baht):
    case = lodge(told, RECEIVED)
    with pytest.raises(Refusals) as refused:
        grant(case, baht)
    case.refresh_from_db()
    assert (refused.value.codes, case.status, standing().uid) == (("DECIDED_OVER",), "open", told.uid)


def test_the_lines_of_the_new_version_add_up_to_the_decided_sum(told):
    with acting_as(system_user(), "รายการที่สาม"):
        first = told.lines.get(seq=1)
        first.tax_baht = Decimal("1666.67")
        first.save()
        second = told.lines.get(seq=2)
        second.tax_baht = Decimal("3333.33")
        second.save()
    grant(lodge(told, RECEIVED), "1000.01")
    lines = list(standing().lines.order_by("seq"))
    assert [line.tax_baht for line in lines] == [Decimal("333.34"), Decimal("666.67")]
    assert lines[0].trace["decided"][0]["before"] == "1666.67"
    assert [line.tax_baht for line in told.lines.order_by("seq")] == [Decimal("1666.67"), Decimal("3333.33")]


def test_parts_granted_before_are_equal_again_after_the_tax_was_lowered(told):
    with acting_as(system_user(), "ผ่อน"):
        instalments(Charge.objects.get(), RECEIVED)
    pay(Charge.objects.get(), 1000)
    grant(lodge(told, RECEIVED), "4000")
    charge = Charge.objects.get()
    parts = list(charge.instalments.order_by("seq").values_list("amount_baht", flat=True))
    assert parts == [Decimal("1333.33"), Decimal("1333.33"), Decimal("1333.34")]
    assert (charge.status, charge.principal_left_baht) == ("instalment", 3000)


def test_every_owner_the_assessment_names_may_object(told):
    other = ground.person("เจ้าของร่วม")
    with acting_as(system_user(), "เจ้าของร่วม"):
        told.owner_key = f"{told.owner_key}+p{other.pk}"
        told.save()
    values = {"received_on": RECEIVED, "claim": "เนื้อที่เกินจริง", "claimed_baht": Decimal(2000)}
    with pytest.raises(Refused) as refused:
        objections.run(told, values | {"objector_no": Decimal(3)}, ground.user("revenue_officer"))
    assert refused.value.code == "OBJECTOR_NO" and "2) " in refused.value.thai
    objections.run(told, values | {"objector_no": Decimal(2)}, ground.user("revenue_officer"))
    assert Case.objects.get().person == other


def test_what_the_button_leaves_out_is_asked_for(told):
    values = {"received_on": None, "claim": "", "claimed_baht": None, "objector_no": None}
    with pytest.raises(Refusals) as refused:
        objections.run(told, values, ground.user("revenue_officer"))
    assert {each.field for each in refused.value} >= {"received_on", "claim"}


def draft(row: LandTaxAssessment, code: str) -> bytes:
    register = registry.for_model(LandTaxAssessment)
    return issue.draft(register, issue.document_of(register, code), row, ground.user("clerk_chief"))


def test_the_objection_and_the_appeal_are_papers_to_sign(told):
    for code, missing in (("pds9", "NO_OBJECTION"), ("pds10", "NO_APPEAL")):
        with pytest.raises(Refused) as refused:
            draft(told, code)
        assert refused.value.code == missing
    case, keeper = lodge(told, RECEIVED), ground.user("revenue_officer")
    assert draft(told, "pds9").startswith(b"%PDF")
    with pytest.raises(Refused) as refused:
        draft(told, "pds10")
    assert refused.value.code == "NO_APPEAL"
    for code, who, values in (
        ("refuse", ground.user("executive"), {"order_no": "1/2569", "decision_text": "ถูกต้องแล้ว"}),
        ("tell", keeper, {"result_told_on": "2026-02-20"}),
        ("go_up", keeper, {"lodged_on": "2026-02-20"}),
    ):
        transitions.transition(registry.for_model(Case), case.uid, code, values, user=who, reason="พิจารณา")
    assert draft(told, "pds10").startswith(b"%PDF")
    found = case_papers.appeal(told)
    assert (found["decision"].order_no, found["asker"], found["about"]) == ("1/2569", told.person, told)


def test_after_an_appeal_what_is_given_back_bears_interest(told, day):
    """1,500 held four months at 1 % a month: 60 baht."""
    case, keeper = lodge(told, RECEIVED), ground.user("revenue_officer")
    pay(Charge.objects.get(), 5000)

    def step(code: str, who: Any = keeper, **values: str) -> None:
        transitions.transition(registry.for_model(Case), case.uid, code, values, user=who, reason="พิจารณา")

    step("refuse", ground.user("executive"), order_no="1/2569", decision_text="ถูกต้องแล้ว")
    step("tell", result_told_on="2026-02-20")
    step("go_up", lodged_on="2026-02-20")
    day(date(2026, 6, 20))
    grant(case, "3500", "allowed")
    refund = Refund.objects.get()
    assert (refund.decided_baht, refund.interest_baht, refund.total_baht) == (1500, 60, 1560)
    assert "1,500.00 บาท × ร้อยละ 1 × " in refund.interest_trace and "4 เดือน = 60.00 บาท" in refund.interest_trace
    assert "พร้อมดอกเบี้ย 60.00 บาท" in Notice.objects.get(kind=refund_registers.LETTER.code).body


def test_silence_does_not_raise_what_was_lowered_meanwhile(told, day):
    lodge(told, RECEIVED)
    with ground.write():
        locked = revising.standing_of(told)
        revising.lower(locked, Decimal(1500), "คำสั่งอื่น", "ม.54")
    day(date(2026, 4, 23))
    with acting_as(system_user(), "ครบกำหนดพิจารณา"):
        grant_the_silent()
    assert (standing().tax_baht, Charge.objects.get().principal_baht) == (1500, 1500)


def test_a_refund_is_reckoned_from_the_charge_that_an_order_changed(told):
    with ground.write():
        adjust(Charge.objects.get(), Decimal(4000), "คำสั่งปรับปรุง", "ระเบียบ")
    pay(Charge.objects.get(), 4000)
    typed = {
        "charge": Charge.objects.get(), "ground": "overpaid", "received_on": "20/2/2569", "claim": "เกิน",
        "claimed_baht": "500",
    }  # fmt: skip
    register = registry.for_model(Refund)
    asked = records.create(register, typed, user=ground.user("revenue_officer"), reason="ขอคืน")
    values = {"order_no": "1/2569", "decided_baht": "500", "decision_text": "เกินจริง"}
    transitions.transition(register, asked.uid, "approve", values, user=ground.user("executive"), reason="คืน")
    charge = Charge.objects.get()
    assert (standing().tax_baht, charge.principal_baht, refund_due(charge)) == (3500, 3500, 500)


def test_the_same_person_may_be_entered_twice(told):
    """The assessment names the first entry; the objection is lodged under the second."""
    again = ground.person("คัดค้าน")
    with ground.write():
        type(again).objects.filter(pk=again.pk).update(same_as=told.person)
    again.refresh_from_db()
    typed = {
        "kind": "land_tax", "subject": str(told.uid), "person": again, "told_on": "20/2/2569",
        "received_on": "20/2/2569", "claim": "เนื้อที่เกินจริง", "claimed_baht": "2000",
    }  # fmt: skip
    case = records.create(registry.for_model(Case), typed, user=ground.user("revenue_officer"), reason="รับคำคัดค้าน")
    assert case.subject_id == told.uid
