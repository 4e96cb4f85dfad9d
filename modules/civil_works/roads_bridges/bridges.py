"""Registers of structures and equipment: bridges with their inspections, culverts, furniture."""

from __future__ import annotations

from layers.declare import (
    ByRange,
    ByValue,
    Circle,
    CountBy,
    Document,
    Grant,
    ImportMap,
    Label,
    Layer,
    Register,
    SumBy,
    Theme,
)
from modules.civil_works.roads_bridges import checks, diagram, papers, placing, saving
from modules.civil_works.roads_bridges.models import Bridge, BridgeInspection, Culvert, RoadFurniture
from modules.civil_works.roads_bridges.roles import EXPORTERS, FIELD, KEEPERS, OFFICE

LOAD_BREAKS = (10, 15, 21, 25)
LOAD_COLORS = ("#7a1020", "#d62728", "#e67e22", "#a6c34b", "#2e9e4f")

bridges = Register(
    Bridge,
    thai="สะพาน",
    english="Bridges",
    title="code",
    list_columns=("code", "name", "road", "chainage_m", "kind", "length_m", "load_limit_t", "grade"),
    form_columns=(
        "code",
        "name",
        "road",
        "chainage_m",
        "kind",
        "spans",
        "length_m",
        "width_m",
        "load_limit_t",
        "clearance_m",
        "waterway",
        "crosses",
        "year_be",
    ),
    filters=("kind", "grade", "load_limit_t", "village"),
    search=("code", "name", "สะพาน{name}"),
    order_by=("code",),
    derive=placing.locate_bridge,
    check=checks.bridge,
    errors={"code": ("DUP_BRIDGE", "รหัสสะพานซ้ำ")},
    layer=Layer(
        Circle(6, "#2f6f9f"),
        classes=ByRange("load_limit_t", LOAD_BREAKS, LOAD_COLORS),
        label=Label("name", from_zoom=16),
        zooms=(12, 22),
        level="public",
        columns=("kind",),
        themes=(Theme("grade", "สภาพสะพาน", ByValue("grade", diagram.GRADE_COLORS)),),
        order=65,
    ),
    documents=(
        Document(
            "bridge_record",
            "ประวัติสะพาน",
            "roads_bridges/bridge_record.html",
            ("engineer", "division_head", "executive"),
            papers.bridge_record,
            thai_digits=False,
        ),
    ),
    reports=(CountBy("kind", "grade"), SumBy("length_m", "kind")),
    grants=(
        Grant(OFFICE, "view"),
        Grant(KEEPERS, "add change"),
        Grant(FIELD, "inspect"),
        Grant(EXPORTERS, "export"),
    ),
)

inspections = Register(
    BridgeInspection,
    thai="ตรวจสะพาน",
    english="Bridge inspections",
    number="ตส.{seq:04}/{be_year}",
    located_by=("bridge",),
    list_columns=("register_no", "bridge", "inspected_on", "worst_element", "grade"),
    filters=("grade", "inspected_on"),
    order_by=("-inspected_on", "-id"),
    derive=saving.derive_inspection,
    check=checks.inspection,
    after_save=saving.inspection_saved,
    errors={"roads_bridges_one_inspection_a_day": ("DUP_INSPECTION", "วันนี้มีผลตรวจสะพานนี้แล้ว")},
    grants=(Grant(OFFICE, "view"), Grant("inspector engineer", "add change"), Grant(EXPORTERS, "export")),
)

culverts = Register(
    Culvert,
    thai="ท่อลอด",
    english="Culverts",
    number="ทล.{seq:04}",
    number_year="none",
    list_columns=("register_no", "road", "chainage_m", "shape", "cells", "opening_m", "waterway", "soundness"),
    form_columns=(
        "road",
        "chainage_m",
        "offset_m",
        "side",
        "shape",
        "cells",
        "opening_m",
        "height_m",
        "length_m",
        "waterway",
        "year_be",
        "soundness",
    ),
    filters=("shape", "soundness", "village"),
    search=("register_no",),
    derive=placing.locate_point,
    layer=Layer(
        Circle(4, "#3a9bc1"),
        classes=ByValue("soundness", {"good": "#3a9bc1", "worn": "#e67e22", "blocked": "#d62728", "lost": "#7a1020"}),
        zooms=(14, 22),
        level="public",
        columns=("shape",),
        order=64,
    ),
    reports=(CountBy("shape", "soundness"),),
    grants=(Grant(OFFICE, "view"), Grant(FIELD, "add change inspect"), Grant(EXPORTERS, "export")),
)

furniture = Register(
    RoadFurniture,
    thai="อุปกรณ์งานทาง",
    english="Road furniture",
    number="อก.{seq:05}",
    number_year="none",
    list_columns=("register_no", "kind", "road", "chainage_m", "offset_m", "side", "soundness"),
    form_columns=("kind", "detail", "road", "chainage_m", "offset_m", "side", "length_m", "year_be", "soundness"),
    filters=("kind", "soundness", "village"),
    search=("register_no",),
    derive=placing.locate_point,
    imports=ImportMap(match_on="register_no", columns={"รหัส": "register_no", "อุปกรณ์": "kind"}),
    layer=Layer(
        Circle(3.5, "#7a6a9a"),
        classes=ByValue(
            "kind",
            {
                "sign": "#3b6fb5",
                "light": "#e0b03a",
                "guard_rail": "#7d8a92",
                "signal": "#c0392b",
                "other": "#9aa0a6",
            },
        ),
        zooms=(15, 22),
        level="public",
        columns=("soundness",),
        order=66,
    ),
    reports=(CountBy("kind", "soundness"), CountBy("kind", "village")),
    grants=(Grant(OFFICE, "view"), Grant(FIELD, "add change inspect"), Grant(EXPORTERS, "export")),
)
