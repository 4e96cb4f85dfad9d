"""Files too large to wait for: made by the worker, kept for a week, given only to whoever asked for them."""

from __future__ import annotations

import time
import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import QueryDict

from layers.registry import registry
from map_ui.exporting.export import Export
from map_ui.listing import Listing

#: Above so many records an export is made in the background.
AT_ONCE = 50_000
KEEP_S = 7 * 86_400
PIECE = 1 << 20


def folder() -> Path:
    """Where finished files lie; nothing in it is served but by its owner's door."""
    place = Path(settings.MEDIA_ROOT) / "exports"
    place.mkdir(parents=True, exist_ok=True)
    return place


def path_of(uid: uuid.UUID | str, fmt: str) -> Path:
    return folder() / f"{uid}.{fmt}"


def export_of(slug: str, user: Any, query: str) -> Export:
    """The export of a list as its address described it, with the rights its asker has now."""
    listing = Listing(registry.by_slug[slug], user, QueryDict(query), action="export")
    return Export(listing, user)


def write(uid: uuid.UUID | str, slug: str, fmt: str, query: str, user: Any, step: Any) -> str:
    """Write the file and return the address to fetch it from. `step(done)` is told how many rows are written."""
    _sweep()
    made = export_of(slug, user, query)
    made.watch = step
    content = made.stream(fmt)
    target = path_of(uid, fmt)
    partial = target.with_suffix(".part")
    with partial.open("wb") as file:
        for piece in _pieces(content):
            file.write(piece)
    partial.rename(target)
    return f"/r/{slug}/export/{uid}.{fmt}"


def _pieces(content: Any) -> Any:
    if hasattr(content, "read"):
        while piece := content.read(PIECE):
            yield piece
        content.close()
    else:
        for piece in content:
            yield piece.encode() if isinstance(piece, str) else piece


def _sweep() -> None:
    """Forget files a week after they were made."""
    for old in folder().iterdir():
        if old.is_file() and old.stat().st_mtime < time.time() - KEEP_S:
            old.unlink(missing_ok=True)
