"""Who may come into the administration, and what its pages have in common."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

from gis_core.access.permissions import OFFICE_DOORS, OfficeDoor, can
from gis_core.pure.refusal import Refusals, Refused

View = Callable[..., HttpResponse]
PAGE_SIZE = 50
TABS = (
    ("access.accounts", "office-users", "ผู้ใช้"),
    ("access.accounts", "office-units", "หน่วยงาน"),
    ("access.accounts", "office-roles", "บทบาท"),
    ("access.accounts", "office-facts", "ข้อมูลหน่วยงาน"),
    ("access.accounts", "office-seal", "ตราหน่วยงาน"),
    ("access.sign_ins", "office-sign-ins", "การเข้าสู่ระบบ"),
    ("access.looks", "office-looks", "การเข้าดูข้อมูลส่วนบุคคล"),
)


def office_door(door: OfficeDoor, action: str = "view") -> Callable[[View], View]:
    """Lets a view run for whoever may do `action` behind the door: strangers sign in first, others are refused."""

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not can(door, request.user, action):
                raise PermissionDenied(f"{door.thai}: เปิดได้เฉพาะผู้มีบทบาทที่กำหนด")
            response = view(request, **kwargs)
            add_never_cache_headers(response)
            return response

        guarded.guarded_by = f"{door.key}:{action}"  # type: ignore[attr-defined]
        return guarded

    return wrap


def tabs(user: Any, current: str) -> list[tuple[str, str, bool]]:
    """(URL name, Thai, is current) of the parts of the administration this user may open."""
    open_keys = {door.key for door in OFFICE_DOORS if can(door, user)}
    return [(name, thai, name == current) for key, name, thai in TABS if key in open_keys]


def page_of(request: HttpRequest, rows: Any, size: int = PAGE_SIZE) -> Page:
    """The page asked for; a wrong number gives the nearest one."""
    return Paginator(rows, size).get_page(request.GET.get("page"))


def attempt(form: forms.Form, act: Callable[[], Any]) -> tuple[bool, Any]:
    """(True, result) of an act, or (False, None) with its refusals at their fields of the form."""
    try:
        return True, act()
    except (Refused, Refusals) as refused:
        for each in refused if isinstance(refused, Refusals) else (refused,):
            form.add_error(each.field if each.field in form.fields else None, each.thai)
        return False, None
