"""The map of a past day, and where a shape came from: for every reader, of exactly what he may see."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib.gis.geos import Polygon
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gis_core.access.permissions import log_look
from gis_core.access.visible import visible
from gis_core.features import clock, measure
from gis_core.features.models import Feature
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import format_date
from layers.bound import BoundRegister
from layers.engine import coverage
from layers.registry import registry
from map_ui.doors import record_of
from map_ui.drawing import shapes
from map_ui.drawing.near import box_of
from map_ui.references import title_of

FIRST_DAY = date(1900, 1, 1)
MOST = 4_000


def _with_past(slug: str, user: Any) -> BoundRegister:
    """The register, if it keeps a coverage whose past can be asked and the reader sees of it; else Http404."""
    register = registry.by_slug.get(slug)
    if register is None or register.declared.coverage is None or visible(register, user).nothing:
        raise Http404("ไม่มีชั้นข้อมูลนี้")
    return register


def _day(request: HttpRequest) -> date:
    try:
        day = date.fromisoformat(request.GET.get("on", ""))
    except ValueError as error:
        raise Refused("FORMAT", "วันที่ไม่ถูกต้อง", field="on") from error
    if not FIRST_DAY <= day <= clock.today():
        raise Refused("FORMAT", "ดูได้ถึงวันนี้เท่านั้น ไม่มีข้อมูลของวันข้างหน้า", field="on")
    return day


@require_safe
@never_cache
def past(request: HttpRequest, slug: str) -> JsonResponse:
    """The shapes of a day in a box, without the names of people."""
    register, day = _with_past(slug, request.user), _day(request)
    box = Polygon.from_bbox(box_of(request.GET.get("bbox", "")))
    box.srid = measure.WGS84
    found = coverage.fabric_on(register, day, box, request.user)
    features = [
        {"type": "Feature", "geometry": shapes.geojson(record.geom), "properties": _named(register, record)}
        for record, _ in found[:MOST]
    ]
    answer = {"type": "FeatureCollection", "features": features, "on": day.isoformat()}
    return JsonResponse(answer | {"more": len(found) > MOST})


def _named(register: BoundRegister, record: Any) -> dict[str, str]:
    return {"uid": str(record.uid), "title": title_of(register, record), "status": _status(register, record)}


def _status(register: BoundRegister, record: Any) -> str:
    column = register.by_name.get("status")
    return column.choices.get(record.status, "") if column else ""


@require_safe
@never_cache
def past_of(request: HttpRequest, slug: str, uid: uuid.UUID) -> JsonResponse:
    """One shape of a day with its owners of that day, for those who may read owners; each look is logged."""
    register, day = _with_past(slug, request.user), _day(request)
    record = record_of(register, request.user, uid)
    found = coverage.fabric_on(register, day, record.geom.point_on_surface, request.user)
    then = next(((each, owners) for each, owners in found if each.uid == record.uid), None)
    if then is None:
        raise Http404("วันนั้นยังไม่มีหรือไม่มีแปลงนี้แล้ว")
    owners = then[1]
    if owners:
        log_look(request.user, "past", record.uid, f"ผู้ถือกรรมสิทธิ์ ณ วันที่ {format_date(day)}")
    answer = shapes.described(register, then[0], request.user)
    # what was there on the day was in use; its state is that of today and would say otherwise
    answer["facts"] = [fact for fact in answer["facts"] if fact["name"] != "status"]
    return JsonResponse(answer | {"on": day.isoformat(), "owners": _owners(owners)})


def _owners(owners: Any) -> list[dict[str, str]] | None:
    return None if owners is None else [{"name": str(name), "share": share} for name, share in owners]


@require_safe
@never_cache
def lineage(request: HttpRequest, slug: str, uid: uuid.UUID) -> JsonResponse:
    """Ancestors and descendants, as far as the reader may see them."""
    register = _with_past(slug, request.user)
    record = record_of(register, request.user, uid)
    before, after = coverage.lineage(register, record, request.user)
    here = _named(register, record) | {"area_m2": measure.area_m2(record.geom)}
    return JsonResponse({"here": here, "ancestors": _steps(register, before), "descendants": _steps(register, after)})


def _steps(register: BoundRegister, steps: Iterable[tuple[int, str, date, Any]]) -> list[dict[str, Any]]:
    rows = list(steps)
    places = _places(register, [record.uid for *_, record in rows])
    return [
        {
            "depth": abs(depth),
            "act": act,
            "on": on.isoformat(),
            **_named(register, record),
            "bbox": places.get(record.uid),
        }
        for depth, act, on, record in rows
    ]


def _places(register: BoundRegister, uids: list[uuid.UUID]) -> dict[uuid.UUID, list[float]]:
    rows = Feature.objects.filter(layer_id=register.layer_id, uid__in=uids, geom__isnull=False)
    return {row.uid: list(row.geom.extent) for row in rows}
