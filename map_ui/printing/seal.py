"""The office's seal on printed sheets, where there is one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import Image

from gis_core.ground.office_seal import seal_path


@dataclass(frozen=True)
class Seal:
    """RGB pixels, size and transparency."""

    pixels: bytes
    size: tuple[int, int]
    mask: bytes


def seal() -> Seal | None:
    """The seal; None without one."""
    path = seal_path()
    return _read(path) if path is not None else None


@lru_cache(maxsize=2)
def _read(path: Path) -> Seal:
    with Image.open(path) as picture:
        shown = picture.convert("RGBA")
    return Seal(shown.convert("RGB").tobytes(), shown.size, shown.getchannel("A").tobytes())
