"""The page a surveyor has in his hand, and what the office sees of what he handed in."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib.gis.gdal import GDALException
from django.contrib.gis.geos import GEOSException, GEOSGeometry
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from gis_core.features.models import Feature
from gis_core.files.attach import attachments_of
from gis_core.pure.refusal import Refusals, Refused
from layers.bound import BoundLines, BoundRegister
from layers.engine.rows import rows
from layers.registry import registry
from modules.kernel.inspections import field_work, offline, rules, survey_lines, surveys, visit_sending
from modules.kernel.inspections.handing_in import MAX_PHOTOS, moment, read, refused
from modules.kernel.inspections.models import FieldSurvey, Inspection, InspectionAnswer

MAX_POINTS = 2000


def walk(request: HttpRequest) -> HttpResponse:
    """GET: the sheet of one record, or the list of what this phone keeps. POST: hand a sheet in; JSON.

    `part` asks for what the page needs beside itself: its worker, a fresh token, sheets to take along.
    """
    if request.method == "POST":
        return visit_sending.handed_in(request) if "visit" in request.POST else _handed_in(request)
    own = registry.for_model(FieldSurvey)
    page = f"{own.url}walk"  # type: ignore[union-attr]
    part = request.GET.get("part", "")
    if part:
        parts = {"worker": lambda asked: offline.worker(asked, page), "ready": offline.ready, "sheets": offline.sheets}
        if part not in parts:
            raise Http404
        return parts[part](request)
    sheet = _sheet(request.user, request.GET["target"]) if "target" in request.GET else None
    choices = {"results": Inspection.Result.choices, "answers": InspectionAnswer.Answer.choices}
    context = {"register": own, "page": page, "sheet": sheet, "max_photos": MAX_PHOTOS, "choices": choices}
    return render(request, "kernel_inspections/walk.html", context)


def _sheet(user: Any, raw: str) -> dict[str, Any]:
    try:
        found = field_work.sheets_of([uuid.UUID(raw)], user)
    except ValueError:
        raise Http404 from None
    if not found:
        raise Http404
    return found[0]


def _target(user: Any, uid: uuid.UUID) -> BoundRegister:
    index = Feature.objects.filter(uid=uid).first()
    register = registry.by_kind(index.kind_id) if index else None
    if register is None or not rows(register, user, "inspect").filter(uid=uid).exists():
        raise Refused("NO_RIGHT", "ไม่พบสิ่งที่สำรวจในทะเบียนแล้ว หรือบัญชีนี้ไม่มีสิทธิสำรวจ")
    return register


def _handed_in(request: HttpRequest) -> JsonResponse:
    try:
        given = read(request.POST.get("sheet", ""))
        target = uuid.UUID(str(given["target"]))
        register = _target(request.user, target)
        sheet = _read(given, request, register)
    except (ValueError, KeyError, TypeError, InvalidOperation, GEOSException, GDALException):
        return refused([Refused("FORMAT", "อ่านแบบสำรวจไม่ได้ กรุณาบันทึกใหม่")], 400)
    except Refused as refusal:
        return refused([refusal], 409)
    try:
        survey = surveys.hand_in(register, target, sheet, user=request.user)
    except Refused as refusal:
        return refused([refusal], 409)
    except Refusals as refusals:
        return refused(list(refusals), 409)
    own = registry.for_model(FieldSurvey)
    return JsonResponse(
        {
            "uid": str(survey.uid),
            "no": survey.register_no,
            "url": own.record_url(survey.uid),  # type: ignore[union-attr]
            "conflicts": _conflicts(survey, request.user),
        }
    )


def _conflicts(survey: FieldSurvey, user: Any) -> list[str]:
    """What somebody else changed since the surveyor took the sheet along; told at once, decided by the head."""
    if not surveys.newer_in_register(survey):
        return []
    register, _, _ = surveys.target_of(survey)
    readable = _readable(register, user)
    told = [
        f"{surveys.label(register, name)}: {surveys.told(register, name, before) or '–'}"
        f" → {surveys.told(register, name, there) or '–'}"
        for name, before, there, _ in surveys.moved_on(survey)
        if name in readable
    ]
    return told or ["ข้อมูลอื่นของระเบียนนี้"]


def _readable(register: BoundRegister, user: Any) -> set[str]:
    """Names of a survey's values the reader may see."""
    return {column.name for column in register.readable(user)} | set(survey_lines.open_lines(register, user))


def _read(given: Mapping[str, Any], request: HttpRequest, register: BoundRegister) -> surveys.Sheet:
    lines = survey_lines.open_lines(register, request.user)
    photos = request.FILES.getlist("photos")[:MAX_PHOTOS]
    return surveys.Sheet(
        client_key=uuid.UUID(str(given["key"])),
        base_version=int(given["version"]),
        surveyed_at=moment(given["surveyed_at"]),
        after=_values(given.get("after"), lines),
        before={name: text for name, text in _values(given.get("before"), lines).items() if name in lines},
        points=[_point(each) for each in list(given.get("points") or ())[:MAX_POINTS]],
        shape=GEOSGeometry(json.dumps(given["shape"])) if given.get("shape") else None,
        note=str(given.get("note") or ""),
        signer_name=str(given.get("signer_name") or ""),
        photos=[(photo.name or "photo.jpg", photo) for photo in photos],
        signature=request.FILES.get("signature"),
    )


def _values(given: Any, lines: Mapping[str, BoundLines]) -> dict[str, str]:
    """What was written down by name. Errors: ValueError for lines that are none."""
    texts = {str(name): str(value) for name, value in dict(given or {}).items()}
    return {n: survey_lines.canonical(lines[n], text) if n in lines else text[:400] for n, text in texts.items()}


def _point(given: Mapping[str, Any]) -> dict[str, Any]:
    lon, lat, accuracy = float(given["lon"]), float(given["lat"]), Decimal(str(given["accuracy_m"]))
    if not (-180 <= lon <= 180 and -90 <= lat <= 90) or not accuracy.is_finite() or not 0 <= accuracy <= 10_000:
        raise ValueError(given)
    return {**given, "lon": lon, "lat": lat, "accuracy_m": round(accuracy, 3)}


# -- what the office sees ----------------------------------------------------------------------------------------------
def found(survey: FieldSurvey, user: Any) -> Mapping[str, Any]:
    """Values before, in the register now and after; points, photographs with their faults, the signature."""
    try:
        register, record, version = surveys.target_of(survey)
    except Refused:
        return {"survey": survey, "gone": True}
    there = surveys.stored_values(register, record, survey.after)
    readable = _readable(register, user)
    values = [
        (surveys.label(register, name), *(surveys.told(register, name, text) for text in texts))
        for name, value in survey.after.items()
        if name in readable
        for texts in [(survey.before.get(name, ""), there.get(name, ""), value)]
    ]
    held = surveys.limits(timezone.localdate(survey.surveyed_at))
    points = list(survey.points.all())
    reach = rules.reach_of((p.accuracy_m for p in points), held["notes_only_m"], held["boundary_m"])
    return {
        "survey": survey,
        "values": values,
        "version": version,
        "is_newer": surveys.newer_in_register(survey),
        "points": points,
        "reach": reach.thai,
        "photos": [(p, rules.flags_in_thai(p.flags)) for p in survey.photos.select_related("attachment")],
        "signature": attachments_of(survey.uid).filter(caption=surveys.SIGNATURE).first(),
    }
