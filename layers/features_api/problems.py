"""Errors of the API as RFC 7807 problems."""

from __future__ import annotations

from typing import Any

from django.http import JsonResponse

from gis_core.pure.refusal import Refused


class BadRequest(Exception):
    """400: a parameter that does not exist or cannot be read."""

    status = 400
    title = "Bad Request"


class NotFound(BadRequest):
    """404: unknown, or not for this reader; the answer is the same."""

    status = 404
    title = "Not Found"


class TooLarge(BadRequest):
    """413: a body beyond what one request may bring."""

    status = 413
    title = "Content Too Large"


class Unauthorized(BadRequest):
    """401: the sent name and password are not right."""

    status = 401
    title = "Unauthorized"


class NotAcceptable(BadRequest):
    """406: a format the API does not speak."""

    status = 406
    title = "Not Acceptable"


class Conflict(BadRequest):
    """412: somebody else has written the feature since; `changed` says what, `token` is the ETag it has now."""

    status = 412
    title = "Precondition Failed"

    def __init__(self, refused: Refused, changed: list[dict[str, Any]], token: str) -> None:
        super().__init__(refused.thai)
        refusal = {"code": refused.code, "thai": refused.thai, "law": "", "field": None, "geometry": None}
        self.more = {"refusals": [refusal], "changed": changed, "etag": token}


def problem(error: BadRequest, **more: Any) -> JsonResponse:
    """The response to an error."""
    body = {"type": "about:blank", "title": error.title, "status": error.status, "detail": str(error)} | more
    return JsonResponse(body, status=error.status, content_type="application/problem+json")
