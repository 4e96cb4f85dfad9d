"""Signs of the demo town's last tax year: some owners file in time, some late, most not at all; one sells his sign."""

from __future__ import annotations

import uuid
from collections import defaultdict
from decimal import Decimal
from typing import Any

from gis_core.features import clock
from gis_core.ground.models import Signboard
from gis_core.pure.thai_calendar import format_date
from layers.engine import records
from layers.engine.transitions import transition
from layers.registry import registry
from modules.finance.revenue_collection.demo import demo_papers
from modules.finance.revenue_collection.models import SignTaxAssessment, SignTaxReturn, SignTransfer
from modules.finance.revenue_collection.signboards import signboard_notifying, signboard_revising
from modules.kernel.charges.collecting import Tender, collect
from modules.kernel.charges.ledger import owed_on

#: Signs whose owners file in time, and those who file after the last day.
IN_TIME, LATE = slice(0, 9), slice(9, 14)
#: Of the assessments, those that are paid in time and those that are paid later; the others are owed.
PAID, PAID_LATE = slice(0, 6), slice(6, 11)
KEYS = uuid.UUID("5e1ec7ed-2573-4000-8000-000000000000")


def owned() -> list[Signboard]:
    """Signs with an owner, always in the same order."""
    found = Signboard.objects.filter(person__isnull=False, removed_on=None, exempt_ground="")
    return list(found.exclude(sign_code=None).order_by("sign_code")[: LATE.stop])


def file(year_be: int, which: slice, officer: Any) -> None:
    """A return of each owner's signs, taken on the day it is filed."""
    groups: dict[Any, list[Signboard]] = defaultdict(list)
    for sign in owned()[which]:
        groups[sign.person].append(sign)
    register = registry.for_model(SignTaxReturn)
    assert register is not None  # declared beside this module
    for owner, signs in groups.items():
        values = {"year_be": str(year_be), "person": owner, "filed_on": format_date(clock.today(), "numeric")}
        lines = {"signtaxreturnline": [{"sign": sign} for sign in signs]}
        record = records.create(register, values, user=officer, reason="รับแบบ ภ.ป.1", lines=lines)
        transition(register, record.uid, "file", {}, user=officer, reason="รับแบบ ภ.ป.1")


def assess(year_be: int, assessor: Any) -> None:
    """Every return that was taken."""
    register = registry.for_model(SignTaxReturn)
    for record in SignTaxReturn.objects.filter(year_be=year_be, status="filed").order_by("pk"):
        transition(register, record.uid, "assess", {}, user=assessor, reason="ประเมินภาษีป้าย")  # type: ignore[arg-type]


def serve(year_be: int, officer: Any) -> None:
    """The notices of assessment, handed over or posted up."""
    made = SignTaxAssessment.objects.filter(year_be=year_be, status="assessed")
    demo_papers.serve(signboard_notifying.KIND.code, made.values("uid"), officer)


def pay(year_be: int, which: slice, cashier: Any) -> None:
    """Owners who bring all that is due of their signs, what was added for filing late as well."""
    made = SignTaxAssessment.objects.filter(year_be=year_be, status="notified").order_by("pk")[which]
    for assessment in made:
        owed = owed_on(signboard_revising.charges_of(assessment).filter(principal_left_baht__gt=0), clock.today())
        if total := sum((each.dues.total for each in owed), Decimal(0)):
            key = uuid.uuid5(KEYS, str(assessment.register_no))
            collect([each.charge.pk for each in owed], [Tender("cash", total)], cashier=cashier, client_key=key)


def sell(officer: Any) -> None:
    """The owner of the last sign sold it to the owner of the first, who tells the office."""
    signs = owned()
    if len(signs) < LATE.stop or signs[0].person_id == signs[-1].person_id:
        return
    today = format_date(clock.today(), "numeric")
    values = {"sign": signs[-1], "person": signs[0].person, "transferred_on": today, "notified_on": today}
    register = registry.for_model(SignTransfer)
    records.create(register, values, user=officer, reason="รับแจ้งการรับโอนป้าย")  # type: ignore[arg-type]
