"""The doors of the editor: what to snap to, what the rules say of a shape, writing it. All JSON; refusals are 409."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gis_core.access.capacity import actor_of
from gis_core.features import measure
from gis_core.pure.refusal import Refused
from layers.bound import BoundRegister
from map_ui.doors import may, record_of
from map_ui.drawing import fabric, saving, shapes
from map_ui.drawing.near import box_of, near
from map_ui.drawing.rights import drawable, drawing_door, refused
from map_ui.views.map_data import read_body


@require_safe
@never_cache
def registers(request: HttpRequest) -> HttpResponse:
    """What the user may draw, with the plane and the systems of coordinates in which it is measured and typed."""
    found = [_described(register, request.user) for register in drawable(request.user)]
    if not found:
        return refused(403)
    systems = [{"srid": srid, "name": name} for srid, name in measure.SYSTEMS.items()]
    zone = measure.office_srid() - 32600
    return JsonResponse({"registers": found, "zone": zone, "systems": systems, "who": str(request.user.pk)})


registers.guarded_by = "add|change"  # type: ignore[attr-defined]


def _described(register: BoundRegister, user: Any) -> dict[str, Any]:
    return {
        "slug": register.slug,
        "thai": register.thai,
        "geometry": register.geometry_kind,
        "add": may(register, user, "add"),
        "change": may(register, user, "change"),
        "url": register.url,
        "minzoom": register.layer.zooms[0] if register.layer else 0,
        **fabric.described(register),
    }


@require_safe
@drawing_door()
def near_view(request: HttpRequest, register: BoundRegister) -> HttpResponse:
    """True shapes around a view; `also` names further layers to snap to."""
    also = request.GET.get("also", "").split(",")[:8]
    body = near(register, also, box_of(request.GET.get("bbox", "")), request.user)
    return HttpResponse(body, content_type="application/json")


@require_safe
@drawing_door()
def typed(request: HttpRequest, register: BoundRegister) -> JsonResponse:
    """A typed coordinate in degrees."""
    srid = request.GET.get("srid", "4326")
    if not srid.isdecimal() or int(srid) not in measure.SYSTEMS:
        raise Refused("CRS", "ไม่รู้จักระบบพิกัดนี้", field="srid")
    return JsonResponse(shapes.place_of(request.GET.get("text", "")[:200], int(srid)))


@require_safe
@drawing_door("change")
def shape(request: HttpRequest, register: BoundRegister, uid: uuid.UUID) -> JsonResponse:
    """A record to edit; with `since`, also who changed what of it after that version."""
    record = record_of(register, request.user, uid, "change")
    answer = shapes.described(register, record, request.user)
    since = request.GET.get("since", "")
    if since.isdecimal() and len(since) < 9:
        answer["changes"] = shapes.changes_since(register, record, int(since), request.user)
    return JsonResponse(answer)


@require_POST
@drawing_door()
def check(request: HttpRequest, register: BoundRegister) -> JsonResponse:
    """What the rules say of a drawn shape; nothing is written."""
    body = read_body(request)
    geometry = shapes.geometry_of(register, body, request.user)
    uid = shapes.uid_of(body["uid"]) if body.get("uid") else None
    if uid is not None:
        record_of(register, request.user, uid, "change")
        if body.get("shared") is True and fabric.coverage_of(register) is not None:
            return JsonResponse(saving.reshape(register, body | {"dry_run": True}, actor_of(request)))
    judged = fabric.judge(register, geometry, request.user, uid)
    return JsonResponse(judged | {"area_m2": measure.area_m2(geometry) if geometry.dims == 2 else None})


@require_POST
@drawing_door("change")
def save(request: HttpRequest, register: BoundRegister) -> JsonResponse:
    """The boundary of a record, corrected."""
    return JsonResponse(saving.reshape(register, read_body(request), actor_of(request)))


@require_POST
@drawing_door("change")
def divide(request: HttpRequest, register: BoundRegister) -> JsonResponse:
    """A record divided by a line; with `dry_run` only shown."""
    return JsonResponse(saving.divide(register, read_body(request), actor_of(request)))


@require_POST
@drawing_door("change")
def merge(request: HttpRequest, register: BoundRegister) -> JsonResponse:
    """Records made into one; with `dry_run` only shown."""
    return JsonResponse(saving.merge(register, read_body(request), actor_of(request)))
