"""What surveys and visits have in common when a telephone hands them in: reading, moments, refusals."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.http import JsonResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from gis_core.pure.refusal import Refused

MAX_PHOTOS = 20


def read(raw: str) -> Any:
    """The JSON of a sheet. Errors: ValueError, also for characters that no text of the database can hold."""
    given = json.loads(raw)
    if "\\u0000" in raw:
        raise ValueError(raw)
    # half a surrogate pair
    json.dumps(given, ensure_ascii=False).encode()
    return given


def moment(raw: Any) -> datetime:
    """Errors: ValueError for what is no moment."""
    found = parse_datetime(str(raw))
    if found is None:
        raise ValueError(raw)
    return found if timezone.is_aware(found) else timezone.make_aware(found)


def refused(refusals: list[Refused], status: int) -> JsonResponse:
    """The answer when a rule, or nobody, can take what was sent."""
    listed = [{"code": r.code, "thai": r.thai, "field": r.field} for r in refusals]
    return JsonResponse({"refusals": listed}, status=status)
