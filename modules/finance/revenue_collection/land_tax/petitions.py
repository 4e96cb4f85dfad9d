"""Petitions to correct the posted list (ภ.ด.ส.3 and 4): received up to the end of the posting, decided, rows corrected.

Law: Land and Building Tax Act B.E. 2562 s.32.
"""

from __future__ import annotations

from collections.abc import Iterator

from gis_core.access.actor import acting_user_id
from gis_core.features import clock
from gis_core.parties.rules import one_party
from gis_core.pure.deadlines import official_deadline
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import national_holidays
from layers.declare import (
    ByDrafts,
    CountBy,
    Draft,
    Grant,
    ImportMap,
    Lines,
    LinesMap,
    Register,
    Transition,
    TransitionDraft,
    Workflow,
)
from modules.finance.revenue_collection import figures
from modules.finance.revenue_collection.land_tax import checks, list_law, list_rows
from modules.finance.revenue_collection.land_tax.list_law import PETITION_LAW as LAW
from modules.finance.revenue_collection.land_tax.list_rows import Wanted
from modules.finance.revenue_collection.letters import letter
from modules.finance.revenue_collection.models import LandTaxUse, ListPetition, PetitionRow
from modules.finance.revenue_collection.roles import ASSESSORS, EXPORTERS, LOCAL, READERS
from modules.kernel.notices.issuing import NewNotice, issue_notices
from modules.kernel.notices.kinds import NoticeKind, register_kind

KEEPERS, DECIDERS = tuple(ASSESSORS.split()), ("executive", "clerk_chief")
RECEIVER = ("received_by",)
ASKED = ("tax_year", "parcel", "condo_unit", "person", "organisation", "received_on", "claim", "evidence")
LETTER = register_kind(
    NoticeKind("land_tax_petition", "หนังสือแจ้งผลคำร้องขอแก้ไขบัญชีรายการที่ดินและสิ่งปลูกสร้าง", LAW, family="tax")
)


# -- the form ----------------------------------------------------------------------------------------------------------
def derive(draft: Draft) -> None:
    """The office's last day runs from receipt; who received it is kept, for another decides."""
    petition: ListPetition = draft.record
    if petition.received_on:
        petition.decide_by = official_deadline(
            petition.received_on, figures.days("petition_days", petition.received_on)
        )
    if draft.is_new:
        petition.received_by_id = acting_user_id()


def check(draft: Draft) -> Iterator[Refused]:
    """By one who holds the place, in time, about rows of that place."""
    petition: ListPetition = draft.record
    parties = list(one_party(petition, "ผู้ร้อง", LAW))
    if parties:
        yield from parties
        return
    if (petition.parcel_id is None) == (petition.condo_unit_id is None):
        yield Refused("PETITION_PLACE", "ระบุแปลงที่ดินหรือห้องชุดอย่างใดอย่างหนึ่ง", LAW, "parcel")
        return
    yield from list_law.petition_in_time(
        petition.received_on, clock.today(), petition.tax_year.listed_on,
        figures.days("list_posted_days", petition.received_on), national_holidays(),
    )  # fmt: skip
    if not list_rows.holds(
        petition.person, petition.organisation_id, petition.received_on, parcel=petition.parcel,
        condo_unit=petition.condo_unit,
    ):  # fmt: skip
        yield Refused("NOT_OWNER", "ผู้ร้องต้องเป็นเจ้าของหรือผู้ครอบครองทรัพย์สินที่ขอแก้ไข", LAW, "person")
    yield from _row_refusals(petition, draft)


def _row_refusals(petition: ListPetition, draft: Draft) -> Iterator[Refused]:
    named = [line["use"] for line in draft.lines.get("petitionrow", ()) if line["use"]]
    mine = LandTaxUse.objects.filter(
        pk__in=named, tax_year=petition.tax_year_id, parcel=petition.parcel_id, condo_unit=petition.condo_unit_id
    )
    if mine.count() != len(set(named)):
        yield Refused("PETITION_ROW", "รายการที่ขอแก้ไขต้องเป็นของปีภาษีและแปลงหรือห้องชุดในคำร้อง", LAW, "petitionrow")


# -- steps -------------------------------------------------------------------------------------------------------------
def without_rows(petition: ListPetition) -> Iterator[Refused]:
    """Only what says how the rows should read is granted."""
    if not petition.rows.exists():
        yield Refused("PETITION_ROWS", "ยังไม่ได้ระบุรายการที่ถูกต้อง เห็นชอบให้แก้ไขไม่ได้", LAW)


def decided(draft: TransitionDraft) -> None:
    """The petitioner is told, with the reasons."""
    petition: ListPetition = draft.record
    petition.decided_on, petition.decided_by = draft.on, draft.user
    petition.save()
    issue_notices([_letter(petition)])


def _letter(petition: ListPetition) -> NewNotice:
    is_granted = petition.status == "granted"
    what = "เห็นชอบให้แก้ไขบัญชีรายการตามคำร้อง" if is_granted else "ไม่เห็นชอบตามคำร้อง บัญชีรายการคงเดิม"
    place = f"แปลง {petition.parcel.parcel_code}" if petition.parcel_id else f"ห้องชุด {petition.condo_unit}"
    rows = "".join(f"\n- {_as_words(row)}" for row in petition.rows.select_related("use")) if is_granted else ""
    body = (
        f"ตามที่ท่านยื่นคำร้องเลขที่ {petition.register_no} ขอแก้ไขบัญชีรายการที่ดินและสิ่งปลูกสร้าง ปีภาษี {petition.tax_year}"
        f" {place} นั้น\n\nผู้บริหารท้องถิ่นพิจารณาแล้ว {what} ตามคำสั่งที่ {petition.order_no}"
        f"{rows}\n\nเหตุผล: {petition.decision_text}"
    )
    place_uid = (petition.parcel or petition.condo_unit).uid
    return letter(LETTER, "แจ้งผลคำร้องขอแก้ไขบัญชีรายการ", body, about=petition, place_uid=place_uid)


def _as_words(row: PetitionRow) -> str:
    which = f"รายการที่ {row.use.seq}" if row.use is not None else "เพิ่มรายการ"
    area = f" เนื้อที่ {row.land_sqwah:,.1f} ตร.ว." if row.land_sqwah is not None else ""
    floor = f" พื้นที่ {row.floor_m2:,.2f} ตร.ม." if row.floor_m2 is not None else ""
    return f"{which}: {row.get_category_display()}{area}{floor}"


def assessed_rows(petition: ListPetition) -> Iterator[Refused]:
    """``DUP_ASSESS`` of rows on which an approved assessment rests by now."""
    uses = [row.use for row in petition.rows.exclude(use=None).select_related("use")]
    yield from checks.not_assessed(*uses)


def corrected(draft: TransitionDraft) -> None:
    """The rows of the list as decided, through the register of uses."""
    petition: ListPetition = draft.record
    rows = [
        Wanted(row.use, row.category, row.land_sqwah, row.floor_m2, row.building)
        for row in petition.rows.select_related("use", "building").order_by("id")
    ]
    reason = f"แก้ไขบัญชีรายการตามคำสั่งที่ {petition.order_no} ({petition.register_no})"
    list_rows.write(petition.tax_year, petition.parcel, petition.condo_unit, rows, user=draft.user, reason=reason)


# -- the register ------------------------------------------------------------------------------------------------------
petitions = Register(
    ListPetition,
    thai="คำร้องขอแก้ไขบัญชีรายการ (ม.32)",
    english="Petitions against the property list",
    office_kinds=LOCAL,
    name="petition",
    number="คร.{seq:04}/{be_year}",
    level="hidden",
    located_by=("parcel", "condo_unit"),
    list_columns=(
        "register_no", "tax_year", "parcel", "condo_unit", "received_on", "decide_by", "decided_on", "status",
    ),
    form_columns=ASKED,
    filters=("status", "tax_year", "decide_by"),
    search=("register_no", "order_no"),
    order_by=("-received_on", "-id"),
    lines=(
        Lines(
            PetitionRow,
            thai="รายการที่ถูกต้อง",
            columns=("use", "category", "land_sqwah", "building", "floor_m2", "note"),
        ),
    ),
    imports=ImportMap(
        match_on="register_no",
        columns={
            "ปีภาษี": "tax_year",
            "รหัสแปลงที่ดิน": "parcel",
            "ห้องชุด": "condo_unit",
            "ผู้ร้อง (บุคคล)": "person",
            "ผู้ร้อง (นิติบุคคล)": "organisation",
            "วันที่รับคำร้อง": "received_on",
            "ข้อที่ขอให้แก้ไข": "claim",
        },
        in_bulk=ByDrafts(),
        lines=(
            LinesMap(
                "petitionrow",
                {
                    "รายการเดิม": "use",
                    "การทำประโยชน์ที่ถูกต้อง": "category",
                    "เนื้อที่ที่ถูกต้อง (ตร.ว.)": "land_sqwah",
                    "พื้นที่ที่ถูกต้อง (ตร.ม.)": "floor_m2",
                },
                match_on=("use",),
            ),
        ),
    ),
    derive=derive,
    check=check,
    errors={
        "revenue_petition_of_one_party": ("ONE_OWNER", "เลือกผู้ร้องเป็นบุคคลหรือนิติบุคคลอย่างใดอย่างหนึ่ง"),
        "revenue_petition_of_one_place": ("PETITION_PLACE", "ระบุแปลงที่ดินหรือห้องชุดอย่างใดอย่างหนึ่ง"),
        "revenue_petition_of_parcel_once": ("DUP_PETITION", "แปลงนี้มีคำร้องของปีภาษีเดียวกันที่ยังไม่พิจารณาอยู่แล้ว"),
        "revenue_petition_of_unit_once": ("DUP_PETITION", "ห้องชุดนี้มีคำร้องของปีภาษีเดียวกันที่ยังไม่พิจารณาอยู่แล้ว"),
        "revenue_petition_row_once": ("DUP_ROW", "รายการเดียวกันแก้ไขในคำร้องเดียวได้ครั้งเดียว"),
    },
    workflow=Workflow(
        initial="received",
        # what was granted and told is what will be written, the rows as well
        edited_in=("received",),
        states={
            "received": "รอพิจารณา", "granted": "เห็นชอบ รอแก้ไขบัญชี", "corrected": "แก้ไขบัญชีแล้ว", "refused": "ไม่เห็นชอบ",
            "withdrawn": "ถอนคำร้อง",
        },
        transitions=(
            Transition(
                "grant", "received", "granted", DECIDERS, "เห็นชอบ", form=("order_no", "decision_text"),
                by_another_than=RECEIVER, closed=without_rows, effect=decided,
            ),
            Transition(
                "refuse", "received", "refused", DECIDERS, "ไม่เห็นชอบ", form=("order_no", "decision_text"),
                by_another_than=RECEIVER, effect=decided,
            ),
            Transition(
                "correct", "granted", "corrected", KEEPERS, "แก้ไขบัญชีรายการ", closed=assessed_rows, effect=corrected,
            ),
            Transition("withdraw", "received", "withdrawn", KEEPERS, "ถอนคำร้อง"),
        ),
    ),
    reports=(CountBy("status", "tax_year"),),
    grants=(
        Grant(f"{READERS} counter_clerk", "view"),
        Grant(f"{ASSESSORS} counter_clerk", "add change"),
        Grant(EXPORTERS, "export"),
    ),
)  # fmt: skip
