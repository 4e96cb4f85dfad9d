"""The page of a record and what is done from it."""

from __future__ import annotations

import uuid
from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gis_core.access.capacity import actor_of
from gis_core.access.permissions import log_look
from gis_core.features import clock
from gis_core.pure.refusal import Refusals, Refused
from gis_core.pure.thai_calendar import parse_date
from layers.bound import BoundRegister
from layers.engine import conflicts, records, transitions
from map_ui.doors import door, record_of
from map_ui.forms.fields import Field, read
from map_ui.pages import RecordPage, StepForm
from map_ui.views import deleted


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@door("view")
def record_page(request: HttpRequest, register: BoundRegister, uid: uuid.UUID) -> HttpResponse:
    """The record; a POST opens its closed values once, which is logged; `?asof=` shows it as it was recorded on
    that day. A deleted record has a page of its own.
    """
    try:
        record = record_of(register, request.user, uid)
    except Http404:
        return deleted.show(request, register, uid)
    moment, refused = _moment(request)
    page = RecordPage(register, record, request.user, opened=request.method == "POST", moment=moment)
    if page.opened:
        log_look(request.user, "record", record.uid, f"{register.thai}: {page.opened_labels}")
    if moment and page.record is None:
        refused, page = "ยังไม่มีระเบียนนี้ในวันที่เลือก", RecordPage(register, record, request.user)
    return show(request, page, as_of_error=refused, as_of=request.GET.get("asof", ""))


def _moment(request: HttpRequest) -> tuple[datetime | None, str]:
    """The end of the day asked for: all that was recorded on it counts."""
    raw = request.GET.get("asof", "").strip()
    if not raw:
        return None, ""
    try:
        day = parse_date(raw, field="asof")
    except Refused as refused:
        return None, refused.thai
    if day >= clock.today():
        return None, ""
    return timezone.make_aware(datetime.combine(day, time.max)), ""


def show(request: HttpRequest, page: RecordPage, status: int = 200, **more: Any) -> HttpResponse:
    """The page as HTML."""
    return render(
        request, "map_ui/register/record.html", {"page": page, "register": page.register, **more}, status=status
    )


@require_safe
@never_cache
@door("view")
def panel(request: HttpRequest, register: BoundRegister, uid: uuid.UUID, code: str) -> HttpResponse:
    """A tab of the system's own."""
    page = RecordPage(register, record_of(register, request.user, uid), request.user)
    found = next((p for p in page.panels if p.code == code), None)
    if found is None:
        raise Http404
    values = dict(found.context(page.stored, request.user))
    return render(request, "map_ui/register/panel.html", {**values, "page": page, "register": register, "panel": found})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@door("delete")
def delete(request: HttpRequest, register: BoundRegister, uid: uuid.UUID) -> HttpResponse:
    """Ask for a reason, then delete."""
    page = RecordPage(register, record_of(register, request.user, uid, "delete"), request.user)
    refusals: list[Refused] = []
    if request.method == "POST":
        reason = request.POST.get("reason", "").strip()
        version = request.POST.get("expected_version", "")
        try:
            if not reason:
                raise Refused("REQUIRED", "กรอกเหตุผลของการลบ", field="reason")
            expected = version if conflicts.version_in(version) is not None else None
            records.delete(register, uid, **actor_of(request), reason=reason, expected_version=expected)
        except Refused as refused:
            refusals = [refused]
        except Refusals as found:
            refusals = list(found)
        else:
            messages.success(request, f"ลบ{register.thai} {page.title} แล้ว ประวัติยังเก็บไว้")
            return HttpResponseRedirect(register.url)
    context = {"page": page, "register": register, "refusals": refusals}
    return render(request, "map_ui/register/delete.html", context, status=409 if refusals else 200)


@require_POST
@door("view")
def take_step(request: HttpRequest, register: BoundRegister, uid: uuid.UUID, code: str) -> HttpResponse:
    """Take a step of the workflow; what is refused is shown in its form on the record's page."""
    page = RecordPage(register, record_of(register, request.user, uid), request.user)
    form = _step_form(page, code, request)
    try:
        values = {each.column.name: each.value() for each in form.fields}
        reason = form.reason.strip() or form.step.thai
        transitions.transition(register, uid, code, values, **actor_of(request), reason=reason)
    except Refusals as refusals:
        form.refusals = list(refusals)
        for each in form.fields:
            each.errors = [r for r in refusals if r.field == each.name]
        # a step that is open no more, as in a page that lay open, is shown with its refusal all the same
        page.steps = [form, *(step for step in page.steps if step.step.code != code)]
        return show(request, page, status=409)
    messages.success(request, f"{form.step.thai}: บันทึกแล้ว")
    return HttpResponseRedirect(register.record_url(uid))


def _step_form(page: RecordPage, code: str, request: HttpRequest) -> StepForm:
    try:
        step = page.register.workflow.of(code) if page.register.workflow else None
    except KeyError:
        step = None
    if step is None:
        raise Http404
    columns = [page.register.by_name[name] for name in step.form]
    fields = [Field(column, column.name, read(column, column.name, request.POST)) for column in columns]
    return StepForm(step, fields, reason=request.POST.get("change_reason", ""))
