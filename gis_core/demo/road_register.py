"""Roads as the register has them: codes, names, direction, surfaces by chainage, surveys, lamps and signs."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import shapely

from gis_core.demo.geometry import Floats, Shapes, stream
from gis_core.demo.records import VillagePlan
from gis_core.demo.road_names import RoadNames, road_names
from gis_core.demo.road_net import Network
from gis_core.demo.road_records import FurniturePlan, RoadPlan, SegmentPlan, SurveyPlan
from gis_core.demo.ways import CARRIAGEWAY_M, RANK, Way

CLASS = {"national": "national", "rural": "rural", "main": "local", "local": "local", "lane": "lane", "farm": "farm"}
#: Chance of each surface by kind of way, in the order concrete, asphalt, cape seal, gravel, earth.
SURFACES = ("concrete", "asphalt", "cape_seal", "gravel", "earth")
MIX = {
    "main": (0.35, 0.65, 0.0, 0.0, 0.0),
    "local": (0.38, 0.40, 0.06, 0.16, 0.0),
    "lane": (0.72, 0.06, 0.0, 0.16, 0.06),
    "farm": (0.08, 0.0, 0.0, 0.66, 0.26),
}
FIRST_IRI = {"concrete": 3.1, "asphalt": 2.3, "cape_seal": 3.0}
SURVEY_MONTHS = ((4, 18), (2, 25), (3, 2))
STATES = ("surveyed", "land_ready", "council", "requested", "registered")


def build_roads(
    seed: int, network: Network, villages: tuple[VillagePlan, ...], abbr: str, order: int, first: date, until: date
) -> tuple[RoadPlan, ...]:
    """One record a way, in the order of the network."""
    rng = stream(seed, "roads")
    lines = np.array([way.line for way in network.ways], dtype=object)
    names = road_names(network.ways, lines, abbr, order)
    moo = _village_of(lines, villages)
    ends = _end_texts(network.ways, lines, names)
    density = [
        network.settlement.density(shapely.get_coordinates(line.interpolate(0.5, normalized=True)))[0] for line in lines
    ]
    return tuple(
        _road(way, names[i], ends[i], int(moo[i]), float(density[i]), rng, first, until)
        for i, way in enumerate(network.ways)
    )


def _village_of(lines: Shapes, villages: tuple[VillagePlan, ...]) -> Any:
    middle = shapely.line_interpolate_point(lines, 0.5, normalized=True)
    shapes = np.array([village.shape for village in villages], dtype=object)
    index, village = shapely.STRtree(shapes).query_nearest(middle, all_matches=False)
    moo = np.ones(len(lines), dtype=np.int64)
    moo[index] = np.array([v.moo for v in villages])[village]
    return moo


def _end_texts(ways: tuple[Way, ...], lines: Shapes, names: list[RoadNames]) -> list[tuple[str, str]]:
    """What each road begins and ends at: another road, or the bank or the boundary."""
    tree = shapely.STRtree(lines)
    texts: list[list[str]] = []
    for end in (0, -1):
        tips = shapely.get_point(lines, end)
        at, touched = tree.query(tips, predicate="dwithin", distance=0.01)
        best: dict[int, int] = {}
        for road, other in zip(at.tolist(), touched.tolist(), strict=True):
            if road != other:
                best[road] = min(best.get(road, other), other, key=lambda r: (RANK[ways[r].kind], r))
        texts.append([f"แยก{names[best[i]].name}" if i in best else "สุดเขตหรือริมน้ำ" for i in range(len(lines))])
    return list(zip(*texts, strict=True))


def _road(
    way: Way, names: RoadNames, ends: tuple[str, str], moo: int, density: float, rng: Any, first: date, until: date
) -> RoadPlan:
    length = round(way.line.length)
    ours = way.kind in MIX
    segments = _segments(way, length, density, rng, until) if ours else ()
    state = _state(way, rng) if ours else "registered"
    registered = date(int(rng.integers(2010, 2024)), int(rng.integers(1, 13)), int(rng.integers(1, 28)))
    done = ours and state == "registered"
    return RoadPlan(
        road_code=names.code,
        name=names.name,
        road_class=CLASS[way.kind],
        line=way.line,
        length_m=length,
        row_width_m=metres(way.reserve_m),
        start_desc=ends[0],
        end_desc=ends[1],
        legal_basis=("existing", "gift", "existing", "nsl")[int(rng.integers(0, 4))] if ours else "",
        registered_on=registered if done else None,
        registered_no=f"{int(rng.integers(1, 400))}/{registered.year + 543}" if done else "",
        state=state,
        moo=moo,
        segments=segments,
        surveys=_surveys(segments, rng, first, until) if ours and way.kind != "farm" else (),
        furniture=_furniture(way, length, density, rng, until) if ours else (),
    )


def metres(value: float) -> Decimal:
    """Metres with two decimals."""
    return Decimal(str(round(value, 2))).quantize(Decimal("0.01"))


def _state(way: Way, rng: np.random.Generator) -> str:
    chance = float(rng.random())
    limit = {"main": 1.0, "local": 0.82, "lane": 0.62, "farm": 0.35}[way.kind]
    return "registered" if chance < limit else STATES[int(rng.integers(0, 4))]


def _segments(way: Way, length: int, density: float, rng: np.random.Generator, until: date) -> tuple[SegmentPlan, ...]:
    """One to four stretches; the better surfaces come first, where the road leaves a greater one."""
    count = 1 + min(3, int(length / rng.uniform(450, 900)))
    cuts = np.unique(np.round(np.concatenate([[0], np.sort(rng.uniform(0.15, 0.9, count - 1)) * length, [length]])))
    cuts = cuts[np.concatenate([[True], np.diff(cuts[:-1]) >= 20, [True]])] if len(cuts) > 2 else cuts
    mix = np.array(MIX[way.kind])
    if density > 0.55:
        mix = mix * np.array([1, 1, 1, 0.15, 0.0])
    kinds = sorted(rng.choice(5, len(cuts) - 1, p=mix / mix.sum()).tolist())
    return tuple(
        _segment(way, int(a), int(b), SURFACES[kind], density, rng, until)
        for a, b, kind in zip(cuts[:-1], cuts[1:], kinds, strict=True)
    )


def _segment(way: Way, start: int, end: int, surface: str, density: float, rng: Any, until: date) -> SegmentPlan:
    width = CARRIAGEWAY_M[way.kind] - (0.5 if surface in ("gravel", "earth") else 0.0)
    if way.kind == "local" and density > 0.35:
        width = 6.0
    walk = 1.5 if way.kind == "main" and density > 0.4 else 0.0
    shoulder = 0.5 if way.kind in ("local", "lane") else 1.0 if way.kind == "main" and not walk else 0.0
    age = int(rng.integers(3, 24 if surface != "earth" else 40))
    sides = (metres(shoulder), metres(shoulder), metres(walk), metres(walk))
    lanes = 2 if width >= 5 else 1
    return SegmentPlan(start, end, surface, metres(width), *sides, lanes, until.year + 543 - age)


def _surveys(segments: tuple[SegmentPlan, ...], rng: Any, first: date, until: date) -> tuple[SurveyPlan, ...]:
    """A survey of each stretch in the year before and in each of the two years; roughness grows with age."""
    result = []
    for year, (month, day) in enumerate(SURVEY_MONTHS):
        on = date(first.year + year, month, day) + timedelta(days=int(rng.integers(0, 40)))
        for segment in segments:
            if on <= until:
                result.append(surveyed(segment, on, rng))
    return tuple(result)


def surveyed(segment: SegmentPlan, on: date, rng: Any) -> SurveyPlan:
    """What a survey of a stretch on a day finds."""
    age = max(0, on.year + 543 - segment.year_built_be)
    base = FIRST_IRI.get(segment.surface)
    if base is None:
        limit = 0.25 if segment.surface == "gravel" else 0.1
        return SurveyPlan(on, segment.from_m, segment.to_m, None, "fair" if rng.random() < limit + 0.3 else "damaged")
    iri = round(min(14.0, base + age * float(rng.uniform(0.05, 0.19)) + float(rng.uniform(-0.3, 0.5))), 2)
    return SurveyPlan(on, segment.from_m, segment.to_m, metres(iri), grade_of(segment.surface, iri))


def grade_of(surface: str, iri: float) -> str:
    """Grade by roughness: limits 2.5, 3.5 and 5.0, each 1.0 higher on concrete."""
    limits: Floats = np.array([2.5, 3.5, 5.0]) + (1.0 if surface == "concrete" else 0.0)
    return ("very_good", "good", "fair", "damaged")[int(np.searchsorted(limits, iri, side="right"))]


def _furniture(way: Way, length: int, density: float, rng: Any, until: date) -> tuple[FurniturePlan, ...]:
    """Lamps every 40 m where people live, a name sign at the start, warning signs, rails along water."""
    edge = way.reserve_m / 2 - 0.6
    items = [FurniturePlan("sign", "ป้ายชื่อถนนหรือซอย", min(8, length), "ซ้าย", metres(edge), until.year + 543 - 4)]
    lit = density > 0.33 or (way.kind in ("main", "local") and density > 0.12)
    if lit:
        side = "ซ้าย" if rng.random() < 0.5 else "ขวา"
        year = until.year + 543 - int(rng.integers(1, 9))
        items += [FurniturePlan("light", "โคมแอลอีดี 30 วัตต์", m, side, metres(edge), year) for m in range(20, length, 40)]
    if way.kind in ("main", "local") and length > 500:
        items.append(FurniturePlan("sign", "ป้ายจำกัดความเร็ว 50 กม./ชม.", 60, "ซ้าย", metres(edge), until.year + 543 - 3))
        items.append(FurniturePlan("sign", "ป้ายเตือนทางโค้ง", length // 2, "ขวา", metres(edge), until.year + 543 - 6))
    if way.beside:
        side = "ขวา" if way.side == 1 else "ซ้าย"
        items += [
            FurniturePlan("guard_rail", "การ์ดเรลริมน้ำ ยาว 40 ม.", m, side, metres(edge), until.year + 543 - 5)
            for m in range(300, length - 40, 900)
        ]
    return tuple(items)
