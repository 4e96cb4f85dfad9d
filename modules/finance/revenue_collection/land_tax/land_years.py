"""The register of tax years: announcements, the orders that move the last days, and the last days themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from layers.declare import Action, Grant, Lines, Panel, Register
from modules.finance.revenue_collection import figures
from modules.finance.revenue_collection.arrears import land_office
from modules.finance.revenue_collection.land_tax import (
    announcements,
    checks,
    extending,
    first_uses,
    list_letters,
    main_homes,
    notifying,
    reminding,
    rules,
    survey_areas,
)
from modules.finance.revenue_collection.land_tax.year_days import deadlines
from modules.finance.revenue_collection.models import ExtensionOrder, TaxYear
from modules.finance.revenue_collection.roles import LOCAL, READERS
from modules.finance.revenue_collection.signboards import signboard_unfiled

OFFICERS = ("assessor", "revenue_officer")


def calendar_tab(year: TaxYear, user: Any) -> Mapping[str, Any]:
    """The year's steps with their last days and the orders behind them."""
    days, names = deadlines(year), ExtensionOrder.Step
    moved = {order.step: order for order in year.extensions.order_by("ordered_on", "id")}
    rows = [
        {"step": names(step).label, "on": day, "law": rules.STEPS[step][1], "order": moved.get(step)}
        for step, day in days.items()
    ]
    return {"rows": sorted(rows, key=lambda row: row["on"])}


tax_years = Register(
    TaxYear,
    thai="ปีภาษีที่ดินและสิ่งปลูกสร้าง",
    english="Tax years",
    office_kinds=LOCAL,
    title="code",
    list_columns=("code", "survey_starts_on", "listed_on", "prices_announced_on"),
    search=("code",),
    order_by=("-code",),
    lines=(
        Lines(
            ExtensionOrder,
            thai="คำสั่งขยายกำหนดเวลา",
            columns=("step", "until", "order_no", "ordered_on"),
            order_by=("ordered_on", "id"),
        ),
    ),
    check=checks.tax_year,
    after_save=extending.saved,
    errors={
        "code": ("DUP_YEAR", "มีปีภาษีนี้แล้ว"),
        "code:invalid": ("YEAR", "ปีภาษี: ต้องเป็นปี พ.ศ. สี่หลัก ตั้งแต่ 2563"),
    },
    panels=(Panel("calendar", "กำหนดเวลาของปี", "revenue_collection/calendar.html", calendar_tab),),
    actions=(
        Action(
            "extend",
            "ขยายกำหนดเวลาทุกขั้นตอน",
            extending.run,
            roles=("revenue_officer", "finance_head"),
            form=extending.FORM,
        ),
        Action(
            "begin_uses",
            "ตั้งต้นการใช้ประโยชน์จากปีก่อนหรือทะเบียน",
            first_uses.run,
            roles=OFFICERS,
            guard=first_uses.all_begun,
        ),
        Action(
            "main_homes",
            "บันทึกบ้านหลังหลักจากทะเบียนบ้าน",
            main_homes.run,
            roles=OFFICERS,
            guard=main_homes.none_to_note,
        ),
        Action(
            "list_letters",
            "แจ้งรายการแก่ผู้เสียภาษีแต่ละราย",
            list_letters.run,
            roles=OFFICERS,
            guard=list_letters.all_told,
        ),
        Action(
            "notices",
            "ออกหนังสือแจ้งการประเมินที่ยังไม่มี",
            notifying.run,
            roles=OFFICERS,
            guard=notifying.all_told,
        ),
        Action(
            "remind",
            "ออกหนังสือแจ้งเตือนผู้ค้างชำระ",
            reminding.run,
            roles=("revenue_officer",),
            guard=reminding.none_to_remind,
        ),
        Action(
            "call_signs",
            "แจ้งให้ยื่นแบบภาษีป้าย (ภ.ป.1)",
            signboard_unfiled.run,
            roles=("revenue_officer",),
            guard=signboard_unfiled.none_to_tell,
        ),
        Action(
            "land_office",
            "จัดทำบัญชีแจ้งสำนักงานที่ดิน",
            land_office.run,
            roles=("finance_head",),
            guard=land_office.none_to_list,
        ),
    ),
    documents=(survey_areas.ANNOUNCEMENT, *announcements.DOCUMENTS),
    rates=figures.ALL,
    grants=(
        Grant(READERS, "view"),
        Grant("revenue_officer finance_head", "add change"),
        Grant("finance_head auditor", "export"),
    ),
)
