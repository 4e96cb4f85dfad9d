"""Who owes, from what is typed into one box: a bill's number, a name, an identity number, a parcel, house or sign.

Only charges the reader may see are found, and only through places and owners he may see.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from gis_core.access.visible import visible
from gis_core.features import clock
from gis_core.features.find import find
from gis_core.ground.models import OwnershipSpell
from gis_core.parties.models import Organisation, Person
from gis_core.pure.thai_text import to_arabic_digits
from layers.engine import index
from layers.engine.rows import rows
from layers.registry import registry
from modules.kernel.charges.ledger import CLOSED
from modules.kernel.charges.models import Charge

SHOWN = 20
#: Above this rank a word is only spelt alike; money is not taken on a likeness.
PART_OF_WORD = 2
SHORTEST = 3
PARTIES = ("person", "organisation")
Party = Person | Organisation


def charges_seen(user: Any) -> QuerySet[Charge]:
    """The charges this user may see."""
    register = registry.for_model(Charge)
    assert register is not None  # declared beside this module
    return rows(register, user)


def find_payers(text: str, user: Any) -> list[Party]:
    """Those whose charges the text leads to, at most `SHOWN`: who has something open comes first."""
    text = " ".join(to_arabic_digits(text.replace("\x00", "")).split())[:200]
    if not text:
        return []
    tests = Q(register_no=text) | Q(person__in=_people(text)) | Q(organisation__in=_organisations(text))
    if len(text) >= SHORTEST:
        tests |= _through_places(text, user)
    is_open = Count("pk", filter=~Q(status__in=CLOSED))
    found = charges_seen(user).filter(tests).order_by().values_list("person", "organisation").annotate(n=is_open)
    pairs = [pair[:2] for pair in found.order_by("-n", "person", "organisation")[:SHOWN]]
    people = Person.objects.in_bulk([person for person, _ in pairs if person])
    organisations = Organisation.objects.in_bulk([organisation for _, organisation in pairs if organisation])
    return [people[person] if person else organisations[organisation] for person, organisation in pairs]


def payer_of(key: str, user: Any) -> Party | None:
    """The payer that “person:” or “organisation:” and a uid name, if the user sees a charge of his."""
    kind, _, text = key.partition(":")
    try:
        whose = {f"{kind}__uid": UUID(text)} if kind in PARTIES else {}
    except ValueError:
        return None
    charge = charges_seen(user).filter(**whose).select_related("person", "organisation").first() if whose else None
    return charge.payer if charge is not None else None


def key_of(party: Party) -> str:
    """How the counter's addresses name a payer."""
    return f"{'person' if isinstance(party, Person) else 'organisation'}:{party.uid}"


def _people(text: str) -> QuerySet[Person]:
    named = Q(full_name__icontains=text) if len(text) >= SHORTEST else Q(full_name=text)
    return Person.objects.filter(named | Q(national_id=text.replace("-", ""))).values("pk")


def _organisations(text: str) -> QuerySet[Organisation]:
    named = Q(thai__icontains=text) if len(text) >= SHORTEST else Q(thai=text)
    return Organisation.objects.filter(named | Q(juristic_id=text.replace("-", ""))).values("pk")


def _through_places(text: str, user: Any) -> Q:
    """Charges that stand at or arise from a place of that name, and those of whoever owns it today."""
    uids = {hit.uid for hit in find(text, index.predicate(user)) if hit.rank <= PART_OF_WORD}
    if not uids:
        return Q(pk__in=())
    owners = list(_owners(uids, user))
    return (
        Q(place__in=uids)
        | Q(source__in=uids)
        | Q(person__in=[person for person, _ in owners if person])
        | Q(organisation__in=[organisation for _, organisation in owners if organisation])
    )


def _owners(uids: Iterable[UUID], user: Any) -> Iterable[tuple[int | None, int | None]]:
    spells = registry.for_model(OwnershipSpell)
    if spells is None:
        return ()
    held = Q(parcel__uid__in=uids) | Q(building__uid__in=uids) | Q(condo_unit__uid__in=uids)
    seen = OwnershipSpell.objects.filter(visible(spells, user).q(), held, valid__contains=clock.today())
    return seen.values_list("person", "organisation")
