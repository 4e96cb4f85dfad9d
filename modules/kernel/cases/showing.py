"""What is shown of a case: its clocks with their law, and the paper that tells the applicant the decision."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from gis_core.features import clock
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import national_holidays
from modules.kernel.cases import acts, rules
from modules.kernel.cases.models import Case, Level
from modules.kernel.rates.lookup import rows_of


def clock_tab(case: Case, user: Any) -> Mapping[str, Any]:
    """Until when to decide, what silence will mean, until when to go up."""
    step = acts.rung_of(case)
    running = case.status in ("open", "waiting")
    last = acts.last_day(case) if running else case.decide_by
    return {
        "case": case,
        "step": step,
        "last": last,
        "left": (last - clock.today()).days if last is not None and running else None,
        "silence": rules.granted_by_silence_on(last, step) if running else None,
        "above": _above(case),
        "pauses": case.pauses.order_by("paused_on", "id"),
        "decisions": case.decisions.order_by("id"),
    }


def _above(case: Case) -> dict[str, Any] | None:
    """The next rung and the last day to lodge there, for a refused case."""
    if case.status != "refused":
        return None
    rows = rows_of(acts.LADDER)
    level = rules.next_level(rows, case.kind, case.level, clock.today())
    if level is None:
        return None
    step = rules.rung(rows, case.kind, level, clock.today())
    until: date | None = None
    if case.result_told_on is not None:
        until = rules.lodge_by(case.result_told_on, step, national_holidays())
    return {"thai": Level(level).label, "step": step, "until": until}


def decision_paper(case: Case) -> Mapping[str, Any]:
    """The decision of the rung the case stands on.

    Errors: Refused ``NOT_DECIDED`` while there is none.
    """
    decision = case.decisions.order_by("-id").first()
    if decision is None:
        raise Refused("NOT_DECIDED", "ยังไม่มีผลการพิจารณา จึงออกหนังสือแจ้งผลไม่ได้")
    return {"decision": decision, "applicant": case.person or case.organisation, "above": _above(case)}
