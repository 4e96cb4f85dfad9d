"""Reminders of land and building tax that was not paid in time: one notice a taxpayer, the clock of its receipt.

Law: Land and Building Tax Act B.E. 2562 s.61; penalties by the day of receipt: s.68, 69.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from gis_core.features import clock
from gis_core.pure.money import format_baht
from gis_core.pure.rate_lookup import RateRow, rate
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import format_date
from modules.finance.revenue_collection import figures
from modules.finance.revenue_collection.land_tax import charging, paying
from modules.finance.revenue_collection.land_tax.land_law import ACT
from modules.finance.revenue_collection.land_tax.year_days import deadlines
from modules.finance.revenue_collection.letters import letter
from modules.finance.revenue_collection.models import TaxYear
from modules.kernel.charges import suspending
from modules.kernel.charges.collecting import format_percent
from modules.kernel.charges.ledger import Owed, late, late_rows, owed_on
from modules.kernel.charges.models import Charge
from modules.kernel.charges.opening import set_reminded
from modules.kernel.notices.issuing import NewNotice, issue_notices
from modules.kernel.notices.kinds import Clock, NoticeKind, register_kind
from modules.kernel.notices.models import Notice

PAY = "pay"
#: What grows from here on, by the rates of the day the tax fell due.
RULES = ("surcharge_month", "penalty_in_reminder", "penalty_after_reminder")


def received(notice: Notice, untils: Mapping[str, date]) -> None:
    """The reminder reached the taxpayer: his penalty rises from that day, and again after the period ends."""
    charges = Charge.objects.filter(uid=notice.source_id).values_list("pk", flat=True)
    if notice.counted_from is not None:
        set_reminded(charges, notice.counted_from, untils[PAY])


KIND = register_kind(
    NoticeKind(
        "land_tax_reminder",
        "หนังสือแจ้งเตือนภาษีที่ดินและสิ่งปลูกสร้างค้างชำระ",
        f"{ACT} ม.61",
        family="tax",
        clocks=(Clock(PAY, "ชำระภาษีค้างตามหนังสือแจ้งเตือน", figures.SETTINGS, "reminder_days"),),
        heard=received,
        shows=paying.on_reminder,
    )
)


def late_bills(year: TaxYear) -> QuerySet[Charge]:
    """The bills of a tax year that are late today.

    Who keeps to his instalments is not late, nor is who was not told of his tax: his days run from the notice (s.44).
    Nobody is late with what is put off while he objects or appeals (s.73).
    """
    today = clock.today()
    told = Charge.objects.filter(
        revenue__code=charging.REVENUE, tax_year_be=year.year_be, notified_on__isnull=False, due_on__lt=today,
        status__in=charging.UNPAID, principal_left_baht__gt=0,
    )  # fmt: skip
    return late(told.exclude(suspending.on(today)), today)


def _unreminded(year: TaxYear) -> QuerySet[Charge]:
    # a reminder written before the last day as it stands now is of another lateness, which an order has ended
    counts = _reminders().filter(source=OuterRef("uid"), issued_on__gt=OuterRef("due_on"))
    return late_bills(year).exclude(Exists(counts))


def _reminders() -> QuerySet[Notice]:
    return Notice.objects.filter(~Q(status="void"), kind=KIND.code)


def remind(year: TaxYear) -> list[Notice]:
    """Write a reminder for every bill of a tax year that is late today and was not reminded; again adds nothing.

    Needs an open change.
    """
    today, rows = clock.today(), late_rows()
    bills = _unreminded(year).select_related("person__house", "organisation__house").order_by("id")
    owed = owed_on(bills, today)
    before = _reminders().filter(source__in=[each.charge.uid for each in owed]).order_by()
    rounds = dict(before.values_list("source").annotate(Max("round")))
    return issue_notices([replace(_new(each, today, rows), round=rounds.get(each.charge.uid, 0) + 1) for each in owed])


def _new(owed: Owed, today: date, rows: Sequence[RateRow]) -> NewNotice:
    charge, dues = owed.charge, owed.dues
    due_on = charge.due_on or today
    month, within, after = (format_percent(rate(rows, f"land_tax/{name}", due_on).value) for name in RULES)
    body = (
        f"ท่านยังมิได้ชำระ{charge.title} เลขที่ {charge.register_no} ซึ่งครบกำหนดเมื่อ {format_date(charge.due_on, 'long')}"
        f"\n\nณ วันที่ {format_date(today, 'long')} มีภาษีค้าง {format_baht(dues.principal)} บาท"
        f" เบี้ยปรับ {format_baht(dues.penalty)} บาท เงินเพิ่ม {format_baht(dues.surcharge)} บาท"
        f" รวม {format_baht(dues.total)} บาท เงินเพิ่มคิดต่อไป{month} ของภาษีค้างทุกเดือนหรือเศษของเดือนจนกว่าจะชำระ (ม.70)"
        f"\n\nเมื่อได้รับหนังสือนี้แล้ว ชำระภายในกำหนดของหนังสือเสียเบี้ยปรับ{within} ของภาษีค้าง (ม.69)"
        f" พ้นกำหนดแล้ว{after} (ม.68) หากพ้นเก้าสิบวันนับแต่วันที่ได้รับแล้วยังมิได้ชำระ อาจถูกยึดหรืออายัดทรัพย์สินตาม ม.62"
    )
    return letter(KIND, f"เตือนให้ชำระ{charge.title}", body, about=charge)


def none_to_remind(year: TaxYear) -> Iterator[Refused]:
    """``REMIND_EARLY`` while tax may still be paid in time, ``NONE_OVERDUE`` when nobody is late or all were told."""
    if _unreminded(year).exists():
        return
    last = deadlines(year)["pay"]
    if clock.today() <= last:
        text = f"ยังไม่พ้นกำหนดชำระภาษี ออกหนังสือแจ้งเตือนได้เมื่อพ้นวันที่ {format_date(last, 'long')}"
        yield Refused("REMIND_EARLY", text, f"{ACT} ม.61")
    else:
        yield Refused("NONE_OVERDUE", "ไม่มีผู้ค้างชำระที่ได้รับแจ้งการประเมินแล้วและยังไม่ได้ออกหนังสือแจ้งเตือน", f"{ACT} ม.61")


def run(year: TaxYear, values: Mapping[str, Any], user: Any) -> str:
    """The button on a tax year's page."""
    return f"ออกหนังสือแจ้งเตือน {len(remind(year)):,} ฉบับ"
