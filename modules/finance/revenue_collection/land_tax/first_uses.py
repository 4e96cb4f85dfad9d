"""What a tax year's uses begin with: those of the year before, or what the property register says of land and floors.

Surveyors and assessors correct them from there; nobody types in a town anew each year.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Q

from gis_core.features import clock, measure
from gis_core.features.copying import copy_rows, time_ordered_uuids
from gis_core.ground.models import CondoUnit, Parcel
from gis_core.ground.queries import LIVE
from gis_core.numbering import series
from gis_core.pure.rate_lookup import rate
from gis_core.pure.refusal import Refused
from layers.registry import registry
from modules.finance.revenue_collection import figures
from modules.finance.revenue_collection.land_tax import use_changes
from modules.finance.revenue_collection.land_tax.land_law import ACT
from modules.finance.revenue_collection.land_tax.part_rules import SQM_PER_SQWAH
from modules.finance.revenue_collection.land_tax.tax_day import tax_day
from modules.finance.revenue_collection.models import LandTaxPart, LandTaxUse, TaxYear
from modules.finance.revenue_collection.sql import ask
from modules.kernel.rates.lookup import rows_of

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
    _write(LandTaxUse, rows, COLUMNS, {"note": "", "tax_year_id": year.pk})
    _carry_parts(year, before, [row["parcel_id"] for row in rows if row["parcel_id"]])
    return len(rows)


def _carry_parts(year: TaxYear, before: TaxYear | None, parcels: list[int]) -> None:
    """The drawings of the year before, where the parcel still holds them."""
    if before is None:
        return
    allowed = rate(rows_of(figures.SETTINGS), "area_tolerance_sqwah", tax_day(year.year_be)).value * SQM_PER_SQWAH
    values = {"year": year.pk, "before": before.pk, "parcels": parcels, "zone": measure.office_srid()}
    rows = ask("first_parts", None, {}, allowed_m2=allowed, **values)
    _write(LandTaxPart, rows, ("use_id", "area_sqwah", "note", "geom"), {})


def _write(model: Any, rows: Sequence[Mapping[str, Any]], columns: Sequence[str], fixed: Mapping[str, Any]) -> None:
    """Numbered rows of a register, set by set."""
    if not rows:
        return
    register = registry.for_model(model)
    declared = register.declared  # type: ignore[union-attr]
    numbers = series.take_many(register.key, declared.number, clock.today(), len(rows), declared.number_year)  # type: ignore[union-attr]
    copy_rows(
        model,
        ("uid", "register_no", "status", *fixed, *columns),
        (
            [uid, number, "", *fixed.values(), *(row[name] for name in columns)]
            for uid, row, number in zip(time_ordered_uuids(len(rows)), rows, numbers, strict=True)
        ),
    )


def all_begun(year: TaxYear) -> Iterator[Refused]:
    """``NOTHING`` when every place has its uses of the year and no accepted change of use waits for them."""
    if not use_changes.waiting(year).exists() and not _wanting(year):
        yield Refused("NOTHING", "ทุกแปลงและห้องชุดมีการใช้ประโยชน์ของปีนี้แล้ว", ACT)


def _wanting(year: TaxYear) -> bool:
    """Whether `begin` would write anything, asked of the keys alone: a page of a large town asks it too.

    Lists of keys are hashed whatever the planner knows of a year that was just written; joined, each parcel looked
    through them (1.5 s of 6,000).
    """
    used = LandTaxUse.objects.filter(tax_year=year)
    kept = LandTaxUse.objects.filter(tax_year__code=str(year.year_be - 1), parcel__isnull=False).values("parcel")
    live = Parcel.objects.filter(status__in=LIVE).exclude(pk__in=used.filter(parcel__isnull=False).values("parcel"))
    public = Q(land_use=Parcel.LandUse.PUBLIC)
    units = CondoUnit.objects.exclude(pk__in=used.filter(condo_unit__isnull=False).values("condo_unit"))
    return any(found.exists() for found in (live.exclude(public), live.filter(public, pk__in=kept), units))


def run(year: TaxYear, values: Mapping[str, Any], user: Any) -> str:
    """The button on the tax year."""
    made = begin(year)
    changed, failed = use_changes.apply_waiting(year, user)
    told = f"ตั้งต้นการใช้ประโยชน์ {made:,} รายการ"
    told += f" แก้ไขตาม ภ.ด.ส.5 ที่รับไว้ {changed:,} รายการ" if changed else ""
    return told + (f" แก้ไขตาม ภ.ด.ส.5 ไม่ได้ {failed:,} รายการ ให้ตรวจสอบ" if failed else "")
