"""Downloads of what a drawn shape selects of one layer: the file a list gives, narrowed by the shape."""

from __future__ import annotations

import json
from functools import cached_property
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.views.decorators.http import require_POST

from gis_core.access.permissions import log_look
from gis_core.features.models import Feature
from gis_core.pure.refusal import Refused
from layers.bound import BoundRegister
from layers.engine.index import on_the_map
from map_ui.doors import find_register, may
from map_ui.exporting import FORMATS, Export
from map_ui.exporting.export import SPATIAL
from map_ui.listing import Listing
from map_ui.views.exports import download
from map_ui.views.map_data import selection_shape


class SelectedListing(Listing):
    """The records of a register that may be exported and whose shape meets a drawn one, as /map/select finds them."""

    def __init__(self, register: BoundRegister, user: Any, shape: GEOSGeometry) -> None:
        super().__init__(register, user, QueryDict(""), action="export")
        self.shape = shape

    @cached_property
    def query(self) -> QuerySet:
        meeting = Feature.objects.filter(kind=self.register.kind_id, geom__intersects=self.shape)
        if self.shape.dims == 2:
            meeting = meeting.exclude(geom__touches=self.shape)  # a shared border alone does not count
        return super().query.filter(uid__in=meeting.values("uid"))


@require_POST
def select_export(request: HttpRequest) -> HttpResponseBase:
    """The form fields are `body`, JSON as /map/select takes it with exactly one layer, and `fmt`.

    Raises PermissionDenied for who may not export; the map has no page to send a stranger on to.
    """
    body, fmt = _body(request), request.POST.get("fmt", "")
    register = find_register(_only_layer(body))
    if fmt not in FORMATS or (fmt in SPATIAL and register.level.is_personal):
        raise Http404
    if not on_the_map(register) or not may(register, request.user, "view") or not may(register, request.user, "export"):
        raise PermissionDenied
    made = Export(SelectedListing(register, request.user, selection_shape(body)), request.user)
    if made.has_personal_data:
        log_look(request.user, "export", None, f"{register.thai} {fmt} ในรูปที่เลือกบนแผนที่")
    return download(made.stream(fmt), fmt, register.slug)


def _body(request: HttpRequest) -> dict[str, Any]:
    try:
        body = json.loads(request.POST.get("body", ""))
    except ValueError as error:
        raise Refused("FORMAT", "คำขอไม่ใช่ JSON") from error
    if not isinstance(body, dict):
        raise Refused("FORMAT", "คำขอไม่ใช่ JSON")
    return body


def _only_layer(body: dict[str, Any]) -> str:
    layers = body.get("layers")
    if not isinstance(layers, list) or len(layers) != 1:
        raise Refused("FORMAT", "ดาวน์โหลดได้ทีละชั้นข้อมูล", field="layers")
    return str(layers[0])
