"""Owners' cards: codes by the first consonant and a running number, and whose property a card lists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from gis_core.features import clock
from gis_core.ground.land_prices import LandPrice
from gis_core.ground.models import CondoPrice, Establishment, OwnershipSpell, Signboard
from gis_core.parties.models import Organisation, Person
from gis_core.parties.queries import entries_of
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_text import to_arabic_digits
from layers.engine.rows import seen
from modules.finance.property_register import figures, pricing, rules
from modules.finance.property_register.codes import first_consonant, in_dictionary_order
from modules.finance.property_register.models import OwnerCard

LAST = 9999


def of_party(party: Any) -> Q:
    """What one owner holds; a human being known under several entries is one owner."""
    return Q(person__in=entries_of(party)) if isinstance(party, Person) else Q(organisation=party)


def signs_of(party: Any, user: Any) -> QuerySet[Signboard]:
    """Signs of an owner that still hang, as far as the reader may see them."""
    return seen(Signboard, user).filter(of_party(party), removed_on__isnull=True).order_by("id")


def name_of(party: Any) -> str:
    """The name by which the index is sorted: without title."""
    return party.full_name.strip() if isinstance(party, Person) else party.thai


def party_of(card: OwnerCard) -> Any:
    return card.person or card.organisation


def find_owner(text: str, user: Any) -> Any:
    """The owner behind a card's code, a number or an exact name; None for nobody or several."""
    plain = to_arabic_digits(text)
    card = OwnerCard.objects.filter(code=plain.upper()).select_related("person", "organisation").first()
    if card is not None:
        return party_of(card)
    people = list(Person.objects.filter(Q(national_id=plain) | Q(full_name=text))[:2])
    bodies = list(Organisation.objects.filter(Q(juristic_id=plain) | Q(thai=text))[:2])
    found = people + bodies
    return found[0] if len(found) == 1 else None


def open_cards() -> int:
    """A card for each owner of today who has none, in dictionary order; returns how many. Needs an open change."""
    held = OwnershipSpell.objects.filter(role="owner", valid__contains=clock.today())
    known = OwnerCard.objects
    people = Person.objects.filter(pk__in=held.values("person"), same_as__isnull=True).exclude(
        pk__in=known.filter(person__isnull=False).values("person")
    )
    bodies = Organisation.objects.filter(pk__in=held.values("organisation")).exclude(
        pk__in=known.filter(organisation__isnull=False).values("organisation")
    )
    parties = sorted([*people, *bodies], key=lambda party: in_dictionary_order(name_of(party)))
    return len(OwnerCard.objects.bulk_create(_new_cards(parties), batch_size=2000))


def _new_cards(parties: list[Any]) -> list[OwnerCard]:
    last: dict[str, int] = defaultdict(int)
    for code in OwnerCard.objects.values_list("code", flat=True):
        last[code[0]] = max(last[code[0]], int(code[1:]))
    today = clock.today()
    cards = []
    for party in parties:
        letter = first_consonant(name_of(party))
        last[letter] += 1
        column = "person" if isinstance(party, Person) else "organisation"
        code = code_of(letter, last[letter])
        cards.append(OwnerCard(register_no=code, code=code, opened_on=today, **{column: party}))
    return cards


def code_of(letter: str, number: int) -> str:
    """ก0001. Errors: Refused ``CARD_FULL``."""
    if number > LAST:
        raise Refused("CARD_FULL", f"รหัสเจ้าของอักษร {letter} ครบ {LAST} แล้ว", rules.REGISTER_LAW)
    return f"{letter}{number:04}"


# -- what a card lists -------------------------------------------------------------------------------------------------
Rows = list[dict[str, Any]]


def holdings_of(party: Any, on: date, spells: QuerySet[OwnershipSpell] | None = None) -> tuple[Rows, Rows, Rows]:
    """Land, buildings and units of an owner on a day, each with its value and the value of his share; among `spells`
    where a reader may not see all.
    """
    among = OwnershipSpell.objects.all() if spells is None else spells
    spells = among.filter(of_party(party), role="owner", valid__contains=on).select_related(
        "parcel", "building__parcel", "condo_unit__building"
    )
    of_land = list(spells.filter(parcel__isnull=False).order_by("parcel__parcel_code"))
    prices = pricing.land_prices([s.parcel for s in of_land], on)
    land = [_land(s, prices[s.parcel_id]) for s in of_land]
    of_buildings = spells.filter(building__isnull=False).prefetch_related("building__floor_uses")
    of_units = spells.filter(condo_unit__isnull=False).prefetch_related(
        Prefetch("condo_unit__building__condo_prices", CondoPrice.objects.filter(valid__contains=on), to_attr="of_day")
    )
    baht_per_m2 = figures.building_prices(on)
    buildings = [_building(s, baht_per_m2) for s in of_buildings.order_by("building__building_code")]
    units = [_unit(s) for s in of_units.order_by("condo_unit__unit_no")]
    return land, buildings, units


def _share(spell: OwnershipSpell, value: Decimal | None) -> Decimal | None:
    return None if value is None else (value * spell.share_num / spell.share_den).quantize(pricing.SATANG)


def _land(spell: OwnershipSpell, price: LandPrice) -> dict[str, Any]:
    per = price.parts[0].baht_per_sqwah if len(price.parts) == 1 else None
    sqwah = spell.parcel.area_sqwah
    return {"spell": spell, "parcel": spell.parcel, "sqwah": sqwah, "per": per, "baht": _share(spell, price.baht)}


def _building(spell: OwnershipSpell, prices: Mapping[str, Decimal]) -> dict[str, Any]:
    price = pricing.building_price(spell.building, prices)
    return {
        "spell": spell,
        "building": spell.building,
        "area_m2": price["area_m2"],
        "baht": _share(spell, price["baht"]),
    }


def _unit(spell: OwnershipSpell) -> dict[str, Any]:
    unit = spell.condo_unit
    price = pricing.unit_price(unit, unit.building.of_day)  # the prices read with the units
    return {"spell": spell, "unit": unit, "baht": _share(spell, price)}


def all_signs_of(party: Any) -> QuerySet[Signboard]:
    """Signs of an owner for his card."""
    return Signboard.objects.filter(of_party(party), removed_on__isnull=True).order_by("id")


def places_of(party: Any) -> QuerySet[Establishment]:
    """Businesses of an owner that still run."""
    return Establishment.objects.filter(of_party(party), closed_on__isnull=True).order_by("thai")
