"""Who pays, from what is typed into one box: a bill's number, a name, an identity number, a parcel, house or sign.

Who has charges the reader may see is found first, then who owns today what the reader may see the owners of. The box is
no directory: nobody else is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from gis_core.features import clock
from gis_core.features.find import find
from gis_core.ground.models import Building, House, OwnershipSpell
from gis_core.parties.models import Organisation, Person
from gis_core.pure.thai_text import to_arabic_digits
from layers.engine import index
from layers.engine.rows import seen
from modules.kernel.charges.ledger import CLOSED
from modules.kernel.charges.models import Charge

SHOWN = 20
OWNERS = 200
#: Above this rank a word is only spelt alike; money is not taken on a likeness.
PART_OF_WORD = 2
SHORTEST = 3
#: What stands before a name on bills and cards, and before a house number that names its village.
TITLE = re.compile(r"^(นางสาว|น\.ส\.|นาย|นาง|เด็กชาย|ด\.ช\.|เด็กหญิง|ด\.ญ\.)\s*")
HOUSE = re.compile(r"^บ้าน(เลขที่)?\s*(?=\d+(/\d+)?\s*(หมู่|ม\.))")
PARTIES = ("person", "organisation")
Party = Person | Organisation


def charges_seen(user: Any) -> QuerySet[Charge]:
    """The charges this user may see."""
    return seen(Charge, user)


def find_payers(text: str, user: Any) -> list[Party]:
    """Those whom the text leads to, at most `SHOWN`: who has something open comes first, who only owns comes last."""
    text = " ".join(to_arabic_digits(text.replace("\x00", "")).split())[:200]
    if not text:
        return []
    named = Q(person__in=_people(text)) | Q(organisation__in=_organisations(text))
    return _parties(Q(register_no=text) | named, named, _places(text, user), user)


def open_counts(parties: Iterable[Party], user: Any) -> dict[str, int]:
    """By the key of a payer, how many of his charges the user may see are open."""
    keys = {(type(each), each.pk): key_of(each) for each in parties}
    people, bodies = ([pk for kind, pk in keys if kind is model] for model in (Person, Organisation))
    theirs = Q(person__in=people) | Q(organisation__in=bodies)
    found = (
        charges_seen(user).filter(theirs).exclude(status__in=CLOSED).order_by().values_list("person", "organisation")
    )
    counted = found.annotate(n=Count("pk"))
    return {keys[(Person, person) if person else (Organisation, body)]: n for person, body, n in counted}


def payers_at(place: str, user: Any) -> list[Party]:
    """Those who pay for one place, by its uid: who has charges there and who owns it today."""
    try:
        uid = UUID(place)
    except ValueError:
        return []
    return _parties(Q(), Q(), {uid}, user)


def _parties(charged: Q, owning: Q, uids: set[UUID], user: Any) -> list[Party]:
    """Who has charges that pass a test or stand at a place, then who owns by a test or at a place."""
    owners = _owners(owning, uids, user)
    tests = charged | Q(place__in=uids) | Q(source__in=uids)
    tests |= Q(person__in=[person for person, _ in owners if person])
    tests |= Q(organisation__in=[organisation for _, organisation in owners if organisation])
    is_open = Count("pk", filter=~Q(status__in=CLOSED))
    found = charges_seen(user).filter(tests).order_by().values_list("person", "organisation").annotate(n=is_open)
    charged_ones = [pair[:2] for pair in found.order_by("-n", "person", "organisation")[:SHOWN]]
    pairs = list(dict.fromkeys([*charged_ones, *owners]))[:SHOWN]
    people = Person.objects.in_bulk([person for person, _ in pairs if person])
    organisations = Organisation.objects.in_bulk([organisation for _, organisation in pairs if organisation])
    return [people[person] if person else organisations[organisation] for person, organisation in pairs]


def payer_of(key: str, user: Any) -> Party | None:
    """The payer that “person:” or “organisation:” and a uid name, if the user sees a charge or a property of his."""
    kind, _, text = key.partition(":")
    try:
        whose = {f"{kind}__uid": UUID(text)} if kind in PARTIES else {}
    except ValueError:
        return None
    if not whose:
        return None
    of_both = "person", "organisation"
    found = charges_seen(user).filter(**whose).select_related(*of_both).first()
    found = found or _spells_seen(user).filter(**whose).select_related(*of_both).first()
    return found and (found.person or found.organisation)


def place_of(party: Party, user: Any) -> UUID | None:
    """Where a payer stands for this user: at the newest of his charges that has a place, else at what he owns."""
    whose = {"person" if isinstance(party, Person) else "organisation": party}
    charged = charges_seen(user).filter(place__isnull=False, **whose).order_by("-pk")
    if (place := charged.values_list("place", flat=True).first()) is not None:
        return place
    owned = _spells_seen(user).filter(**whose).order_by("pk")
    things = owned.values_list("parcel__uid", "building__uid", "condo_unit__uid").first() or ()
    return next((uid for uid in things if uid is not None), None)


def key_of(party: Party) -> str:
    """How the counter's addresses name a payer."""
    return f"{'person' if isinstance(party, Person) else 'organisation'}:{party.uid}"


def _people(text: str) -> QuerySet[Person]:
    named = Q(full_name__icontains=text) if len(text) >= SHORTEST else Q(full_name=text)
    name = TITLE.sub("", text)
    if name != text and len(name) >= SHORTEST:
        named |= Q(full_name__icontains=name)
    return Person.objects.filter(named | Q(national_id=text.replace("-", ""))).values("pk")


def _organisations(text: str) -> QuerySet[Organisation]:
    named = Q(thai__icontains=text) if len(text) >= SHORTEST else Q(thai=text)
    return Organisation.objects.filter(named | Q(juristic_id=text.replace("-", ""))).values("pk")


def _places(text: str, user: Any) -> set[UUID]:
    """Places of that very name or with a word that begins so; parts of words only where nothing has the very name."""
    if len(text) < SHORTEST:
        return set()
    hits = [hit for hit in find(HOUSE.sub("", text), index.predicate(user)) if hit.rank <= PART_OF_WORD]
    exact = any(hit.rank == 0 for hit in hits)
    return {hit.uid for hit in hits if not exact or hit.rank < PART_OF_WORD}


def _owners(named: Q, uids: Iterable[UUID], user: Any) -> list[tuple[int | None, int | None]]:
    """Who owns or holds today, by his name or by what it is: ids of a person or of an organisation."""
    held = Q(parcel__uid__in=uids) | Q(condo_unit__uid__in=uids) | (_built(uids) if uids else Q())
    found = _spells_seen(user).filter(named | held).order_by("person", "organisation")
    return list(found.values_list("person", "organisation").distinct()[:OWNERS])


def _built(uids: Iterable[UUID]) -> Q:
    """Who owns the buildings and houses among places; of a building without owners the land's (Civil Code s.144)."""
    houses = list(House.objects.filter(uid__in=uids).values_list("building", "parcel"))
    there = Q(uid__in=uids) | Q(pk__in=[building for building, _ in houses if building])
    buildings = dict(Building.objects.filter(there).values_list("pk", "parcel"))
    spells = OwnershipSpell.objects.filter(building__in=buildings, valid__contains=clock.today())
    apart = set(spells.values_list("building", flat=True))
    land = {parcel for building, parcel in buildings.items() if building not in apart}
    land |= {parcel for building, parcel in houses if not building}
    return Q(building__in=list(buildings)) | Q(parcel__in=[each for each in land if each])


def _spells_seen(user: Any) -> QuerySet[OwnershipSpell]:
    """Who owns what today, as far as the user may see owners."""
    return seen(OwnershipSpell, user).filter(valid__contains=clock.today())
