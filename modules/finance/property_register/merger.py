"""What a merger of parcels asks for and hands on (4.2): the same owners in the same shares, one new lot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from gis_core.ground.models import AppraisalPrice, OwnershipSpell, ParcelLineage
from gis_core.parties.queries import entries_of
from gis_core.pure.refusal import Refused
from layers.declare import Succession
from modules.finance.property_register import handing_on, rules


def check(plan: Succession) -> Iterator[Refused]:
    """Parcels merge only in the hands of the same owners, each with the same share in every one of them."""
    yield from handing_on.refuse_before_birth(plan.parents, plan.on)
    held = _holdings(plan.parents, plan.on)
    yield from rules.refuse_merger([rules.Held(p.parcel_code, held[p.pk], p.is_state_property) for p in plan.parents])


def _holdings(parcels: Sequence[Any], on: date) -> dict[int, frozenset[tuple[Any, ...]]]:
    """By parcel, who holds what from a day on; all entries of one human count as one."""
    found: dict[int, set[tuple[Any, ...]]] = defaultdict(set)
    rows = handing_on.from_day(OwnershipSpell.objects.filter(parcel__in=parcels), on).select_related("person")
    for spell in rows:
        party = f"p{min(entries_of(spell.person))}" if spell.person_id else f"o{spell.organisation_id}"
        since = max(spell.valid.lower or on, on)
        share = Fraction(spell.share_num, spell.share_den)
        found[spell.parcel_id].add((spell.role, party, share, since, spell.valid.upper))
    return {parcel.pk: frozenset(found[parcel.pk]) for parcel in parcels}


def carry(plan: Succession) -> Iterator[Refused]:
    """Descent from every parent, their owners once, and all that stands on them."""
    (child,) = plan.children
    parents = list(plan.parents)
    handing_on.descent(plan, ParcelLineage.Act.MERGER)
    source = "รวมจาก " + " ".join(parent.parcel_code for parent in parents)
    handing_on.spells(parents[0], [child], plan.on, act=plan.act, source=source[:60])
    yield from _prices(parents, child, plan.on)
    handing_on.end_timed(parents, plan.on)
    yield from handing_on.standing(parents, [child], child, plan.on)


def _prices(parents: Sequence[Any], child: Any, on: date) -> Iterator[Refused]:
    """One price for all is the new parcel's too; different ones ask for a new valuation."""
    rows = handing_on.from_day(AppraisalPrice.objects.filter(parcel__in=parents), on)
    prices: dict[int, set[tuple[Any, ...]]] = {parent.pk: set() for parent in parents}
    for price in rows:
        prices[price.parcel_id].add((price.baht_per_sqwah, max(price.valid.lower or on, on), price.valid.upper))
    if len({frozenset(each) for each in prices.values()}) == 1:
        handing_on.prices(parents[0], [child], on)
    else:
        yield Refused("PRICE", f"ราคาประเมินของแปลงเดิมต่างกัน ต้องกำหนดราคาของแปลง {child.parcel_code}", rules.REGISTER_LAW)
