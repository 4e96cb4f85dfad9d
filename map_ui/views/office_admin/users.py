"""The office's users: found, added, changed, closed; passwords and second factors put back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from gis_core.access import account_history, accounts
from gis_core.access import second_factor as factor
from gis_core.access.actor import SYSTEM_USERNAME
from gis_core.access.models import Role, RoleHolding, SignIn, User
from gis_core.access.permissions import ACCOUNTS
from gis_core.features import clock
from map_ui.views.office_admin.doors import attempt, office_door, page_of, tabs
from map_ui.views.office_admin.forms import AccountForm, PersonForm, ReasonForm

STATES = (("", "ที่ใช้งานได้"), ("closed", "ที่ปิดแล้ว"), ("all", "ทั้งหมด"))


@office_door(ACCOUNTS)
@require_safe
def users(request: HttpRequest) -> HttpResponse:
    """The list: search by name, role and state."""
    text, role, state = (request.GET.get(name, "").strip() for name in ("q", "role", "state"))
    found = _found(text, role, state)
    held = RoleHolding.objects.filter(valid__contains=clock.today()).select_related("role", "org_unit").defer("area")
    page = {
        "tabs": tabs(request.user, "office-users"),
        "page": page_of(request, found.prefetch_related(Prefetch("holdings", held, to_attr="live"))),
        "q": text,
        "role": role,
        "state": state,
        "states": STATES,
        "roles": Role.objects.order_by("thai"),
    }
    return render(request, "map_ui/office_admin/users.html", page)


def _found(text: str, role: str, state: str) -> Any:
    found = User.objects.exclude(username=SYSTEM_USERNAME)
    for word in text.split():
        found = found.filter(Q(username__icontains=word) | Q(full_name__icontains=word))
    if role:
        held = RoleHolding.objects.filter(role__code=role, valid__contains=clock.today())
        found = found.filter(pk__in=held.values("user_id"))
    if state != "all":
        found = found.filter(is_active=state != "closed")
    return found


@office_door(ACCOUNTS, "change")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Add an account; its first password is shown once."""
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        done, made = attempt(
            form,
            lambda: accounts.create_account(
                request.user, data["username"], data["full_name"], data["email"], data["reason"]
            ),
        )
        if done:
            return _handed_over(request, made[0], made[1], is_new=True)
    return _form(request, form, "เพิ่มผู้ใช้", "office-users")


@office_door(ACCOUNTS)
@require_safe
def user(request: HttpRequest, uid: Any) -> HttpResponse:
    """One account: its person, roles, last sign-ins and the whole past."""
    found = _user(uid)
    held = RoleHolding.objects.filter(user=found).select_related("role", "org_unit", "acting_for").defer("area")
    page = {
        "tabs": tabs(request.user, "office-users"),
        "person": found,
        "holdings": held.order_by("-valid"),
        "today": clock.today(),
        "is_self": found.pk == request.user.pk,
        "codes_left": factor.recovery_codes_left(found),
        "sign_ins": SignIn.objects.filter(username=found.username).order_by("-at")[:10],
        "entries": account_history.of_user(found),
    }
    return render(request, "map_ui/office_admin/user.html", page)


@office_door(ACCOUNTS, "change")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, uid: Any) -> HttpResponse:
    """Change name and address."""
    found = _user(uid)
    form = PersonForm(request.POST or None, initial={"full_name": found.full_name, "email": found.email})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        done, _ = attempt(
            form,
            lambda: accounts.edit_account(request.user, found, data["full_name"], data["email"], data["reason"]),
        )
        if done:
            messages.success(request, "บันทึกแล้ว")
            return redirect("office-user", uid=found.uid)
    return _form(request, form, f"แก้ไข {found.username}", "office-user", found)


@office_door(ACCOUNTS, "change")
@require_http_methods(["GET", "HEAD", "POST"])
def active(request: HttpRequest, uid: Any) -> HttpResponse:
    """Close an account or open it again, after a question."""
    found = _user(uid)
    to = not found.is_active
    title = f"เปิดบัญชี {found.username} อีกครั้ง" if to else f"ปิดบัญชี {found.username}"
    form = ReasonForm(request.POST or None, initial={"reason": title})
    if request.method == "POST" and form.is_valid():
        done, _ = attempt(form, lambda: accounts.set_active(request.user, found, to, form.cleaned_data["reason"]))
        if done:
            messages.success(request, "เปิดบัญชีแล้ว" if to else "ปิดบัญชีแล้ว ผู้ใช้ที่เปิดค้างไว้ออกจากระบบทันที")
            return redirect("office-user", uid=found.uid)
    note = "" if to else "ผู้ใช้จะเข้าสู่ระบบไม่ได้ทันที ประวัติและบทบาทยังเก็บไว้ เปิดอีกครั้งได้"
    return _form(request, form, title, "office-user", found, note=note, danger=not to)


@office_door(ACCOUNTS, "change")
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest, uid: Any) -> HttpResponse:
    """A new password to hand over, shown once."""
    found = _user(uid)
    title = f"ตั้งรหัสผ่านใหม่ให้ {found.username}"
    form = ReasonForm(request.POST or None, initial={"reason": "ผู้ใช้ลืมรหัสผ่าน"})
    if request.method == "POST" and form.is_valid():
        done, made = attempt(form, lambda: accounts.reset_password(request.user, found, form.cleaned_data["reason"]))
        if done:
            return _handed_over(request, found, made, is_new=False)
    note = "รหัสผ่านเดิมใช้ไม่ได้ทันที ผู้ใช้ต้องเปลี่ยนรหัสผ่านใหม่เมื่อเข้าสู่ระบบครั้งแรก"
    return _form(request, form, title, "office-user", found, note=note)


@office_door(ACCOUNTS, "change")
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest, uid: Any) -> HttpResponse:
    """Forget the user's telephone."""
    found = _user(uid)
    form = ReasonForm(request.POST or None, initial={"reason": "ผู้ใช้เปลี่ยนหรือทำโทรศัพท์หาย"})
    if request.method == "POST" and form.is_valid():
        done, _ = attempt(form, lambda: accounts.reset_second_factor(request.user, found, form.cleaned_data["reason"]))
        if done:
            messages.success(request, "ล้างรหัสชั้นที่สองแล้ว ผู้ใช้ต้องตั้งใหม่เมื่อเข้าสู่ระบบครั้งต่อไป")
            return redirect("office-user", uid=found.uid)
    note = "ยืนยันตัวผู้ขอก่อนเสมอ รหัสจากโทรศัพท์เดิมและรหัสสำรองทั้งหมดจะใช้ไม่ได้"
    title = f"ล้างรหัสชั้นที่สองของ {found.username}"
    return _form(request, form, title, "office-user", found, note=note, danger=True)


def _user(uid: Any) -> User:
    return get_object_or_404(User.objects.exclude(username=SYSTEM_USERNAME), uid=uid)


def _handed_over(request: HttpRequest, person: User, secret: str, *, is_new: bool) -> HttpResponse:
    page = {"tabs": tabs(request.user, "office-users"), "person": person, "password": secret, "is_new": is_new}
    return render(request, "map_ui/office_admin/handed_over.html", page)


def _form(
    request: HttpRequest,
    form: Any,
    title: str,
    back: str,
    person: User | None = None,
    *,
    note: str = "",
    danger: bool = False,
) -> HttpResponse:
    page = {
        "tabs": tabs(request.user, "office-users"),
        "form": form,
        "title": title,
        "person": person,
        "note": note,
        "danger": danger,
    }
    return render(request, "map_ui/office_admin/form.html", page, status=409 if form.errors else 200)
