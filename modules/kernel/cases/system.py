"""Objections and appeals against decisions of the office, with their clocks."""

from __future__ import annotations

from layers.declare import CountBy, Document, Grant, ImportMap, Panel, Rates, Register, System, Transition, Workflow
from modules.kernel.cases import acts, showing
from modules.kernel.cases.models import Case

READERS = "counter_clerk officer assessor revenue_officer finance_head division_head clerk_chief executive auditor"
KEEPERS = ("officer", "assessor", "revenue_officer", "finance_head")
DECIDERS = ("executive", "clerk_chief")
DECISION = ("order_no", "decision_text")

LADDER = Workflow(
    initial="open",
    states={
        "open": "รอพิจารณา",
        "waiting": "หยุดนับเวลา",
        "refused": "ไม่เห็นชอบ",
        "granted": "เห็นชอบ",
        "silent": "ถือว่าเห็นชอบ",
        "withdrawn": "ถอนคำร้อง",
        "closed": "ยุติ",
    },
    transitions=(
        Transition(
            "pause",
            "open",
            "waiting",
            KEEPERS,
            "หยุดนับเวลา (รอเอกสาร)",
            form=("pause_reason",),
            closed=acts.silent,
            effect=acts.paused,
        ),
        Transition("resume", "waiting", "open", KEEPERS, "นับเวลาต่อ", effect=acts.resumed),
        Transition(
            "extend",
            "open",
            "open",
            KEEPERS,
            "ขยายเวลาพิจารณา",
            form=("extended_days",),
            closed=acts.not_extendable,
            guard=acts.may_extend,
            effect=acts.extended,
        ),
        Transition(
            "grant",
            "open",
            "granted",
            DECIDERS,
            "เห็นชอบตามคำร้อง",
            form=(*DECISION, "decided_baht"),
            closed=acts.not_his,
            guard=acts.may_grant,
            effect=acts.granted,
        ),
        Transition(
            "refuse",
            "open",
            "refused",
            DECIDERS,
            "ไม่เห็นชอบ",
            form=DECISION,
            closed=acts.not_his,
            effect=acts.refused,
        ),
        Transition(
            "allowed",
            "open",
            "granted",
            KEEPERS,
            "บันทึกผล: ให้ตามอุทธรณ์หรือฟ้อง",
            form=(*DECISION, "decided_baht"),
            closed=acts.before_executive,
            guard=acts.may_grant,
            effect=acts.granted,
        ),
        Transition(
            "dismissed",
            "open",
            "refused",
            KEEPERS,
            "บันทึกผล: ยกอุทธรณ์หรือยกฟ้อง",
            form=DECISION,
            closed=acts.before_executive,
            effect=acts.refused,
        ),
        Transition(
            "tell",
            "refused",
            "refused",
            KEEPERS,
            "บันทึกวันที่ได้รับแจ้งผล",
            form=("result_told_on",),
            guard=acts.told_in_order,
            effect=acts.told,
        ),
        Transition(
            "go_up",
            "refused",
            "open",
            (*KEEPERS, "counter_clerk"),
            "รับอุทธรณ์หรือแจ้งฟ้อง",
            form=("lodged_on",),
            closed=acts.not_up,
            guard=acts.may_go_up,
            effect=acts.gone_up,
        ),
        Transition("withdraw", ("open", "waiting"), "withdrawn", KEEPERS, "ถอนคำร้อง", effect=acts.withdrawn),
        Transition("close", "refused", "closed", KEEPERS, "ยุติเรื่อง", closed=acts.still_time),
    ),
)

cases = Register(
    Case,
    thai="คำคัดค้านและอุทธรณ์",
    english="Objections and appeals",
    number="คค.{seq:04}/{be_year}",
    level="hidden",
    located_by=("subject",),
    workflow=LADDER,
    list_columns=("register_no", "kind", "subject", "level", "received_on", "decide_by", "status"),
    form_columns=("kind", "subject", "person", "organisation", "told_on", "received_on", "claim", "claimed_baht"),
    filters=("status", "kind", "level", "decide_by"),
    search=("register_no",),
    order_by=("-received_on", "-id"),
    derive=acts.derive,
    check=acts.check,
    errors={
        "kernel_cases_decided_once_a_level": ("DUP_DECISION", "เรื่องนี้มีคำวินิจฉัยของชั้นนี้แล้ว"),
        "kernel_cases_one_live": ("DUP_CASE", "ระเบียนนี้มีคำคัดค้านที่ยังไม่ยุติอยู่แล้ว"),
        "kernel_cases_of_one_party": ("ONE_PARTY", "ระบุผู้ร้องเป็นบุคคลหรือนิติบุคคลอย่างใดอย่างหนึ่ง"),
    },
    imports=ImportMap(
        match_on="register_no",
        columns={
            "ประเภท": "kind",
            "ระเบียนที่คัดค้าน": "subject",
            "ผู้ร้อง (บุคคล)": "person",
            "ผู้ร้อง (นิติบุคคล)": "organisation",
            "วันที่ได้รับแจ้ง": "told_on",
            "วันที่รับคำร้อง": "received_on",
            "ข้อโต้แย้ง": "claim",
            "จำนวนภาษีที่ขอให้เป็น": "claimed_baht",
        },
    ),
    panels=(Panel("clock", "กำหนดเวลา", "kernel_cases/clock.html", showing.clock_tab),),
    documents=(
        Document(
            "decision",
            "หนังสือแจ้งผลการพิจารณาคำคัดค้าน",
            "kernel_cases/decision.html",
            DECIDERS,
            showing.decision_paper,
            number="คค.ผ.{seq:04}/{be_year}",
            readers=KEEPERS,
        ),
    ),
    rates=(Rates(acts.LADDER, "rates/ladder.csv"),),
    reports=(CountBy("status", "level"), CountBy("kind")),
    grants=(
        Grant(READERS, "view"),
        Grant("counter_clerk officer assessor revenue_officer finance_head", "add change"),
        Grant("revenue_officer finance_head clerk_chief", "unmask"),
        Grant("finance_head auditor", "export"),
    ),
)

system = System("kernel.cases", "คำคัดค้านและอุทธรณ์", "Objections and appeals", archetype="E", registers=(cases,))
