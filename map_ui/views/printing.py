"""Printing: the map as it is shown, cadastral sheets by name and round a record, and what the worker has printed."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

import shapely
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gis_core.features import clock, measure
from gis_core.jobs.models import JobProgress
from gis_core.pure.map_sheet import SUBSHEETS_A_SIDE
from gis_core.pure.refusal import Refused
from layers.bound import BoundRegister
from layers.engine.rows import rows
from map_ui.doors import find_register, record_of, turned_away
from map_ui.printing import book
from map_ui.printing import sheets as sheet_names
from map_ui.printing.content import AT_ONCE, MOST_FOR_STRANGERS
from map_ui.printing.order import is_printable, read_order
from map_ui.printing.page import map_page, may_print_sheets, sheet_page, sheet_registers
from map_ui.printing.paper import PAPERS, REDUCED, SCALES, known_scale, layout
from map_ui.printing.wishes import BACKGROUND_MM
from map_ui.tasks import print_book, print_large_map, print_slides
from map_ui.views.sheet_index import index_drawing

PDF = "application/pdf"
SHEET_SCALES = tuple(sorted(SUBSHEETS_A_SIDE, reverse=True))
MOST_AREAS = 1000
View = Callable[..., HttpResponseBase]


def sheets_door(view: View) -> View:
    """Only for readers of what cadastral sheets are about."""

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if not may_print_sheets(request.user):
            return turned_away(request)
        return view(request, **kwargs)

    guarded.guarded_by = "sheets"  # type: ignore[attr-defined]
    return guarded


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=PDF)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-{clock.today():%Y%m%d}.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response


# -- the map -----------------------------------------------------------------------------------------------------------
@require_safe
@never_cache
def papers(request: HttpRequest) -> JsonResponse:
    """Papers with the size of the map on them, scales, the zone of the grid: what the page needs to draw the frame."""
    rows = []
    for paper in PAPERS:
        for is_landscape in (True, False):
            frame = layout(paper, is_landscape).frame
            orientation = "landscape" if is_landscape else "portrait"
            size = {"width_mm": frame.width, "height_mm": frame.height}
            rows.append({"paper": paper, "orientation": orientation, **size})
    zone = measure.office_srid() - 32600
    url = reverse("print-sheets") if may_print_sheets(request.user) else None
    return JsonResponse({"papers": rows, "scales": list(SCALES), "zone": zone, "sheets_url": url})


@require_POST
def print_map(request: HttpRequest) -> HttpResponse:
    """The PDF of the map; for more than can be waited for, JSON with the page where the worker's file will be.

    The form field `body` is JSON: paper, orientation, scale, centre [lon, lat], title, layers, height_m.
    """
    body = _body(request)
    order = read_order(body, request.user)
    try:
        printed = map_page(order, request.user, AT_ONCE if request.user.is_authenticated else MOST_FOR_STRANGERS)
    except Refused as refusal:
        if refusal.code != "PRINT_TOO_MUCH" or not request.user.is_authenticated:
            raise
        job = print_large_map.start(request.user, title=f"พิมพ์ {order.title}", body=body)
        return JsonResponse({"wait": reverse("print-wait", args=[job.uid])}, status=202)
    return _pdf(printed.pdf, f"map-{order.scale}")


def _body(request: HttpRequest) -> dict[str, Any]:
    try:
        body = json.loads(request.POST.get("body", ""))
    except (ValueError, RecursionError) as error:
        raise Refused("FORMAT", "คำขอไม่ใช่ JSON") from error
    if not isinstance(body, dict):
        raise Refused("FORMAT", "คำขอไม่ใช่ JSON")
    return body


# -- cadastral sheets --------------------------------------------------------------------------------------------------
@require_safe
@never_cache
@sheets_door
def sheets(request: HttpRequest) -> HttpResponse:
    """Choose a sheet by its name, from the index of the town, or an area whose sheets are printed."""
    scale = _choice(request, "scale", SHEET_SCALES, 1000)
    area = _chosen_area(request)
    context = {
        "papers": list(PAPERS),
        "scales": SCALES,
        "sheet_scales": SHEET_SCALES,
        "scale": scale,
        "area": area,
        "areas": _areas(request.user),
        "name": request.GET.get("name", ""),
    }
    try:
        squares = sheet_names.squares_over(area["shape"], scale) if area else sheet_names.town_squares(scale)
        context["index"] = index_drawing(squares, area["shape"] if area else None)
    except Refused as refusal:
        context["no_index"] = refusal.thai
    return render(request, "map_ui/printing/sheets.html", context)


def _choice(request: HttpRequest, name: str, known: Any, default: Any) -> Any:
    raw = request.GET.get(name, "")
    return next((value for value in known if str(value) == raw), default)


def _chosen_area(request: HttpRequest) -> dict[str, Any] | None:
    slug, _, uid = request.GET.get("area", "").partition("/")
    if not slug:
        return None
    try:
        register, record = _record(request, slug, uuid.UUID(uid))
    except ValueError as error:
        raise Http404 from error
    shape = _shape(record)
    return {
        "value": f"{register.slug}/{record.uid}",
        "register": register,
        "record": record,
        "shape": shape,
        "scale": sheet_names.fitting_scale(shape, "A1"),
        "title": _title(register, record),
    }


def _areas(user: Any) -> list[dict[str, Any]]:
    """The areas whose names stand broad on sheets: zones, blocks and the like."""
    groups = []
    for register in sheet_registers(user):
        is_area = register.geometry_kind == "polygon" and not register.layer.sheet.subject
        if is_area and any(text.height_mm >= BACKGROUND_MM for text in register.layer.sheet.texts):
            found = rows(register, user).values_list("uid", register.title)[:MOST_AREAS]
            options = [{"value": f"{register.slug}/{uid}", "title": title} for uid, title in found]
            groups.append({"thai": register.thai, "options": options})
    return groups


@require_safe
@sheets_door
def index(request: HttpRequest) -> HttpResponse:
    """The index of the town's sheets as one page."""
    scale = _choice(request, "scale", SHEET_SCALES, 1000)
    squares = sheet_names.town_squares(scale)
    shape = sheet_names.town_boundary()
    return _pdf(book.index_page("สารบัญระวาง", shape, squares, is_book=False), f"sheets-{scale}")


@require_safe
@sheets_door
def sheet(request: HttpRequest) -> HttpResponse:
    """One sheet by its name. Errors: Refused ``SHEET``, ``SHEET_OUTSIDE``, ``PAPER``, ``PRINT_TOO_MUCH``."""
    square = sheet_names.square_of(request.GET.get("name", ""))
    printed = sheet_page(sheet_names.sheet_order(square, request.GET.get("paper", "A1")), request.user)
    return _pdf(printed.pdf, f"sheet-{square.sheet.key}")


def _record(request: HttpRequest, slug: str, uid: uuid.UUID) -> tuple[BoundRegister, Any]:
    """A record that is an area the reader may see. Errors: Http404."""
    register = find_register(slug)
    if register.geometry_kind != "polygon" or not is_printable(register, request.user):
        raise Http404
    return register, record_of(register, request.user, uid)


def _shape(record: Any) -> shapely.Geometry:
    return shapely.from_wkb(bytes(record.geom.wkb))


def _title(register: BoundRegister, record: Any) -> str:
    return f"{register.thai} {record}"


@require_safe
@sheets_door
def area_page(request: HttpRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    """One page round a record in the style of sheets. Errors: Refused ``AREA_TOO_LARGE``, ``SCALE``, ``PAPER``."""
    register, record = _record(request, slug, uid)
    raw = request.GET.get("scale", "1000")
    scale = known_scale(int(raw) if raw.isdecimal() else raw)
    order = sheet_names.area_order(_shape(record), _title(register, record), request.GET.get("paper", "A1"), scale)
    return _pdf(sheet_page(order, request.user).pdf, f"{slug}-{scale}")


@require_POST
@sheets_door
def area_book(request: HttpRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    """Have the worker print every sheet over a record. Errors: Refused ``SHEET``, ``PAPER``, ``TOO_MANY_SHEETS``."""
    register, record = _record(request, slug, uid)
    scale, paper = request.POST.get("scale", "1000"), request.POST.get("paper", "A1")
    if paper not in REDUCED or not scale.isdecimal() or int(scale) not in SHEET_SCALES:
        raise Refused("SCALE", "เลือกมาตราส่วนของระวางและกระดาษจากรายการ", field="scale")
    count = len(sheet_names.squares_over(_shape(record), int(scale)))
    title = f"สมุดแผนที่ {_title(register, record)}"
    made = print_book.start(
        request.user, title=f"{title} ({count} แผ่น)", slug=slug, record=str(uid), scale=int(scale), paper=paper
    )
    return HttpResponseRedirect(reverse("print-wait", args=[made.uid]))


# -- what the worker printed -------------------------------------------------------------------------------------------
def _own_job(request: HttpRequest, uid: uuid.UUID) -> JobProgress:
    names = (print_large_map.name, print_book.name, print_slides.name)
    job = JobProgress.objects.filter(uid=uid, owner_id=request.user.pk, task__in=names).first()
    if job is None:
        raise Http404
    return job


@require_safe
@never_cache
def wait(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """How far the worker's printing is; then the link to its file. Only for whoever asked."""
    return render(request, "map_ui/printing/wait.html", {"job": _own_job(request, uid)})


@require_safe
def finished(request: HttpRequest, uid: uuid.UUID) -> HttpResponseBase:
    """The worker's file, while it is kept, for whoever asked for it."""
    _own_job(request, uid)
    path = book.path_of(uid)
    if not path.exists():
        raise Http404
    response = FileResponse(path.open("rb"), as_attachment=True, filename=f"map-{clock.today():%Y%m%d}.pdf")
    response.headers["Cache-Control"] = "no-store"
    return response
