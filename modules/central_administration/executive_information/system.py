"""1.1 Executive information: the office's key figures with their targets, and how each stands to its own.

The figures themselves are declared by the systems whose records they count; read `rules` for how a value is judged.
"""

from __future__ import annotations

from layers.declare import (
    Action,
    CountBy,
    Document,
    Grant,
    ImportMap,
    Page,
    Panel,
    Register,
    System,
)
from modules.central_administration.executive_information import (
    approval,
    area_notes,
    brief,
    checks,
    demo,
    evidence,
    late_orders,
    notes,
    quarterly,
    reach,
    record_notes,
    scores,
    showing,
    snapshots,
    thematic_maps,
    unplaced,
)
from modules.central_administration.executive_information.models import (
    ExecutiveNote,
    Kpi,
    KpiTarget,
    MonthlyBrief,
    OutsideScore,
    QuarterlyReport,
)

READERS = (
    "division_head finance_head clerk_chief executive auditor planner revenue_officer engineer system_admin"
)  # fmt: skip
EXPORTERS = "clerk_chief executive auditor planner"

kpis = Register(
    Kpi,
    thai="ตัวชี้วัด",
    english="Key figures",
    name="kpi",
    title="thai",
    level="staff",
    list_columns=("thai", "status", "dimension", "org_unit", "unit", "formula_version", "valid_from"),
    form_columns=approval.TYPED,
    filters=("status", "dimension", "org_unit"),
    inner=("code",),
    required=("org_unit",),
    picks={"org_unit": reach.every_unit},
    search=("thai", "code"),
    order_by=("-id",),
    derive=approval.derive,
    check=checks.kpi,
    workflow=approval.WORKFLOW,
    flags=approval.flags,
    errors={"executive_kpi_by_another": ("FOUR_EYES", "ผู้เสนอใช้ตัวชี้วัดอนุมัติเองไม่ได้ ให้ผู้มีอำนาจคนอื่นอนุมัติ")},
    panels=(Panel("kept", "ค่าที่บันทึกไว้", "executive_information/kept.html", showing.kept_tab),),
    actions=(
        Action(
            "restate", "คำนวณใหม่เป็นรุ่นใหม่", snapshots.restate, ("clerk_chief", "system_admin", "planner"),
            form=(("why", "เหตุผลที่คำนวณใหม่", "text"),),
        ),
    ),
    reports=(CountBy("dimension"), CountBy("status"), unplaced.FIGURE),
    grants=(Grant(READERS, "view"), Grant("clerk_chief system_admin", "change"), Grant(EXPORTERS, "export")),
)  # fmt: skip

targets = Register(
    KpiTarget,
    thai="ค่าเป้าหมายของตัวชี้วัด",
    english="Targets of key figures",
    name="target",
    number="ปม.{seq:04}/{be_year}",
    number_year="fiscal",
    level="staff",
    list_columns=(
        "register_no",
        "kpi",
        "fiscal_year_be",
        "period",
        "area",
        "of_unit",
        "target",
        "green_at",
        "amber_at",
    ),
    form_columns=("kpi", "fiscal_year_be", "period", "area", "of_unit", "target", "green_at", "amber_at", "source"),
    filters=("fiscal_year_be", "period", "kpi", "of_unit"),
    picks={"kpi": "status=in_use", "of_unit": reach.every_unit},
    search=("register_no", "source"),
    order_by=("-fiscal_year_be", "kpi", "period", "id"),
    check=checks.target,
    errors={
        "executive_one_target_a_period": ("TARGET_TWICE", "ตั้งเป้าหมายของตัวชี้วัดและช่วงเวลานี้ไว้แล้ว"),
        "executive_target_of_area_or_unit": ("TARGET_UNIT", checks.EITHER),
    },
    imports=ImportMap(
        match_on="register_no",
        columns={
            "ตัวชี้วัด": "kpi",
            "ปีงบประมาณ": "fiscal_year_be",
            "ช่วงเวลา": "period",
            "หมู่บ้าน": "area",
            "กองหรือสำนัก": "of_unit",
            "ค่าเป้าหมาย": "target",
            "เกณฑ์บรรลุเป้า": "green_at",
            "เกณฑ์เฝ้าระวัง": "amber_at",
            "เอกสารที่มา": "source",
        },
    ),
    grants=(Grant(READERS, "view"), Grant("planner clerk_chief", "add change delete"), Grant(EXPORTERS, "export")),
)

briefs = Register(
    MonthlyBrief,
    thai="บทสรุปผู้บริหารรายเดือน",
    english="Monthly briefs",
    name="brief",
    number="บส.{seq:03}/{be_year}",
    number_year="fiscal",
    level="staff",
    list_columns=("register_no", "fiscal_year_be", "month"),
    form_columns=("fiscal_year_be", "month", "remark"),
    filters=("fiscal_year_be",),
    search=("register_no", "remark"),
    order_by=("-id",),
    check=brief.check,
    errors={"executive_one_brief_a_month": ("BRIEF_TWICE", "มีบทสรุปของเดือนนี้แล้ว")},
    documents=(
        Document(
            "brief", "บทสรุปผู้บริหารรายเดือน", "executive_information/brief.html", ("executive", "clerk_chief"),
            context=brief.content, thai_digits=False, readers=brief.PAPER_READERS,
        ),
    ),
    grants=(Grant(READERS, "view"), Grant("planner clerk_chief", "add change"), Grant(EXPORTERS, "export")),
)  # fmt: skip

quarterly_reports = Register(
    QuarterlyReport,
    thai="รายงานรายไตรมาสต่อสภา",
    english="Quarterly reports to the council",
    name="quarterly",
    number="รต.{seq:03}/{be_year}",
    number_year="fiscal",
    level="staff",
    list_columns=("register_no", "fiscal_year_be", "quarter"),
    form_columns=("fiscal_year_be", "quarter", "remark"),
    filters=("fiscal_year_be",),
    search=("register_no", "remark"),
    order_by=("-id",),
    check=quarterly.check,
    errors={"executive_one_report_a_quarter": ("REPORT_TWICE", "มีรายงานของไตรมาสนี้แล้ว")},
    documents=(
        Document(
            "report", "รายงานผลการดำเนินงานรายไตรมาสต่อสภาท้องถิ่น", "executive_information/quarterly.html",
            ("executive", "clerk_chief"), context=quarterly.content, thai_digits=False,
            readers=("executive", "clerk_chief", "auditor"),
        ),
    ),
    grants=(Grant(READERS, "view"), Grant("planner clerk_chief", "add change"), Grant(EXPORTERS, "export")),
)  # fmt: skip

executive_notes = Register(
    ExecutiveNote,
    thai="ข้อสั่งการของผู้บริหาร",
    english="Executive notes",
    name="note",
    number="ขส.{seq:04}/{be_year}",
    number_year="fiscal",
    level="staff",
    list_columns=("register_no", "kpi", "fiscal_year_be", "month", "org_unit", "due_on", "status"),
    form_columns=notes.TYPED,
    filters=("status", "fiscal_year_be", "month", "org_unit", "kpi", "due_on"),
    required=("org_unit",),
    picks={"kpi": "status=in_use", "org_unit": reach.units(ExecutiveNote)},
    search=("register_no", "text"),
    order_by=("-id",),
    derive=notes.derive,
    check=notes.check,
    workflow=notes.WORKFLOW,
    reports=(CountBy("status", "org_unit"), late_orders.FIGURE),
    flags=notes.flags,
    grants=notes.GRANTS,
)

outside_scores = Register(
    OutsideScore,
    thai="คะแนนจากภายนอก",
    english="Scores from outside",
    name="score",
    number="คภ.{seq:03}/{be_year}",
    number_year="fiscal",
    level="staff",
    list_columns=("register_no", "figure", "dimension", "fiscal_year_be", "score", "announced_on", "status"),
    form_columns=(
        "figure", "dimension", "fiscal_year_be", "score", "announced_on", "announced_by", "reference_no",
    ),
    filters=("figure", "dimension", "fiscal_year_be", "status"),
    search=("register_no", "reference_no", "announced_by"),
    order_by=("-fiscal_year_be", "figure", "id"),
    check=scores.check,
    errors={
        "executive_one_score_a_year": (
            "SCORE_TWICE", "มีคะแนนของผลประเมิน ด้าน และปีงบประมาณนี้แล้ว ให้เปิดระเบียนเดิมเพื่อแก้ไข",
        ),
    },
    workflow=scores.WORKFLOW,
    imports=ImportMap(
        match_on="register_no",
        columns={
            "ผลประเมิน": "figure",
            "ด้าน": "dimension",
            "ปีงบประมาณ": "fiscal_year_be",
            "คะแนน": "score",
            "วันที่ประกาศ": "announced_on",
            "ผู้ประกาศ": "announced_by",
            "เลขที่หนังสือหรือประกาศ": "reference_no",
        },
    ),
    reports=scores.FIGURES,
    pages=(Page("evidence", "ชุดหลักฐาน LPA (PDF)", evidence.page, tuple(READERS.split())),),
    grants=(Grant(READERS, "view"), Grant("planner", "add change"), Grant(EXPORTERS, "export")),
)  # fmt: skip

system = System(
    "central_administration.executive_information",
    "ระบบสารสนเทศผู้บริหาร",
    "Executive information system",
    archetype="F",
    registers=(
        kpis, targets, briefs, quarterly_reports, executive_notes, area_notes.register,
        record_notes.register, thematic_maps.register, outside_scores,
    ),
    demo=demo.load,
    demo_after=("kernel.charges", "finance.revenue_collection", "civil_works.roads_bridges"),
)  # fmt: skip
