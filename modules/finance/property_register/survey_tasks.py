"""Surveys that the register itself asks for: parcels whose drawing and deed differ by more than the office allows."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from gis_core.access.actor import acting_as
from gis_core.access.capacity import actor_of
from gis_core.features import clock
from gis_core.ground.models import Parcel
from layers.registry import registry
from modules.finance.property_register import quality, requests
from modules.finance.property_register.models import ChangeRequest
from modules.finance.property_register.reading import Rows

RESURVEY = ChangeRequest.Event.RESURVEY


def unasked(user: Any) -> Rows:
    """The differences nobody asked to look at since the survey before would count as old."""
    recent = Q(status__in=requests.OPEN) | Q(requested_on__gte=quality.survey_limit(clock.today()))
    asked = set(ChangeRequest.objects.filter(recent, event=RESURVEY).values_list("target_id", flat=True))
    return [row for row in quality.area_differences(user) if row["uid"] not in asked]


def open_tasks(user: Any) -> int:
    """A request for each of them; returns how many. Needs an open change."""
    rows = {row["uid"]: row for row in unasked(user)}
    for parcel in Parcel.objects.filter(uid__in=rows).defer("geom").order_by("parcel_code"):
        row = rows[parcel.uid]
        detail = f"เนื้อที่ตามแผนที่ {row['drawn']} ต่างจากเอกสารสิทธิ {row['deed']} ร้อยละ {row['percent']}"
        requests.open_request(RESURVEY, parcel, detail=detail, user=user)
    return len(rows)


def page(request: HttpRequest) -> HttpResponse:
    """Show what would be asked for; ask for it after a word of the officer."""
    register = registry.for_model(ChangeRequest)
    if request.method == "POST":
        with acting_as(**actor_of(request), reason="เปิดคำขอสำรวจแปลงที่เนื้อที่ต่างเกินเกณฑ์"):
            made = open_tasks(request.user)
        messages.success(request, f"เปิดคำขอสำรวจ {made:,} แปลง")
        return HttpResponseRedirect(register.url)  # type: ignore[union-attr]
    context = {"register": register, "rows": unasked(request.user)}
    return render(request, "property_register/survey_tasks.html", context)
