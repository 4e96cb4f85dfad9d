"""A signboard assessment gives way to a new version, or is void; the old one is kept as it was.

Law: Signboard Tax Act B.E. 2510 s.24, 30, 32.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from gis_core.features import clock
from gis_core.pure.money import round_satang, shares
from modules.finance.revenue_collection.models import SignTaxAssessment, SignTaxLine
from modules.finance.revenue_collection.turning import tell_history, turn
from modules.kernel.charges.models import Charge

TAX, PENALTY = "signboard_tax", "signboard_penalty"
CLOSED = (Charge.Status.WRITTEN_OFF, Charge.Status.VOID)
ADDED = ("penalty_baht", "under_baht")
ZERO = Decimal(0)


def standing_of(uid: Any) -> SignTaxAssessment | None:
    """The version that stands of the assessment with this uid, locked; None of another record and of one void."""
    about = SignTaxAssessment.objects.filter(uid=uid).first()
    if about is None:
        return None
    live = SignTaxAssessment.objects.select_for_update().exclude(status__in=SignTaxAssessment.GONE)
    return live.filter(sign_return=about.sign_return_id).first()


def every_charge(assessment: SignTaxAssessment) -> QuerySet[Charge]:
    """The charges of an assessment and its other versions: those of the first go on when another takes its place."""
    versions = SignTaxAssessment.objects.filter(sign_return=assessment.sign_return_id)
    return Charge.objects.filter(source__in=versions.values("uid"))


def charges_of(assessment: SignTaxAssessment) -> QuerySet[Charge]:
    """What is to be paid of an assessment; charges of an earlier one that was void are closed and not among them."""
    return every_charge(assessment).exclude(status__in=CLOSED).order_by("id")


def charge_of(assessment: SignTaxAssessment, revenue: str) -> Charge | None:
    """The charge of its tax or of what is added, locked after the assessment."""
    found = charges_of(assessment).filter(revenue__code=revenue)
    return found.select_for_update(of=("self",)).select_related("revenue").first()


def scaled(added_baht: Decimal, before_baht: Decimal, after_baht: Decimal) -> Decimal:
    """What is added by percent of a tax, when that tax becomes another."""
    return round_satang(added_baht * after_baht / before_baht) if before_baht else ZERO


def new_version(
    old: SignTaxAssessment, tax_baht: Decimal, added_baht: Decimal, note: str, law: str
) -> SignTaxAssessment:
    """The same assessment with another tax and other additions. Needs an open change."""
    copied = {f.attname: getattr(old, f.attname) for f in old._meta.concrete_fields if f.name not in ("id", "uid")}
    lines = list(old.lines.order_by("seq"))
    old.lines.update(is_live=False)
    turn(old, "revised", "revise", note)
    new = SignTaxAssessment(**copied)
    new.version, new.register_no = old.version + 1, f"{_first_number(old)}-{old.version + 1}"
    new.tax_baht, new.assessed_on = tax_baht, clock.today()
    _spread(lines, tax_baht, added_baht, {"thai": note, "law": law})
    new.penalty_baht, new.under_baht = (sum((getattr(line, name) for line in lines), ZERO) for name in ADDED)
    new.total_baht = tax_baht + new.added_baht
    new.save()
    tell_history(new, "", new.status, "revise", note)
    for line in lines:
        line.pk, line.assessment, line._state.adding = None, new, True
        line.uid = SignTaxLine._meta.get_field("uid").get_default()
        line.save()
    return new


def lower_one(standing: SignTaxAssessment, charge: Charge, baht: Decimal, note: str, law: str) -> None:
    """A version in which one of its two charges, the tax or what is added to it, is another sum."""
    if charge.revenue.code == TAX:
        new_version(standing, baht, standing.added_baht, note, law)
    else:
        new_version(standing, standing.tax_baht, baht, note, law)


def _first_number(assessment: SignTaxAssessment) -> str:
    number = assessment.register_no or ""
    return number.removesuffix(f"-{assessment.version}") if assessment.version > 1 else number


def _spread(lines: Sequence[SignTaxLine], tax_baht: Decimal, added_baht: Decimal, step: dict[str, str]) -> None:
    """The new sums over the lines in the proportion of the old ones; what the law's rates gave stays in the trace."""
    taxes = _parts(tax_baht, [line.tax_baht for line in lines])
    added = _parts(added_baht, [getattr(line, name) for line in lines for name in ADDED])
    for seq, line in enumerate(lines):
        line.tax_baht = taxes[seq]
        line.penalty_baht, line.under_baht = added[2 * seq : 2 * seq + 2]
        line.trace = [*line.trace, {**step, "baht": str(line.tax_baht), "row": ""}]


def _parts(baht: Decimal, before: list[Decimal]) -> Sequence[Decimal]:
    return shares(baht, before) if any(before) else before


def unlive(assessments: Iterable[SignTaxAssessment]) -> None:
    """Lines of assessments that no longer stand: their signs may be assessed again."""
    SignTaxLine.objects.filter(assessment__in=[each.pk for each in assessments]).update(is_live=False)
