"""Kept tiles of public layers, answered before Django's middleware: no session, no permission to look up, no query.

What everybody may see is decided by the declaration alone, so nothing about the reader is asked. Everything else, and
every tile that is not on the disk or may be too old, goes the normal way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from django.conf import settings

from gis_core.access.levels import Level
from layers.registry import registry
from tiles import freshness
from tiles.answers import PUBLIC, Answer, answer
from tiles.audience import ALL
from tiles.grid import MAX_ZOOM, Tile
from tiles.statements import sql_of

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

ADDRESS = re.compile(r"/tiles/([\w-]+)/(\d{1,2})/(\d{1,7})/(\d{1,7})")
STATUS = {200: "200 OK", 204: "204 No Content", 304: "304 Not Modified"}
#: What Django's security middleware would add to an answer that is no page.
SAFE = [("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "same-origin")]


def wrap(application: Application) -> Application:
    """The site with the short path in front of it."""

    def with_tiles(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"].startswith("/tiles/") and environ["REQUEST_METHOD"] == "GET" and is_secure(environ):
            found = quick(environ)
            if found is not None:
                status, headers, body = found
                start_response(STATUS[status], headers + SAFE)
                return [body]
        return application(environ, start_response)

    return with_tiles


def quick(environ: dict[str, Any]) -> Answer | None:
    """A kept public tile, or None."""
    watch = freshness.running()
    address = ADDRESS.fullmatch(environ["PATH_INFO"])
    if watch is None or address is None:
        return None
    slug, z, x, y = address.group(1), int(address.group(2)), int(address.group(3)), int(address.group(4))
    known = public_layer(slug)
    if known is None or not known[1] <= z <= known[2] or not watch.may_serve(z):
        return None
    kept = watch.cache.read(watch.cache.path(slug, known[0], ALL, Tile(z, x, y)))
    if kept is None:
        return None
    return answer(kept, PUBLIC, environ.get("HTTP_ACCEPT_ENCODING", ""), environ.get("HTTP_IF_NONE_MATCH", ""))


@cache
def public_layer(slug: str) -> tuple[str, int, int] | None:
    """Version and kept zooms of a layer everybody may see."""
    register = registry.by_slug.get(slug)
    if register is None or register.layer is None or register.level != Level.PUBLIC:
        return None
    first, last = register.layer.zooms
    return sql_of(register).version, first, min(last, MAX_ZOOM)


def is_secure(environ: dict[str, Any]) -> bool:
    """Whether the request came as the site demands; otherwise Django sends the reader to the secure address."""
    if not settings.SECURE_SSL_REDIRECT:
        return True
    name, value = settings.SECURE_PROXY_SSL_HEADER or ("", "")
    return environ.get("wsgi.url_scheme") == "https" or (bool(name) and environ.get(name) == value)
