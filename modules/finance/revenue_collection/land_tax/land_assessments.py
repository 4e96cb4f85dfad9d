"""Registers of assessments and of what could not be assessed."""

from __future__ import annotations

from layers.declare import Action, CountBy, Grant, Lines, Page, Panel, Parameter, Register, SpatialQuery, SumBy
from modules.finance.revenue_collection import key_figures, returns
from modules.finance.revenue_collection.arrears import enforcement, pursuit
from modules.finance.revenue_collection.land_tax import case_papers, charging, objections, papers, review
from modules.finance.revenue_collection.maps import owner_groups, questions
from modules.finance.revenue_collection.models import LandTaxAssessment, LandTaxLine, UnassessedPlace
from modules.finance.revenue_collection.roles import EXPORTERS, LOCAL, READERS, REVIEWERS
from modules.kernel.charges.source_tab import charges_panel

LINE_COLUMNS = (
    "seq", "parcel", "building", "condo_unit", "category", "land_sqwah", "baht_per_sqwah", "land_baht", "floor_m2",
    "share_percent", "baht_per_m2", "building_baht", "age_years", "depreciation_percent", "depreciation_baht",
    "total_baht", "value_baht", "exempt_baht", "base_baht", "rate_percent", "tax_baht",
)  # fmt: skip

assessments = Register(
    LandTaxAssessment,
    thai="การประเมินภาษีที่ดินและสิ่งปลูกสร้าง",
    english="Land and building tax assessments",
    office_kinds=LOCAL,
    name="assessment",
    number="ภดส.{seq:06}",
    number_year="none",
    level="hidden",
    located_by=("place",),
    workflow=review.WORKFLOW,
    documents=(*papers.DOCUMENTS, *case_papers.DOCUMENTS),
    panels=(
        Panel("trace", "ที่มาของการคำนวณ", "revenue_collection/trace.html", papers.trace_tab),
        charges_panel(charging.charges_of),
        Panel("pursuit", "การติดตามหนี้", "revenue_collection/pursuit.html", pursuit.tab),
    ),
    list_columns=(
        "register_no",
        "tax_year",
        "person",
        "organisation",
        "value_baht",
        "exempt_baht",
        "tax_baht",
        "review",
        "status",
    ),
    filters=("tax_year", "status", "tax_baht"),
    inner=("owner_key", "fingerprint"),
    search=("register_no",),
    order_by=("-tax_year__code", "id"),
    lines=(Lines(LandTaxLine, thai="รายการคำนวณภาษี", columns=LINE_COLUMNS, order_by=("seq",)),),
    actions=(
        Action(
            "enforce",
            "นัดเจรจาและเปิดคดีบังคับภาษีค้าง",
            enforcement.run,
            roles=("revenue_officer",),
            form=(("meeting_on", "วันที่นัดเจรจา", "date"),),
            states=("notified",),
            guard=enforcement.may_open,
        ),
        Action(
            "object",
            "รับคำคัดค้าน (ภ.ด.ส.9)",
            objections.run,
            roles=("assessor", "revenue_officer", "finance_head"),
            form=objections.FORM,
            states=("notified",),
            guard=objections.may_lodge,
        ),
    ),
    pages=(Page("review", "ตรวจทานการประเมิน", review.page, REVIEWERS),),
    queries=(
        SpatialQuery(
            "review",
            "รายการที่ต้องตรวจทานก่อนอนุมัติ (ประเมินไม่ได้ เปลี่ยนจากปีก่อน)",
            review.on_the_map,
            (("why", "เหตุ"), ("tax", "ภาษี (บาท)")),
            (Parameter("year", "ปีภาษี (พ.ศ.) เว้นว่างคือปีล่าสุด", "number"),),
        ),
        *questions.ASSESSMENT_QUERIES,
        *owner_groups.QUERIES,
    ),
    errors={
        "revenue_one_live_assessment": ("DUP_ASSESS", "มีการประเมินรายการนี้ในปีภาษีเดียวกันแล้ว"),
        "revenue_assessment_of_one_party": ("ONE_OWNER", "การประเมินต้องมีผู้เสียภาษีหนึ่งรายและรายเดียว"),
        "revenue_line_once": ("DUP_LINE", "ลำดับรายการในการประเมินซ้ำ คำนวณการประเมินอีกครั้ง"),
        "revenue_unassessed_once": ("DUP_LINE", "ทรัพย์สินนี้อยู่ในรายการที่ยังประเมินไม่ได้ของปีแล้ว คำนวณการประเมินอีกครั้ง"),
    },
    reports=(
        CountBy("status", "tax_year"),
        SumBy("tax_baht", "status"),
        CountBy("village"),
        *returns.ASSESSMENT_REPORTS,
    ),
    grants=(Grant(READERS, "view"), Grant(EXPORTERS, "export")),
)

unassessed = Register(
    UnassessedPlace,
    thai="รายการที่ประเมินไม่ได้",
    english="Places not assessed",
    office_kinds=LOCAL,
    name="unassessed",
    title="problem",
    level="staff",
    located_by=("place",),
    list_columns=("tax_year", "place", "code", "problem"),
    filters=("tax_year", "code"),
    order_by=("code", "id"),
    reports=(CountBy("code"), CountBy("village"), *key_figures.UNASSESSED_FIGURES),
    grants=(Grant(READERS, "view"), Grant(EXPORTERS, "export")),
)
