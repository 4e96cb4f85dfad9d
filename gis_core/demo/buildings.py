"""Buildings on the parcels of today, houses with their numbers, and the named places."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import shapely

from gis_core.demo.cadastre import Cadastre
from gis_core.demo.fabric import BACK, FIELD, ORCHARD
from gis_core.demo.footprints import Frames, Wish, built, frames
from gis_core.demo.geometry import Floats, Shapes, snapped, stream
from gis_core.demo.lots import GARDEN, HOUSE, SHOP, Strip
from gis_core.demo.names import VILLAGES
from gis_core.demo.records import BuildingPlan, HousePlan, PlacePlan
from gis_core.demo.sites import Sites
from gis_core.pure.citizen_id import check_digit

#: Share of parcels with a main building by how the land was laid out.
BUILT = {SHOP: 0.97, HOUSE: 0.90, GARDEN: 0.86, BACK: 0.40, ORCHARD: 0.30, FIELD: 0.09}
#: Buildings of public places: name, Treasury kind, floors, middle across and setback (shares of the lot), metres.
ON_SITE: dict[str, tuple[tuple[str, str, int, float, float, float, float], ...]] = {
    "temple": (
        ("อุโบสถ", "", 1, 0.50, 0.42, 12, 26), ("วิหาร", "", 1, 0.27, 0.45, 10, 20),
        ("ศาลาการเปรียญ", "", 2, 0.74, 0.15, 18, 26),
        ("กุฏิ", "", 1, 0.12, 0.70, 6, 8), ("กุฏิ", "", 1, 0.24, 0.74, 6, 8), ("กุฏิ", "", 2, 0.86, 0.68, 8, 10),
        ("หอระฆัง", "", 1, 0.38, 0.2, 4, 4),
    ),
    "school": (
        ("อาคารเรียน", "", 2, 0.5, 0.60, 52, 10), ("อาคารเรียน", "", 1, 0.16, 0.25, 9, 36),
        ("โรงอาหาร", "", 1, 0.82, 0.25, 14, 22),
        ("ห้องสมุด", "", 1, 0.82, 0.80, 10, 10),
    ),
    "market": (("ตลาดสด", "", 1, 0.5, 0.2, 34, 32),),
    "town_hall": (("สำนักงานเทศบาล", "", 3, 0.5, 0.35, 36, 18), ("โรงจอดรถดับเพลิง", "", 1, 0.2, 0.78, 20, 9),
        ("คลังพัสดุ", "", 1, 0.75, 0.78, 18, 9)),
    "health": (("อาคารสถานพยาบาล", "", 2, 0.5, 0.3, 24, 14), ("บ้านพักเจ้าหน้าที่", "100", 1, 0.5, 0.74, 9, 9)),
    "cemetery": (("เมรุ", "", 1, 0.5, 0.5, 8, 14), ("ศาลาบำเพ็ญกุศล", "", 1, 0.25, 0.25, 14, 20)),
    "pavilion": (("ศาลากลางบ้าน", "", 1, 0.5, 0.3, 12, 12),),
    "state_land": (("อาคารปฏิบัติการเกษตร", "", 1, 0.4, 0.12, 22, 12), ("โรงเรือนเพาะชำ", "", 1, 0.6, 0.4, 18, 30)),
}  # fmt: skip


@dataclass(frozen=True)
class Built:
    """Buildings, houses and places in the order of their parcels."""

    buildings: tuple[BuildingPlan, ...]
    houses: tuple[HousePlan, ...]
    places: tuple[PlacePlan, ...]


def build_buildings(seed: int, cadastre: Cadastre, strip: Strip, sites: Sites, amphoe_code: str, until: date) -> Built:
    """Main buildings, some outbuildings, the buildings of public places; a door to each dwelling."""
    rng = stream(seed, "buildings")
    parcels = cadastre.parcels
    shapes = np.array([parcel.shape for parcel in parcels], dtype=object)
    lot = np.maximum(cadastre.lot, 0)
    front, direction = strip.front[lot], strip.direction[lot]
    frame = frames(shapes, front, direction, cadastre.lot >= 0)
    drafts = _wanted(cadastre, frame, rng) + _on_sites(cadastre, frame)
    drafts.sort(key=lambda draft: draft.parcel)
    footprints, rows = built(shapes, frame, _wish(drafts))
    free = ~_on_another(footprints)
    footprints, rows = footprints[free], rows[free]
    buildings = _records([drafts[row] for row in rows.tolist()], footprints, cadastre, rng, until)
    houses = _houses(buildings, footprints, cadastre, frame, amphoe_code, rng)
    return Built(tuple(buildings), tuple(houses), tuple(_places(cadastre, sites)))


@dataclass(frozen=True)
class _Draft:
    parcel: int
    across: float
    setback: float
    width: float
    depth: float
    is_l: bool
    kind: str
    code: str
    floors: int
    is_dwelling: bool


def _wish(drafts: list[_Draft]) -> Wish:
    columns = np.array([(d.across, d.setback, d.width, d.depth) for d in drafts])
    return Wish(
        np.array([d.parcel for d in drafts]),
        columns[:, 0],
        columns[:, 1],
        columns[:, 2],
        columns[:, 3],
        np.array([d.is_l for d in drafts]),
    )


def _on_another(footprints: Shapes) -> Any:
    """Which footprints overlap an earlier one: on a small ground not everything finds room."""
    later, earlier = shapely.STRtree(footprints).query(footprints, predicate="overlaps")
    pair = later > earlier
    area = shapely.area(shapely.intersection(footprints[later[pair]], footprints[earlier[pair]]))
    blocked = np.zeros(len(footprints), dtype=bool)
    blocked[later[pair][area > 0.01]] = True
    return blocked


def _wanted(cadastre: Cadastre, frame: Frames, rng: np.random.Generator) -> list[_Draft]:
    """A main building on most lots and now and then a store behind it; new parcels of a merger stay empty."""
    chance = rng.random((len(cadastre.parcels), 8)).tolist()
    drafts = []
    for i, (parcel, dice) in enumerate(zip(cadastre.parcels, chance, strict=True)):
        merged = parcel.begins_on is not None and "/" not in parcel.parcel_code
        if not parcel.is_alive or merged or parcel.site or parcel.land_use == "vacant":
            continue
        if dice[0] >= BUILT.get(parcel.lot_kind, 0.0) * (0.6 if parcel.begins_on else 1.0):
            continue
        low, high, deep = float(frame.low[i]), float(frame.high[i]), float(frame.depth[i])
        drafts += _main(i, parcel.lot_kind, parcel.land_use, low, high, deep, dice)
    return drafts


def _main(i: int, lot: str, use: str, low: float, high: float, deep: float, dice: list[float]) -> list[_Draft]:
    middle, wide = (low + high) / 2, high - low
    if lot == SHOP:
        depth = min(deep - 3.2, 12.0 if dice[1] < 0.7 else 14.0)
        return [_Draft(i, middle, 1.6, wide - 0.06, depth, False, "ตึกแถว", "300", 2 + (dice[2] < 0.35), True)]
    if lot == FIELD:
        return [
            _Draft(
                i,
                middle,
                min(8 + 20 * dice[1], deep / 3),
                4 + 3 * dice[2],
                5 + 3 * dice[3],
                False,
                "โรงเรือนเกษตร",
                "",
                1,
                False,
            )
        ]
    if use == "other" and wide > 12:
        return [_Draft(i, middle, 8.0, min(wide * 0.7, 30), min(deep * 0.5, 40), False, "โกดัง", "401", 1, False)]
    setback = min(3 + 7 * dice[1], 0.3 * deep)
    width = min(max(wide * (0.45 + 0.27 * dice[2]), 5.0), 14.5)
    depth = min(max((deep - setback) * (0.4 + 0.25 * dice[3]), 6.0), 15.5)
    shift = (dice[4] - 0.5) * max(0.0, wide - width) * 0.5
    floors = 1 if dice[5] < 0.55 else 2
    row_house = dice[6] < 0.06 and lot == HOUSE
    kind, code = ("บ้านแถว", "200") if row_house else ("บ้านเดี่ยว", "100")
    main = _Draft(i, middle + shift, setback, width, depth, dice[6] > 0.72, kind, code, floors, True)
    behind = setback + depth + 2.0
    if dice[7] > 0.14 or deep - behind < 5:
        return [main]
    return [
        main,
        _Draft(i, middle - shift, behind, 4.5, min(5.0, deep - behind - 1), False, "อาคารเก็บของ", "", 1, False),
    ]


def _on_sites(cadastre: Cadastre, frame: Frames) -> list[_Draft]:
    drafts = []
    for i, parcel in enumerate(cadastre.parcels):
        for kind, code, floors, across, setback, width, depth in ON_SITE.get(parcel.site, ()):
            low, wide, deep = float(frame.low[i]), float(frame.high[i] - frame.low[i]), float(frame.depth[i])
            drafts.append(
                _Draft(i, low + across * wide, setback * deep, width, depth, False, kind, code, floors, False)
            )
    return drafts


def _records(drafts: list[_Draft], shapes: Shapes, cadastre: Cadastre, rng: Any, until: date) -> list[BuildingPlan]:
    numbers: dict[int, int] = {}
    age = np.minimum(70, rng.gamma(2.2, 11.0, len(drafts))).astype(int).tolist()
    dice = rng.random((len(drafts), 2)).tolist()
    result = []
    for draft, shape, years, (a, b) in zip(drafts, shapes, age, dice, strict=True):
        parcel = cadastre.parcels[draft.parcel]
        numbers[draft.parcel] = numbers.get(draft.parcel, 0) + 1
        completed = _completed(parcel.begins_on, until, a, b)
        result.append(
            BuildingPlan(
                building_code=f"{parcel.parcel_code}/{numbers[draft.parcel]:03}",
                parcel_index=draft.parcel,
                shape=shape,
                kind_code=draft.code,
                kind_name=draft.kind,
                structure=_structure(draft, years, a),
                floors=draft.floors,
                built_year_be=(completed.year if completed else until.year - 2 - years) + 543,
                completed_on=completed,
            )
        )
    return result


def _completed(begins_on: date | None, until: date, a: float, b: float) -> date | None:
    """A building of the two years: on a parcel that is itself new, or one in fifty elsewhere."""
    if begins_on is not None:
        return begins_on + timedelta(days=1 + int(a * max(1, (until - begins_on).days - 2)))
    return until - timedelta(days=5 + int(a * 700)) if b < 0.02 else None


def _structure(draft: _Draft, years: int, dice: float) -> str:
    if draft.kind in ("บ้านเดี่ยว", "กุฏิ", "โรงเรือนเกษตร"):
        if years > 38:
            return "wood" if dice < 0.6 else "mixed"
        return "masonry" if dice < (0.45 if years > 18 else 0.85) else "mixed" if dice < 0.93 else "wood"
    return "masonry"


def _houses(
    buildings: list[BuildingPlan], shapes: Shapes, cadastre: Cadastre, frame: Frames, amphoe_code: str, rng: Any
) -> list[HousePlan]:
    """Numbers run through each village in the order of the parcels; a quarter are divided numbers such as 12/3."""
    centre = shapely.get_coordinates(shapely.centroid(shapes))
    dice = rng.random(len(buildings)).tolist()
    base: dict[int, int] = {}
    part: dict[int, int] = {}
    houses: list[HousePlan] = []
    for index, building in enumerate(buildings):
        if building.kind_code not in ("100", "200", "300"):
            continue
        parcel = cadastre.parcels[building.parcel_index]
        moo = parcel.moo
        divided = dice[index] < 0.27 and base.get(moo, 0) > 0
        base[moo] = base.get(moo, 0) + (0 if divided else 1)
        part[moo] = part.get(moo, 0) + 1 if divided else 0
        house_no = f"{base[moo]}/{part[moo]}" if divided else str(base[moo])
        twelve = f"0{amphoe_code}{len(houses) + 1:06}0"
        register_id = f"{amphoe_code}{len(houses) + 1:06}{check_digit(twelve)}"
        houses.append(
            HousePlan(house_no, moo, register_id, index, building.parcel_index, _door(centre[index], building, frame))
        )
    return houses


def _door(centre: Floats, building: BuildingPlan, frame: Frames) -> Any:
    """The point of the footprint's edge that looks to the road."""
    unit = frame.unit[building.parcel_index]
    towards = np.array([unit[1], -unit[0]]) * 60.0
    way = shapely.linestrings([centre, centre + towards])
    hit = shapely.get_coordinates(shapely.intersection(way, building.shape.exterior))
    return shapely.Point(snapped(hit[-1] if len(hit) else centre))


def _places(cadastre: Cadastre, sites: Sites) -> list[PlacePlan]:
    by_parcel: list[PlacePlan] = []
    for i, parcel in enumerate(cadastre.parcels):
        if not parcel.site:
            continue
        lot = int(cadastre.lot[i])
        kind = sites.kinds[lot]
        name = kind.thai.format(name=VILLAGES[parcel.moo - 1].removeprefix("บ้าน"))
        point = shapely.Point(snapped(shapely.get_coordinates(shapely.point_on_surface(parcel.shape))[0]))
        by_parcel.append(PlacePlan(name, kind.place_kind, kind.key, point, i))
    return _told_apart(by_parcel)


def _told_apart(places: list[PlacePlan]) -> list[PlacePlan]:
    """Names used twice get a number: a big town has several markets."""
    seen: dict[str, int] = {}
    result = []
    for place in places:
        seen[place.thai] = seen.get(place.thai, 0) + 1
        again = seen[place.thai]
        name = place.thai if again == 1 else f"{place.thai} แห่งที่ {again}"
        result.append(PlacePlan(name, place.kind, place.key, place.point, place.parcel_index))
    return result
