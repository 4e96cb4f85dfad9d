"""Transfers of signs: the new owner tells the office within thirty days; who is late is noted.

Law: Signboard Tax Act B.E. 2510 s.16; not to tell is fined (s.37), which another system deals with.
"""

from __future__ import annotations

from collections.abc import Iterator

from gis_core.features import clock
from gis_core.ground.models import Signboard
from gis_core.parties.queries import entries_of
from gis_core.parties.rules import one_party
from gis_core.pure.refusal import Refused
from gis_core.pure.signboard import ACT
from gis_core.pure.thai_calendar import national_holidays
from layers.declare import CountBy, Draft, Grant, ImportMap, Register, Transition, TransitionDraft, Workflow
from modules.finance.revenue_collection import figures
from modules.finance.revenue_collection.models import SignTransfer
from modules.finance.revenue_collection.roles import ASSESSORS, EXPORTERS, LOCAL, READERS
from modules.finance.revenue_collection.signboards import signboard_law
from modules.kernel.rates.lookup import rows_of

LAW = f"{ACT} ม.16"
TOLD = ("sign", "person", "organisation", "transferred_on", "notified_on")


def derive(draft: Draft) -> None:
    """From whom, until when it had to be told, and how late that was."""
    record: SignTransfer = draft.record
    if not record.sign_id:
        return
    sign = record.sign
    record.place_id, record.from_person_id, record.from_organisation_id = sign.uid, sign.person_id, sign.organisation_id
    if record.transferred_on and record.notified_on:
        rows = rows_of(figures.SIGNS)
        record.due_on = signboard_law.days_after(record.transferred_on, "transfer", rows, national_holidays())
        record.days_late = max(0, (record.notified_on - record.due_on).days)


def check(draft: Draft) -> Iterator[Refused]:
    """One new owner who is not the old one, days in order, of a sign that hung on the day."""
    record: SignTransfer = draft.record
    yield from one_party(record, "ผู้รับโอน", LAW)
    if record.transferred_on > record.notified_on:
        yield Refused("DATES", "วันที่แจ้งต้องไม่ก่อนวันที่รับโอน", LAW, "notified_on")
    if record.notified_on > (draft.today or clock.today()):
        yield Refused("DATES", "วันที่แจ้งต้องไม่เป็นวันในอนาคต", LAW, "notified_on")
    yield from _sign(record, record.sign)


def _sign(record: SignTransfer, sign: Signboard) -> Iterator[Refused]:
    if sign.installed_on and record.transferred_on < sign.installed_on:
        yield Refused("DATES", f"ป้าย {sign} ติดตั้งหลังวันที่รับโอน", LAW, "transferred_on")
    if sign.removed_on and record.transferred_on >= sign.removed_on:
        yield Refused("SIGN_GONE", f"ป้าย {sign} ปลดแล้วก่อนวันที่รับโอน", LAW, "sign")
    if _owns(record, sign):
        yield Refused("SIGN_SAME_OWNER", f"ผู้รับโอนเป็นเจ้าของป้าย {sign} อยู่แล้ว", LAW, "person")


def _owns(record: SignTransfer, sign: Signboard) -> bool:
    if sign.person_id and record.person is not None:
        return sign.person_id in entries_of(record.person)
    return bool(sign.organisation_id) and sign.organisation_id == record.organisation_id


def may_accept(draft: TransitionDraft) -> Iterator[Refused]:
    """The same as `sold_since`; the sign stays locked until it is his."""
    list(Signboard.objects.select_for_update().filter(pk=draft.record.sign_id).values_list("pk"))
    yield from sold_since(draft.record)


def sold_since(record: SignTransfer) -> Iterator[Refused]:
    """The sign still belongs to whom it was taken over from."""
    sign = Signboard.objects.get(pk=record.sign_id)
    if (sign.person_id, sign.organisation_id) != (record.from_person_id, record.from_organisation_id):
        yield Refused("SIGN_OWNER", f"เจ้าของป้าย {sign} เปลี่ยนไปแล้วหลังรับแจ้ง ให้แจ้งใหม่", LAW)


def accepted(draft: TransitionDraft) -> None:
    record: SignTransfer = draft.record
    sign = Signboard.objects.get(pk=record.sign_id)
    sign.person_id, sign.organisation_id = record.person_id, record.organisation_id
    sign.save()


transfers = Register(
    SignTransfer,
    thai="การแจ้งรับโอนป้าย",
    english="Signboard transfers",
    office_kinds=LOCAL,
    name="sign_transfer",
    number="โอนป-{seq:05}/{be_year}",
    level="hidden",
    located_by=("place",),
    list_columns=(
        "register_no", "sign", "person", "organisation", "transferred_on", "notified_on", "due_on", "days_late",
        "status",
    ),
    form_columns=(*TOLD, "note"),
    filters=("status", "days_late", "notified_on"),
    search=("register_no",),
    order_by=("-notified_on", "-id"),
    derive=derive,
    check=check,
    errors={
        "revenue_sign_transfer_to_one_party": ("ONE_OWNER", "เลือกผู้รับโอนเป็นบุคคลหรือนิติบุคคลอย่างใดอย่างหนึ่ง"),
        "revenue_sign_transfer_once": ("DUP_TRANSFER", "ป้ายนี้มีการแจ้งรับโอนที่ยังไม่พิจารณาอยู่แล้ว"),
    },
    workflow=Workflow(
        initial="told",
        edited_in=("told",),
        states={"told": "รับแจ้งแล้ว", "accepted": "เปลี่ยนเจ้าของแล้ว", "refused": "ไม่รับโอน"},
        transitions=(
            Transition(
                "accept", "told", "accepted", ("assessor", "finance_head"), "รับโอนและเปลี่ยนเจ้าของป้าย",
                closed=sold_since, guard=may_accept, effect=accepted,
            ),
            Transition("refuse", "told", "refused", ("assessor", "finance_head"), "ไม่รับโอน"),
        ),
    ),
    imports=ImportMap(
        match_on="register_no",
        columns={
            "รหัสป้าย": "sign", "ผู้รับโอน (บุคคล)": "person", "ผู้รับโอน (นิติบุคคล)": "organisation",
            "วันที่รับโอน": "transferred_on", "วันที่แจ้ง": "notified_on", "หมายเหตุ": "note",
        },
    ),
    reports=(CountBy("status"), CountBy("village")),
    grants=(
        Grant(READERS, "view"),
        Grant(ASSESSORS, "add change"),
        Grant("assessor revenue_officer finance_head", "unmask"),
        Grant(EXPORTERS, "export"),
    ),
)  # fmt: skip
