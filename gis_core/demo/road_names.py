"""Codes and names of roads: local highways in one running number, lanes and tracks after the road they leave."""

from __future__ import annotations

from dataclasses import dataclass

import shapely

from gis_core.demo.geometry import Shapes
from gis_core.demo.names import ROADS, numbered
from gis_core.demo.ways import RANK, Way


@dataclass(frozen=True)
class RoadNames:
    """Code and name of a road; `stem` is the part of the name that lanes leaving it carry on."""

    code: str
    name: str
    stem: str


def road_names(ways: tuple[Way, ...], lines: Shapes, abbr: str, order: int) -> list[RoadNames]:
    """One for each way, in their order; every name is given once."""
    codes = _codes(ways, abbr, order)
    parent = _parents(ways, lines)
    named: dict[int, tuple[str, str]] = {}
    lanes: dict[str, int] = {}
    plain = 0
    for index in sorted(range(len(ways)), key=lambda i: (RANK[ways[i].kind], _depth(i, parent), i)):
        way = ways[index]
        if way.kind in ("national", "rural") or way.beside:
            named[index] = _great(way, codes[index])
        elif way.kind in ("local", "main"):
            plain += 1
            stem = numbered(ROADS, plain - 1)
            named[index] = (f"ถนน{stem}", stem)
        else:
            named[index] = _small(way, named.get(parent.get(index, -1)), lanes)
    return [RoadNames(codes[i], *named[i]) for i in range(len(ways))]


def _codes(ways: tuple[Way, ...], abbr: str, order: int) -> list[str]:
    width = 3 if len(ways) < 990 else 4
    serial, rural = 0, 0
    codes = []
    for way in ways:
        serial += way.kind not in ("national", "rural")
        rural += way.kind == "rural"
        local = f"{abbr}.ถ.{order}-{serial:0{width}}"
        codes.append({"national": "ทล.3999", "rural": f"ทช.{abbr}.{4000 + rural}"}.get(way.kind, local))
    return codes


def _great(way: Way, code: str) -> tuple[str, str]:
    if way.kind == "national":
        return "ทางหลวงแผ่นดินหมายเลข 3999", "ทางหลวง 3999"
    if way.kind == "rural":
        number = code.rsplit(".", 1)[1]
        return (
            f"ทางหลวงชนบท {code.removeprefix('ทช.')} สายสาธิต-สมมุติ {int(number) - 4000}",
            f"สาธิต-สมมุติ {int(number) - 4000}",
        )
    return f"ถนนเลียบ{way.beside}", f"เลียบ{way.beside}"


def _small(way: Way, parent: tuple[str, str] | None, lanes: dict[str, int]) -> tuple[str, str]:
    """ซอยสาธิตพัฒนา 3, and ซอยสาธิตพัฒนา 3/1 for a lane that leaves this lane."""
    stem = parent[1] if parent else "เทศบาล"
    head = "ซอย" if way.kind == "lane" else "ทางเกษตรสาย"
    lanes[head + stem] = lanes.get(head + stem, 0) + 1
    from_lane = parent is not None and parent[0].startswith("ซอย") and head == "ซอย"
    own = f"{stem}{'/' if from_lane else ' '}{lanes[head + stem]}"
    return f"{head}{own}", own


def _parents(ways: tuple[Way, ...], lines: Shapes) -> dict[int, int]:
    """The road each lane or track begins at: the greatest one its start rests on, not a lesser one than itself."""
    tree = shapely.STRtree(lines)
    at, touched = tree.query(shapely.get_point(lines, 0), predicate="dwithin", distance=0.01)
    parent: dict[int, int] = {}
    for lane, road in zip(at.tolist(), touched.tolist(), strict=True):
        if road != lane and (RANK[ways[road].kind], road) < (RANK[ways[lane].kind], lane):
            parent[lane] = min(parent.get(lane, road), road, key=lambda r: (RANK[ways[r].kind], r))
    return parent


def _depth(index: int, parent: dict[int, int]) -> int:
    depth = 0
    while index in parent:
        index, depth = parent[index], depth + 1
    return depth
