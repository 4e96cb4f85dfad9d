"""Reports of money due and taken: arrears by age, revenue by kind, who owes most, days to pay. Sums are of what the
reader may see; who may see no charges gets no rows.
"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from gis_core.access.permissions import log_look
from gis_core.access.visible import visible
from gis_core.features import clock
from gis_core.pure.thai_calendar import fiscal_year, format_date, year_before
from layers.declare import Parameter, Report
from layers.engine.rows import rows
from layers.registry import registry
from modules.kernel.charges.income import HELD
from modules.kernel.charges.models import (
    AllocatedRevenue,
    CashDay,
    Charge,
    Receipt,
    RevenueCode,
    RevenueEstimate,
)
from modules.kernel.charges.sql import ask

Rows = list[dict[str, Any]]
FISCAL_MONTH, MOST = 10, 500
SATANG = Decimal("0.01")
BAHT = "(บาท)"
#: What is counted of a day, by column.
COUNTED = ("cash_baht", "cheque_baht", "transfer_baht")


def last_september(today: date) -> date:
    """The end of the last fiscal year that is over."""
    return date(today.year - (today < date(today.year, 9, 30)), 9, 30)


def ageing(user: Any, day: date | None = None) -> Rows:
    """Principal late at the end of a day by kind of revenue and age; the last 30th of September when none is named."""
    return _of_charges(user, "ageing", day=day or last_september(clock.today()))


def revenue_by_code(user: Any, day: date | None = None) -> Rows:
    """Money taken this month and this fiscal year up to a day, against the estimate and the year before."""
    until = day or clock.today()
    past = year_before(until)
    found = ask(
        "revenue_by_code", user, {"r": Receipt, "a": AllocatedRevenue},
        month=until.replace(day=1), year=_fiscal_start(until), day=until,
        past_month=past.replace(day=1), past_year=_fiscal_start(past), past_day=past, held=list(HELD),
    ) if _sees(Receipt, user) else []  # fmt: skip
    estimates = _estimates(fiscal_year(until))
    whole = sum(estimates.values(), Decimal(0)) or None
    return [_against(row, estimates.get(row["code"]) if row["code"] else whole) for row in found]


def _estimates(fiscal_year_be: int) -> dict[str, Decimal]:
    """By the code of the kind of revenue."""
    codes = dict(RevenueCode.objects.values_list("pk", "code"))
    return {codes[revenue]: baht for revenue, baht in RevenueEstimate.of_year(fiscal_year_be).items()}


def _against(row: dict[str, Any], estimate: Decimal | None) -> dict[str, Any]:
    share = (row["to_date"] * 100 / estimate).quantize(SATANG, ROUND_HALF_UP) if estimate else None
    return {**row, "estimate": estimate, "percent": share}


def _fiscal_start(day: date) -> date:
    return date(day.year - (day.month < FISCAL_MONTH), FISCAL_MONTH, 1)


def top_debtors(user: Any, most: Any = 20) -> Rows:
    """Who owes most that is late today; the look at names is logged."""
    wanted = max(1, min(int(most or 20), MOST))
    found = _of_charges(user, "top_debtors", today=clock.today(), most=wanted)
    if found:
        log_look(user, "report", None, f"ผู้ค้างชำระสูงสุด {wanted} ราย ณ {format_date(clock.today())}")
    return [{**row, "rank": rank} for rank, row in enumerate(found, 1)]


def days_to_pay(user: Any) -> Rows:
    """Days from the receipt of the notice to the last payment, by kind of revenue and tax year."""
    return _of_charges(user, "days_to_pay")


def _of_charges(user: Any, name: str, **values: Any) -> Rows:
    return ask(name, user, {"c": Charge}, **values) if _sees(Charge, user) else []


def _sees(model: Any, user: Any) -> bool:
    return not visible(registry.for_model(model), user).nothing  # type: ignore[arg-type]


def slips(user: Any, day: date | None = None) -> Rows:
    """What each cashier handed over of one day's money, by the numbers of the slips; the last row is of all."""
    on = day or clock.today()
    days = rows(registry.for_model(CashDay), user).filter(on=on).exclude(register_no=None)  # type: ignore[arg-type]
    found = [
        {
            "uid": each.uid, "title": each.register_no, "cashier": str(each.cashier), "counter": each.counter,
            **{kind: getattr(each, kind) for kind in COUNTED}, "total": sum(getattr(each, kind) for kind in COUNTED),
            "status": CashDay.Status(each.status).label, "deposit": each.deposit_no, "banked_on": each.banked_on,
        }
        for each in days.select_related("cashier").order_by("register_no")
    ]  # fmt: skip
    sums = {kind: sum(row[kind] for row in found) for kind in (*COUNTED, "total")}
    return [*found, {"title": "รวม", **sums}] if found else []


CHARGE_REPORTS = (
    Report(
        "ageing",
        "ลูกหนี้ค้างชำระแยกตามอายุหนี้",
        ageing,
        (
            ("title", "ประเภทรายได้"), ("bills", "รายการ"), ("y1", f"ไม่เกิน 1 ปี {BAHT}"), ("y3", f"เกิน 1 ถึง 3 ปี {BAHT}"),
            ("y5", f"เกิน 3 ถึง 5 ปี {BAHT}"), ("y10", f"เกิน 5 ถึง 10 ปี {BAHT}"), ("more", f"เกิน 10 ปี {BAHT}"),
            ("total", f"รวมเงินต้น {BAHT}"),
        ),
        (Parameter("day", "ณ วันที่ เว้นว่างคือ 30 กันยายนที่ผ่านมา", "date"),),
        note="เงินต้นที่พ้นกำหนดชำระ ตามบัญชีแยกรายการ ณ สิ้นวัน ไม่รวมเบี้ยปรับและเงินเพิ่ม ใช้ประกอบงบการเงิน",
    ),
    Report(
        "top_debtors",
        "ผู้ค้างชำระสูงสุด",
        top_debtors,
        (("rank", "ที่"), ("title", "ผู้ชำระ"), ("bills", "รายการ"), ("oldest", "ค้างตั้งแต่"), ("baht", f"เงินต้นค้าง {BAHT}")),
        (Parameter("most", "จำนวนราย", "number", 20),),
        note="เป็นข้อมูลส่วนบุคคล การเปิดดูถูกบันทึก",
    ),
    Report(
        "days_to_pay",
        "จำนวนวันเฉลี่ยจากได้รับแจ้งถึงชำระครบ",
        days_to_pay,
        (
            ("title", "ประเภทรายได้"), ("year", "ปีภาษี"), ("bills", "รายการที่ชำระครบ"), ("mean", "เฉลี่ย (วัน)"),
            ("median", "มัธยฐาน (วัน)"), ("in_time", "ในกำหนด (รายการ)"), ("percent", "ในกำหนด (ร้อยละ)"),
        ),
        note="เฉพาะรายการที่มีวันที่ได้รับแจ้ง",
    ),
)  # fmt: skip
SLIPS = Report(
    "slips",
    "ใบสำคัญสรุปใบนำส่งเงิน",
    slips,
    (
        ("title", "ใบนำส่งเลขที่"), ("cashier", "ผู้นำส่ง"), ("counter", "จุดรับเงิน"), ("cash_baht", f"เงินสด {BAHT}"),
        ("cheque_baht", f"เช็ค {BAHT}"), ("transfer_baht", f"เงินโอนและ QR {BAHT}"), ("total", f"รวม {BAHT}"),
        ("status", "สถานะ"), ("banked_on", "วันที่นำฝาก"), ("deposit", "เลขที่ใบนำฝาก"),
    ),
    (Parameter("day", "วันที่รับเงิน เว้นว่างคือวันนี้", "date"),),
    note="เงินที่ผู้รับเงินแต่ละรายนำส่งของวันนั้น วันที่ยังไม่นำส่งไม่อยู่ในรายการ",
)  # fmt: skip
RECEIPT_REPORTS = (
    Report(
        "revenue_by_code",
        "รายได้ตามประเภท เดือนนี้ สะสม ประมาณการ และปีก่อน",
        revenue_by_code,
        (
            ("title", "ประเภทรายได้"), ("month", f"เดือนนี้ {BAHT}"), ("to_date", f"สะสมปีงบประมาณ {BAHT}"),
            ("estimate", f"ประมาณการ {BAHT}"), ("percent", "ร้อยละของประมาณการ"),
            ("past_month", f"เดือนเดียวกันปีก่อน {BAHT}"), ("past_to_date", f"สะสมช่วงเดียวกันปีก่อน {BAHT}"),
        ),
        (Parameter("day", "ถึงวันที่ เว้นว่างคือวันนี้", "date"),),
        note="ตามวันรับเงิน รวมเงินภาษีจัดสรรและเงินอุดหนุน ไม่รวมใบเสร็จที่ยกเลิกและเงินประกันที่รับฝาก ประมาณการมาจาก “ประมาณการรายรับ”",
    ),
)  # fmt: skip
