"""Appraised prices on a day: of buildings by kind, of units by floor; of land see `gis_core.ground.land_prices`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from gis_core.features import measure
from gis_core.ground.land_prices import SATANG, by_share, land_price, land_prices
from gis_core.ground.models import Building, CondoPrice, CondoUnit

__all__ = ["SATANG", "building_price", "by_share", "floor_area", "land_price", "land_prices", "unit_price"]


def floor_area(building: Building) -> Decimal:
    """Square metres of all floors: as surveyed line by line, else the footprint times the floors."""
    lines = [line.area_m2 for line in building.floor_uses.all()]
    if lines:
        return sum(lines, Decimal(0))
    return measure.round_m(measure.area_m2(building.geom)) * building.floors


def building_price(building: Building, prices: Mapping[str, Decimal]) -> dict[str, Any]:
    """Price of new of a building by its kind, before depreciation. `per_m2` is None for a kind without a price.

    `prices` are those of a day: `figures.building_prices`.
    """
    per_m2 = prices.get(building.kind_code)
    area = floor_area(building)
    baht = (area * per_m2).quantize(SATANG, ROUND_HALF_UP) if per_m2 is not None else None
    return {"per_m2": per_m2, "area_m2": area, "baht": baht}


def unit_price(unit: CondoUnit, prices: Iterable[CondoPrice]) -> Decimal | None:
    """Appraised value of a unit by the price of its floor; None when its floor has no price."""
    found = next((p for p in prices if p.floor_from <= unit.floor <= p.floor_to), None)
    return (unit.area_m2 * found.baht_per_m2).quantize(SATANG, ROUND_HALF_UP) if found else None
