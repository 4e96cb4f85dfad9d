"""Reports, key figures and ready spatial questions: a page, a file, a printed sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from gis_core.access.permissions import log_look
from gis_core.features import clock
from gis_core.ground.office import office
from gis_core.pure.map_scale import FEATURES_FROM, VILLAGES_BELOW, zoom_of
from layers.bound import BoundRegister
from layers.declare import CountBy, Kpi, Report, SpatialQuery, SumBy
from map_ui.doors import door, may, turned_away
from map_ui.exporting import csv_rows, xlsx_book
from map_ui.listing import Listing
from map_ui.reports import asking, index
from map_ui.reports.figure_past import FigurePast, past_of
from map_ui.reports.figure_units import UnitPart, as_table, by_unit
from map_ui.reports.table import ResultTable
from map_ui.reports.years import compared
from map_ui.views.exports import download
from modules.kernel.documents.render import pdf

SHEETS = ("csv", "xlsx", "pdf")


@require_safe
@door("view")
def report(request: HttpRequest, register: BoundRegister, code: str) -> HttpResponseBase:
    """A report over the records the reader may see, narrowed by the list's filters in the address."""
    declared = index.find(register, code, request.user)
    if declared is None:
        raise Http404
    listing = Listing(register, request.user, request.GET)
    asked = asking.ask(declared.parameters if isinstance(declared, Report) else (), request.GET)
    fmt = request.GET.get("format", "")
    table = index.table_of(declared, listing, asked, every=fmt in ("csv", "xlsx"))
    title = table.title if table and isinstance(declared, Kpi) else index.title_of(register, declared)
    past, units = None, ()
    if fmt != "csv" and isinstance(declared, Kpi) and table is not None and table.figure is not None:
        village, unit = listing.given.get("village", ""), listing.given.get("unit", "")
        past = past_of(register, declared, request.user, village, table.figure.value, unit)
        units = () if village or unit else by_unit(register, declared, request.user)
    # a key figure takes the village and says so in its title; a report of its own takes its parameters
    narrowed = listing if isinstance(declared, CountBy | SumBy) else None
    # a key figure's sheets hold what its page shows; a file of all that a register's report lists is a right of its own
    may_export = isinstance(declared, Kpi) or may(register, request.user, "export")
    return _answer(request, register, table, asked, title, narrowed, past, units, may_export=may_export)


@require_safe
@door("view")
def years(request: HttpRequest, register: BoundRegister, code: str) -> HttpResponse:
    """A key figure over three years, on one page that prints."""
    declared = index.find(register, code, request.user)
    if not isinstance(declared, Kpi):
        raise Http404
    village = request.GET.get("village", "")
    context = {
        "register": register,
        "years": compared(register, declared, request.user, village),
        "figure_url": f"{register.url}report/{code}/{f'?village={village}' if village else ''}",
    }
    return render(request, "map_ui/register/figure_years.html", context)


@require_safe
@door("view")
def query(request: HttpRequest, register: BoundRegister, code: str) -> HttpResponseBase:
    """A ready question about the map: its parameters, then a list of places."""
    declared = next((q for q in register.declared.queries if q.code == code), None)
    if declared is None:
        raise Http404
    asked = asking.ask(declared.parameters, request.GET)
    is_asked = (
        not declared.parameters or any(p.name in request.GET for p in declared.parameters) or _has_defaults(declared)
    )
    table = asking.run(declared, asked, request.user) if is_asked else None
    return _answer(
        request, register, table, asked, declared.thai, None, may_export=may(register, request.user, "export")
    )


def _has_defaults(declared: SpatialQuery) -> bool:
    return all(parameter.default is not None for parameter in declared.parameters)


def _answer(
    request: HttpRequest,
    register: BoundRegister,
    table: ResultTable | None,
    asked: Sequence[asking.Asked],
    title: str,
    listing: Listing | None,
    past: FigurePast | None = None,
    units: Sequence[UnitPart] = (),
    *,
    may_export: bool,
) -> HttpResponseBase:
    fmt = request.GET.get("format", "")
    if fmt in SHEETS and table is not None:
        if not may_export:
            return turned_away(request, register)
        if register.level.is_personal:
            log_look(request.user, "export", None, f"{register.thai} {fmt} {title}")
        if fmt == "pdf":
            named = _named(asked, listing)
            context = {"table": table, "title": title, "asked": named, "office": office(), "past": past}
            context["units"] = as_table(table.unit, units)
            return _pdf(pdf("map_ui/register/report_pdf.html", context), register.slug)
        told = as_table(table.unit, units)
        more = [part for part in (table.parts, told, *((past.table, *past.rates) if past else ())) if part]
        book = [(title, table.headings, _rows(table)), *((part.title, part.headings, _rows(part)) for part in more)]
        content = csv_rows(table.headings, _rows(table)) if fmt == "csv" else xlsx_book(book)
        return download(content, fmt, register.slug)
    sheet_link = request.GET.copy()
    sheet_link.pop("format", None)
    context = {
        "register": register,
        "table": table,
        "asked": asked,
        "title": title,
        "may_export": may_export,
        "listing": listing,
        "past": past,
        "units": units,
        # of one village or unit a way back to the office
        "whole": table.title.partition(" · ")[0] if past and table and _is_part(request) else "",
        "years_url": _beside(request, "years") if past else "",
        "slide_url": _beside(request, "slide.pdf") if past else "",
        "areas_from": f"{zoom_of(FEATURES_FROM):.2f}",
        "records_from": f"{zoom_of(VILLAGES_BELOW):.2f}",
        "map_url": _beside(request, "map.pdf"),
        "records_map_url": _beside(request, "map.pdf", of="records"),
        "sheet_query": sheet_link.urlencode(),
    }
    return render(request, "map_ui/register/report.html", context)


def _rows(table: ResultTable) -> list[list[Any]]:
    """As a spreadsheet holds them: numbers to reckon with, all else in words."""
    return [[cell.value if cell.is_number else cell.text for cell in row] for row in [*table.rows, table.totals] if row]


def _is_part(request: HttpRequest) -> bool:
    return bool(request.GET.get("village") or request.GET.get("unit"))


def _beside(request: HttpRequest, path: str, **more: str) -> str:
    """Another page of the same figure, of the same village."""
    village = request.GET.get("village", "")
    asked = urlencode(({"village": village} if village else {}) | more)
    return f"{request.path}{path}{f'?{asked}' if asked else ''}"


def _named(asked: Sequence[asking.Asked], listing: Listing | None) -> list[tuple[str, str]]:
    """What was asked, in words: parameters, filters of the list, the words searched for."""
    named = [(each.declared.thai, each.raw) for each in asked if each.raw]
    if listing is None:
        return named
    named += [(each.thai, each.shown or each.error) for each in listing.active_filters]
    return [*named, ("คำค้น", listing.text)] if listing.text else named


def _pdf(paper: bytes, name: str) -> HttpResponse:
    response = HttpResponse(paper, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}-{clock.today():%Y%m%d}.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response
