"""Re-assessment within three years: what opens the data, what the new version is and does to charges and refunds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from gis_core.ground.models import AppraisalPrice, OwnershipSpell
from layers.engine import records, transitions
from layers.registry import registry
from modules.finance.revenue_collection.land_tax import assess, objections, reassess_law, review
from modules.finance.revenue_collection.models import (
    LandTaxAssessment,
    LandTaxUse,
    Reassessment,
    Refund,
    UnassessedPlace,
)
from modules.kernel.cases.models import Case
from modules.kernel.charges.models import Charge
from modules.kernel.notices.models import Notice
from tests import doors
from tests.doors import DOORS, refused
from tests.modules.finance.property_register import ground
from tests.modules.finance.revenue_collection import year as years
from tests.modules.kernel.charges.money import pay
from tests.people import sign_in

pytestmark = pytest.mark.django_db
SUMMER = date(2026, 7, 1)


@pytest.fixture
def told(db: None, day: Any) -> LandTaxAssessment:
    """A company's parcel of 400 square wah at 5,000 baht, a shop: 6,000 baht, received on the 20th of February."""
    ground.town()
    year, company = years.tax_year(), years.company()
    years.use(year, years.land(1, company, 0, 0, 40, 40))
    made_by = ground.user("surveyor")
    assess.assess_year(year, made_by, years.acting)
    for code, role in (("check", "revenue_officer"), ("approve", "executive"), ("notify", "assessor")):
        with ground.write():
            assert review.take_all(year, code, ground.user(role)) == 1
    day(date(2026, 2, 20))
    years.serve(Notice.objects.get(), "give", received_on=date(2026, 2, 20), received_by="ผู้เสียภาษี")
    return LandTaxAssessment.objects.get()


def typed(of: LandTaxAssessment, **more: Any) -> dict[str, Any]:
    plain = {"assessment": of.register_no, "ground": "wrong", "reason": "เนื้อที่คลาดเคลื่อน", "evidence": "รังวัดใหม่"}
    return plain | more


def ask(of: LandTaxAssessment, role: str = "assessor") -> Reassessment:
    register = registry.for_model(Reassessment)
    return records.create(register, typed(of, assessment=of), user=ground.user(role), reason="ขอประเมินใหม่")


def step(record: Reassessment, code: str, role: str, **values: str) -> Reassessment:
    return doors.take(record, code, ground.user(role), values)


def correct(**values: Any) -> None:
    """The assessor changes the one use through the register, as anybody does."""
    use = LandTaxUse.objects.get(parcel__parcel_code="01A001")
    records.update(registry.for_model(LandTaxUse), use.uid, values, user=ground.user("assessor"), reason="สำรวจใหม่")


def approve(record: Reassessment) -> Reassessment:
    step(record, "reckon", "assessor")
    return step(record, "approve", "executive", order_no="9/2569")


def versions() -> list[tuple[str, int, Decimal]]:
    return list(LandTaxAssessment.objects.order_by("version").values_list("status", "version", "tax_baht"))


def miss_land() -> None:
    """A second parcel of the same company that nobody had assessed: 400 square wah at 5,000 baht, another 6,000."""
    company = LandTaxAssessment.objects.first().organisation
    years.use(LandTaxAssessment.objects.first().tax_year, years.land(2, company, 100, 0, 140, 40))


def possess_ownerless(told: LandTaxAssessment) -> None:
    """Land of nobody that the company sits on: nobody is taxed for it."""
    years.use(told.tax_year, parcel := years.land(3, None, 200, 0, 240, 40))
    with ground.write():
        parcel.spells.create(organisation=told.organisation, role="possessor", valid=DateRange(date(2010, 1, 1), None))


# -- the law alone -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("today", "count"), [(date(2029, 4, 30), 0), (date(2029, 5, 1), 1)])
def test_three_years_from_the_last_day_to_pay(today, count):
    assert len(list(reassess_law.in_time(date(2026, 4, 30), 3, today))) == count


@pytest.mark.parametrize(
    ("charges", "baht", "new"),
    [
        ([(6000, 6000)], 4000, [4000]),
        ([(6000, 0)], 4000, [4000]),
        ([(6000, 0), (3000, 3000)], 7000, [6000, 1000]),
        ([(6000, 0), (3000, 3000)], 5000, [5000, 0]),
        ([(6000, 6000), (3000, 0)], 2000, [0, 2000]),
        ([(6000, 1000), (3000, 500)], 7000, [5000, 2000]),
        ([(6000, 6000)], 7000, [7000]),
        ([], 100, []),
    ],
)
def test_the_unpaid_part_goes_first_then_what_was_paid_last(charges, baht, new):
    held = [(Decimal(principal), Decimal(left)) for principal, left in charges]
    assert reassess_law.lowered(held, Decimal(baht)) == new


# -- asking ------------------------------------------------------------------------------------------------------------
CASES = {
    "REASSESS_LATE": (date(2029, 5, 1), {}, "พ้นกำหนดประเมินใหม่ภายใน 3 ปี"),
    "DUP_REASSESS": (SUMMER, {}, "ยังไม่พิจารณาอยู่แล้ว"),
    "NOT_STANDING": (SUMMER, {}, "เฉพาะการประเมินที่อนุมัติหรือแจ้งแล้ว"),
    "OBJECTED": (date(2026, 2, 21), {}, "มีคำคัดค้านหรืออุทธรณ์ที่ยังไม่ยุติ"),
    "no reason": (SUMMER, {"reason": ""}, "ข้อเท็จจริงและเหตุผล"),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("case", CASES)
def test_refused_at_every_door(client, told, day, case, door):
    today, more, text = CASES[case]
    day(today)
    if case == "DUP_REASSESS":
        ask(told)
    elif case == "OBJECTED":
        values = {"received_on": date(2026, 2, 21), "claim": "สูงไป", "claimed_baht": Decimal(10)}
        objections.run(told, values, ground.user("revenue_officer"))
    elif case == "NOT_STANDING":
        with ground.write():
            LandTaxAssessment.objects.update(status="checked")
    before = Reassessment.objects.count()
    register = registry.for_model(Reassessment)
    found = DOORS[door](client, ground.user("assessor"), register, typed(told, **more), {})
    assert any(text in each for each in found), found
    assert Reassessment.objects.count() == before


@pytest.mark.parametrize("door", DOORS)
def test_what_is_right_is_let_in_and_who_asked_is_kept(client, told, day, door):
    day(SUMMER)
    assert DOORS[door](client, ground.user("assessor"), registry.for_model(Reassessment), typed(told), {}) == []
    record = Reassessment.objects.get()
    assert (record.asked_by, record.status, record.place_id) == (ground.user("assessor"), "asked", told.place_id)


def test_uses_are_open_while_it_is_asked_and_closed_again_once_reckoned(told, day):
    day(SUMMER)
    assert refused(correct, category="agri") == ("DUP_ASSESS",)
    record = ask(told)
    correct(category="agri")
    step(record, "reckon", "assessor")
    assert refused(correct, category="other") == ("DUP_ASSESS",)
    step(record, "send_back", "executive")
    correct(category="other")


# -- what is decided ---------------------------------------------------------------------------------------------------
def test_less_tax_lowers_the_bill_and_keeps_the_old_version(told, day):
    """As farmland of a company: 2,000,000 at 0.01 % = 200."""
    day(SUMMER)
    record = ask(told)
    correct(category="agri")
    record = approve(record)
    assert versions() == [("revised", 1, 6000), ("notified", 2, 200)]
    assert (record.before_baht, record.after_baht, record.result.register_no) == (6000, 200, f"{told.register_no}/2")
    assert (told.lines.get().category, record.result.lines.get().category) == ("other", "agri")
    charge = Charge.objects.get()
    assert (charge.principal_baht, charge.due_on, Refund.objects.count()) == (200, date(2026, 4, 30), 0)


def test_what_was_paid_above_it_is_due_back(told, day):
    pay(Charge.objects.get(), 6000)
    day(SUMMER)
    record = ask(told)
    correct(category="agri")
    approve(record)
    refund = Refund.objects.get()
    assert (refund.ground, refund.status, refund.decided_baht) == ("reassessed", "due", 5800)
    assert (refund.order_no, refund.source_id, Charge.objects.get().principal_baht) == ("9/2569", record.uid, 200)


def test_missed_property_is_a_charge_of_its_own_due_thirty_days_after_receipt(told, day):
    pay(Charge.objects.get(), 6000)
    day(SUMMER)
    record = ask(told)
    miss_land()
    approve(record)
    assert versions() == [("revised", 1, 6000), ("notified", 2, 12000)]
    first, further = Charge.objects.order_by("id")
    assert (first.principal_baht, first.status, further.principal_baht, further.due_on) == (6000, "paid", 6000, None)
    notice = Notice.objects.get(source=LandTaxAssessment.objects.get(version=2).uid)
    assert "แทนการประเมินครั้งก่อน" in notice.body
    years.serve(notice, "give", received_on=SUMMER, received_by="ผู้เสียภาษี")
    first.refresh_from_db()
    further.refresh_from_db()
    assert (further.notified_on, further.due_on) == (SUMMER, date(2026, 7, 31))
    assert (first.notified_on, first.due_on) == (date(2026, 2, 20), date(2026, 4, 30))


def test_more_tax_before_the_last_day_is_never_due_before_it(told, day):
    day(date(2026, 3, 2))
    record = ask(told)
    miss_land()
    approve(record)
    notice = Notice.objects.get(source=LandTaxAssessment.objects.get(version=2).uid)
    years.serve(notice, "give", received_on=date(2026, 3, 2), received_by="ผู้เสียภาษี")
    assert set(Charge.objects.values_list("due_on", flat=True)) == {date(2026, 4, 30)}


def test_a_decision_after_more_tax_takes_the_unpaid_charge_first(told, day):
    pay(Charge.objects.get(), 6000)
    day(SUMMER)
    record = ask(told)
    miss_land()
    new = approve(record).result
    notice = Notice.objects.get(source=new.uid)
    years.serve(notice, "give", received_on=SUMMER, received_by="ผู้เสียภาษี")
    values = {"received_on": SUMMER, "claim": "ไม่ใช่ร้านค้า", "claimed_baht": Decimal(7000)}
    objections.run(new, values, ground.user("revenue_officer"))
    given = {"order_no": "1/2569", "decision_text": "บางส่วน", "decided_baht": "7000"}
    case = Case.objects.get()
    transitions.transition(
        registry.for_model(Case), case.uid, "grant", given, user=ground.user("executive"), reason="เห็นชอบ"
    )
    assert list(Charge.objects.order_by("id").values_list("principal_baht", flat=True)) == [6000, 1000]
    assert not Refund.objects.exists()


def test_who_holds_nothing_any_more_is_void_and_gets_all_back(told, day):
    pay(Charge.objects.get(), 6000)
    day(SUMMER)
    record = ask(told)
    with ground.write():
        OwnershipSpell.objects.update(organisation=years.company("เจ้าของจริง"))
    approve(record)
    assert versions() == [("void", 1, 6000)]
    assert (Refund.objects.get().decided_baht, Charge.objects.get().principal_baht) == (6000, 0)


def test_the_same_data_give_nothing_to_decide(told, day):
    day(SUMMER)
    assert refused(step, ask(told), "reckon", "assessor") == ("NOTHING_CHANGED",)


def test_a_place_that_cannot_be_assessed_is_told(told, day):
    day(SUMMER)
    record = ask(told)
    correct(land_sqwah="0-1-0")
    assert refused(step, record, "reckon", "assessor") == ("AREA_SUM",)


def test_who_asked_or_reckoned_does_not_approve(told, day):
    day(SUMMER)
    record = ask(told)
    correct(category="agri")
    step(record, "reckon", "assessor")
    both = ground.user("assessor", "finance_head")
    with ground.write():
        Reassessment.objects.update(reckoned_by=both)
    register = registry.for_model(Reassessment)
    values = {"order_no": "1"}
    assert refused(transitions.transition, register, record.uid, "approve", values, user=both, reason="อนุมัติ") == (
        "FOUR_EYES",
    )
    assert refused(
        transitions.transition, register, record.uid, "approve", values, user=ground.user("assessor"), reason="อนุมัติ"
    ) == ("NO_RIGHT",)


def test_data_that_changed_after_the_reckoning_are_not_approved(told, day):
    day(SUMMER)
    record = ask(told)
    correct(category="agri")
    step(record, "reckon", "assessor")
    miss_land()
    assert refused(step, record, "approve", "executive", order_no="9") == ("STALE",)
    assert versions() == [("notified", 1, 6000)]


def test_of_one_not_notified_yet_the_new_version_waits_to_be_notified(told, day):
    with ground.write():
        LandTaxAssessment.objects.update(status="approved")
    record = ask(told)
    correct(category="agri")
    charges = Charge.objects.count()
    approve(record)
    assert versions() == [("revised", 1, 6000), ("approved", 2, 200)]
    assert (Charge.objects.count(), Notice.objects.count()) == (charges, 1)


def test_a_first_notice_after_the_years_is_refused_too(told, day):
    with ground.write():
        LandTaxAssessment.objects.update(status="approved")
    day(date(2029, 5, 1))
    with ground.write():
        assert refused(review.take_all, told.tax_year, "notify", ground.user("assessor")) == ("REASSESS_LATE",)


# -- what cannot be assessed -------------------------------------------------------------------------------------------
def test_what_the_whole_year_left_out_is_left_out_anew_and_told(client, told, day):
    possess_ownerless(told)
    assess.assess_year(told.tax_year, ground.user("surveyor"), years.acting)
    assert [row.code for row in UnassessedPlace.objects.all()] == ["NO_OWNER"]
    day(SUMMER)
    record = ask(told)
    correct(category="vacant", vacant_since_be="2569")
    record = step(record, "reckon", "assessor")
    assert record.preview[-1] == {"left_out": "01A003 ไม่ปรากฏผู้มีหน้าที่เสียภาษี ณ วันที่ 1 มกราคม"}
    assert [row["place"] for row in record.preview[:-1]] == ["01A001", "01A001"]
    sign_in(client, ground.user("executive"))
    shown = client.get(f"{registry.for_model(Reassessment).record_url(record.uid)}panel/result").content.decode()
    assert "ยังประเมินไม่ได้และไม่รวมในการประเมินนี้" in shown and "01A003" in shown
    assert step(record, "approve", "executive", order_no="9/2569").result is not None


def test_what_was_assessed_and_cannot_be_any_more_does_not_vanish(told, day):
    day(SUMMER)
    record = ask(told)
    with ground.write():
        AppraisalPrice.objects.all().delete()
    assert refused(step, record, "reckon", "assessor") == ("NO_PRICE",)
