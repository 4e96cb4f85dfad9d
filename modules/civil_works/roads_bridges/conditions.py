"""Registers of how the roads are: condition surveys, defects, accidents."""

from __future__ import annotations

from layers.declare import (
    ByValue,
    Circle,
    CountBy,
    Grant,
    ImportMap,
    Layer,
    Line,
    Lines,
    Register,
    Transition,
    Workflow,
)
from modules.civil_works.roads_bridges import actions, checks, diagram, placing, saving
from modules.civil_works.roads_bridges.models import Accident, ConditionSurvey, Defect, SurveyDefect
from modules.civil_works.roads_bridges.roles import EXPORTERS, FIELD, OFFICE

surveys = Register(
    ConditionSurvey,
    thai="สำรวจสภาพทาง",
    english="Condition surveys",
    title="span",
    list_columns=("road", "surveyed_on", "km_from", "km_to", "iri_m_per_km", "pci", "grade", "occasion"),
    form_columns=(
        "road",
        "surveyed_on",
        "occasion",
        "km_from",
        "km_to",
        "iri_m_per_km",
        "pci",
        "visual_grade",
        "note",
    ),
    filters=("grade", "occasion", "surveyed_on"),
    order_by=("-surveyed_on", "road", "km_from"),
    lines=(Lines(SurveyDefect, columns=("damage", "quantity", "unit"), thai="ความเสียหายที่พบ"),),
    derive=saving.derive_survey,
    check=checks.survey,
    after_save=saving.survey_saved,
    layer=Layer(
        Line(4, "#9aa0a6"),
        classes=ByValue("grade", diagram.GRADE_COLORS),
        zooms=(12, 22),
        level="public",
        columns=("surveyed_on", "iri_m_per_km"),
        shown=False,
        order=54,
    ),
    reports=(CountBy("grade", "occasion"),),
    grants=(
        Grant(OFFICE, "view"),
        Grant(FIELD, "add change inspect"),
        Grant(EXPORTERS, "export"),
    ),
)

repair = Workflow(
    initial="reported",
    states={
        "reported": "แจ้ง",
        "confirmed": "ตรวจแล้ว",
        "planned": "เข้าแผน",
        "repaired": "ซ่อมแล้ว",
        "rejected": "ไม่พบความเสียหาย",
    },
    transitions=(
        Transition("confirm", "reported", "confirmed", by=("inspector", "engineer", "surveyor"), thai="ตรวจพบจริง"),
        Transition("reject", "reported", "rejected", by=("inspector", "engineer"), thai="ไม่พบความเสียหาย"),
        Transition(
            "plan",
            "confirmed",
            "planned",
            by=("engineer", "division_head"),
            thai="นำเข้าแผน",
            form=("planned_year_be", "estimate_baht"),
        ),
        Transition(
            "repair",
            ("confirmed", "planned"),
            "repaired",
            by=("engineer", "inspector"),
            thai="ซ่อมเสร็จ",
            form=("repaired_on", "repair_baht"),
            guard=actions.repaired_after_report,
        ),
    ),
)

defects = Register(
    Defect,
    thai="จุดชำรุด",
    english="Road defects",
    number="ชร.{seq:05}/{be_year}",
    workflow=repair,
    list_columns=("register_no", "damage", "severity", "road", "chainage_m", "reported_on", "status"),
    form_columns=(
        "damage",
        "severity",
        "quantity",
        "unit",
        "road",
        "chainage_m",
        "reported_on",
        "note",
        "reporter_phone",
    ),
    filters=("status", "damage", "severity", "reported_on", "village"),
    search=("register_no",),
    derive=saving.derive_defect,
    field_levels={"reporter_phone": "hidden", "note": "staff", "estimate_baht": "staff", "repair_baht": "staff"},
    layer=Layer(
        Circle(5, "#d62728"),
        classes=ByValue(
            "status",
            {
                "reported": "#d62728",
                "confirmed": "#e67e22",
                "planned": "#f4d03f",
                "repaired": "#2e9e4f",
                "rejected": "#9aa0a6",
            },
        ),
        zooms=(12, 22),
        level="public",
        columns=("damage", "severity"),
        order=75,
    ),
    reports=(CountBy("status", "damage"), CountBy("damage", "village")),
    grants=(
        Grant(OFFICE, "view"),
        Grant("citizen village_head", "view add"),
        Grant(f"counter_clerk {FIELD}", "add change"),
        Grant(FIELD, "inspect"),
        Grant("counter_clerk inspector engineer", "unmask"),
        Grant(EXPORTERS, "export"),
    ),
)

accidents = Register(
    Accident,
    thai="จุดเกิดอุบัติเหตุ",
    english="Accidents",
    number="อบ.{seq:04}/{be_year}",
    list_columns=("register_no", "happened_on", "road", "chainage_m", "deaths", "injured"),
    form_columns=("happened_on", "deaths", "injured", "vehicles", "cause", "road", "chainage_m"),
    filters=("happened_on", "deaths", "village"),
    search=("register_no",),
    derive=placing.locate_point,
    imports=ImportMap(match_on="register_no", columns={"เลขที่": "register_no", "วันที่": "happened_on"}),
    layer=Layer(
        Circle(5, "#7a1020"), zooms=(11, 22), level="staff", columns=("deaths", "injured"), shown=False, order=76
    ),
    reports=(CountBy("village"),),
    grants=(Grant(OFFICE, "view"), Grant(f"officer {FIELD}", "add change"), Grant(EXPORTERS, "export")),
)
