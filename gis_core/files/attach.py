"""Hanging a file on a record. Callers ask the record's permission first; the row is one of the caller's change."""

from __future__ import annotations

import re
import unicodedata
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.contrib.gis.geos import Point
from django.db.models import QuerySet

from gis_core.features import clock
from gis_core.files import exif, pictures, sniff, store
from gis_core.files.models import Attachment

MAX_NAME = 200
_KINDS = {"image/vnd.dwg": "drawing", "image/vnd.dxf": "drawing", "text/csv": "data", "application/zip": "data"}


def attach(
    record_uid: uuid.UUID,
    file: Iterable[bytes],
    name: str,
    *,
    part_uid: uuid.UUID | None = None,
    kind: str = "",
    caption: str = "",
    is_public: bool = False,
    max_bytes: int = store.MAX_BYTES,
) -> Attachment:
    """Store `file` (an uploaded file or any chunks of bytes) and hang it on a record, or on its child line `part_uid`.

    `is_public`: also for readers who see the record only because its register is public.
    The same bytes on the same record give the row that is there already. Needs an open change (`acting_as`).
    Errors: Refused ``FILE_TOO_BIG``, ``FILE_EMPTY``, ``FILE_KIND``, ``FILE_PICTURE``.
    """
    chunks = file.chunks() if hasattr(file, "chunks") else file
    stored = store.write(chunks, max_bytes)
    mime = sniff.sniff(stored.path)
    values: dict[str, Any] = _picture_values(stored.path) if mime in sniff.PICTURES else {}
    values |= {
        "kind": kind or _kind_of(mime),
        "caption": caption,
        "is_public": is_public,
        "original_name": safe_name(name),
        "mime": mime,
        "size_bytes": stored.size_bytes,
        "uploaded_at": clock.now(),
    }
    attachment, _ = Attachment.objects.get_or_create(
        record_id=record_uid, part_uid=part_uid, sha256=stored.sha256, defaults=values
    )
    return attachment


def attachments_of(record_uid: uuid.UUID, part_uid: uuid.UUID | None = None) -> QuerySet[Attachment]:
    """The files of a record, oldest first; of one child line when `part_uid` is given."""
    found = Attachment.objects.filter(record_id=record_uid)
    return found.filter(part_uid=part_uid) if part_uid else found


def _kind_of(mime: str) -> str:
    if mime in sniff.PICTURES:
        return Attachment.Kind.PHOTO
    is_data = mime.endswith(("+xml", "+json"))
    return _KINDS.get(mime, Attachment.Kind.DATA if is_data else Attachment.Kind.DOCUMENT)


def _picture_values(path: Path) -> dict[str, Any]:
    with pictures.opened(path) as image:
        facts = exif.facts_of(image)
        width, height = image.size
        pictures.check(image)
    place = Point(facts.lon, facts.lat, srid=4326) if facts.lon is not None and facts.lat is not None else None
    return {
        "width_px": width,
        "height_px": height,
        "taken_at": facts.taken_at,
        "taken_place": place,
        "taken_accuracy_m": facts.accuracy_m,
        "bearing_deg": facts.bearing_deg,
    }


def safe_name(name: str) -> str:
    """The last part of a path in one line: no control or direction marks, at most 200 characters, ending kept."""
    last = re.split(r"[\\/]", name)[-1]
    shown = (c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs"))
    plain = re.sub(r"\s+", " ", "".join(shown)).strip(" .") or "ไฟล์"
    if len(plain) <= MAX_NAME:
        return plain
    stem, dot, ending = plain.rpartition(".")
    return f"{stem[: MAX_NAME - len(ending) - 1]}.{ending}" if dot and len(ending) <= 10 else plain[:MAX_NAME]
