"""Registers of land: zones, blocks, parcels with their owners, ownership spells, map sheets."""

from __future__ import annotations

from gis_core.ground.models import MapSheet, OwnershipSpell, Parcel, TaxBlock, TaxZone
from gis_core.pure.parcel_code import lot_of
from layers.declare import (
    Action,
    ByRange,
    ByValue,
    CountBy,
    Fill,
    Grant,
    Hatch,
    Hatched,
    ImportMap,
    InBulk,
    Label,
    Layer,
    Lines,
    LinesMap,
    OnSheet,
    Panel,
    Register,
    SheetText,
    SumBy,
    Theme,
)
from modules.finance.property_register import (
    actions,
    checks,
    correction,
    fabric,
    figures,
    lot_order,
    panels,
    papers,
    questions,
    saving,
    transfer_checks,
)
from modules.finance.property_register.roles import EDITORS, EXPORTERS, KEEPERS, OWNER_READERS, READERS
from modules.kernel.charges.counter import COUNTER_LINK

AREA_COLORS = {"to2": "#9fcf9a", "to5": "#f2e08a", "to10": "#e8a15d", "over10": "#c8483c"}
DEED_COLORS = {
    "ns4": "#a9c6e3", "ns3k": "#b7dca6", "ns3": "#cfe3b0", "ns3kh": "#dbe8c4", "trachong": "#c7b8dc", "ns2": "#e3d4a1",
    "sk1": "#ecc38f", "nk3": "#d9b38c", "kasn5": "#9fd0c8", "spk401": "#7fb98f", "sthk": "#6f9f73",
    "rachaphatsadu": "#b0a3c9", "nsl": "#8fc3a8", "none": "#d0736b",
}  # fmt: skip

zones = Register(
    TaxZone,
    thai="เขตแผนที่ภาษี (Zone)",
    english="Tax zones",
    name="zone",
    title="code",
    list_columns=("code",),
    search=("code",),
    order_by=("code",),
    check=saving.check_zone,
    errors={"code": ("DUP_ZONE", "รหัสเขตซ้ำ"), "code:invalid": ("CODE", "รหัสเขต: ต้องเป็นเลขสองหลัก 01–99")},
    layer=Layer(
        Hatch("#b03a2e", opacity=0.02, outline_width=2.4),
        label=Label("code", 12),
        zooms=(9, 22),
        level="staff",
        order=40,
        shown=False,
        sheet=OnSheet(0.8, "#c0281c", texts=(SheetText("code", 50_000, 6, "#c0281c", is_bold=True),)),
    ),
    imports=ImportMap(match_on="code", columns={"เขต": "code", "ZONE_ID": "code"}),
    documents=papers.ZONE_PAPERS,
    queries=questions.ZONE_QUERIES,
    grants=(Grant(READERS, "view export"), Grant(KEEPERS, "add change print")),
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
    check=saving.check_block,
    errors={
        "code": ("DUP_BLOCK", "รหัสเขตย่อยซ้ำ"),
        "ground_one_letter_per_zone": ("DUP_BLOCK", "รหัสเขตย่อยซ้ำ"),
        "letter:invalid": ("CODE", "เขตย่อย: ต้องเป็นอักษรตัวเดียว A–Z หรือ ก–ฮ"),
    },
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
    imports=ImportMap(match_on="code", columns={"รหัสเขตย่อย": "code", "เขต": "zone", "เขตย่อย": "letter"}),
    documents=papers.BLOCK_PAPERS,
    queries=(lot_order.QUERY,),
    actions=(Action("number_lots", "ให้ลำดับแปลงตามตำแหน่ง", lot_order.number_lots, roles=("assessor",)),),
    grants=(Grant(READERS, "view export"), Grant(KEEPERS, "add change"), Grant(KEEPERS, "print")),
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
    filters=("status", "deed_type", "land_use", "moo", "block", "is_state_property", "area_class", "surveyed_on"),
    search=("parcel_code", "deed_no", "โฉนด {deed_no}", "เลขที่ดิน {land_no}"),
    order_by=("parcel_code",),
    lines=(ownership,),
    check=checks.parcel,
    surveyed=("land_use", "moo", "is_state_property"),
    coverage=fabric.COVERAGE,
    may_delete=saving.may_delete,
    flags=panels.flags,
    panels=(
        Panel("owners", "ผู้ถือกรรมสิทธิ์", "property_register/owners.html", panels.owners, roles=OWNER_READERS),
        Panel("lineage", "ที่มาของแปลง", "property_register/lineage.html", panels.lineage),
        Panel(
            "stands", "สิ่งปลูกสร้าง ป้าย ราคา", "property_register/stands.html", panels.stands, roles=tuple(READERS.split())
        ),
    ),
    links=(COUNTER_LINK,),
    actions=(
        Action(
            "cancel",
            "ยกเลิกแปลง",
            actions.cancel_parcel,
            roles=("assessor", "finance_head"),
            form=(("on", "ยกเลิกตั้งแต่วันที่", "date"),),
            states=("active", "pending"),
        ),
        Action("hold", "ให้รอตรวจสอบ", actions.hold_parcel, roles=("assessor", "surveyor"), states=("active",)),
        Action(
            "confirm", "ตรวจสอบแล้ว", actions.confirm_parcel, roles=("assessor", "finance_head"), states=("pending",)
        ),
    ),
    errors={
        "parcel_code": ("DUP_PARCEL", "รหัสแปลงซ้ำ"),
        "parcel_code:invalid": ("CODE", "รหัสแปลงที่ดิน: ต้องเป็นเขตสองหลัก อักษรเขตย่อย และลำดับแปลงสามหลัก เช่น 01A001"),
        "ground_one_parcel_per_deed": ("DUP_DEED", "เอกสารสิทธินี้มีในทะเบียนแล้ว"),
        "ground_spell_parcel_person": ("SPELL", "ช่วงเวลากรรมสิทธิ์ทับซ้อนกัน"),
        "ground_spell_parcel_organisation": ("SPELL", "ช่วงเวลากรรมสิทธิ์ทับซ้อนกัน"),
        "EL010": ("SHARE", "สัดส่วนกรรมสิทธิ์รวมไม่เท่ากับหนึ่ง"),
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
        label=Label("lot", from_zoom=17, below=Label("deed_no", from_zoom=18)),
        zooms=(11, 22),
        level="staff",
        columns=("deed_type", "area_sqwah", "moo"),
        themes=(
            Theme("deed", "ประเภทเอกสารสิทธิ (ไม่มีเอกสารสิทธิสีแดง)", ByValue("deed_type", DEED_COLORS)),
            Theme("area", "เนื้อที่ต่างจากเอกสารสิทธิ", ByValue("area_class", AREA_COLORS)),
            Theme(
                "survey",
                "ปีที่สำรวจภาคสนาม",
                ByRange(
                    "surveyed_year_be",
                    (2562, 2564, 2566, 2568),
                    ("#c8483c", "#e8a15d", "#f2e08a", "#bfdc9a", "#6fae6f"),
                    missing="#8c2f39",
                ),
            ),
            Theme(
                "state",
                "สถานะแปลง (รอแบ่งแยก/รอตรวจสอบสีส้ม)",
                ByValue(
                    "status",
                    {"active": "#dfe8d2", "pending": "#e67e22", "divided": "#b9a7cf", "merged": "#9db6cf"},
                ),
            ),
        ),
        order=30,
        hatched=Hatched("ที่สาธารณประโยชน์", "#2f7d55", {"land_use": ("public",), "deed_type": ("nsl",)}),
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
    imports=ImportMap(
        match_on="parcel_code",
        columns={
            "รหัสแปลงที่ดิน": "parcel_code",
            "เขตย่อย": "block",
            "ประเภทเอกสารสิทธิ": "deed_type",
            "เลขที่เอกสารสิทธิ": "deed_no",
            "เลขที่ดิน": "land_no",
            "หน้าสำรวจ": "survey_page",
            "ไร่-งาน-ตร.ว.": "area_sqwah",
            "หมู่ที่": "moo",
            "การใช้ประโยชน์": "land_use",
            "รหัสแปลง": "parcel_code",
            "ประเภทเอกสารสิทธิ์": "deed_type",
            "ประเภทเอกสาร": "deed_type",
            "เลขที่เอกสารสิทธิ์": "deed_no",
            "เลขที่เอกสาร": "deed_no",
            "เลขที่โฉนด": "deed_no",
            "เลขโฉนด": "deed_no",
            "โฉนดเลขที่": "deed_no",
            "โฉนด": "deed_no",
            "ที่ดินเลขที่": "land_no",
            "เนื้อที่ (ตร.ว.)": "area_sqwah",
            "เนื้อที่ตามเอกสารสิทธิ": "area_sqwah",
            "เนื้อที่ตามโฉนด": "area_sqwah",
            "หมู่": "moo",
            "การใช้ประโยชน์ที่ดิน": "land_use",
            "PARCEL_CODE": "parcel_code",
            "UTM_MAP1": "utm1",
            "UTM_MAP2": "utm2",
            "UTM_MAP3": "utm3",
            "UTM_MAP4": "utm4",
            "UTM_SCALE": "scale",
        },
        in_bulk=InBulk(check=checks.parcels_in_bulk, saved=correction.saved_in_bulk),
        lines=(
            LinesMap(
                "ownershipspell",
                {
                    "เลขประจำตัวผู้ถือกรรมสิทธิ์": "person",
                    "เลขทะเบียนนิติบุคคลผู้ถือกรรมสิทธิ์": "organisation",
                    "ส่วน": "share_num",
                    "ของ": "share_den",
                    "ถือกรรมสิทธิ์ตั้งแต่": "valid",
                    "การได้มา": "act",
                },
                match_on=("person", "organisation", "valid"),
                check=checks.owners_in_bulk,
            ),
        ),
    ),
    rates=figures.ALL,
    documents=papers.PARCEL_PAPERS,
    queries=questions.PARCEL_QUERIES,
    reports=(
        CountBy("deed_type"),
        CountBy("land_use", "moo"),
        CountBy("area_class", "deed_type"),
        CountBy("village"),
        SumBy("area_sqwah", "deed_type"),
        SumBy("area_sqwah", "village"),
        *questions.PARCEL_REPORTS,
    ),
    grants=(
        Grant(READERS, "view"),
        Grant(EDITORS, "add change"),
        Grant("surveyor inspector assessor", "inspect"),
        Grant("assessor finance_head", "delete"),
        Grant(EXPORTERS, "export"),
        Grant(KEEPERS, "print"),
    ),
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
    check=transfer_checks.of_spell,
    errors={
        **{
            f"ground_spell_{thing}_{party}": ("SPELL", "ช่วงเวลากรรมสิทธิ์ทับซ้อนกัน")
            for thing in ("parcel", "building", "condo_unit")
            for party in ("person", "organisation")
        },
        "EL010": ("SHARE", "สัดส่วนกรรมสิทธิ์รวมไม่เท่ากับหนึ่ง"),
        "ground_share_at_most_one": ("SHARE", "สัดส่วนกรรมสิทธิ์รวมไม่เท่ากับหนึ่ง"),
    },
    imports=ImportMap(
        match_on="uid",
        columns={"แปลงที่ดิน": "parcel", "เจ้าของกรรมสิทธิ์": "person", "นิติบุคคล": "organisation", "ฐานะ": "role"},
        in_bulk=InBulk(check=transfer_checks.spells_in_bulk),
    ),
    grants=(Grant(" ".join(OWNER_READERS), "view"), Grant(EDITORS, "add change")),
)

sheets = Register(
    MapSheet,
    thai="ระวางแผนที่",
    english="Map sheets",
    title="name",
    list_columns=("name", "scale", "utm1", "utm2", "utm3", "utm4"),
    form_columns=("utm1", "utm2", "utm3", "utm4", "scale"),
    filters=("scale", "utm3"),
    search=("name",),
    order_by=("name",),
    derive=saving.derive_sheet,
    errors={"name": ("DUP_SHEET", "ระวางนี้มีในทะเบียนแล้ว")},
    layer=Layer(
        Hatch("#7b7f84", opacity=0, outline_width=1),
        label=Label("name", 13),
        zooms=(10, 22),
        level="staff",
        shown=False,
        order=43,
        sheet=OnSheet(0.15, "#7b7f84", texts=(SheetText("name", 10_000, 2, "#7b7f84"),)),
    ),
    imports=ImportMap(
        match_on="name",
        columns={"UTM_MAP1": "utm1", "UTM_MAP2": "utm2", "UTM_MAP3": "utm3", "UTM_MAP4": "utm4", "UTM_SCALE": "scale"},
    ),
    documents=papers.SHEET_PAPERS,
    grants=(Grant(READERS, "view export"), Grant(KEEPERS, "add change delete print")),
)
