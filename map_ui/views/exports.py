"""Downloads of a list as it is filtered. Personal registers and opened values are written into the log of looks."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gis_core.access.permissions import log_look
from gis_core.features import clock
from gis_core.jobs.models import JobProgress
from layers.bound import BoundRegister
from layers.engine import rows
from map_ui.doors import door
from map_ui.exporting import FORMATS, Export, later
from map_ui.exporting.export import SPATIAL
from map_ui.listing import Listing
from map_ui.tasks import export_register


@require_safe
@door("export")
def export(request: HttpRequest, register: BoundRegister, fmt: str) -> HttpResponseBase:
    """Every record of the list's current filter that the reader may both see and export; a large one by the worker."""
    if fmt not in FORMATS or (fmt in SPATIAL and register.level.is_personal):
        raise Http404
    listing = Listing(register, request.user, request.GET, action="export")
    made = Export(listing, request.user)
    if made.has_personal_data:
        log_look(request.user, "export", None, f"{register.thai} {fmt} {listing.query_string}")
    total, is_all = rows.count_upto(listing.query, later.AT_ONCE)
    if is_all:
        return download(made.stream(fmt), fmt, register.slug)
    title = f"ส่งออก{register.thai} ({fmt.upper()})"
    query = request.GET.urlencode()
    job = export_register.start(request.user, title=title, slug=register.slug, fmt=fmt, query=query, total=total)
    return HttpResponseRedirect(f"{register.url}export/{job.uid}/")


def _own_job(request: HttpRequest, register: BoundRegister, uid: uuid.UUID) -> JobProgress:
    mine = JobProgress.objects.filter(uid=uid, owner_id=request.user.pk, task=export_register.name)
    job = mine.filter(title__startswith=f"ส่งออก{register.thai} (").first()
    if job is None:
        raise Http404
    return job


@require_safe
@never_cache
@door("export")
def wait(request: HttpRequest, register: BoundRegister, uid: uuid.UUID) -> HttpResponseBase:
    """How far a large export is; then the link to its file."""
    job = _own_job(request, register, uid)
    return render(request, "map_ui/register/export_wait.html", {"register": register, "job": job})


@require_safe
@door("export")
def finished(request: HttpRequest, register: BoundRegister, uid: uuid.UUID, fmt: str) -> HttpResponseBase:
    """The file of a large export, for whoever asked for it, while it is kept and the right stands."""
    _own_job(request, register, uid)
    path = later.path_of(uid, fmt)
    if fmt not in FORMATS or not path.exists():
        raise Http404
    return download(path.open("rb"), fmt, register.slug)


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
