"""Roads of the demo town: lines, codes, surfaces by chainage, what stands on them."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise

import numpy as np
import shapely

from gis_core.demo.plan import TownPlan
from gis_core.demo.road_records import RoadPlan, SegmentPlan

ROAD_CODE = re.compile(r"^[ก-ฮ]{2}\.ถ\.\d{1,3}-\d{3,4}$")


def is_contiguous(segments: tuple[SegmentPlan, ...], length_m: int) -> bool:
    cuts = [segments[0].from_m, *(segment.to_m for segment in segments)]
    joined = all(a.to_m == b.from_m for a, b in pairwise(segments))
    return joined and cuts[0] == 0 and cuts[-1] == length_m and cuts == sorted(set(cuts))


def fits_the_reserve(road: RoadPlan, segment: SegmentPlan) -> bool:
    sides = (segment.shoulder_l_m, segment.shoulder_r_m, segment.sidewalk_l_m, segment.sidewalk_r_m)
    return segment.width_m + sum(sides, Decimal(0)) <= road.row_width_m


def test_codes_and_names_are_given_once(town: TownPlan) -> None:
    assert len({road.road_code for road in town.roads}) == len(town.roads)
    assert len({road.name for road in town.roads}) == len(town.roads)
    own = [road for road in town.roads if road.segments]
    assert all(ROAD_CODE.match(road.road_code) for road in own)
    assert all(road.road_class in ("local", "lane", "farm") for road in own)
    classes = [road.road_class for road in town.roads]
    assert classes.count("national") == 1
    assert 2 <= classes.count("rural") <= 3


def test_lines_do_not_cross_themselves_and_lie_in_the_town(town: TownPlan) -> None:
    lines = np.array([road.line for road in town.roads], dtype=object)
    assert (shapely.get_type_id(lines) == 1).all()
    assert shapely.is_simple(lines).all()
    assert shapely.length(shapely.difference(lines, shapely.buffer(town.office.boundary, 0.01))).max() == 0
    assert [road.length_m for road in town.roads] == [round(line.length) for line in lines]


def test_roads_meet_in_common_vertices(town: TownPlan) -> None:
    lines = np.array([road.line for road in town.roads], dtype=object)
    one, other = shapely.STRtree(lines).query(lines, predicate="dwithin", distance=0.002)
    for a, b in zip(one.tolist(), other.tolist(), strict=True):
        if a < b:
            corners = {tuple(c) for c in shapely.get_coordinates(lines[a])}
            assert corners & {tuple(c) for c in shapely.get_coordinates(lines[b])}, (a, b)


def test_most_ends_rest_on_another_road(town: TownPlan) -> None:
    lanes = [road for road in town.roads if road.road_class == "lane"]
    assert sum(road.start_desc.startswith("แยก") for road in lanes) > 0.9 * len(lanes)


def test_surfaces_have_no_gap_and_no_overlap(town: TownPlan) -> None:
    for road in town.roads:
        if road.segments:
            assert is_contiguous(road.segments, road.length_m), road.road_code
            assert all(fits_the_reserve(road, segment) for segment in road.segments)
            assert all(1 <= segment.width_m <= 40 for segment in road.segments)


def test_works_leave_the_surfaces_whole(town: TownPlan) -> None:
    works = [event for event in town.events if event.kind in ("road_resurfaced", "road_widened")]
    assert len(works) > 10
    for event in works:
        road = town.roads[event.payload["road_index"]]
        segments = event.payload["segments"]
        assert is_contiguous(segments, road.length_m)
        assert all(fits_the_reserve(road, segment) for segment in segments)
        assert segments != road.segments


def test_paved_share_falls_with_the_class(town: TownPlan) -> None:
    def paved(road_class: str) -> float:
        parts = [s for road in town.roads if road.road_class == road_class for s in road.segments]
        total = sum(s.to_m - s.from_m for s in parts)
        return sum(s.to_m - s.from_m for s in parts if s.surface in ("concrete", "asphalt", "cape_seal")) / total

    assert paved("local") > 0.6
    assert paved("farm") < 0.3


def test_surveys_cover_stretches_and_follow_the_surface(town: TownPlan) -> None:
    for road in town.roads:
        stretches = {(s.from_m, s.to_m): s.surface for s in road.segments}
        for survey in road.surveys:
            surface = stretches[survey.from_m, survey.to_m]
            assert (survey.iri is None) == (surface in ("gravel", "earth"))
            assert survey.iri is None or 0 < survey.iri <= 30
    years = {survey.on.year for road in town.roads for survey in road.surveys if survey.on >= town.first}
    assert len(years) == 2


def test_furniture_stands_on_the_road(town: TownPlan) -> None:
    kinds = set()
    for road in town.roads:
        for item in road.furniture:
            kinds.add(item.kind)
            assert 0 <= item.chainage_m <= road.length_m
            assert 0 <= item.offset_m <= road.row_width_m / 2
    assert kinds == {"sign", "light", "guard_rail"}


def test_bridges_cross_the_water_they_name(town: TownPlan) -> None:
    assert len(town.bridges) >= 12
    assert len({bridge.code for bridge in town.bridges}) == len(town.bridges)
    for bridge in town.bridges:
        road, water = town.roads[bridge.road_index], town.waters[bridge.water_index]
        spot = road.line.interpolate(bridge.chainage_m)
        assert spot.distance(water.line) < float(water.width_m) / 2 + 1.0
        assert bridge.line.distance(water.line) < 1.0
        assert bridge.length_m > Decimal("0.5")


def test_every_road_over_water_has_a_bridge_or_culvert(town: TownPlan) -> None:
    known = {(b.road_index, b.water_index) for b in town.bridges} | {
        (c.road_index, c.water_index) for c in town.culverts
    }
    for r, road in enumerate(town.roads):
        for w, water in enumerate(town.waters):
            if road.line.crosses(water.line):
                assert (r, w) in known, (road.name, water.name)
