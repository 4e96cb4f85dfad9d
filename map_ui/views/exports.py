"""Downloads of a list as it is filtered. Personal registers and opened values are written into the log of looks."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe

from gis_core.access.permissions import log_look
from gis_core.features import clock
from layers.bound import BoundRegister
from map_ui.doors import door
from map_ui.exporting import FORMATS, Export
from map_ui.exporting.export import SPATIAL
from map_ui.listing import Listing


@require_safe
@door("export")
def export(request: HttpRequest, register: BoundRegister, fmt: str) -> HttpResponseBase:
    """Every record of the list's current filter that the reader may both see and export."""
    if fmt not in FORMATS or (fmt in SPATIAL and register.level.is_personal):
        raise Http404
    listing = Listing(register, request.user, request.GET, action="export")
    made = Export(listing, request.user)
    if made.has_personal_data:
        log_look(request.user, "export", None, f"{register.thai} {fmt} {listing.query_string}")
    return download(made.stream(fmt), fmt, register.slug)


def download(content: Any, fmt: str, name: str) -> HttpResponseBase:
    """A file to save: streamed from an iterator or an open file."""
    filename = f"{name}-{clock.today():%Y%m%d}.{fmt}"
    if hasattr(content, "read"):
        response: HttpResponseBase = FileResponse(content, as_attachment=True, filename=filename)
    else:
        response = StreamingHttpResponse(content)
        response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    response.headers["Content-Type"] = FORMATS[fmt]
    response.headers["Cache-Control"] = "no-store"
    return response
