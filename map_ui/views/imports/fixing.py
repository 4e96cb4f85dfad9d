"""One refused row: its fields as a form, its shape on a map, judged again alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.gis.geos import GEOSGeometry
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from gis_core.pure.refusal import Refused
from importers import match, quarantine, several_parts
from importers.models import StagedRow, Verdict
from importers.parts import column_of
from importers.work import State, Work
from layers.bound import Column
from map_ui import maps
from map_ui.forms import geometry
from map_ui.forms.fields import Field, read
from map_ui.references import References
from map_ui.views.imports.doors import batch_door

OPEN = (State.JUDGED, State.COMMITTED)


class RowForm:
    """The form of a staged row, in the columns an officer would type."""

    def __init__(self, work: Work, row: StagedRow, posted: Any = None) -> None:
        self.work, self.row, self.register = work, row, work.register
        self.references = References(work.user)
        texts = quarantine.texts_of(work, row)
        self.fields = []
        for name, column in self._columns():
            field = Field(column, name)
            field.raw = read(column, name, posted) if posted is not None else _raw(column, texts.get(name, ""))
            self.fields.append(field)
        self.geometry = self._geometry(posted)
        self.was_shape = self.geometry.raw if self.geometry is not None and posted is None else ""
        self.refusals: list[Refused] = []
        self.refuse(quarantine.reasons_of(row) if posted is None else [])

    def _columns(self) -> Iterator[tuple[str, Column]]:
        """Those of a form, and of the child line that the row gives."""
        for column in self.register.form_columns:
            if column.kind != "geometry":
                yield column.name, column
        given = set(map(column_of, self.work.batch.mapping.values()))
        for name, target in match.targets(self.register).items():
            if "." in name and name in given and target.column is not None:
                yield name, replace(target.column, thai=target.thai)

    def _geometry(self, posted: Any) -> geometry.GeometryInput | None:
        if not self.register.has_geometry:
            return None
        if posted is not None:
            return geometry.from_post(self.register, posted)
        found = geometry.of_record(self.register, None)
        if isinstance(self.row.geom, GEOSGeometry):
            found.raw = maps.geojson(self.row.geom)
        return found

    def refuse(self, refusals: list[Refused]) -> None:
        """Mark what was refused where it was refused."""
        self.refusals = refusals
        by_name = {field.name: field for field in self.fields}
        for refused in refusals:
            if refused.field in by_name:
                by_name[refused.field].errors.append(refused)
            if self.geometry is not None and (refused.field == geometry.FIELD or refused.geometry):
                self.geometry.errors.append(refused)

    @property
    def summary(self) -> list[tuple[Refused, str]]:
        anchors = {field.name: field.id for field in self.fields} | {geometry.FIELD: "f-geom"}
        return [(refused, anchors.get(refused.field or "", "")) for refused in self.refusals]

    def typed(self, before: RowForm) -> dict[str, Any]:
        """The columns in which something else was typed than stood there."""
        was = {field.name: field.raw for field in before.fields}
        return {field.name: field.raw for field in self.fields if field.raw != was[field.name]}

    def shape(self, before: RowForm) -> Any:
        """The shape when it was drawn or typed anew, else None. Raises Refused."""
        if self.geometry is None or before.geometry is None:
            return None
        if not self.geometry.typed.strip() and self.geometry.raw == before.geometry.raw:
            return None
        return self.geometry.value()

    @property
    def keeps_shape_choice(self) -> bool:
        return False


def _raw(column: Any, text: Any) -> Any:
    if column.kind == "period":
        if isinstance(text, dict):
            return text
        lower, _, upper = str(text).replace("–", "\x1f").partition("\x1f")
        return {"from": lower.strip(), "to": upper.strip()}
    if column.choices:
        labels = {label: value for value, label in column.choices.items()}
        return labels.get(str(text), str(text))
    if column.kind == "boolean":
        return "true" if str(text).lower() in ("true", "1", "ใช่", "มี") else ""
    return str(text)


def _row(work: Work, row_no: int) -> StagedRow:
    row = StagedRow.objects.filter(batch=work.batch, row_no=row_no).first()
    if row is None or (
        work.batch.is_written and row.round < work.batch.round and row.verdict not in quarantine.WAITING
    ):
        raise Http404("ไม่พบแถวนี้")
    return row


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@batch_door(own=True)
def row_page(request: HttpRequest, work: Work, row_no: int) -> HttpResponse:
    """Correct a row in place. What was not touched stays as the file has it."""
    row = _row(work, row_no)
    before = form = RowForm(work, row)
    if request.method == "POST":
        _refuse_closed(work)
        form = RowForm(work, row, request.POST)
        try:
            refusals = quarantine.correct(work, row, form.typed(before), form.shape(before))
        except Refused as refused:
            refusals = [refused]
        if not refusals:
            return _fixed(request, work, row_no)
        form.refuse(refusals)
    context = {
        "work": work,
        "batch": work.batch,
        "register": work.register,
        "row": row,
        "form": form,
        "line_no": row_no + int(work.batch.found.get("row_offset") or 0),
        "divided_from": work.batch.found.get("divided", {}).get(str(row_no)),
        "several": several_parts.offered(work, row),
        "next": _next(work, row_no),
    }
    return render(request, "map_ui/imports/row.html", context, status=409 if request.method == "POST" else 200)


def _fixed(request: HttpRequest, work: Work, row_no: int) -> HttpResponse:
    messages.success(request, f"แถวที่ {row_no} ผ่านแล้ว จะบันทึกเมื่อกดบันทึก")
    following = _next(work, row_no)
    if request.POST.get("then") == "next" and following:
        return HttpResponseRedirect(f"/import/{work.batch.uid}/row/{following}/")
    return HttpResponseRedirect(f"/import/{work.batch.uid}/")


def _refuse_closed(work: Work) -> None:
    """Errors: Refused ``NOT_NOW`` while rows may not be corrected."""
    if work.batch.state not in OPEN:
        raise Refused("NOT_NOW", f"แก้แถวไม่ได้ตอนนี้ ({work.batch.get_state_display()})")


def _next(work: Work, row_no: int) -> int | None:
    """The next row that waits, beginning again at the top."""
    waiting = StagedRow.objects.filter(batch=work.batch, verdict__in=quarantine.WAITING).exclude(row_no=row_no)
    numbers = waiting.order_by("row_no").values_list("row_no", flat=True)
    return numbers.filter(row_no__gt=row_no).first() or numbers.first()


@require_POST
@batch_door(own=True)
def parts(request: HttpRequest, work: Work, row_no: int) -> HttpResponse:
    """A shape of several parts becomes one line, or a row each."""
    row = _row(work, row_no)
    _refuse_closed(work)
    if request.POST.get("how") == "divide":
        added = several_parts.divide(work, row)
        messages.success(
            request, f"แถวที่ {row_no} แยกเป็น {len(added) + 1} แถว แถวที่เพิ่มคือแถวที่ {added[0]:,} ถึง {added[-1]:,}"
        )
        return HttpResponseRedirect(f"/import/{work.batch.uid}/")
    if several_parts.join(work, row):
        return HttpResponseRedirect(f"/import/{work.batch.uid}/row/{row_no}/")
    return _fixed(request, work, row_no)


@require_POST
@batch_door(own=True)
def leave(request: HttpRequest, work: Work, row_no: int) -> HttpResponse:
    """Keep a row out of the import, or let it in again."""
    row = _row(work, row_no)
    _refuse_closed(work)
    is_left = row.verdict != Verdict.LEFT
    quarantine.leave_out(work, row, is_left)
    messages.success(request, f"แถวที่ {row_no} {'ไม่นำเข้า' if is_left else 'กลับมาตรวจใหม่แล้ว'}")
    return HttpResponseRedirect(f"/import/{work.batch.uid}/")
