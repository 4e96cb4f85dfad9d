"""An assessment that stands gives way to a new version; the old one is kept as it was.

Law: Land and Building Tax Act B.E. 2562 s.53, 54, 73.
"""

from __future__ import annotations

from decimal import Decimal

from gis_core.features import clock
from gis_core.parties.models import Organisation, Person
from gis_core.parties.queries import entries_of
from gis_core.pure.money import shares
from modules.finance.revenue_collection import charging
from modules.finance.revenue_collection.models import LandTaxAssessment, LandTaxLine
from modules.finance.revenue_collection.turning import tell_history, turn
from modules.kernel.charges.models import Charge
from modules.kernel.charges.opening import adjust

GONE = ("revised", "void")
CLOSED = (Charge.Status.WRITTEN_OFF, Charge.Status.VOID)


def standing_of(about: LandTaxAssessment) -> LandTaxAssessment:
    """The version that stands, locked."""
    live = LandTaxAssessment.objects.select_for_update().exclude(status__in=GONE)
    return live.get(tax_year=about.tax_year_id, owner_key=about.owner_key)


def keys_of(person: Person | None, organisation_id: int | None) -> set[str]:
    """How an assessment's `owner_key` may name a party: a person by any of his entries."""
    return {f"p{pk}" for pk in entries_of(person)} if person else {f"o{organisation_id}"}


def owners_of(assessment: LandTaxAssessment) -> list[Person | Organisation]:
    """Everybody the assessment names, the first first; all are liable together."""
    keys = assessment.owner_key.split("+")
    people = {f"p{row.pk}": row for row in Person.objects.filter(pk__in=[k[1:] for k in keys if k[0] == "p"])}
    firms = {f"o{row.pk}": row for row in Organisation.objects.filter(pk__in=[k[1:] for k in keys if k[0] == "o"])}
    return [(people | firms)[key] for key in keys if key in people or key in firms]


def charge_of(standing: LandTaxAssessment) -> Charge | None:
    """The charge of an assessment that is still to be reckoned with, locked after the assessment."""
    found = charging.charges_of(standing).exclude(status__in=CLOSED).order_by("id")
    return found.select_for_update(of=("self",)).first()


def lower(standing: LandTaxAssessment, charge: Charge | None, baht: Decimal, note: str, law: str) -> Decimal:
    """A smaller tax in the place of the one assessed, also on the charge; returns what is to be given back."""
    new_version(standing, baht, note, law)
    return adjust(charge, baht, note, law) if charge is not None else Decimal(0)


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
