"""Taking a sign down in the register: with a photograph that shows it is gone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gis_core.files.attach import attach, attachments_of
from gis_core.files.models import Attachment
from gis_core.ground.models import Signboard
from gis_core.pure.refusal import Refused
from gis_core.pure.signboard import ACT
from layers.declare import Action, Draft
from layers.engine import records
from layers.registry import registry
from modules.kernel.inspections.models import FieldSurvey

LAW = f"{ACT} ม.14"
CAPTION = "ภาพถ่ายเมื่อปลดป้าย"
FORM = (("removed_on", "วันที่ปลดป้าย", "date"), ("photo", "ภาพถ่ายที่เห็นว่าปลดแล้ว", "file"))


def check(draft: Draft) -> Iterator[Refused]:
    """A sign of the register is not gone without a picture of it, on the sign or from a survey of it."""
    sign: Signboard = draft.record
    if draft.before is None or not sign.removed_on or draft.before["removed_on"] is not None:
        return
    surveys = FieldSurvey.objects.filter(target=sign.uid).values("uid")
    on_survey = Attachment.objects.filter(record__in=surveys, kind=Attachment.Kind.PHOTO)
    if not (attachments_of(sign.uid).filter(kind=Attachment.Kind.PHOTO).exists() or on_survey.exists()):
        yield Refused("SIGN_PHOTO", "ป้ายที่ปลดต้องมีภาพถ่าย ให้แนบภาพหรือใช้ปุ่มปลดป้าย", LAW, "removed_on")


def run(sign: Signboard, values: Mapping[str, Any], user: Any) -> str:
    """The button on a sign's page.

    Errors: Refused ``REQUIRED``, ``SIGN_PHOTO`` for a file that is no picture.
    """
    if values["removed_on"] is None or not values["photo"]:
        raise Refused("REQUIRED", "ระบุวันที่ปลดป้ายและแนบภาพถ่าย", LAW, "photo")
    photo = values["photo"]
    kept = attach(sign.uid, photo, photo.name or "sign.jpg", caption=CAPTION)
    if kept.kind != Attachment.Kind.PHOTO:
        raise Refused("SIGN_PHOTO", "ไฟล์ที่แนบต้องเป็นภาพถ่าย", LAW, "photo")
    typed = {"removed_on": values["removed_on"].isoformat()}
    records.update(registry.for_model(Signboard), sign.uid, typed, user=user, reason="ปลดป้าย")  # type: ignore[arg-type]
    return "บันทึกการปลดป้ายแล้ว"


def is_gone(sign: Signboard) -> Iterator[Refused]:
    """Of a sign that stands."""
    if sign.removed_on is not None:
        yield Refused("SIGN_REMOVED", "ป้ายนี้ปลดแล้ว", LAW, "removed_on")


ACTION = Action("remove", "ปลดป้าย", run, roles=("surveyor", "assessor", "revenue_officer"), form=FORM, guard=is_gone)
