"""Who is asking: the session of the site, or a name and password sent with the request (GDAL, QGIS).

A password alone opens the API only to accounts whose roles need no second factor.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth import authenticate
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.cache import patch_vary_headers
from django.utils.crypto import constant_time_compare, salted_hmac
from django.views.decorators.csrf import csrf_exempt

from gis_core.access.models import RoleHolding, User
from gis_core.features import clock
from gis_core.pure.refusal import Refusals
from layers.features_api.problems import BadRequest, Conflict, Unauthorized, problem

REMEMBER_S = 300
View = Callable[..., HttpResponse]


def sent_credentials(request: HttpRequest) -> tuple[str, str] | None:
    """Name and password of an Authorization header, or None. Raises Unauthorized when it cannot be read."""
    header = request.headers.get("Authorization", "")
    if not header:
        return None
    scheme, _, value = header.partition(" ")
    try:
        if scheme.lower() != "basic":
            raise ValueError(scheme)
        name, separator, password = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, ValueError) as error:
        raise Unauthorized("อ่านชื่อผู้ใช้และรหัสผ่านไม่ได้") from error
    if not separator:
        raise Unauthorized("อ่านชื่อผู้ใช้และรหัสผ่านไม่ได้")
    return name, password


def _signed_in(request: HttpRequest) -> None:
    credentials = sent_credentials(request)
    if credentials is None:
        return
    user: Any = _remembered(credentials) or authenticate(request, username=credentials[0], password=credentials[1])
    if user is None or user.must_change_password or _needs_second_factor(user):
        raise Unauthorized("ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง หรือบัญชีนี้ต้องใช้รหัสชั้นที่สองผ่านหน้าเว็บ")
    cache.set(_key(credentials), (user.pk, user.get_session_auth_hash()), REMEMBER_S)
    request.user = user


def _key(credentials: tuple[str, str]) -> str:
    return "api-door-" + salted_hmac("features_api.door", "\0".join(credentials)).hexdigest()


def _remembered(credentials: tuple[str, str]) -> Any:
    """The account these credentials opened a moment ago: a desktop GIS sends them with every request, and hashing a
    password each time would take longer than the answer. A changed password or a closed account opens nothing.
    """
    pk, proof = cache.get(_key(credentials)) or (None, "")
    user = User.objects.filter(pk=pk, is_active=True).first() if pk else None
    return user if user is not None and constant_time_compare(user.get_session_auth_hash(), proof) else None


def _needs_second_factor(user: Any) -> bool:
    return RoleHolding.objects.filter(user=user, valid__contains=clock.today(), role__needs_second_factor=True).exists()


def _csrf_fails(request: HttpRequest, view: View) -> bool:
    """A write by the session's cookie needs the site's token; a request with its own password cannot be
    forged by a page.
    """
    from django.middleware.csrf import CsrfViewMiddleware

    if request.method in ("GET", "HEAD", "OPTIONS") or request.headers.get("Authorization"):
        return False
    checker = CsrfViewMiddleware(lambda _: HttpResponse())
    checker.process_request(request)
    return checker.process_view(request, view, (), {}) is not None


def api(*methods: str) -> Callable[[View], View]:
    """Wraps a view of the API that answers `methods` (by default reading ones): finds the reader, turns errors into
    problems, never lets a shared cache keep an answer.
    """
    allowed = methods or ("GET", "HEAD")
    return lambda view: _wrapped(view, (*allowed, "OPTIONS"))


def _wrapped(view: View, allowed: tuple[str, ...]) -> View:
    @csrf_exempt
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in allowed:
            return HttpResponseNotAllowed(allowed)
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers={"Allow": ", ".join(allowed)})
        try:
            _signed_in(request)
            request._dont_enforce_csrf_checks = False
            if _csrf_fails(request, lambda *_: HttpResponse()):
                raise Unauthorized("คำขอเขียนข้อมูลต้องส่ง CSRF token หรือชื่อผู้ใช้และรหัสผ่าน")
            response = view(request, *args, **kwargs)
        except BadRequest as error:
            response = problem(error, **(error.more if isinstance(error, Conflict) else {}))
            if error.status == 401:
                response["WWW-Authenticate"] = 'Basic realm="ELOCAL", charset="UTF-8"'
        except Refusals as refusals:
            response = _refused(refusals)
        response["Cache-Control"] = "private, no-cache"
        response["Access-Control-Allow-Origin"] = "*"
        patch_vary_headers(response, ("Authorization", "Cookie", "Accept"))
        return response

    return wrapped


_STATUS = {"NO_RIGHT": 403, "NOT_FOUND": 404, "CONFLICT": 412}


def _refused(refusals: Refusals) -> HttpResponse:
    error = BadRequest("; ".join(each.thai for each in refusals))
    error.status = _STATUS.get(refusals.codes[0], 422)
    error.title = "Refused"
    rows = [{"code": r.code, "thai": r.thai, "law": r.law, "field": r.field, "geometry": r.geometry} for r in refusals]
    return problem(error, refusals=rows)
