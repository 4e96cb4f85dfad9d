"""Signing in and out, and what a user does with the own account."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable
from typing import Any

import segno
from django.conf import settings
from django.contrib import auth, messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gis_core.access import accounts
from gis_core.access import capacity as capacities
from gis_core.access import second_factor as factor
from gis_core.access.holdings import needs_second_factor
from gis_core.access.models import RoleHolding, SignIn, User
from gis_core.access.sealing import BrokenSeal, seal, unseal
from gis_core.access.sign_in import address_of, locked_until, plain_name
from gis_core.features import clock
from gis_core.pure.refusal import Refusals, Refused
from map_ui.session_gate import PASSED, missing_step

#: In the session between a good password and a good code; nobody is signed in yet.
PENDING = "sign_in_pending"
ENROLLING = "second_factor_enrolling"
PENDING_S = 600
BACKEND = "gis_core.access.sign_in.LockingBackend"
RECENT_SIGN_INS = 20
PASSWORD_FIELDS = (
    ("old", "รหัสผ่านเดิม", "current-password"),
    ("new", "รหัสผ่านใหม่", "new-password"),
    ("again", "รหัสผ่านใหม่อีกครั้ง", "new-password"),
)
WRONG = "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง"
WRONG_CODE = "รหัสไม่ถูกต้อง หมดเวลา หรือใช้ไปแล้ว รอรหัสใหม่จากโทรศัพท์แล้วลองอีกครั้ง"


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """Name and password; whoever needs a second factor is then asked for the code."""
    target = safe_target(request)
    if request.method != "POST":
        if request.user.is_authenticated and not missing_step(request):
            return HttpResponseRedirect(target)
        return render(request, "map_ui/accounts/login.html", {"next": target})
    name = plain_name(request.POST.get("username", ""))
    user: Any = auth.authenticate(request, username=name, password=request.POST.get("password", ""))
    if user is None:
        refusal = lock_text(name, address_of(request)) or WRONG
        page = {"next": target, "username": name, "refusal": refusal}
        return render(request, "map_ui/accounts/login.html", page, status=403)
    if needs_second_factor(user):
        request.session.flush()
        request.session[PENDING] = {
            "user": user.pk,
            "hash": user.get_session_auth_hash(),
            "at": time.time(),
            "next": target,
        }
        return redirect("second-factor")
    _open_session(request, user, passed=False)
    return HttpResponseRedirect(target)


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """End the session."""
    auth.logout(request)
    return redirect("login")


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """The code of the telephone, or a recovery code."""
    user = _half_signed_in(request)
    if user is None:
        return redirect("login")
    if not factor.is_enrolled(user):
        return redirect("second-factor-enrol")
    if request.method != "POST":
        return render(request, "map_ui/accounts/second_factor.html", {"person": user})
    address = address_of(request)
    if not factor.verify(user, request.POST.get("code", ""), address):
        page = {"person": user, "refusal": lock_text(user.username, address) or WRONG_CODE}
        return render(request, "map_ui/accounts/second_factor.html", page, status=403)
    target = _open_session(request, user, passed=True)
    left = factor.recovery_codes_left(user)
    if left < 3:
        messages.warning(request, f"รหัสสำรองเหลือ {left} รหัส ออกชุดใหม่ได้ที่หน้า “บัญชีของฉัน”")
    return HttpResponseRedirect(target)


@never_cache
@sensitive_post_parameters("code", "current")
@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    """Set up the app of the telephone: at the first sign-in, or for a new telephone with a code of the old one."""
    moving = request.user.is_authenticated and bool(request.session.get(PASSED))
    user: Any = request.user if moving else _half_signed_in(request)
    if user is None:
        return redirect("login")
    if factor.is_enrolled(user) and not moving:
        return redirect("second-factor")
    secret = _enrolling_secret(request, user)
    refusal = ""
    if request.method == "POST":
        refusal, codes = _try_to_enrol(request, user, secret, moving)
        if codes:
            target = reverse("me") if moving else _open_session(request, user, passed=True)
            request.session.pop(ENROLLING, None)
            return render(request, "map_ui/accounts/recovery_codes.html", {"codes": codes, "next": target})
    page = {
        "person": user,
        "moving": moving and factor.is_enrolled(user),
        "qr": _qr(factor.provisioning_uri(user, secret)),
        "secret": " ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        "refusal": refusal,
    }
    return render(request, "map_ui/accounts/enrol.html", page, status=403 if refusal else 200)


def _try_to_enrol(request: HttpRequest, user: User, secret: str, moving: bool) -> tuple[str, list[str]]:
    address = address_of(request)
    if moving and factor.is_enrolled(user) and not factor.verify(user, request.POST.get("current", ""), address):
        return lock_text(user.username, address) or "รหัสจากโทรศัพท์เครื่องเดิมหรือรหัสสำรองไม่ถูกต้อง", []
    codes = factor.enrol(user, secret, request.POST.get("code", ""))
    return ("", codes) if codes else ("รหัสจากโทรศัพท์เครื่องใหม่ไม่ถูกต้อง ตรวจว่านาฬิกาของโทรศัพท์ตรง", [])


@never_cache
@login_required
@sensitive_post_parameters("code")
@require_POST
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """A new set of recovery codes, against a code of the telephone; the old set ends."""
    user: Any = request.user
    address = address_of(request)
    if not factor.is_enrolled(user):
        raise PermissionDenied("บัญชีนี้ยังไม่ได้ตั้งรหัสชั้นที่สอง")
    if not factor.verify(user, request.POST.get("code", ""), address):
        messages.error(request, lock_text(user.username, address) or WRONG_CODE)
        return redirect("me")
    page = {"codes": factor.new_recovery_codes(user), "next": reverse("me")}
    return render(request, "map_ui/accounts/recovery_codes.html", page)


@never_cache
@login_required
@sensitive_post_parameters("old", "new", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change the own password; the user's other sessions end."""
    user: Any = request.user
    forced = user.must_change_password
    if request.method == "POST":
        sent = [request.POST.get(name, "") for name, _, _ in PASSWORD_FIELDS]
        try:
            accounts.change_own_password(user, *sent)
        except (Refused, Refusals) as refused:
            refusals = refused.refusals if isinstance(refused, Refusals) else (refused,)
            return render(request, "map_ui/accounts/password.html", _password_page(forced, refusals), status=409)
        auth.update_session_auth_hash(request, user)
        messages.success(request, "เปลี่ยนรหัสผ่านแล้ว เครื่องอื่นที่เปิดค้างไว้ต้องเข้าสู่ระบบใหม่")
        return redirect("me")
    return render(request, "map_ui/accounts/password.html", _password_page(forced, ()))


def _password_page(forced: bool, refusals: Iterable[Refused]) -> dict[str, Any]:
    faults = list(refusals)
    fields = [(*each, [r.thai for r in faults if r.field == each[0]]) for each in PASSWORD_FIELDS]
    return {"forced": forced, "fields": fields}


@never_cache
@login_required
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """The own roles, sign-ins, second factor and capacity."""
    user: Any = request.user
    held = RoleHolding.objects.filter(user=user).select_related("role", "org_unit", "acting_for").defer("area")
    page = {
        "holdings": held.order_by("-valid"),
        "today": clock.today(),
        "sign_ins": SignIn.objects.filter(username=user.username).order_by("-at")[:RECENT_SIGN_INS],
        "colleagues": capacities.colleagues(user),
        "needs_code": needs_second_factor(user),
        "codes_left": factor.recovery_codes_left(user),
    }
    return render(request, "map_ui/accounts/me.html", page)


@login_required
@require_POST
def capacity(request: HttpRequest) -> HttpResponse:
    """Choose in whose place to act from now on."""
    colleague = capacities.choose(request.session, request.user, request.POST.get("colleague", ""))
    text = f"จากนี้ทุกรายการบันทึกว่าทำแทน {colleague}" if colleague else "จากนี้ทุกรายการบันทึกในนามของตนเอง"
    messages.success(request, text)
    return redirect("me")


# -- steps --------------------------------------------------------------------------------------------------------
def safe_target(request: HttpRequest) -> str:
    """Where to go after signing in: the page asked for, when it is one of this site."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    allowed = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    return target if allowed else settings.LOGIN_REDIRECT_URL


def lock_text(username: str, address: str | None) -> str:
    """The sentence that tells when to try again; "" while nothing is locked."""
    until = locked_until(username, address)
    if until is None:
        return ""
    minutes = max(1, math.ceil((until - timezone.now()).total_seconds() / 60))
    return (
        f"พยายามเข้าสู่ระบบไม่สำเร็จหลายครั้ง ระบบหยุดรับไว้ชั่วคราว"
        f" ลองใหม่ได้หลังเวลา {timezone.localtime(until):%H:%M} น. (อีกประมาณ {minutes} นาที)"
    )


def _half_signed_in(request: HttpRequest) -> User | None:
    """Who has given a good password and still owes a code."""
    if request.user.is_authenticated:
        return request.user if missing_step(request) == "second-factor" else None  # type: ignore[return-value]
    pending = request.session.get(PENDING)
    if not pending or time.time() - pending["at"] > PENDING_S:
        request.session.pop(PENDING, None)
        return None
    user = User.objects.filter(pk=pending["user"], is_active=True).first()
    if user is None or not constant_time_compare(pending["hash"], user.get_session_auth_hash()):
        return None
    return user


def _open_session(request: HttpRequest, user: User, *, passed: bool) -> str:
    """Sign in with a new session key; returns where to go."""
    pending = request.session.pop(PENDING, None) or {}
    auth.login(request, user, backend=BACKEND)
    request.session[PASSED] = passed
    return pending.get("next") or settings.LOGIN_REDIRECT_URL


def _enrolling_secret(request: HttpRequest, user: User) -> str:
    """The secret shown until its first code is given; sealed, because sessions lie in the database."""
    try:
        return unseal(request.session.get(ENROLLING, ""), ENROLLING, user.uid).decode()
    except BrokenSeal:
        secret = factor.new_secret()
        request.session[ENROLLING] = seal(secret.encode(), ENROLLING, user.uid)
        return secret


def _qr(text: str) -> SafeString:
    return mark_safe(segno.make(text, error="m").svg_inline(border=3, dark="#111", light="#fff", omitsize=True))
