"""The overview of registers and the list of each."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from importers import batches
from layers.bound import BoundRegister
from layers.engine import rows
from map_ui.context import menu
from map_ui.doors import door, may
from map_ui.listing import Listing, filters, paging, searching
from map_ui.references import References, code_of, title_of
from map_ui.reports import report_links
from modules.kernel.documents import batches as batches_of_papers

PICKS = 12


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """All registers the reader may open, by module and system."""
    return render(request, "map_ui/register/overview.html", {"modules": menu(request.user)})


@require_safe
@door("view")
def list_page(request: HttpRequest, register: BoundRegister) -> HttpResponse:
    """A page of records; the address holds search, filters, order and place."""
    listing = Listing(register, request.user, request.GET)
    context = {
        "register": register,
        "listing": listing,
        "headings": _headings(listing),
        "sizes": paging.SIZES,
        "may_add": may(register, request.user, "add"),
        "may_import": batches.may_import(register, request.user),
        "may_export": may(register, request.user, "export"),
        "formats": export_formats(register),
        "reports": report_links(register, request.user),
        "queries": register.declared.queries,
        "map_url": map_url(listing),
        "may_issue": bool(batches_of_papers.signable(register, request.user)),
    }
    partial = request.headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in request.headers
    answer = render(request, f"map_ui/register/{'_results' if partial else 'list'}.html", context)
    if partial:
        answer.headers["HX-Push-Url"] = listing.link()  # the address without the filters left empty
    return answer


def _headings(listing: Listing) -> list[dict[str, Any]]:
    found = []
    for column in listing.columns:
        is_sorted = listing.sort_column is column
        ahead = is_sorted and not listing.is_descending
        link = listing.link(sort=f"-{column.name}" if ahead else column.name) if listing.is_sortable(column) else ""
        direction = ("descending" if listing.is_descending else "ascending") if is_sorted else "none"
        found.append({"column": column, "link": link, "direction": direction})
    return found


def export_formats(register: BoundRegister) -> list[tuple[str, str]]:
    """(format, Thai name); formats with a shape only where the reader may know the place."""
    plain = [("xlsx", "Excel (XLSX)"), ("csv", "CSV")]
    return plain + ([] if register.level.is_personal else [("gpkg", "GeoPackage"), ("geojson", "GeoJSON")])


def map_url(listing: Listing) -> str:
    """The map with this layer switched on and the same filter; "" for registers that are never drawn."""
    if listing.register.layer is None or listing.register.level.is_personal:
        return ""
    extra = listing.query_string.lstrip("?")
    return f"/#layers={listing.register.slug}" + (f"&filter={listing.register.slug}&{extra}" if extra else "")


@require_safe
@door("view")
def pick(request: HttpRequest, register: BoundRegister) -> JsonResponse:
    """Suggestions for a reference: only records the reader may see, by the filters of their list and the words they are
    found by.
    """
    text = request.GET.get("q", "").strip()[:100]
    query = filters.apply(filters.build(register, request.user, request.GET), rows.rows(register, request.user))
    if text and register.declared.search:
        query, _ = searching.search(register, request.user, query, text)
    found = list(paging.without_shapes(query, register, register.list_columns)[:PICKS])
    references = References(request.user)
    references.load(found)
    results = [{"uid": str(r.uid), "title": title_of(register, r), "code": code_of(register, r)} for r in found]
    return JsonResponse({"results": results})
