"""An assessment that stands gives way to a new version; the old one is kept as it was.

Law: Land and Building Tax Act B.E. 2562 s.53, 54, 73.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from gis_core.features import clock
from gis_core.parties.models import Organisation, Person
from gis_core.parties.queries import entries_of
from gis_core.pure.money import shares
from modules.finance.revenue_collection.land_tax import charging, reassess_law
from modules.finance.revenue_collection.models import LandTaxAssessment, LandTaxLine
from modules.finance.revenue_collection.refunds import refund_law
from modules.finance.revenue_collection.refunds.refund_law import Paid
from modules.finance.revenue_collection.turning import tell_history, turn
from modules.kernel.charges import opening
from modules.kernel.charges.ledger import BACK, Kind
from modules.kernel.charges.models import Charge
from modules.kernel.charges.rules.late import Component

GONE = ("revised", "void")
CLOSED = (Charge.Status.WRITTEN_OFF, Charge.Status.VOID)


def standing_of(about: LandTaxAssessment) -> LandTaxAssessment:
    """The version that stands, locked. Errors: LandTaxAssessment.DoesNotExist where the last one is void."""
    return _live(about).get()


def standing_or_none(about: LandTaxAssessment) -> LandTaxAssessment | None:
    """The same, or None where the last version is void."""
    return _live(about).first()


def _live(about: LandTaxAssessment) -> QuerySet[LandTaxAssessment]:
    live = LandTaxAssessment.objects.select_for_update().exclude(status__in=GONE)
    return live.filter(tax_year=about.tax_year_id, owner_key=about.owner_key)


def keys_of(person: Person | None, organisation_id: int | None) -> set[str]:
    """How an assessment's `owner_key` may name a party: a person by any of his entries."""
    return {f"p{pk}" for pk in entries_of(person)} if person else {f"o{organisation_id}"}


def owners_of(assessment: LandTaxAssessment) -> list[Person | Organisation]:
    """Everybody the assessment names, the first first; all are liable together."""
    keys = assessment.owner_key.split("+")
    people = {f"p{row.pk}": row for row in Person.objects.filter(pk__in=[k[1:] for k in keys if k[0] == "p"])}
    firms = {f"o{row.pk}": row for row in Organisation.objects.filter(pk__in=[k[1:] for k in keys if k[0] == "o"])}
    return [(people | firms)[key] for key in keys if key in people or key in firms]


@dataclass(frozen=True)
class Back:
    """What is to be given back of one charge, with what was paid late on it, and what of it the office held before."""

    charge: Charge
    held: list[Paid]
    baht: Decimal
    late_baht: Decimal = Decimal(0)


def charges_of(standing: LandTaxAssessment) -> list[Charge]:
    """The charges of an assessment that are still to be reckoned with, oldest first, locked after the assessment."""
    found = charging.charges_of(standing).exclude(status__in=CLOSED).order_by("id")
    return list(found.select_for_update(of=("self",)))


def held_of(charge: Charge) -> list[Paid]:
    """The tax of a charge the office holds, by the day it was paid, the latest first."""
    lines = charge.entries.filter(component=Component.PRINCIPAL, reverses=None, reversed_by=None)
    paid = [Paid(line.on, -line.amount_baht) for line in lines if line.kind == Kind.CLEARED]
    return refund_law.still_held(paid, sum((line.amount_baht for line in lines if line.kind in BACK), Decimal(0)))


def lower(standing: LandTaxAssessment, baht: Decimal, note: str, law: str) -> list[Back]:
    """A smaller tax in the place of the one assessed, also on its charges; returns what is to be given back."""
    charges = charges_of(standing)
    new_version(standing, baht, note, law)
    return lower_charges(charges, baht, note, law)


def lower_charges(charges: list[Charge], baht: Decimal, note: str, law: str) -> list[Back]:
    """Locked charges of one assessment brought down to a sum; returns what is to be given back of each."""
    new = reassess_law.lowered([(each.principal_baht, each.principal_left_baht) for each in charges], baht)
    found = []
    for charge, principal in zip(charges, new, strict=True):
        if principal == charge.principal_baht:
            continue
        held = held_of(charge)
        excess, late = opening.lower(charge, principal, note, law)
        if excess or late:
            found.append(Back(charge, held, excess, late))
    return found


def lower_one(standing: LandTaxAssessment, charge: Charge, principal: Decimal, note: str, law: str) -> None:
    """The version whose tax is that of all its charges together when one of them is to have a smaller principal."""
    others = sum((each.principal_baht for each in charges_of(standing) if each.pk != charge.pk), Decimal(0))
    new_version(standing, others + principal, note, law)


def new_version(old: LandTaxAssessment, baht: Decimal, note: str, law: str) -> LandTaxAssessment:
    """The same assessment with another tax; the old one is kept as it was. Needs an open change."""
    copied = {f.attname: getattr(old, f.attname) for f in old._meta.concrete_fields if f.name not in ("id", "uid")}
    lines = list(old.lines.order_by("seq"))
    turn(old, "revised", "revise", note)
    new = LandTaxAssessment(**copied)
    new.version, new.register_no = old.version + 1, f"{(old.register_no or '').split('/')[0]}/{old.version + 1}"
    new.tax_baht, new.generated_on, new.generated_by = baht, clock.today(), None
    new.checked_by = new.approved_by = None
    new.save()
    tell_history(new, "", "notified", "revise", note)
    _copy_lines(new, lines, note, law)
    return new


def _copy_lines(new: LandTaxAssessment, lines: list[LandTaxLine], note: str, law: str) -> None:
    """The decided sum spread over the lines by their tax, each to the satang, the last taking the difference.

    Not one line of its own for the reduction: such a line would belong to no parcel and no category, and every sum by
    use, by parcel or on the map is a sum of lines. What the law's tiers gave stays in the trace.
    """
    before = [line.tax_baht for line in lines]
    parts = shares(new.tax_baht, before) if any(before) else before
    for line, tax in zip(lines, parts, strict=True):
        line.pk, line.assessment, line._state.adding = None, new, True
        line.uid = type(line)._meta.get_field("uid").get_default()
        step = {"before": str(line.tax_baht), "note": note, "law": law}
        line.trace = line.trace | {"decided": [*line.trace.get("decided", []), step]}
        line.tax_baht = tax
        line.save()
