"""Registers of what stands on the land: buildings with floors and sites, condominiums, their units and prices."""

from __future__ import annotations

from gis_core.ground.models import Building, BuildingFloor, CondoBuilding, CondoPrice, CondoUnit
from layers.declare import (
    Action,
    ByDrafts,
    ByValue,
    CountBy,
    Fill,
    Grant,
    ImportMap,
    Layer,
    Lines,
    LinesMap,
    OnSheet,
    Panel,
    Register,
    SumBy,
)
from modules.finance.property_register import actions, panels, papers, questions, saving
from modules.finance.property_register.parcels import ownership
from modules.finance.property_register.roles import EXPORTERS, OWNER_READERS, READERS
from modules.kernel.charges.counter import COUNTER_LINK

FIELD = "surveyor assessor engineer"
SPELLS = {
    f"ground_spell_{thing}_{party}": ("SPELL", "ช่วงเวลากรรมสิทธิ์ทับซ้อนกัน")
    for thing in ("building", "condo_unit")
    for party in ("person", "organisation")
} | {"EL010": ("SHARE", "สัดส่วนกรรมสิทธิ์รวมไม่เท่ากับหนึ่ง")}

floors = Lines(
    BuildingFloor,
    thai="ชั้นและการใช้ประโยชน์",
    columns=("floor", "use", "area_m2", "note"),
    order_by=("floor", "id"),
)

buildings = Register(
    Building,
    thai="โรงเรือนและสิ่งปลูกสร้าง",
    english="Buildings",
    title="building_code",
    list_columns=("building_code", "parcel", "kind_name", "structure", "floors", "built_year_be"),
    filters=("structure", "floors", "kind_code", "completed_on", "demolished_on"),
    search=("building_code",),
    order_by=("building_code",),
    lines=(floors, ownership),
    check=saving.check_building,
    after_save=saving.building_saved,
    surveyed=(
        "structure",
        "floors",
        "rows",
        "rooms",
        "kind_code",
        "kind_name",
        "built_year_be",
        "demolished_on",
        "buildingfloor",
    ),
    may_delete=saving.may_delete,
    errors={
        "building_code": ("DUP_BUILDING", "รหัสสิ่งปลูกสร้างซ้ำ"),
        "building_code:invalid": ("CODE", "รหัสสิ่งปลูกสร้าง: ต้องเป็นรหัสแปลง / เลขสามหลัก เช่น 01A001/001"),
        **SPELLS,
    },
    field_levels={"permit_no": "staff"},
    layer=Layer(
        Fill("#a9745b", opacity=0.8, outline="#6b4433", outline_width=0.6),
        classes=ByValue("structure", {"masonry": "#a9745b", "mixed": "#c89a6a", "wood": "#d9b98a"}),
        zooms=(14, 22),
        level="public",
        columns=("floors",),
        order=60,
        sheet=OnSheet(0.1, "#6b4433", up_to=2500, is_filled=True),
    ),
    flags=panels.flags,
    panels=(
        Panel("sites", "แปลงที่ตั้งและบ้านเลขที่", "property_register/sites.html", panels.sites, roles=tuple(READERS.split())),
        Panel("owners", "เจ้าของอาคาร", "property_register/owners.html", panels.building_owners, roles=OWNER_READERS),
    ),
    imports=ImportMap(
        match_on="building_code",
        columns={
            "รหัสสิ่งปลูกสร้าง": "building_code",
            "รหัสแปลงที่ดิน": "parcel",
            "ประเภทสิ่งปลูกสร้าง": "kind_code",
            "ลักษณะสิ่งปลูกสร้าง": "structure",
            "จำนวนชั้น": "floors",
            "ปีที่สร้างเสร็จ": "built_year_be",
            "รหัสอาคาร": "building_code",
            "รหัสแปลง": "parcel",
            "ลักษณะอาคาร": "structure",
            "ปีที่สร้าง": "built_year_be",
        },
        in_bulk=ByDrafts(check=saving.buildings_in_bulk, saved=saving.buildings_saved),
        lines=(
            LinesMap(
                "buildingfloor",
                {"ชั้นที่": "floor", "การใช้ประโยชน์": "use", "เนื้อที่ชั้น (ตร.ม.)": "area_m2", "หมายเหตุชั้น": "note"},
                match_on=("floor", "use"),
            ),
        ),
    ),
    documents=papers.BUILDING_PAPERS,
    links=(COUNTER_LINK,),
    actions=(
        Action(
            "register_here",
            "ขึ้นทะเบียนกับแปลงที่ตั้งอยู่",
            actions.register_where_it_stands,
            roles=("assessor", "finance_head"),
            guard=actions.stands_here,
        ),
    ),
    queries=questions.BUILDING_QUERIES,
    reports=(CountBy("structure", "floors"), CountBy("kind_name", "structure"), CountBy("village")),
    grants=(
        Grant(READERS, "view export"),
        Grant(FIELD, "add change inspect"),
        Grant("assessor finance_head", "delete"),
        Grant("surveyor assessor", "print"),
    ),
)

condominiums = Register(
    CondoBuilding,
    thai="อาคารชุด",
    english="Condominium buildings",
    name="condominium",
    number="อช.{seq:03}",
    number_year="none",
    located_by=("building",),
    title="thai",
    list_columns=("register_no", "registration_no", "thai", "building", "registered_on"),
    filters=("registered_on",),
    search=("thai", "registration_no"),
    errors={
        "registration_no": ("DUP_CONDO", "เลขทะเบียนอาคารชุดซ้ำ"),
        "building": ("DUP_CONDO", "อาคารนี้จดทะเบียนอาคารชุดแล้ว"),
    },
    panels=(Panel("units", "ห้องชุดและราคา", "property_register/units.html", panels.units),),
    imports=ImportMap(match_on="registration_no", columns={"เลขทะเบียนอาคารชุด": "registration_no", "ชื่ออาคารชุด": "thai"}),
    grants=(Grant(READERS, "view"), Grant("surveyor assessor", "add change"), Grant(EXPORTERS, "export")),
)

units = Register(
    CondoUnit,
    thai="ห้องชุด",
    english="Condominium units",
    name="condo_unit",
    number="หช.{seq:05}",
    number_year="none",
    located_by=("building",),
    title="unit_no",
    list_columns=("register_no", "building", "unit_no", "floor", "area_m2"),
    filters=("floor", "building"),
    search=("unit_no", "ห้องชุด {unit_no}"),
    order_by=("building", "floor", "unit_no"),
    lines=(ownership,),
    check=saving.check_spells,
    may_delete=saving.may_delete,
    errors={"ground_condo_unit_once": ("DUP_UNIT", "เลขที่ห้องชุดซ้ำในอาคารชุดนี้"), **SPELLS},
    flags=panels.flags,
    panels=(Panel("owners", "เจ้าของห้องชุด", "property_register/owners.html", panels.unit_owners, roles=OWNER_READERS),),
    links=(COUNTER_LINK,),
    imports=ImportMap(
        match_on="register_no",
        columns={"เลขที่ห้องชุด": "unit_no", "ชั้น": "floor", "เนื้อที่ (ตร.ม.)": "area_m2", "อาคารชุด": "building"},
    ),
    reports=(CountBy("floor"), SumBy("area_m2", "floor")),
    grants=(
        Grant(READERS, "view"),
        Grant("surveyor assessor revenue_officer", "add change"),
        Grant(EXPORTERS, "export"),
    ),
)

condo_prices = Register(
    CondoPrice,
    thai="ราคาประเมินห้องชุด",
    english="Condominium prices",
    name="condo_price",
    number="รช.{seq:05}",
    number_year="none",
    located_by=("building",),
    list_columns=("register_no", "building", "floor_from", "floor_to", "baht_per_m2", "round", "valid"),
    filters=("round", "building"),
    check=saving.check_condo_price,
    imports=ImportMap(
        match_on="register_no",
        columns={"ตั้งแต่ชั้น": "floor_from", "ถึงชั้น": "floor_to", "ราคาประเมิน": "baht_per_m2", "รอบบัญชี": "round"},
    ),
    grants=(Grant(READERS, "view"), Grant("assessor", "add change"), Grant(EXPORTERS, "export")),
)
