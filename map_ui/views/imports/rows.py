"""The staged rows: as a table, as shapes on the map, and the refused ones as a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import orjson
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from importers import in_view
from importers.models import StagedRow
from importers.quarantine import WAITING, reasons_of
from importers.work import Work
from map_ui.exporting import csv_rows, xlsx_file
from map_ui.importing import ImportPage
from map_ui.views.exports import download
from map_ui.views.imports.doors import batch_door, is_own

MOST_SHAPES = 3_000
SHOWN_ASTRAY = 5
EARTH = (-180.0, -90.0, 180.0, 90.0)
SHAPES = """SELECT row_no, verdict, ST_AsGeoJSON(geom, 7) FROM (
        SELECT row_no, verdict, geom FROM importers_stagedrow
        WHERE batch_id = %(batch)s AND geom && ST_MakeEnvelope(%(w)s, %(s)s, %(e)s, %(n)s, 4326)
        ORDER BY verdict = 'same', verdict = 'new', row_no LIMIT %(most)s) r"""


@require_safe
@never_cache
@batch_door()
def table(request: HttpRequest, work: Work) -> HttpResponse:
    """A part of the table, swapped in by htmx."""
    page = ImportPage(work, request.user, is_own(request, work.batch))
    context = page.context(request.GET) | page.table(request.GET)
    part = "_lines" if request.GET.get("after") else "_rows"
    return render(request, f"map_ui/imports/{part}.html", context)


@require_safe
@never_cache
@batch_door()
def shapes(request: HttpRequest, work: Work) -> HttpResponse:
    """GeoJSON of the rows in a box, refused and changed ones first; `more` says that there are others. Without a box:
    where they lie, or in words why there is none, and what lies far off.
    """
    text = request.GET.get("bbox", "")
    if not text:
        view = in_view.of_batch(work.batch)
        return _json({"bounds": view.bounds, "thai": _astray(view.astray) if view.bounds else _nothing_drawn(work)})
    with connection.cursor() as cursor:
        w, s, e, n = _box(text)
        cursor.execute(SHAPES, {"batch": work.batch.pk, "w": w, "s": s, "e": e, "n": n, "most": MOST_SHAPES})
        rows = cursor.fetchall()
    features = [
        {
            "type": "Feature",
            "id": row_no,
            "geometry": orjson.Fragment(shape),
            "properties": {"row": row_no, "verdict": verdict},
        }
        for row_no, verdict, shape in rows
    ]
    return _json({"type": "FeatureCollection", "features": features, "more": len(features) == MOST_SHAPES})


def _astray(rows: list[int]) -> str:
    """What the first view leaves out."""
    if not rows:
        return ""
    told = ", ".join(f"{row:,}" for row in rows[:SHOWN_ASTRAY])
    more = f" และอีก {len(rows) - SHOWN_ASTRAY:,} แถว" if len(rows) > SHOWN_ASTRAY else ""
    return f"แถวที่ {told}{more} อยู่ไกลจากแถวอื่นมาก ตรวจพิกัด หรือย่อแผนที่เพื่อดู"


def _nothing_drawn(work: Work) -> str:
    """What cannot be read of a shape is no shape to draw, but the file has it: its row tells why."""
    if work.batch.found["has_shape"]:
        return "รูปในไฟล์นี้แสดงบนแผนที่ไม่ได้ ดูเหตุผลของแต่ละแถวในตาราง"
    return "ไฟล์นี้ไม่มีรูปแผนที่"


def _json(content: dict[str, Any]) -> HttpResponse:
    return HttpResponse(orjson.dumps(content), content_type="application/json")


def _box(text: str) -> tuple[float, ...]:
    try:
        box = tuple(float(part) for part in text.split(","))
    except ValueError:
        raise Http404 from None
    if len(box) != 4 or not all(abs(number) <= 360 for number in box):
        raise Http404
    low, high = EARTH[:2], EARTH[2:]
    return tuple(min(max(number, low[n % 2]), high[n % 2]) for n, number in enumerate(box))


@require_safe
@never_cache
@batch_door()
def refused_file(request: HttpRequest, work: Work, fmt: str) -> HttpResponseBase:
    """The refused rows as they stood in the file, with the reasons, to be corrected where they came from."""
    if fmt not in ("csv", "xlsx"):
        raise Http404
    headings = ["แถวที่", "เหตุที่ไม่ผ่าน", *work.headings]
    rows = _refused(work)
    content = csv_rows(headings, rows) if fmt == "csv" else xlsx_file(headings, rows, "แถวที่ไม่ผ่าน")
    return download(content, fmt, "refused-rows")


def _refused(work: Work) -> Iterator[list[Any]]:
    query = StagedRow.objects.filter(batch=work.batch, verdict__in=WAITING).defer("geom").order_by("row_no")
    for row in query.iterator(chunk_size=1000):
        reasons = "; ".join(f"{each.code}: {each.thai}" for each in reasons_of(row))
        cells = (row.raw.get(heading) for heading in work.headings)
        shown = (json.dumps(cell) if isinstance(cell, dict | list) else cell for cell in cells)
        yield [row.row_no, reasons, *("" if cell is None else cell for cell in shown)]
