"""Objections against an assessment: who may lodge one and until when, and what a decision does to the bill."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from gis_core.access.actor import acting_as, system_user
from gis_core.pure.refusal import Refusals, Refused
from layers.engine import records, transitions
from layers.registry import registry
from modules.finance.revenue_collection import objections, review
from modules.finance.revenue_collection.models import LandTaxAssessment
from modules.kernel.cases.models import Case
from modules.kernel.cases.silence import grant_the_silent
from modules.kernel.charges.collecting import Tender, collect
from modules.kernel.charges.models import Charge
from modules.kernel.notices.models import Notice
from tests.modules.finance.property_register import ground
from tests.modules.finance.revenue_collection import year as made
from tests.modules.finance.revenue_collection.test_notifying import day  # noqa: F401  (a fixture)
from tests.modules.finance.revenue_collection.test_reminding import serve

pytestmark = pytest.mark.django_db
RECEIVED = date(2026, 2, 20)


@pytest.fixture
def assessment(db: None, day: Any) -> LandTaxAssessment:  # noqa: F811
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
def told(assessment: LandTaxAssessment, day: Any) -> LandTaxAssessment:  # noqa: F811
    """Its notice was handed over on the 20th of February."""
    day(RECEIVED)
    serve(Notice.objects.get(), "give", received_on=RECEIVED, received_by="ผู้เสียภาษี")
    return assessment


def lodge(row: LandTaxAssessment, on: date, baht: int = 2000) -> Case:
    values = {"received_on": on, "claim": "เนื้อที่เกินจริง", "claimed_baht": Decimal(baht)}
    objections.run(row, values, ground.user("revenue_officer"))
    return Case.objects.get()


def pay(baht: int) -> None:
    cashier = ground.user("cashier")
    with acting_as(cashier, "รับชำระ"):
        collect([Charge.objects.get().pk], [Tender("cash", Decimal(baht))], cashier=cashier, client_key=uuid.uuid4())


def standing() -> LandTaxAssessment:
    return LandTaxAssessment.objects.exclude(status="revised").get()


def test_who_was_not_notified_yet_is_refused(assessment):
    with pytest.raises(Refused) as refused:
        lodge(assessment, date(2026, 2, 10))
    assert (refused.value.code, Case.objects.count()) == ("NOT_NOTIFIED", 0)


def test_thirty_days_from_receipt(told, day):  # noqa: F811
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
    assert not Notice.objects.filter(kind=objections.REFUND.code).exists()


def test_silence_grants_what_was_asked_on_day_61_and_what_was_overpaid_is_due_back(told, day):  # noqa: F811
    lodge(told, RECEIVED)
    pay(5000)
    day(date(2026, 4, 21))
    with acting_as(system_user(), "คืน"):
        assert grant_the_silent() == 0
    day(date(2026, 4, 22))
    with acting_as(system_user(), "คืน"):
        assert grant_the_silent() == 1
    charge, letter = Charge.objects.get(), Notice.objects.get(kind=objections.REFUND.code)
    assert (standing().tax_baht, charge.principal_baht, charge.principal_left_baht) == (2000, 2000, 0)
    assert "3,000.00 บาท" in letter.body
    assert (letter.person, letter.source_id) == (told.person, Case.objects.get().uid)


def test_what_is_refused_changes_nothing(told):
    case = lodge(told, RECEIVED)
    values = {"order_no": "1/2569", "decision_text": "ถูกต้องแล้ว"}
    transitions.transition(
        registry.for_model(Case), case.uid, "refuse", values, user=ground.user("executive"), reason="ไม่เห็นชอบ"
    )
    assert (standing().uid, Charge.objects.get().principal_baht) == (told.uid, 5000)
