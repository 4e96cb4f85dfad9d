"""HTTP of a tile: what is the same whether Django answers or the short path before it."""

from __future__ import annotations

from tiles.cache import Kept

MVT = "application/vnd.mapbox-vector-tile"
PUBLIC = "public, no-cache"
PRIVATE = "private, no-cache"
PERSONAL = "private, no-store"

Answer = tuple[int, list[tuple[str, str]], bytes]


def answer(kept: Kept, caching: str, accepts: str, known: str) -> Answer:
    """Status, headers and body. `accepts` is the request's Accept-Encoding, `known` its If-None-Match.

    Every use is asked for again (no-cache) and mostly answered by 304, so that an edit is seen at once.
    """
    headers = [("Cache-Control", caching), ("ETag", kept.etag), ("Vary", "Accept-Encoding")]
    if caching != PUBLIC:
        headers[2] = ("Vary", "Accept-Encoding, Cookie")
    if caching != PERSONAL and matches(known, kept.etag):
        return 304, headers, b""
    if kept.is_empty:
        return 204, headers, b""
    body = kept.zipped
    if "gzip" in accepts.lower():
        headers.append(("Content-Encoding", "gzip"))
    else:
        body = kept.plain()
    headers += [("Content-Type", MVT), ("Content-Length", str(len(body)))]
    return 200, headers, body


def matches(known: str, etag: str) -> bool:
    """Whether If-None-Match names the tile; compared weakly, as proxies may have marked it."""
    return bool(known) and (
        known.strip() == "*" or etag in (each.strip().removeprefix("W/") for each in known.split(","))
    )
