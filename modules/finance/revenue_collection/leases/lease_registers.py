"""Registers of the places the office lets and of the leases of them; the page that bills the month's rent."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gis_core.access.permissions import log_look
from gis_core.features import clock
from gis_core.pure.refusal import Refused
from layers.declare import (
    Action,
    ByValue,
    Circle,
    CountBy,
    Document,
    Grant,
    ImportMap,
    Label,
    Layer,
    Page,
    Rates,
    Register,
    Report,
    SumBy,
    Transition,
    Workflow,
)
from layers.engine.rows import rows
from layers.registry import registry
from modules.finance.revenue_collection import figures, tasks
from modules.finance.revenue_collection.leases import lease_acts, lease_billing, lease_law
from modules.finance.revenue_collection.models import Lease, RentalPlace
from modules.finance.revenue_collection.refunds.refund_kinds import RENT
from modules.finance.revenue_collection.roles import APPROVERS, EXPORTERS, READERS
from modules.kernel.charges.finding import charges_seen
from modules.kernel.charges.source_tab import SOURCE_PANEL

OFFICERS = ("revenue_officer", "finance_head")
Kind = RentalPlace.Kind
KIND_COLORS = {
    Kind.LAND.value: "#7a9a3a",
    Kind.BUILDING.value: "#2f6f9f",
    Kind.STALL.value: "#c9702f",
    Kind.OTHER.value: "#7b4fa3",
}


def bills_page(request: HttpRequest) -> HttpResponse:
    """How many leases wait to be billed, and the button that bills them all."""
    register, today = registry.for_model(Lease), clock.today()
    refusals: list[Refused] = []
    job = None
    if request.method == "POST":
        try:
            job = tasks.bill_rent.start(request.user, reason="ตั้งหนี้ค่าเช่าประจำเดือน", only_one="bill-rent")
        except Refused as refused:
            refusals = [refused]
    waiting = rows(register, request.user).filter(lease_billing.due_leases(today)).count()  # type: ignore[arg-type]
    context = {"register": register, "today": today, "waiting": waiting, "job": job, "refusals": refusals}
    return render(request, "revenue_collection/lease_bills.html", context, status=409 if refusals else 200)


def rent_roll(user: Any) -> list[dict[str, Any]]:
    """The leases that stand with the rent of this month, what was billed and what is left."""
    register = registry.for_model(Lease)
    found = rows(register, user).filter(status="active").select_related("place", "person", "organisation")  # type: ignore[arg-type]
    leases = list(found.annotate(billed_months=Count("months")).order_by("place__code", "id"))
    if not leases:
        return []
    log_look(user, "report", None, "ทะเบียนคุมการเช่า")
    mine = Q(source_id__in=[lease.uid for lease in leases], revenue__code=RENT)
    sums = charges_seen(user).filter(mine).order_by().values("source_id")
    owed = {
        row["source_id"]: row
        for row in sums.annotate(billed=Sum("principal_baht"), left_baht=Sum("principal_left_baht"))
    }
    return [_roll(lease, owed.get(lease.uid, {})) for lease in leases]


def _roll(lease: Lease, sums: dict[str, Any]) -> dict[str, Any]:
    seq = max(1, lease.billed_months)  # type: ignore[attr-defined]
    return {
        "title": lease.contract_no, "place": str(lease.place), "tenant": str(lease.person or lease.organisation),
        "until": lease.until_on, "rent": lease_law.rent_in(lease_billing.terms_of(lease), seq)[0],
        "billed": sums.get("billed"), "left_baht": sums.get("left_baht"),
    }  # fmt: skip


places = Register(
    RentalPlace,
    thai="สถานที่ให้เช่า",
    english="Places to let",
    name="rental_place",
    title="code",
    level="staff",
    list_columns=("code", "thai", "kind", "parcel", "building", "area_sqm", "closed_on"),
    form_columns=("code", "thai", "kind", "parcel", "building", "area_sqm", "closed_on"),
    filters=("kind", "closed_on"),
    search=("code", "thai"),
    order_by=("code",),
    derive=lease_acts.derive_place,
    check=lease_acts.check_place,
    errors={"code": ("DUP_PLACE", "มีรหัสสถานที่ให้เช่านี้แล้ว")},
    layer=Layer(
        Circle(6), classes=ByValue("kind", KIND_COLORS), label=Label("code", 17), zooms=(13, 22), shown=False, order=60,
        columns=("thai",),
    ),
    imports=ImportMap(
        match_on="code",
        columns={
            "รหัสสถานที่": "code", "ชื่อสถานที่": "thai", "ประเภท": "kind", "รหัสแปลงที่ดิน": "parcel", "รหัสอาคาร": "building",
            "เนื้อที่": "area_sqm", "เลิกให้เช่าตั้งแต่": "closed_on",
        },
    ),
    reports=(CountBy("kind"),),
    grants=(
        Grant(READERS, "view"),
        Grant("revenue_officer finance_head", "add change delete"),
        Grant(EXPORTERS, "export"),
    ),
)  # fmt: skip

leases = Register(
    Lease,
    thai="สัญญาเช่าทรัพย์สิน",
    english="Leases",
    name="lease",
    number="สช.{seq:05}/{be_year}",
    level="hidden",
    located_by=("place",),
    list_columns=(
        "register_no", "contract_no", "place", "person", "organisation", "monthly_rent_baht", "start_on", "until_on",
        "next_on", "status",
    ),
    form_columns=lease_acts.TYPED,
    filters=("status", "start_on", "until_on", "monthly_rent_baht"),
    search=("register_no", "contract_no"),
    order_by=("-id",),
    derive=lease_acts.derive,
    check=lease_acts.check,
    may_delete=lease_acts.may_delete,
    errors={
        "contract_no": ("DUP_LEASE", "มีสัญญาเลขที่นี้แล้ว"),
        "revenue_lease_of_one_party": ("ONE_OWNER", "เลือกผู้เช่าเป็นบุคคลหรือนิติบุคคลอย่างใดอย่างหนึ่ง"),
        "revenue_lease_days_in_order": ("LEASE_DATES", "วันสิ้นสุดสัญญาต้องไม่ก่อนวันเริ่มเช่า"),
        "revenue_lease_one_at_a_time": ("LEASE_OVERLAP", "สถานที่นี้ให้เช่าแล้วในช่วงเวลาเดียวกัน"),
        "revenue_lease_month_once": ("LEASE_BILLED", "งวดนี้ตั้งหนี้แล้ว"),
    },
    workflow=Workflow(
        initial="draft",
        edited_in=("draft",),
        instead="ให้เลิกสัญญาแล้วทำฉบับใหม่ หรือต่ออายุเมื่อครบกำหนด",
        states={"draft": "ร่าง", "active": "มีผล", "ended": "สิ้นสุดสัญญา", "terminated": "เลิกก่อนกำหนด"},
        transitions=(
            Transition(
                "approve", "draft", "active", APPROVERS, "อนุมัติสัญญา", by_another_than=("made_by",),
                closed=lease_acts.refusals, guard=lease_acts.may_approve, effect=lease_acts.approved,
            ),
            Transition(
                "terminate", "active", "terminated", APPROVERS, "เลิกสัญญาก่อนกำหนด", form=("terminated_on", "end_reason"),
                guard=lease_acts.may_terminate, effect=lease_acts.terminated,
            ),
            Transition("end", "active", "ended", OFFICERS, "สิ้นสุดสัญญา", closed=lease_acts.still_runs),
        ),
    ),
    documents=(
        Document(
            "lease", "สัญญาเช่าทรัพย์สิน", "revenue_collection/lease.html", APPROVERS, lease_acts.contract,
            readers=("revenue_officer", "cashier", "auditor"),
        ),
    ),
    rates=(Rates(figures.LEASES, "rates/leases.csv"),),
    imports=ImportMap(
        match_on="contract_no",
        columns={
            "เลขที่สัญญา": "contract_no", "รหัสสถานที่": "place", "บุคคล": "person", "นิติบุคคล": "organisation",
            "เนื้อที่เช่า": "area_sqm", "ค่าเช่ารายเดือน": "monthly_rent_baht", "เงินประกัน": "deposit_baht",
            "ชำระทุกวันที่": "pay_day", "วันเริ่มเช่า": "start_on", "วันสิ้นสุด": "end_on", "ปรับขึ้นร้อยละ": "escalation_percent",
            "ปรับทุกกี่ปี": "escalation_years", "ดอกเบี้ยผิดนัดต่อเดือน": "late_percent", "เลขที่จดทะเบียน": "registered_no",
            "หมายเหตุ": "note",
        },
    ),
    panels=(lease_acts.MONTHS_PANEL, SOURCE_PANEL),
    actions=(
        Action(
            "bill", "ตั้งหนี้ค่าเช่าถึงวันนี้", lease_acts.bill_one, OFFICERS, states=lease_billing.LIVE,
            guard=lease_acts.may_bill,
        ),
        Action(
            "renew", "ต่ออายุสัญญา", lease_acts.renew, OFFICERS,
            (
                ("contract_no", "เลขที่สัญญาฉบับใหม่", "text"), ("end_on", "วันสิ้นสุด", "date"),
                ("monthly_rent_baht", "ค่าเช่ารายเดือน (เว้นว่างคือค่าเช่าล่าสุดของฉบับเดิม)", "number"),
                ("deposit_baht", "เงินประกัน (เว้นว่างคือไม่เรียกเพิ่ม)", "number"),
                ("registered_no", "เลขที่จดทะเบียนการเช่า (เมื่อเกิน 3 ปี)", "text"),
            ),
            states=("active", "ended"), guard=lease_acts.may_renew,
        ),
    ),
    pages=(Page("bills", "ตั้งหนี้ค่าเช่าประจำเดือน", bills_page, OFFICERS),),
    reports=(
        CountBy("status"),
        SumBy("monthly_rent_baht", "status"),
        Report(
            "rent_roll",
            "ทะเบียนคุมการเช่าทรัพย์สิน",
            rent_roll,
            (
                ("title", "สัญญา"), ("place", "สถานที่"), ("tenant", "ผู้เช่า"), ("until", "ถึงวันที่"),
                ("rent", "ค่าเช่าปัจจุบัน (บาท)"), ("billed", "ตั้งหนี้แล้ว (บาท)"), ("left_baht", "ค้างชำระ (บาท)"),
            ),
            note="เฉพาะสัญญาที่มีผลอยู่ ค้างชำระเป็นเงินต้น ไม่รวมดอกเบี้ย",
        ),
    ),
    grants=(
        Grant(READERS, "view"),
        Grant("revenue_officer finance_head", "add change delete"),
        Grant("revenue_officer finance_head", "unmask"),
        Grant(EXPORTERS, "export"),
    ),
)  # fmt: skip
