"""Maps on paper: pages of the map, cadastral sheets, map-books."""

from __future__ import annotations

from django.urls import path

from map_ui.views import printing

urlpatterns = [
    path("print/papers.json", printing.papers, name="print-papers"),
    path("print/map", printing.print_map, name="print-map"),
    path("print/sheets/", printing.sheets, name="print-sheets"),
    path("print/sheets/index.pdf", printing.index, name="print-index"),
    path("print/sheet", printing.sheet, name="print-sheet"),
    path("print/area/<slug:slug>/<uuid:uid>/page", printing.area_page, name="print-area"),
    path("print/area/<slug:slug>/<uuid:uid>/book", printing.area_book, name="print-book"),
    path("print/<uuid:uid>/", printing.wait, name="print-wait"),
    path("print/<uuid:uid>.pdf", printing.finished, name="print-file"),
]
