"""What bills, receipts and remittance slips print, and the tabs of charges and cash days."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from gis_core.access.capacity import actor_of
from gis_core.access.permissions import log_look
from gis_core.features import clock
from gis_core.features.models import Feature
from gis_core.pure.thai_calendar import format_datetime
from layers.bound import BoundRegister
from layers.declare import Panel
from layers.engine.rows import rows
from layers.registry import registry
from modules.kernel.charges.asking import dues_of
from modules.kernel.charges.collecting import differences, taken
from modules.kernel.charges.models import BillerAccount, CashDay, Charge, Receipt
from modules.kernel.charges.receipt_books import receipt_addresses, used_on
from modules.kernel.charges.rules.bill_qr import bill_barcode, bill_qr, reference_of
from modules.kernel.documents import issue as papers
from modules.kernel.documents.models import IssuedDocument
from modules.kernel.rates.lookup import rates_address


def bill(charge: Charge) -> Mapping[str, Any]:
    """The sum as of today with its lines, and the QR and barcode text where the office has a biller account."""
    owed = dues_of(charge, clock.today())
    biller = BillerAccount.objects.filter(is_used=True).order_by("id").first()
    found = {"owed": owed, "payer": charge.payer, "biller": biller, "as_of": clock.today()}
    if biller is None or owed.dues.total <= 0:
        return found
    ref2 = _place_reference(charge)
    parts = (biller.biller_id, charge.ref1, ref2, owed.dues.total)
    codes = {"pay_qr": qr_image(bill_qr(*parts)), "barcode": bill_barcode(*parts).replace("\r", " ")}
    return found | codes | {"ref2": ref2}


def _place_reference(charge: Charge) -> str:
    """The second reference: the code of the parcel or building the bill stands at, which the payer can compare."""
    title = Feature.objects.filter(uid=charge.place_id).values_list("title", flat=True).first()
    return reference_of(title or "")


def qr_image(text: str) -> str:
    """A QR code as inline data."""
    buffer = BytesIO()
    segno.make(text, error="m", micro=False).save(buffer, kind="svg", scale=4, border=4)
    return "data:image/svg+xml;base64," + base64.b64encode(buffer.getvalue()).decode()


def receipt(taken_receipt: Receipt) -> Mapping[str, Any]:
    """Lines and ways of paying as they were written, and when it was given out."""
    found = {"lines": taken_receipt.lines.order_by("seq"), "payments": taken_receipt.payments.order_by("id")}
    return found | {"issued": format_datetime(timezone.localtime(taken_receipt.issued_at))}


def remittance(day: CashDay) -> Mapping[str, Any]:
    """The day's receipts in the order they were given, the void ones among them, and its sums."""
    sums = taken(day)
    given = day.receipts.order_by("issued_at", "id")
    found = {"receipts": given, "sums": sums, "total": sum(sums.values()), "cashier": day.cashier}
    return found | {"used": used_on(day)}


def dues_tab(charge: Charge, user: Any) -> Mapping[str, Any]:
    """What is due today and why, and the ledger line by line."""
    log_look(user, "panel", charge.uid, f"ยอดค้างของ {charge.register_no}")
    entries = charge.entries.select_related("receipt").order_by("id")
    addresses = receipt_addresses(user, entries__charge=charge)
    return {
        "owed": dues_of(charge, clock.today()),
        "as_of": clock.today(),
        "entries": [(entry, addresses.get(entry.receipt_id)) for entry in entries],
        "rates": rates_address(),
        "extended_until": charge.extended_until,
        "suspensions": charge.suspensions.order_by("from_on"),
    }


def day_tab(day: CashDay, user: Any) -> Mapping[str, Any]:
    """What the receipts add up to, to compare with the count; each leads to its page where the reader may see it."""
    found, pages = dict(remittance(day)), receipt_addresses(user, cash_day=day)
    found["receipts"] = list(found["receipts"])
    for each in found["receipts"]:
        each.page = pages.get(each.pk, "")
    return {**found, "differences": differences(day) if day.cash_baht is not None else []}


DUES_PANEL = Panel("dues", "ยอดค้างชำระ", "kernel_charges/dues.html", dues_tab)
DAY_PANEL = Panel("taken", "ใบเสร็จของวัน", "kernel_charges/day.html", day_tab)


def print_receipt(request: HttpRequest) -> HttpResponse:
    """The receipt's PDF: issued and frozen at the first print, the same bytes at every later one."""
    register = registry.for_model(Receipt)
    assert register is not None
    uid = request.GET.get("uid", "")
    found = rows(register, request.user).filter(register_no=uid).defer(None).first()
    if found is None:
        raise Http404
    response = HttpResponse(papers.frozen(_issued(request, register, found)), content_type="application/pdf")
    name = f"ใบเสร็จ {found.register_no}.pdf".replace("/", "-")
    response["Content-Disposition"] = content_disposition_header(False, name)
    return response


def _issued(request: HttpRequest, register: BoundRegister, found: Receipt) -> IssuedDocument:
    document = next(d for d in register.declared.documents if d.code == "receipt")
    before = IssuedDocument.objects.filter(record_id=found.uid, code="receipt").order_by("id").first()
    if before is not None:
        return before
    site = request.build_absolute_uri("/")
    return papers.issue(register, document, found, **actor_of(request), reason="พิมพ์ใบเสร็จรับเงิน", site=site)
