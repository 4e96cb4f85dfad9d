"""The counter: one box finds who pays, one card shows what is due today, one form takes the money."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from gis_core.access.actor import acting_as
from gis_core.access.capacity import actor_of
from gis_core.access.permissions import log_look
from gis_core.features import clock
from gis_core.features.models import Feature
from gis_core.parties.models import Organisation, Person
from gis_core.pure.money import format_baht, parse_baht
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import parse_date
from gis_core.pure.thai_text import to_arabic_digits
from layers.registry import registry
from modules.kernel.charges.asking import open_charges_of
from modules.kernel.charges.collecting import Tender, collect
from modules.kernel.charges.ledger import CLOSED, owed_on
from modules.kernel.charges.models import CashDay, Charge, Payment, Receipt
from modules.kernel.charges.rules.settling import total

MOST, LEAST_LETTERS = 20, 2
Party = Person | Organisation


def page(request: HttpRequest) -> HttpResponse:
    """Look up, show, take; a refusal shows the card again with what was typed."""
    refusals: list[Refused] = []
    values: Mapping[str, Any] = request.GET
    if request.method == "POST":
        values = request.POST
        try:
            receipt, change = _take(request)
        except Refused as refused:
            refusals = [refused]
        else:
            done = urlencode({"done": receipt.register_no, "change": change})
            return HttpResponseRedirect(f"{_register().url}counter?{done}")
    context = {"register": _register(), "refusals": refusals, "methods": Payment.Method.choices, "values": values}
    context |= _found(request, values) | _done(request)
    return render(request, "kernel_charges/counter.html", context, status=409 if refusals else 200)


def _register() -> Any:
    return registry.for_model(Receipt)


def _found(request: HttpRequest, values: Mapping[str, Any]) -> dict[str, Any]:
    text = to_arabic_digits(values.get("q", "")).strip()
    chosen = values.get("payer", "")
    payers = _chosen(chosen) if chosen else payers_of(text)
    found: dict[str, Any] = {"q": text, "payers": payers, "nobody": bool(text) and not payers}
    if len(payers) == 1:
        found |= _card(payers[0], request, values)
    return found


def _card(payer: Party, request: HttpRequest, values: Mapping[str, Any]) -> dict[str, Any]:
    log_look(request.user, "counter", payer.uid, "ดูยอดค้างชำระที่จุดรับชำระ")
    today = clock.today()
    owed = owed_on(open_charges_of(payer), today)
    ticked = set(values.getlist("charge")) if request.method == "POST" else None  # type: ignore[attr-defined]
    field = "person" if isinstance(payer, Person) else "organisation"
    paid = Receipt.objects.filter(**{f"lines__charge__{field}": payer}).distinct().order_by("-issued_at")[:5]
    return {
        "payer": payer,
        "payer_key": f"{field}:{payer.uid}",
        "rows": [{"owed": each, "ticked": ticked is None or str(each.charge.pk) in ticked} for each in owed],
        "total": total(each.dues for each in owed),
        "receipts": paid,
        "key": values.get("key") or uuid.uuid4(),
        "today": today,
        "day": CashDay.objects.filter(cashier=request.user, on=today).first(),
    }


def payers_of(text: str) -> list[Party]:
    """Who may be meant: a bill's reference, an identity number, a name, or a place with something open."""
    if len(text) < LEAST_LETTERS:
        return []
    bill = Charge.objects.filter(register_no=text).select_related("person", "organisation").first()
    if bill is not None:
        return [bill.payer]
    people: list[Party] = list(Person.objects.filter(Q(national_id=text) | Q(full_name__icontains=text))[:MOST])
    firms: list[Party] = list(Organisation.objects.filter(Q(juristic_id=text) | Q(thai__icontains=text))[:MOST])
    return (people + firms)[:MOST] or _payers_at(text)


def _payers_at(text: str) -> list[Party]:
    """Those who owe something at a place of that name: a parcel's code, a deed, a house number, a sign's code."""
    places = Feature.objects.filter(title__icontains=text).values("uid")[:200]
    owing = Charge.objects.filter(Q(place__in=places) | Q(source__in=places)).exclude(status__in=CLOSED)
    found = owing.select_related("person", "organisation").order_by("pk")[: MOST * 10]
    return list({(type(each.payer), each.payer.pk): each.payer for each in found}.values())[:MOST]


def _chosen(key: str) -> list[Party]:
    kind, _, uid = key.partition(":")
    model = Person if kind == "person" else Organisation
    try:
        return list(model.objects.filter(uid=uuid.UUID(uid)))
    except ValueError:
        return []


def _take(request: HttpRequest) -> tuple[Receipt, str]:
    """Take the money; the receipt and the change to give back. Of cash only what is due is taken."""
    post = request.POST
    ids = [int(each) for each in post.getlist("charge") if each.isdigit()]
    if not ids:
        raise Refused("CHARGE_NONE", "เลือกรายการที่จะชำระ", "", "charge")
    key = _key(post.get("key", ""))
    handed, method = _baht(post.get("amount", "")), post.get("method", Payment.Method.CASH)
    paid_on = _day(post.get("paid_on", ""))
    pay = min(handed, _baht(post.get("pay", "")) if post.get("pay", "").strip() else handed)
    before = Receipt.objects.filter(client_key=key, cashier=request.user).first()
    if before is not None:  # the page was sent twice: what was due then is due no more
        pay = before.total_baht
    elif method == Payment.Method.CASH:
        owed = owed_on(Charge.objects.filter(pk__in=ids), paid_on)
        pay = min(pay, total(each.dues for each in owed)) or pay
    with acting_as(**actor_of(request), reason="รับชำระเงินที่จุดรับชำระ"):
        receipt = collect(
            ids,
            [Tender(method, pay, post.get("reference", "").strip()[:80])],
            cashier=request.user,
            client_key=key,
            paid_on=paid_on,
        )
    change = handed - receipt.total_baht
    return receipt, format_baht(change) if method == Payment.Method.CASH and change > 0 else ""


def _baht(text: str) -> Decimal:
    return parse_baht(text, "amount") or Decimal(0)


def _day(text: str) -> date:
    return parse_date(to_arabic_digits(text.strip())) if text.strip() else clock.today()


def _key(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Refused("CLIENT_KEY", "หน้านี้เก่าเกินไป เปิดหน้าใหม่แล้วลองอีกครั้ง") from None


def _done(request: HttpRequest) -> dict[str, Any]:
    number = request.GET.get("done", "")
    receipt = Receipt.objects.filter(register_no=number, cashier=request.user).first() if number else None
    return {"done": receipt, "change": request.GET.get("change", "")} if receipt else {}
