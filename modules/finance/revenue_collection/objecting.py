"""What an objection to any tax must keep: told, by who pays, for less; and how a button lodges one as a case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from gis_core.parties.models import Organisation, Person
from gis_core.pure.money import format_baht
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import format_date
from layers.engine import records
from layers.registry import registry
from modules.kernel.cases.models import Case

FORM = (
    ("received_on", "วันที่รับคำร้อง", "date"),
    ("claim", "ข้อโต้แย้งและเหตุผล", "text"),
    ("claimed_baht", "จำนวนภาษีที่ขอให้เป็น (บาท)", "number"),
)


def told_refusals(assessment: Any, told_on: date | None, law: str) -> Iterator[Refused]:
    """``NOT_NOTIFIED`` of an assessment that gave way or whose notice has not reached its payer."""
    if assessment.status != "notified" or told_on is None:
        text = "ยังไม่มีหลักฐานว่าผู้เสียภาษีได้รับแจ้งการประเมิน หรือการประเมินนี้ถูกแก้ไขหรือยกเลิกแล้ว จึงโต้แย้งไม่ได้"
        yield Refused("NOT_NOTIFIED", text, law, "subject")


def refusals(case: Case, assessment: Any, told_on: date | None, may: bool, law: str) -> Iterator[Refused]:
    """Against an assessment that stands, by its payer (`may`), from the proven day of receipt, for less."""
    yield from told_refusals(assessment, told_on, law)
    if assessment.status == "notified" and told_on is not None and case.told_on != told_on:
        text = f"วันที่ได้รับแจ้งตามหลักฐานการส่งคือ {format_date(told_on, 'long')}"
        yield Refused("TOLD_ON", text, law, "told_on")
    if not may:
        yield Refused("NOT_PAYER", "ผู้ร้องต้องเป็นผู้เสียภาษีหรือเจ้าของร่วมตามการประเมิน", law, "person")
    if case.claimed_baht is None or case.claimed_baht >= assessment.tax_baht:
        text = f"ระบุจำนวนภาษีที่ขอให้เป็น ซึ่งต่ำกว่าที่ประเมินไว้ {format_baht(assessment.tax_baht)} บาท"
        yield Refused("CLAIM", text, law, "claimed_baht")


def lodge(
    kind: str,
    assessment: Any,
    told_on: date,
    by: Person | Organisation,
    values: Mapping[str, Any],
    user: Any,
    what: str,
) -> str:
    """The button on an assessment's page: a case with the day on which its notice was received.

    Errors: Refusals of the register of cases, as ``LODGE_LATE``.
    """
    typed = {
        "kind": kind, "subject": str(assessment.uid), "told_on": told_on.isoformat(),
        "received_on": values["received_on"].isoformat() if values["received_on"] else "",
        "claim": values["claim"] or "",
        "claimed_baht": "" if values["claimed_baht"] is None else str(values["claimed_baht"]),
        "person" if isinstance(by, Person) else "organisation": by,
    }  # fmt: skip
    case = records.create(registry.for_model(Case), typed, user=user, reason=f"รับ{what}")  # type: ignore[arg-type]
    return f"รับ{what}เลขที่ {case.register_no}"


def must_lower(case: Case, tax_baht: Decimal, law: str) -> Iterator[Refused]:
    """To grant is to lower: the sum decided is below the one that stands."""
    if case.decided_baht is not None and case.decided_baht >= tax_baht:
        text = f"จำนวนภาษีตามผลการพิจารณาต้องต่ำกว่าที่ประเมินไว้ {format_baht(tax_baht)} บาท"
        yield Refused("DECIDED_OVER", text, law, "decided_baht")
