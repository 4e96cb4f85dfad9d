"""Registers of appraised land prices: of parcels, of zones, of strips along roads."""

from __future__ import annotations

from gis_core.ground.models import AppraisalPrice, PriceStrip, PriceZone
from layers.declare import ByRange, CountBy, Fill, Grant, ImportMap, Label, Layer, Line, Register
from modules.finance.property_register import saving
from modules.finance.property_register.roles import EXPORTERS, READERS

BREAKS = (500.0, 1500.0, 4000.0, 10000.0)
COLORS = ("#f7f0d8", "#f0d08f", "#e4a25b", "#cf6b3f", "#96352d")
OWN = (Grant(READERS, "view"), Grant("assessor", "add change"), Grant(EXPORTERS, "export"))

appraisals = Register(
    AppraisalPrice,
    thai="ราคาประเมินที่ดินรายแปลง",
    english="Appraised prices of parcels",
    name="appraisal",
    located_by=("parcel",),
    title="baht_per_sqwah",
    list_columns=("parcel", "baht_per_sqwah", "source", "valid"),
    filters=("source",),
    check=saving.check_appraisal,
    imports=ImportMap(
        match_on="parcel",
        columns={"รหัสแปลงที่ดิน": "parcel", "ราคาประเมิน": "baht_per_sqwah", "แหล่งที่มา": "source", "มีผลระหว่าง": "valid"},
    ),
    reports=(CountBy("source"),),
    grants=(
        Grant(READERS, "view"),
        # Prices go with their parcel when it is divided or merged, so whoever may do that may also take it back.
        Grant("surveyor assessor revenue_officer", "add change"),
        Grant(EXPORTERS, "export"),
    ),
)

price_zones = Register(
    PriceZone,
    thai="เขตราคาประเมิน",
    english="Price zones",
    title="code",
    list_columns=("code", "round", "baht_per_sqwah", "valid"),
    filters=("round",),
    search=("code",),
    check=saving.check_price,
    layer=Layer(
        Fill("#e4a25b", opacity=0.35, outline="#96352d", outline_width=1),
        classes=ByRange("baht_per_sqwah", BREAKS, COLORS),
        label=Label("baht_per_sqwah", 14),
        zooms=(10, 22),
        level="staff",
        shown=False,
        order=35,
    ),
    imports=ImportMap(
        match_on="code", columns={"รหัสหน่วยราคา": "code", "ราคาประเมิน": "baht_per_sqwah", "รอบบัญชี": "round"}
    ),
    grants=OWN,
)

price_strips = Register(
    PriceStrip,
    thai="แถบราคาประเมินริมทาง",
    english="Price strips",
    title="code",
    list_columns=("code", "round", "baht_per_sqwah", "depth_m", "side", "valid"),
    filters=("round", "side"),
    search=("code",),
    check=saving.check_price,
    layer=Layer(
        Line(4, "#cf6b3f", dash=(3, 1)),
        classes=ByRange("baht_per_sqwah", BREAKS, COLORS),
        zooms=(11, 22),
        level="staff",
        columns=("depth_m",),
        shown=False,
        order=36,
    ),
    imports=ImportMap(
        match_on="code",
        columns={"รหัสหน่วยราคา": "code", "ราคาประเมิน": "baht_per_sqwah", "ความลึก": "depth_m", "รอบบัญชี": "round"},
    ),
    grants=OWN,
)
