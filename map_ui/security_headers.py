"""What the browser may load and use on every page: our own files, and the outside base maps an office has set."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

#: The map's "my position" and inspections in the field ask for the position; photographs there for the camera.
PERMISSIONS = "geolocation=(self), camera=(self), microphone=(), payment=(), usb=(), browsing-topics=()"


class SecurityHeaders:
    """Adds Content-Security-Policy and Permissions-Policy unless the view has set its own.

    Scripts come from our files, or from a page's own block that carries `nonce="{{ request.csp_nonce }}"`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.outside = " ".join(outside_origins())

    def __call__(self, request: HttpRequest) -> HttpResponse:
        nonce = secrets.token_urlsafe(16)
        request.csp_nonce = nonce  # type: ignore[attr-defined]
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.policy(nonce))
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response

    def policy(self, nonce: str) -> str:
        """The policy of one answer. Style attributes are free (colours of legends), style elements need the nonce."""
        rules = {
            "default-src": "'self'",
            "script-src": f"'self' 'nonce-{nonce}'",
            "style-src": f"'self' 'nonce-{nonce}'",
            "style-src-attr": "'unsafe-inline'",
            "img-src": f"'self' data: blob: {self.outside}",
            "connect-src": f"'self' {self.outside}",
            "worker-src": "'self' blob:",
            "child-src": "'self' blob:",
            "object-src": "'none'",
            "base-uri": "'self'",
            "form-action": "'self'",
            "frame-ancestors": "'none'",
        }
        return "; ".join(f"{name} {value}".strip() for name, value in rules.items())


def outside_origins() -> Iterator[str]:
    """Scheme and host of each outside base map; `{s}` in the host stands for any name there."""
    for base_map in settings.OUTSIDE_BASE_MAPS:
        parts = urlsplit(str(base_map.get("url", "")))
        if parts.scheme in ("http", "https") and parts.netloc:
            yield f"{parts.scheme}://{parts.netloc.replace('{s}', '*')}"
