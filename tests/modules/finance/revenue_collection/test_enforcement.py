"""Enforcement: from the talk to the auction, each step once allowed and once refused, the money to the satang."""

from __future__ import annotations

import json
import uuid
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from gis_core.access.actor import acting_as
from gis_core.ground.models import Parcel
from layers.engine import changesets, records, transitions
from layers.registry import registry
from modules.finance.revenue_collection.arrears import enforcement, enforcement_registers, pursuit
from modules.finance.revenue_collection.arrears.enforcement_law import STANDINGS, standing
from modules.finance.revenue_collection.models import ArrearsEntry, EnforcementCase
from modules.kernel.charges.collecting import Tender, collect
from modules.kernel.charges.flags import flags_of
from modules.kernel.charges.ledger import owed_on
from modules.kernel.charges.models import Charge, Receipt
from modules.kernel.charges.opening import set_reminded
from modules.kernel.charges.suspending import resume, suspend
from tests import doors
from tests.doors import DOORS, TYPED, basic, press, refused
from tests.modules.finance.property_register import ground
from tests.modules.finance.revenue_collection import year as made
from tests.modules.finance.revenue_collection.test_year_maps import PAID, address, told
from tests.modules.kernel.charges.money import pay
from tests.people import sign_in

pytestmark = pytest.mark.django_db
DUE, RECEIVED, FIRST = date(2026, 4, 30), date(2026, 5, 25), date(2026, 8, 24)
ITEM = {"kind": "movable", "thai": "รถยนต์", "estimated_baht": "25000"}
#: On the 24th of August are owed 20,000, penalty 40 percent 8,000, surcharge of four months 800.
DEBT = Decimal(28800)


@pytest.fixture
def bill(db: None, day: Any) -> SimpleNamespace:
    """A bill of 20,000 whose reminder was received on the 25th of May; today is the first day of an order."""
    day(FIRST)
    ground.town()
    found = made.bill("20000", ground.parcel(1, 0, 0, 40, 40), due_on=DUE, notified_on=date(2026, 2, 20))
    with ground.write():
        set_reminded([found.charge.pk], RECEIVED, date(2026, 6, 9))
    return found


def register() -> Any:
    return registry.for_model(EnforcementCase)


def typed(charge: Charge, **more: Any) -> dict[str, Any]:
    return {"charge": charge.register_no, "kind": "seizure", "meeting_on": "1/7/2569"} | more


def a_case(bill: SimpleNamespace, *items: dict[str, Any]) -> EnforcementCase:
    values = typed(bill.charge) | {"charge": bill.charge}
    lines = {"seizeditem": list(items)}
    return records.create(register(), values, user=ground.user("revenue_officer"), reason="เปิดเรื่อง", lines=lines)


def step(case: EnforcementCase, code: str, who: str = "revenue_officer", **values: Any) -> EnforcementCase:
    batch = {"batch_id": values.pop("batch_id")} if "batch_id" in values else {}
    return doors.take(case, code, ground.user(who), values, **batch)


def items(case: EnforcementCase, *rows: dict[str, Any]) -> None:
    officer = ground.user("revenue_officer")
    records.update(register(), case.uid, {}, user=officer, reason="บัญชีทรัพย์", lines={"seizeditem": list(rows)})


def to_order(case: EnforcementCase, approved: bool = True) -> EnforcementCase:
    step(case, "ask", talks="ไม่มาตามนัด", asked_no="กค 1/2569", asked_on="2/7/2569")
    if approved:
        step(case, "approval", approval_no="มท 0820/9", approved_on="1/8/2569")
    return case


def order(case: EnforcementCase, who: str = "executive", on: str = "24/8/2569", **more: Any) -> EnforcementCase:
    return step(case, "order", who, order_no="88/2569", ordered_on=on, officers="นายทดสอบ", **more)


def cost(case: EnforcementCase, baht: str) -> None:
    officer = ground.user("revenue_officer")
    with acting_as(officer, "ค่าใช้จ่าย"):
        enforcement.put_cost(
            EnforcementCase.objects.get(pk=case.pk), {"what": "ค่าขนย้าย", "baht": Decimal(baht)}, officer
        )


def state(bill: SimpleNamespace) -> str:
    return standing(pursuit.pursuit_of(bill.charge))


def sold(bill: SimpleNamespace, day: Any, baht: str) -> EnforcementCase:
    """A case whose goods were sold on the 10th of October."""
    case = order(to_order(a_case(bill, ITEM)))
    day(date(2026, 10, 10))
    step(case, "post", posted_on="1/9/2569")
    items(case, ITEM | {"appraised_baht": "26000"})
    step(case, "appraise", appraised_on="10/9/2569", auction_on="10/10/2569", auction_place="หอประชุม")
    items(case, ITEM | {"appraised_baht": "26000", "sold_baht": baht, "buyer": "ผู้ซื้อ"})
    return step(case, "auction", sold_on="10/10/2569")


# -- doors -------------------------------------------------------------------------------------------------------------
APPROVED = {"approval_no": "มท 0820/9", "approved_on": "1/8/2569"}
CASES: dict[str, tuple[dict[str, str], str]] = {
    "TOO_EARLY_90": (APPROVED | {"ordered_on": "23/8/2569"}, "ยังไม่พ้น 90 วันนับแต่วันได้รับหนังสือแจ้งเตือน"),
    "NO_APPROVAL": ({"ordered_on": "24/8/2569"}, "ไม่มีเลขที่หนังสือเห็นชอบของผู้ว่าราชการจังหวัด"),
    "NO_APPROVAL later": (
        {"ordered_on": "24/8/2569", "approval_no": "มท 1", "approved_on": "25/8/2569"}, "ลงวันที่หลังวันที่ออกคำสั่ง",
    ),
    "DATES": (APPROVED | {"ordered_on": "25/8/2569"}, "ต้องไม่อยู่ในอนาคต"),
}  # fmt: skip


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("case", CASES)
def test_refused_at_every_door(client, bill, case, door):
    values, text = CASES[case]
    found = DOORS[door](client, ground.user("revenue_officer"), register(), typed(bill.charge, **values), {})
    assert any(text in each for each in found), found
    assert not EnforcementCase.objects.exists()


@pytest.mark.parametrize("door", DOORS)
def test_what_was_never_reminded_or_is_no_tax_in_arrears(client, bill, door):
    who = ground.user("revenue_officer")
    with ground.write():
        Charge.objects.update(reminder_received_on=None)
    found = DOORS[door](client, who, register(), typed(bill.charge, **APPROVED, ordered_on="24/8/2569"), {})
    assert any("ยังไม่มีหลักฐานการได้รับ" in each for each in found), found
    sign = made.bill("900", ground.parcel(2, 50, 0, 90, 40), due_on=DUE).charge
    with ground.write():
        Charge.objects.filter(pk=sign.pk).update(revenue=type(sign.revenue).objects.get(code="signboard_tax"))
    found = DOORS[door](client, who, register(), typed(sign), {})
    assert any("ไม่บังคับตามกฎหมายนี้" in each for each in found), found
    open_ = made.bill("900", ground.parcel(3, 100, 0, 140, 40), due_on=FIRST).charge
    found = DOORS[door](client, who, register(), typed(open_), {})
    assert any("ไม่มีหนี้ค้างเกินกำหนด" in each for each in found), found
    assert not EnforcementCase.objects.exists()


@pytest.mark.parametrize("door", DOORS)
def test_one_case_a_bill_and_no_more_goods_than_debt(client, bill, door):
    who, over = ground.user("revenue_officer"), ITEM | {"estimated_baht": "28800.01"}
    found = DOORS[door](client, who, register(), typed(bill.charge), {"seizeditem": [over]})
    assert any("เกินหนี้ค้าง 28,800.00 บาท" in each for each in found), found
    within = ITEM | {"estimated_baht": "28800"}
    assert DOORS[door](client, who, register(), typed(bill.charge), {"seizeditem": [within]}) == []
    found = DOORS[door](client, who, register(), typed(bill.charge), {})
    assert any("มีคดีบังคับที่ยังไม่ปิดอยู่แล้ว" in each for each in found), found
    assert EnforcementCase.objects.get().status == "talks"


@pytest.mark.parametrize("door", TYPED)
def test_two_things_together_are_not_worth_more(client, bill, door):
    lines = {"seizeditem": [ITEM, ITEM | {"thai": "ตู้", "estimated_baht": "3800.01"}]}
    found = TYPED[door](client, ground.user("revenue_officer"), register(), typed(bill.charge), lines)
    assert any("รวม 28,800.01 บาท" in each for each in found), found


# -- the order ---------------------------------------------------------------------------------------------------------
def test_the_executive_orders_with_the_governors_letter_on_the_ninety_first_day(bill, day):
    case = to_order(a_case(bill, ITEM), approved=False)
    assert refused(order, case) == ("NO_APPROVAL",)
    step(case, "approval", approval_no="มท 0820/9", approved_on="1/8/2569")
    assert refused(order, case, "finance_head") == ("NO_RIGHT",)
    assert refused(order, case, on="23/8/2569") == ("TOO_EARLY_90",)
    assert refused(order, case, on="25/8/2569") == ("DATES",)
    assert state(bill) == "reminded"
    assert order(case).status == "ordered"
    assert (state(bill), STANDINGS["enforced"]) == ("enforced", "ยึด/อายัด")
    assert refused(
        records.update,
        register(),
        case.uid,
        {"ordered_on": "1/9/2569"},
        user=ground.user("revenue_officer"),
        reason="ก",
    ) == ("ORDERED",)


def test_what_was_paid_meanwhile_is_not_seized(bill):
    case = to_order(a_case(bill, ITEM))
    pay(bill.charge, "10000")
    assert refused(order, case) == ("SEIZED_OVER",), "the debt is 18,800 now"
    pay(bill.charge, str(owed_on(Charge.objects.all(), FIRST)[0].dues.total))
    assert set(refused(order, case)) >= {"NOT_OVERDUE"}
    assert step(case, "settle").status == "closed"
    assert state(bill) == "paid"


def test_a_lifted_order_leads_back_and_a_new_case_may_follow(bill):
    case = order(to_order(a_case(bill, ITEM)))
    assert refused(step, case, "settle") == ("STILL_OWED",)
    assert refused(step, case, "lift", "finance_head", end_no="1", end_reason="ก") == ("NO_RIGHT",)
    step(case, "lift", "executive", end_no="99/2569", end_reason="ยึดผิดทรัพย์")
    assert state(bill) == "reminded"
    again = a_case(bill, ITEM)
    step(again, "drop", "finance_head", end_no="บันทึก 1", end_reason="ผ่อนชำระแล้ว")
    assert list(EnforcementCase.objects.order_by("id").values_list("status", flat=True)) == ["lifted", "dropped"]


# -- goods -------------------------------------------------------------------------------------------------------------
def test_each_step_of_the_goods_waits_for_the_one_before(bill, day):
    case = order(to_order(a_case(bill)))
    assert refused(step, case, "post", posted_on="24/8/2569") == ("NO_ITEMS",)
    items(case, ITEM)
    assert refused(step, case, "post", posted_on="23/8/2569") == ("DATES",)
    step(case, "post", posted_on="24/8/2569")
    assert refused(items, case, ITEM, ITEM | {"thai": "ตู้"}) == ("POSTED",)
    sale = {"auction_on": "10/10/2569", "auction_place": "หอประชุม"}
    assert refused(step, case, "appraise", appraised_on="24/8/2569", **sale) == ("NOT_APPRAISED",)
    items(case, ITEM | {"appraised_baht": "26000"})
    assert refused(step, case, "appraise", appraised_on="24/8/2569", **sale | {"auction_on": "24/8/2569"}) == ("DATES",)
    step(case, "appraise", appraised_on="24/8/2569", **sale)
    day(date(2026, 10, 10))
    assert refused(step, case, "auction", sold_on="10/10/2569") == ("NOT_SOLD",)
    items(case, ITEM | {"appraised_baht": "26000", "sold_baht": "27000"})
    assert refused(step, case, "auction", sold_on="9/10/2569") == ("DATES",)
    assert step(case, "auction", sold_on="10/10/2569").status == "auctioned"


# -- money -------------------------------------------------------------------------------------------------------------
def test_costs_then_tax_then_the_owner(bill, day):
    """20,000, penalty 8,000, surcharge of six months (May to October) 1,200, costs 1,500: 30,700 of 35,000."""
    case = sold(bill, day, "35000")
    cost(case, "1000")
    cost(case, "500")
    assert refused(step, case, "divide", "revenue_officer", money_on="10/10/2569") == ("NO_RIGHT",)
    assert refused(step, case, "divide", "cashier", money_on="9/10/2569") == ("DATES",)
    case = step(case, "divide", "cashier", money_on="10/10/2569")
    assert (case.sold_baht, case.cost_baht, case.taken_baht, case.remainder_baht) == (35000, 1500, 29200, 4300)
    sums = dict.fromkeys(("cost", "penalty", "surcharge", "principal"), Decimal(0))
    for line in Receipt.objects.get().lines.all():
        sums[line.component] += line.amount_baht
    assert sums == {"cost": 1500, "penalty": 8000, "surcharge": 1200, "principal": 20000}
    bill.charge.refresh_from_db()
    assert (bill.charge.status, state(bill), case.receipt.total_baht) == ("paid", "paid", 30700)
    assert refused(step, case, "close", "finance_head") == ("REMAINDER",)
    assert refused(items, case, ITEM) == ("LOCKED",)
    step(case, "give_back", "finance_head", returned_no="ฎ.5/2570", returned_on="10/10/2569")
    assert step(case, "close", "finance_head").status == "closed"


def test_a_sale_that_does_not_cover_the_debt_pays_costs_first_whatever_the_office_has_set(bill, day, monkeypatch):
    monkeypatch.setattr(
        "modules.kernel.charges.collecting.order_on", lambda rows, on: pytest.fail("the law has an order of its own")
    )
    case = sold(bill, day, "10000")
    cost(case, "1500")
    case = step(case, "divide", "cashier", money_on="10/10/2569")
    assert (case.cost_baht, case.taken_baht, case.remainder_baht) == (1500, 8500, 0)
    left = owed_on(Charge.objects.all(), date(2026, 10, 10))[0].dues
    assert (left.cost, left.penalty + left.surcharge + left.principal) == (0, 20700)
    assert refused(step, case, "give_back", "finance_head", returned_no="1", returned_on="10/10/2569") == (
        "NO_REMAINDER",
    )
    assert step(case, "close", "finance_head").status == "closed"
    assert state(bill) == "reminded"


def test_what_was_paid_at_the_counter_before_goes_wholly_to_the_owner(bill, day):
    case = sold(bill, day, "35000")
    pay(bill.charge, "29200")
    case = step(case, "divide", "cashier", money_on="10/10/2569")
    assert (case.cost_baht, case.taken_baht, case.remainder_baht, case.receipt) == (0, 0, 35000, None)


def test_the_money_of_a_sale_has_a_receipt_of_its_own(bill, day):
    """Cash of the same sum, taken before under a key that reads like the case's, is another payment."""
    case = sold(bill, day, "1000")
    by = ground.user("cashier")
    with acting_as(by, "รับชำระ"):
        cash = collect([bill.charge.pk], [Tender("cash", Decimal(1000))], cashier=by, client_key=case.uid)
    case = step(case, "divide", "cashier", money_on="10/10/2569")
    assert case.receipt != cash and Receipt.objects.count() == 2
    assert owed_on(Charge.objects.all(), date(2026, 10, 10))[0].dues.total == 27200


def test_money_is_divided_and_given_back_once_and_anew_after_its_receipt_was_void(bill, day):
    case = step(sold(bill, day, "35000"), "divide", "cashier", money_on="10/10/2569")
    assert refused(step, case, "divide", "cashier", money_on="10/10/2569") == ("DIVIDED",)
    receipts, back = registry.for_model(Receipt), {"returned_no": "ฎ.5/2570", "returned_on": "10/10/2569"}
    act = {"values": {"void_reason": "ผิด"}, "user": ground.user("cashier"), "reason": "ผิด"}
    transitions.transition(receipts, case.receipt.uid, "request_void", **act)
    transitions.transition(
        receipts, case.receipt.uid, "approve_void", {}, user=ground.user("finance_head"), reason="ผิด"
    )
    assert refused(step, case, "give_back", "finance_head", **back) == ("RECEIPT_VOID",)
    assert set(refused(step, case, "close", "finance_head")) == {"RECEIPT_VOID", "REMAINDER"}
    case = step(case, "divide", "cashier", money_on="10/10/2569")
    assert (case.taken_baht, case.remainder_baht, case.receipt.status) == (29200, 5800, "issued")
    step(case, "give_back", "finance_head", **back)
    assert refused(step, case, "give_back", "finance_head", **back | {"returned_no": "ฎ.6/2570"}) == ("RETURNED",)
    assert refused(step, case, "divide", "cashier", money_on="10/10/2569") == ("DIVIDED",)


def test_what_is_put_off_is_neither_seized_nor_sold(bill, day):
    case = to_order(a_case(bill, ITEM))
    with ground.write():
        suspend([bill.charge.pk], FIRST, "1/2569", "")
    assert "PUT_OFF" in refused(order, case)
    assert any(text.startswith("ทุเลาการชำระตั้งแต่") for text in flags_of([bill.charge.pk])[bill.charge.pk])
    officer = ground.user("revenue_officer")
    step(case, "drop", "finance_head", end_no="1", end_reason="ทุเลา")
    assert enforcement_registers.may_begin(officer) == []
    assert "PUT_OFF" in refused(a_case, bill)
    with ground.write():
        resume([bill.charge.pk], date(2026, 8, 23))
    assert not any("ทุเลา" in text for text in flags_of([bill.charge.pk]).get(bill.charge.pk, []))
    assert [row["uid"] for row in enforcement_registers.may_begin(officer)] == [bill.charge.uid]


@pytest.mark.parametrize(
    ("what", "baht", "code"), [("", "5", "REQUIRED"), ("ก", "0", "AMOUNT"), ("ก", "0.001", "AMOUNT")]
)
def test_a_cost_has_a_name_and_a_sum(bill, what, baht, code):
    case = order(to_order(a_case(bill, ITEM)))
    with ground.write():
        found = refused(enforcement.put_cost, case, {"what": what, "baht": Decimal(baht)}, None)
    assert found == (code,)


# -- what is shown -----------------------------------------------------------------------------------------------------
def test_seized_is_seen_on_the_map_at_the_counter_and_in_the_figures(client, bill, settings, tmp_path):
    settings.TILE_CACHE = tmp_path / "tiles"
    sign_in(client, officer := ground.user("revenue_officer"))
    parcel = Parcel.objects.get()
    assert told(client, PAID, parcel, "mark") == {"01A001": ""}
    with ground.write():
        year = bill.year
        listing = year.arrears_lists.create(
            made_on=FIRST, due_on=FIRST, sent_on=FIRST, status="sent", register_no="บท.1"
        )
        ArrearsEntry.objects.create(listing=listing, charge=bill.charge, place_id=parcel.uid, status="blocked")
    assert told(client, PAID, parcel, "mark") == {"01A001": "land_office"}
    assert state(bill) == "land_office"
    case = order(to_order(a_case(bill, ITEM)))
    assert told(client, PAID, parcel, "mark") == {"01A001": "seized"}
    assert client.get(address(PAID, parcel, year=2568)).status_code in (200, 204)
    assert flags_of([bill.charge.pk])[bill.charge.pk] == [
        "แจ้งสำนักงานที่ดินแล้ว บท.1 ห้ามโอน (ม.59)", f"ยึดทรัพย์สินแล้ว {case.register_no} (ม.62)",
    ]  # fmt: skip
    assert enforcement_registers.counted(officer).numerator == 1
    assert enforcement_registers.enforced(officer).numerator == 20000
    page = client.get(f"{registry.for_model(type(bill.assessment)).record_url(bill.assessment.uid)}panel/pursuit")
    assert "ยึด/อายัด" in page.content.decode() and case.register_no in page.content.decode()
    pay(bill.charge, "28800")
    assert told(client, PAID, parcel, "mark") == {"01A001": ""}


def test_who_may_be_seized_is_listed_from_the_ninety_first_day_on(bill, day):
    officer = ground.user("revenue_officer")
    (row,) = enforcement_registers.may_begin(officer)
    assert (row["uid"], row["total"], row["since"]) == (bill.charge.uid, DEBT, "24 ส.ค. 2569")
    assert enforcement_registers.may_begin(ground.user("surveyor")) == []
    day(date(2026, 8, 23))
    assert enforcement_registers.may_begin(officer) == []
    day(FIRST)
    a_case(bill)
    assert enforcement_registers.may_begin(officer) == []


def test_papers_wait_for_their_step(bill):
    case = a_case(bill, ITEM)
    assert refused(enforcement_registers.order_paper, case) == ("NOT_ORDERED",)
    assert refused(enforcement_registers.auction_paper, case) == ("NOT_APPRAISED",)
    case = order(to_order(case))
    paper = enforcement_registers.order_paper(case)
    cost(case, "300")
    assert (paper["total"], enforcement_registers.order_paper(case)["total"]) == (DEBT, DEBT)
    assert [item.thai for item in paper["items"]] == ["รถยนต์"]


def test_a_case_is_opened_from_the_assessment(bill):
    officer = ground.user("revenue_officer")
    text = press(bill.assessment, "enforce", officer, meeting_on="1/7/2569")
    case = EnforcementCase.objects.get()
    assert case.register_no in text and (case.charge, case.place_id) == (bill.charge, bill.charge.place_id)
    pay(bill.charge, "28800")
    assert refused(press, bill.assessment, "enforce", officer) == ("NOT_OVERDUE",)


def test_opening_is_undone_until_a_step_was_taken(bill):
    first, who = uuid.uuid4(), ground.user("revenue_officer")
    values = typed(bill.charge) | {"charge": bill.charge}
    records.create(register(), values, user=who, reason="ผิดราย", batch_id=first)
    changesets.undo(first, user=who, reason="ผิดราย")
    assert not EnforcementCase.objects.exists()
    second = uuid.uuid4()
    case = records.create(register(), values, user=who, reason="เปิดเรื่อง", batch_id=second)
    step(case, "ask", talks="ไม่มา", asked_no="กค 1/2569", asked_on="2/7/2569")
    assert set(refused(changesets.undo, second, user=who, reason="ผิดราย")) == {"EDITED_LATER"}
    assert EnforcementCase.objects.get().status == "asking"


def test_the_api_takes_the_same_steps_and_meets_the_same_refusals(client, bill):
    """A head's and an executive's steps ask for a second factor, which no key of the API has."""
    case, officer = a_case(bill, ITEM), ground.user("revenue_officer")

    def by_api(tail: str, **values: str) -> list[str]:
        body = json.dumps({"reason": "ตามขั้นตอน", "values": values})
        url = f"/ogc/collections/{register().slug}/items/{case.uid}/{tail}"
        answer = client.post(url, body, content_type="application/json", **basic(officer))
        return [] if answer.status_code == 200 else [each["code"] for each in answer.json()["refusals"]]

    assert by_api("steps/settle") == ["STILL_OWED"]
    assert by_api("steps/ask", talks="ไม่มา", asked_no="กค 1", asked_on="25/8/2569") == ["DATES"]
    assert by_api("steps/ask", talks="ไม่มา", asked_no="กค 1", asked_on="2/7/2569") == []
    assert by_api("steps/order", order_no="1", ordered_on="24/8/2569", officers="ก") == ["NO_RIGHT"]
    step(case, "approval", approval_no="มท 1", approved_on="1/8/2569")
    order(case)
    assert by_api("actions/cost", what="ค่าขนย้าย", baht="0") == ["AMOUNT"]
    assert by_api("actions/cost", what="ค่าขนย้าย", baht="250") == []
    assert owed_on(Charge.objects.all(), FIRST)[0].dues.cost == 250
