"""The register of enforcement cases: steps, papers, key figures."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet, Sum

from gis_core.features import clock
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import format_date
from layers.declare import (
    Action,
    ByDrafts,
    CountBy,
    Document,
    Grant,
    ImportMap,
    Kpi,
    Lines,
    LinesMap,
    Panel,
    Register,
    Report,
    SumBy,
    Transition,
    Workflow,
)
from layers.declare.reports import Measured
from layers.engine import villages
from layers.engine.rows import rows
from layers.registry import registry
from modules.finance.revenue_collection import figures
from modules.finance.revenue_collection.arrears import enforcement
from modules.finance.revenue_collection.arrears.arrears_registers import HEADS, KEEPERS, SEES
from modules.finance.revenue_collection.arrears.enforcement_law import SEIZURE, earliest_order
from modules.finance.revenue_collection.land_tax import charging
from modules.finance.revenue_collection.models import EnforcementCase, SeizedItem
from modules.finance.revenue_collection.roles import EXPORTERS, LOCAL
from modules.kernel.charges import suspending
from modules.kernel.charges.asking import dues_of
from modules.kernel.charges.finding import charges_seen
from modules.kernel.charges.ledger import Kind, owed_on
from modules.kernel.charges.rules.late import Component
from modules.kernel.rates.lookup import rows_of

EXECUTIVE = ("executive",)
BEFORE_SALE = ("ordered", "posted", "appraised")
ZERO, ONE = Decimal(0), Decimal(1)


# -- papers ------------------------------------------------------------------------------------------------------------
def order_paper(case: EnforcementCase) -> Mapping[str, Any]:
    """The order with the tax owed as of its day; costs come after it.

    Errors: Refused ``NOT_ORDERED`` before the step.
    """
    if not case.order_no or case.ordered_on is None:
        raise Refused("NOT_ORDERED", "ยังไม่มีคำสั่งยึดหรืออายัด", SEIZURE)
    dues = dues_of(case.charge, case.ordered_on).dues
    return _facts(case) | {"dues": dues, "total": dues.total - dues.cost}


def auction_paper(case: EnforcementCase) -> Mapping[str, Any]:
    """What is sold, where and when.

    Errors: Refused ``NOT_APPRAISED`` before the day of the auction is set.
    """
    if case.auction_on is None:
        raise Refused("NOT_APPRAISED", "ยังไม่ได้ประเมินราคาและกำหนดวันขายทอดตลาด", SEIZURE)
    items = enforcement.items_of(case)
    return _facts(case) | {"appraised": sum((item.appraised_baht or ZERO for item in items), ZERO)}


def _facts(case: EnforcementCase) -> dict[str, Any]:
    return {"payer": case.charge.payer, "charge": case.charge, "items": enforcement.items_of(case)}


def money_tab(case: EnforcementCase, user: Any) -> Mapping[str, Any]:
    """The debt today, its costs one by one, and whose the money of the auction is or would be."""
    dues = dues_of(case.charge, clock.today()).dues
    sold = enforcement.sold_baht(case)
    costs = case.charge.entries.filter(component=Component.COST, kind=Kind.ADJUSTED).order_by("id")
    expected = enforcement.split_of(dues, sold) if sold and case.sold_baht is None else None
    return {"case": case, "dues": dues, "costs": costs, "sold": sold, "expected": expected, "today": clock.today()}


# -- key figures -------------------------------------------------------------------------------------------------------
def _live(user: Any) -> QuerySet[EnforcementCase]:
    register = registry.for_model(EnforcementCase)
    return rows(register, user).filter(status__in=enforcement.LIVE).order_by("id")  # type: ignore[arg-type]


def counted(user: Any) -> Measured:
    """Cases that go on."""
    return Measured(Decimal(_live(user).count()))


def counted_by_village(user: Any) -> dict[str, Measured]:
    return villages.sums_by_village(_live(user), Count("pk"))


def cases_behind(user: Any) -> list[dict[str, Any]]:
    return [{"uid": case.uid, "title": str(case), "amount": ONE} for case in _live(user)]


def enforced(user: Any) -> Measured:
    """Principal left of their bills; one bill has one case that goes on."""
    return Measured(_live(user).order_by().aggregate(sum=Sum("charge__principal_left_baht"))["sum"] or ZERO)


def enforced_by_village(user: Any) -> dict[str, Measured]:
    return villages.sums_by_village(_live(user), Sum("charge__principal_left_baht"))


def debts_behind(user: Any) -> list[dict[str, Any]]:
    found = _live(user).select_related("charge")
    return [
        {"uid": case.uid, "title": str(case), "amount": case.charge.principal_left_baht}
        for case in found
        if case.charge.principal_left_baht
    ]


FIGURES = (
    Kpi(
        "enforcing", "คดีบังคับภาษีค้างที่ยังไม่ปิด", counted, counted_by_village, cases_behind, unit="คดี", amount="คดี",
        better="lower",
    ),
    Kpi(
        "enforcing_baht", "ภาษีค้างที่อยู่ระหว่างบังคับ", enforced, enforced_by_village, debts_behind, unit="บาท",
        amount="ภาษีค้าง (บาท)", better="lower",
    ),
)  # fmt: skip


def may_begin(user: Any) -> list[dict[str, Any]]:
    """Bills of every year whose days since the reminder are over and that no case is about, the largest first."""
    today, seen, settings = clock.today(), charges_seen(user), rows_of(figures.SETTINGS)
    live = EnforcementCase.objects.filter(status__in=enforcement.LIVE).values("charge")
    found = seen.filter(
        revenue__code=charging.REVENUE, reminder_received_on__isnull=False, principal_left_baht__gt=0,
        status__in=charging.UNPAID,
    ).exclude(pk__in=live).exclude(suspending.on(today))  # fmt: skip
    rows_ = []
    for owed in owed_on(found.select_related("person", "organisation", "revenue"), today):
        days = int(enforcement.days_row(owed.charge, today, settings).value)
        since = earliest_order(owed.charge.reminder_received_on, days)
        if since <= today:
            rows_.append(
                {
                    "uid": owed.charge.uid, "bill": owed.charge.register_no, "payer": str(owed.charge.payer),
                    "year": str(owed.charge.tax_year_be), "reminded": format_date(owed.charge.reminder_received_on),
                    "since": format_date(since), "total": owed.dues.total,
                }
            )  # fmt: skip
    return sorted(rows_, key=lambda row: (-row["total"], row["bill"]))


MAY_BEGIN = Report(
    "may_seize",
    "ผู้ค้างภาษีที่ออกคำสั่งยึดหรืออายัดได้แล้ว",
    may_begin,
    (
        ("bill", "เลขที่รายการ"), ("payer", "ผู้เสียภาษี"), ("year", "ปีภาษี"), ("reminded", "ได้รับหนังสือแจ้งเตือน"),
        ("since", "ออกคำสั่งได้ตั้งแต่"), ("total", "หนี้รวมวันนี้ (บาท)"),
    ),
    note="พ้นเก้าสิบวันนับแต่วันได้รับหนังสือแจ้งเตือน และยังไม่มีคดีที่ยังไม่ปิด (ม.62)",
)  # fmt: skip

STEPS = Workflow(
    initial="talks",
    states={
        "talks": "นัดเจรจา",
        "asking": "ขออนุมัติผู้ว่าฯ",
        "ordered": "คำสั่งยึด/อายัด",
        "posted": "ปิดประกาศ",
        "appraised": "ประเมินราคา",
        "auctioned": "ขายทอดตลาด",
        "divided": "จัดสรรเงิน",
        "closed": "ปิดเรื่อง",
        "lifted": "เพิกถอนคำสั่ง",
        "dropped": "ยุติก่อนมีคำสั่ง",
    },
    transitions=(
        Transition(
            "ask", "talks", "asking", KEEPERS, "ขออนุมัติผู้ว่าราชการจังหวัด", form=("talks", "asked_no", "asked_on"),
            guard=enforcement.may_ask,
        ),
        Transition(
            "approval", "asking", "asking", KEEPERS, "บันทึกหนังสือเห็นชอบ", form=("approval_no", "approved_on"),
            guard=enforcement.may_note_approval,
        ),
        Transition(
            "order", "asking", "ordered", EXECUTIVE, "ออกคำสั่งยึด/อายัด", form=("order_no", "ordered_on", "officers"),
            closed=enforcement.not_ripe, guard=enforcement.may_order, document="seizure_order",
        ),
        Transition(
            "post", "ordered", "posted", KEEPERS, "ปิดประกาศ", form=("posted_on",),
            closed=enforcement.without_items, guard=enforcement.may_post,
        ),
        Transition(
            "appraise", "posted", "appraised", KEEPERS, "ประเมินราคาและกำหนดวันขาย",
            form=("appraised_on", "auction_on", "auction_place"), closed=enforcement.unappraised,
            guard=enforcement.may_appraise,
            document="auction_notice",
        ),
        Transition(
            "auction", "appraised", "auctioned", KEEPERS, "บันทึกผลการขายทอดตลาด", form=("sold_on",),
            closed=enforcement.unsold, guard=enforcement.may_auction,
        ),
        Transition(
            "divide", ("auctioned", "divided"), "divided", ("cashier",), "รับเงินค่าขายและจัดสรร", form=("money_on",),
            closed=enforcement.divided_once, guard=enforcement.may_divide, effect=enforcement.divided,
        ),
        Transition(
            "give_back", "divided", "divided", HEADS, "บันทึกการคืนเงินเหลือให้เจ้าของ",
            form=("returned_no", "returned_on"), closed=enforcement.nothing_to_return, guard=enforcement.may_return,
        ),
        Transition("close", "divided", "closed", HEADS, "ปิดเรื่อง", closed=enforcement.money_left),
        Transition(
            "settle", ("talks", "asking", *BEFORE_SALE), "closed", KEEPERS, "ปิดเรื่อง (ชำระครบแล้ว)",
            closed=enforcement.debt_stands,
        ),
        Transition("lift", BEFORE_SALE, "lifted", EXECUTIVE, "เพิกถอนคำสั่ง", form=("end_no", "end_reason")),
        Transition("drop", ("talks", "asking"), "dropped", HEADS, "ยุติเรื่อง", form=("end_no", "end_reason")),
    ),
)  # fmt: skip

cases = Register(
    EnforcementCase,
    thai="คดีบังคับภาษีค้าง",
    english="Enforcement cases",
    name="enforcement",
    number="บค.{seq:04}/{be_year}",
    level="hidden",
    located_by=("place",),
    office_kinds=LOCAL,
    list_columns=("register_no", "charge", "kind", "meeting_on", "approval_no", "ordered_on", "auction_on", "status"),
    form_columns=enforcement.PLAN,
    filters=("status", "kind", "ordered_on", "auction_on"),
    search=("register_no", "order_no", "approval_no"),
    order_by=("-id",),
    lines=(
        Lines(
            SeizedItem,
            thai="บัญชีทรัพย์ที่ยึดหรืออายัด",
            columns=("kind", "thai", "estimated_baht", "appraised_baht", "sold_baht", "buyer"),
        ),
    ),
    imports=ImportMap(
        match_on="register_no",
        columns={
            "เลขที่รายการตั้งหนี้": "charge",
            "วิธีบังคับ": "kind",
            "วันที่นัดเจรจา": "meeting_on",
            "ผลการเจรจา": "talks",
            "เลขที่หนังสือเห็นชอบของผู้ว่าฯ": "approval_no",
            "วันที่เห็นชอบ": "approved_on",
            "วันที่ออกคำสั่ง": "ordered_on",
        },
        in_bulk=ByDrafts(check=enforcement.cases_in_bulk),
        lines=(
            LinesMap(
                "seizeditem",
                {"ชนิดทรัพย์": "kind", "รายการทรัพย์": "thai", "มูลค่าเมื่อยึด": "estimated_baht"},
                match_on=("kind", "thai"),
            ),
        ),
    ),
    workflow=STEPS,
    derive=enforcement.derive,
    check=enforcement.check,
    errors={
        "revenue_one_enforcement": ("DUP_ENFORCEMENT", "หนี้รายการนี้มีคดีบังคับที่ยังไม่ปิดอยู่แล้ว"),
        "revenue_auction_adds_up": ("AUCTION_SUM", "ค่าใช้จ่าย เงินที่หักชำระหนี้ และเงินคงเหลือ รวมกันต้องเท่ากับเงินที่ขายได้"),
    },
    panels=(
        Panel("money", "หนี้ ค่าใช้จ่าย และเงินขายทอดตลาด", "revenue_collection/enforcement_money.html", money_tab),
    ),
    actions=(
        Action(
            "cost",
            "บันทึกค่าใช้จ่ายในการบังคับ",
            enforcement.put_cost,
            KEEPERS,
            (("what", "รายการ", "text"), ("baht", "จำนวนเงิน (บาท)", "number")),
            states=enforcement.SEIZED,
        ),
    ),
    documents=(
        Document(
            "seizure_order", "คำสั่งยึด/อายัดทรัพย์สิน", "revenue_collection/seizure_order.html", EXECUTIVE, order_paper,
            readers=("revenue_officer", "finance_head"),
        ),
        Document(
            "auction_notice", "ประกาศขายทอดตลาดทรัพย์สิน", "revenue_collection/auction_notice.html",
            ("executive", "finance_head"), auction_paper, number="ปข.{seq:04}/{be_year}", readers=("revenue_officer",),
        ),
    ),
    reports=(CountBy("status", "kind"), SumBy("sold_baht", "status"), MAY_BEGIN, *FIGURES),
    grants=(Grant(SEES, "view"), Grant("revenue_officer", "add change"), Grant(EXPORTERS, "export")),
)  # fmt: skip
