"""A few parcels, places and roads, really committed, and readers who may see more or less of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import mapbox_vector_tile
import pytest
from django.contrib.gis.geos import LineString, MultiPolygon, Point, Polygon
from django.test import Client

from gis_core.access.actor import acting_as, system_user
from gis_core.access.models import OrgUnit, Role, RoleHolding, User
from gis_core.ground.models import House, Household, NamedPlace, Parcel, TaxBlock, TaxZone
from gis_core.networks.models import Waterway
from tests.tiles.synthetic import declared
from tiles import database, freshness
from tiles.grid import Tile, column_of, row_of

LON, LAT = 100.5, 15.0
STEP = 0.0004


def square(column: int, row: int, size: float = STEP) -> MultiPolygon:
    """A parcel of about 43 m a side in the middle of the test's town."""
    west, south = LON + column * size, LAT + row * size
    return MultiPolygon(Polygon.from_bbox((west, south, west + size, south + size)), srid=4326)


def tile_at(zoom: int, lon: float = LON + STEP / 2, lat: float = LAT + STEP / 2) -> Tile:
    return Tile(zoom, int(column_of(lon, zoom)), int(row_of(lat, zoom)))


def url(slug: str, tile: Tile) -> str:
    return f"/tiles/{slug}/{tile.z}/{tile.x}/{tile.y}"


def decode(body: bytes) -> dict[str, list[dict[str, Any]]]:
    """Layer name -> features of a tile, with y pointing down as it is stored."""
    if not body:
        return {}
    return {
        n: v["features"] for n, v in mapbox_vector_tile.decode(body, default_options={"y_coord_down": True}).items()
    }


def add_parcels(town: Any, columns: range, rows: range, **values: Any) -> list[Parcel]:
    with acting_as(system_user(), "เพิ่มแปลง"):
        first = Parcel.objects.count()
        made = [
            Parcel(
                parcel_code=f"01A{first + n + 1:03}",
                block=town.block,
                geom=square(column, row),
                **({"land_use": "residence", "status": "active", "area_sqwah": 100} | values),
            )
            for n, (column, row) in enumerate((c, r) for c in columns for r in rows)
        ]
        return Parcel.objects.bulk_create(made)


@pytest.fixture
def town(committed_db: str, settings: Any, tmp_path: Any) -> Iterator[SimpleNamespace]:
    """Nine parcels, one temple, one canal and seven households in a database of their own."""
    settings.TILE_CACHE = tmp_path / "tiles"
    with declared(committed_db):
        yield _build()
    freshness.stop()
    database.close()


def _build() -> SimpleNamespace:
    with acting_as(system_user(), "เตรียมเมืองทดสอบ"):
        zone = TaxZone.objects.create(code="01", geom=square(-20, -20, 0.01))
        block = TaxBlock.objects.create(zone=zone, letter="A", code="01A", geom=square(-20, -20, 0.01))
        temple = NamedPlace.objects.create(thai="วัดทดสอบ", kind="temple", geom=Point(LON, LAT))
        canal = Waterway.objects.create(
            name="คลองทดสอบ", kind="canal", width_m=12, geom=LineString((LON - 0.01, LAT), (LON + 0.01, LAT + 0.001))
        )
    found = SimpleNamespace(zone=zone, block=block, temple=temple, canal=canal)
    found.parcels = add_parcels(found, range(3), range(3))
    with acting_as(system_user(), "เพิ่มบ้าน"):
        houses = [House.objects.create(house_no=str(n), parcel=found.parcels[n % 9]) for n in range(7)]
        found.households = [Household.objects.create(house=house, members=3) for house in houses]
    return found


@pytest.fixture
def reader(town: SimpleNamespace) -> Callable[..., Client]:
    """Signs somebody in with one role, over the office or one area."""

    def make(role: str, area: MultiPolygon | None = None, name: str = "") -> Client:
        with acting_as(system_user(), "ตั้งผู้อ่าน"):
            user = User.objects.create_user(name or f"{role}{User.objects.count()}", "ผู้อ่าน ทดสอบ")
            RoleHolding.objects.create(
                user=user,
                role=Role.objects.get(code=role),
                org_unit=OrgUnit.objects.first(),
                area=area,
                area_name="พื้นที่" if area else "",
                valid=("2020-01-01", None),
            )
        client = Client()
        client.force_login(user, backend="gis_core.access.sign_in.LockingBackend")
        return client

    return make
