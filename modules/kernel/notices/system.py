"""Notices with proof of delivery, from every system and from officers themselves."""

from __future__ import annotations

from layers.declare import (
    CountBy,
    Document,
    Grant,
    Lines,
    Page,
    Panel,
    Rates,
    Register,
    System,
    Transition,
    Workflow,
)
from modules.kernel.notices import delivery, issuing, serving
from modules.kernel.notices.delivery import OPEN
from modules.kernel.notices.kinds import TABLE
from modules.kernel.notices.models import STATES, Notice, NoticeExtension

#: Those who may look up whom a letter goes to.
WRITERS = ("registry_clerk", "revenue_officer", "assessor")
SIGNERS = ("executive", "clerk_chief", "finance_head", "division_head")

SERVICE = Workflow(
    initial="issued",
    states=STATES,
    transitions=(
        Transition(
            "send",
            "issued",
            "sent",
            by=WRITERS,
            thai="ส่งไปรษณีย์ลงทะเบียนตอบรับ",
            form=("sent_on", "ar_no"),
            guard=serving.may_send,
            effect=serving.sent,
        ),
        Transition(
            "give",
            OPEN,
            "received",
            by=WRITERS,
            thai="ส่งมอบด้วยมือ",
            form=("received_on", "received_by"),
            guard=serving.may_give,
            effect=serving.given,
        ),
        Transition(
            "slip",
            "sent",
            "received",
            by=WRITERS,
            thai="ใบตอบรับกลับมา",
            form=("received_on", "received_by"),
            guard=serving.may_take_slip,
            effect=serving.slip_came,
        ),
        Transition(
            "electronic",
            "issued",
            "received",
            by=WRITERS,
            thai="ได้รับทางอิเล็กทรอนิกส์",
            form=("received_on",),
            guard=serving.may_take_electronic,
            effect=serving.reached,
        ),
        Transition(
            "return",
            ("issued", "sent"),
            "returned",
            by=WRITERS,
            thai="ส่งไม่ได้หรือตีกลับ",
            form=("returned_on", "return_reason"),
            guard=serving.may_return,
        ),
        Transition(
            "post",
            "returned",
            "received",
            by=WRITERS,
            thai="ปิดหมาย",
            form=("posted_on",),
            guard=serving.may_post,
            effect=serving.posted,
        ),
        Transition(
            "publish",
            "returned",
            "received",
            by=WRITERS,
            thai="ประกาศหนังสือพิมพ์",
            form=("posted_on",),
            guard=serving.may_post,
            effect=serving.published,
        ),
        Transition("void", OPEN, "void", by=SIGNERS, thai="ยกเลิกหนังสือ", form=("void_reason",)),
    ),
)

notices = Register(
    Notice,
    thai="หนังสือแจ้ง",
    english="Notices",
    name="notice",
    number="หจ.{seq:06}/{be_year}",
    level="staff",
    located_by=("place", "source"),
    tells_of=("source",),
    carried=(delivery.DELIVER, *delivery.STEPS),
    workflow=SERVICE,
    list_columns=("register_no", "kind", "title", "issued_on", "channel", "counted_from", "due_on", "status"),
    form_columns=issuing.CONTENT,
    filters=("status", "kind", "issued_on", "due_on"),
    search=("register_no", "ar_no"),
    order_by=("-issued_on", "-id"),
    derive=issuing.derive,
    check=issuing.check,
    after_save=issuing.saved,
    errors={
        "kernel_notices_once": ("NOTICE_TWICE", "เรื่องนี้มีหนังสือแจ้งประเภทเดียวกันแล้ว"),
        "kernel_notices_clock_once": ("DUP_CLOCK", "ระยะเวลานี้ของหนังสือเริ่มนับไว้แล้ว"),
        "kernel_notices_one_addressee": ("ADDRESSEE", "ระบุผู้รับหนังสือเป็นบุคคลหรือนิติบุคคลอย่างใดอย่างหนึ่ง"),
    },
    lines=(Lines(NoticeExtension, columns=("clock", "until", "order_no", "ordered_on"), thai="คำสั่งขยายเวลา"),),
    panels=(Panel("clocks", "การรับและระยะเวลา", "kernel_notices/clocks.html", serving.clocks_tab),),
    documents=(
        Document(
            "letter",
            "หนังสือแจ้ง",
            "kernel_notices/letter.html",
            SIGNERS,
            issuing.paper,
            readers=WRITERS,
        ),
    ),
    pages=(Page("delivery", "ทะเบียนส่งหนังสือ", delivery.page, WRITERS),),
    rates=(Rates(TABLE, "rates/service.csv"),),
    reports=(CountBy("status", "kind"), CountBy("channel")),
    grants=(
        Grant("registry_clerk revenue_officer assessor", f"view add change {delivery.DELIVER}"),
        Grant("officer cashier division_head finance_head clerk_chief executive auditor", "view"),
        Grant("finance_head auditor", "export"),
    ),
)

system = System("kernel.notices", "หนังสือแจ้ง", "Notices", archetype="A", registers=(notices,))
