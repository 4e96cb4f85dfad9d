"""Questions to the tax map: who owned this on a day, what does this person own, which parcel lies here,
what lies together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from django.contrib.gis.geos import Point
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from gis_core.features import clock, measure
from gis_core.ground.models import OwnershipSpell, Parcel, ParcelLineage
from gis_core.parties.models import Person
from gis_core.parties.queries import entries_of
from gis_core.pure.graph import Edge, Graph

ADJACENT_PAIRS = Path(__file__).parent / "sql" / "adjacent_pairs.sql"
#: Vertices are joined within a centimetre when drawn; imported sheets leave a little more.
GAP_M = 0.05
EDGE_M = 0.5
LIVE = (Parcel.Status.ACTIVE, Parcel.Status.PENDING)


def spells_on(thing: Any, on: date, role: str = OwnershipSpell.Role.OWNER) -> QuerySet[OwnershipSpell]:
    """The shares of a parcel, building or condominium unit that were held in `role` on a day.

    Spells are half-open: a buyer whose act is dated that day holds it, the seller no longer does.
    """
    column = thing._meta.model_name.replace("condounit", "condo_unit")
    held = OwnershipSpell.objects.filter(**{column: thing}, role=role, valid__contains=on)
    return held.select_related("person", "organisation").order_by("id")


def owner_on(thing: Any, on: date) -> QuerySet[OwnershipSpell]:
    """The owners of a thing on a day; for the tax year, ask for 1 January (Land and Building Tax Act B.E.
    2562, s. 9).
    """
    return spells_on(thing, on)


def owned_by(party: Any, on: date | None = None) -> QuerySet[Parcel]:
    """The parcels in which a person or an organisation holds an ownership share on a day (default: today)."""
    same = Q(spells__person__in=entries_of(party)) if isinstance(party, Person) else Q(spells__organisation=party)
    day = on or clock.today()
    owner = Q(spells__role=OwnershipSpell.Role.OWNER, spells__valid__contains=day)
    return Parcel.objects.filter(same & owner).distinct().order_by("parcel_code")


def owners_on(parcels: Iterable[Parcel], on: date) -> dict[int, list[OwnershipSpell]]:
    """The owners of many parcels on a day, by parcel id, in one query; parcels without an owner then are left out."""
    held = OwnershipSpell.objects.filter(parcel__in=list(parcels), role=OwnershipSpell.Role.OWNER, valid__contains=on)
    found: dict[int, list[OwnershipSpell]] = defaultdict(list)
    for spell in held.select_related("person", "organisation").order_by("parcel_id", "id"):
        found[spell.parcel_id].append(spell)
    return dict(found)


def tax_day(year_be: int) -> date:
    """1 January of a tax year: who is owner that day owes its tax (Land and Building Tax Act B.E. 2562, s. 9)."""
    return date(year_be - 543, 1, 1)


def owners_on_tax_day(parcels: Iterable[Parcel], year_be: int) -> dict[int, list[OwnershipSpell]]:
    """The owners of many parcels on 1 January of a tax year (B.E.); see `owners_on`."""
    return owners_on(parcels, tax_day(year_be))


def parcel_at(point: Point, on: date | None = None) -> Parcel | None:
    """The parcel that covers a point (4326), or None on roads, water and other land without a parcel.

    Today's parcel, or the one of a past day: a parcel begins on the day of the division or merger it came from and ends
    on that of the next one.
    """
    here = Parcel.objects.filter(geom__covers=point)
    if on is None:
        return here.filter(status__in=LIVE).order_by("id").first()
    later = ParcelLineage.objects.filter(on__gt=on)
    born_later = Exists(later.filter(child=OuterRef("pk")))
    past = Q(status__in=(Parcel.Status.DIVIDED, Parcel.Status.MERGED))
    ended_later = past & Exists(later.filter(parent=OuterRef("pk")))
    return here.filter(Q(status__in=LIVE) | ended_later).exclude(born_later).order_by("id").first()


def adjacent_group(parcels: Iterable[Parcel]) -> list[list[Parcel]]:
    """The given parcels in groups that lie together, the largest first; each shares an edge with another of its group.

    A common corner is not enough, a drawing gap of 5 cm is bridged. Serves the contiguous land of one owner
    (Land and Building Tax Act B.E. 2562).
    """
    given = {parcel.pk: parcel for parcel in parcels}
    values = {"parcels": list(given), "zone": measure.office_srid(), "gap_m": GAP_M, "edge_m": EDGE_M}
    with connection.cursor() as cursor:
        cursor.execute(ADJACENT_PAIRS.read_text(encoding="utf-8"), values)
        pairs = cursor.fetchall()
    alone = (Edge(pk, pk, 0.0) for pk in given)
    groups = Graph.of([*alone, *(Edge(a, b, 0.0) for a, b in pairs)]).components()
    return sorted(([given[pk] for pk in sorted(group)] for group in groups), key=lambda g: (-len(g), g[0].pk))
