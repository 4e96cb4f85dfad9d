"""Field surveys: handed in from a phone, decided upon when the register moved on, verified by another, applied."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.gis.geos import GEOSGeometry, Point
from django.db import connection

from gis_core.access.actor import acting_as
from gis_core.features import clock
from gis_core.features.as_of import as_of
from gis_core.features.models import Feature, History
from gis_core.files.attach import attach
from gis_core.files.models import Attachment
from gis_core.numbering import series
from gis_core.pure import rate_lookup
from gis_core.pure.refusal import Refusals, Refused
from layers.bound import BoundRegister
from layers.declare import Draft, TransitionDraft
from layers.engine import records, transitions
from layers.engine.coverage import lineage
from layers.engine.rows import rows
from layers.registry import registry
from modules.kernel.inspections import rules, survey_lines
from modules.kernel.inspections.models import FieldSurvey, SurveyPhoto, SurveyPoint
from modules.kernel.rates.lookup import rows_of

LIMITS = "inspections.survey_limits"
SIGNATURE = "ลายมือชื่อ"


def limits(on: date) -> dict[str, Decimal]:
    """The figures of field surveys on a day, in metres."""
    held = rows_of(LIMITS)
    return {key: rate_lookup.rate(held, key, on).value for key in dict.fromkeys(row.key for row in held)}


@dataclass(frozen=True)
class Sheet:
    """What a phone hands in. `after` holds the columns and child lines that were changed, as text, `before` what the
    phone had of those lines; `photos`, `signature` are files.
    """

    client_key: uuid.UUID
    base_version: int
    surveyed_at: datetime
    after: Mapping[str, Any] = field(default_factory=dict)
    before: Mapping[str, str] = field(default_factory=dict)
    points: Sequence[Mapping[str, Any]] = ()
    shape: GEOSGeometry | None = None
    note: str = ""
    signer_name: str = ""
    photos: Iterable[tuple[str, Any]] = ()
    signature: Any = None


def editable(register: BoundRegister, user: Any) -> list[Any]:
    """The columns a surveyor may note on the spot: what the form asks, without references and closed columns."""
    open_names = {column.name for column in register.readable(user)}
    if register.declared.surveyed:
        open_names &= set(register.declared.surveyed)
    return [
        column
        for column in register.form_columns
        if column.name in open_names
        and column.kind not in ("reference", "period", "geometry")
        and not column.level.is_personal
    ]


def stored_values(register: BoundRegister, record: Any, names: Iterable[str]) -> dict[str, Any]:
    """Columns of a record as text, the way a form shows them: what "before" means."""
    found = {}
    for name in names:
        if survey_lines.is_lines(name):
            found[name] = survey_lines.stored(register, record, name)
        elif name in register.by_name:
            found[name] = _text(getattr(record, name))
    return found


def told(register: BoundRegister, name: str, value: str) -> str:
    """A value as a person reads it."""
    if survey_lines.is_lines(name):
        return survey_lines.told(register, name, value)
    return str(register.by_name[name].choices.get(value, value)) if name in register.by_name else value


def label(register: BoundRegister, name: str) -> str:
    """What a value of a survey is called."""
    return survey_lines.thai(register, name) if survey_lines.is_lines(name) else register.label(name)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


# -- handing in --------------------------------------------------------------------------------------------------------
def hand_in(register: BoundRegister, target_uid: uuid.UUID, sheet: Sheet, *, user: Any) -> FieldSurvey:
    """Write a survey as submitted; the same draft sent twice is written once.

    Needs the action `inspect` on the target. Errors: Refusals ``NO_RIGHT``, ``SIGNATURE``, ``PHOTO``,
    ``GPS_ACCURACY``, ``FUTURE_VISIT``, ``READ_ONLY``.
    """
    known = _sent_before(sheet, user)
    if known is not None:
        return known
    target = rows(register, user, "inspect").filter(uid=target_uid).first()
    if target is None:
        raise Refusals([Refused("NO_RIGHT", "ไม่พบสิ่งที่สำรวจ หรือบัญชีนี้ไม่มีสิทธิสำรวจ")])
    refusals = [*_refuse(sheet), *_refuse_values(register, target, sheet, user)]
    if refusals:
        raise Refusals(refusals)
    with acting_as(user, f"ส่งแบบสำรวจภาคสนาม {target}"):
        _one_at_a_time(sheet.client_key)
        known = _sent_before(sheet, user)
        if known is not None:
            return known
        survey = _write(register, target, sheet, user)
        for number, point in enumerate(sheet.points, start=1):
            SurveyPoint.objects.create(survey=survey, position=number, **_point(point))
        found = [_photo(survey, name, file) for name, file in sheet.photos]
        if sheet.signature is not None:
            attach(survey.uid, sheet.signature, "signature.png", kind=Attachment.Kind.PHOTO, caption=SIGNATURE)
        _refuse_photos(sheet, found)
        return survey


def _sent_before(sheet: Sheet, user: Any) -> FieldSurvey | None:
    known = FieldSurvey.objects.filter(client_key=sheet.client_key).first()
    if known is not None and known.surveyor_id != user.pk:
        raise Refusals([Refused("KEY_TAKEN", "แบบสำรวจฉบับนี้ส่งโดยบัญชีอื่นแล้ว")])
    return known


def _one_at_a_time(client_key: uuid.UUID) -> None:
    """A phone that gave up waiting sends again while the first sending is still being written: the second waits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"field_survey:{client_key}"])


def seen_values(register: BoundRegister, record: Any, names: Iterable[str], version: int) -> dict[str, Any]:
    """Columns as text at the version a surveyor took along, however often the record was changed since."""
    old = History.objects.filter(uid=record.uid, layer_id=register.layer_id, version=version).first()
    then = as_of(register.model, old.recorded_from, "uid", [record.uid]) if old is not None else None
    return stored_values(register, then[0] if then else record, names)


def _before(register: BoundRegister, target: Any, sheet: Sheet) -> dict[str, Any]:
    """Columns at the version that was taken along; lines have none, of them the phone tells what it had."""
    plain = [name for name in sheet.after if not survey_lines.is_lines(name)]
    seen = seen_values(register, target, plain, sheet.base_version)
    return seen | {name: sheet.before.get(name, "[]") for name in sheet.after if survey_lines.is_lines(name)}


def _refuse(sheet: Sheet) -> Iterator[Refused]:
    held = limits(clock.today())
    if sheet.surveyed_at > clock.now():
        yield Refused("FUTURE_VISIT", "เวลาที่สำรวจต้องไม่อยู่ในอนาคต", field="surveyed_at")
    if sheet.signature is None or not sheet.signer_name.strip():
        yield Refused("SIGNATURE", "ต้องมีชื่อและลายมือชื่อเจ้าของหรือผู้นำชี้", field="signature")
    if sheet.shape is not None:
        reach = reach_of(sheet, held)
        if reach is not rules.Reach.BOUNDARY:
            text = f"ความแม่นยำของจุดไม่พอที่จะเสนอปรับแนวเขต (ต้องไม่เกิน {held['boundary_m']:.2f} ม.): {reach.thai}"
            yield Refused("GPS_ACCURACY", text, field="points")


def reach_of(sheet: Sheet, held: Mapping[str, Decimal]) -> rules.Reach:
    """What the points of the sheet are good for."""
    accuracies = [Decimal(str(point["accuracy_m"])) for point in sheet.points]
    return rules.reach_of(accuracies, held["notes_only_m"], held["boundary_m"])


def _refuse_values(register: BoundRegister, target: Any, sheet: Sheet, user: Any) -> Iterator[Refused]:
    """What is not to be noted, and what the register's form would refuse of what may be: the surveyor still stands
    there, who applies it does not. A fault in what he cannot note does not keep him from noting the rest.
    """
    lines = survey_lines.open_lines(register, user)
    noted = {column.name for column in editable(register, user)}
    closed = sheet.after.keys() - noted - lines.keys()
    yield from (Refused("READ_ONLY", f"แก้ไขช่อง {name} ในแบบสำรวจไม่ได้", field=name) for name in sorted(closed))
    noted |= {each.key for each in lines.values()}
    values = {name: value for name, value in sheet.after.items() if name in noted}
    given = survey_lines.by_key({name: text for name, text in sheet.after.items() if name in lines})
    for refused in records.faults(register, target, values, user=user, lines=given):
        if (refused.field or "").partition(".")[0] in noted:
            yield refused


def _refuse_photos(sheet: Sheet, found: list[SurveyPhoto]) -> None:
    """A survey that changes something rests on at least one photograph taken at the place."""
    good = [photo for photo in found if not {"far", "no_place"} & set(photo.flags.split())]
    if (sheet.after or sheet.shape is not None) and not good:
        far = limits(clock.today())["photo_far_m"]
        text = f"ต้องมีภาพถ่ายที่มีพิกัด EXIF ห่างจากสิ่งที่สำรวจไม่เกิน {far:.0f} ม. อย่างน้อยหนึ่งภาพ"
        raise Refusals([Refused("PHOTO", text, field="photos")])


def _write(register: BoundRegister, target: Any, sheet: Sheet, user: Any) -> FieldSurvey:
    own = registry.for_model(FieldSurvey)
    declared = own.declared  # type: ignore[union-attr]
    return FieldSurvey.objects.create(
        register_no=series.take(own.key, declared.number, clock.today(), declared.number_year),  # type: ignore[union-attr]
        status="submitted",
        org_unit=target.org_unit,
        target_id=target.uid,
        surveyor=user,
        surveyed_at=sheet.surveyed_at,
        client_key=sheet.client_key,
        base_version=sheet.base_version,
        before=_before(register, target, sheet),
        after={name: str(value) for name, value in sheet.after.items()},
        shape=sheet.shape,
        note=sheet.note[:4000],
        signer_name=sheet.signer_name.strip()[:120],
        is_signed=sheet.signature is not None,
    )


def _point(given: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "kind": given.get("kind") or SurveyPoint.Kind.PLACE,
        "method": given.get("method") or SurveyPoint.Method.HANDHELD,
        "accuracy_m": Decimal(str(given["accuracy_m"])),
        "geom": Point(float(given["lon"]), float(given["lat"]), srid=4326),
        "note": str(given.get("note") or "")[:120],
    }


def _photo(survey: FieldSurvey, name: str, file: Any) -> SurveyPhoto:
    photo = attach(survey.uid, file, name, kind=Attachment.Kind.PHOTO)
    if not photo.is_picture:
        raise Refused("NOT_A_PHOTO", f"{name} ไม่ใช่ภาพถ่าย", field="photos")
    distance = distance_m(survey.target_id, photo.taken_place)
    flags = rules.photo_flags(distance, photo.taken_at, photo.uploaded_at, limits(clock.today())["photo_far_m"])
    return SurveyPhoto.objects.create(survey=survey, attachment=photo, distance_m=distance, flags=" ".join(flags))


def distance_m(target_uid: uuid.UUID, camera: Point | None) -> Decimal | None:
    """Metres from a camera to the nearest edge of the place of a record; None without either."""
    if camera is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ST_Distance(coalesce(t.geom, p.geom)::geography, ST_GeomFromEWKB(%s)::geography)"
            " FROM gis_feature t LEFT JOIN gis_feature p ON p.uid = t.place_uid WHERE t.uid = %s",
            [bytes(camera.ewkb), target_uid],
        )
        metres = cursor.fetchone()[0]
    return round(Decimal(str(metres)), 2) if metres is not None else None


# -- deciding, verifying, applying -------------------------------------------------------------------------------------
def target_of(survey: FieldSurvey) -> tuple[BoundRegister, Any, int]:
    """Register, record and current version of what was surveyed. Errors: Refused ``GONE``."""
    index = Feature.objects.filter(uid=survey.target_id).first()
    register = registry.by_kind(index.kind_id) if index else None
    record = register.model._default_manager.filter(uid=survey.target_id).first() if register else None
    if index is None or register is None or record is None:
        raise Refused("GONE", "สิ่งที่สำรวจไม่มีในทะเบียนแล้ว")
    return register, record, index.version


def moved_on(survey: FieldSurvey) -> list[tuple[str, str, str, str]]:
    """What both the register and the survey changed since the surveyor looked: name, before, there, survey."""
    if not newer_in_register(survey):
        return []
    register, record, _ = target_of(survey)
    there = stored_values(register, record, survey.after)
    return [
        (name, survey.before.get(name, ""), there.get(name, ""), value)
        for name, value in survey.after.items()
        if there.get(name) != survey.before.get(name)
    ]


def newer_in_register(survey: FieldSurvey) -> bool:
    """Whether somebody changed the record or its lines after the surveyor looked and nobody has decided about it.

    The version of a record does not tell of its lines. A survey that found nothing else leaves nothing to be decided.
    """
    if not writes(survey):
        return False
    register, record, version = target_of(survey)
    if version == survey.decided_version:
        return False
    lines = [name for name in survey.after if survey_lines.is_lines(name)]
    there = stored_values(register, record, lines)
    return version != survey.base_version or any(there[name] != survey.before.get(name) for name in lines)


def still_open(draft: Draft) -> Iterator[Refused]:
    """What was handed in is not edited any more; one sent back is."""
    if draft.record.status not in ("draft", "returned"):
        yield Refused("STATE", "แบบสำรวจที่ส่งแล้วแก้ไขไม่ได้ ให้หัวหน้าส่งกลับก่อน")


def decided(draft: TransitionDraft) -> None:
    """A person has looked at both values; the decision holds for the version he saw."""
    survey: FieldSurvey = draft.record
    survey.decided_version = target_of(survey)[2]
    survey.save()


def may_verify(draft: TransitionDraft) -> Iterator[Refused]:
    """Not before a person has decided about a newer version in the register."""
    survey: FieldSurvey = draft.record
    yield from _ended(survey, draft.user)
    if newer_in_register(survey):
        text = "ทะเบียนมีรุ่นใหม่กว่าที่ผู้สำรวจเห็น ต้องตัดสินใจก่อนว่าจะใช้ค่าใด"
        yield Refused("SURVEY_CONFLICT", text, field="conflict_choice")


def verified(draft: TransitionDraft) -> None:
    survey: FieldSurvey = draft.record
    survey.verified_by, survey.verified_at = draft.user, clock.now()
    survey.save()


def may_apply(draft: TransitionDraft) -> Iterator[Refused]:
    """The register may have moved on again after the verification."""
    yield from _ended(draft.record, draft.user)
    if newer_in_register(draft.record):
        yield Refused("SURVEY_CONFLICT", "ทะเบียนเปลี่ยนอีกครั้งหลังรับรอง ส่งกลับเพื่อตัดสินใจใหม่")


def _ended(survey: FieldSurvey, user: Any) -> Iterator[Refused]:
    """Values found on a parcel that was divided or merged since belong to none of those that follow it."""
    register, record, _ = target_of(survey)
    if not writes(survey) or register.is_standing(record):
        return
    followers = [str(other) for *_step, other in lineage(register, record, user)[1] if register.is_standing(other)]
    now = f" ปัจจุบันคือ {', '.join(followers)}" if followers else ""
    text = f"{record} ไม่ใช่รายการปัจจุบันของทะเบียนแล้ว{now} ให้ส่งกลับ แล้วสำรวจรายการปัจจุบันแทน"
    yield Refused("TARGET_ENDED", text)


def writes(survey: FieldSurvey) -> bool:
    """Whether it found anything to be written."""
    return bool(survey.after) or survey.shape is not None


def applied(draft: TransitionDraft) -> None:
    write_values(draft.record, draft.user)


def take_step(code: str, survey: FieldSurvey | None, user: Any) -> None:
    """Verify or apply the survey that another paper (a change request) rests on, unless that was done before.

    It is the survey's own step with all its questions. Errors: Refusals.
    """
    own = registry.for_model(FieldSurvey)
    if own is None or survey is None or survey.status not in own.workflow.of(code).sources:  # type: ignore[union-attr]
        return
    transitions.transition(own, survey.uid, code, {}, user=user, reason=f"ตามคำขอที่อ้างแบบสำรวจ {survey.register_no}")
    survey.refresh_from_db()


def write_values(survey: FieldSurvey, user: Any) -> None:
    """The survey's values through the register's own door, with its checks; the date of survey where it has one and is
    there still.
    """
    register, record, _ = target_of(survey)
    there = stored_values(register, record, survey.after)
    merged: dict[str, Any] = rules.merge_values(survey.before, survey.after, there, survey.conflict_choice)
    values = {name: value for name, value in merged.items() if not survey_lines.is_lines(name)}
    lines = survey_lines.by_key(merged)
    if survey.shape is not None:
        values["geom"] = survey.shape
    if register.is_standing(record) and any(column.name == "surveyed_on" for column in register.form_columns):
        values["surveyed_on"] = survey.surveyed_at.date()
    if values or lines:
        reason = f"ตามแบบสำรวจ {survey.register_no}"
        records.update(register, survey.target_id, values, user=user, reason=reason, lines=lines)
    survey.applied_at = clock.now()
    survey.save()
