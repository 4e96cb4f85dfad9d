"""Tiles answered before Django's middleware: of public layers, and for readers whose right is known already.

What everybody may see is decided by the declaration alone, so nothing about the reader is asked. A right that the
normal way has worked out is used again while nothing it came from has changed (`known_readers`). Everything else goes
the normal way, and so does everything until the process has drawn its first tile that way, or when something is wrong.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings

from gis_core.access.levels import Level
from gis_core.access.visible import NOTHING
from layers.bound import BoundRegister
from layers.registry import registry
from tiles import freshness, known_readers
from tiles.answers import PRIVATE, PUBLIC, Answer, answer
from tiles.audience import ALL, Share, everything, share_of
from tiles.cache import EMPTY
from tiles.drawing import kept_or_drawn
from tiles.grid import Tile
from tiles.statements import buffer_of

log = logging.getLogger("elocal.tiles")

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

ADDRESS = re.compile(r"/tiles/([\w-]+)/(\d{1,2})/(\d{1,7})/(\d{1,7})")
EVERYBODY = Share(everything(), ALL)
UNKNOWN = Share(NOTHING, "")
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
    """A tile of a public layer or for a known reader, or None."""
    address = ADDRESS.fullmatch(environ["PATH_INFO"])
    if address is None or freshness.running() is None:
        return None
    register = drawn_layer(address.group(1))
    tile = Tile(int(address.group(2)), int(address.group(3)), int(address.group(4)))
    if register is None or not tile.exists or not register.layer.zooms[0] <= tile.z <= register.layer.zooms[1]:
        return None
    try:
        share = EVERYBODY if register.level == Level.PUBLIC else _share(environ, register, tile)
        if share is UNKNOWN:
            return None
        kept = kept_or_drawn(register, tile, share) if share else EMPTY
    except Exception:
        # the normal way meets it again and says so
        log.warning("วาดไทล์ทางลัดไม่สำเร็จ", exc_info=True)
        return None
    caching = PUBLIC if register.level == Level.PUBLIC else PRIVATE
    return answer(kept, caching, environ.get("HTTP_ACCEPT_ENCODING", ""), environ.get("HTTP_IF_NONE_MATCH", ""))


def drawn_layer(slug: str) -> BoundRegister | None:
    """A register whose tiles are the same for all who have the same right: everybody's, or the staff's."""
    register = registry.by_slug.get(slug)
    return register if register and register.layer and register.level in (Level.PUBLIC, Level.STAFF) else None


def _share(environ: dict[str, Any], register: BoundRegister, tile: Tile) -> Share | None:
    """What the reader of a request may see of a tile: None for nothing, UNKNOWN when the normal way must find out."""
    right = known_readers.right_of(environ, register.slug)
    return UNKNOWN if right is None else share_of(right, tile, buffer_of(register, tile.z))


def is_secure(environ: dict[str, Any]) -> bool:
    """Whether the request came as the site demands; otherwise Django sends the reader to the secure address."""
    if not settings.SECURE_SSL_REDIRECT:
        return True
    name, value = settings.SECURE_PROXY_SSL_HEADER or ("", "")
    return environ.get("wsgi.url_scheme") == "https" or (bool(name) and environ.get(name) == value)
