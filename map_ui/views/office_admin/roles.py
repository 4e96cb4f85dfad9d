"""The roles, and which of them ask for a second factor."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from gis_core.access import account_history
from gis_core.access.granting import set_second_factor
from gis_core.access.models import Role, RoleHolding
from gis_core.access.permissions import ACCOUNTS
from gis_core.features import clock
from map_ui.views.office_admin.doors import attempt, office_door, tabs
from map_ui.views.office_admin.forms import ReasonForm


@office_door(ACCOUNTS)
@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """All roles, with how many people hold each today."""
    live = RoleHolding.objects.filter(valid__contains=clock.today(), user__is_active=True)
    people = dict(live.values_list("role_id").annotate(Count("user_id", distinct=True)))
    page = {
        "tabs": tabs(request.user, "office-roles"),
        "roles": [(role, people.get(role.pk, 0)) for role in Role.objects.order_by("thai")],
        "entries": [e for e in account_history.of_all(Role) if e.verb == "แก้ไข"][:50],
    }
    return render(request, "map_ui/office_admin/roles.html", page)


@office_door(ACCOUNTS, "change")
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest, uid: Any) -> HttpResponse:
    """Switch the second factor of a role on or off, after a question."""
    role = get_object_or_404(Role, uid=uid)
    to = not role.needs_second_factor
    title = f"{'เปิด' if to else 'ปิด'}รหัสชั้นที่สองของบทบาท {role.thai}"
    form = ReasonForm(request.POST or None, initial={"reason": title})
    if request.method == "POST" and form.is_valid():
        done, _ = attempt(form, lambda: set_second_factor(request.user, role, to, form.cleaned_data["reason"]))
        if done:
            messages.success(request, "บันทึกแล้ว")
            return redirect("office-roles")
    note = "ผู้ถือบทบาทนี้ทุกคนจะถูกขอรหัสจากโทรศัพท์ตั้งแต่การคลิกครั้งถัดไป" if to else "ผู้ถือบทบาทนี้จะเข้าสู่ระบบได้ด้วยรหัสผ่านอย่างเดียว"
    page = {
        "tabs": tabs(request.user, "office-roles"),
        "form": form,
        "title": title,
        "back": "office-roles",
        "note": note,
        "danger": not to,
    }
    return render(request, "map_ui/office_admin/form.html", page, status=409 if form.errors else 200)
