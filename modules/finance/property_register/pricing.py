"""Appraised prices on a day: of land by its own price, strip or zone, of buildings by kind, of units by floor."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from gis_core.features import measure
from gis_core.ground.models import Building, CondoPrice, CondoUnit, Parcel
from modules.finance.property_register import figures
from modules.finance.property_register.sql import ask

SATANG = Decimal("0.01")


@dataclass(frozen=True)
class PricedPart:
    """A part of a parcel at one price. `code` is the strip or zone, "" for the parcel's own price."""

    kind: str
    code: str
    area_sqwah: Decimal
    baht_per_sqwah: Decimal

    @property
    def baht(self) -> Decimal:
        return (self.area_sqwah * self.baht_per_sqwah).quantize(SATANG, ROUND_HALF_UP)

    @property
    def thai(self) -> str:
        return {"own": "ราคารายแปลง", "strip": f"ริมทาง {self.code}", "zone": f"เขตราคา {self.code}"}[self.kind]


@dataclass(frozen=True)
class LandPrice:
    """The appraised value of a parcel. `unpriced_sqwah` lies in no strip and no zone."""

    parts: tuple[PricedPart, ...]
    unpriced_sqwah: Decimal = Decimal(0)

    @property
    def baht(self) -> Decimal:
        return sum((part.baht for part in self.parts), Decimal(0))


def land_price(parcel: Parcel, on: date) -> LandPrice:
    """What the land is appraised at on a day, part by part; the deed's area is the area that counts."""
    own = parcel.prices.filter(valid__contains=on).order_by("id").first()
    if own is not None:
        return LandPrice((PricedPart("own", "", parcel.area_sqwah, own.baht_per_sqwah),))
    rows = ask("land_price", None, {}, parcels=[parcel.pk], day=on, zone=measure.office_srid())
    return by_share(parcel.area_sqwah, parcel.gis_area_m2, rows)


def by_share(area_sqwah: Decimal, drawn_m2: Decimal, rows: Iterable[dict[str, Any]]) -> LandPrice:
    """The drawn parts brought to the deed's area: each takes its share of it, the last what rounding leaves."""
    rows = list(rows)
    left = area_sqwah
    parts = []
    whole = max(drawn_m2, sum((row["m2"] for row in rows), Decimal(0)))
    covered = sum((row["m2"] for row in rows), Decimal(0))
    full = covered >= whole - Decimal("0.05")
    for number, row in enumerate(rows, 1):
        share = (area_sqwah * row["m2"] / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)
        share = left if full and number == len(rows) else min(share, left)
        left -= share
        parts.append(PricedPart(row["kind"], row["code"], share, row["baht_per_sqwah"]))
    return LandPrice(tuple(parts), left)


def floor_area(building: Building) -> Decimal:
    """Square metres of all floors: as surveyed line by line, else the footprint times the floors."""
    lines = [line.area_m2 for line in building.floor_uses.all()]
    if lines:
        return sum(lines, Decimal(0))
    return measure.round_m(measure.area_m2(building.geom)) * building.floors


def building_price(building: Building, on: date) -> dict[str, Any]:
    """Price of new of a building by its kind, before depreciation. `per_m2` is None for a kind without a price."""
    per_m2 = figures.building_prices(on).get(building.kind_code)
    area = floor_area(building)
    baht = (area * per_m2).quantize(SATANG, ROUND_HALF_UP) if per_m2 is not None else None
    return {"per_m2": per_m2, "area_m2": area, "baht": baht}


def unit_price(unit: CondoUnit, prices: Iterable[CondoPrice]) -> Decimal | None:
    """Appraised value of a unit by the price of its floor; None when its floor has no price."""
    found = next((p for p in prices if p.floor_from <= unit.floor <= p.floor_to), None)
    return (unit.area_m2 * found.baht_per_m2).quantize(SATANG, ROUND_HALF_UP) if found else None
