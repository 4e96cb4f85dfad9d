"""What follows an assessment of signs: notice, appeal, refund, a void by a second person, additions of s.25 (2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from gis_core.features import clock
from gis_core.ground import office
from gis_core.ground.models import Signboard
from layers.engine import records
from layers.registry import registry
from modules.finance.revenue_collection.models import Refund, SignTaxAssessment, SignTaxLine, SignTaxReturn
from modules.finance.revenue_collection.refunds import refund_kinds
from modules.finance.revenue_collection.signboards import signboard_objections, signboard_revising
from modules.kernel.cases.models import Case
from modules.kernel.charges import opening
from modules.kernel.charges.models import Charge
from modules.kernel.charges.opening import refund_due
from modules.kernel.documents import issue
from modules.kernel.notices.models import Notice
from tests.doors import DOORS, press, refused
from tests.modules.finance.property_register import ground
from tests.modules.finance.revenue_collection import year as years
from tests.modules.finance.revenue_collection.signs import assessed, filed, sign, take, told
from tests.modules.kernel.charges.money import pay
from tests.people import sign_in

pytestmark = pytest.mark.django_db
D = Decimal
RECEIVED = date(2026, 5, 4)


@pytest.fixture(autouse=True)
def late_spring(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The fourth of May 2569, after the last day to file."""
    on(monkeypatch, RECEIVED)
    ground.town()
    office.forget()
    yield
    office.forget()


def on(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    monkeypatch.setattr(clock, "today", lambda: day)


@pytest.fixture
def owed() -> SignTaxAssessment:
    """1,508 baht and 75.40 for filing late, received today."""
    owner = ground.person("ก", register_no="บค.1")
    return told(assessed(filed(sign(), who=owner, filed_on="20/4/2569")), RECEIVED)


def charge(made: SignTaxAssessment, revenue: str = "signboard_tax") -> Charge:
    return Charge.objects.get(source_id=made.uid, revenue__code=revenue)


def standing() -> SignTaxAssessment:
    return SignTaxAssessment.objects.exclude(status__in=SignTaxAssessment.GONE).get()


# -- the notice --------------------------------------------------------------------------------------------------------
def test_an_assessment_writes_its_notice_and_fifteen_days_run_from_its_receipt(monkeypatch):
    made = assessed(filed(sign(), filed_on="20/4/2569"))
    notice = Notice.objects.get(source=made.uid)
    assert (notice.kind, notice.status, made.status, made.due_on) == ("sign_assessment", "issued", "assessed", None)
    assert "1,508.00" in notice.body and "75.40" in notice.body and charge(made).due_on is None
    years.serve(notice, "return", returned_on=RECEIVED, return_reason="ไม่พบผู้รับ")
    years.serve(notice, "post", posted_on=RECEIVED)
    made.refresh_from_db()
    # what is posted up counts as received on the seventh day after; the fifteenth day from there is a Tuesday
    assert (made.status, made.received_on, made.due_on) == ("notified", date(2026, 5, 11), date(2026, 5, 26))
    assert charge(made).due_on == charge(made, "signboard_penalty").due_on == made.due_on


def test_a_notice_is_written_again_only_after_one_was_void(client):
    made = assessed(filed(sign(), filed_on="20/4/2569"))
    assert refused(press, made, "notify", ground.user("revenue_officer")) == ("NOTHING_TO_NOTIFY",)
    sign_in(client, ground.user("revenue_officer"))
    register = registry.for_model(SignTaxAssessment)
    page = f"{register.url}{made.uid}/"
    assert "act/notify" not in (told := client.get(page).content.decode()) and "อยู่แล้ว" in told
    take(Notice.objects.get(), "void", "finance_head", void_reason="ชื่อผิด")
    assert "act/notify" in client.get(page).content.decode()
    client.post(f"{register.url}{made.uid}/act/notify", {"change_reason": "ออกใหม่"})
    assert list(Notice.objects.order_by("id").values_list("status", flat=True)) == ["void", "issued"]


# -- s.25 (2) ----------------------------------------------------------------------------------------------------------
def wrongly(**declared: Any) -> dict[str, Any]:
    return {"sign": sign(), "declared_width_cm": "120", **declared}


def test_ten_percent_of_what_was_declared_too_small():
    made = assessed(filed(wrongly(), filed_on="10/3/2569"))
    # 120 × 120 of kind 2: 29 units, 754 baht; 754 were left out
    assert (made.tax_baht, made.penalty_baht, made.under_baht, made.total_baht) == (1508, 0, D("75.40"), D("1583.40"))
    line, added = made.lines.get(), charge(made, "signboard_penalty")
    assert (line.under_baht, added.principal_baht) == (D("75.40"), D("75.40"))
    assert added.title.startswith("เงินเพิ่มกรณียื่นแบบไม่ถูกต้อง ภาษีป้าย") and line.trace[-1]["row"]


def test_late_and_wrong_are_added_apart():
    made = assessed(filed(wrongly(), filed_on="20/4/2569"))
    assert (made.penalty_baht, made.under_baht) == (D("75.40"), D("75.40"))
    assert charge(made, "signboard_penalty").principal_baht == D("150.80")


def test_who_corrects_his_return_before_he_is_told_pays_nothing_more():
    assert assessed(filed(wrongly(), filed_on="10/3/2569", corrected_on="20/3/2569")).under_baht == 0


@pytest.mark.parametrize(
    ("declared", "under"),
    [
        ({"declared_width_cm": "240"}, "0"), ({"declared_width_cm": "480"}, "0"),
        ({"declared_width_cm": "", "declared_kind": "1"}, "121.80"),
    ],
)  # fmt: skip
def test_what_was_declared_the_same_larger_or_of_a_cheaper_kind(declared, under):
    assert assessed(filed(wrongly(**declared), filed_on="10/3/2569")).under_baht == D(under)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    ("values", "line", "text"),
    [
        ({"filed_on": ""}, {"declared_width_cm": "120"}, "ได้เฉพาะแบบที่เจ้าของป้ายยื่น"),
        ({"corrected_on": "9/3/2569"}, {}, "วันที่ขอแก้ไขแบบต้องไม่ก่อนวันที่ยื่นแบบ"),
        ({"corrected_on": "5/5/2569"}, {}, "ไม่เป็นวันในอนาคต"),
    ],
)  # fmt: skip
def test_what_was_declared_is_refused_at_every_door(client, door, values, line, text):
    sign(sign_code="A")
    ground.person("ก", register_no="บค.1")
    typed = {"year_be": "2569", "person": "บค.1", "filed_on": "10/3/2569"} | values
    user, register = ground.user("assessor", "revenue_officer"), registry.for_model(SignTaxReturn)
    found = DOORS[door](client, user, register, typed, {"signtaxreturnline": [{"sign": "A"} | line]})
    assert any(text in each for each in found), found
    assert not SignTaxReturn.objects.exists()


# -- appeals (ภ.ป.4) ---------------------------------------------------------------------------------------------------
def lodge(made: SignTaxAssessment, baht: int = 754) -> Case:
    values = {"received_on": clock.today(), "claim": "วัดกว้างเกินจริง", "claimed_baht": D(baht)}
    signboard_objections.run(made, values, ground.user("revenue_officer"))
    return Case.objects.get()


def grant(case: Case, baht: int = 754) -> None:
    take(case, "grant", "executive", order_no="1/2569", decision_text="วัดใหม่แล้ว", decided_baht=str(baht))


def test_what_is_granted_lowers_the_tax_and_what_was_added_by_percent_of_it(owed):
    case = lodge(owed)
    assert (case.kind, case.told_on, case.person, case.decide_by) == ("signboard", RECEIVED, owed.person, None)
    grant(case)
    owed.refresh_from_db()
    new = standing()
    assert (owed.status, owed.tax_baht, owed.lines.get().is_live) == ("revised", 1508, False)
    assert (new.tax_baht, new.penalty_baht, new.total_baht) == (754, D("37.70"), D("791.70"))
    assert (new.status, new.due_on, new.register_no) == ("notified", owed.due_on, f"{owed.register_no}-2")
    assert charge(owed).principal_left_baht == 754
    assert charge(owed, "signboard_penalty").principal_left_baht == D("37.70")
    assert new.lines.get().trace[-1]["law"].endswith("ม.30") and not Refund.objects.exists()
    # the sign is taxed once: a return of it is refused as before
    assert refused(lambda: filed(new.lines.get().sign, who=owed.person)) == ("DUP_RETURN",)


def test_what_was_paid_above_the_decision_is_due_back_and_paid_by_two(owed, monkeypatch):
    case = lodge(owed)
    for revenue in ("signboard_tax", "signboard_penalty"):
        pay(charge(owed, revenue), charge(owed, revenue).principal_baht)
    grant(case)
    back = {refund.charge.revenue.code: refund for refund in Refund.objects.all()}
    assert {code: each.decided_baht for code, each in back.items()} == {
        "signboard_tax": 754, "signboard_penalty": D("37.70"),
    }  # fmt: skip
    assert refund_due(charge(owed)) == 754
    letter = Notice.objects.get(source=back["signboard_tax"].uid)
    assert (letter.kind, "ดอกเบี้ย" in letter.body, "ระยะเวลาที่ระบุไว้" in letter.body) == ("sign_tax_refund", False, False)
    refund = take(back["signboard_tax"], "prepare", "accountant", voucher_no="ฎ.1")
    take(refund, "pay", "finance_head", paid_on="4/5/2569")
    assert refund_due(charge(owed)) == 0


def test_refused_by_the_executive_and_granted_by_the_court_without_interest(owed, monkeypatch):
    case = lodge(owed)
    pay(charge(owed), 1508)
    take(case, "refuse", "executive", order_no="1/2569", decision_text="ถูกต้องแล้ว")
    assert standing().uid == owed.uid
    take(case, "tell", "revenue_officer", result_told_on="4/5/2569")
    on(monkeypatch, date(2026, 6, 3))
    case = take(case, "go_up", "revenue_officer", lodged_on="3/6/2569")
    assert case.level == "court"
    take(case, "allowed", "revenue_officer", order_no="ดำ 1/2569", decision_text="พิพากษา", decided_baht="1000")
    refund = Refund.objects.get()
    assert (refund.decided_baht, refund.interest_baht, standing().tax_baht) == (508, 0, 1000)


def test_a_decision_is_not_above_what_stands(owed):
    case = lodge(owed)
    assert refused(lambda: grant(case, 1508)) == ("DECIDED_OVER",)


def test_thirty_days_and_not_before_the_notice(monkeypatch):
    made = assessed(filed(sign(), filed_on="20/4/2569"))
    by_post = {"received_on": "20/4/2569", "claim": "วัดกว้างเกินจริง", "claimed_baht": "754"}
    with ground.write():
        SignTaxAssessment.objects.update(status="notified")
    assert refused(press, made, "object", ground.user("revenue_officer"), **by_post) == ("NOT_NOTIFIED",)
    with ground.write():
        SignTaxAssessment.objects.update(status="assessed")
    made.refresh_from_db()
    made = told(made, RECEIVED)
    on(monkeypatch, date(2026, 6, 5))
    assert refused(lambda: lodge(made)) == ("LODGE_LATE",)
    # the thirtieth day, the third of June, is a holiday
    on(monkeypatch, date(2026, 6, 4))
    assert lodge(made).status == "open"


WRONG = {
    "CASE_SUBJECT": ({"subject": "sign"}, "ต้องเป็นการประเมินภาษีป้าย"),
    "TOLD_ON": ({"told_on": "3/5/2569"}, "วันที่ได้รับแจ้งตามหลักฐานการส่งคือ"),
    "NOT_PAYER": ({"person": "บค.2"}, "ผู้ร้องต้องเป็นผู้เสียภาษี"),
    "CLAIM": ({"claimed_baht": "1508"}, "ซึ่งต่ำกว่าที่ประเมินไว้ 1,508.00 บาท"),
    "CLAIM none": ({"claimed_baht": ""}, "ซึ่งต่ำกว่าที่ประเมินไว้ 1,508.00 บาท"),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("case", WRONG)
def test_an_appeal_is_refused_at_the_doors_of_cases(client, owed, door, case):
    changed, text = WRONG[case]
    ground.person("ข", register_no="บค.2")
    subjects = {"sign": owed.lines.get().sign.uid}
    typed = {
        "kind": "signboard", "subject": str(owed.uid), "person": "บค.1", "told_on": "4/5/2569",
        "received_on": "4/5/2569", "claim": "วัดผิด", "claimed_baht": "754",
    } | changed  # fmt: skip
    typed["subject"] = str(subjects.get(typed["subject"], typed["subject"]))
    found = DOORS[door](client, ground.user("revenue_officer"), registry.for_model(Case), typed, {})
    assert any(text in each for each in found), found
    assert not Case.objects.exists()


@pytest.mark.parametrize("door", DOORS)
def test_an_appeal_is_lodged_at_every_door(client, owed, door):
    typed = {
        "kind": "signboard", "subject": str(owed.uid), "person": "บค.1", "told_on": "4/5/2569",
        "received_on": "4/5/2569", "claim": "วัดผิด", "claimed_baht": "754",
    }  # fmt: skip
    assert DOORS[door](client, ground.user("revenue_officer"), registry.for_model(Case), typed, {}) == []
    assert Case.objects.get().claimed_baht == 754


def test_the_paper_of_an_appeal(owed):
    register = registry.for_model(SignTaxAssessment)
    document = issue.document_of(register, "pp4")
    assert refused(lambda: document.context(owed)) == ("NO_OBJECTION",)
    lodge(owed)
    assert issue.draft(register, document, owed, ground.user("assessor")).startswith(b"%PDF")


# -- refunds asked for -------------------------------------------------------------------------------------------------
def ask_back(door: str, client: Any, of: Charge, **typed: str) -> list[str]:
    values = {
        "charge": of.register_no, "ground": "overpaid", "received_on": "4/5/2569", "claim": "วัดผิด",
        "claimed_baht": "754",
    } | typed  # fmt: skip
    return DOORS[door](client, ground.user("revenue_officer"), registry.for_model(Refund), values, {})


@pytest.mark.parametrize("door", DOORS)
def test_a_refund_within_one_year_of_payment_at_every_door(client, owed, door, monkeypatch):
    pay(charge(owed), 1508)
    assert any("ขอคืนได้ไม่เกินภาษีที่ชำระไว้" in each for each in ask_back(door, client, charge(owed), claimed_baht="1509"))
    on(monkeypatch, date(2027, 5, 6))
    found = ask_back(door, client, charge(owed), received_on="6/5/2570")
    assert any("พ้นกำหนดขอคืนภายใน 1 ปี" in each for each in found), found
    on(monkeypatch, RECEIVED)
    assert ask_back(door, client, charge(owed)) == []


def test_an_approved_refund_makes_a_version_of_the_smaller_tax(owed, client):
    pay(charge(owed), 1508)
    assert ask_back("api", client, charge(owed)) == []
    refund = Refund.objects.get()
    assert refused(lambda: take(refund, "approve", "finance_head", order_no="1", decided_baht="755", decision_text="ก"))
    take(refund, "approve", "finance_head", order_no="1/2569", decided_baht="754", decision_text="วัดใหม่")
    new = standing()
    assert (new.tax_baht, new.penalty_baht, new.version) == (754, D("75.40"), 2)
    assert (refund_due(charge(owed)), Refund.objects.get().pay_by) == (754, RECEIVED + timedelta(days=30))
    assert Notice.objects.get(source=refund.uid).kind == refund_kinds.SIGN.letter.code


# -- void --------------------------------------------------------------------------------------------------------------
def test_a_second_person_voids_an_assessment_and_the_return_may_be_assessed_again():
    record = filed(sign(), filed_on="20/4/2569")
    made = assessed(record)
    assert refused(lambda: take(made, "void", "assessor", void_reason="วัดผิด")) == ("NO_RIGHT",)
    assert refused(lambda: take(made, "void", "finance_head", void_reason="")) == ("REQUIRED",)
    made = take(made, "void", "finance_head", void_reason="วัดผิด")
    record.refresh_from_db()
    assert (made.status, record.status, Notice.objects.get().status) == ("void", "filed", "void")
    assert set(Charge.objects.values_list("status", "principal_left_baht")) == {("void", 0)}
    with ground.write():
        Signboard.objects.update(width_cm=120)
    again = take(record, "assess", "assessor").assessment
    assert (again.tax_baht, again.version, again.register_no != made.register_no) == (754, 1, True)
    assert signboard_revising.charges_of(again).count() == 2
    again = told(again, RECEIVED)
    assert {row.due_on for row in signboard_revising.charges_of(again)} == {again.due_on}


def test_who_assessed_does_not_void_it():
    made = assessed(filed(sign()))
    with ground.write():
        SignTaxAssessment.objects.update(assessed_by=ground.user("finance_head"))
    assert refused(lambda: take(made, "void", "finance_head", void_reason="ผิด")) == ("FOUR_EYES",)


def test_what_was_paid_objected_or_built_upon_is_not_void(owed):
    def void() -> Any:
        return take(owed, "void", "finance_head", void_reason="ผิด")

    case = lodge(owed)
    assert refused(void) == ("VOID_OBJECTED",)
    take(case, "withdraw", "revenue_officer")
    board = owed.lines.get().sign
    altered = {"sign": board, "replaces": board, "altered_on": "2/5/2569"}
    later = assessed(filed(altered, who=owed.person, filed_on="4/5/2569"))
    assert refused(void) == ("SIGN_FOLLOWED",)
    take(later, "void", "finance_head", void_reason="ผิด")
    pay(charge(owed), 100)
    assert refused(void) == ("VOID_PAID",)
    assert SignTaxLine.objects.filter(is_live=True).count() == 1


def test_what_paid_its_surcharge_alone_is_not_void(owed, monkeypatch):
    """Due on the 19th of May; three days late are two percent, 30.16 baht, which a payment clears first."""
    on(monkeypatch, date(2026, 5, 22))
    pay(charge(owed), "30.16")
    assert charge(owed).principal_left_baht == 1508
    assert refused(lambda: take(owed, "void", "finance_head", void_reason="ผิด")) == ("VOID_PAID",)
    with ground.write():
        assert refused(opening.void, charge(owed), "ผิด", "") == ("CHARGE_PAID",)


def test_an_assessment_is_not_typed():
    """Neither form, file nor API writes one: it comes from its return alone."""
    register = registry.for_model(SignTaxAssessment)
    assert refused(
        lambda: records.create(register, {"year_be": "2569"}, user=ground.user("assessor"), reason="พิมพ์")
    ) == ("NO_RIGHT",)


def test_what_an_assessment_asks_for_and_what_is_left_stands_on_its_page_in_each_version(client, owed):
    """The tax and what was added for filing late, of an assessment and of the one that took its place."""
    register = registry.for_model(SignTaxAssessment)
    sign_in(client, ground.user("revenue_officer"))
    page = client.get(f"{register.record_url(owed.uid)}panel/charges").content.decode()
    assert "1,508.00" in page and "75.40" in page and "1,583.40" in page
    pay(charge(owed), 1508)
    with ground.write():
        new = signboard_revising.new_version(owed, D(1000), D(50), "ผลอุทธรณ์", "ม.32")
    later = client.get(f"{register.record_url(new.uid)}panel/charges").content.decode()
    assert "ชำระแล้ว" in later and "1,583.40" not in later, "the charges of the first version go on"
    sign_in(client, ground.user("engineer"))
    assert client.get(f"{register.record_url(owed.uid)}panel/charges").status_code != 200
