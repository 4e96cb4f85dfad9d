"""The tax map of a day: which parcels were there, who held them, what they came from and what became of them.

A parcel begins on the day of the division or merger it came from and ends on that of the next one. A boundary
correction is no event of the land but of what is known of it: the map of a past day shows today's knowledge of the
borders, and with `known_at` that of a moment.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from gis_core.features.models import History, Layer
from gis_core.ground.models import OwnershipSpell, Parcel, ParcelLineage

SQL = Path(__file__).parent / "sql"
LIVE = (Parcel.Status.ACTIVE, Parcel.Status.PENDING)
REPLACED = (Parcel.Status.DIVIDED, Parcel.Status.MERGED)
#: Columns of a parcel as it was known at a moment.
KNOWN = ("id", "uid", "parcel_code", "status", "block_id", "area_sqwah", "deed_no")


def parcels_on(day: date, box: GEOSGeometry | None = None) -> QuerySet[Parcel]:
    """The parcels of a day as it is known today. Asks no permission."""
    later = ParcelLineage.objects.filter(on__gt=day)
    replaced_later = Q(status__in=REPLACED) & Exists(later.filter(parent=OuterRef("pk")))
    cancelled_later = Q(cancelled_on__gt=day) | Q(cancelled_on__isnull=True) & Exists(_cancelled_after(day))
    there = Q(status__in=LIVE) | replaced_later | Q(status=Parcel.Status.CANCELLED) & cancelled_later
    found = Parcel.objects.filter(there).exclude(Exists(later.filter(child=OuterRef("pk")))).order_by("id")
    return found if box is None else found.filter(geom__bboverlaps=box)


def _cancelled_after(day: date) -> QuerySet[History]:
    """Of a cancelled parcel without a day: it was there until the cancellation was written."""
    layer = Layer.objects.filter(table_name=Parcel._meta.db_table).values("id")[:1]
    return History.objects.filter(
        layer_id=layer, record_id=OuterRef("pk"), row_data__status__in=LIVE, recorded_to__date__gt=day
    )


def fabric_on(day: date, known_at: datetime | None = None, box: GEOSGeometry | None = None) -> Sequence[Parcel]:
    """The parcels of a day, as it is known today or was known at a moment (`known_at`, aware; then they are not to be
    saved and hold the columns of `KNOWN` and the shape). `box` narrows to what touches its bounds. Asks no permission.
    """
    if known_at is None:
        return parcels_on(day, box)
    layers = dict(Layer.objects.values_list("table_name", "id"))
    values = {
        "moment": known_at,
        "day": day,
        "box": bytes(box.envelope.ewkb) if box is not None else None,
        "live": list(LIVE),
        "parcels": layers[Parcel._meta.db_table],
        "lineage": layers[ParcelLineage._meta.db_table],
    }
    with connection.cursor() as cursor:
        cursor.execute((SQL / "fabric_known.sql").read_text(encoding="utf-8"), values)
        rows = cursor.fetchall()
    return [_known(row) for row in rows]


def _known(row: Sequence[Any]) -> Parcel:
    *plain, shape = row
    return Parcel(**dict(zip(KNOWN, plain, strict=True)), geom=GEOSGeometry(memoryview(shape)))


def holders(parcels: Sequence[Parcel], day: date) -> dict[int, list[tuple[str, str]]]:
    """The owners of some parcels on a day as (name, share), by parcel number; after them who held otherwise, with how.
    Asks no permission.
    """
    numbers = [parcel.pk for parcel in parcels]
    held = OwnershipSpell.objects.filter(parcel_id__in=numbers, valid__contains=day)
    found: dict[int, list[tuple[str, str]]] = {}
    owner = OwnershipSpell.Role.OWNER
    spells = sorted(held.select_related("person", "organisation").order_by("id"), key=lambda spell: spell.role != owner)
    for spell in spells:
        share = "ทั้งหมด" if spell.share_num == spell.share_den else f"{spell.share_num}/{spell.share_den}"
        how = share if spell.role == owner else f"{spell.get_role_display()} {share}"
        found.setdefault(spell.parcel_id, []).append((str(spell.person or spell.organisation), how))
    return found


def steps(parcel: Parcel) -> list[tuple[int, str, date, Parcel]]:
    """The steps of descent around a parcel as (depth, act, day, parcel): ancestors below zero. Asks no permission."""
    with connection.cursor() as cursor:
        cursor.execute((SQL / "fabric_steps.sql").read_text(encoding="utf-8"), {"parcel": parcel.pk})
        rows = cursor.fetchall()
    others = Parcel.objects.in_bulk({row[3] for row in rows})
    acts = dict(ParcelLineage.Act.choices)
    return [(depth, str(acts[act]), on, others[number]) for depth, act, on, number in rows]
