"""Requests to bring the tax map up to date: opened by people and monthly files; checked, verified, applied."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from gis_core.features import clock
from gis_core.features.models import Feature
from gis_core.ground.models import Parcel
from gis_core.numbering import series
from gis_core.pure.refusal import Refusals, Refused
from layers.declare import Draft, TransitionDraft
from layers.registry import registry
from modules.finance.property_register import carrying, rules
from modules.finance.property_register.models import ChangeRequest
from modules.kernel.inspections import field_work, surveys

LAW = rules.REGISTER_LAW
OPEN = ("received", "field", "checked", "verified")
#: How a request ends.
ENDS = {"applied": "ปรับข้อมูลแล้ว", "unchanged": "ไม่ต้องปรับข้อมูล", "rejected": "ไม่รับ"}
Event = ChangeRequest.Event


def open_request(event: str, thing: Any, *, detail: str, user: Any, requester: str = "") -> ChangeRequest:
    """A new request about a record of the register. Needs an open change.

    Errors: Refused ``REQUEST_OPEN`` when one of the same event is open for the same object.
    """
    same = ChangeRequest.objects.filter(event=event, target_id=thing.uid, status__in=OPEN).first()
    if same is not None:
        raise Refused("REQUEST_OPEN", f"มีคำขอ {same.register_no} เรื่องเดียวกันค้างอยู่แล้ว", LAW, "target")
    register = registry.for_model(ChangeRequest)
    declared = register.declared  # type: ignore[union-attr]
    return ChangeRequest.objects.create(
        register_no=series.take(register.key, declared.number, clock.today(), declared.number_year),  # type: ignore[union-attr]
        status="received",
        event=event,
        target_id=thing.uid,
        detail=detail,
        requester=requester,
        requested_on=clock.today(),
        needs_field=event in ChangeRequest.NEEDS_FIELD,
    )


def derive(draft: Draft) -> None:
    """Whether the field must be seen, and the day of the request."""
    request: ChangeRequest = draft.record
    request.needs_field = request.event in ChangeRequest.NEEDS_FIELD
    request.requested_on = request.requested_on or clock.today()


def check(draft: Draft) -> Iterator[Refused]:
    """One open request an object and event, of something that is there today; not from the future."""
    request: ChangeRequest = draft.record
    if draft.changed("target", "event"):
        yield from _subject(request)
    same = ChangeRequest.objects.filter(event=request.event, target=request.target_id, status__in=OPEN)
    if draft.is_new and same.exists():
        yield Refused("REQUEST_OPEN", "มีคำขอเรื่องเดียวกันของสิ่งนี้ค้างอยู่แล้ว", LAW, "target")
    if request.requested_on and request.requested_on > clock.today():
        yield Refused("FUTURE", "วันที่รับคำขอต้องไม่อยู่ในอนาคต", LAW, "requested_on")
    if request.survey and request.survey.target_id != request.target_id:
        yield Refused("SURVEY_OTHER", "แบบสำรวจเป็นของสิ่งอื่น", LAW, "survey")


def _subject(request: ChangeRequest) -> Iterator[Refused]:
    """What was divided, merged or cancelled is in no state to be changed; only parcels are divided and merged."""
    index = subject_of(request)
    register = registry.by_kind(index.kind_id) if index else None
    record = register.model._default_manager.filter(uid=request.target_id).first() if register else None
    if register is None or record is None:
        return
    if not register.is_standing(record):
        text = f"{record} อยู่ในสถานะ “{record.get_status_display()}” แล้ว ให้ยื่นคำขอที่รายการปัจจุบัน"
        yield Refused("TARGET_ENDED", text, LAW, "target")
    if request.event in carrying.DRAWN and register.model is not Parcel:
        yield Refused("NOT_A_PARCEL", "แบ่งแยกและรวมใช้กับแปลงที่ดินเท่านั้น", LAW, "target")


@field_work.source
def to_be_seen(_user: Any) -> Iterable[uuid.UUID]:
    """What open requests want somebody to look at on the spot."""
    return ChangeRequest.objects.filter(status="field").values_list("target_id", flat=True)


# -- the steps ---------------------------------------------------------------------------------------------------------
def seen_on_paper(draft: TransitionDraft) -> Iterator[Refused]:
    """Without a visit only when neither shape nor use changes."""
    if draft.record.needs_field:
        yield Refused("FIELD_NEEDED", "เหตุนี้เปลี่ยนรูปหรือการใช้ประโยชน์ ต้องตรวจภาคสนามก่อน", LAW)


def surveyed(draft: TransitionDraft) -> Iterator[Refused]:
    """The survey named is of this object and was handed in."""
    survey = draft.record.survey
    if survey.target_id != draft.record.target_id:
        yield Refused("SURVEY_OTHER", "แบบสำรวจเป็นของสิ่งอื่น", LAW, "survey")
    elif survey.status not in ("submitted", "verified", "applied"):
        yield Refused("SURVEY_DRAFT", "แบบสำรวจยังไม่ได้ส่ง", LAW, "survey")


def checked(draft: TransitionDraft) -> None:
    request = draft.record
    request.checked_by = request.survey.surveyor if request.survey else draft.user
    request.save()


def four_eyes(draft: TransitionDraft) -> Iterator[Refused]:
    """Who surveyed or checked does not verify; nor does anybody while the register is newer than the survey."""
    request = draft.record
    surveyor = request.survey.surveyor_id if request.survey else None
    if draft.user.pk in (surveyor, request.checked_by_id):
        yield Refused("FOUR_EYES", "ผู้สำรวจหรือผู้ตรวจรับรองงานของตนเองไม่ได้", LAW)
    elif request.survey and request.survey.status == "submitted" and surveys.newer_in_register(request.survey):
        text = f"ตัดสินใจในแบบสำรวจ {request.survey} ก่อน: ทะเบียนใหม่กว่าที่ผู้สำรวจเห็น"
        yield Refused("SURVEY_CONFLICT", text, LAW, "survey")


def verified(draft: TransitionDraft) -> None:
    """One signature for both: the survey the request rests on is verified with it."""
    surveys.take_step("verify", draft.record.survey, draft.user)
    draft.record.verified_by = draft.user
    draft.record.save()


def apply(draft: TransitionDraft) -> None:
    """Write what the survey found, by the survey's own step, and name the change by which the request was done.

    Errors: Refusals ``NOT_DRAWN`` or ``NOT_CHANGED`` when nothing was done for it since it was filed.
    """
    request = draft.record
    surveys.take_step("apply", request.survey, draft.user)
    done = carrying.changes(request)
    if not done:
        raise Refusals([_not_done(request)])
    request.carried_by, request.applied_on = done[-1].batch_id, draft.on
    request.save()


def _not_done(request: ChangeRequest) -> Refused:
    subject = subject_of(request)
    name = subject.title if subject else ""
    if request.event in carrying.DRAWN:
        word = carrying.DRAWN[Event(request.event)][1]
        text = f"หลังรับคำขอนี้ยังไม่ได้{word}แปลง {name} บนแผนที่ ทำด้วยเครื่องมือบนแผนที่ก่อน"
        return Refused("NOT_DRAWN", text, LAW)
    text = f"หลังรับคำขอนี้ยังไม่มีการปรับข้อมูลของ {name} ตามเหตุ “{request.get_event_display()}”"
    return Refused("NOT_CHANGED", f"{text} ให้แก้ไขในทะเบียนก่อน หรือให้หัวหน้าปิดคำขอว่าไม่ต้องปรับข้อมูลพร้อมเหตุผล", LAW)


def unchanged(draft: TransitionDraft) -> None:
    """Closed by the head: what the register holds is right as it is."""
    draft.record.verified_by = draft.user
    draft.record.save()


def state_of(request: ChangeRequest) -> str:
    """The state of a request in the words of its workflow."""
    return str(registry.for_model(ChangeRequest).by_name["status"].choices[request.status])  # type: ignore[union-attr]


def subject_of(request: ChangeRequest) -> Feature | None:
    """The index row of what the request is about."""
    return Feature.objects.filter(uid=request.target_id).first()
