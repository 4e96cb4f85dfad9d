"""The versions of a record, and going back to one."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gis_core.access.capacity import actor_of
from gis_core.pure.refusal import Refusals, Refused
from layers.bound import BoundRegister, visible_as_staff
from layers.engine import history
from map_ui.doors import door, holds, record_of, turned_away
from map_ui.pages import RecordPage
from map_ui.views.deleted import gone_page


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@door("view")
def history_page(request: HttpRequest, register: BoundRegister, uid: uuid.UUID) -> HttpResponse:
    """Who changed what, when and why. A POST writes an old version's values again as a new version."""
    try:
        record = record_of(register, request.user, uid)
    except Http404:
        return _of_deleted(request, register, uid)
    if not holds(register, visible_as_staff(register, request.user), record):
        return turned_away(request, register)
    page = RecordPage(register, record, request.user)
    refusals: list[Refused] = []
    if request.method == "POST":
        refusals = _restore(request, register, uid)
        if not refusals:
            messages.success(request, f"คืนค่ารุ่นที่ {request.POST.get('version')} เป็นรุ่นใหม่แล้ว")
            return HttpResponseRedirect(f"{page.url}history")
    context = {"page": page, "register": register, "entries": page.past.entries(), "refusals": refusals}
    return render(request, "map_ui/register/history.html", context, status=409 if refusals else 200)


def _of_deleted(request: HttpRequest, register: BoundRegister, uid: uuid.UUID) -> HttpResponse:
    gone = history.gone(register, uid, request.user)
    if gone is None:
        raise Http404("ไม่พบระเบียนนี้")
    page = gone_page(register, gone, request.user)
    context = {"page": page, "register": register, "entries": page.past.entries()}
    return render(request, "map_ui/register/history.html", context)


def _restore(request: HttpRequest, register: BoundRegister, uid: uuid.UUID) -> list[Refused]:
    number, reason = request.POST.get("version", ""), request.POST.get("reason", "").strip()
    try:
        if not reason:
            raise Refused("REQUIRED", "กรอกเหตุผลของการคืนค่า", field="reason")
        if not number.isdecimal() or len(number) > 9:
            raise Refused("NOT_FOUND", "ไม่พบรุ่นนี้")
        history.restore(register, uid, int(number), **actor_of(request), reason=reason)
    except Refused as refused:
        return [refused]
    except Refusals as refusals:
        return list(refusals)
    return []
