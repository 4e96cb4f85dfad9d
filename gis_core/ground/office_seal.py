"""The office's seal: a small picture kept among the site's files, encoded anew, named by the office's row."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

from gis_core.access.actor import acting_as
from gis_core.access.permissions import ACCOUNTS, require
from gis_core.features.models import History
from gis_core.files import pictures, sniff, store
from gis_core.ground.models import Office
from gis_core.ground.office import office
from gis_core.pure.refusal import Refused

MOST_BYTES = 2 * 1024 * 1024
SIDE_PX, LEAST_PX = 600, 60
KINDS = ("image/png", "image/jpeg")


def save_seal(admin: Any, file: Iterable[bytes] | None, reason: str) -> None:
    """Put a seal in the place of the last one; None takes it away. Earlier papers keep the one they were issued with.

    Errors: Refused ``FILE_KIND``, ``FILE_TOO_BIG``, ``FILE_EMPTY``, ``FILE_PICTURE``, ``NO_OFFICE``.
    """
    require(ACCOUNTS, admin, "change")
    sha256 = store.write([_encoded(file)]).sha256 if file is not None else ""
    with acting_as(admin, reason):
        row = Office.objects.select_for_update().first()
        if row is None:
            raise Refused("NO_OFFICE", "ตั้งค่าหน่วยงานก่อนนำเข้าตรา", field="seal")
        row.seal_sha256 = sha256
        row.save()


def _encoded(file: Iterable[bytes]) -> bytes:
    """PNG of nothing but the pixels, at most 600 wide and high: what else the file held does not come in."""
    stored = store.write(file.chunks() if hasattr(file, "chunks") else file, MOST_BYTES)
    if sniff.sniff(stored.path) not in KINDS:
        raise Refused("FILE_KIND", "ตราต้องเป็นไฟล์ภาพ PNG หรือ JPEG", field="seal")
    with pictures.opened(stored.path) as image:
        if min(image.size) < LEAST_PX:
            raise Refused("FILE_PICTURE", f"ภาพเล็กเกินไป ต้องกว้างและสูงไม่น้อยกว่า {LEAST_PX} จุด", field="seal")
        image.draft("RGB", (SIDE_PX, SIDE_PX))
        shown = ImageOps.exif_transpose(image).convert("RGBA")
    shown.thumbnail((SIDE_PX, SIDE_PX))
    data = io.BytesIO()
    Image.frombytes("RGBA", shown.size, shown.tobytes()).save(data, "PNG")
    return data.getvalue()


def seal_path() -> Path | None:
    """Where the seal lies; None where the office has none, or its file was lost."""
    sha256 = office().seal_sha256
    path = store.path_of(sha256) if sha256 else None
    return path if path is not None and path.is_file() else None


def still_wanted(names: set[str]) -> set[str]:
    """Those of the files that are the seal, or were: an earlier state of the office can be looked at again."""
    past = History.objects.filter(layer__table_name=Office._meta.db_table, row_data__seal_sha256__in=list(names))
    now = Office.objects.filter(seal_sha256__in=names).values_list("seal_sha256", flat=True)
    return set(now) | set(past.values_list("row_data__seal_sha256", flat=True))
