"""Registers of signboard returns (ภ.ป.1) and assessments (ภ.ป.3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gis_core.pure.rate_lookup import rate
from gis_core.pure.signboard import ACT
from layers.declare import (
    Action,
    ByDrafts,
    CountBy,
    Document,
    Grant,
    ImportMap,
    Lines,
    LinesMap,
    Panel,
    Register,
    SumBy,
    Transition,
    Workflow,
)
from modules.finance.revenue_collection import figures, objecting, tax_papers
from modules.finance.revenue_collection.land_tax import papers
from modules.finance.revenue_collection.models import (
    SignTaxAssessment,
    SignTaxLine,
    SignTaxReturn,
    SignTaxReturnLine,
)
from modules.finance.revenue_collection.returns import SIGN_REPORTS
from modules.finance.revenue_collection.roles import ASSESSORS, EXPORTERS, LOCAL, READERS
from modules.finance.revenue_collection.signboards import (
    signboard_assessing,
    signboard_checks,
    signboard_notifying,
    signboard_objections,
    signboard_revising,
    signboard_supplement,
    signboard_unfiled,
    signboard_voiding,
)
from modules.kernel.charges.ledger import late_rows
from modules.kernel.charges.source_tab import charges_panel
from modules.kernel.rates.lookup import rates_address, rows_of

OFFICERS = ("assessor", "revenue_officer")
LINE_COLUMNS = (
    "seq", "sign", "text", "kind", "movable", "width_cm", "height_cm", "sides", "units", "year_baht", "replaces",
    "before_baht", "tax_baht", "penalty_baht", "under_baht",
)  # fmt: skip


def notice(assessment: SignTaxAssessment) -> Mapping[str, Any]:
    """ภ.ป.3: what was assessed, the days to pay and to object, by the rows of the day it was assessed."""
    on = assessment.assessed_on
    signs, late = rows_of(figures.SIGNS), late_rows()
    return {
        "payer": assessment.person or assessment.organisation,
        "lines": list(assessment.lines.order_by("seq")),
        "may_pay_in_thirds": assessment.tax_baht >= rate(late, "settings/instalment_min", on).value,
        "pay_days": rate(signs, "days/pay", on).value,
        "objection_days": rate(signs, "days/objection", on).value,
        "month_percent": rate(late, "signboard/surcharge_month", on).value,
        "act": ACT,
    }


def trace_tab(assessment: SignTaxAssessment, user: Any) -> Mapping[str, Any]:
    """How the tax of each sign came about, step by step; each rate is a link."""
    return {"lines": list(assessment.lines.order_by("seq")), "rates": rates_address()}


returns = Register(
    SignTaxReturn,
    thai="แบบแสดงรายการภาษีป้าย (ภ.ป.1)",
    english="Signboard tax returns",
    office_kinds=LOCAL,
    name="sign_return",
    number="ภป1-{seq:05}/{be_year}",
    level="hidden",
    located_by=("place",),
    list_columns=("register_no", "year_be", "person", "organisation", "filed_on", "told_on", "status"),
    form_columns=("year_be", "person", "organisation", "filed_on", "told_on", "corrected_on", "note"),
    filters=("year_be", "status", "filed_on"),
    search=("register_no",),
    order_by=("-year_be", "id"),
    lines=(Lines(SignTaxReturnLine, thai="ป้ายที่แสดง", columns=signboard_checks.LINE_COLUMNS),),
    derive=signboard_checks.derive,
    check=signboard_checks.check,
    may_delete=signboard_checks.may_delete,
    errors={
        "revenue_sign_return_of_one_party": ("ONE_OWNER", "เลือกเจ้าของเป็นบุคคลหรือนิติบุคคลอย่างใดอย่างหนึ่ง"),
        "revenue_sign_of_return_once": ("DUP_RETURN", "ป้ายเดียวกันอยู่ในแบบนี้แล้ว"),
        "revenue_sign_assessment_of_one_party": ("ONE_OWNER", "การประเมินต้องมีเจ้าของป้ายหนึ่งรายและรายเดียว"),
        "revenue_sign_line_once": ("DUP_LINE", "ลำดับป้ายในการประเมินซ้ำ ประเมินอีกครั้ง"),
        "revenue_sign_one_live": ("DUP_RETURN", "แบบนี้ประเมินแล้ว"),
        "revenue_sign_taxed_once_a_year": ("DUP_RETURN", "ป้ายนี้ประเมินในปีเดียวกันแล้ว"),
    },
    workflow=Workflow(
        initial="draft",
        edited_in=("draft",),
        instead="ส่งกลับแก้ไขก่อน",
        states={"draft": "ร่างแบบ", "filed": "รับแบบแล้ว", "assessed": "ประเมินแล้ว"},
        transitions=(
            Transition(
                "file", "draft", "filed", OFFICERS, "รับแบบ", closed=signboard_assessing.without_signs,
                effect=signboard_assessing.filed,
            ),
            Transition(
                "assess", "filed", "assessed", OFFICERS, "ประเมินภาษี", by_another_than=("filed_by",),
                closed=signboard_assessing.unassessable, guard=signboard_assessing.may_assess,
                effect=signboard_assessing.assessed,
            ),
            Transition(
                "send_back", "filed", "draft", (*OFFICERS, "finance_head"), "ส่งกลับแก้ไข",
                effect=signboard_assessing.reopened,
            ),
        ),
    ),
    imports=ImportMap(
        match_on="register_no",
        columns={
            "ปีภาษี": "year_be",
            "เจ้าของ (บุคคล)": "person",
            "เจ้าของ (นิติบุคคล)": "organisation",
            "วันที่ยื่นแบบ": "filed_on",
            "วันที่ขอแก้ไขแบบ": "corrected_on",
        },
        in_bulk=ByDrafts(check=signboard_checks.returns_in_bulk, rows_meet=True),
        lines=(
            LinesMap(
                "signtaxreturnline",
                {
                    "รหัสป้าย": "sign",
                    "รหัสป้ายเดิม": "replaces",
                    "วันที่แก้ไขป้าย": "altered_on",
                    "ประเภทที่แสดง": "declared_kind",
                    "กว้างที่แสดง": "declared_width_cm",
                    "ยาวที่แสดง": "declared_height_cm",
                    "จำนวนด้านที่แสดง": "declared_sides",
                    "หมายเหตุป้าย": "note",
                },
                match_on=("sign",),
            ),
        ),
    ),
    reports=(CountBy("status", "year_be"), *signboard_unfiled.REPORTS),
    queries=signboard_unfiled.QUERIES,
    grants=(
        Grant(READERS, "view"),
        Grant(ASSESSORS, "add change delete"),
        Grant("assessor revenue_officer finance_head", "unmask"),
        Grant(EXPORTERS, "export"),
    ),
)  # fmt: skip

assessments = Register(
    SignTaxAssessment,
    thai="การประเมินภาษีป้าย (ภ.ป.3)",
    english="Signboard tax assessments",
    office_kinds=LOCAL,
    name="sign_assessment",
    number=signboard_assessing.PATTERN,
    level="hidden",
    located_by=("place",),
    list_columns=(
        "register_no", "year_be", "person", "organisation", "tax_baht", "penalty_baht", "under_baht", "total_baht",
        "received_on", "due_on", "status",
    ),
    filters=("year_be", "status", "tax_baht", "due_on"),
    search=("register_no",),
    order_by=("-year_be", "id"),
    lines=(Lines(SignTaxLine, thai="รายการประเมิน", columns=LINE_COLUMNS, order_by=("seq",)),),
    workflow=Workflow(
        initial="assessed",
        states={
            "assessed": "ประเมินแล้ว", "notified": "ได้รับแจ้งแล้ว", "revised": "แก้ไขการประเมิน", "void": "ยกเลิก",
        },
        transitions=(
            Transition(
                "void", ("assessed", "notified"), "void", signboard_voiding.VOIDERS, "ยกเลิกการประเมิน",
                form=("void_reason",), by_another_than=("assessed_by",), closed=signboard_voiding.built_on,
                guard=signboard_voiding.may_void,
                effect=signboard_voiding.voided,
            ),
        ),
    ),
    actions=(
        Action(
            "notify", "ออกหนังสือแจ้งการประเมินใหม่", signboard_notifying.run, roles=OFFICERS,
            states=("assessed", "notified"), guard=signboard_notifying.has_notice,
        ),
        Action(
            "object", "รับอุทธรณ์ (ภ.ป.4)", signboard_objections.run, roles=(*OFFICERS, "finance_head"),
            form=objecting.FORM, states=("notified",), guard=signboard_objections.may_lodge,
        ),
        Action(
            "supplement", "ประเมินเพิ่มเติม (ป้ายขยายหรือเปลี่ยน)", signboard_supplement.run, roles=OFFICERS,
            form=signboard_supplement.FORM, states=("assessed", "notified"), guard=signboard_supplement.may_supplement,
        ),
    ),
    documents=(
        Document(
            "pp3", "หนังสือแจ้งการประเมินภาษีป้าย (ภ.ป.3)", "revenue_collection/pp3.html", (*papers.ISSUERS, *OFFICERS),
            notice, readers=papers.READERS,
        ),
        signboard_objections.PAPER,
        tax_papers.SIGN_PAID,
    ),
    panels=(
        Panel("trace", "ที่มาของการคำนวณ", "revenue_collection/sign_trace.html", trace_tab),
        charges_panel(signboard_revising.every_charge),
    ),
    reports=(CountBy("status", "year_be"), SumBy("tax_baht", "status"), *SIGN_REPORTS),
    grants=(Grant(READERS, "view"), Grant(EXPORTERS, "export")),
)  # fmt: skip
