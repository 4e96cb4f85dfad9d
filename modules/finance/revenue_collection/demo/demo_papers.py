"""Papers of the demo town's tax years: notices and reminders handed over or posted up, and three objections a year."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from decimal import ROUND_DOWN, Decimal
from typing import Any

from django.db.models import QuerySet

from gis_core.features import clock
from layers.engine.transitions import transition
from layers.registry import registry
from modules.finance.revenue_collection.demo import demo_money
from modules.finance.revenue_collection.land_tax import notifying, objections, reminding
from modules.finance.revenue_collection.models import LandTaxAssessment, TaxYear
from modules.kernel.cases.models import Case
from modules.kernel.notices.models import Notice
from modules.kernel.notices.serving import Service, record_services

#: By the place of the habit: granted (has paid: gets money back), refused, withdrawn or waiting.
CLAIMS = ("เนื้อที่สิ่งปลูกสร้างที่ใช้คำนวณเกินจริง", "เห็นว่าอัตราภาษีสูงเกินไป", "ขอให้ทบทวนประเภทการใช้ประโยชน์")


def serve_bills(year: TaxYear, officer: Any) -> None:
    """Notices of assessment handed over; each fifth addressee was not found and had it posted up."""
    serve(notifying.KIND.code, LandTaxAssessment.objects.filter(tax_year=year).values("uid"), officer)


def serve_reminders(year: TaxYear, officer: Any) -> None:
    """Reminders, in the same way."""
    serve(reminding.KIND.code, [charge.uid for charge in demo_money.charges(year)], officer)


def serve(kind: str, sources: Any, officer: Any) -> None:
    """Notices of a kind about some records; each fifth addressee was not found."""
    sent = Notice.objects.filter(kind=kind, status="issued", source__in=sources).order_by("pk")
    services = [service for n, notice in enumerate(sent) for service in _served(n, notice.uid)]
    record_services(services, user=officer, reason="บันทึกการส่งหนังสือ")


def _served(number: int, notice: uuid.UUID) -> Iterator[Service]:
    today = clock.today().isoformat()
    if number % 5 != 4:
        yield Service(notice, "give", {"received_on": today, "received_by": "ผู้เสียภาษี"})
    else:
        yield Service(notice, "return", {"returned_on": today, "return_reason": "ไม่พบผู้รับ"})
        yield Service(notice, "post", {"posted_on": today})


# -- objections --------------------------------------------------------------------------------------------------------
def object_(year: TaxYear, officer: Any) -> None:
    """The first payer of each of the three habits asks for half of his tax."""
    found = demo_money.charges(year)
    for habit, claim in zip(demo_money.OBJECTS, CLAIMS, strict=True):
        charge = next((each for n, each in enumerate(found) if demo_money.habit_of(n) == habit), None)
        if charge is not None:
            claimed = (charge.principal_baht / 2).quantize(Decimal(1), ROUND_DOWN)
            values = {"received_on": clock.today(), "claim": claim, "claimed_baht": claimed}
            objections.run(LandTaxAssessment.objects.get(uid=charge.source_id), values, officer)  # type: ignore[attr-defined]


def _cases(year: TaxYear, claim: str, status: str) -> QuerySet[Case]:
    versions = LandTaxAssessment.objects.filter(tax_year=year).values("uid")
    return Case.objects.filter(kind=Case.Kind.LAND_TAX, subject__in=versions, claim=claim, status=status)


def _step(cases: QuerySet[Case], code: str, user: Any, **values: str) -> None:
    for case in cases:
        transition(registry.for_model(Case), case.uid, code, values, user=user, reason="ตามขั้นตอน")  # type: ignore[arg-type]


def settle_third(year: TaxYear, officer: Any, waits: bool) -> None:
    """The third objection is withdrawn, or waits for a paper that was asked for."""
    third = _cases(year, CLAIMS[2], "open")
    if waits:
        _step(third, "pause", officer, pause_reason="รอเอกสารแสดงการใช้ประโยชน์จากผู้คัดค้าน")
    else:
        _step(third, "withdraw", officer)


def decide(year: TaxYear, executive: Any) -> None:
    """The executive grants the first and refuses the second."""
    order = {"order_no": f"วินิจฉัยสาธิต/{year.code}"}
    for case in _cases(year, CLAIMS[0], "open"):
        granted = order | {"decision_text": "ตรวจสอบแล้วเห็นชอบ", "decided_baht": str(case.claimed_baht)}
        _step(Case.objects.filter(pk=case.pk), "grant", executive, **granted)
    _step(_cases(year, CLAIMS[1], "open"), "refuse", executive, **order, decision_text="ประเมินถูกต้องตามกฎหมายแล้ว")


def tell(year: TaxYear, officer: Any) -> None:
    """Who was refused is told."""
    _step(_cases(year, CLAIMS[1], "refused"), "tell", officer, result_told_on=clock.today().isoformat())


def close(year: TaxYear, officer: Any) -> None:
    """He did not appeal in time."""
    _step(_cases(year, CLAIMS[1], "refused"), "close", officer)
