"""The list of tax in arrears for the Land Office, and the block on transfers that ends when the tax is paid.

Law: Land and Building Tax Act B.E. 2562 s.59, 60. A list is of one tax year; it names land tax alone, of those who were
told of their assessment and are late with it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from gis_core.features import clock
from gis_core.features.models import Feature
from gis_core.ground import transfer_blocks
from gis_core.ground.models import Building, CondoUnit, Parcel
from gis_core.numbering import series
from gis_core.pure.refusal import Refused
from layers.declare import TransitionDraft
from layers.models import StateChange
from layers.registry import registry
from modules.finance.revenue_collection.land_tax import reminding, year_days
from modules.finance.revenue_collection.land_tax.land_law import ACT
from modules.finance.revenue_collection.models import ArrearsEntry, ArrearsList, LandTaxAssessment, LandTaxLine, TaxYear
from modules.kernel.charges.ledger import CLOSED, Owed, owed_on
from modules.kernel.charges.models import Charge

Status = ArrearsEntry.Status
LIST_LAW, BLOCK_LAW = f"{ACT} ม.60", f"{ACT} ม.59"
ZERO = Decimal(0)
PAID_TEXT = "ชำระครบแล้ว"
NONE_OVERDUE = ("NONE_OVERDUE", "ไม่มีภาษีค้างชำระที่ได้รับแจ้งการประเมินแล้วและยังไม่อยู่ในบัญชี", LIST_LAW)
NOTHING = {"thai": "", "deed": ""}


# -- making a list -----------------------------------------------------------------------------------------------------
def overdue(year: TaxYear) -> QuerySet[Charge]:
    """The bills of a tax year that are late today, whose payers were told of them, and that no living list names."""
    named = ArrearsEntry.objects.exclude(status=Status.RELEASED).values("charge")
    return reminding.late_bills(year).exclude(pk__in=named).order_by("id")


def taxed_things(charge: Charge) -> dict[UUID, Decimal]:
    """Each parcel, unit or building on which tax of a bill lies, with its tax; what bears none is not blocked.

    A building counts with the land of the same payer, else alone: whose land it stands on is not his debt.
    """
    about = LandTaxAssessment.objects.filter(uid=charge.source_id).first()
    if about is None:
        return {}
    versions = LandTaxAssessment.objects.filter(tax_year=about.tax_year_id, owner_key=about.owner_key)
    live = versions.exclude(status__in=("revised", "void")).values("pk")
    lines = LandTaxLine.objects.filter(assessment__in=live, tax_baht__gt=0).select_related(
        "parcel", "building", "condo_unit"
    )
    found: dict[UUID, Decimal] = {}
    for line in lines.defer("parcel__geom", "building__geom", "trace").order_by("seq"):
        thing = line.condo_unit or (line.parcel if line.land_baht > ZERO else line.building or line.parcel)
        if thing is not None:
            found[thing.uid] = found.get(thing.uid, ZERO) + line.tax_baht
    return found


def make(year: TaxYear) -> ArrearsList | None:
    """A list of what is late of a tax year and on no list yet; None when nothing is. Needs an open change."""
    rows = [(charge, thing, tax) for charge in overdue(year) for thing, tax in taxed_things(charge).items()]
    if not rows:
        return None
    today = clock.today()
    listing = ArrearsList(
        tax_year=year, made_on=today, due_on=year_days.deadlines(year)["land_office"], status=ArrearsList.Status.DRAFT
    )
    (listing.register_no,) = _numbers(ArrearsList, 1)
    listing.save()
    ArrearsEntry.objects.bulk_create(
        ArrearsEntry(
            listing=listing, charge=charge, place_id=thing, tax_baht=tax, status=Status.LISTED, register_no=number
        )
        for (charge, thing, tax), number in zip(rows, _numbers(ArrearsEntry, len(rows)), strict=True)
    )
    return listing


def _numbers(model: Any, count: int) -> list[str]:
    register = registry.for_model(model)
    assert register is not None  # declared beside this module
    declared = register.declared
    return series.take_many(register.key, declared.number, clock.today(), count, declared.number_year)


def none_to_list(year: TaxYear) -> Iterator[Refused]:
    """``NONE_OVERDUE`` when nobody is late or all who are were named before."""
    if not overdue(year).exists():
        yield Refused(*NONE_OVERDUE)


def run(year: TaxYear, values: Mapping[str, Any], user: Any) -> str:
    """The button on a tax year's page. Errors: Refused ``NONE_OVERDUE`` of bills that rest on no thing."""
    listing = make(year)
    if listing is None:
        raise Refused(*NONE_OVERDUE)
    late = " (พ้นกำหนดแจ้งแล้ว)" if listing.made_on > listing.due_on else ""
    return f"จัดทำบัญชี {listing.register_no} {listing.entries.count():,} รายการ{late}"


# -- its steps ---------------------------------------------------------------------------------------------------------
def may_send(draft: TransitionDraft) -> Iterator[Refused]:
    """A list goes out on a day from its making to today."""
    listing: ArrearsList = draft.record
    if not listing.made_on <= listing.sent_on <= draft.on:  # type: ignore[operator]
        yield Refused("DATES", "วันที่แจ้งต้องไม่ก่อนวันที่จัดทำบัญชีและไม่อยู่ในอนาคต", LIST_LAW, "sent_on")


def sent(draft: TransitionDraft) -> None:
    """Everything named is blocked from the day of the letter; what was paid meanwhile never is."""
    draft.record.sent_by = draft.user
    draft.record.save()
    entries = draft.record.entries.filter(status=Status.LISTED)
    _turn(entries.filter(charge__status__in=CLOSED), "send", Status.RELEASED, draft.user, f"{PAID_TEXT}ก่อนแจ้ง")
    _turn(entries.exclude(charge__status__in=CLOSED), "send", Status.BLOCKED, draft.user, draft.reason)


def voided(draft: TransitionDraft) -> None:
    """A list made or sent by mistake names nobody any more."""
    named_yet = draft.record.entries.exclude(status=Status.RELEASED)
    _turn(named_yet, "void", Status.RELEASED, draft.user, draft.record.void_reason)


def release_paid(listing: ArrearsList, values: Mapping[str, Any], user: Any) -> str:
    """The button on a list: everything paid since is released, each with its letter to print."""
    return f"ปลด {_turn(_paid(listing), 'release', Status.RELEASED, user, PAID_TEXT):,} รายการ"


def none_paid(listing: ArrearsList) -> Iterator[Refused]:
    """Something was paid since."""
    if not _paid(listing).exists():
        yield Refused("STILL_OWED", "ยังไม่มีรายการในบัญชีนี้ที่ชำระครบและรอปลด", BLOCK_LAW)


def _paid(listing: ArrearsList) -> QuerySet[ArrearsEntry]:
    return listing.entries.filter(status=Status.BLOCKED, charge__status__in=CLOSED)


def entry_owed(entry: ArrearsEntry) -> Iterator[Refused]:
    """Nothing is left of the bill, penalties and surcharge with it."""
    yield from still_owed(entry.charge)


def still_owed(charge: Charge) -> Iterator[Refused]:
    """STILL_OWED while anything is left of a bill."""
    if Charge.objects.filter(pk=charge.pk).exclude(status__in=CLOSED).exists():
        yield Refused("STILL_OWED", "ยังมีภาษี เบี้ยปรับ เงินเพิ่ม หรือค่าใช้จ่ายค้างชำระ", BLOCK_LAW)


def released(draft: TransitionDraft) -> None:
    draft.record.released_on = draft.on
    draft.record.save()


def _turn(entries: QuerySet[ArrearsEntry], code: str, target: str, user: Any, reason: str) -> int:
    rows = list(entries.select_for_update(of=("self",)).order_by("id"))
    gone = {"released_on": clock.today()} if target == Status.RELEASED else {}
    ArrearsEntry.objects.filter(pk__in=[row.pk for row in rows]).update(status=target, **gone)
    key, at = registry.for_model(ArrearsEntry).key, clock.now()  # type: ignore[union-attr]
    StateChange.objects.bulk_create(
        StateChange(
            record_uid=row.uid, register_key=key, code=code, source=row.status, target=target, at=at, actor=user,
            reason=reason,
        )
        for row in rows
    )  # fmt: skip
    return len(rows)


# -- the block ---------------------------------------------------------------------------------------------------------
@transfer_blocks.ask
def blocks(uids: Collection[UUID] | None) -> Iterator[transfer_blocks.Block]:
    """Listed and still owed: payment ends the block, the letter only says so."""
    found = ArrearsEntry.objects.filter(status=Status.BLOCKED, listing__sent_on__isnull=False)
    found = found.exclude(charge__status__in=CLOSED)
    if uids is not None:
        found = found.filter(place__in=uids)
    for entry in found.select_related("listing").order_by("listing__sent_on", "id"):
        text = f"มีภาษีที่ดินและสิ่งปลูกสร้างค้างชำระตามบัญชีแจ้งสำนักงานที่ดิน {entry.listing.register_no} จนกว่าจะชำระครบ"
        yield transfer_blocks.Block(entry.place_id, entry.listing.sent_on, text, BLOCK_LAW)


# -- papers ------------------------------------------------------------------------------------------------------------
def named(entries: QuerySet[ArrearsEntry]) -> list[dict[str, Any]]:
    """Entries as the list prints them: the thing and its deed, the payer, its tax, and what is owed of the bill.

    Sums are as of the day the list was made, so that a later print says the same.
    """
    rows = list(entries.select_related("listing", "charge__person", "charge__organisation").order_by("listing", "id"))
    things = _things(row.place_id for row in rows)
    owed: dict[tuple[int, Any], Owed] = {}
    for on in {row.listing.made_on for row in rows}:
        charges = Charge.objects.filter(pk__in=[row.charge_id for row in rows if row.listing.made_on == on])
        owed |= {(each.charge.pk, on): each for each in owed_on(charges.order_by("id"), on, until=on)}
    return [
        {
            "entry": row, "uid": row.uid, "thing": things.get(row.place_id, NOTHING), "payer": row.charge.payer,
            "dues": (dues := owed[row.charge_id, row.listing.made_on].dues),
            # a cost of enforcement is younger than the list
            "total": dues.total - dues.cost,
        }
        for row in rows
    ]  # fmt: skip


def _things(uids: Iterable[UUID]) -> dict[UUID, dict[str, str]]:
    """What a thing is called and by which deed, by its uid."""
    wanted = set(uids)
    found = {
        row.uid: {"thai": row.parcel_code, "deed": f"{row.get_deed_type_display()} {row.deed_no}".strip()}
        for row in Parcel.objects.filter(uid__in=wanted).defer("geom")
    }
    on_land = Prefetch("parcel", Parcel.objects.defer("geom"))
    for row in Building.objects.filter(uid__in=wanted).prefetch_related(on_land).defer("geom"):
        found[row.uid] = {"thai": f"สิ่งปลูกสร้าง {row.building_code}", "deed": f"บนแปลง {row.parcel.parcel_code}"}
    units = CondoUnit.objects.filter(uid__in=wanted)
    for title in Feature.objects.filter(uid__in=units.values("uid")):
        found[title.uid] = {"thai": title.title, "deed": "ห้องชุด"}
    return found


def list_paper(listing: ArrearsList) -> Mapping[str, Any]:
    """The list with its sums; a bill of several things counts once in the sum of what is owed."""
    rows = named(listing.entries.all())
    once = {row["entry"].charge_id: row["total"] for row in rows}
    return {
        "rows": rows,
        "tax": sum((row["entry"].tax_baht for row in rows), ZERO),
        "owed": sum(once.values(), ZERO),
        "payers": len({(row["entry"].charge.person_id, row["entry"].charge.organisation_id) for row in rows}),
    }


def release_paper(entry: ArrearsEntry) -> Mapping[str, Any]:
    """The letter that ends the block.

    Errors: Refused ``STILL_OWED``; ``NOT_LISTED`` of what the Land Office was never told.
    """
    if entry.listing.sent_on is None:
        raise Refused("NOT_LISTED", "ยังไม่ได้แจ้งสำนักงานที่ดิน จึงไม่มีหนังสือปลด", BLOCK_LAW)
    for refused in still_owed(entry.charge):
        raise refused
    thing = _things([entry.place_id]).get(entry.place_id, NOTHING)
    charge = entry.charge
    status = Charge.Status(charge.status).label
    return {"listing": entry.listing, "thing": thing, "payer": charge.payer, "charge": charge, "status": status}
