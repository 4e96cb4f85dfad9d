"""Changes of use that owners tell of (ภ.ด.ส.5): how late, and what acceptance writes into the next year's list.

Where next year's rows are not there yet, an accepted change waits until the year begins (`first_uses`).
Law: Land and Building Tax Act B.E. 2562 s.33.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from gis_core.features import clock
from gis_core.parties.rules import one_party
from gis_core.pure.refusal import Refusals, Refused
from gis_core.pure.thai_calendar import national_holidays
from layers.declare import CountBy, Document, Draft, Grant, ImportMap, Register, Transition, TransitionDraft, Workflow
from modules.finance.revenue_collection import figures
from modules.finance.revenue_collection.land_tax import checks, list_law, list_rows
from modules.finance.revenue_collection.land_tax.list_law import CHANGE_LAW as LAW
from modules.finance.revenue_collection.land_tax.list_rows import Wanted
from modules.finance.revenue_collection.models import LandTaxUse, TaxYear, UseChange
from modules.finance.revenue_collection.roles import APPROVERS, ASSESSORS, EXPORTERS, LOCAL, READERS
from modules.finance.revenue_collection.turning import turn

KEEPERS = tuple(ASSESSORS.split())
TOLD = ("use", "person", "organisation", "changed_on", "received_on", "category", "land_sqwah", "claim")


# -- the form ----------------------------------------------------------------------------------------------------------
def derive(draft: Draft) -> None:
    """Until when the owner had to tell, how late he is, and the first year that sees the change."""
    change: UseChange = draft.record
    if change.changed_on and change.received_on:
        allowed = figures.days("use_change_days", change.changed_on)
        told = list_law.change_notice(change.changed_on, change.received_on, allowed, national_holidays())
        change.notify_by, change.late_days = told
        change.from_year_be = list_law.counts_from(change.changed_on)


def check(draft: Draft) -> Iterator[Refused]:
    """By the holder, of the row that stood when it changed, to another use; a late notice is taken and marked."""
    change: UseChange = draft.record
    parties = list(one_party(change, "ผู้แจ้ง", LAW))
    if parties:
        yield from parties
        return
    dates = list(list_law.change_dates(change.changed_on, change.received_on, clock.today()))
    yield from dates
    use = change.use
    if not dates and use.tax_year.year_be != list_law.counts_from(change.changed_on) - 1:
        text = f"เลือกรายการของปีภาษี {list_law.counts_from(change.changed_on) - 1} ซึ่งเป็นปีก่อนปีที่การเปลี่ยนแปลงมีผล"
        yield Refused("CHANGE_YEAR", text, LAW, "use")
    if not dates and not list_rows.holds(
        change.person, change.organisation_id, change.changed_on, parcel=use.parcel, condo_unit=use.condo_unit
    ):
        yield Refused("NOT_OWNER", "ผู้แจ้งต้องเป็นเจ้าของหรือผู้ครอบครองทรัพย์สินในวันที่เปลี่ยนแปลง", LAW, "person")
    is_built = use.building_id is not None or use.condo_unit_id is not None
    yield from list_law.part_refusals((use.category, use.land_sqwah, is_built), change.category, change.land_sqwah)


# -- acceptance --------------------------------------------------------------------------------------------------------
def assessed_row(change: UseChange) -> Iterator[Refused]:
    """``DUP_ASSESS`` where the year that sees the change has an approved assessment of that row already."""
    row = row_of(change)
    if row is not None:
        yield from checks.not_assessed(row)


def accepted(draft: TransitionDraft) -> None:
    """Write it into the year that sees it, where its rows are there; else it waits."""
    change: UseChange = draft.record
    change.decided_by = draft.user
    change.save()
    apply(change, draft.user)


def refused(draft: TransitionDraft) -> None:
    draft.record.decided_by = draft.user
    draft.record.save()


def row_of(change: UseChange) -> LandTaxUse | None:
    """The same row of the list in the year that sees the change."""
    old, year_be = change.use, change.from_year_be
    return LandTaxUse.objects.filter(
        tax_year__code=str(year_be), parcel=old.parcel_id, condo_unit=old.condo_unit_id, seq=old.seq
    ).first()


def apply(change: UseChange, user: Any) -> bool:
    """Correct the row of the year that sees the change; False while that year has no such row. Needs an open change.

    Errors: Refusals of the register of uses, as ``DUP_ASSESS`` of a year that was assessed.
    """
    row = row_of(change)
    if row is None:
        return False
    reason = f"รับแจ้งเปลี่ยนแปลงการใช้ประโยชน์ (ภ.ด.ส.5) {change.register_no}"
    list_rows.write(row.tax_year, row.parcel, row.condo_unit, wanted(change, row), user=user, reason=reason)
    change.applied_on = clock.today()
    turn(change, "applied", "apply", reason, user)
    return True


def wanted(change: UseChange, row: LandTaxUse) -> list[Wanted]:
    """The whole row with the new use, or the row less the part that changed and a new row of it."""
    if change.land_sqwah is None:
        return [Wanted(row, change.category)]
    rest = Wanted(row, row.category, row.land_sqwah - change.land_sqwah)
    return [rest, Wanted(None, change.category, change.land_sqwah)]


def waiting(year: TaxYear) -> QuerySet[UseChange]:
    """Accepted changes that a year is the first to see, whose row of the list is there now."""
    row, old = LandTaxUse.objects.filter(tax_year=year, seq=OuterRef("use__seq")), "use__"
    place = Q(parcel=OuterRef(f"{old}parcel")) | Q(condo_unit=OuterRef(f"{old}condo_unit"))
    return UseChange.objects.filter(Exists(row.filter(place)), status="accepted", from_year_be=year.year_be)


def apply_waiting(year: TaxYear, user: Any) -> tuple[int, int]:
    """Accepted changes of a year whose rows are there now: how many were written, and how many could not be."""
    done = failed = 0
    for change in waiting(year).select_related("use").order_by("id"):
        try:
            done += apply(change, user)
        except (Refused, Refusals):
            failed += 1  # stays accepted and in the list, to be written by hand
    return done, failed


# -- the paper and the register ----------------------------------------------------------------------------------------
def paper(change: UseChange) -> Mapping[str, Any]:
    """ภ.ด.ส.5: who tells, of which property, what it was and is used for, from when."""
    return {"teller": change.person or change.organisation, "use": change.use, "parcel": change.use.parcel}


use_changes = Register(
    UseChange,
    thai="แจ้งเปลี่ยนแปลงการใช้ประโยชน์ (ภ.ด.ส.5)",
    english="Notices of change of use",
    office_kinds=LOCAL,
    name="use_change",
    number="ภดส.5-{seq:04}/{be_year}",
    level="hidden",
    located_by=("use",),
    list_columns=(
        "register_no", "use", "category", "changed_on", "received_on", "late_days", "from_year_be", "status",
    ),
    form_columns=TOLD,
    filters=("status", "category", "from_year_be", "late_days"),
    search=("register_no",),
    order_by=("-received_on", "-id"),
    derive=derive,
    check=check,
    errors={
        "revenue_change_of_one_party": ("ONE_OWNER", "เลือกผู้แจ้งเป็นบุคคลหรือนิติบุคคลอย่างใดอย่างหนึ่ง"),
        "revenue_change_once": ("DUP_CHANGE", "รายการนี้มีการแจ้งเปลี่ยนแปลงที่ยังไม่แล้วเสร็จอยู่แล้ว"),
        "revenue_change_before_it_is_told": ("CHANGE_DATES", "วันที่เปลี่ยนแปลงต้องไม่หลังวันที่รับแจ้ง"),
    },
    imports=ImportMap(
        match_on="register_no",
        columns={
            "รายการการใช้ประโยชน์": "use",
            "ผู้แจ้ง (บุคคล)": "person",
            "ผู้แจ้ง (นิติบุคคล)": "organisation",
            "วันที่เปลี่ยนแปลง": "changed_on",
            "วันที่รับแจ้ง": "received_on",
            "การทำประโยชน์ใหม่": "category",
            "เนื้อที่ส่วนที่เปลี่ยน (ตร.ว.)": "land_sqwah",
            "รายละเอียด": "claim",
        },
    ),
    workflow=Workflow(
        initial="received",
        edited_in=("received",),
        states={
            "received": "รับแจ้งแล้ว", "accepted": "รับเข้าบัญชี รอปีภาษีถัดไป", "applied": "แก้ไขบัญชีแล้ว", "refused": "ไม่รับ",
        },
        transitions=(
            Transition(
                "accept", "received", "accepted", KEEPERS, "รับเข้าบัญชีปีถัดไป", closed=assessed_row, effect=accepted,
            ),
            Transition(
                "refuse", "received", "refused", KEEPERS, "ไม่รับ", form=("decision_text",), effect=refused,
            ),
        ),
    ),
    documents=(
        Document(
            "pds5", "แบบแจ้งการเปลี่ยนแปลงการใช้ประโยชน์ในที่ดินหรือสิ่งปลูกสร้าง (ภ.ด.ส.5)", "revenue_collection/pds5.html",
            APPROVERS, paper, readers=(*KEEPERS, "counter_clerk"),
        ),
    ),
    reports=(CountBy("status", "from_year_be"), CountBy("category")),
    grants=(
        Grant(f"{READERS} counter_clerk", "view"),
        Grant(f"{ASSESSORS} counter_clerk", "add change"),
        Grant(EXPORTERS, "export"),
    ),
)  # fmt: skip
