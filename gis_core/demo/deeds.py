"""Papers of parcels: kind of deed, numbers, sheet, area as written on the deed, use and appraised price."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import shapely

from gis_core.demo.crs import degrees_of, to_indian_1975
from gis_core.demo.fabric import FIELD, ORCHARD
from gis_core.demo.geometry import Floats, Ints, Shapes
from gis_core.demo.lots import GARDEN, HOUSE, SHOP, SITE
from gis_core.pure.map_sheet import quadrant_of, sheet_at

#: Shares of deed types by how the land was laid out; the rest has a title deed (น.ส.4).
TYPES = {
    SHOP: (("none", 0.01),),
    HOUSE: (("ns3k", 0.05), ("ns3", 0.01), ("sk1", 0.015), ("none", 0.035)),
    FIELD: (("ns3k", 0.10), ("sk1", 0.025), ("spk401", 0.03), ("none", 0.03)),
}
NO_UTM_SHEET = ("ns3k", "ns3", "sk1", "none")


@dataclass(frozen=True)
class Papers:
    """Columns over the parcels; `deed_no` 0 and `scale` 0 mean none. Areas are tenths of a square wah."""

    deed_type: list[str]
    deed_no: Ints
    land_no: Ints
    sheet: list[tuple[str, str, str, str]]
    scale: Ints
    area_tenths: Ints
    land_use: list[str]
    price: Ints


def deed_types(kinds: list[str], rng: np.random.Generator) -> list[str]:
    """A deed type for each parcel but sites, which have that of their kind of place."""
    chance = rng.random(len(kinds)).tolist()
    result = []
    for kind, place in zip(kinds, chance, strict=True):
        chosen = "ns4"
        for name, share in TYPES.get(kind, TYPES[FIELD] if kind == ORCHARD else TYPES[HOUSE]):
            if place < share:
                chosen = name
                break
            place -= share
        result.append(chosen)
    return result


def deed_numbers(types: list[str], rng: np.random.Generator) -> Ints:
    """Numbers unique in the district, near each other for parcels next to each other; 0 without a deed."""
    count = len(types)
    step = max(1, min(9, 990_000 // (2 * max(count, 1))))
    numbers = np.cumsum(rng.integers(1, 2 * step, count)) + int(rng.integers(1, 900))
    for start in range(0, count, 40):
        part = numbers[start : start + 40]
        numbers[start : start + 40] = rng.permutation(part)
    return np.where(np.array(types) == "none", 0, numbers)


def areas_on_deeds(shapes: Shapes, rng: np.random.Generator) -> Ints:
    """Tenths of a square wah: most as drawn, a few some per cent off, one in thirty more than 5 % off."""
    tenths = np.maximum(10, np.floor(shapely.area(shapes) / 4 * 10 + 0.5)).astype(np.int64)
    chance = rng.random(len(shapes))
    sign = np.where(rng.random(len(shapes)) < 0.5, -1, 1)
    off = np.where(chance < 0.033, rng.uniform(0.06, 0.13, len(shapes)), rng.uniform(0.0, 0.012, len(shapes)))
    result: Ints = np.where(chance < 0.15, np.round(tenths * (1 + sign * off)).astype(np.int64), tenths)
    return result


def land_uses(kinds: list[str], rng: np.random.Generator) -> list[str]:
    """Use of each parcel; one in twelve lots lies idle."""
    chance = rng.random(len(kinds)).tolist()
    return [_use(kind, place) for kind, place in zip(kinds, chance, strict=True)]


def _use(kind: str, chance: float) -> str:
    if kind == SITE:
        return "public"
    if kind == SHOP:
        return "other" if chance < 0.94 else "vacant"
    if kind in (FIELD, ORCHARD):
        return "agriculture" if chance < 0.95 else "vacant" if chance < 0.985 else "other"
    if kind in (HOUSE, GARDEN):
        return "residence" if chance < 0.88 else "other" if chance < 0.925 else "vacant"
    return "residence" if chance < 0.42 else "agriculture" if chance < 0.72 else "vacant"


def sheets(points: Floats, density: Floats, types: list[str]) -> tuple[list[tuple[str, str, str, str]], Ints]:
    """The parts of each parcel's sheet: large scales where lots are small, none for deeds on aerial photographs."""
    grid = to_indian_1975(points).tolist()
    degrees = degrees_of(points).tolist()
    scales = np.select([density > 0.72, density > 0.16, density > 0.08], [500, 1000, 2000], 4000)
    names = []
    for (x, y), (lon, lat), scale, kind in zip(grid, degrees, scales.tolist(), types, strict=True):
        if kind in NO_UTM_SHEET:
            names.append(("", "", "", ""))
            continue
        utm1, utm2 = quadrant_of(lon, lat)
        sheet = sheet_at(x, y, scale, utm1, utm2)
        names.append((sheet.utm1, str(sheet.utm2), sheet.utm3, f"{sheet.utm4:02}"))
    return names, np.where(np.isin(types, NO_UTM_SHEET), 0, scales)


def land_numbers(names: list[tuple[str, str, str, str]], scale: Ints, types: list[str]) -> Ints:
    """Running number within each sheet; parcels without a sheet are numbered by kind of deed."""
    seen: dict[Any, int] = {}
    numbers = []
    for name, size, kind in zip(names, scale.tolist(), types, strict=True):
        key = (*name, size) if size else kind
        seen[key] = seen.get(key, 0) + 1
        numbers.append(seen[key] if kind != "none" else 0)
    return np.array(numbers)


def prices(kinds: list[str], density: Floats, rng: np.random.Generator) -> Ints:
    """Baht per square wah, in steps of 25: dear along the market street, a few hundred in the fields."""
    base = np.where(np.isin(kinds, [FIELD, ORCHARD]), 150 + 900 * density, 600 + 9_000 * density**1.5)
    base = np.where(np.array(kinds) == SHOP, 9_000 + 12_000 * density, base)
    return (np.maximum(125, np.round(base * rng.uniform(0.9, 1.15, len(kinds)) / 25) * 25)).astype(np.int64)


def tenths(value: int) -> Decimal:
    """Square wah with one decimal."""
    return Decimal(value).scaleb(-1)
