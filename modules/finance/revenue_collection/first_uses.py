"""What a tax year's uses begin with: those of the year before, or what the property register says of land and floors.

Surveyors and assessors correct them from there; nobody types in a town anew each year.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from gis_core.features import clock
from gis_core.features.copying import copy_rows, time_ordered_uuids
from gis_core.numbering import series
from gis_core.pure.refusal import Refused
from layers.registry import registry
from modules.finance.revenue_collection.land_law import ACT
from modules.finance.revenue_collection.land_tax import tax_day
from modules.finance.revenue_collection.models import LandTaxUse, TaxYear
from modules.finance.revenue_collection.sql import ask

COLUMNS = (
    "parcel_id", "condo_unit_id", "seq", "category", "land_sqwah", "building_id", "floor_m2", "home_id",
    "home_person_id", "vacant_since_be", "farmer_registered",
)  # fmt: skip


def begin(year: TaxYear, parcels: Collection[int] | None = None) -> int:
    """Write the first uses of places that have none in the year; returns how many. Needs an open change.

    parcels: only those of these parcels, by their ids; else of all parcels and units.
    """
    before = TaxYear.objects.filter(code=str(year.year_be - 1)).first()
    rows = ask(
        "first_uses", None, {}, year=year.pk, before=before.pk if before else None, year_be=year.year_be,
        day=tax_day(year.year_be),
    )  # fmt: skip
    if parcels is not None:
        rows = [row for row in rows if row["parcel_id"] in parcels]
    if not rows:
        return 0
    register = registry.for_model(LandTaxUse)
    declared = register.declared  # type: ignore[union-attr]
    numbers = series.take_many(register.key, declared.number, clock.today(), len(rows), declared.number_year)  # type: ignore[union-attr]
    names = ("uid", "register_no", "status", "note", "tax_year_id", *COLUMNS)
    copy_rows(
        LandTaxUse,
        names,
        (
            [uid, number, "", "", year.pk, *(row[name] for name in COLUMNS)]
            for uid, row, number in zip(time_ordered_uuids(len(rows)), rows, numbers, strict=True)
        ),
    )
    return len(rows)


def run(year: TaxYear, values: Mapping[str, Any], user: Any) -> str:
    """The button on the tax year."""
    made = begin(year)
    if not made:
        raise Refused("NOTHING", "ทุกแปลงและห้องชุดมีการใช้ประโยชน์ของปีนี้แล้ว", ACT)
    return f"ตั้งต้นการใช้ประโยชน์ {made:,} รายการ"
