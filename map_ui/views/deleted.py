"""The page of a deleted record: what it said last, who deleted it and why, and the way back for those who may."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from gis_core.access.capacity import actor_of
from gis_core.pure.refusal import Refusals, Refused
from layers.bound import BoundRegister
from layers.engine import changesets, history
from layers.engine.history import Gone
from map_ui.doors import door, may
from map_ui.pages import RecordPage

#: The last moment at which the record and its lines were there.
MOMENT = timedelta(microseconds=1)


def gone_page(register: BoundRegister, gone: Gone, user: Any) -> RecordPage:
    """The page of the record as it was just before it was deleted."""
    return RecordPage(register, gone.record, user, moment=max(gone.last_known, gone.at - MOMENT))


def show(
    request: HttpRequest, register: BoundRegister, uid: uuid.UUID, refusals: tuple[Refused, ...] = ()
) -> HttpResponse:
    """410 with the last state of the record. Raises Http404 when there was none that the reader may see."""
    gone = history.gone(register, uid, request.user)
    if gone is None:
        raise Http404("ไม่พบระเบียนนี้")
    own = gone.change.actor_id == request.user.pk and may(register, request.user, "add")
    context = {
        "register": register,
        "gone": gone,
        "page": gone_page(register, gone, request.user),
        "may_restore": own or may(register, request.user, "delete"),
        "refusals": refusals,
    }
    return render(request, "map_ui/register/deleted.html", context, status=409 if refusals else 410)


@require_POST
@never_cache
@door("view")
def restore(request: HttpRequest, register: BoundRegister, uid: uuid.UUID) -> HttpResponse:
    """Put a deleted record back with its lines, number and identifier."""
    reason = request.POST.get("reason", "").replace("\x00", "").strip()[:300]
    if history.gone(register, uid, request.user) is None:
        raise Http404("ไม่พบระเบียนนี้")
    try:
        if not reason:
            raise Refused("REQUIRED", "กรอกเหตุผลของการนำกลับ", field="reason")
        changesets.restore(register, uid, **actor_of(request), reason=reason)
    except Refused as refused:
        return show(request, register, uid, (refused,))
    except Refusals as refusals:
        return show(request, register, uid, tuple(refusals))
    messages.success(request, "นำระเบียนกลับเข้าทะเบียนแล้ว พร้อมรายการย่อยและเลขเดิม")
    return HttpResponseRedirect(register.record_url(uid))
