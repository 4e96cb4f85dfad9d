"""The land fits together: villages, zones, blocks, parcels, buildings, roads and water."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
import shapely

from gis_core.demo.crs import to_indian_1975
from gis_core.demo.plan import TownPlan
from gis_core.demo.records import ParcelPlan
from gis_core.pure.map_sheet import sheet_bounds, sheet_from_parts
from gis_core.pure.parcel_code import parse_building_code, parse_parcel_code


def shapes_of(records: tuple) -> np.ndarray:
    return np.array([record.shape for record in records], dtype=object)


def alive_on(town: TownPlan, day: date) -> list[ParcelPlan]:
    return [p for p in town.parcels if (p.begins_on or date.min) <= day < (p.ends_on or date.max)]


@pytest.mark.parametrize("tiles", ["villages", "zones", "blocks"])
def test_areas_tile_the_boundary(town: TownPlan, tiles: str) -> None:
    shapes = shapes_of(getattr(town, tiles))
    assert shapely.coverage_is_valid(shapes)
    assert shapely.coverage_union_all(shapes).equals(town.office.boundary)
    assert shapely.area(shapes).sum() == pytest.approx(town.office.boundary.area, abs=1e-3)


def test_the_town_has_twelve_villages_and_two_to_nine_zones(town: TownPlan) -> None:
    assert [village.moo for village in town.villages] == list(range(1, 13))
    assert 2 <= len(town.zones) <= 9
    assert town.office.boundary.geom_type == "Polygon"


def test_blocks_tile_their_zone(town: TownPlan) -> None:
    for number, zone in enumerate(town.zones):
        mine = [block for block in town.blocks if block.zone_index == number]
        assert [block.letter for block in mine] == [chr(65 + i) for i in range(len(mine))]
        assert all(block.code == zone.code + block.letter for block in mine)
        assert shapely.coverage_union_all(shapes_of(tuple(mine))).equals(zone.shape)


@pytest.mark.parametrize("edge", ["first", "until"])
def test_parcels_of_a_block_are_a_coverage(town: TownPlan, edge: str) -> None:
    day = getattr(town, edge)
    by_block: dict[int, list] = {}
    for parcel in alive_on(town, day):
        by_block.setdefault(parcel.block_index, []).append(parcel.shape)
    assert len(by_block) == len(town.blocks)
    faults = [town.blocks[i].code for i, shapes in by_block.items() if not shapely.coverage_is_valid(np.array(shapes))]
    assert not faults


def test_parcels_are_sound_and_lie_in_their_block_and_village(town: TownPlan) -> None:
    shapes = shapes_of(town.parcels)
    assert shapely.is_valid(shapes).all()
    assert set(shapely.get_type_id(shapes)) == {3}
    assert shapely.area(shapes).min() >= 4
    blocks = shapes_of(town.blocks)[[p.block_index for p in town.parcels]]
    villages = shapes_of(town.villages)[[p.moo - 1 for p in town.parcels]]
    for around in (blocks, villages):
        assert shapely.area(shapely.difference(shapes, around)).max() < 0.5


def test_parcels_keep_out_of_road_reserves_and_water(town: TownPlan) -> None:
    reserves = [
        shapely.buffer(r.line, float(r.row_width_m) / 2, cap_style="flat", join_style="mitre", mitre_limit=2)
        for r in town.roads
    ]
    waters = [shapely.buffer(w.line, float(w.width_m) / 2, cap_style="flat") for w in town.waters]
    taken = np.array([*reserves, *waters], dtype=object)
    shapes = shapes_of(town.parcels)
    parcel, other = shapely.STRtree(taken).query(shapes, predicate="intersects")
    overlap = shapely.area(shapely.intersection(shapes[parcel], taken[other]))
    assert overlap.max() < 0.5


def test_parcels_of_today_do_not_overlap_across_blocks(town: TownPlan) -> None:
    shapes = shapes_of(tuple(p for p in town.parcels if p.is_alive))
    one, other = shapely.STRtree(shapes).query(shapes, predicate="overlaps")
    assert not len(one) or shapely.area(shapely.intersection(shapes[one], shapes[other])).max() < 0.5


def test_codes_are_unique_valid_and_name_their_block(town: TownPlan) -> None:
    codes = [parcel.parcel_code for parcel in town.parcels]
    assert len(set(codes)) == len(codes)
    for parcel in town.parcels:
        parsed = parse_parcel_code(parcel.parcel_code)
        assert f"{parsed.zone:02}{parsed.block}" == town.blocks[parcel.block_index].code


def test_lots_begin_in_the_north_west_of_each_block(town: TownPlan) -> None:
    for number, block in enumerate(town.blocks):
        mine = [p for p in town.parcels if p.block_index == number and p.begins_on is None]
        lots = [parse_parcel_code(p.parcel_code).lot for p in mine]
        assert lots == list(range(1, len(mine) + 1))
        north = [p.shape.centroid.y for p in mine]
        third = max(1, len(mine) // 3)
        assert sum(north[:third]) / third >= sum(north[-third:]) / third, block.code


def test_sheets_agree_with_the_position(town: TownPlan) -> None:
    for parcel in town.parcels[::7]:
        if parcel.scale is None:
            assert parcel.deed_type in ("ns3k", "ns3", "sk1", "none")
            continue
        point = shapely.get_coordinates(shapely.point_on_surface(parcel.shape))
        (x, y) = to_indian_1975(point)[0]
        sheet = sheet_from_parts(parcel.utm1, parcel.utm2, parcel.utm3, parcel.utm4, str(parcel.scale))
        box = sheet_bounds(sheet)
        assert box.min_x <= x < box.max_x
        assert box.min_y <= y < box.max_y


def test_sheet_and_land_number_name_one_parcel(town: TownPlan) -> None:
    keys = [(p.utm1, p.utm2, p.utm3, p.utm4, p.scale, p.land_no) for p in town.parcels if p.scale]
    assert len(set(keys)) == len(keys)


def test_the_datum_shift_is_the_named_one() -> None:
    """The worked example of the shared section on coordinates: 15.0 N 100.5 E."""
    shifted = to_indian_1975(np.array([[661_277.31, 1_658_872.51]]))[0]
    assert shifted == pytest.approx([661_611.20, 1_658_568.77], abs=0.01)


def test_deeds_are_numbered_once(town: TownPlan) -> None:
    deeds = [(p.deed_type, p.deed_no) for p in town.parcels if p.deed_no]
    assert len(set(deeds)) == len(deeds)
    assert all(p.deed_no.isdigit() and 1 <= len(p.deed_no) <= 6 for p in town.parcels if p.deed_no)
    assert all(not p.deed_no for p in town.parcels if p.deed_type == "none")
    kinds = {p.deed_type for p in town.parcels}
    assert {"ns4", "ns3k", "sk1", "none", "nsl", "rachaphatsadu"} <= kinds


def test_deed_areas_are_near_the_drawing_but_for_a_few(town: TownPlan) -> None:
    drawn = shapely.area(shapes_of(town.parcels)) / 4
    deed = np.array([float(p.area_sqwah) for p in town.parcels])
    off = np.abs(deed - drawn) / deed
    assert 0.015 < (off > 0.05).mean() < 0.05
    assert np.median(np.abs(deed - drawn)) <= 0.051


def test_buildings_stand_inside_their_parcel_and_apart(town: TownPlan) -> None:
    shapes = shapes_of(town.buildings)
    parcels = shapes_of(town.parcels)[[b.parcel_index for b in town.buildings]]
    assert shapely.contains(parcels, shapes).all()
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    pair = one < other
    assert shapely.area(shapely.intersection(shapes[one[pair]], shapes[other[pair]])).max(initial=0) < 0.5
    assert all(town.parcels[b.parcel_index].is_alive for b in town.buildings)


def test_building_codes_are_unique_and_of_their_parcel(town: TownPlan) -> None:
    codes = [b.building_code for b in town.buildings]
    assert len(set(codes)) == len(codes)
    for building in town.buildings:
        parsed = parse_building_code(building.building_code)
        assert str(parsed.parcel) == town.parcels[building.parcel_index].parcel_code
        assert 2400 <= building.built_year_be <= town.until.year + 543


def test_public_places_stand_on_their_own_ground(town: TownPlan) -> None:
    keys = {place.key for place in town.places}
    needed = {"temple", "school", "health", "market", "town_hall", "cemetery", "pond", "playground"}
    assert needed <= keys
    assert all(town.parcels[p.parcel_index].shape.contains(p.point) for p in town.places)
    assert len({place.thai for place in town.places}) == len(town.places)
    temple = next(place for place in town.places if place.thai == "วัดสาธิตวนาราม")
    river = next(water for water in town.waters if water.kind == "river")
    assert town.parcels[temple.parcel_index].shape.distance(river.line) < float(river.width_m)


def test_the_town_is_where_it_should_be(town: TownPlan) -> None:
    west, south, east, north = shapely.total_bounds(town.to_wgs84(shapes_of(town.villages)))
    assert 100.4 < west < east < 100.7
    assert 14.9 < south < north < 15.2
    rai = town.office.boundary.area / 1_600
    assert 12_000 < rai < 20_000


@pytest.mark.parametrize(
    ("what", "expected"), [("parcels", 6_000), ("buildings", 4_000), ("persons", 5_000), ("organisations", 60)]
)
def test_counts(town: TownPlan, what: str, expected: int) -> None:
    records = getattr(town, what)
    count = sum(p.is_alive for p in records) if what == "parcels" else len(records)
    assert expected * 0.9 <= count <= expected * 1.1
