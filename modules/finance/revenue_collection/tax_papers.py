"""Papers of signs and of the old taxes: what is owed of an old debt, and proof of what was paid, as the forms print it.

The receipt of the cash day stays the receipt; the forms of each law name its number beside the tax.
Law: Signboard Tax Act B.E. 2510 s.19; House and Land Tax Act B.E. 2475 s.38; Local Development Tax Act B.E. 2508 s.35.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum

from gis_core.features import clock
from gis_core.pure.refusal import Refused
from layers.declare import Document
from modules.finance.revenue_collection.land_tax import papers
from modules.finance.revenue_collection.models import OldTaxArrear, SignTaxAssessment
from modules.finance.revenue_collection.signboards import signboard_revising
from modules.kernel.charges.asking import dues_of
from modules.kernel.charges.collecting import MONEY_LAW
from modules.kernel.charges.ledger import Kind
from modules.kernel.charges.models import Charge, ChargeEntry
from modules.kernel.charges.rules.late import Component

#: The forms of each old tax: of what is owed, and of what was paid.
FORMS = {"hlt": ("ภ.ร.ด.8", "ภ.ร.ด.12"), "ldt": ("ภ.บ.ท.6", "ภ.บ.ท.11")}
WRITERS = (*papers.ISSUERS, "revenue_officer")


def payments(charges: QuerySet[Charge]) -> list[dict[str, Any]]:
    """By receipt that stands: its number, its day, the tax and what was added to it."""
    lines = ChargeEntry.objects.filter(charge__in=charges.values("pk"), kind=Kind.CLEARED, receipt__isnull=False)
    found = lines.filter(reverses=None, reversed_by=None).order_by("receipt__paid_on", "receipt_id")
    tax = Q(component=Component.PRINCIPAL)
    return [
        {"no": no, "on": on, "tax": -(taxed or 0), "added": -(added or 0), "total": -(taxed or 0) - (added or 0)}
        for no, on, taxed, added in found.values_list("receipt__register_no", "receipt__paid_on").annotate(
            taxed=Sum("amount_baht", filter=tax), added=Sum("amount_baht", filter=~tax)
        )
    ]


def _paid(charges: QuerySet[Charge], payer: Any, form: str, what: str) -> Mapping[str, Any]:
    rows = payments(charges)
    if not rows:
        raise Refused("NOTHING_PAID", "ยังไม่มีการชำระ จึงออกใบเสร็จตามแบบนี้ไม่ได้", MONEY_LAW)
    return {"payer": payer, "form": form, "what": what, "rows": rows, "total": sum(row["total"] for row in rows)}


def sign_paid(assessment: SignTaxAssessment) -> Mapping[str, Any]:
    """ภ.ป.7. Errors: Refused ``NOTHING_PAID``."""
    signs = " ".join(assessment.lines.order_by("seq").values_list("text", flat=True))
    what = f"ภาษีป้าย ปีภาษี {assessment.year_be} ตามการประเมินเลขที่ {assessment.register_no} ({signs})"
    payer = assessment.person or assessment.organisation
    return _paid(signboard_revising.charges_of(assessment), payer, "ภ.ป.7", what)


def old_paid(arrear: OldTaxArrear) -> Mapping[str, Any]:
    """ภ.ร.ด.12 or ภ.บ.ท.11. Errors: Refused ``NOTHING_PAID``."""
    charges = Charge.objects.filter(source=arrear.uid)
    return _paid(charges, arrear.person or arrear.organisation, FORMS[arrear.kind][1], str(arrear))


def old_owed(arrear: OldTaxArrear) -> Mapping[str, Any]:
    """ภ.ร.ด.8 or ภ.บ.ท.6: the old assessment, and what is due of it today with the lines that lead to it.

    Errors: Refused ``NOTHING_LEFT``.
    """
    today = clock.today()
    dues = dues_of(Charge.objects.get(source=arrear.uid), today).dues
    if dues.total <= Decimal(0):
        raise Refused("NOTHING_LEFT", "ไม่มียอดค้างชำระ", MONEY_LAW)
    payer = arrear.person or arrear.organisation
    return {"payer": payer, "form": FORMS[arrear.kind][0], "dues": dues, "lines": dues.lines, "as_of": today}


def _document(code: str, thai: str, template: str, context: Any) -> Document:
    return Document(code, thai, f"revenue_collection/{template}", WRITERS, context, readers=papers.READERS)


SIGN_PAID = _document("pp7", "ใบเสร็จรับเงินค่าภาษีป้าย (ภ.ป.7)", "tax_paid.html", sign_paid)
OLD_TAXES = (
    _document("owed", "ใบแจ้งภาษีค้างชำระ (ภ.ร.ด.8 / ภ.บ.ท.6)", "old_owed.html", old_owed),
    _document("paid", "ใบเสร็จรับเงินภาษีเดิม (ภ.ร.ด.12 / ภ.บ.ท.11)", "tax_paid.html", old_paid),
)
