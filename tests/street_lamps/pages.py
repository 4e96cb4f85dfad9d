"""A page of the system's own."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from tests.street_lamps.queries import broken


def night_round(request: HttpRequest) -> HttpResponse:
    """How many lamps tonight's round must visit."""
    return HttpResponse(f"คืนนี้ต้องตรวจ {broken(request.user).numerator} ดวง")
