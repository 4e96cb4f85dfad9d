"""The street lamps of the style guide, whole: what a small system looks like and what the vocabulary can say."""

from __future__ import annotations

from layers.declare import (
    XY,
    Action,
    ByValue,
    Circle,
    CountBy,
    Document,
    Grant,
    ImportMap,
    Kpi,
    Label,
    Layer,
    Lines,
    Page,
    Panel,
    Parameter,
    Rates,
    Register,
    Report,
    SpatialQuery,
    SumBy,
    System,
    Transition,
    Workflow,
    WorkingDays,
)
from tests.street_lamps import actions, pages, queries
from tests.street_lamps.models import LampPart, StreetLamp

GREEN, RED, GREY = "#2e8b57", "#c0392b", "#8a8f94"

repair = Workflow(
    initial="working",
    states={"working": "ใช้งานได้", "broken": "ชำรุด", "removed": "รื้อถอน"},
    transitions=(
        Transition("report", "working", "broken", by=("citizen", "counter_clerk"), thai="แจ้งชำรุด"),
        Transition(
            "mend",
            "broken",
            "working",
            by=("engineer",),
            thai="ซ่อมเสร็จ",
            due=WorkingDays(7),
            form=("mended_on", "parts_baht"),
            effect=actions.charge_parts,
            document="repair_order",
        ),
        Transition("remove", "broken", "removed", by=("division_head",), thai="รื้อถอน"),
    ),
)
lamps = Register(
    StreetLamp,
    thai="โคมไฟสาธารณะ",
    english="Street lamps",
    number="ฟ.{seq:05}/{be_year}",
    workflow=repair,
    layer=Layer(
        Circle(5),
        classes=ByValue("status", {"working": GREEN, "broken": RED, "removed": GREY}),
        label=Label("register_no", from_zoom=17),
        zooms=(13, 20),
        level="public",
    ),
    list_columns=("register_no", "lamp_type", "power_w", "installed_on", "stands_at", "status"),
    filters=("status", "lamp_type", "power_w", "installed_on", "village"),
    search=("register_no",),
    lines=(Lines(LampPart, columns=("thai", "quantity"), thai="อะไหล่"),),
    check=actions.reasonable,
    field_levels={"parts_baht": "staff", "meter_no": "hidden"},
    imports=ImportMap(
        match_on="register_no",
        columns={"รหัสเสา": "register_no", "วัตต์": "power_w", "ชนิด": "lamp_type"},
        geometry=XY("X", "Y", ask_datum=True),
    ),
    rates=(Rates("lamp_energy", "rates/lamp_energy.csv"),),
    documents=(
        Document("repair_order", "ใบสั่งซ่อม", "street_lamps/repair_order.html", roles=("engineer", "division_head")),
    ),
    reports=(
        CountBy("status", "village"),
        CountBy("lamp_type"),
        SumBy("power_w", "lamp_type"),
        Kpi(
            "broken",
            "โคมไฟชำรุด",
            queries.broken,
            queries.broken_by_village,
            queries.broken_lamps,
            unit="ดวง",
            amount="ดวง",
            better="lower",
        ),
        Report("by_power", "โคมไฟตามกำลังไฟ", queries.by_power, (("no", "เลขทะเบียน"), ("power_w", "วัตต์"))),
    ),
    queries=(
        SpatialQuery(
            "strong",
            "โคมไฟกำลังสูง",
            queries.stronger_than,
            (("power_w", "วัตต์"),),
            parameters=(Parameter("watts", "มากกว่า (วัตต์)", "number", 100),),
        ),
    ),
    panels=(Panel("alike", "โคมไฟชนิดเดียวกัน", "street_lamps/alike.html", queries.neighbours, roles=("engineer",)),),
    actions=(
        Action(
            "meter", "จดเลขมิเตอร์", actions.note_meter, roles=("engineer",), form=(("meter_no", "เลขมิเตอร์", "text"),)
        ),
    ),
    pages=(Page("night-round", "รอบตรวจกลางคืน", pages.night_round, roles=("engineer",)),),
    grants=(
        Grant("division_head engineer", "view add change delete export"),
        Grant("division_head", "unmask"),
        Grant("counter_clerk citizen", "view"),
    ),
)
system = System("civil_works.street_lamps", "โคมไฟสาธารณะ", "Street lamps", archetype="asset", registers=(lamps,))
