"""The register of drawn parts: where on a parcel each use lies, drawn on the map inside the parcel's true edges."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import F

from gis_core.features import measure
from gis_core.ground.models import Parcel
from gis_core.pure.rate_lookup import rate
from gis_core.pure.refusal import Refused
from layers.declare import Action, Draft, Fill, Grant, ImportMap, Label, Layer, Parameter, Register, SpatialQuery
from layers.engine import records
from layers.engine.rows import rows
from layers.registry import registry
from modules.finance.revenue_collection import figures
from modules.finance.revenue_collection.land_tax import checks, part_rules
from modules.finance.revenue_collection.land_tax.tax_day import tax_day
from modules.finance.revenue_collection.models import LandTaxPart, LandTaxUse
from modules.finance.revenue_collection.roles import EXPORTERS, LOCAL, READERS, SURVEYORS
from modules.finance.revenue_collection.sql import ask
from modules.kernel.rates.lookup import rows_of

Rows = list[dict[str, Any]]


def tolerance(year_be: int) -> Decimal:
    """How far areas of a tax year may be apart, in square wah."""
    return rate(rows_of(figures.SETTINGS), "area_tolerance_sqwah", tax_day(year_be)).value


# -- what is checked ---------------------------------------------------------------------------------------------------
def derive(draft: Draft) -> None:
    """The share of the deed's area that falls to the part."""
    part: LandTaxPart = draft.record
    if part.use_id is None or part.geom is None:
        return  # told as missing by the form
    parcel = part.use.parcel
    if parcel is None:
        raise Refused("PART_PLACE", "วาดส่วนได้เฉพาะการใช้ประโยชน์ของแปลงที่ดิน", part_rules.LAW, "use")
    part.area_sqwah = part_rules.share(measure.area_m2(part.geom), measure.area_m2(parcel.geom), parcel.area_sqwah)


def check(draft: Draft) -> Iterator[Refused]:
    """Every refusal one part can give."""
    part: LandTaxPart = draft.record
    use = part.use
    yield from checks.not_assessed(use)
    _one_at_a_time(use.parcel_id)
    allowed = tolerance(use.tax_year.year_be)
    (found,) = ask(
        "part_fit", None, {}, parcel=use.parcel_id, year=use.tax_year_id, use=use.pk,
        shape=part.geom.hexewkb.decode(), zone=measure.office_srid(), allowed_m2=allowed * part_rules.SQM_PER_SQWAH,
    )  # fmt: skip
    yield from part_rules.fit(found["outside_m2"], found["covered"], allowed)


def _one_at_a_time(parcel: int | None) -> None:
    """Two who draw on one parcel wait for each other: the second then sees what the first drew."""
    if connection.in_atomic_block:
        list(Parcel.objects.select_for_update(no_key=True).filter(pk=parcel).values_list("pk"))


# -- the recorded areas follow the drawing -----------------------------------------------------------------------------
def take_areas(part: LandTaxPart, values: Mapping[str, Any], user: Any) -> str:
    """Write the drawn areas of a whole parcel into its uses, once the parts fill it."""
    use = part.use
    uses = list(LandTaxUse.objects.filter(tax_year=use.tax_year, parcel=use.parcel).order_by("seq"))
    drawn = dict(LandTaxPart.objects.filter(use__in=uses).values_list("use__seq", "area_sqwah"))
    missing = [each.seq for each in uses if each.land_sqwah and each.seq not in drawn]
    if missing:
        text = f"ยังไม่ได้วาดส่วนของลำดับ {', '.join(map(str, missing))}"
        raise Refused("PART_MISSING", text, part_rules.LAW)
    areas = part_rules.taken(drawn, use.parcel.area_sqwah, tolerance(use.tax_year.year_be))
    register = registry.for_model(LandTaxUse)
    # those that shrink first: together they are never more than the parcel on the way
    for each in sorted(uses, key=lambda one: areas.get(one.seq, one.land_sqwah) - one.land_sqwah):
        if areas.get(each.seq, each.land_sqwah) != each.land_sqwah:
            said = {"land_sqwah": areas[each.seq]}
            records.update(register, each.uid, said, user=user, reason="ใช้เนื้อที่ตามที่วาด")  # type: ignore[arg-type]
    return f"บันทึกเนื้อที่ตามที่วาดของแปลง {use.parcel.parcel_code} แล้ว {len(areas)} ส่วน"


def differences(user: Any, year: Any = None) -> Rows:
    """Parts whose drawing and recorded area differ: somebody drew or wrote after the other."""
    every = rows(registry.for_model(LandTaxPart), user)  # type: ignore[arg-type]
    # the shapes of those alone that differ
    seen = every.exclude(area_sqwah=F("use__land_sqwah")).defer(None).defer("use__parcel__geom")
    seen = seen.select_related("use__parcel", "use__tax_year")
    if year:
        seen = seen.filter(use__tax_year__code=str(year))
    allowed: dict[int, Decimal] = {}
    found = []
    for part in seen.order_by("-use__tax_year__code", "use__parcel__parcel_code", "use__seq"):
        year_be = part.use.tax_year.year_be
        limit = allowed.setdefault(year_be, tolerance(year_be))
        apart = part.area_sqwah - part.use.land_sqwah
        if abs(apart) > limit:
            title = f"{part.use.parcel.parcel_code} ลำดับ {part.use.seq}"
            found.append(
                {
                    "uid": part.uid, "title": title, "geom": part.geom.geojson, "year": year_be,
                    "drawn": part.area_sqwah, "recorded": part.use.land_sqwah, "apart": apart,
                }
            )  # fmt: skip
    return found


parts = Register(
    LandTaxPart,
    thai="ส่วนของแปลงตามการใช้ประโยชน์ (วาดบนแผนที่)",
    english="Drawn parts of parcels",
    office_kinds=LOCAL,
    name="part",
    number="สว.{seq:07}",
    number_year="none",
    level="staff",
    list_columns=("register_no", "use", "area_sqwah", "note"),
    search=("register_no",),
    derive=derive,
    check=check,
    surveyed=("note",),
    errors={"revenue_part_of_use_once": ("DUP_PART", "การใช้ประโยชน์นี้วาดส่วนไว้แล้ว ให้แก้ไขรูปเดิม")},
    layer=Layer(
        Fill("#3f7d6b", opacity=0.18, outline="#1f5a4a", outline_width=1.4),
        label=Label("register_no", from_zoom=18),
        zooms=(15, 22),
        level="staff",
        columns=("area_sqwah",),
        shown=False,
        order=44,
    ),
    imports=ImportMap(match_on="register_no", columns={"เลขทะเบียนการใช้ประโยชน์": "use", "หมายเหตุ": "note"}),
    queries=(
        SpatialQuery(
            "part_differences",
            "ส่วนที่วาดต่างจากเนื้อที่ที่บันทึก",
            differences,
            (
                ("year", "ปีภาษี"),
                ("drawn", "ตามที่วาด (ตร.ว.)"),
                ("recorded", "ที่บันทึก (ตร.ว.)"),
                ("apart", "ต่างกัน (ตร.ว.)"),
            ),
            (Parameter("year", "ปีภาษี (พ.ศ.) เว้นว่างคือทุกปี", "number"),),
        ),
    ),
    actions=(Action("take_areas", "ใช้เนื้อที่ตามที่วาดทั้งแปลง", take_areas, roles=tuple(SURVEYORS.split())),),
    grants=(
        Grant(READERS, "view"),
        Grant(SURVEYORS, "add change delete inspect"),
        Grant(EXPORTERS, "export"),
    ),
)
