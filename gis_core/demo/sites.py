"""Ground of public places: temple at the river, school, health centre, market, town hall, cemetery, pond, commons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from gis_core.demo.geometry import Floats, Shapes, along, left_of, quads, stream
from gis_core.demo.lots import SITE, Strip
from gis_core.demo.road_net import Network


@dataclass(frozen=True)
class SiteKind:
    """A public place needs a lot of `width_m` x `depth_m` on a way of these kinds, about this far from a centre."""

    key: str
    thai: str
    place_kind: str  # NamedPlace.Kind
    deed_type: str  # Parcel.DeedType
    owner: str  # key of an organisation of the town, see people.py
    ways: tuple[str, ...]
    width_m: float
    depth_m: float
    away_m: float
    in_village: bool = False


TOWN = (
    SiteKind("temple", "วัดสาธิตวนาราม", "temple", "ns4", "temple", ("main",), 130, 150, 230),
    SiteKind("market", "ตลาดสดเทศบาลบ้านสาธิต", "market", "ns4", "office", ("rural", "local", "lane"), 56, 60, 90),
    SiteKind("town_hall", "สำนักงานเทศบาลตำบลบ้านสาธิต", "office", "rachaphatsadu", "treasury",
             ("rural", "local", "lane"), 72, 80, 330),
    SiteKind("health", "โรงพยาบาลส่งเสริมสุขภาพตำบลบ้านสาธิต", "health", "rachaphatsadu", "treasury",
             ("local", "lane", "rural"), 50, 56, 420),
    SiteKind("school", "โรงเรียนบ้านสาธิต (สาธิตราษฎร์บำรุง)", "school", "rachaphatsadu", "treasury",
             ("local", "lane", "rural"), 120, 110, 520),
    SiteKind("playground", "สนามเด็กเล่นเทศบาล", "public_land", "nsl", "office", ("lane", "local"), 44, 46, 260),
    SiteKind("cemetery", "ฌาปนสถานและป่าช้าสาธารณะ", "public_land", "nsl", "district",
             ("farm", "local", "lane"), 90, 100, 950),
    SiteKind("pond", "หนองตัวอย่าง (สระน้ำสาธารณะ)", "water", "nsl", "district",
             ("farm", "local", "lane"), 150, 140, 800),
    SiteKind("commons", "ทุ่งเลี้ยงสัตว์สาธารณประโยชน์", "public_land", "nsl", "district",
             ("farm", "local"), 240, 210, 1_500),
    SiteKind("state_land", "ที่ราชพัสดุแปลงทดลองเกษตร", "office", "rachaphatsadu", "treasury",
             ("farm", "local"), 160, 170, 1_250),
)  # fmt: skip
VILLAGE = (
    SiteKind("temple", "วัด{name}", "temple", "ns4", "temple", ("local", "rural", "lane"), 90, 90, 150, True),
    SiteKind("school", "โรงเรียนบ้าน{name}", "school", "rachaphatsadu", "treasury",
             ("local", "rural", "lane"), 80, 80, 260, True),
    SiteKind("pond", "สระประชาอาสา{name}", "water", "nsl", "district", ("farm", "local", "lane"), 80, 80, 330, True),
    SiteKind("pavilion", "ศาลากลางบ้าน{name}", "other", "nsl", "office", ("local", "lane", "rural"), 30, 34, 60, True),
)  # fmt: skip


@dataclass(frozen=True)
class Sites:
    """The places that found room: their lots as a strip, and the kind of each."""

    strip: Strip
    kinds: tuple[SiteKind, ...]


def build_sites(seed: int, network: Network, towns: int) -> Sites:
    """Every market town gets all its places, every hamlet a pavilion and by chance a temple, a school, a pond."""
    rng = stream(seed, "sites")
    finder = _Finder(network)
    rows, kinds = [], []
    for number in range(len(network.settlement.centres)):
        wanted = TOWN if number < towns else tuple(k for k in VILLAGE if k.key == "pavilion" or rng.random() < 0.42)
        for kind in wanted:
            row = finder.find(kind, network.settlement.centres[number])
            if row is not None:
                rows.append(row)
                kinds.append(kind)
    shapes, way, front, unit = (list(column) for column in zip(*rows, strict=True))
    count = len(rows)
    strip = Strip(
        np.array(shapes, dtype=object),
        np.full(count, SITE, dtype=object),
        np.array(way, dtype=np.int64),
        np.full(count, -1),
        np.array(front),
        np.array(unit),
    )
    return Sites(strip, tuple(kinds))


class _Finder:
    """Looks for the free lot whose distance from a centre comes nearest to the one wanted."""

    def __init__(self, network: Network) -> None:
        lines = [way.line for way in network.ways]
        self.roads = shapely.STRtree([shapely.buffer(w.line, w.reserve_m / 2) for w in network.ways])
        self.waters = shapely.STRtree(
            [shapely.buffer(w.line, w.width_m / 2) for w in (*network.waters, *network.drains)]
        )
        self.inside = shapely.buffer(network.boundary, -25)
        shapely.prepare(self.inside)
        stations = [along(line, 28) for line in lines]
        self.way = np.concatenate([np.full(len(s[0]), i) for i, s in enumerate(stations)])
        self.points = np.vstack([s[1] for s in stations])
        self.direction = np.vstack([s[2] for s in stations])
        self.kinds = np.array([way.kind for way in network.ways], dtype=object)[self.way]
        self.reserve = np.array([way.reserve_m for way in network.ways])[self.way]
        self.stations = shapely.STRtree(shapely.points(self.points))
        self.taken: list[tuple[float, float, Any]] = []  # middle and shape of the lots given away

    def find(self, kind: SiteKind, centre: Floats) -> tuple[Any, int, Floats, Floats] | None:
        near = np.sort(self.stations.query(shapely.Point(centre), predicate="dwithin", distance=kind.away_m + 700))
        near = near[np.isin(self.kinds[near], kind.ways)]
        off = np.abs(np.hypot(*(self.points[near] - centre).T) - kind.away_m)
        order = near[np.argsort(off, kind="stable")][:160]
        for start in range(0, len(order), 20):
            for side in (-1,) if kind.key == "temple" and not kind.in_village else (1, -1):
                some = order[start : start + 20]
                shapes, front, unit = self._lots(kind, some, side)
                free = self._free(kind, shapes)
                if free.any():
                    best = int(np.flatnonzero(free)[0])
                    self.taken.append((front[best][0], front[best][1], shapes[best]))
                    return shapes[best], int(self.way[some[best]]), front[best], unit[best]
        return None

    def _lots(self, kind: SiteKind, order: Any, side: int) -> tuple[Shapes, Floats, Floats]:
        unit = self.direction[order] * side
        outwards = left_of(unit)
        front = self.points[order] + outwards * (self.reserve[order] / 2)[:, None]
        left, right = front - unit * kind.width_m / 2, front + unit * kind.width_m / 2
        deep = outwards * kind.depth_m
        return quads(left, right, right + deep, left + deep), front, unit

    def _free(self, kind: SiteKind, shapes: Shapes) -> Any:
        inner = shapely.buffer(shapes, -4)
        free = np.ones(len(shapes), dtype=bool)
        free[self.roads.query(inner, predicate="intersects")[0]] = False
        if kind.key != "temple" or kind.in_village:
            free[self.waters.query(inner, predicate="intersects")[0]] = False
            free &= shapely.contains(self.inside, shapes)
        west, south, east, north = shapely.total_bounds(shapes)
        for x, y, other in self.taken:
            if west - 250 < x < east + 250 and south - 250 < y < north + 250:
                free &= ~shapely.intersects(inner, other)
        return free
