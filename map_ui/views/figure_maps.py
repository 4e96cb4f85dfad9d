"""The maps of figures and of their records on a page of A4, true to scale, from where they stand on the site."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from gis_core.features import clock
from layers.bound import BoundRegister
from layers.declare import Kpi
from map_ui.doors import door, record_of
from map_ui.pages import RecordPage
from map_ui.printing import figure_plates
from map_ui.printing.figure_map import Plate, plate_pdf
from map_ui.reports import index


@require_safe
def of_dashboard(request: HttpRequest) -> HttpResponse:
    """The villages as the page of figures shows them, by its own address. Errors: Refused ``MAP_EMPTY``."""
    return _answer(figure_plates.of_dashboard(request.user, request.GET.dict()), request.user, "figures")


@require_safe
@door("view")
def of_figure(request: HttpRequest, register: BoundRegister, code: str) -> HttpResponse:
    """The villages of a figure, with `of=records` what it counts, of a village what it counts there.

    Errors: Refused ``MAP_EMPTY``.
    """
    declared = index.find(register, code, request.user)
    if not isinstance(declared, Kpi):
        raise Http404
    village, of_records = request.GET.get("village", ""), request.GET.get("of") == "records"
    plate = figure_plates.of_figure(register, declared, request.user, village, of_records=of_records)
    return _answer(plate, request.user, f"{register.slug}-{code}")


@require_safe
@door("view")
def of_record(request: HttpRequest, register: BoundRegister, uid: uuid.UUID) -> HttpResponse:
    """One record where it stands today, the last step from a figure. Errors: Refused ``MAP_EMPTY``."""
    page = RecordPage(register, record_of(register, request.user, uid), request.user)
    return _answer(figure_plates.of_record(page), request.user, register.slug)


def _answer(plate: Plate, user: Any, name: str) -> HttpResponse:
    response = HttpResponse(plate_pdf(plate, user), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="map-{name}-{clock.today():%Y%m%d}.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response
