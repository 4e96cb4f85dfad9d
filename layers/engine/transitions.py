"""Moving a record from state to state as its declaration allows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from gis_core.access.visible import visible
from gis_core.features import clock
from gis_core.pure import deadlines
from gis_core.pure.refusal import Refusals, Refused
from gis_core.pure.thai_calendar import national_holidays
from layers.bound import BoundRegister
from layers.declare import Days, Transition, TransitionDraft, WorkingDays
from layers.engine.parse import parse
from layers.engine.records import Act, _validate, check_version, database_faults, locked, require
from layers.models import StateChange


def allowed(register: BoundRegister, record: Any, user: Any) -> list[Transition]:
    """The steps this user may take with this record now, for its buttons."""
    if register.workflow is None:
        return []
    steps = register.workflow.from_state(record.status)
    manager = register.model._default_manager
    return [s for s in steps if manager.filter(visible(register, user, s.code).q(), pk=record.pk).exists()]


def closed(record: Any, step: Transition, user: Any) -> list[Refused]:
    """What forbids the step to this user for the record as it stands, whatever is typed."""
    return own_work(record, step, user) + _standing(record, step)


def _standing(record: Any, step: Transition) -> list[Refused]:
    return list(step.closed(record)) if step.closed else []


def own_work(record: Any, step: Transition, user: Any) -> list[Refused]:
    """``FOUR_EYES`` where the user did what another must now decide upon, by the columns the step declares."""
    mine = [f for f in map(record._meta.get_field, step.by_another_than) if getattr(record, f.attname) == user.pk]
    if not mine:
        return []
    names = " และ".join(dict.fromkeys(field.verbose_name for field in mine))
    return [Refused("FOUR_EYES", f"{step.thai}เองไม่ได้ เพราะท่านเป็น{names} ให้ผู้มีอำนาจคนอื่นดำเนินการ")]


def transition(
    register: BoundRegister,
    uid: Any,
    code: str,
    values: Mapping[str, Any],
    *,
    user: Any,
    reason: str,
    expected_version: int | str | None = None,
    **act: Any,
) -> Any:
    """Take one step; returns the record in its new state. Raises Refusals: no right, wrong state, own work,
    guard, bad form values.
    """
    step = _step(register, code)
    require(register, user, code)
    with Act(user, reason, **act).open(), database_faults(register):
        record = locked(register, uid, user, code)
        check_version(register, record, expected_version)
        source = record.status
        if source not in step.sources:
            states = register.workflow.states if register.workflow else {}
            raise Refusals([Refused("STATE", f"{step.thai} ไม่ได้ในสถานะ “{states.get(source, source)}”")])
        standing = _standing(record, step)  # before what was typed is on the record
        parsed = _form(register, record, step, values, user)
        draft = TransitionDraft(record, parsed, user, clock.today(), reason)
        refusals = own_work(record, step, user)
        refusals += standing or (list(step.guard(draft)) if step.guard else [])
        record.status = step.target
        refusals += _validate(register, record) if not refusals else []
        if refusals:
            raise Refusals(refusals)
        record.save()
        _log(register, record, step, source, draft)
        if step.effect:
            step.effect(draft)
        return record


def _step(register: BoundRegister, code: str) -> Transition:
    try:
        if register.workflow is None:
            raise KeyError(code)
        return register.workflow.of(code)
    except KeyError:
        raise Refusals([Refused("STATE", f"ทะเบียน{register.thai}ไม่มีขั้นตอน {code}")]) from None


def _form(
    register: BoundRegister, record: Any, step: Transition, values: Mapping[str, Any], user: Any
) -> dict[str, Any]:
    parsed: dict[str, Any] = {}
    refusals = []
    for name in step.form:
        field = record._meta.get_field(name)
        try:
            parsed[name] = parse(field, values.get(name, ""), user)
            if parsed[name] in ("", None):
                refusals.append(Refused("REQUIRED", f"{field.verbose_name}: ต้องกรอก", field=name))
            setattr(record, name, parsed[name])
        except Refused as refused:
            refusals.append(refused)
    if refusals:
        raise Refusals(refusals)
    return parsed


def _log(register: BoundRegister, record: Any, step: Transition, source: str, draft: TransitionDraft) -> None:
    StateChange.objects.create(
        record_uid=record.uid,
        register_key=register.key,
        code=step.code,
        source=source,
        target=step.target,
        at=clock.now(),
        actor=draft.user,
        reason=draft.reason,
        due_on=due_on(step, draft.on),
    )


def due_on(step: Transition, start: date) -> date | None:
    """The last day of the time the step allows; None when it sets none."""
    if step.due is None:
        return None
    holidays = national_holidays()
    if isinstance(step.due, WorkingDays):
        return deadlines.due(start, step.due.count, deadlines.Actor.OFFICIAL, holidays, deadlines.Basis.WORKING)
    actor = deadlines.Actor.CITIZEN if isinstance(step.due, Days) and step.due.citizen else deadlines.Actor.OFFICIAL
    return deadlines.due(start, step.due.count, actor, holidays)
