"""Roles of a user: given, changed, ended."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from gis_core.access.actor import SYSTEM_USERNAME
from gis_core.access.granting import change_holding, end_holding, give_role
from gis_core.access.models import RoleHolding, User
from gis_core.access.permissions import ACCOUNTS
from gis_core.features import clock
from map_ui.views.office_admin.doors import attempt, office_door, tabs
from map_ui.views.office_admin.forms import ChangeForm, EndForm, HoldingForm


@office_door(ACCOUNTS, "change")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, uid: Any) -> HttpResponse:
    """Give a role."""
    person = get_object_or_404(User.objects.exclude(username=SYSTEM_USERNAME), uid=uid)
    form = HoldingForm(request.POST or None, user=person)
    if request.method == "POST" and form.is_valid():
        role, reason = form.cleaned_data["role"], form.cleaned_data["reason"]
        done, _ = attempt(form, lambda: give_role(request.user, person, role, form.terms(), reason))
        if done:
            messages.success(request, f"มอบบทบาท {role} แล้ว")
            return redirect("office-user", uid=person.uid)
    return _page(request, form, f"มอบบทบาทให้ {person.full_name}", person)


@office_door(ACCOUNTS, "change")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, uid: Any) -> HttpResponse:
    """Put a role on other terms."""
    holding = _holding(uid)
    form = ChangeForm(request.POST or None, holding=holding)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        done, _ = attempt(form, lambda: change_holding(request.user, holding, form.terms(), reason))
        if done:
            messages.success(request, "บันทึกแล้ว")
            return redirect("office-user", uid=holding.user.uid)
    return _page(request, form, f"บทบาท {holding.role} ของ {holding.user.full_name}", holding.user)


@office_door(ACCOUNTS, "change")
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, uid: Any) -> HttpResponse:
    """Say the last day of a role."""
    holding = _holding(uid)
    form = EndForm(request.POST or None, initial={"last_day": clock.today() - timedelta(days=1)})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        done, _ = attempt(form, lambda: end_holding(request.user, holding, data["last_day"], data["reason"]))
        if done:
            messages.success(request, f"สิ้นสุดบทบาท {holding.role} แล้ว")
            return redirect("office-user", uid=holding.user.uid)
    title = f"สิ้นสุดบทบาท {holding.role} ของ {holding.user.full_name}"
    return _page(request, form, title, holding.user, danger=True)


def _holding(uid: Any) -> RoleHolding:
    return get_object_or_404(RoleHolding.objects.select_related("user", "role", "org_unit", "acting_for"), uid=uid)


def _page(request: HttpRequest, form: Any, title: str, person: User, *, danger: bool = False) -> HttpResponse:
    page = {
        "tabs": tabs(request.user, "office-users"),
        "form": form,
        "title": title,
        "person": person,
        "danger": danger,
    }
    return render(request, "map_ui/office_admin/form.html", page, status=409 if form.errors else 200)
