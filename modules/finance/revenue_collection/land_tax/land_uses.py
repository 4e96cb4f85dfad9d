"""Registers of uses, exemptions and orders of relief: what the assessment rests on."""

from __future__ import annotations

from layers.declare import ByDrafts, CountBy, Grant, ImportMap, Lines, LinesMap, Register, SumBy
from modules.finance.revenue_collection import key_figures, returns
from modules.finance.revenue_collection.land_tax import checks, lists
from modules.finance.revenue_collection.maps import questions
from modules.finance.revenue_collection.models import CropCount, LandTaxUse, ReliefOrder, TaxExemption
from modules.finance.revenue_collection.roles import ASSESSORS, EXPORTERS, LOCAL, READERS, SURVEYORS

uses = Register(
    LandTaxUse,
    thai="การใช้ประโยชน์เพื่อคิดภาษี",
    english="Uses of land and buildings",
    office_kinds=LOCAL,
    name="use",
    number="กช.{seq:07}",
    number_year="none",
    level="staff",
    located_by=("parcel", "condo_unit"),
    list_columns=("register_no", "tax_year", "parcel", "condo_unit", "seq", "category", "land_sqwah", "floor_m2"),
    filters=("tax_year", "category", "farmer_registered", "surveyed_on"),
    search=("register_no",),
    order_by=("-tax_year__code", "parcel__parcel_code", "seq"),
    lines=(Lines(CropCount, thai="พืชที่ปลูก (นับต้น)", columns=("kind", "count")),),
    derive=checks.derive_use,
    check=checks.use,
    surveyed=("category", "land_sqwah", "floor_m2", "vacant_since_be", "farmer_registered", "note"),
    field_levels={"home_person": "hidden"},
    errors={
        "revenue_use_of_one_place": ("USE_PLACE", "ระบุแปลงที่ดินหรือห้องชุดอย่างใดอย่างหนึ่ง"),
        "revenue_use_of_parcel_once": ("DUP_USE", "ลำดับการใช้ประโยชน์นี้ของแปลงมีแล้วในปีภาษีเดียวกัน"),
        "revenue_use_of_unit_once": ("DUP_USE", "ลำดับการใช้ประโยชน์นี้ของห้องชุดมีแล้วในปีภาษีเดียวกัน"),
        "revenue_crop_once": ("DUP_CROP", "พืชชนิดเดียวกันบันทึกครั้งเดียว"),
    },
    imports=ImportMap(
        match_on="register_no",
        columns={
            "ปีภาษี": "tax_year",
            "รหัสแปลงที่ดิน": "parcel",
            "ห้องชุด": "condo_unit",
            "ลำดับ": "seq",
            "การทำประโยชน์": "category",
            "เนื้อที่ (ตร.ว.)": "land_sqwah",
            "รหัสสิ่งปลูกสร้าง": "building",
            "พื้นที่ (ตร.ม.)": "floor_m2",
            "ว่างเปล่าตั้งแต่ปีภาษี": "vacant_since_be",
        },
        in_bulk=ByDrafts(check=checks.uses_in_bulk, rows_meet=True),
        lines=(LinesMap("cropcount", {"พืชที่ปลูก": "kind", "จำนวนต้น": "count"}, match_on=("kind",)),),
    ),
    queries=questions.USE_QUERIES,
    reports=(
        CountBy("category", "tax_year"),
        SumBy("land_sqwah", "category"),
        CountBy("village"),
        *key_figures.USE_FIGURES,
        *lists.REPORTS,
        *returns.USE_REPORTS,
    ),
    grants=(
        Grant(READERS, "view"),
        Grant(SURVEYORS, "add change inspect"),
        Grant("assessor", "delete"),
        Grant("assessor revenue_officer finance_head", "unmask"),
        Grant(EXPORTERS, "export"),
    ),
)

exemptions = Register(
    TaxExemption,
    thai="การยกเว้นภาษี",
    english="Tax exemptions",
    office_kinds=LOCAL,
    name="exemption",
    number="ยภ.{seq:05}",
    number_year="none",
    level="staff",
    located_by=("use",),
    list_columns=("register_no", "use", "ground", "percent", "evidence"),
    filters=("ground",),
    search=("register_no",),
    errors={"revenue_exemption_once": ("DUP_EXEMPT", "การใช้ประโยชน์นี้มีการยกเว้นแล้ว")},
    reports=(CountBy("ground"),),
    grants=(
        Grant(READERS, "view"),
        Grant(ASSESSORS, "add change"),
        Grant("assessor", "delete"),
        Grant(EXPORTERS, "export"),
    ),
)

reliefs = Register(
    ReliefOrder,
    thai="คำสั่งลด ยกเว้น หรือบรรเทาภาษี",
    english="Relief orders",
    office_kinds=LOCAL,
    name="relief",
    number="ลภ.{seq:05}",
    number_year="none",
    level="staff",
    located_by=("place",),
    list_columns=("register_no", "kind", "place", "category", "percent", "from_year_be", "until_year_be", "order_no"),
    filters=("kind", "category", "from_year_be"),
    search=("register_no", "order_no"),
    check=checks.relief,
    errors={
        "revenue_relief_years_in_order": ("YEARS", "ปีสุดท้ายต้องไม่ก่อนปีแรก"),
        "revenue_relief_figure_of_its_kind": ("RELIEF_FIGURE", "ระบุร้อยละ หรือภาษีปี 2562 ตามประเภทคำสั่ง"),
    },
    reports=(CountBy("kind"),),
    grants=(Grant(READERS, "view"), Grant("revenue_officer finance_head", "add change"), Grant(EXPORTERS, "export")),
)
