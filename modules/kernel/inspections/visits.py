"""Recording a visit: checklist, photographs checked for place and time, one change."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.gis.geos import Point
from django.db import connection
from django.db.models import Max

from gis_core.access.actor import acting_as
from gis_core.features import clock
from gis_core.features.models import Feature
from gis_core.files.attach import attach
from gis_core.files.models import Attachment
from gis_core.numbering import series
from gis_core.pure.refusal import Refusals, Refused
from layers.bound import BoundRegister
from layers.engine.rows import rows
from layers.registry import registry
from modules.kernel.inspections import rules
from modules.kernel.inspections.models import (
    ChecklistItem,
    ChecklistTemplate,
    Inspection,
    InspectionAnswer,
    PhotoFinding,
)

__all__ = ["add_photo", "record_visit", "templates_for"]


def templates_for(register: BoundRegister) -> list[ChecklistTemplate]:
    """The checklists an office keeps for a register."""
    return list(ChecklistTemplate.objects.filter(register_key=register.key).order_by("code"))


def record_visit(
    register: BoundRegister,
    target_uid: uuid.UUID,
    *,
    user: Any,
    result: str,
    visited_at: datetime,
    template: ChecklistTemplate | None = None,
    answers: Mapping[int, tuple[str, str]] | None = None,
    gps: Point | None = None,
    gps_accuracy_m: Decimal | None = None,
    note: str = "",
    next_due: date | None = None,
    photos: Iterable[tuple[str, Any]] = (),
    reason: str = "",
    key: uuid.UUID | None = None,
    **act: Any,
) -> Inspection:
    """Write a visit. `answers` by position of the question as (answer, note); `photos` as (name, file).

    A visit kept in a telephone has a `key`, made there: sent twice, it is written once. Needs the action `inspect` on
    the target. Raises Refusals: no right, a visit in the future, a question left open.
    """
    known = _sent_before(key, user)
    if known is not None:
        return known
    target = rows(register, user, "inspect").filter(uid=target_uid).first()
    if target is None:
        raise Refusals([Refused("NO_RIGHT", "ไม่พบสิ่งที่ตรวจ หรือบัญชีนี้ไม่มีสิทธิตรวจ")])
    items = list(template.items.all()) if template else []
    _refuse(items, answers or {}, result, visited_at)
    with acting_as(user, reason or f"บันทึกการตรวจ {target}", **act):
        _lock(target)
        # a telephone that gave up waiting sends again while the first sending is still being written
        known = _sent_before(key, user)
        if known is not None:
            return known
        visit = Inspection.objects.create(
            **({"uid": key} if key else {}),
            register_no=_register_no(),
            status=result,
            org_unit=target.org_unit,
            target_id=target.uid,
            template=template,
            round=_next_round(target.uid),
            inspector=user,
            visited_at=visited_at,
            gps_point=gps,
            gps_accuracy_m=gps_accuracy_m,
            result=result,
            note=note,
            next_due=next_due,
        )
        InspectionAnswer.objects.bulk_create(_answers(visit, items, answers or {}))
        for name, file in photos:
            add_photo(visit, name, file)
        return visit


def _sent_before(key: uuid.UUID | None, user: Any) -> Inspection | None:
    known = Inspection.objects.filter(uid=key).first() if key else None
    is_taken = key and known is None and Feature.objects.filter(uid=key).exists()
    if is_taken or (known is not None and known.inspector_id != user.pk):
        raise Refusals([Refused("KEY_TAKEN", "การตรวจนี้ส่งโดยบัญชีอื่นแล้ว")])
    return known


def _register_no() -> str | None:
    own = registry.for_model(Inspection)
    if own is None or not own.declared.number:
        return None
    return series.take(own.key, own.declared.number, clock.today(), own.declared.number_year)


def _lock(target: Any) -> None:
    type(target)._default_manager.select_for_update().filter(pk=target.pk).values_list("pk", flat=True).get()


def _next_round(target_uid: uuid.UUID) -> int:
    last = Inspection.objects.filter(target_id=target_uid).aggregate(last=Max("round"))["last"]
    return (last or 0) + 1


def _refuse(
    items: list[ChecklistItem], answers: Mapping[int, tuple[str, str]], result: str, visited_at: datetime
) -> None:
    refusals = []
    if visited_at > clock.now():
        refusals.append(Refused("FUTURE_VISIT", "เวลาที่ตรวจต้องไม่อยู่ในอนาคต", field="visited_at"))
    if result not in Inspection.Result.values:
        refusals.append(Refused("CHOICE", "เลือกผลการตรวจ: ผ่าน แก้ไข หรือไม่ผ่าน", field="result"))
    for item in items:
        answer = answers.get(item.position, ("", ""))[0]
        if answer not in InspectionAnswer.Answer.values and (item.is_required or answer):
            refusals.append(Refused("ANSWER", f"ยังไม่ได้ตอบ: {item.thai}", field=f"answer_{item.position}"))
    if refusals:
        raise Refusals(refusals)


def _answers(
    visit: Inspection, items: list[ChecklistItem], answers: Mapping[int, tuple[str, str]]
) -> list[InspectionAnswer]:
    given = [(item, answers[item.position]) for item in items if answers.get(item.position, ("", ""))[0]]
    return [
        InspectionAnswer(inspection=visit, position=item.position, question=item.thai, answer=answer, note=note)
        for item, (answer, note) in given
    ]


def add_photo(visit: Inspection, name: str, file: Any) -> PhotoFinding:
    """Hang a photograph on a visit and mark what is odd about its place and time. Needs an open change."""
    photo = attach(visit.uid, file, name, kind=Attachment.Kind.PHOTO)
    if not photo.is_picture:
        raise Refused("NOT_A_PHOTO", f"{name} ไม่ใช่ภาพถ่าย", field="photos")
    distance = _distance(visit, photo.taken_place)
    age = (photo.uploaded_at - photo.taken_at).total_seconds() / 3600 if photo.taken_at else None
    return PhotoFinding.objects.create(
        inspection=visit,
        attachment=photo,
        distance_m=distance,
        age_hours=round(Decimal(age), 1) if age is not None else None,
        flags=" ".join(rules.photo_flags(distance, photo.taken_at, photo.uploaded_at)),
    )


def _distance(visit: Inspection, camera: Point | None) -> Decimal | None:
    """Metres from the camera to the nearest edge of the place inspected."""
    if camera is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ST_Distance(coalesce(t.geom, p.geom)::geography, ST_GeomFromEWKB(%s)::geography)"
            " FROM gis_feature t LEFT JOIN gis_feature p ON p.uid = t.place_uid WHERE t.uid = %s",
            [bytes(camera.ewkb), visit.target_id],
        )
        metres = cursor.fetchone()[0]
    return round(Decimal(str(metres)), 2) if metres is not None else None
