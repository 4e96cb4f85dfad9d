"""The counter: one box finds who pays, one card shows what is due today, one form takes the money.

Who only looks things up sees the same card without the form.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from gis_core.access.actor import acting_as
from gis_core.access.capacity import actor_of
from gis_core.access.permissions import log_look
from gis_core.access.visible import visible, within_roles
from gis_core.features import clock
from gis_core.parties.models import Person
from gis_core.pure.money import format_baht, parse_baht
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import parse_date
from gis_core.pure.thai_text import to_arabic_digits
from layers.declare import Link
from layers.engine.rows import rows
from layers.registry import registry
from modules.kernel.charges.asking import open_charges_of
from modules.kernel.charges.book_choice import book_choice, leaf_of
from modules.kernel.charges.collecting import OFFICE, Tender, collect
from modules.kernel.charges.finding import (
    Party,
    charges_seen,
    find_payers,
    key_of,
    open_counts,
    payer_of,
    payers_at,
    place_of,
)
from modules.kernel.charges.flags import flags_of
from modules.kernel.charges.ledger import Owed, owed_on
from modules.kernel.charges.models import CashDay, Charge, PayerNote, Payment, Receipt, ReceiptLine
from modules.kernel.charges.payer_card import sections, write_note
from modules.kernel.charges.roles import CASHIERS, LOOKERS
from modules.kernel.charges.rules.settling import total

RECEIPTS_SHOWN = 5


def page(request: HttpRequest) -> HttpResponse:
    """Look up, show, take; a refusal shows the card again with what was typed."""
    refusals: list[Refused] = []
    values: Mapping[str, Any] = request.GET
    if request.method == "POST":
        values = request.POST
        try:
            after = _note(request) if "note" in request.POST else _receive(request)
        except Refused as refused:
            refusals = [refused]
        else:
            return HttpResponseRedirect(f"{_register().url}counter?{urlencode(after)}")
    context = {"register": _register(), "refusals": refusals, "methods": Payment.Method.choices, "values": values}
    context |= {"may_note": _may_note(request.user)} | _found(request, values) | _done(request)
    day = context.get("day")
    context["takes_money"] = _holds(request.user, CASHIERS) and (day is None or day.status == CashDay.Status.OPEN)
    return render(request, "kernel_charges/counter.html", context, status=409 if refusals else 200)


def link(place_uid: Any) -> str:
    """The counter's page for those who pay for a place."""
    return f"{_register().url}counter?{urlencode({'place': place_uid})}"


def _holds(user: Any, roles: tuple[str, ...]) -> bool:
    return not within_roles(roles, user, False).nothing


def _may_note(user: Any) -> bool:
    register = registry.for_model(PayerNote)
    assert register is not None  # declared beside this module
    return not visible(register, user, "add").nothing


def _note(request: HttpRequest) -> dict[str, str]:
    """Write down what is to be known of a payer; the address of his card."""
    payer = payer_of(request.POST.get("payer", ""), request.user)
    if payer is None or not _may_note(request.user):
        raise Refused("PAYER", "ไม่พบผู้ชำระ หรือบัญชีนี้เขียนบันทึกไม่ได้ ค้นหาใหม่แล้วบันทึกอีกครั้ง")
    text = " ".join(request.POST["note"].replace("\x00", "").split())
    # at the place of what he owes or owns, so that who works for a part of the town reads it too
    place = place_of(payer, request.user)
    with acting_as(**actor_of(request), reason="บันทึกถึงผู้ชำระที่จุดรับชำระ"):
        write_note(payer, text, place)
    return {"payer": key_of(payer)}


def _register() -> Any:
    return registry.for_model(Receipt)


def _found(request: HttpRequest, values: Mapping[str, Any]) -> dict[str, Any]:
    text = values.get("q", "").strip()
    chosen = payer_of(values.get("payer", ""), request.user)
    place = "" if text else values.get("place", "")
    if chosen is not None:
        payers = [chosen]
    else:
        payers = payers_at(place, request.user) if place else find_payers(text, request.user)
    if text:
        log_look(request.user, "counter", None, f"ค้นหาผู้ชำระ “{text[:100]}”")
    found: dict[str, Any] = {
        "q": text,
        "payers": _choices(payers, request.user),
        "place": place,
        "nobody": bool(text or place) and not payers,
    }
    if len(payers) == 1:
        found |= _card(payers[0], request, values)
    return found


def _choices(payers: Sequence[Party], user: Any) -> list[dict[str, Any]]:
    """Those to choose from, each with how many of his charges are open: names alone are alike."""
    counts = open_counts(payers, user) if len(payers) > 1 else {}
    return [{"party": each, "key": key_of(each), "open": counts.get(key_of(each), 0)} for each in payers]


def _card(payer: Party, request: HttpRequest, values: Mapping[str, Any]) -> dict[str, Any]:
    log_look(request.user, "counter", payer.uid, "ดูยอดค้างชำระที่จุดรับชำระ")
    today = clock.today()
    owed = _owed(payer, request.user, today)
    ticked = set(values.getlist("charge")) if request.method == "POST" else None  # type: ignore[attr-defined]
    charges = registry.for_model(Charge)
    flags = flags_of([each.charge.pk for each in owed])
    return {
        "payer": payer,
        "payer_key": key_of(payer),
        "rows": [
            {
                "owed": each,
                "flags": flags.get(each.charge.pk, []),
                "ticked": ticked is None or str(each.charge.uid) in ticked,
                "url": charges.record_url(each.charge.uid),  # type: ignore[union-attr]
            }
            for each in owed
        ],
        "total": total(each.dues for each in owed),
        "receipts": _receipts(payer, request.user),
        "sections": list(sections(payer, request.user)),
        "key": values.get("key") or uuid.uuid4(),
        "today": today,
        "points": (OFFICE, "หน่วยเคลื่อนที่"),
        "day": CashDay.objects.filter(cashier=request.user, on=today).first(),
    } | book_choice(request)


def _owed(payer: Party, user: Any, on: date) -> list[Owed]:
    """What is open of the payer among the charges the user may see, the oldest first."""
    seen = charges_seen(user).filter(pk__in=open_charges_of(payer).values("pk"))
    return owed_on(seen.order_by("tax_year_be", "due_on", "pk"), on)


def _receipts(payer: Party, user: Any) -> list[Receipt]:
    side = "person" if isinstance(payer, Person) else "organisation"
    given = ReceiptLine.objects.filter(**{f"charge__{side}": payer}).values("receipt")
    return list(rows(_register(), user).filter(pk__in=given).order_by("-pk")[:RECEIPTS_SHOWN])


def _receive(request: HttpRequest) -> dict[str, str]:
    """Take the money and tell the next page what was done."""
    if not _holds(request.user, CASHIERS):
        raise Refused("NO_RIGHT", "บัญชีนี้ดูยอดได้ แต่รับเงินไม่ได้ ให้ผู้รับเงินเป็นผู้รับชำระ")
    receipt, change = _take(request)
    return {"done": receipt.register_no or "", "change": change}


def _take(request: HttpRequest) -> tuple[Receipt, str]:
    """Take the money; the receipt and the change to give back. Of cash only what is due is taken."""
    post = request.POST
    key = _key(post.get("key", ""))
    before = Receipt.objects.filter(client_key=key, cashier=request.user).first()
    if before is not None:  # the page was sent twice: the first one has paid
        return before, _change(post, before)
    payer = payer_of(post.get("payer", ""), request.user)
    paid_on = _day(post.get("paid_on", ""))
    open_now = _owed(payer, request.user, paid_on) if payer is not None else []
    chosen = [each for each in open_now if str(each.charge.uid) in post.getlist("charge")]
    if not chosen:
        gone = "รายการที่เลือกชำระครบแล้วหรือปิดแล้ว ดูใบเสร็จของผู้ชำระก่อนรับเงิน"
        raise Refused("CHARGE_NONE", gone if post.getlist("charge") else "เลือกรายการที่จะชำระ", "", "charge")
    if paid_on == clock.today():
        _refuse_other_sums(post, chosen)
    handed, method = _baht(post.get("amount", "")), post.get("method", Payment.Method.CASH)
    pay = _baht(post.get("pay", "")) or handed
    if pay > handed:
        raise Refused("GIVEN", f"เงินที่รับมาน้อยกว่ายอดที่จะชำระ ({format_baht(pay)} บาท)", "", "amount")
    if method == Payment.Method.CASH:
        pay = min(pay, total(each.dues for each in chosen)) or pay
    with acting_as(**actor_of(request), reason="รับชำระเงินที่จุดรับชำระ"):
        receipt = collect(
            [each.charge.pk for each in chosen],
            [Tender(method, pay, post.get("reference", "").strip()[:80])],
            cashier=request.user,
            client_key=key,
            paid_on=paid_on,
            counter=" ".join(post.get("point", "").split())[:60] or OFFICE,
            leaf=leaf_of(request),
        )
    return receipt, _change(post, receipt)


def _change(post: Mapping[str, str], receipt: Receipt) -> str:
    change = _baht(post.get("amount", "")) - receipt.total_baht
    return format_baht(change) if post.get("method") == Payment.Method.CASH and change > 0 else ""


def _refuse_other_sums(post: Mapping[str, str], chosen: Sequence[Owed]) -> None:
    """The cashier has told the payer a sum: it must still be the one that is due."""
    for each in chosen:
        if post.get(f"due_{each.charge.uid}", "") != str(each.dues.total):
            raise Refused("DUE_CHANGED", f"ยอดของ {each.charge.register_no} เปลี่ยนไปแล้ว ตรวจยอดใหม่ก่อนรับเงิน")


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


#: From a property, on its page and the map, to the card of who pays for it.
COUNTER_LINK = Link("จุดรับชำระ", link, (*CASHIERS, *LOOKERS))
