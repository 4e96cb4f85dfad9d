"""What a use, an exemption, a relief order and a tax year must be before they are written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.db.models import prefetch_related_objects

from gis_core.features import measure
from gis_core.ground.models import OwnershipSpell
from gis_core.pure.deadlines import ExtensionOrder
from gis_core.pure.rate_lookup import rate
from gis_core.pure.refusal import Refused
from layers.declare import Draft
from modules.finance.revenue_collection.land_tax import rules
from modules.finance.revenue_collection.land_tax.land_law import ACT
from modules.finance.revenue_collection.land_tax.tax_day import tax_day
from modules.finance.revenue_collection.land_tax.uses_together import UsesTogether
from modules.finance.revenue_collection.models import LandTaxUse, ReliefOrder, TaxYear


def derive_use(draft: Draft) -> None:
    """Vacant land without a year began to be vacant this year; land in use has none."""
    use: LandTaxUse = draft.record
    if use.category == "vacant" and use.vacant_since_be is None and use.tax_year_id:
        use.vacant_since_be = use.tax_year.year_be


def use(draft: Draft) -> Iterator[Refused]:
    """Every refusal one use can give."""
    yield from _use(draft.record, UsesTogether([draft.record]))


def uses_in_bulk(drafts: Sequence[Draft]) -> list[list[Refused]]:
    """What is against many uses at once, those of one thing taken together."""
    records = [draft.record for draft in drafts]
    for name in ("tax_year", "parcel", "building", "condo_unit"):
        prefetch_related_objects([record for record in records if getattr(record, f"{name}_id")], name)
    together = UsesTogether(records)
    return [list(_use(record, together)) for record in records]


def _use(record: LandTaxUse, together: UsesTogether) -> Iterator[Refused]:
    year_be = record.tax_year.year_be
    yield from rules.vacancy(record.category, record.vacant_since_be, year_be)
    if record.pk in together.assessed:
        yield _assessed()
    if record.condo_unit_id:
        used = together.sum_of("floor_m2", "condo_unit", record)
        yield from rules.floors(used, record.condo_unit.area_m2, complete=False)
    else:
        yield from _land_and_floors(record, together)
    if record.home_id or record.home_person_id:
        yield from rules.main_home(_home(record, together), year_be)


def _land_and_floors(record: LandTaxUse, together: UsesTogether) -> Iterator[Refused]:
    day = tax_day(record.tax_year.year_be)
    settings = together.settings
    if record.parcel_id:
        used = together.sum_of("land_sqwah", "parcel", record)
        tolerance = rate(settings, "area_tolerance_sqwah", day).value
        yield from rules.areas(used, record.parcel.area_sqwah, tolerance, complete=False)
    if record.building_id:
        if record.building.parcel_id != record.parcel_id:
            yield Refused("BUILDING_PARCEL", "สิ่งปลูกสร้างไม่ได้ตั้งอยู่บนแปลงนี้", f"{ACT} ม.35", "building")
        yield from _floors(record, together, rate(settings, "footprint_percent", day).value)
    elif record.floor_m2:
        yield Refused("BUILDING_PARCEL", "ระบุสิ่งปลูกสร้างของพื้นที่ใช้สอย", f"{ACT} ม.35", "building")


def _floors(record: LandTaxUse, together: UsesTogether, slack_percent: Decimal) -> Iterator[Refused]:
    """The uses of a building against its surveyed floors, else against its footprint, as the first uses take it."""
    building, used = record.building, together.sum_of("floor_m2", "building", record)
    whole = together.floors.get(record.building_id)
    if whole is not None:
        yield from rules.floors(used, whole, complete=False)
    else:
        footprint = Decimal(repr(measure.area_m2(building.geom)))  # type: ignore[union-attr]
        yield from rules.within_footprint(used, footprint, building.floors, slack_percent)  # type: ignore[union-attr]


def not_assessed(*records: LandTaxUse) -> Iterator[Refused]:
    """What an approved assessment rests on is not changed under it."""
    if UsesTogether(records).assessed:
        yield _assessed()


def _assessed() -> Refused:
    text = "ประเมินและอนุมัติแล้ว ให้ประเมินใหม่เป็นครั้งถัดไปก่อนแก้ไข"
    return Refused("DUP_ASSESS", f"มีการประเมินรายการนี้ในปีภาษีเดียวกันแล้ว: {text}", f"{ACT} ม.53")


def _home(record: LandTaxUse, together: UsesTogether) -> rules.Home:
    things = {
        "parcel": record.parcel_id, "building": record.building_id, "condo_unit": record.condo_unit_id,
    }  # fmt: skip
    day = tax_day(record.tax_year.year_be)
    owns = any(
        OwnershipSpell.objects.filter(
            **{column: pk}, person=record.home_person, role=OwnershipSpell.Role.OWNER, valid__contains=day
        ).exists()
        for column, pk in things.items()
        if pk and record.home_person_id
    )
    return rules.Home(
        is_dwelling=record.category == "residential",
        has_house=record.home_id is not None,
        has_person=record.home_person_id is not None,
        seen_on=record.home_seen_on,
        owns=owns,
        has_another=record.home_person_id is not None and together.has_another_home(record),
    )


def relief(draft: Draft) -> Iterator[Refused]:
    """A figure of its kind, at most 90 percent by decree, years in order, phase-in of one place only."""
    order: ReliefOrder = draft.record
    if order.until_year_be < order.from_year_be:
        yield Refused("YEARS", "ปีสุดท้ายต้องไม่ก่อนปีแรก", ACT, "until_year_be")
    if order.kind == ReliefOrder.Kind.PHASE_IN:
        if order.old_tax_baht is None or order.percent is not None or not order.place_id:
            yield Refused("RELIEF_FIGURE", "บรรเทาภาระต้องระบุแปลงและภาษีปี 2562 ไม่ระบุร้อยละ", f"{ACT} ม.97", "old_tax_baht")
    elif order.percent is None or order.old_tax_baht is not None:
        yield Refused("RELIEF_FIGURE", "ระบุร้อยละที่ลด ไม่ระบุภาษีปี 2562", f"{ACT} ม.55", "percent")
    elif order.kind == ReliefOrder.Kind.DECREE and order.percent > 90:
        yield Refused("RELIEF_FIGURE", "พระราชกฤษฎีกาลดได้ไม่เกินร้อยละ 90", f"{ACT} ม.55", "percent")


def tax_year(draft: Draft) -> Iterator[Refused]:
    """Announcements in the order and with the days the Act asks for; orders that move a last day only outwards."""
    year: TaxYear = draft.record
    yield from rules.announcements(
        year.survey_announced_on, year.survey_starts_on, year.listed_on, year.prices_announced_on
    )
    for line in draft.lines.get("extensionorder", ()):
        try:
            order = ExtensionOrder(line["until"], line["ordered_on"], line["order_no"])
            rules.deadline(year.year_be, line["step"], (order,))
        except Refused as refused:
            yield refused
