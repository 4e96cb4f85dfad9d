"""A visit that was kept in a telephone without a network, handed in by the page of the field surveys."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib.gis.geos import Point
from django.http import HttpRequest, JsonResponse

from gis_core.features.models import Feature
from gis_core.pure.refusal import Refusals, Refused
from gis_core.pure.thai_calendar import parse_date
from layers.registry import registry
from modules.kernel.inspections import visits
from modules.kernel.inspections.handing_in import MAX_PHOTOS, moment, read, refused
from modules.kernel.inspections.models import Inspection

MAX_ACCURACY_M = 10_000
LONGEST_NOTE = 200
GONE = Refused("NO_RIGHT", "ไม่พบสิ่งที่ตรวจในทะเบียนแล้ว หรือบัญชีนี้ไม่มีสิทธิตรวจ")


def handed_in(request: HttpRequest) -> JsonResponse:
    """Write the visit and say what it is called; a rule's refusal goes back in Thai."""
    try:
        given = read(request.POST["visit"])
        target, values = uuid.UUID(str(given["target"])), _read(given)
    except Refused as refusal:
        return refused([refusal], 409)
    except (ValueError, KeyError, TypeError, InvalidOperation):
        return refused([Refused("FORMAT", "อ่านผลการตรวจไม่ได้ กรุณาบันทึกใหม่")], 400)
    photos = [(photo.name or "photo.jpg", photo) for photo in request.FILES.getlist("photos")[:MAX_PHOTOS]]
    try:
        visit = _write(target, given, values, photos, request.user)
    except Refused as refusal:
        return refused([refusal], 409)
    except Refusals as refusals:
        return refused(list(refusals), 409)
    own = registry.for_model(Inspection)
    return JsonResponse({"uid": str(visit.uid), "no": visit.register_no, "url": own.record_url(visit.uid)})  # type: ignore[union-attr]


def _write(target: uuid.UUID, given: Mapping[str, Any], values: dict[str, Any], photos: Any, user: Any) -> Inspection:
    index = Feature.objects.filter(uid=target).first()
    register = registry.by_kind(index.kind_id) if index else None
    if register is None:
        raise GONE
    code = given.get("template") or ""
    template = next((each for each in visits.templates_for(register) if each.code == code), None)
    if code and template is None:
        raise Refused("CHECKLIST", "แบบตรวจนี้ไม่ใช้แล้ว เตรียมงานใหม่แล้วตรวจอีกครั้ง")
    return visits.record_visit(register, target, user=user, template=template, photos=photos, **values)


def _read(given: Mapping[str, Any]) -> dict[str, Any]:
    """What `record_visit` takes, out of what the telephone kept."""
    point = given.get("point")
    answers = {
        int(position): (str(answer), str(note)[:LONGEST_NOTE])
        for position, (answer, note) in dict(given.get("answers") or {}).items()
    }
    return {
        "key": uuid.UUID(str(given["key"])),
        "result": str(given.get("result") or ""),
        "visited_at": moment(given["visited_at"]),
        "answers": answers,
        "gps": _place(point) if point else None,
        "gps_accuracy_m": _metres(point["accuracy_m"]) if point else None,
        "note": str(given.get("note") or ""),
        "next_due": parse_date(given["next_due"], field="next_due") if given.get("next_due") else None,
    }


def _place(point: Mapping[str, Any]) -> Point:
    lon, lat = float(point["lon"]), float(point["lat"])
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise ValueError(point)
    return Point(lon, lat, srid=4326)


def _metres(raw: Any) -> Decimal:
    metres = Decimal(str(raw))
    if not metres.is_finite() or not 0 <= metres <= MAX_ACCURACY_M:
        raise ValueError(raw)
    return round(metres, 2)
