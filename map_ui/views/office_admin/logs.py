"""The two logs nobody can change: sign-ins, and looks at personal data."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_ipv46_address
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gis_core.access.models import PersonalDataLook, SignIn
from gis_core.access.permissions import LOOKS, SIGN_INS
from gis_core.features.models import Feature
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import parse_date
from map_ui.views.office_admin.doors import office_door, page_of, tabs

OUTCOMES = (("", "ทั้งหมด"), ("failed", "ไม่สำเร็จ"), ("done", "สำเร็จ"))


@office_door(SIGN_INS)
@require_safe
def sign_ins(request: HttpRequest) -> HttpResponse:
    """Every attempt, newest first; by name or address, day and outcome."""
    text, outcome = request.GET.get("q", "").strip(), request.GET.get("outcome", "")
    found = SignIn.objects.order_by("-at", "-pk")
    if text:
        found = found.filter(Q(address=text) if _is_address(text) else Q(username__icontains=text))
    if outcome:
        found = found.filter(succeeded=outcome == "done")
    found, fault = _on_day(request, found)
    page = {"q": text, "outcome": outcome, "outcomes": OUTCOMES, "day": request.GET.get("day", ""), "fault": fault}
    return render(request, "map_ui/office_admin/sign_ins.html", page | _listed(request, found, "office-sign-ins"))


@office_door(LOOKS)
@require_safe
def looks(request: HttpRequest) -> HttpResponse:
    """Who looked at whose data, when and by which door."""
    text = request.GET.get("q", "").strip()
    found = PersonalDataLook.objects.select_related("user").order_by("-at", "-pk")
    for word in text.split():
        found = found.filter(
            Q(user__username__icontains=word)
            | Q(user__full_name__icontains=word)
            | Q(door__icontains=word)
            | Q(detail__icontains=word)
        )
    found, fault = _on_day(request, found)
    page = {"q": text, "day": request.GET.get("day", ""), "fault": fault} | _listed(request, found, "office-looks")
    uids = {look.subject_uid for look in page["page"] if look.subject_uid}
    titles = dict(Feature.objects.filter(uid__in=uids).values_list("uid", "title"))
    page["looks"] = [(look, titles.get(look.subject_uid, "")) for look in page["page"]]
    return render(request, "map_ui/office_admin/looks.html", page)


def _listed(request: HttpRequest, found: Any, name: str) -> dict[str, Any]:
    return {"tabs": tabs(request.user, name), "page": page_of(request, found)}


def _on_day(request: HttpRequest, found: Any) -> tuple[Any, str]:
    """The rows of the day asked for, and what is wrong with the day as it was written."""
    text = request.GET.get("day", "").strip()
    if not text:
        return found, ""
    try:
        day: date = parse_date(text)
    except Refused as refused:
        return found, refused.thai
    return found.filter(at__date=day), ""


def _is_address(text: str) -> bool:
    try:
        validate_ipv46_address(text)
    except ValidationError:
        return False
    return True
