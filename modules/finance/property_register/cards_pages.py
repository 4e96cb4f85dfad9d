"""The owners' index, the tab of a card, and the button that gives cards to new owners."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from gis_core.access.actor import acting_as
from gis_core.access.capacity import actor_of
from gis_core.access.permissions import log_look
from gis_core.features import clock
from gis_core.ground.models import OwnershipSpell
from layers.engine.rows import seen
from layers.registry import registry
from modules.finance.property_register import cards, queries
from modules.finance.property_register.models import OwnerCard
from modules.finance.property_register.reading import Rows


def holdings_tab(card: OwnerCard, user: Any) -> Mapping[str, Any]:
    """What the owner of a card holds today; each look is logged."""
    log_look(user, "panel", card.uid, f"ทรัพย์สินของเจ้าของ {card.code}")
    rows = queries.holdings(cards.party_of(card), user)
    return {"rows": rows, "total": queries.value_of(rows)}


def index(user: Any) -> Rows:
    """All cards in the order of their codes, with how much each owner holds."""
    held: dict[str, Counter[Any]] = {"parcel": Counter(), "building": Counter(), "condo_unit": Counter()}
    spells = OwnershipSpell.objects.filter(role="owner", valid__contains=clock.today())
    for spell in spells.values("parcel", "building", "condo_unit", "person", "organisation"):
        party = ("p", spell["person"]) if spell["person"] else ("o", spell["organisation"])
        for thing, counter in held.items():
            counter[party] += spell[thing] is not None
    return [
        _index_row(card, held)
        for card in seen(OwnerCard, user).select_related("person", "organisation").order_by("code")
    ]


def _index_row(card: OwnerCard, held: Mapping[str, Counter[Any]]) -> dict[str, Any]:
    party = ("p", card.person_id) if card.person_id else ("o", card.organisation_id)
    return {
        "uid": card.uid,
        "title": card.code,
        "code": card.code,
        "name": str(cards.party_of(card)),
        "parcels": held["parcel"][party],
        "buildings": held["building"][party],
        "units": held["condo_unit"][party],
    }


def open_page(request: HttpRequest) -> HttpResponse:
    """Give a card to every owner who has none; asks first."""
    register = registry.for_model(OwnerCard)
    if request.method == "POST":
        with acting_as(**actor_of(request), reason="เปิดบัตรเจ้าของทรัพย์สิน"):
            made = cards.open_cards()
        messages.success(request, f"เปิดบัตรใหม่ {made:,} ใบ")
        return HttpResponseRedirect(register.url)  # type: ignore[union-attr]
    return render(request, "property_register/open_cards.html", {"register": register})
