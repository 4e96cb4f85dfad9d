"""The office's seal on printed sheets: the picture `office/seal.png` among the site's files, where there is one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from PIL import Image

LARGEST_PIXELS = 600


@dataclass(frozen=True)
class Seal:
    """RGB pixels, size and transparency."""

    pixels: bytes
    size: tuple[int, int]
    mask: bytes


def seal() -> Seal | None:
    """The seal, read again when its file changes; None without a file or with one that is no picture."""
    path = Path(settings.MEDIA_ROOT) / "office" / "seal.png"
    return _read(path, path.stat().st_mtime_ns) if path.is_file() else None


@lru_cache(maxsize=2)
def _read(path: Path, _changed: int) -> Seal | None:
    try:
        with Image.open(path) as picture:
            picture.thumbnail((LARGEST_PIXELS, LARGEST_PIXELS))
            shown = picture.convert("RGBA")
    except (OSError, ValueError, Image.DecompressionBombError):
        return None
    return Seal(shown.convert("RGB").tobytes(), shown.size, shown.getchannel("A").tobytes())
