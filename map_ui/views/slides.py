"""Answer slides: a key figure on one page of paper, by the rights of the figure's own page; and all of them bound."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from gis_core.features import clock
from layers.bound import BoundRegister
from layers.declare import Kpi
from map_ui.doors import door, turned_away
from map_ui.printing import slide_book
from map_ui.printing.figure_slide import slide_pdf
from map_ui.reports import index
from map_ui.reports.slide import slide_of
from map_ui.tasks import print_slides


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


@require_POST
def bound(request: HttpRequest) -> HttpResponse:
    """Have the worker bind the slides of all figures the reader may open, of the office or of one village, or with
    `which=published` of those everybody may see.

    Errors: Refused ``SLIDES_NONE``, ``SLIDES_VILLAGE``, ``JOB_QUEUED``; Http404 for no village of the office.
    """
    user = request.user
    if not user.is_authenticated:
        return turned_away(request)
    village, published_only = request.POST.get("village", ""), request.POST.get("which") == "published"
    slide_book.cards_of(user, village, published_only=published_only)
    waiting = f"slides-{user.pk}-{'published' if published_only else village}"
    title = slide_book.title_of(village, published_only=published_only)
    made = print_slides.start(user, title=title, only_one=waiting, village=village, published_only=published_only)
    return HttpResponseRedirect(reverse("print-wait", args=[made.uid]))
