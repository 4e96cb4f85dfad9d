"""Registers of signs and places of business."""

from __future__ import annotations

from gis_core.ground.models import Establishment, Signboard
from gis_core.pure.signboard import SIGN_SIZE
from layers.declare import XY, ByValue, CountBy, Grant, ImportMap, Layer, OnSheet, Register, Triangle
from modules.finance.property_register import saving, sign_removal
from modules.finance.property_register.roles import EXPORTERS, READERS
from modules.kernel.charges.counter import COUNTER_LINK

EDITORS = "surveyor assessor revenue_officer"

signboards = Register(
    Signboard,
    thai="ป้าย",
    english="Signboards",
    number="ป.{seq:05}",
    number_year="none",
    title="thai",
    list_columns=(
        "register_no",
        "sign_code",
        "thai",
        "kind",
        "width_cm",
        "height_cm",
        "sides",
        "installed_on",
        "removed_on",
    ),
    filters=("kind", "movable", "installed_on", "removed_on", "village"),
    search=("sign_code", "thai"),
    check=saving.check_sign,
    surveyed=("thai", "kind", "movable", "shape", "width_cm", "height_cm", "sides", "installed_on", "removed_on"),
    may_delete=saving.may_delete,
    actions=(sign_removal.ACTION,),
    links=(COUNTER_LINK,),
    errors={"sign_code": ("DUP_SIGN", "รหัสป้ายซ้ำ")}
    | {f"{side}:min_value": ("SIGN_SIZE", SIGN_SIZE) for side in ("width_cm", "height_cm", "sides")},
    field_levels={"person": "hidden", "permit_no": "staff"},
    layer=Layer(
        Triangle(6, "#7a3fa0"),
        classes=ByValue("kind", {"1": "#2f8f57", "2": "#e0a02f", "3": "#b03a2e"}),
        zooms=(14, 22),
        level="staff",
        columns=("movable",),
        order=72,
        sheet=OnSheet(0.2, "#7a3fa0", up_to=1000, is_filled=True),
    ),
    imports=ImportMap(
        match_on="sign_code",
        columns={
            "รหัสป้าย": "sign_code",
            "ข้อความบนป้าย": "thai",
            "ประเภทป้าย": "kind",
            "กว้าง": "width_cm",
            "ยาว": "height_cm",
            "จำนวนด้าน": "sides",
            "วันที่ติดตั้ง": "installed_on",
        },
        geometry=XY("X", "Y"),
    ),
    reports=(CountBy("kind", "movable"), CountBy("kind", "village")),
    grants=(
        Grant(READERS, "view"),
        Grant(EDITORS, "add change inspect"),
        Grant("revenue_officer finance_head", "unmask"),
        Grant(EXPORTERS, "export"),
        Grant("assessor finance_head", "delete"),
    ),
)

establishments = Register(
    Establishment,
    thai="สถานประกอบการ",
    english="Establishments",
    number="สป.{seq:05}",
    number_year="none",
    located_by=("building", "parcel"),
    title="thai",
    list_columns=("register_no", "thai", "business", "building", "parcel", "opened_on", "closed_on"),
    filters=("opened_on", "closed_on"),
    search=("thai",),
    check=saving.check_establishment,
    field_levels={"person": "hidden"},
    imports=ImportMap(
        match_on="register_no",
        columns={"ชื่อสถานประกอบการ": "thai", "ประเภทกิจการ": "business", "รหัสแปลงที่ดิน": "parcel"},
    ),
    reports=(CountBy("business"), CountBy("village")),
    grants=(
        Grant(READERS, "view"),
        Grant(f"{EDITORS} registry_clerk", "add change"),
        Grant("revenue_officer finance_head", "unmask"),
        Grant(EXPORTERS, "export"),
    ),
)
