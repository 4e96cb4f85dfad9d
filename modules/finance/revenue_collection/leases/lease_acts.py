"""A lease from draft to its end: what is checked when it is written, approved, ended early or run out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from gis_core.access.actor import acting_user_id, system_user
from gis_core.features import clock
from gis_core.parties.rules import one_party
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import format_date
from layers.declare import Draft, Panel, TransitionDraft
from layers.engine import records
from layers.models import StateChange
from layers.registry import registry
from modules.finance.revenue_collection import figures
from modules.finance.revenue_collection.leases import lease_billing, lease_law
from modules.finance.revenue_collection.models import Lease, RentalPlace
from modules.kernel.rates.lookup import rows_of

CODE = lease_law.CODE
TYPED = (
    "contract_no", "place", "person", "organisation", "area_sqm", "monthly_rent_baht", "deposit_baht", "pay_day",
    "start_on", "end_on", "escalation_percent", "escalation_years", "late_percent", "registered_no", "note",
)  # fmt: skip
#: What a lease that follows takes over.
KEPT = (
    "place", "person", "organisation", "area_sqm", "pay_day", "escalation_percent", "escalation_years", "late_percent",
)  # fmt: skip


def derive_place(draft: Draft) -> None:
    """A place of a parcel or building stands inside it where nobody has drawn its point."""
    place: RentalPlace = draft.record
    around = place.building or place.parcel
    if place.geom is None and around is not None and around.geom is not None:
        place.geom = around.geom.point_on_surface


def check_place(draft: Draft) -> Iterator[Refused]:
    """A place stands in its parcel, and is not closed while it is let."""
    place: RentalPlace = draft.record
    if place.area_sqm is not None and place.area_sqm <= 0:
        yield Refused("LEASE_AREA", "เนื้อที่ต้องมากกว่าศูนย์", f"{CODE} ม.537", "area_sqm")
    if place.parcel is not None and place.geom is not None and not place.parcel.geom.covers(place.geom):
        yield Refused("PLACE_APART", f"จุดที่ตั้งไม่อยู่ในแปลง {place.parcel}", "", "geom")
    if place.closed_on and place.pk and _standing(place).filter(until_on__gte=place.closed_on).exists():
        yield Refused("PLACE_LET", "สถานที่นี้ยังมีสัญญาเช่าที่มีผลหลังวันดังกล่าว", f"{CODE} ม.546", "closed_on")


def _standing(place: RentalPlace) -> Any:
    return Lease.objects.filter(place=place).exclude(status="draft")


def derive(draft: Draft) -> None:
    """Keep who prepares it, or changed what it says, and the last day: another approves."""
    lease: Lease = draft.record
    lease.escalation_percent = lease.escalation_percent or Decimal(0)
    lease.escalation_years = lease.escalation_years or 0
    lease.late_percent = lease.late_percent or Decimal(0)
    if draft.changed(*TYPED):
        lease.made_by_id = acting_user_id()
    if lease.terminated_on is None and lease.end_on:
        lease.until_on = lease.end_on


def check(draft: Draft) -> Iterator[Refused]:
    """Every refusal of a lease as it is written."""
    yield from refusals(draft.record)


def refusals(lease: Lease) -> Iterator[Refused]:
    """What the law and the other leases of the place forbid."""
    yield from one_party(lease, "ผู้เช่า", f"{CODE} ม.537")
    yield from lease_law.refusals(
        lease_billing.terms_of(lease),
        area_sqm=lease.area_sqm,
        deposit_baht=lease.deposit_baht,
        late_percent=lease.late_percent or Decimal(0),
        registered_no=lease.registered_no,
        rows=rows_of(figures.LEASES),
    )
    if lease.place.closed_on and lease.until_on >= lease.place.closed_on:
        text = f"สถานที่นี้เลิกให้เช่าตั้งแต่ {format_date(lease.place.closed_on)}"
        yield Refused("PLACE_CLOSED", text, f"{CODE} ม.546", "place")
    meets = _standing(lease.place).filter(start_on__lte=lease.until_on, until_on__gte=lease.start_on)
    other = meets.exclude(pk=lease.pk).order_by("start_on").first()
    if other is not None:
        days = f"{format_date(other.start_on)} – {format_date(other.until_on)}"
        yield Refused("LEASE_OVERLAP", f"สถานที่นี้ให้เช่าแล้วตามสัญญา {other} ({days})", f"{CODE} ม.543", "place")


def may_delete(lease: Lease) -> Iterator[Refused]:
    if lease.status != "draft":
        yield Refused("STATE", "ลบได้เฉพาะสัญญาที่ยังเป็นร่าง", "สัญญาเช่า")


# -- steps -------------------------------------------------------------------------------------------------------------
def may_approve(draft: TransitionDraft) -> Iterator[Refused]:
    """While the place is still free. The place is locked: of two leases one is approved."""
    lease: Lease = draft.record
    list(RentalPlace.objects.select_for_update().filter(pk=lease.place_id).values_list("pk"))
    yield from refusals(lease)


def approved(draft: TransitionDraft) -> None:
    """The deposit and the months that have begun are due."""
    lease: Lease = draft.record
    lease.approved_by, lease.approved_on, lease.next_on = draft.user, draft.on, lease.start_on
    lease.save()
    lease_billing.open_deposit(lease, draft.on)
    lease_billing.bill([lease.pk], draft.on)
    lease.refresh_from_db(fields=["next_on"])


def may_terminate(draft: TransitionDraft) -> Iterator[Refused]:
    """The last day lies within the lease, and before its own."""
    lease: Lease = draft.record
    if not lease.start_on <= lease.terminated_on < lease.end_on:
        text = "วันสุดท้ายที่เช่าต้องไม่ก่อนวันเริ่มเช่าและก่อนวันสิ้นสุดสัญญา"
        yield Refused("LEASE_DATES", text, f"{CODE} ม.564", "terminated_on")


def terminated(draft: TransitionDraft) -> None:
    """No rent is due past the last day: what was billed is lowered, what was paid too much is due back."""
    lease: Lease = draft.record
    lease.until_on = lease.terminated_on
    lease_billing.cut_to_last_day(lease, draft.user, draft.on)
    lease.next_on = lease_law.begins_next(lease_billing.terms_of(lease), lease.months.count())
    lease.save()


def still_runs(lease: Lease) -> Iterator[Refused]:
    """A lease ends by itself on its last day."""
    if clock.today() <= lease.until_on:
        yield Refused("LEASE_RUNS", "สัญญายังไม่ครบกำหนด ให้เลิกสัญญาก่อนกำหนดแทน", f"{CODE} ม.564")


def end_the_expired() -> int:
    """Leases whose last day is past have ended; returns how many. Needs an open change."""
    today, register = clock.today(), registry.for_model(Lease)
    assert register is not None  # declared in this system
    past = list(Lease.objects.select_for_update().filter(status="active", until_on__lt=today).order_by("pk"))
    Lease.objects.filter(pk__in=[lease.pk for lease in past]).update(status="ended")
    StateChange.objects.bulk_create(
        StateChange(
            record_uid=lease.uid, register_key=register.key, code="end", source="active", target="ended",
            at=clock.now(), actor=system_user(), reason="ครบกำหนดสัญญา",
        )
        for lease in past
    )  # fmt: skip
    return len(past)


def may_bill(lease: Lease) -> Iterator[Refused]:
    """A month that has begun and is not billed."""
    if lease.next_on is None or lease.next_on > clock.today():
        yield Refused("NOTHING_TO_BILL", "ตั้งหนี้ค่าเช่าทุกงวดที่เริ่มแล้วครบถ้วน", "สัญญาเช่า")


def bill_one(lease: Lease, values: Mapping[str, Any], user: Any) -> str:
    """The button of one lease: bill what has begun."""
    return f"ตั้งหนี้ค่าเช่า {lease_billing.bill([lease.pk], clock.today()):,} งวด"


def may_renew(lease: Lease) -> Iterator[Refused]:
    """Where no lease follows this one already."""
    later = Lease.objects.filter(place=lease.place_id, start_on__gt=lease.until_on).first()
    if later is not None:
        yield Refused("LEASE_FOLLOWED", f"มีสัญญาต่อจากฉบับนี้แล้ว ({later})", f"{CODE} ม.543")


def renew(lease: Lease, values: Mapping[str, Any], user: Any) -> str:
    """A draft of the same tenant and place from the day after the last one, with the rent as it stands by then.

    Errors: Refusals of the register of leases, as ``LEASE_DATES``.
    """
    terms = lease_billing.terms_of(lease)
    rent, _ = lease_law.rent_in(terms, max(1, _months_of(terms)))
    typed = {name: value for name in KEPT if (value := getattr(lease, name)) is not None} | {
        "contract_no": values["contract_no"] or "", "registered_no": values["registered_no"] or "",
        "monthly_rent_baht": str(values["monthly_rent_baht"] or rent), "deposit_baht": str(values["deposit_baht"] or 0),
        "start_on": (lease.until_on + timedelta(days=1)).isoformat(),
        "end_on": values["end_on"].isoformat() if values["end_on"] else "",
        "note": f"ต่ออายุจากสัญญา {lease.contract_no}",
    }  # fmt: skip
    register = registry.for_model(Lease)
    made = records.create(register, typed, user=user, reason=f"ต่ออายุสัญญา {lease.contract_no}")  # type: ignore[arg-type]
    made.renews = lease
    made.save()
    return f"จัดทำร่างสัญญา {made.contract_no} ต่อจาก {lease.contract_no} แล้ว รออนุมัติ"


# -- what it prints and shows ------------------------------------------------------------------------------------------
def contract(lease: Lease) -> Mapping[str, Any]:
    """The contract: the parties, the place, the sums and how the rent rises."""
    terms = lease_billing.terms_of(lease)
    last = max(1, _months_of(terms))
    return {
        "tenant": lease.person or lease.organisation,
        "place": lease.place,
        "steps": lease_law.rent_in(terms, last)[1],
        "is_draft_lease": lease.status == "draft",
    }


def _months_of(terms: lease_law.Terms) -> int:
    """How many months a lease has, its last cut one among them."""
    years = terms.until_on.year - terms.start_on.year
    count = years * lease_law.MONTHS + terms.until_on.month - terms.start_on.month
    return count + (lease_law.begins_next(terms, count) is not None)


def months_tab(lease: Lease, user: Any) -> Mapping[str, Any]:
    """The months billed, each with how its rent came about."""
    charges = registry.for_model(lease_billing.Charge)
    rows = lease.months.select_related("charge").order_by("seq")
    return {"rows": [(row, charges.record_url(row.charge.uid)) for row in rows], "lease": lease}  # type: ignore[union-attr]


MONTHS_PANEL = Panel("months", "งวดค่าเช่าที่ตั้งหนี้แล้ว", "revenue_collection/lease_months.html", months_tab)
