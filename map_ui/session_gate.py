"""What a session must still do before it may use the site: pass the second factor, change a handed-over password."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from gis_core.access import capacity
from gis_core.access.holdings import needs_second_factor

#: In the session once its user has given a code of the second factor.
PASSED = "second_factor_passed"
#: Doors, by the name of their URL, that stay open to a session which lacks a step.
OPEN = {
    "second-factor": frozenset({"login", "logout", "second-factor", "second-factor-enrol"}),
    "password": frozenset({"login", "logout", "second-factor", "second-factor-enrol", "password"}),
}


class SessionGate:
    """Sends a half-open session to the step it lacks, and gives a full one the capacity its user has chosen.

    A role that asks for a second factor counts from the moment it is given: a session opened without it is asked then.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        user = request.user
        if not user.is_authenticated:
            return None
        capacity.restore(request.session, user)
        step = missing_step(request)
        match = request.resolver_match
        if not step or (match is not None and match.url_name in OPEN[step]):
            return None
        return _send(request, step)


def missing_step(request: HttpRequest) -> str:
    """The name of the step a signed-in session still lacks, "" for none."""
    if not request.session.get(PASSED) and needs_second_factor(request.user):
        return "second-factor"
    return "password" if request.user.must_change_password else ""


def _send(request: HttpRequest, step: str) -> HttpResponse:
    if request.method not in ("GET", "HEAD") or "text/html" not in request.headers.get("Accept", "text/html"):
        text = {"second-factor": "ต้องยืนยันรหัสชั้นที่สองก่อน", "password": "ต้องเปลี่ยนรหัสผ่านก่อน"}[step]
        return JsonResponse({"refusals": [{"code": "SIGN_IN_STEP", "thai": text, "url": reverse(step)}]}, status=403)
    return HttpResponseRedirect(reverse(step))
