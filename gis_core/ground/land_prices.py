"""Appraised prices of land on a day: its own, or those of the strips along roads and the zones it lies in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from django.db import connection

from gis_core.features import measure
from gis_core.ground.models import AppraisalPrice, Parcel

LAND_PRICE = Path(__file__).parent / "sql" / "land_price.sql"
SATANG = Decimal("0.01")
#: Parcels cut along strips and zones in one statement.
AT_ONCE = 5000


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

    @property
    def baht_per_sqwah(self) -> Decimal | None:
        """The mean price of the whole, exact; None while a part of it has none."""
        area = sum((part.area_sqwah for part in self.parts), Decimal(0))
        return self.baht / area if area and not self.unpriced_sqwah else None


def land_price(parcel: Parcel, on: date) -> LandPrice:
    """What the land is appraised at on a day, part by part; the deed's area is the area that counts."""
    own = parcel.prices.filter(valid__contains=on).order_by("id").first()
    if own is not None:
        return LandPrice((PricedPart("own", "", parcel.area_sqwah, own.baht_per_sqwah),))
    return by_share(parcel.area_sqwah, parcel.gis_area_m2, _cut([parcel.pk], on))


def land_prices(parcels: Iterable[Parcel], on: date) -> dict[int, LandPrice]:
    """`land_price` of many parcels by their ids, in three statements however many they are."""
    of = {parcel.pk: parcel for parcel in parcels}
    own: dict[int, LandPrice] = {}
    for price in AppraisalPrice.objects.filter(parcel__in=of, valid__contains=on).order_by("-id"):
        parcel = of[price.parcel_id]
        own[parcel.pk] = LandPrice((PricedPart("own", "", parcel.area_sqwah, price.baht_per_sqwah),))
    bare = of.keys() - own.keys()
    return own | (area_prices(bare, on) if bare else {})


def area_prices(parcels: Iterable[int], on: date) -> dict[int, LandPrice]:
    """By id, the prices of strips and zones of many parcels, for those that have none of their own."""
    wanted = sorted(parcels)
    found: dict[int, LandPrice] = {}
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        parts = defaultdict(list)
        for row in _cut(some, on):
            parts[row["parcel_id"]].append(row)
        sizes = Parcel.objects.filter(pk__in=some).values_list("id", "area_sqwah", "gis_area_m2")
        found |= {pk: by_share(area, drawn, parts.get(pk, ())) for pk, area, drawn in sizes}
    return found


def _cut(parcels: list[int], on: date) -> list[dict[str, Any]]:
    values = {"parcels": parcels, "day": on, "zone": measure.office_srid()}
    with connection.cursor() as cursor:
        cursor.execute(LAND_PRICE.read_text(encoding="utf-8"), values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


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
