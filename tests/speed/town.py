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
from gis_core.ground.models import Building, Establishment, House, NamedPlace, Parcel
from gis_core.networks.models import Road

#: Records that stand at a parcel, in the mean.
ANCHORED = 10
#: Villages and tambons of the country, which the search must tell apart.
NAMES = 72_400
#: The largest demo town that is written with its past; larger ones are copies of it.
WRITTEN = 20_000
ACROSS, APART = 4, 1.01
SHOP = "ร้านวัดความเร็ว"
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


def fill(parcels: int) -> None:
    """Bring a loaded demo town to the town of measure with so many parcels; does nothing the second time.

    The demo town with its past is copied side by side, which takes minutes where writing so large a past takes an hour.
    """
    if Establishment.objects.filter(thai__startswith=SHOP).exists():
        return
    with acting_as(system_user(), "เมืองสำหรับวัดความเร็ว"):
        base, size = Parcel.objects.order_by("-pk")[0].pk, Parcel.objects.count()
        west, south, east, north = _extent()
        for copy in range(1, max(round(parcels / size), 1)):
            column, row = copy % ACROSS, copy // ACROSS
            _copy_town(copy, column * (east - west) * APART, -row * (north - south) * APART, base)
        _anchor()
        _name()
    analyse()


def analyse() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _anchor() -> None:
    parcels = Parcel.objects.count()
    standing = Feature.objects.filter(place_uid__in=Parcel.objects.values("uid")).count()
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_table(Establishment)} (thai, parcel_id) SELECT '{SHOP} ' || n, p.id"
            f" FROM {_table(Parcel)} p, generate_series(1, %s) n",
            [max(ANCHORED - standing // max(parcels, 1), 1)],
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
    last = Parcel.objects.order_by("-pk")[0].pk
    with acting_as(system_user(), "ขยายเมืองสำหรับวัดความเร็ว"):
        for copy in range(1, times + 1):
            _copy_parcels(chr(ord("a") + copy), f"{copy * (east - west) * APART!r}, 0", last)
    analyse()


def _copy_town(copy: int, dx: float, dy: float, last: int) -> None:
    mark, by = chr(ord("A") + copy), f"{dx!r}, {dy!r}"
    _copy_parcels(mark, by, last)
    new = f"JOIN {_table(Parcel)} n ON n.parcel_code = '{mark}' || to_hex(%s)"
    moved = {"geom": f"ST_Translate(t.geom, {by})"}
    _copy(
        Building,
        moved | {"building_code": f"'{mark}' || to_hex(t.id)", "parcel_id": "n.id"},
        new % "t.parcel_id" + f" WHERE t.parcel_id <= {last}",
    )
    _copy(
        House,
        {"parcel_id": "n.id", "building_id": "NULL", "register_no": "NULL", "house_register_id": "NULL"},
        f"LEFT JOIN {_table(Building)} b ON b.id = t.building_id "
        + new % "coalesce(t.parcel_id, b.parcel_id)"
        + f" WHERE coalesce(t.parcel_id, b.parcel_id) <= {last}",
    )
    _copy(Road, moved | {"road_code": f"'{mark}' || t.id"}, f"WHERE t.road_code !~ '^[A-Z][0-9]+$' AND {last} > 0")


def _copy_parcels(mark: str, by: str, last: int) -> None:
    changed = {name: f"'{mark}' || to_hex(t.id)" for name in ("parcel_code", "deed_no")}
    _copy(Parcel, changed | {"geom": f"ST_Translate(t.geom, {by})"}, f"WHERE t.id <= {last}")


def _copy(model: type[Model], changed: dict[str, str], rest: str) -> None:
    names = [f.column for f in model._meta.concrete_fields if not f.generated and f.column not in ("id", "uid")]
    values = ", ".join(changed.get(name, f't."{name}"') for name in names)
    columns = ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {_table(model)} ({columns}) SELECT {values} FROM {_table(model)} t {rest}")


def _table(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _extent() -> Any:
    return Parcel.objects.aggregate(box=Extent("geom"))["box"]
