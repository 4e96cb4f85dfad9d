"""Registers of the lists for the Land Office and of what they name."""

from __future__ import annotations

from typing import Any

from layers.declare import (
    Action,
    CountBy,
    Document,
    Grant,
    Parameter,
    Register,
    Report,
    SumBy,
    Transition,
    Workflow,
)
from layers.engine.rows import seen
from modules.finance.revenue_collection.arrears import land_office
from modules.finance.revenue_collection.land_tax import papers
from modules.finance.revenue_collection.models import ArrearsEntry, ArrearsList
from modules.finance.revenue_collection.roles import EXPORTERS, LOCAL, READERS

HEADS = ("finance_head",)
#: A list that was sent is taken back by another person than who sent it.
RECALLERS = ("finance_head", "clerk_chief", "executive")
KEEPERS = ("revenue_officer", "finance_head")
SEES = READERS.replace("surveyor ", "")

lists = Register(
    ArrearsList,
    thai="บัญชีแจ้งสำนักงานที่ดิน",
    english="Arrears lists for the Land Office",
    name="arrears_list",
    number="บท.{seq:04}/{be_year}",
    office_kinds=LOCAL,
    level="staff",
    list_columns=("register_no", "tax_year", "made_on", "due_on", "sent_on", "letter_no", "status"),
    filters=("tax_year", "status", "sent_on"),
    search=("register_no", "letter_no"),
    order_by=("-made_on", "-id"),
    workflow=Workflow(
        initial=ArrearsList.Status.DRAFT,
        states=dict(ArrearsList.Status.choices),
        transitions=(
            Transition(
                "send", "draft", "sent", HEADS, "แจ้งสำนักงานที่ดิน", form=("land_office", "letter_no", "sent_on"),
                guard=land_office.may_send, effect=land_office.sent, document="arrears_list",
            ),
            Transition("void", "draft", "void", HEADS, "ยกเลิกบัญชี", form=("void_reason",), effect=land_office.voided),
            Transition(
                "recall", "sent", "void", RECALLERS, "ถอนบัญชีที่แจ้งแล้ว", form=("void_letter_no", "void_reason"),
                by_another_than=("sent_by",), effect=land_office.voided,
            ),
        ),
    ),
    actions=(Action("release", "ปลดรายการที่ชำระครบแล้ว", land_office.release_paid, KEEPERS, states=("sent",),
               guard=land_office.none_paid),),
    documents=(
        Document(
            "arrears_list", "บัญชีแจ้งรายการภาษีค้างชำระต่อสำนักงานที่ดิน", "revenue_collection/arrears_list.html", HEADS,
            land_office.list_paper, landscape=True, readers=("revenue_officer", *papers.ISSUERS),
        ),
    ),
    reports=(CountBy("status", "tax_year"),),
    grants=(Grant(SEES, "view"), Grant(EXPORTERS, "export")),
)  # fmt: skip


def listed(user: Any, number: str = "") -> list[dict[str, Any]]:
    """What a list names (the latest without a number), as columns of a file, for who may see the entries."""
    found = ArrearsList.objects.exclude(status=ArrearsList.Status.VOID).order_by("-id")
    chosen = (found.filter(register_no=number.strip()) if number else found).first()
    if chosen is None:
        return []
    return [
        {
            "uid": row["uid"], "thing": row["thing"]["thai"], "deed": row["thing"]["deed"],
            "payer": str(row["payer"]), "bill": row["entry"].charge.register_no, "tax": row["entry"].tax_baht,
            "principal": row["dues"].principal, "penalty": row["dues"].penalty, "surcharge": row["dues"].surcharge,
            "total": row["total"], "status": row["entry"].state,
        }
        for row in land_office.named(seen(ArrearsEntry, user).filter(listing=chosen))
    ]  # fmt: skip


LISTED = Report(
    "land_office",
    "รายการภาษีค้างชำระที่แจ้งสำนักงานที่ดิน",
    listed,
    (
        ("thing", "ทรัพย์สิน"), ("deed", "เอกสารสิทธิ"), ("payer", "ผู้เสียภาษี"), ("bill", "เลขที่รายการ"),
        ("tax", "ภาษีของทรัพย์สิน (บาท)"), ("principal", "ภาษีค้าง (บาท)"), ("penalty", "เบี้ยปรับ (บาท)"),
        ("surcharge", "เงินเพิ่ม (บาท)"), ("total", "รวมค้างของรายการ (บาท)"), ("status", "สถานะ"),
    ),
    (Parameter("number", "เลขที่บัญชี เว้นว่างคือบัญชีล่าสุด", "text"),),
    note="ยอดค้าง ณ วันที่จัดทำบัญชี รายการตั้งหนี้ที่มีหลายทรัพย์สินแสดงยอดรวมเดียวกันทุกแถว",
)  # fmt: skip

entries = Register(
    ArrearsEntry,
    thai="ทรัพย์สินที่แจ้งสำนักงานที่ดิน (ห้ามโอน ม.59)",
    english="Property named to the Land Office",
    name="arrears_entry",
    number="ทค.{seq:05}/{be_year}",
    level="hidden",
    errors={
        "revenue_arrears_listed_once": ("DUP_LISTED", "ทรัพย์สินนี้ของหนี้รายการเดียวกันอยู่ในบัญชีแจ้งสำนักงานที่ดินแล้ว"),
    },
    located_by=("place",),
    office_kinds=LOCAL,
    list_columns=("register_no", "listing", "place", "charge", "tax_baht", "released_on", "status"),
    filters=("status", "listing", "released_on"),
    search=("register_no",),
    order_by=("-id",),
    workflow=Workflow(
        initial=ArrearsEntry.Status.LISTED,
        states=dict(ArrearsEntry.Status.choices),
        transitions=(
            Transition(
                "release", "blocked", "released", KEEPERS, "ปลดการห้ามโอน", closed=land_office.entry_owed,
                effect=land_office.released, document="release",
            ),
        ),
    ),
    documents=(
        Document(
            "release", "หนังสือแจ้งปลดการห้ามโอนต่อสำนักงานที่ดิน", "revenue_collection/release.html", papers.ISSUERS,
            land_office.release_paper, number="ปล.{seq:05}/{be_year}", readers=("revenue_officer",),
        ),
    ),
    reports=(CountBy("status", "listing"), SumBy("tax_baht", "status"), LISTED),
    grants=(Grant(SEES, "view"), Grant(EXPORTERS, "export")),
)  # fmt: skip
