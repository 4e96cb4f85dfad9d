"""The lists the office posts: of land, buildings and units (ภ.ด.ส.3, 4), and of their prices and rates (ภ.ด.ส.1, 2)."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import QuerySet

from gis_core.access.permissions import log_look
from gis_core.access.visible import visible
from gis_core.ground import land_prices
from gis_core.ground.models import AppraisalPrice, CondoPrice, OwnershipSpell
from gis_core.pure.thai_area import format_area
from layers.declare import Parameter, Report
from layers.engine.rows import seen
from layers.registry import registry
from modules.finance.revenue_collection import figures
from modules.finance.revenue_collection.land_tax.land_law import completed_years
from modules.finance.revenue_collection.land_tax.tax_day import tax_day
from modules.finance.revenue_collection.models import LandTaxUse, TaxYear

Rows = list[dict[str, Any]]
UNKNOWN = "ไม่ปรากฏเจ้าของ"
POSTED_NOTE = "ปิดประกาศไม่น้อยกว่า 30 วัน (พ.ร.บ.ภาษีที่ดินและสิ่งปลูกสร้าง พ.ศ. 2562 มาตรา 30)"
PRICES_NOTE = "ประกาศก่อนวันที่ 1 กุมภาพันธ์ (พ.ร.บ.ภาษีที่ดินและสิ่งปลูกสร้าง พ.ศ. 2562 มาตรา 39)"
PARAMETERS = (
    Parameter("year", "ปีภาษี (พ.ศ.) เว้นว่างคือปีล่าสุด", "number"),
    Parameter("block", "รหัสเขตย่อย เช่น 01A เว้นว่างคือทุกเขตย่อย", "text", ""),
)


def _year(year: Any) -> TaxYear | None:
    found = TaxYear.objects.filter(code=str(year)) if year else TaxYear.objects.order_by("-code")
    return found.first()


def _uses(user: Any, year: TaxYear, block: Any) -> QuerySet[LandTaxUse]:
    found = seen(LandTaxUse, user).filter(tax_year=year, parcel__isnull=False)
    code = str(block or "").strip().upper()
    found = found.filter(parcel__block__code=code) if code else found
    found = found.select_related("parcel", "building").defer("parcel__geom", "building__geom")
    return found.order_by("parcel__parcel_code", "seq")


def _units(user: Any, year: TaxYear, building: str) -> QuerySet[LandTaxUse]:
    found = seen(LandTaxUse, user).filter(tax_year=year, condo_unit__isnull=False)
    found = found.filter(condo_unit__building__building_code=building) if building else found
    found = found.select_related("condo_unit__building").defer("condo_unit__building__geom")
    return found.order_by("condo_unit__building__building_code", "condo_unit__floor", "condo_unit__unit_no", "seq")


def _owners(
    user: Any, year: TaxYear, things: set[int], column: str = "parcel", *, posted: bool = False
) -> dict[int, str]:
    """By parcel or unit, who held it on 1 January; for those who may see owners only, and each look is logged.

    `posted`: on the list that the law has announced with the owners' names, whoever signs it.
    """
    register = registry.for_model(OwnershipSpell)
    if not posted and (register is None or not visible(register, user).everything):
        return {}
    log_look(user, "report", year.uid, f"บัญชีรายการที่ดินและสิ่งปลูกสร้าง ปีภาษี {year.code}")
    held = OwnershipSpell.objects.filter(
        **{f"{column}__in": things}, role=OwnershipSpell.Role.OWNER, valid__contains=tax_day(year.year_be)
    )
    names: dict[int, list[str]] = defaultdict(list)
    for spell in held.select_related("person", "organisation").order_by("id"):
        names[getattr(spell, f"{column}_id")].append(str(spell.person or spell.organisation))
    return {pk: ", ".join(each) for pk, each in names.items()}


def property_list(user: Any, year: Any = None, block: Any = "") -> Rows:
    """ภ.ด.ส.3: every use with deed, place, area and building."""
    chosen = _year(year)
    if chosen is None:
        return []
    law, uses = figures.law_of(chosen.year_be), list(_uses(user, chosen, block))
    owners = _owners(user, chosen, {use.parcel_id for use in uses})
    return [
        {
            "uid": use.uid,
            "title": use.parcel.parcel_code,
            "owner": owners.get(use.parcel_id, UNKNOWN) if owners else "",
            "deed": f"{use.parcel.get_deed_type_display()} {use.parcel.deed_no}".strip(),
            "land_no": use.parcel.land_no,
            "survey_page": use.parcel.survey_page,
            "moo": use.parcel.moo,
            "area": format_area(use.parcel.area_sqwah),
            "use": use.get_category_display(),
            "sqwah": use.land_sqwah,
            "building": use.building.building_code if use.building else "",
            "kind": use.building.kind_name or use.building.get_structure_display() if use.building else "",
            "m2": use.floor_m2 if use.building else None,
            "age": completed_years(law, use.building.completed_on, use.building.built_year_be)
            if use.building
            else None,
        }
        for use in uses
    ]


def price_list(user: Any, year: Any = None, block: Any = "", *, posted: bool = False) -> Rows:
    """ภ.ด.ส.1: the appraised price of each use's land and building, and the lowest rate of its kind."""
    chosen = _year(year)
    if chosen is None:
        return []
    law, uses = figures.law_of(chosen.year_be), list(_uses(user, chosen, block))
    parcels = {use.parcel_id: use.parcel for use in uses}
    owners = _owners(user, chosen, set(parcels), posted=posted)
    held = AppraisalPrice.objects.filter(parcel__in=parcels, valid__contains=law.day)
    own = dict(held.order_by("-id").values_list("parcel", "baht_per_sqwah"))
    zoned = land_prices.area_prices(set(parcels) - set(own), law.day)
    kinds = figures.building_prices(law.day)
    first = {row.key: row for row in law.tiers if not row.lower}
    return [
        {
            "uid": use.uid,
            "title": use.parcel.parcel_code,
            "owner": owners.get(use.parcel_id, UNKNOWN) if owners else "",
            "deed": f"{use.parcel.get_deed_type_display()} {use.parcel.deed_no}".strip(),
            "area": format_area(use.land_sqwah),
            "baht": _rounded(own.get(use.parcel_id) or getattr(zoned.get(use.parcel_id), "baht_per_sqwah", None)),
            "building": use.building.building_code if use.building else "",
            "m2_baht": kinds.get(use.building.kind_code) if use.building else None,
            "use": use.get_category_display(),
            "rate": _rate(first, use),
        }
        for use in uses
    ]


def unit_list(user: Any, year: Any = None, building: str = "") -> Rows:
    """ภ.ด.ส.4: every use of a condominium unit with its building, floor and area."""
    chosen = _year(year)
    if chosen is None:
        return []
    uses = list(_units(user, chosen, building))
    owners = _owners(user, chosen, {use.condo_unit_id for use in uses}, "condo_unit")
    return [_unit_row(use, owners) | {"floor": use.condo_unit.floor} for use in uses]


def unit_price_list(user: Any, year: Any = None, building: str = "", *, posted: bool = False) -> Rows:
    """ภ.ด.ส.2: the appraised price of a square metre of each unit, its value, and the lowest rate of its use."""
    chosen = _year(year)
    if chosen is None:
        return []
    law, uses = figures.law_of(chosen.year_be), list(_units(user, chosen, building))
    owners = _owners(user, chosen, {use.condo_unit_id for use in uses}, "condo_unit", posted=posted)
    held = CondoPrice.objects.filter(
        building__in={use.condo_unit.building_id for use in uses}, valid__contains=law.day
    ).order_by("id")
    prices: dict[int, list[CondoPrice]] = defaultdict(list)
    for price in held:
        prices[price.building_id].append(price)
    first = {row.key: row for row in law.tiers if not row.lower}
    return [
        _unit_row(use, owners) | _unit_price(use, prices[use.condo_unit.building_id]) | {"rate": _rate(first, use)}
        for use in uses
    ]


def _unit_row(use: LandTaxUse, owners: dict[int, str]) -> dict[str, Any]:
    unit = use.condo_unit
    return {
        "uid": use.uid,
        "title": f"{unit.building.building_code} ห้อง {unit.unit_no}",
        "owner": owners.get(unit.pk, UNKNOWN) if owners else "",
        "m2": use.floor_m2 or unit.area_m2,
        "use": use.get_category_display(),
    }


def _unit_price(use: LandTaxUse, prices: list[CondoPrice]) -> dict[str, Any]:
    unit = use.condo_unit
    baht = next((each.baht_per_m2 for each in prices if each.floor_from <= unit.floor <= each.floor_to), None)
    value = (use.floor_m2 or unit.area_m2) * baht if baht is not None else None
    return {"m2_baht": _rounded(baht), "value": _rounded(value)}


def _rounded(baht: Any) -> Any:
    return round(baht, 2) if baht is not None else None


def _rate(first: dict[str, Any], use: LandTaxUse) -> Any:
    key = "other_residential" if use.category == "residential" else use.category
    return first[key].value


_UNIT = (("title", "ห้องชุด"), ("owner", "เจ้าของ ณ 1 มกราคม"))
_OWNER = (("title", "แปลง"), ("owner", "เจ้าของ ณ 1 มกราคม"), ("deed", "เอกสารสิทธิ"))
REPORTS = (
    Report(
        "pds3",
        "บัญชีรายการที่ดินและสิ่งปลูกสร้าง (ภ.ด.ส.3)",
        property_list,
        (
            *_OWNER, ("land_no", "เลขที่ดิน"), ("survey_page", "หน้าสำรวจ"), ("moo", "หมู่ที่"), ("area", "ไร่-งาน-ตร.ว."),
            ("use", "การใช้ประโยชน์"), ("sqwah", "ตร.ว."), ("building", "สิ่งปลูกสร้าง"), ("kind", "ชนิด"), ("m2", "ตร.ม."),
            ("age", "อายุ (ปี)"),
        ),
        PARAMETERS,
        note=POSTED_NOTE,
    ),
    Report(
        "pds1",
        "ประกาศราคาประเมินและอัตราภาษี (ภ.ด.ส.1)",
        price_list,
        (
            *_OWNER, ("area", "ไร่-งาน-ตร.ว."), ("baht", "ราคาประเมิน (บาท/ตร.ว.)"), ("building", "สิ่งปลูกสร้าง"),
            ("m2_baht", "ราคาประเมิน (บาท/ตร.ม.)"), ("use", "การใช้ประโยชน์"), ("rate", "อัตราภาษีขั้นแรก (ร้อยละ)"),
        ),
        PARAMETERS,
        note=PRICES_NOTE,
    ),
    Report(
        "pds4",
        "บัญชีรายการห้องชุด (ภ.ด.ส.4)",
        unit_list,
        (*_UNIT, ("floor", "ชั้น"), ("m2", "ตร.ม."), ("use", "การใช้ประโยชน์")),
        PARAMETERS[:1],
        note=POSTED_NOTE,
    ),
    Report(
        "pds2",
        "ประกาศราคาประเมินและอัตราภาษีห้องชุด (ภ.ด.ส.2)",
        unit_price_list,
        (
            *_UNIT, ("m2", "ตร.ม."), ("m2_baht", "ราคาประเมิน (บาท/ตร.ม.)"), ("value", "ราคาประเมิน (บาท)"),
            ("use", "การใช้ประโยชน์"), ("rate", "อัตราภาษีขั้นแรก (ร้อยละ)"),
        ),
        PARAMETERS[:1],
        note=PRICES_NOTE,
    ),
)  # fmt: skip
