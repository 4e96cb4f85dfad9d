"""Answer slides: a key figure on one page of paper, by the rights of the figure's own page."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from gis_core.features import clock
from layers.bound import BoundRegister
from layers.declare import Kpi
from map_ui.doors import door
from map_ui.printing.figure_slide import slide_pdf
from map_ui.reports import index
from map_ui.reports.slide import slide_of


@require_safe
@door("view")
def slide(request: HttpRequest, register: BoundRegister, code: str) -> HttpResponse:
    """The slide of the office, or of the village in the address."""
    declared = index.find(register, code, request.user)
    if not isinstance(declared, Kpi):
        raise Http404
    made = slide_of(register, declared, request.user, request.GET.get("village", ""))
    response = HttpResponse(slide_pdf(made, request.user), content_type="application/pdf")
    name = f"{register.slug}-{code}-{clock.today():%Y%m%d}.pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
