"""The units of the office."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from gis_core.access import account_history
from gis_core.access.models import OrgUnit, RoleHolding
from gis_core.access.permissions import ACCOUNTS
from gis_core.access.units import add_unit, change_unit, tree
from gis_core.features import clock
from map_ui.views.office_admin.doors import attempt, office_door, tabs
from map_ui.views.office_admin.forms import UnitForm


@office_door(ACCOUNTS)
@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """The tree, with how many people hold a role in each unit today."""
    live = RoleHolding.objects.filter(valid__contains=clock.today(), user__is_active=True)
    people = dict(live.values_list("org_unit_id").annotate(Count("user_id", distinct=True)))
    page = {
        "tabs": tabs(request.user, "office-units"),
        "units": [(depth, unit, people.get(unit.pk, 0)) for depth, unit in tree()],
        "entries": account_history.of_all(OrgUnit)[:50],
    }
    return render(request, "map_ui/office_admin/units.html", page)


@office_door(ACCOUNTS, "change")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Add a unit."""
    form = UnitForm(request.POST or None, initial={"parent": request.GET.get("parent")})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        done, _ = attempt(
            form, lambda: add_unit(request.user, data["code"], data["thai"], data["parent"], data["reason"])
        )
        if done:
            messages.success(request, "เพิ่มหน่วยงานแล้ว")
            return redirect("office-units")
    return _page(request, form, "เพิ่มหน่วยงาน")


@office_door(ACCOUNTS, "change")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, uid: Any) -> HttpResponse:
    """Rename a unit or move it."""
    unit = get_object_or_404(OrgUnit, uid=uid)
    title = f"หน่วยงาน {unit.thai}"
    form = UnitForm(request.POST or None, initial={"code": unit.code, "thai": unit.thai, "parent": unit.parent})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        done, _ = attempt(
            form, lambda: change_unit(request.user, unit, data["code"], data["thai"], data["parent"], data["reason"])
        )
        if done:
            messages.success(request, "บันทึกแล้ว")
            return redirect("office-units")
    return _page(request, form, title)


def _page(request: HttpRequest, form: UnitForm, title: str) -> HttpResponse:
    page = {"tabs": tabs(request.user, "office-units"), "form": form, "title": title, "back": "office-units"}
    return render(request, "map_ui/office_admin/form.html", page, status=409 if form.errors else 200)
