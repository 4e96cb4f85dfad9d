"""The law's figures: what applies on a day, what is still to be confirmed, and the row for next year."""

from __future__ import annotations

from layers.declare import Action, CountBy, Grant, Page, Register, System
from modules.kernel.rates import acts, on_day
from modules.kernel.rates.models import RateRow, RateTable
from modules.kernel.rates.numbers import NUMBER

READERS = (
    "counter_clerk registry_clerk officer inspector engineer surveyor assessor revenue_officer cashier accountant"
    " procurement_officer planner welfare_officer health_officer education_officer hr_officer division_head"
    " finance_head clerk_chief executive auditor system_admin"
)
KEEPERS = ("finance_head", "revenue_officer", "division_head")

tables = Register(
    RateTable,
    thai="ตารางอัตรา",
    english="Rate tables",
    name="table",
    title="thai",
    list_columns=("thai", "key", "unit", "bounds", "law"),
    search=("thai", "key"),
    order_by=("-id",),
    grants=(Grant(READERS, "view"), Grant("finance_head auditor", "export")),
)

rates = Register(
    RateRow,
    thai="อัตราตามกฎหมาย",
    english="Rates of law",
    name="row",
    title="thai",
    number=NUMBER,
    number_year="none",
    list_columns=("register_no", "table", "thai", "lower", "upper", "value", "valid", "certainty", "origin"),
    form_columns=("table", "key", "thai", "lower", "upper", "value", "valid", "certainty", "law"),
    filters=("table", "certainty", "origin"),
    search=("register_no", "thai", "key"),
    check=acts.check,
    derive=acts.derive,
    errors={
        "kernel_rates_no_overlap": ("RATE_OVERLAP", "มีอัตราของรายการและชั้นเดียวกันในช่วงเวลาที่ทับซ้อนกัน"),
        "kernel_rates_bounds_in_order": ("RATE_BOUNDS", "ชั้นตั้งแต่ต้องไม่มากกว่าชั้นถึง"),
    },
    actions=(
        Action(
            "succeed",
            "กำหนดอัตราใหม่แทน",
            acts.succeed,
            KEEPERS,
            form=(
                ("value", "ค่าใหม่", "number"),
                ("start", "ใช้ตั้งแต่วันที่", "date"),
                ("law", "ที่มา (ข้อบัญญัติ กฎกระทรวง ประกาศ)", "text"),
            ),
        ),
        Action(
            "confirm",
            "ยืนยันอัตรา",
            acts.confirm,
            KEEPERS,
            form=(("law", "เอกสารที่ตรวจเทียบ (เว้นว่างคือที่มาเดิม)", "text"),),
            guard=acts.is_confirmed,
        ),
    ),
    pages=(Page("on-day", "อัตราที่ใช้บังคับ ณ วันที่", on_day.page, tuple(READERS.split())),),
    reports=(CountBy("certainty", "table"), CountBy("origin")),
    grants=(Grant(READERS, "view"), Grant(" ".join(KEEPERS), "add change"), Grant("finance_head auditor", "export")),
)

system = System("kernel.rates", "อัตราตามกฎหมาย", "Rates of law", archetype="F", registers=(rates, tables))
