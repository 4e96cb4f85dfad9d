"""Enforcement of tax that stays unpaid after the reminder: what each step of a case checks and writes.

Law: Land and Building Tax Act B.E. 2562 s.62. The kernel's cases are objections: a ladder of appeals whose silence
grants. This is the office's own act, with an inventory and money, so it is a register of its own.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from gis_core.features import clock
from gis_core.pure.money import format_baht, round_satang
from gis_core.pure.rate_lookup import RateRow, rate
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import format_date
from layers.declare import Draft, TransitionDraft
from layers.engine import records
from layers.registry import registry
from modules.finance.revenue_collection import figures
from modules.finance.revenue_collection.arrears import enforcement_law, land_office
from modules.finance.revenue_collection.arrears.enforcement_law import SEIZURE, Split
from modules.finance.revenue_collection.land_tax import charging
from modules.finance.revenue_collection.models import EnforcementCase, LandTaxAssessment, SeizedItem
from modules.kernel.charges import suspending
from modules.kernel.charges.asking import dues_of
from modules.kernel.charges.collecting import Tender, collect
from modules.kernel.charges.ledger import CLOSED, owed_on, standing, with_ledger
from modules.kernel.charges.models import Charge, Payment, Receipt
from modules.kernel.charges.opening import add_cost
from modules.kernel.charges.rules.late import Component, Dues, runs_from
from modules.kernel.charges.rules.settling import DEFAULT_ORDER
from modules.kernel.rates.lookup import rows_of

ITEMS = "seizeditem"
ZERO = Decimal(0)
#: States in which goods are held, from the order to the auction.
SEIZED = ("ordered", "posted", "appraised", "auctioned")
LIVE = ("talks", "asking", *SEIZED)
BEFORE_ORDER = ("", "talks", "asking")
#: From posting up on, things and their first value stand as they were posted.
FIXED = ("posted", "appraised", "auctioned")
PUT_OFF = ("PUT_OFF", "รายการนี้ได้รับทุเลาการชำระ ยังบังคับไม่ได้", SEIZURE, "charge")
ASKED = ("charge", "kind", "meeting_on", "approval_no", "approved_on", "ordered_on")
PLAN = ("charge", "kind", "meeting_on", "talks", "approval_no", "approved_on", "ordered_on", "officers")


def setting(key: str, on: date) -> RateRow:
    """A row of the land tax's settings. Errors: Refused ``NO_RATE``."""
    return rate(rows_of(figures.SETTINGS), key, on)


def days_row(charge: Charge, on: date, settings: Sequence[RateRow] | None = None) -> RateRow:
    """How many days must pass after the reminder; `settings` where they were read for many. Errors: Refused ``NO_RATE``
    of a revenue that is not enforced so.
    """
    return rate(settings or rows_of(figures.SETTINGS), f"seize_after_days/{charge.revenue.code}", on)


# -- the form ----------------------------------------------------------------------------------------------------------
def derive(draft: Draft) -> None:
    """A case stands where its charge does."""
    if draft.record.charge_id:
        draft.record.place_id = draft.record.charge.place_id


def check(draft: Draft) -> Iterator[Refused]:
    """Of a debt that is late; the order as law has it; what is seized no more than the debt; nothing changed after."""
    yield from _refusals(draft, _Debts([draft.record.charge_id]))


def cases_in_bulk(drafts: Sequence[Draft]) -> list[list[Refused]]:
    """The same of many, whose debts are read together."""
    debts = _Debts([draft.record.charge_id for draft in drafts])
    return [list(_refusals(draft, debts)) for draft in drafts]


class _Debts:
    """The charges of some cases with their ledgers, what of them is put off, and the settings of the law."""

    def __init__(self, charge_ids: Sequence[int]) -> None:
        self.today, self.settings = clock.today(), rows_of(figures.SETTINGS)
        found = Charge.objects.filter(pk__in=set(charge_ids))
        self.charges = {charge.pk: charge for charge in with_ledger(found)}
        self.put_off = set(found.filter(suspending.on(self.today)).values_list("pk", flat=True))

    def refusals(self, charge: Charge) -> Iterator[Refused]:
        """What forbids to begin about a charge of `with_ledger`."""
        try:
            days_row(charge, self.today, self.settings)
        except Refused:
            yield Refused("ENFORCE_KIND", f"{charge.revenue.thai}ไม่บังคับตามกฎหมายนี้", SEIZURE, "charge")
            return
        if charge.status in CLOSED or runs_from(standing(charge), self.today) is None:
            yield Refused("NOT_OVERDUE", "รายการนี้ไม่มีหนี้ค้างเกินกำหนด", SEIZURE, "charge")
        if charge.pk in self.put_off:
            yield Refused(*PUT_OFF)


def _refusals(draft: Draft, debts: _Debts) -> Iterator[Refused]:
    case: EnforcementCase = draft.record
    if case.status not in BEFORE_ORDER and draft.changed(*ASKED):
        yield Refused("ORDERED", "ออกคำสั่งแล้วหรือปิดเรื่องแล้ว แก้ไขไม่ได้", SEIZURE, "charge")
        return
    charge = debts.charges[case.charge_id]
    if draft.changed("charge"):
        yield from debts.refusals(charge)
    if case.status in BEFORE_ORDER:
        yield from _days(case)
        if case.ordered_on is not None:
            yield from order_refusals(case, charge, case.ordered_on)
    if ITEMS in draft.lines:
        yield from _item_refusals(case, charge, draft)


def _enforceable(charge_id: int) -> Iterator[Refused]:
    debts = _Debts([charge_id])
    yield from debts.refusals(debts.charges[charge_id])


def _put_off(charge: Charge) -> Iterator[Refused]:
    """Nothing is seized or sold for what need not be paid yet."""
    if Charge.objects.filter(suspending.on(clock.today()), pk=charge.pk).exists():
        yield Refused(*PUT_OFF)


def _days(case: EnforcementCase) -> Iterator[Refused]:
    today = clock.today()
    for name in ("approved_on", "ordered_on"):
        day = getattr(case, name)
        if day is not None and day > today:
            yield Refused("DATES", f"{case._meta.get_field(name).verbose_name}: ต้องไม่อยู่ในอนาคต", SEIZURE, name)


def order_refusals(case: EnforcementCase, charge: Charge, on: date) -> Iterator[Refused]:
    """TOO_EARLY_90 and NO_APPROVAL of an order of a day."""
    days = int(days_row(charge, on).value)
    approval = (case.approval_no, case.approved_on)
    yield from enforcement_law.order_refusals(on, charge.reminder_received_on, days, approval)


def _item_refusals(case: EnforcementCase, charge: Charge, draft: Draft) -> Iterator[Refused]:
    lines = draft.lines[ITEMS]
    if case.status not in BEFORE_ORDER and case.status not in SEIZED:
        yield Refused("LOCKED", "จัดสรรเงินหรือปิดเรื่องแล้ว แก้ไขบัญชีทรัพย์ไม่ได้", SEIZURE)
    elif case.status in FIXED:
        before = sorted(case.items.values_list("kind", "thai", "estimated_baht"))
        if before != sorted((line["kind"], line["thai"], line["estimated_baht"]) for line in lines):
            yield Refused("POSTED", "ปิดประกาศแล้ว เพิ่ม ลด หรือแก้รายการทรัพย์ไม่ได้ กรอกราคาประเมินและราคาขายได้", SEIZURE)
    else:
        yield from _too_much([line["estimated_baht"] for line in lines], case, charge)


def _too_much(estimates: Sequence[Decimal], case: EnforcementCase, charge: Charge) -> Iterator[Refused]:
    on = min(case.ordered_on or clock.today(), clock.today())
    one = bool(setting("seize_one_may_exceed", on).value)
    yield from enforcement_law.seized_refusals(estimates, dues_of(charge, on).dues.total, one_may_exceed=one)


def _open_charge(assessment: LandTaxAssessment) -> Charge | None:
    return charging.charges_of(assessment).select_related("revenue").exclude(status__in=CLOSED).order_by("id").first()


def may_open(assessment: LandTaxAssessment) -> Iterator[Refused]:
    """A bill that is overdue and not put off."""
    charge = _open_charge(assessment)
    if charge is None:
        yield Refused("NOT_OVERDUE", "การประเมินนี้ไม่มีหนี้ค้าง", SEIZURE)
    else:
        yield from _enforceable(charge.pk)


def run(assessment: LandTaxAssessment, values: Mapping[str, Any], user: Any) -> str:
    """The button on an assessment's page: a case of its bill begins with a day to talk.

    Errors: Refusals of the register of cases.
    """
    charge = _open_charge(assessment)
    meeting_on = values["meeting_on"].isoformat() if values["meeting_on"] else ""
    typed = {"charge": charge, "kind": EnforcementCase.Kind.SEIZURE, "meeting_on": meeting_on}
    register = registry.for_model(EnforcementCase)
    case = records.create(register, typed, user=user, reason="นัดเจรจาผู้ค้างภาษี")  # type: ignore[arg-type]
    return f"เปิดคดีบังคับภาษีค้าง {case.register_no}"


# -- steps to the order ------------------------------------------------------------------------------------------------
def _in_order(draft: TransitionDraft, column: str, *earlier: str) -> Iterator[Refused]:
    case = draft.record
    day, before = getattr(case, column), [getattr(case, name) for name in earlier]
    if day > draft.on or any(each is not None and day < each for each in before):
        text = f"{case._meta.get_field(column).verbose_name}: ต้องไม่ก่อนขั้นตอนก่อนหน้าและไม่อยู่ในอนาคต"
        yield Refused("DATES", text, SEIZURE, column)


def may_ask(draft: TransitionDraft) -> Iterator[Refused]:
    yield from _in_order(draft, "asked_on", "meeting_on")


def may_note_approval(draft: TransitionDraft) -> Iterator[Refused]:
    yield from _in_order(draft, "approved_on", "asked_on")


def not_ripe(case: EnforcementCase) -> Iterator[Refused]:
    """The debt still stands, ninety days are over, and the governor has agreed."""
    problems = list(_enforceable(case.charge_id))
    yield from problems or order_refusals(case, case.charge, clock.today())


def may_order(draft: TransitionDraft) -> Iterator[Refused]:
    """The same of the day of the order, and no more is taken than is owed."""
    case: EnforcementCase = draft.record
    charge = _locked(case)
    yield from _enforceable(charge.pk)
    yield from _in_order(draft, "ordered_on", "approved_on")
    yield from order_refusals(case, charge, case.ordered_on)  # type: ignore[arg-type]
    yield from _too_much(list(case.items.values_list("estimated_baht", flat=True)), case, charge)


def _locked(case: EnforcementCase) -> Charge:
    return Charge.objects.select_for_update(of=("self",)).select_related("revenue").get(pk=case.charge_id)


# -- goods -------------------------------------------------------------------------------------------------------------
def without_items(case: EnforcementCase) -> Iterator[Refused]:
    """There is an inventory."""
    if not case.items.exists():
        yield Refused("NO_ITEMS", "ยังไม่มีบัญชีทรัพย์ที่ยึดหรืออายัด", SEIZURE)


def may_post(draft: TransitionDraft) -> Iterator[Refused]:
    """The inventory is within the debt."""
    case: EnforcementCase = draft.record
    estimates = list(case.items.values_list("estimated_baht", flat=True))
    yield from _too_much(estimates, case, _locked(case))
    yield from _in_order(draft, "posted_on", "ordered_on")


def unappraised(case: EnforcementCase) -> Iterator[Refused]:
    """Every thing has its price."""
    if case.items.filter(appraised_baht=None).exists():
        yield Refused("NOT_APPRAISED", "ยังมีทรัพย์ที่ไม่มีราคาประเมิน กรอกในบัญชีทรัพย์ก่อน", SEIZURE)


def may_appraise(draft: TransitionDraft) -> Iterator[Refused]:
    """The auction comes after the appraisal."""
    yield from _in_order(draft, "appraised_on", "posted_on")
    if draft.record.auction_on <= draft.record.appraised_on:
        yield Refused("DATES", "กำหนดขายทอดตลาดต้องหลังวันที่ประเมินราคา", SEIZURE, "auction_on")


def unsold(case: EnforcementCase) -> Iterator[Refused]:
    """The day has come, something was bid, for a debt that is not put off."""
    yield from _put_off(case.charge)
    if case.auction_on is not None and clock.today() < case.auction_on:
        yield Refused(
            "DATES", f"ยังไม่ถึงวันขายทอดตลาดที่ประกาศไว้ {format_date(case.auction_on, 'long')}", SEIZURE, "sold_on"
        )
    if not case.items.filter(sold_baht__gt=0).exists():
        yield Refused("NOT_SOLD", "ยังไม่มีราคาที่ขายได้ กรอกในบัญชีทรัพย์ก่อน", SEIZURE)


def may_auction(draft: TransitionDraft) -> Iterator[Refused]:
    """Not before the announced day."""
    yield from _in_order(draft, "sold_on", "auction_on")


def sold_baht(case: EnforcementCase) -> Decimal:
    """Everything that was bid."""
    return sum((item.sold_baht or ZERO for item in case.items.all()), ZERO)


def split_of(dues: Dues, sold: Decimal) -> Split:
    """What was bid laid out over a bill as it stands."""
    return enforcement_law.split(sold, dues.cost, dues.total - dues.cost)


def divided_once(case: EnforcementCase) -> Iterator[Refused]:
    """Once; anew only where its receipt was made void since, as long as the owner has had nothing back."""
    if case.status == "divided" and (case.returned_on is not None or not _is_void(case)):
        yield Refused("DIVIDED", "จัดสรรเงินแล้ว จัดสรรใหม่ได้เมื่อใบเสร็จเดิมยกเลิกและยังไม่ได้คืนเงินเหลือ", SEIZURE)


def may_divide(draft: TransitionDraft) -> Iterator[Refused]:
    yield from _in_order(draft, "money_on", "sold_on")


def _is_void(case: EnforcementCase) -> bool:
    return case.receipt is not None and case.receipt.status == Receipt.Status.VOID


def _void_receipt(case: EnforcementCase) -> Iterator[Refused]:
    if _is_void(case):
        text = f"ใบเสร็จเงินขายทอดตลาด {case.receipt.register_no} ยกเลิกแล้ว ให้จัดสรรเงินใหม่ก่อน"  # type: ignore[union-attr]
        yield Refused("RECEIPT_VOID", text, SEIZURE)


def divided(draft: TransitionDraft) -> None:
    """The money of the auction: costs first, then the tax as of the day it came, by a receipt; the rest is the owner's.

    Raises Refused of the cashier's day, as ``DAY_CLOSED``.
    """
    case: EnforcementCase = draft.record
    _locked(case)
    (owed,) = owed_on(Charge.objects.filter(pk=case.charge_id), case.money_on)  # type: ignore[arg-type]
    case.sold_baht = sold_baht(case)
    parts = split_of(owed.dues, case.sold_baht)
    case.cost_baht, case.taken_baht, case.remainder_baht = parts.cost_baht, parts.tax_baht, parts.remainder_baht
    case.receipt = None
    if parts.taken_baht:
        tender = Tender(Payment.Method.TRANSFER, parts.taken_baht, f"เงินขายทอดตลาด {case.register_no}")
        # costs come first by law, whatever order the office clears payments in
        order = (Component.COST, *(each for each in DEFAULT_ORDER if each is not Component.COST))
        # a key nobody can know before: one that was used at the counter would give that receipt in place of a new one
        case.receipt = collect(
            [case.charge_id], [tender], cashier=draft.user, client_key=uuid.uuid4(), paid_on=case.money_on, order=order
        )
    case.save()


def nothing_to_return(case: EnforcementCase) -> Iterator[Refused]:
    """There is something to return, and it was not returned before."""
    yield from _void_receipt(case)
    if not case.remainder_baht:
        yield Refused("NO_REMAINDER", "ไม่มีเงินเหลือคืนเจ้าของทรัพย์", SEIZURE)
    if case.returned_on is not None:
        yield Refused("RETURNED", "บันทึกการคืนเงินเหลือให้เจ้าของแล้ว", SEIZURE)


def may_return(draft: TransitionDraft) -> Iterator[Refused]:
    yield from _in_order(draft, "returned_on", "money_on")


def money_left(case: EnforcementCase) -> Iterator[Refused]:
    """What is left of the auction is with the owner, what was taken with the office."""
    yield from _void_receipt(case)
    if case.remainder_baht and case.returned_on is None:
        text = f"ยังไม่ได้คืนเงินเหลือ {format_baht(case.remainder_baht)} บาทให้เจ้าของทรัพย์"
        yield Refused("REMAINDER", text, SEIZURE)


def debt_stands(case: EnforcementCase) -> Iterator[Refused]:
    """A case ends before the auction when everything was paid."""
    yield from land_office.still_owed(case.charge)


# -- costs -------------------------------------------------------------------------------------------------------------
def put_cost(case: EnforcementCase, values: Mapping[str, Any], user: Any) -> str:
    """The button on a case: a cost of seizing, keeping or selling becomes a part of the debt, kept apart on its ledger.

    Errors: Refused ``REQUIRED``, ``AMOUNT``.
    """
    what, baht = (values["what"] or "").strip(), values["baht"] or ZERO
    if not what:
        raise Refused("REQUIRED", "ระบุรายการค่าใช้จ่าย", SEIZURE, "what")
    if baht != round_satang(baht):
        raise Refused("AMOUNT", "จำนวนเงินต้องเป็นสตางค์เต็ม", SEIZURE, "baht")
    add_cost(case.charge, baht, f"{case.register_no} {what}"[:300], SEIZURE)
    return f"บันทึกค่าใช้จ่าย {format_baht(baht)} บาท"


def seized_cases() -> Q:
    """Cases that hold goods."""
    return Q(status__in=SEIZED)


def items_of(case: EnforcementCase) -> list[SeizedItem]:
    """The inventory in the order it was written."""
    return list(case.items.order_by("id"))
