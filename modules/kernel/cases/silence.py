"""When nobody decides: each night the cases whose last day has passed are granted where the law says so."""

from __future__ import annotations

from gis_core.access.actor import system_user
from gis_core.features import clock
from gis_core.jobs.nightly import nightly
from layers.models import StateChange
from layers.registry import registry
from modules.kernel.cases import acts, rules
from modules.kernel.cases.models import Case, Outcome


@nightly("คำคัดค้านที่พ้นกำหนดพิจารณาถือว่าเห็นชอบ")
def grant_the_silent() -> int:
    """Grant what the law grants by silence, with the sum that was asked for; returns how many. Needs an open change."""
    today, register = clock.today(), registry.for_model(Case)
    assert register is not None  # declared beside this module
    late = Case.objects.select_for_update().filter(status="open", decide_by__lt=today).order_by("pk")
    count = 0
    for case in late:
        step = acts.rung_of(case)
        since = rules.granted_by_silence_on(case.decide_by, step)
        if since is None:
            continue
        case.status, case.decided_baht = "silent", case.claimed_baht
        case.decision_text = f"ไม่มีผลการพิจารณาภายในกำหนด ถือว่าเห็นชอบ ({step.law})"
        case.save()
        StateChange.objects.create(
            record_uid=case.uid, register_key=register.key, code="silence", source="open", target="silent",
            at=clock.now(), actor=system_user(), reason=case.decision_text,
        )  # fmt: skip
        acts.decide(case, Outcome.SILENCE, since)
        count += 1
    return count
