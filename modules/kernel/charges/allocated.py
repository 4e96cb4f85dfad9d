"""Shares of taxes and grants of the State: booked from the advice of the Department or the province, never charged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import QuerySet

from gis_core.features import clock
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_text import to_arabic_digits
from layers.declare import Draft
from layers.engine.rows import rows
from layers.registry import registry
from modules.kernel.charges.models import AllocatedRevenue, Charge, RevenueCode
from modules.kernel.charges.opening import used_refusals

TWICE = "บันทึกหนังสือแจ้งเลขที่และวันที่นี้ของรายได้ประเภทนี้แล้ว ตรวจทะเบียนก่อน ถ้าจำนวนเงินผิดให้แก้ไขรายการเดิม"


def received(user: Any, first: date, last: date) -> QuerySet[AllocatedRevenue]:
    """What came in on those days, as far as the reader may see it; in no order."""
    register = registry.for_model(AllocatedRevenue)
    assert register is not None  # declared beside this module
    return rows(register, user).filter(received_on__range=(first, last)).order_by()


def derive(draft: Draft) -> None:
    """One letter has one number, however it is typed."""
    record = draft.record
    record.advice_no = " ".join(to_arabic_digits(record.advice_no).split())


def check(draft: Draft) -> Iterator[Refused]:
    """The kind is an allocated one that this office has, and neither the money nor its letter is of a day to come."""
    record, today = draft.record, draft.today or clock.today()
    if draft.changed("revenue"):
        yield from _kind_refusals(record.revenue)
    for name in ("received_on", "advice_on"):
        if getattr(record, name) > today:
            thai = record._meta.get_field(name).verbose_name
            yield Refused("FUTURE", f"{thai}ต้องไม่อยู่ในอนาคต", "", name)


def _kind_refusals(code: RevenueCode) -> Iterator[Refused]:
    if not code.is_allocated:
        text = f"“{code.thai}” จัดเก็บเอง ให้ตั้งหนี้และรับชำระ ทะเบียนนี้รับเฉพาะประเภทรายได้ที่เป็นภาษีจัดสรรหรือเงินอุดหนุน"
        yield Refused("NOT_ALLOCATED", text, code.law, "revenue")
    yield from used_refusals(code)


def check_code(draft: Draft) -> Iterator[Refused]:
    """A kind that has charges or advices stays what it is: its money would be told twice or not at all."""
    code = draft.record
    if draft.is_new or not draft.changed("is_allocated"):
        return
    if any(model.objects.filter(revenue=code).exists() for model in (Charge, AllocatedRevenue)):
        text = "มีรายการตั้งหนี้หรือหนังสือแจ้งของประเภทนี้แล้ว เปลี่ยนไม่ได้ ให้เพิ่มประเภทรายได้ใหม่แทน"
        yield Refused("REVENUE_CODE_IN_USE", text, "", "is_allocated")
