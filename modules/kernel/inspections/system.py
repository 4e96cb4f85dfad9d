"""Visits to records of every register."""

from __future__ import annotations

from layers.declare import Grant, Lines, Register, System
from modules.kernel.inspections.models import Inspection, InspectionAnswer

READERS = "inspector engineer surveyor officer health_officer division_head clerk_chief executive auditor"

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

system = System("kernel.inspections", "การตรวจภาคสนาม", "Field inspections", archetype="A", registers=(visits,))
