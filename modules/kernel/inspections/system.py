"""Visits and field surveys of records of every register."""

from __future__ import annotations

from layers.declare import (
    CountBy,
    Grant,
    Lines,
    Page,
    Panel,
    Rates,
    Register,
    System,
    Transition,
    Workflow,
)
from modules.kernel.inspections import surveying, surveys
from modules.kernel.inspections.models import FieldSurvey, Inspection, InspectionAnswer

READERS = "inspector engineer surveyor officer health_officer division_head clerk_chief executive auditor"
SURVEYORS = "surveyor inspector assessor engineer"
HEADS = ("finance_head", "division_head")

visits = Register(
    Inspection,
    thai="การตรวจ",
    english="Inspections",
    number="ต.{seq:05}/{be_year}",
    located_by=("target",),
    list_columns=("register_no", "target", "round", "visited_at", "inspector", "result", "next_due"),
    form_columns=("note", "next_due"),
    filters=("result", "visited_at", "next_due"),
    search=("register_no",),
    order_by=("-visited_at", "-id"),
    lines=(
        Lines(InspectionAnswer, columns=("question", "answer", "note"), thai="ผลรายการตรวจ", order_by=("position",)),
    ),
    grants=(Grant(READERS, "view"), Grant("inspector engineer", "change"), Grant("division_head auditor", "export")),
)

SURVEY = Workflow(
    initial="draft",
    states={
        "draft": "ร่าง",
        "submitted": "ส่งแล้ว",
        "verified": "รับรองแล้ว",
        "applied": "ปรับข้อมูลแล้ว",
        "returned": "ส่งกลับ",
    },
    transitions=(
        Transition("submit", ("draft", "returned"), "submitted", by=tuple(SURVEYORS.split()), thai="ส่งแบบสำรวจ"),
        Transition(
            "decide",
            "submitted",
            "submitted",
            by=HEADS,
            thai="ตัดสินใจเมื่อทะเบียนใหม่กว่า",
            form=("conflict_choice",),
            effect=surveys.decided,
        ),
        Transition(
            "verify",
            "submitted",
            "verified",
            by=HEADS,
            thai="รับรองแบบสำรวจ",
            by_another_than=("surveyor",),
            guard=surveys.may_verify,
            effect=surveys.verified,
        ),
        Transition(
            "apply",
            "verified",
            "applied",
            by=("assessor", "surveyor"),
            thai="ปรับข้อมูลในทะเบียน",
            guard=surveys.may_apply,
            effect=surveys.applied,
        ),
        Transition("return", ("submitted", "verified"), "returned", by=HEADS, thai="ส่งกลับ", form=("return_reason",)),
    ),
)

field_surveys = Register(
    FieldSurvey,
    thai="แบบสำรวจภาคสนาม",
    english="Field surveys",
    number="สร.{seq:05}/{be_year}",
    located_by=("target",),
    workflow=SURVEY,
    list_columns=("register_no", "target", "surveyed_at", "surveyor", "status"),
    form_columns=("note",),
    filters=("status", "surveyed_at"),
    search=("register_no",),
    order_by=("-surveyed_at", "-id"),
    check=surveys.still_open,
    field_levels={"before": "hidden", "after": "hidden", "client_key": "hidden", "signer_name": "hidden"},
    panels=(Panel("found", "ผลการสำรวจ", "kernel_inspections/found.html", surveying.found),),
    pages=(Page("walk", "สำรวจภาคสนาม", surveying.walk, tuple(SURVEYORS.split())),),
    rates=(Rates(surveys.LIMITS, "rates/survey_limits.csv"),),
    reports=(CountBy("status"),),
    grants=(
        Grant(f"{READERS} assessor revenue_officer finance_head", "view"),
        Grant(SURVEYORS, "change"),
        Grant("finance_head auditor", "export"),
        Grant("finance_head division_head assessor", "unmask"),
    ),
)

system = System(
    "kernel.inspections", "การตรวจภาคสนาม", "Field inspections", archetype="A", registers=(visits, field_surveys)
)
