"""Registers of keeping the map up to date: monthly files and their rows, change requests, owners' cards."""

from __future__ import annotations

from gis_core.pure.citizen_id import mask_citizen_id
from layers.declare import (
    Action,
    CountBy,
    Days,
    Grant,
    Page,
    Panel,
    Register,
    Report,
    Transition,
    Workflow,
)
from modules.finance.property_register import (
    bringing,
    cards_pages,
    monthly_acts,
    papers,
    requests,
    survey_tasks,
    tax_day,
)
from modules.finance.property_register.models import ChangeRequest, ControlFile, ControlRow, OwnerCard
from modules.finance.property_register.roles import HEADS, OWNER_READERS, READERS

DECIDERS = ("revenue_officer", "assessor")
FILE_READERS = "revenue_officer assessor surveyor finance_head clerk_chief auditor"

control_files = Register(
    ControlFile,
    thai="แฟ้มข้อมูลรายเดือน (ม.10)",
    english="Monthly files of the Land Office",
    name="control_file",
    number="ม10.{seq:04}/{be_year}",
    title="period",
    list_columns=(
        "period",
        "file_name",
        "received_on",
        "deed_rows",
        "ns3k_rows",
        "unmatched_rows",
        "rejected_rows",
        "status",
    ),
    form_columns=("received_on",),
    filters=("status", "received_on"),
    search=("period",),
    order_by=("-period", "-id"),
    field_levels={"batch": "hidden", "sha256": "staff"},
    panels=(
        Panel(
            "rows", "แถวรอพิจารณา", "property_register/control_rows.html", bringing.rows_tab, roles=tuple(OWNER_READERS)
        ),
    ),
    actions=(
        Action(
            "undo",
            "ยกเลิกการนำเข้าทั้งแฟ้ม",
            monthly_acts.undo,
            # who may apply its rows may take them back; the head verifies and writes nothing into the register himself
            roles=DECIDERS,
            states=("review", "closed"),
        ),
    ),
    pages=(Page("bring", "นำเข้าแฟ้มรายเดือน", bringing.page, DECIDERS),),
    documents=papers.FILE_PAPERS,
    reports=(CountBy("status"),),
    grants=(
        Grant(FILE_READERS, "view"),
        Grant("revenue_officer assessor", "change print"),
        Grant("auditor", "export"),
    ),
)

control_rows = Register(
    ControlRow,
    thai="แถวของแฟ้มรายเดือน",
    english="Rows of monthly files",
    name="control_row",
    level="hidden",
    number="มร.{seq:06}/{be_year}",
    located_by=("parcel",),
    list_columns=("file", "source", "line_no", "act", "effect", "acted_on", "deed_no", "parcel", "status", "problem"),
    form_columns=("acted_on", "area_sqwah"),
    filters=("status", "effect", "source", "file", "acted_on"),
    order_by=("-file__period", "source", "line_no"),
    check=monthly_acts.still_open,
    derive=monthly_acts.corrected,
    field_levels={"party_id": "hidden", "first_name": "hidden", "last_name": "hidden", "title": "hidden"},
    masks={"party_id": mask_citizen_id},
    actions=(
        Action("apply", "ปรับข้อมูลตามแถวนี้", monthly_acts.apply, roles=DECIDERS, states=("waiting",)),
        Action(
            "match",
            "จับคู่กับแปลง",
            monthly_acts.match,
            roles=DECIDERS,
            form=(("parcel_code", "รหัสแปลงที่ดิน", "text"),),
            states=("unmatched", "waiting", "quarantine"),
        ),
        Action(
            "reject",
            "ไม่รับแถวนี้",
            monthly_acts.reject,
            roles=DECIDERS,
            form=(("why", "เหตุที่ไม่รับ", "text"),),
            states=("waiting", "unmatched", "quarantine"),
        ),
    ),
    reports=(CountBy("effect", "status"),),
    grants=(
        Grant(" ".join(OWNER_READERS), "view"),
        Grant("revenue_officer assessor", "change"),
        Grant("revenue_officer assessor finance_head", "unmask"),
    ),
)

REQUEST = Workflow(
    initial="received",
    states={
        "received": "รับคำขอ",
        "field": "รอตรวจภาคสนาม",
        "checked": "ตรวจแล้ว",
        "verified": "รับรองแล้ว",
        **requests.ENDS,
    },
    transitions=(
        Transition(
            "to_field", "received", "field", by=("assessor", "surveyor", "officer"), thai="ส่งตรวจภาคสนาม", due=Days(15)
        ),
        Transition(
            "check",
            "received",
            "checked",
            by=("assessor", "revenue_officer"),
            thai="ตรวจจากเอกสาร",
            guard=requests.seen_on_paper,
            effect=requests.checked,
        ),
        Transition(
            "surveyed",
            ("received", "field"),
            "checked",
            by=("surveyor", "assessor"),
            thai="ตรวจภาคสนามแล้ว",
            form=("survey",),
            guard=requests.surveyed,
            effect=requests.checked,
        ),
        Transition(
            "verify",
            "checked",
            "verified",
            by=HEADS,
            thai="รับรอง",
            guard=requests.four_eyes,
            effect=requests.verified,
        ),
        Transition(
            "apply",
            "verified",
            "applied",
            by=("assessor", "surveyor"),
            thai="ปรับข้อมูลในทะเบียน",
            effect=requests.apply,
        ),
        Transition(
            "no_change",
            ("checked", "verified"),
            "unchanged",
            by=HEADS,
            thai="ไม่ต้องปรับข้อมูล",
            form=("no_change_reason",),
            guard=requests.four_eyes,
            effect=requests.unchanged,
        ),
        Transition(
            "reject",
            ("received", "field", "checked", "verified"),
            "rejected",
            by=HEADS,
            thai="ไม่รับคำขอ",
            form=("refusal",),
        ),
    ),
    edited_in=("received", "field"),
    instead="ถ้าผิดให้หัวหน้าไม่รับคำขอ แล้วรับคำขอใหม่",
)

change_requests = Register(
    ChangeRequest,
    thai="คำขอปรับข้อมูล",
    english="Change requests",
    number="คป.{seq:05}/{be_year}",
    located_by=("target",),
    workflow=REQUEST,
    list_columns=("register_no", "event", "target", "requested_on", "needs_field", "status"),
    form_columns=("event", "target", "detail", "requested_on", "requester"),
    filters=("status", "event", "needs_field", "requested_on"),
    search=("register_no",),
    order_by=("-requested_on", "-id"),
    derive=requests.derive,
    check=requests.check,
    field_levels={"requester": "hidden"},
    inner=("carried_by",),
    panels=(Panel("work", "สิ่งที่ต้องทำ", "property_register/request_work.html", bringing.request_tab),),
    pages=(Page("survey_tasks", "เปิดคำขอสำรวจเนื้อที่ต่าง", survey_tasks.page, ("assessor", "surveyor")),),
    documents=papers.CHANGE_PAPERS,
    reports=(CountBy("event", "status"), CountBy("village")),
    grants=(
        Grant(READERS, "view"),
        Grant("revenue_officer assessor finance_head", "print"),
        Grant("counter_clerk officer surveyor assessor revenue_officer engineer", "add change unmask"),
        Grant("finance_head auditor", "export"),
    ),
)

owner_cards = Register(
    OwnerCard,
    thai="บัตรเจ้าของทรัพย์สิน (ผ.ท.4)",
    english="Owners' cards",
    name="owner_card",
    level="hidden",
    list_columns=("code", "person", "organisation", "opened_on"),
    form_columns=("note",),
    search=("code",),
    order_by=("code",),
    documents=papers.CARD_PAPERS,
    panels=(Panel("property", "ทรัพย์สิน", "property_register/holdings.html", cards_pages.holdings_tab),),
    pages=(Page("open", "เปิดบัตรให้เจ้าของใหม่", cards_pages.open_page, ("revenue_officer", "assessor")),),
    reports=(
        Report(
            "index",
            "สารบัญเจ้าของทรัพย์สิน",
            cards_pages.index,
            (("code", "รหัส"), ("name", "ชื่อเจ้าของ"), ("parcels", "แปลง"), ("buildings", "อาคาร"), ("units", "ห้องชุด")),
        ),
        tax_day.REPORT,
    ),
    grants=(
        Grant(" ".join(OWNER_READERS), "view"),
        Grant("revenue_officer assessor", "change print"),
        Grant("finance_head", "export"),
    ),
)
