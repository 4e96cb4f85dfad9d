"""Adding and changing a record."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gis_core.access.capacity import actor_of
from gis_core.access.permissions import log_look
from layers.bound import BoundRegister
from map_ui.doors import door, record_of
from map_ui.forms import RecordForm
from map_ui.references import title_of


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@door("add")
def new(request: HttpRequest, register: BoundRegister) -> HttpResponse:
    """An empty form; values in the address are filled in, so that a page can offer “add one here”."""
    posted = request.POST if request.method == "POST" else None
    return _answer(request, RecordForm(register, request.user, posted=posted, preset=request.GET))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@door("change")
def edit(request: HttpRequest, register: BoundRegister, uid: uuid.UUID) -> HttpResponse:
    """The form of a record; when somebody else saved first, both values stand side by side."""
    record = record_of(register, request.user, uid, "change")
    posted = request.POST if request.method == "POST" else None
    form = RecordForm(register, request.user, record, posted=posted)
    if posted is None and form.personal_labels:
        log_look(request.user, "form", record.uid, f"{register.thai}: {', '.join(form.personal_labels)}")
    return _answer(request, form)


def _answer(request: HttpRequest, form: RecordForm) -> HttpResponse:
    register = form.register
    if form.posted is not None:
        saved = form.save(actor_of(request))
        if saved is not None:
            messages.success(request, f"บันทึก{register.thai} {title_of(register, saved)} แล้ว")
            if request.POST.get("then") == "new":
                return HttpResponseRedirect(f"{register.url}new")
            return HttpResponseRedirect(register.record_url(saved.uid))
    cancel = register.url if form.is_new else register.record_url(form.record.uid)
    title = f"เพิ่ม{register.thai}" if form.is_new else f"แก้ไข {title_of(register, form.record)}"
    context = {"register": register, "form": form, "title": title, "cancel_url": cancel}
    return render(request, "map_ui/register/form.html", context, status=409 if form.refusals else 200)
