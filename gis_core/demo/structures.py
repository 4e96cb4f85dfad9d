"""Bridges where roads cross the river and the canals, culverts where they meet a field ditch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import shapely

from gis_core.demo.geometry import at_distances, snapped, stream
from gis_core.demo.road_net import Network
from gis_core.demo.road_records import BridgePlan, CulvertPlan, RoadPlan
from gis_core.demo.road_register import metres
from gis_core.demo.ways import CARRIAGEWAY_M


@dataclass(frozen=True)
class Structures:
    """Bridges and culverts by road and chainage."""

    bridges: tuple[BridgePlan, ...]
    culverts: tuple[CulvertPlan, ...]


def build_structures(seed: int, network: Network, roads: tuple[RoadPlan, ...], until: date) -> Structures:
    """A `water_index` counts the waters first and then the ditches, as the plan does."""
    rng = stream(seed, "structures")
    lines = np.array([road.line for road in roads], dtype=object)
    waters = [*network.waters, *network.drains]
    tree = shapely.STRtree(lines)
    water, road = tree.query(np.array([w.line for w in waters], dtype=object), predicate="intersects")
    order = np.lexsort((water, road))
    bridges: list[BridgePlan] = []
    culverts: list[CulvertPlan] = []
    for w, r in zip(water[order].tolist(), road[order].tolist(), strict=True):
        for chainage in _crossings(lines[r], waters[w].line):
            if waters[w].kind == "drain":
                culverts.append(_culvert(r, chainage, w, CARRIAGEWAY_M[network.ways[r].kind], rng, until))
            elif 1.0 < chainage < lines[r].length - 1.0:
                bridges.append(_bridge(len(bridges) + 1, r, roads[r], network, chainage, w, rng, until))
    return Structures(tuple(bridges), tuple(culverts))


def _crossings(line: Any, water: Any) -> list[float]:
    spots = shapely.get_coordinates(shapely.centroid(shapely.get_parts(shapely.intersection(line, water))))
    return sorted(float(line.project(shapely.Point(spot))) for spot in spots)


def _culvert(road: int, chainage: float, water: int, width: float, rng: Any, until: date) -> CulvertPlan:
    opening = (0.6, 0.8, 1.0)[int(rng.integers(0, 3))]
    cells = int(rng.integers(1, 4))
    year = until.year + 543 - int(rng.integers(3, 30))
    return CulvertPlan(road, round(chainage), "pipe", cells, metres(opening), metres(width + 2), water, year)


def _bridge(
    number: int, index: int, road: RoadPlan, network: Network, chainage: float, water: int, rng: Any, until: date
) -> BridgePlan:
    name, kind, width = (network.waters[water].name, network.waters[water].kind, network.waters[water].width_m)
    way = network.ways[index]
    length = _deck_length(way.line, network.waters[water].line, width, chainage)
    ends = np.clip(np.array([chainage - length / 2, chainage + length / 2]), 0, way.line.length)
    _, points, _ = at_distances(way.line, ends)
    small = kind != "river" and length < 13
    code = road.road_code.replace(".ถ.", ".ส.") if ".ถ." in road.road_code else f"{road.road_code}.ส"
    return BridgePlan(
        code=f"{code}/{number:02}",
        name=f"สะพานข้าม{name}",
        road_index=index,
        chainage_m=round(chainage),
        kind="box" if small else "concrete",
        spans=1 if small else max(1, round(length / 10)),
        length_m=metres(length),
        width_m=metres(min(way.reserve_m - 1, CARRIAGEWAY_M[way.kind] + 2)),
        load_limit_t=(15, 21, 25)[int(rng.integers(0, 3))],
        clearance_m=metres(3.5 if kind == "river" else 1.8),
        water_index=water,
        year_built_be=until.year + 543 - int(rng.integers(4, 36)),
        line=shapely.linestrings(snapped(points)),
    )


def _deck_length(line: Any, water: Any, width: float, chainage: float) -> float:
    """Length over the water, longer where the road crosses at an angle, with 2 m of approach at each end."""
    over = shapely.intersection(line, shapely.buffer(water, width / 2, cap_style="flat"))
    parts = [part for part in shapely.get_parts(over) if part.distance(line.interpolate(chainage)) < 1.0]
    return float(min(3 * width, sum(part.length for part in parts)) + 4.0)
