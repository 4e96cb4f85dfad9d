"""What follows when a parcel is drawn or its boundary corrected (สอบเขต): buildings on the parcels below them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from gis_core.ground import sites
from modules.finance.property_register import handing_on


def carry(parcels: Sequence[Any]) -> None:
    """Buildings on or beside the moved boundaries are attached again by their footprints."""
    sites.attach_buildings(handing_on.buildings_near([parcel.pk for parcel in parcels]))


def saved_in_bulk(rows: Any) -> None:
    """The same for the parcels of a file whose shape is new or another."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT p.id FROM ground_parcel p JOIN ({rows.sql}) r ON r.uid = p.uid WHERE r.is_new OR r.geom_changed",
            rows.params,
        )
        drawn = [row[0] for row in cursor.fetchall()]
    sites.attach_buildings(handing_on.buildings_near(drawn))
