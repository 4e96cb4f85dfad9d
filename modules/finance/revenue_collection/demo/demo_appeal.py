"""One payer of the demo town who is refused, pays late, appeals and is right: tax, penalty and interest go back to him.

So an auditor finds a refund in each of its sums, to its voucher.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from functools import partial
from typing import Any

from gis_core.demo.town import Town
from gis_core.features import clock
from layers.engine.transitions import transition
from layers.registry import registry
from modules.finance.revenue_collection.demo import demo_papers
from modules.finance.revenue_collection.demo.demo_steps import Step, day
from modules.finance.revenue_collection.land_tax import charging
from modules.finance.revenue_collection.models import LandTaxAssessment, Refund, TaxYear
from modules.kernel.cases.models import Case
from modules.kernel.charges.collecting import Tender, collect
from modules.kernel.charges.ledger import owed_on

KEYS = uuid.UUID("5e1ec7ed-2572-4000-8000-000000000000")
#: He goes up in time, pays on a day of the counter, and the committee gives its decision.
GOES_UP, PAYS, DECIDED, VOUCHER, PAID = (5, 20), (6, 8), (7, 14), (7, 24), (8, 4)


def steps(town: Town, year: TaxYear) -> Iterator[Step]:
    """The way of the objection that the executive refused."""
    officer, head, cashier = town.user("revenue_officer"), town.user("finance_head"), town.user("cashier")
    order = {"order_no": f"คอภ.{year.code}/4", "decision_text": "คณะกรรมการเห็นว่าใช้อัตราสูงเกินไป"}
    yield Step(day(year, *GOES_UP), "revenue_officer", "รับอุทธรณ์", partial(_go_up, year, officer))
    yield Step(day(year, *PAYS), "cashier", "รับชำระภาษี", partial(_pay, year, cashier), hour=11)
    yield Step(day(year, *DECIDED), "revenue_officer", "บันทึกผลอุทธรณ์", partial(_allow, year, officer, order))
    yield Step(day(year, *VOUCHER), "revenue_officer", "จัดทำฎีกาคืนภาษี", partial(_prepare, year, officer))
    yield Step(day(year, *PAID), "finance_head", "อนุมัติจ่ายคืนภาษี", partial(_give_back, year, head))


def _cases(year: TaxYear, *states: str) -> list[Case]:
    versions = LandTaxAssessment.objects.filter(tax_year=year).values("uid")
    return list(Case.objects.filter(subject__in=versions, claim=demo_papers.CLAIMS[1], status__in=states))


def _take(record: Any, code: str, user: Any, **values: str) -> None:
    register = registry.for_model(type(record))
    transition(register, record.uid, code, values, user=user, reason="ตามขั้นตอน")  # type: ignore[arg-type]


def _go_up(year: TaxYear, officer: Any) -> None:
    for case in _cases(year, "refused"):
        _take(case, "go_up", officer, lodged_on=clock.today().isoformat())


def _pay(year: TaxYear, cashier: Any) -> None:
    """All that is due of it by now, penalty and surcharge as well."""
    for case in _cases(year, "open"):
        charges = charging.charges_of(LandTaxAssessment.objects.get(uid=case.subject_id))
        for owed in owed_on(charges.filter(principal_left_baht__gt=0), clock.today()):
            key, sum_ = uuid.uuid5(KEYS, str(owed.charge.register_no)), Tender("cash", owed.dues.total)
            collect([owed.charge.pk], [sum_], cashier=cashier, client_key=key)


def _allow(year: TaxYear, officer: Any, order: dict[str, str]) -> None:
    for case in _cases(year, "open"):
        _take(case, "allowed", officer, **order, decided_baht=str(case.claimed_baht))


def _refunds(year: TaxYear, status: str) -> list[Refund]:
    """What is due to him: found by his case, for other refunds of the year wait."""
    cases = [case.uid for case in _cases(year, "granted")]
    return list(Refund.objects.filter(source__in=cases, status=status).order_by("pk"))


def _prepare(year: TaxYear, officer: Any) -> None:
    for refund in _refunds(year, "due"):
        _take(refund, "prepare", officer, voucher_no=f"ฎ.{year.code}/18")


def _give_back(year: TaxYear, head: Any) -> None:
    for refund in _refunds(year, "prepared"):
        _take(refund, "pay", head, paid_on=clock.today().isoformat())
