"""What follows when a parcel is drawn or its boundary corrected (สอบเขต): buildings on the parcels below them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef

from gis_core.ground import sites
from gis_core.ground.models import Building, BuildingSite
from gis_core.pure.refusal import Refused
from modules.finance.property_register import handing_on, rules

BESIDE = Path(__file__).parent / "sql" / "buildings_beside.sql"


def carry(parcels: Sequence[Any]) -> list[Refused]:
    """Buildings on or beside the moved boundaries are attached again by their footprints. Whose land a building stands
    on is no proof whose it is: one left on another parcel keeps its own until somebody decides, and is named.
    """
    buildings = handing_on.buildings_near([parcel.pk for parcel in parcels])
    sites.attach_buildings(buildings)
    return list(_left_elsewhere(buildings))


def _left_elsewhere(buildings: Sequence[int]) -> Iterator[Refused]:
    at_home = BuildingSite.objects.filter(building=OuterRef("pk"), parcel=OuterRef("parcel"))
    left = Building.objects.filter(~Exists(at_home), pk__in=buildings, demolished_on__isnull=True, sites__isnull=False)
    found = left.select_related("parcel").prefetch_related("sites__parcel").order_by("building_code").distinct()
    for each in found.defer("geom", "parcel__geom"):
        stands = ", ".join(sorted(site.parcel.parcel_code for site in each.sites.all()))
        text = f"สิ่งปลูกสร้าง {each.building_code} ขึ้นทะเบียนกับแปลง {each.parcel.parcel_code} แต่ตั้งอยู่บนแปลง {stands} ทั้งหลัง"
        yield Refused("BUILDING_ELSEWHERE", f"{text} ให้พิจารณาย้ายทะเบียนที่หน้าของอาคาร", rules.REGISTER_LAW)


def saved_in_bulk(rows: Any) -> None:
    """The same for the parcels of a file whose shape is new or another."""
    with connection.cursor() as cursor:
        cursor.execute(BESIDE.read_text(encoding="utf-8").replace("@rows@", rows.sql), rows.params)
        sites.attach_buildings([row[0] for row in cursor.fetchall()])
