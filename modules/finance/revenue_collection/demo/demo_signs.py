"""Signs of the demo town's last tax year: some owners file in time, some late, most not at all; one sells his sign."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from gis_core.features import clock
from gis_core.ground.models import Signboard
from gis_core.pure.thai_calendar import format_date
from layers.engine import records
from layers.engine.transitions import transition
from layers.registry import registry
from modules.finance.revenue_collection.demo import demo_papers
from modules.finance.revenue_collection.models import SignTaxAssessment, SignTaxReturn, SignTransfer
from modules.finance.revenue_collection.signboards import signboard_notifying

#: Signs whose owners file in time, and those who file after the last day.
IN_TIME, LATE = slice(0, 9), slice(9, 14)


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


def sell(officer: Any) -> None:
    """The owner of the last sign sold it to the owner of the first, who tells the office."""
    signs = owned()
    if len(signs) < LATE.stop or signs[0].person_id == signs[-1].person_id:
        return
    today = format_date(clock.today(), "numeric")
    values = {"sign": signs[-1], "person": signs[0].person, "transferred_on": today, "notified_on": today}
    register = registry.for_model(SignTransfer)
    records.create(register, values, user=officer, reason="รับแจ้งการรับโอนป้าย")  # type: ignore[arg-type]
