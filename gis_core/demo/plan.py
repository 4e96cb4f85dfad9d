"""`build_town`: the whole fictional town from a seed and a number of parcels, as frozen records.

The town lies near 15.0 N 100.5 E, in UTM zone 47N. Same seed, size and last day give the same bytes (`digest`).
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import shapely

from gis_core.demo import crs
from gis_core.demo.areas import LETTERS, Areas, build_areas
from gis_core.demo.buildings import build_buildings
from gis_core.demo.cadastre import build_cadastre
from gis_core.demo.events import in_order, land_events
from gis_core.demo.fabric import build_fabric
from gis_core.demo.lineage import build_lineage
from gis_core.demo.lots import frontage, together
from gis_core.demo.names import VILLAGES
from gis_core.demo.ownership import build_ownership
from gis_core.demo.people import build_people
from gis_core.demo.records import (
    BuildingPlan,
    Event,
    HouseholdPlan,
    HousePlan,
    LineagePlan,
    OfficePlan,
    OrganisationPlan,
    ParcelPlan,
    PersonPlan,
    PlacePlan,
    SpellPlan,
    TaxBlockPlan,
    TaxZonePlan,
    VillagePlan,
    WaterPlan,
)
from gis_core.demo.road_events import road_events
from gis_core.demo.road_net import Network, build_network
from gis_core.demo.road_records import BridgePlan, CulvertPlan, RoadPlan
from gis_core.demo.road_register import build_roads, metres
from gis_core.demo.sites import build_sites
from gis_core.demo.structures import build_structures
from gis_core.demo.terrain import build_terrain

SEED, PARCELS, UNTIL = 2569, 6_000, date(2026, 9, 30)
PROVINCE_ABBR, DLA_ORDER = "ตย", 12
PROVINCE_CODE, AMPHOE_CODE, TAMBON_CODE = "99", "9999", "999999"


@dataclass(frozen=True, slots=True)
class TownPlan:
    """Everything the loader writes. `first` to `until` are the two years whose `events` follow the state at `first`."""

    seed: int
    first: date
    until: date
    office: OfficePlan
    villages: tuple[VillagePlan, ...]
    zones: tuple[TaxZonePlan, ...]
    blocks: tuple[TaxBlockPlan, ...]
    waters: tuple[WaterPlan, ...]
    roads: tuple[RoadPlan, ...]
    bridges: tuple[BridgePlan, ...]
    culverts: tuple[CulvertPlan, ...]
    parcels: tuple[ParcelPlan, ...]
    lineage: tuple[LineagePlan, ...]
    buildings: tuple[BuildingPlan, ...]
    houses: tuple[HousePlan, ...]
    places: tuple[PlacePlan, ...]
    persons: tuple[PersonPlan, ...]
    organisations: tuple[OrganisationPlan, ...]
    households: tuple[HouseholdPlan, ...]
    spells: tuple[SpellPlan, ...]
    events: tuple[Event, ...]

    @staticmethod
    def to_wgs84(shapes: Any) -> Any:
        """Geometries of the plan, one or a numpy array, in degrees (EPSG:4326, x = longitude)."""
        return crs.to_wgs84(shapes)

    def digest(self) -> str:
        """SHA-256 over every value of the plan."""
        total = hashlib.sha256()
        for piece in _pieces(self):
            total.update(piece)
        return total.hexdigest()


def build_town(seed: int = SEED, parcels: int = PARCELS, until: date = UNTIL) -> TownPlan:
    """The town for a number of parcels living on the last day, within a tenth; its area grows with that number."""
    first = _two_years_before(until) + timedelta(days=1)
    scale = (parcels / PARCELS) ** 0.5
    network = build_network(seed, build_terrain(seed, scale))
    sites = build_sites(seed, network, max(1, round(scale**2)))
    strip = together([sites.strip, frontage(seed, network, parcels)])
    fabric = build_fabric(seed, network, strip, parcels)
    areas = build_areas(network, np.bincount(fabric.face, minlength=len(network.faces)))
    lineage = build_lineage(seed, fabric, first, until)
    cadastre = build_cadastre(seed, fabric, areas, sites, lineage, network.settlement, until)
    built = build_buildings(seed, cadastre, strip, sites, AMPHOE_CODE, until)
    people = build_people(seed, built.houses, built.places, parcels, until)
    ownership = build_ownership(seed, cadastre, people, built.houses, first, until)
    villages = _villages(areas)
    roads = build_roads(seed, network, villages, PROVINCE_ABBR, DLA_ORDER, first, until)
    structures = build_structures(seed, network, roads, until)
    happenings = road_events(seed, roads, structures.bridges, first, until)
    happenings += land_events(cadastre, built.buildings, ownership, first)
    return TownPlan(
        seed=seed,
        first=first,
        until=until,
        office=_office(network),
        villages=villages,
        zones=tuple(TaxZonePlan(f"{i + 1:02}", shape) for i, shape in enumerate(areas.zone_shapes)),
        blocks=_blocks(areas),
        waters=tuple(WaterPlan(w.name, w.kind, metres(w.width_m), w.line) for w in (*network.waters, *network.drains)),
        roads=roads,
        bridges=structures.bridges,
        culverts=structures.culverts,
        parcels=cadastre.parcels,
        lineage=cadastre.lineage,
        buildings=built.buildings,
        houses=built.houses,
        places=built.places,
        persons=ownership.persons,
        organisations=people.organisations,
        households=people.households,
        spells=ownership.spells,
        events=in_order(seed, happenings),
    )


def _two_years_before(until: date) -> date:
    last_of_february = (until.month, until.day) == (2, 29)
    return until.replace(year=until.year - 2, day=28 if last_of_february else until.day)


def _office(network: Network) -> OfficePlan:
    return OfficePlan(
        thai="เทศบาลตำบลบ้านสาธิต",
        kind="municipality",
        tambon="บ้านสาธิต",
        amphoe="สมมุติ",
        province="ตัวอย่าง",
        province_abbr=PROVINCE_ABBR,
        dla_order=DLA_ORDER,
        province_code=PROVINCE_CODE,
        amphoe_code=AMPHOE_CODE,
        tambon_code=TAMBON_CODE,
        boundary=shapely.normalize(network.boundary),
    )


def _villages(areas: Areas) -> tuple[VillagePlan, ...]:
    return tuple(
        VillagePlan(i + 1, VILLAGES[i], f"{TAMBON_CODE}{i + 1:02}", shape)
        for i, shape in enumerate(areas.village_shapes)
    )


def _blocks(areas: Areas) -> tuple[TaxBlockPlan, ...]:
    result = []
    for i, shape in enumerate(areas.block_shapes):
        zone = int(areas.zone_of_block[i])
        letter = LETTERS[i - int(np.searchsorted(areas.zone_of_block, zone))]
        result.append(TaxBlockPlan(f"{zone + 1:02}{letter}", zone, letter, shape))
    return tuple(result)


def _pieces(value: Any) -> Iterator[bytes]:
    """The bytes of a value, told apart by kind; geometries as WKB."""
    if dataclasses.is_dataclass(value):
        yield type(value).__name__.encode()
        for field in dataclasses.fields(value):
            yield from _pieces(getattr(value, field.name))
    elif isinstance(value, tuple | list):
        yield f"[{len(value)}".encode()
        for item in value:
            yield from _pieces(item)
    elif isinstance(value, dict):
        for key in sorted(value):
            yield str(key).encode()
            yield from _pieces(value[key])
    elif isinstance(value, shapely.Geometry):
        yield shapely.to_wkb(value, byte_order=1)
    else:
        yield f"{value!r};".encode()
