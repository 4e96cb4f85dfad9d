"""What the records of this system must be before they are written, beside the parcels' own checks, and what follows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.contrib.gis.geos import GEOSGeometry, Polygon
from django.db.models import Q, prefetch_related_objects

from gis_core.features import clock, measure
from gis_core.ground import sites
from gis_core.ground.models import AppraisalPrice, Building, CondoPrice, MapSheet, Signboard, TaxBlock
from gis_core.ground.office import office
from gis_core.ground.tax_history import has_tax
from gis_core.pure.map_sheet import sheet_bounds, sheet_from_parts
from gis_core.pure.refusal import Refused
from gis_core.pure.signboard import date_refusals, text_refusals
from gis_core.pure.thai_calendar import be_year
from layers.declare import Draft
from modules.finance.property_register import figures, rules, sign_removal, transfer_checks

LAW = rules.REGISTER_LAW
PRICE_LAW = "พ.ร.บ.การประเมินราคาทรัพย์สินเพื่อประโยชน์แห่งรัฐ พ.ศ. 2562"
SPELLS = "ownershipspell"
#: Edges of a sheet are straight on the Indian grid; a point each hundred metres keeps them so in degrees.
INDIAN = {32647: 24047, 32648: 24048}


# -- zones, blocks, sheets ---------------------------------------------------------------------------------------------
def check_zone(draft: Draft) -> Iterator[Refused]:
    """The zone lies in the office's land; a code by which blocks are named does not change."""
    yield from _outside(draft.record.geom, "เขต")
    if draft.before is not None and draft.changed("code") and draft.record.blocks.exists():
        yield Refused("IN_USE", "เปลี่ยนรหัสไม่ได้ มีเขตย่อยที่ใช้รหัสเขตนี้อยู่", LAW, "code")


def check_block(draft: Draft) -> Iterator[Refused]:
    """A block is coded by its zone and letter and lies in that zone."""
    block: TaxBlock = draft.record
    if block.code != f"{block.zone.code}{block.letter}":
        yield Refused("BLOCK_CODE", f"รหัสเขตย่อยต้องเป็น {block.zone.code}{block.letter}", LAW, "code")
    if draft.changed("geom", "zone") and not block.zone.geom.covers(block.geom.point_on_surface):
        yield Refused("BLOCK_ZONE", f"เขตย่อยไม่อยู่ในเขต {block.zone.code}", LAW, "geom")
    if draft.before is not None and draft.changed("code") and block.parcels.exists():
        yield Refused("IN_USE", "เปลี่ยนรหัสไม่ได้ มีแปลงที่ใช้รหัสเขตย่อยนี้อยู่", LAW, "code")


def _outside(geom: GEOSGeometry, noun: str) -> Iterator[Refused]:
    boundary = office().boundary_ewkb
    if boundary and not GEOSGeometry(memoryview(boundary)).intersects(geom):
        yield Refused("OUTSIDE", f"{noun}อยู่นอกเขต อปท.", LAW, "geom")


def derive_sheet(draft: Draft) -> None:
    """Name and square of a sheet from its five parts. Raises Refused ``SHEET``."""
    sheet: MapSheet = draft.record
    for name in ("utm1", "utm2", "utm3"):
        if not getattr(sheet, name):
            raise Refused("REQUIRED", f"{sheet._meta.get_field(name).verbose_name}: ต้องกรอก", LAW, name)
    parts = sheet_from_parts(sheet.utm1, sheet.utm2, sheet.utm3, sheet.utm4, str(sheet.scale), field="utm3")
    sheet.utm1, sheet.utm2, sheet.utm3 = parts.utm1, str(parts.utm2), parts.utm3
    sheet.utm4 = "" if parts.scale == 4000 else f"{parts.utm4:02}"
    sheet.name = str(parts)
    sheet.geom = square_of(parts)


def square_of(sheet: Any) -> Polygon:
    """The square of a sheet in 4326, from the Indian 1975 grid of the office's zone."""
    srid = INDIAN[measure.office_srid()]
    middle = _middle(srid)
    west, south, east, north = sheet_bounds(sheet, *middle) if middle else sheet_bounds(sheet)
    ring = [(west, south), (east, south), (east, north), (west, north)]
    xs, ys = measure.to_lonlat([x for x, _ in ring], [y for _, y in ring], srid)
    corners = list(zip([float(x) for x in xs], [float(y) for y in ys], strict=True))
    return Polygon([*corners, corners[0]], srid=4326)


def _middle(srid: int) -> tuple[float, float] | None:
    """The middle of the office's land on the Indian grid: digits of sheets repeat each 100 km."""
    bounds = office().bounds
    if bounds is None:
        return None
    west, south, east, north = bounds
    x, y = measure.from_lonlat((west + east) / 2, (south + north) / 2, srid)
    return float(x), float(y)


# -- owners of buildings and units -------------------------------------------------------------------------------------
def check_spells(draft: Draft) -> Iterator[Refused]:
    """SHARE, SPELL and TAX_BLOCK for owners typed with their building or unit."""
    if SPELLS in draft.lines:
        yield from rules.refuse_spells(spell_of(line) for line in draft.lines[SPELLS])
        yield from transfer_checks.of_lines(draft.record, draft.lines[SPELLS])


def spell_of(line: Mapping[str, Any]) -> rules.Spell:
    """A line of the form as the rules take it."""
    valid = line["valid"]
    return rules.Spell(
        party=f"p{line['person']}" if line["person"] else f"o{line['organisation']}",
        share=Fraction(line["share_num"], line["share_den"]),
        since=valid.lower if valid else None,
        until=valid.upper if valid else None,
        role=line["role"],
    )


# -- buildings ---------------------------------------------------------------------------------------------------------
def check_building(draft: Draft) -> Iterator[Refused]:
    """BUILT_YEAR, the code of the parcel, floors that exist, owners' shares."""
    yield from _building(draft, _oldest_year())
    yield from _floors(draft)
    yield from check_spells(draft)


def _oldest_year() -> int:
    return int(figures.limits(clock.today())["oldest_year_be"])


def _building(draft: Draft, oldest: int) -> Iterator[Refused]:
    building: Building = draft.record
    yield from built_year(building.built_year_be, oldest)
    if draft.changed("building_code", "parcel") and not building.building_code.startswith(
        f"{building.parcel.parcel_code}/"
    ):
        text = f"รหัสสิ่งปลูกสร้างต้องขึ้นต้นด้วยรหัสแปลง {building.parcel.parcel_code}/"
        yield Refused("BUILDING_CODE", text, LAW, "building_code")
    if building.completed_on and building.demolished_on and building.demolished_on < building.completed_on:
        yield Refused("PERIOD", "วันที่รื้อถอนต้องไม่ก่อนวันที่สร้างเสร็จ", LAW, "demolished_on")
    yield from _outside(building.geom, "อาคาร")


def _floors(draft: Draft) -> Iterator[Refused]:
    floors = draft.record.floors
    for line in draft.lines.get("buildingfloor", ()):
        if line["floor"] is not None and line["floor"] > floors:
            yield Refused("FLOOR", f"อาคารมี {floors} ชั้น ไม่มีชั้นที่ {line['floor']}", LAW, "floors")


def buildings_in_bulk(drafts: Sequence[Draft]) -> list[list[Refused]]:
    """What is against many buildings with their floors at once."""
    prefetch_related_objects([draft.record for draft in drafts if draft.record.parcel_id], "parcel")
    oldest = _oldest_year()
    return [[*_building(draft, oldest), *_floors(draft)] for draft in drafts]


def built_year(year_be: int | None, oldest: int) -> Iterator[Refused]:
    """BUILT_YEAR: a year to come, or one before the oldest the office takes."""
    newest = be_year(clock.today())
    if year_be is not None and not oldest <= year_be <= newest:
        text = f"ปีที่สร้างไม่ถูกต้อง ต้องเป็น พ.ศ. ตั้งแต่ {oldest} ถึง {newest}"
        yield Refused("BUILT_YEAR", text, LAW, "built_year_be")


def building_saved(draft: Draft) -> None:
    """A building on two parcels is attached to both, with the share of its footprint."""
    buildings_saved([draft])


def buildings_saved(drafts: Sequence[Draft]) -> None:
    """The same for many at once."""
    moved = [draft.record.pk for draft in drafts if draft.is_new or draft.changed("geom", "parcel")]
    if moved:
        sites.attach_buildings(moved, Decimal(figures.limits(clock.today())["site_m2"]))


def may_delete(record: Any) -> Iterator[Refused]:
    """HAS_TAX."""
    if has_tax(record):
        yield Refused("HAS_TAX", "มีประวัติภาษี ลบไม่ได้ ให้ยกเลิกแทน", LAW)


# -- prices ------------------------------------------------------------------------------------------------------------
def check_condo_price(draft: Draft) -> Iterator[Refused]:
    """Floors in order, and one price a floor and day."""
    price: CondoPrice = draft.record
    if price.floor_to < price.floor_from:
        yield Refused("FLOOR", "ถึงชั้นต้องไม่น้อยกว่าตั้งแต่ชั้น", PRICE_LAW, "floor_to")
        return
    same = CondoPrice.objects.filter(
        building=price.building, floor_from__lte=price.floor_to, floor_to__gte=price.floor_from
    )
    yield from _once(same, price)


def check_appraisal(draft: Draft) -> Iterator[Refused]:
    """One price a parcel and day."""
    yield from _once(AppraisalPrice.objects.filter(parcel=draft.record.parcel), draft.record)


def check_price(draft: Draft) -> Iterator[Refused]:
    """One price a zone or strip and day; it lies in the office's land."""
    record = draft.record
    yield from _outside(record.geom, "หน่วยราคา")
    yield from _once(type(record)._default_manager.filter(code=record.code), record)


def _once(rows: Any, record: Any) -> Iterator[Refused]:
    if record.valid is not None and rows.filter(valid__overlap=record.valid).exclude(pk=record.pk).exists():
        yield Refused("PRICE_PERIOD", "มีราคาประเมินอื่นในช่วงเวลาเดียวกันแล้ว", PRICE_LAW, "valid")


# -- signs and businesses ----------------------------------------------------------------------------------------------
def check_sign(draft: Draft) -> Iterator[Refused]:
    """One owner, letters of its kind, days in order, not in the future, in the office's land."""
    sign: Signboard = draft.record
    if sign.person_id and sign.organisation_id:
        yield Refused("ONE_OWNER", "เลือกเจ้าของเป็นบุคคลหรือนิติบุคคลอย่างใดอย่างหนึ่ง", LAW, "organisation")
    yield from _days(sign.installed_on, None, "removed_on", "วันที่รื้อถอน")
    yield from text_refusals(sign.kind, sign.thai)
    yield from date_refusals(sign.installed_on, sign.removed_on)
    yield from sign_removal.check(draft)
    yield from _outside(sign.geom, "ป้าย")
    if sign.sign_code and sign.parcel and not sign.sign_code.startswith(sign.parcel.parcel_code):
        yield Refused("SIGN_CODE", f"รหัสป้ายต้องขึ้นต้นด้วยรหัสแปลง {sign.parcel.parcel_code}", LAW, "sign_code")


def check_establishment(draft: Draft) -> Iterator[Refused]:
    """A place of business stands in a building or on a parcel; its days are in order."""
    place = draft.record
    if not place.building_id and not place.parcel_id:
        yield Refused("REQUIRED", "เลือกอาคารหรือแปลงที่ดินที่ตั้ง", LAW, "building")
    yield from _days(place.opened_on, place.closed_on, "closed_on", "วันที่เลิกกิจการ")


def _days(since: Any, until: Any, field: str, label: str) -> Iterator[Refused]:
    if since and since > clock.today():
        yield Refused("FUTURE", "วันที่เริ่มต้องไม่อยู่ในอนาคต", LAW)
    if since and until and until < since:
        yield Refused("PERIOD", f"{label}ต้องไม่ก่อนวันที่เริ่ม", LAW, field)


def live_buildings(parcel: Any) -> Q:
    """Buildings that stand on a parcel, wholly or in part, and are not pulled down."""
    return (Q(parcel=parcel) | Q(sites__parcel=parcel)) & Q(demolished_on__isnull=True)
