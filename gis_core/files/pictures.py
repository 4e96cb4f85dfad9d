"""Opening pictures without being blown up by them, and copies for readers who may not see where the camera stood."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from gis_core.files import store
from gis_core.pure.refusal import Refused

#: More than any camera of a field officer; a bomb of some kilobytes claims more. JPEG is decoded in part.
MAX_PIXELS = {"JPEG": 200_000_000}
MAX_PIXELS_OTHER = 50_000_000
SMALL_PX, PLAIN_PX = 480, 2560
FORMATS = ("JPEG", "PNG", "WEBP", "TIFF")
SUFFIXES = {".jpg": "image/jpeg", ".png": "image/png"}
TOO_MANY = "ภาพมีจำนวนพิกเซลมากเกินไป กรุณาย่อก่อนนำเข้า"


@contextmanager
def opened(path: Path) -> Iterator[Image.Image]:
    """A picture whose size has been looked at before a pixel is decoded. Errors: Refused ``FILE_PICTURE``."""
    # the printer of papers sets this for the whole process; a picture cut short would come in as a grey one
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(path, formats=FORMATS) as image:
                if image.width * image.height > MAX_PIXELS.get(image.format or "", MAX_PIXELS_OTHER):
                    raise Refused("FILE_PICTURE", TOO_MANY, "", "file")
                yield image
    except Image.DecompressionBombError:
        raise Refused("FILE_PICTURE", TOO_MANY, "", "file") from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError):
        raise Refused("FILE_PICTURE", "เปิดภาพไม่ได้ ไฟล์อาจเสียหาย", "", "file") from None


def check(image: Image.Image) -> None:
    """Decode once, small, so that a damaged picture is found when it comes in and not when it is shown."""
    image.draft("RGB", (SMALL_PX, SMALL_PX))
    image.load()


def copy_of(sha256: str, small: bool = False) -> tuple[Path, str]:
    """A picture encoded anew with nothing but its pixels, at most 2,560 (small: 480) wide or high; path, media type.

    Made once and kept beside the originals. Transparent pictures become PNG, all else JPEG, turned upright.
    Errors: Refused ``FILE_PICTURE``.
    """
    folder = store.root() / ("small" if small else "plain") / sha256[:2]
    for suffix, mime in SUFFIXES.items():
        if (made := folder / f"{sha256}{suffix}").exists():
            return made, mime
    data, mime = _encode(store.path_of(sha256), SMALL_PX if small else PLAIN_PX)
    target = folder / f"{sha256}{'.png' if mime == 'image/png' else '.jpg'}"
    store.write_copy(data, target)
    return target, mime


def _encode(path: Path, size: int) -> tuple[bytes, str]:
    with opened(path) as image:
        image.draft("RGB", (size, size))
        transparent = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
        pixels = ImageOps.exif_transpose(image).convert("RGBA" if transparent else "RGB")
    pixels.thumbnail((size, size))
    bare = Image.frombytes(pixels.mode, pixels.size, pixels.tobytes())
    buffer = io.BytesIO()
    if transparent:
        bare.save(buffer, "PNG")
        return buffer.getvalue(), "image/png"
    bare.save(buffer, "JPEG", quality=88)
    return buffer.getvalue(), "image/jpeg"
