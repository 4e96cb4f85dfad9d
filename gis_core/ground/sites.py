"""Which parcels a building stands on: one that crosses a boundary belongs to both, by its footprint."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from django.db import connection

from gis_core.features import measure

ATTACH = Path(__file__).parent / "sql" / "attach_buildings.sql"
#: A smaller piece on the neighbour is a slip of the drawing, not a building on two parcels.
LEAST_M2 = Decimal("0.5")


def attach_buildings(buildings: Iterable[int], least_m2: Decimal = LEAST_M2) -> None:
    """Write the sites of buildings (ids) anew from their footprints, in one statement. Needs an open change."""
    ids = list(buildings)
    if ids:
        values = {"buildings": ids, "zone": measure.office_srid(), "least_m2": least_m2}
        with connection.cursor() as cursor:
            cursor.execute(ATTACH.read_text(encoding="utf-8"), values)
