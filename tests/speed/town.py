"""The town of measure: what the list of targets asks for beyond the demo town, and its growth to five times the size.

All of it is written by plain statements through the triggers, as an import would.
"""

from __future__ import annotations

import random
from typing import Any

from django.contrib.gis.db.models import Extent
from django.db import connection
from django.db.models import Model

from gis_core.access.actor import acting_as, system_user
from gis_core.features.models import Feature
from gis_core.ground.models import Establishment, NamedPlace, Parcel

#: Records that stand at a parcel, in the mean.
ANCHORED = 10
#: Villages and tambons of the country, which the search must tell apart.
NAMES = 72_400
FIRST = (
    "บ้าน",
    "บ้านหนอง",
    "บ้านโคก",
    "บ้านดอน",
    "บ้านท่า",
    "บ้านคลอง",
    "บ้านวัง",
    "บ้านห้วย",
    "ตำบล",
)
MIDDLE = (
    "แสง",
    "บัว",
    "ไทร",
    "ยาง",
    "ตาล",
    "มะขาม",
    "มะม่วง",
    "สะแก",
    "ขวาง",
    "ยาว",
    "ใหญ่",
    "น้อย",
    "ทราย",
    "หิน",
    "แก้ว",
    "ทอง",
    "เงิน",
    "เพชร",
    "จันทร์",
    "สวน",
)
LAST = (
    "เจริญ",
    "พัฒนา",
    "สามัคคี",
    "เหนือ",
    "ใต้",
    "กลาง",
    "ตะวันออก",
    "ตะวันตก",
    "นอก",
    "ใน",
    "งาม",
    "ดี",
    "สุข",
    "ร่มเย็น",
    "ลำดวน",
    "ประดู่",
    "พะยอม",
    "สัก",
)


def fill() -> None:
    """Bring a loaded demo town to the town of measure; does nothing the second time."""
    with acting_as(system_user(), "เมืองสำหรับวัดความเร็ว"):
        _anchor()
        _name()
    analyse()


def analyse() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _anchor() -> None:
    parcels = Parcel.objects.count()
    standing = Feature.objects.filter(place_uid__in=Parcel.objects.values("uid")).count()
    each = max(ANCHORED - standing // max(parcels, 1), 0)
    if Establishment.objects.filter(thai__startswith="ร้านวัดความเร็ว").exists():
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_table(Establishment)} (thai, parcel_id) SELECT 'ร้านวัดความเร็ว ' || n, p.id"
            f" FROM {_table(Parcel)} p, generate_series(1, %s) n",
            [each],
        )


def _name() -> None:
    if NamedPlace.objects.count() >= NAMES:
        return
    dice = random.Random(2569)
    west, south, east, north = _extent()
    places = (
        NamedPlace(
            thai=f"{dice.choice(FIRST)}{dice.choice(MIDDLE)}{dice.choice(MIDDLE)}{dice.choice(LAST)}",
            kind=NamedPlace.Kind.OTHER,
            geom=f"SRID=4326;POINT({dice.uniform(west, east)} {dice.uniform(south, north)})",
        )
        for _ in range(NAMES)
    )
    NamedPlace.objects.bulk_create(places, batch_size=5_000)


def grow(times: int) -> None:
    """So many more towns beside the first, each a copy of its parcels moved to the east."""
    west, _, east, _ = _extent()
    ids = list(Parcel.objects.values_list("pk", flat=True).order_by("-pk")[:1])
    with acting_as(system_user(), "ขยายเมืองสำหรับวัดความเร็ว"):
        for copy in range(1, times + 1):
            moved = {
                "geom": f"ST_Translate(geom, {copy * (east - west) * 1.01!r}, 0)",
                "parcel_code": f"'{chr(64 + copy)}' || to_hex(id)",
                "deed_no": f"'{chr(64 + copy)}' || to_hex(id)",
            }
            _copy(Parcel, moved, up_to=ids[0])
    analyse()


def _copy(model: type[Model], changed: dict[str, str], up_to: int) -> None:
    names = [f.column for f in model._meta.concrete_fields if not f.generated and f.column not in ("id", "uid")]
    values = ", ".join(changed.get(name, name) for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_table(model)} ({', '.join(names)}) SELECT {values} FROM {_table(model)} WHERE id <= %s",
            [up_to],
        )


def _table(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _extent() -> Any:
    return Parcel.objects.aggregate(box=Extent("geom"))["box"]
