"""4.2 Tax map and property register: zones, blocks, parcels with their owners, buildings."""

from __future__ import annotations

from gis_core.ground.models import Building, OwnershipSpell, Parcel, TaxBlock, TaxZone
from gis_core.pure.parcel_code import lot_of
from layers.declare import (
    ByValue,
    CountBy,
    Fill,
    Grant,
    Hatch,
    Label,
    Layer,
    Lines,
    OnSheet,
    Panel,
    Register,
    SheetText,
    System,
)
from modules.finance.property_register import checks, panels

READERS = (
    "counter_clerk officer inspector engineer surveyor assessor revenue_officer cashier planner division_head"
    " finance_head clerk_chief executive auditor village_head"
)
KEEPERS = "surveyor assessor"
OWNER_READERS = (
    "counter_clerk",
    "registry_clerk",
    "surveyor",
    "assessor",
    "revenue_officer",
    "cashier",
    "finance_head",
    "clerk_chief",
)

zones = Register(
    TaxZone,
    thai="เขตแผนที่ภาษี (Zone)",
    english="Tax zones",
    name="zone",
    title="code",
    list_columns=("code",),
    search=("code",),
    order_by=("code",),
    layer=Layer(
        Hatch("#b03a2e", opacity=0.02, outline_width=2.4),
        label=Label("code", 12),
        zooms=(9, 22),
        level="staff",
        order=40,
        shown=False,
        sheet=OnSheet(0.8, "#c0281c", texts=(SheetText("code", 50_000, 6, "#c0281c", is_bold=True),)),
    ),
    grants=(Grant(READERS, "view export"), Grant(KEEPERS, "add change")),
)

blocks = Register(
    TaxBlock,
    thai="เขตย่อยแผนที่ภาษี (Block)",
    english="Tax blocks",
    name="block",
    title="code",
    list_columns=("code", "zone"),
    search=("code",),
    order_by=("code",),
    layer=Layer(
        Hatch("#2f5fa8", opacity=0.02, outline_width=1.6),
        label=Label("code", 14),
        zooms=(11, 22),
        level="staff",
        order=41,
        shown=False,
        sheet=OnSheet(
            0.5,
            "#1f55a8",
            dash_mm=(4, 1.2),
            up_to=25_000,
            texts=(SheetText("code", 25_000, 4.5, "#1f55a8", is_bold=True),),
        ),
    ),
    grants=(Grant(READERS, "view export"), Grant(KEEPERS, "add change")),
)

ownership = Lines(
    OwnershipSpell,
    thai="การถือกรรมสิทธิ์",
    columns=("person", "organisation", "role", "share_num", "share_den", "valid", "act", "source"),
    order_by=("valid", "id"),
    level="hidden",
)

parcels = Register(
    Parcel,
    thai="แปลงที่ดิน",
    english="Parcels",
    title="parcel_code",
    list_columns=("parcel_code", "deed_type", "deed_no", "land_no", "area_sqwah", "moo", "land_use", "status"),
    filters=("status", "deed_type", "land_use", "moo", "block", "is_state_property"),
    search=("parcel_code", "deed_no", "โฉนด {deed_no}", "เลขที่ดิน {land_no}"),
    order_by=("parcel_code",),
    lines=(ownership,),
    check=checks.parcel,
    panels=(
        Panel("owners", "ผู้ถือกรรมสิทธิ์", "property_register/owners.html", panels.owners, roles=OWNER_READERS),
        Panel("lineage", "ที่มาของแปลง", "property_register/lineage.html", panels.lineage),
    ),
    errors={
        "parcel_code": ("DUP_PARCEL", "รหัสแปลงซ้ำ"),
        "ground_one_parcel_per_deed": ("DUP_DEED", "เอกสารสิทธินี้มีในทะเบียนแล้ว"),
        "ground_spell_parcel_person": ("SPELL", "ช่วงเวลากรรมสิทธิ์ทับซ้อนกัน"),
        "ground_spell_parcel_organisation": ("SPELL", "ช่วงเวลากรรมสิทธิ์ทับซ้อนกัน"),
    },
    layer=Layer(
        Fill("#dfe8d2", opacity=0.5, outline="#3d3d3d", outline_width=0.7),
        classes=ByValue(
            "land_use",
            {
                "agriculture": "#b9d98c",
                "residence": "#f2d38b",
                "other": "#e8956d",
                "vacant": "#d9d4c5",
                "public": "#8fc3a8",
            },
        ),
        label=Label("parcel_code", from_zoom=17),
        zooms=(11, 22),
        level="staff",
        columns=("deed_type", "area_sqwah", "moo"),
        order=30,
        sheet=OnSheet(
            0.2,
            up_to=10_000,
            texts=(
                SheetText("parcel_code", 4000, 2.2, is_bold=True, cut=lot_of),
                SheetText("deed_no", 1000, 1.7, "#333333"),
            ),
            lengths_up_to=500,
            subject=True,
        ),
    ),
    reports=(CountBy("deed_type"), CountBy("land_use", "moo"), CountBy("village")),
    grants=(Grant(READERS, "view"), Grant("surveyor assessor revenue_officer", "add change"), Grant(KEEPERS, "export")),
)

spells = Register(
    OwnershipSpell,
    thai="ช่วงการถือกรรมสิทธิ์",
    english="Ownership spells",
    name="ownership",
    level="hidden",
    located_by=("parcel", "building", "condo_unit"),
    list_columns=("parcel", "building", "role", "share_num", "share_den", "valid", "act"),
    filters=("role",),
    grants=(Grant(" ".join(OWNER_READERS), "view"), Grant("surveyor assessor revenue_officer", "add change")),
)

buildings = Register(
    Building,
    thai="โรงเรือนและสิ่งปลูกสร้าง",
    english="Buildings",
    title="building_code",
    list_columns=("building_code", "parcel", "kind_name", "structure", "floors", "built_year_be"),
    filters=("structure", "floors"),
    search=("building_code",),
    order_by=("building_code",),
    errors={"building_code": ("DUP_BUILDING", "รหัสสิ่งปลูกสร้างซ้ำ")},
    layer=Layer(
        Fill("#a9745b", opacity=0.8, outline="#6b4433", outline_width=0.6),
        classes=ByValue("structure", {"masonry": "#a9745b", "mixed": "#c89a6a", "wood": "#d9b98a"}),
        zooms=(14, 22),
        level="public",
        columns=("floors",),
        order=60,
        sheet=OnSheet(0.1, "#6b4433", up_to=2500, is_filled=True),
    ),
    reports=(CountBy("structure", "floors"),),
    grants=(Grant(READERS, "view export"), Grant("surveyor assessor engineer", "add change")),
)

system = System(
    "finance.property_register",
    "ระบบทะเบียนทรัพย์สิน",
    "Tax map and property register",
    archetype="A",
    registers=(zones, blocks, parcels, buildings, spells),
)
