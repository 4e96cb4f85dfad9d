"""What a camera wrote into a photograph: place, accuracy, direction and time."""

from __future__ import annotations

import math
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

THAI_TIME = ZoneInfo("Asia/Bangkok")


@dataclass(frozen=True)
class PhotoFacts:
    """Degrees WGS 84, metres, degrees clockwise from north, aware time; None where the camera wrote nothing usable."""

    lon: float | None = None
    lat: float | None = None
    accuracy_m: float | None = None
    bearing_deg: float | None = None
    taken_at: datetime | None = None


def facts_of(image: Image.Image) -> PhotoFacts:
    """The facts of an opened picture. A field that makes no sense is left out, never an error."""
    try:
        exif = image.getexif()
        gps, camera = exif.get_ifd(IFD.GPSInfo), exif.get_ifd(IFD.Exif)
    except Exception:  # Pillow raises a dozen kinds for broken tags; a photo without facts is still a photo
        return PhotoFacts()
    lat = _angle(gps.get(GPS.GPSLatitude), gps.get(GPS.GPSLatitudeRef), 90)
    lon = _angle(gps.get(GPS.GPSLongitude), gps.get(GPS.GPSLongitudeRef), 180)
    if lat is None or lon is None or (lat, lon) == (0.0, 0.0):
        lat = lon = None
    accuracy = _number(gps.get(GPS.GPSHPositioningError))
    bearing = _number(gps.get(GPS.GPSImgDirection))
    return PhotoFacts(
        lon,
        lat,
        accuracy if lat is not None and accuracy is not None and accuracy > 0 else None,
        bearing % 360 if bearing is not None and 0 <= bearing <= 360 else None,
        _taken_at(camera, exif),
    )


def _number(value: Any) -> float | None:
    with suppress(TypeError, ValueError, ZeroDivisionError):
        number = float(value)
        return number if math.isfinite(number) else None
    return None


def _angle(parts: Any, reference: Any, limit: float) -> float | None:
    if not isinstance(parts, tuple) or len(parts) != 3:
        return None
    numbers = [_number(part) for part in parts]
    if any(number is None or number < 0 for number in numbers):
        return None
    degrees, minutes, seconds = (number or 0.0 for number in numbers)
    value = degrees + minutes / 60 + seconds / 3600
    if value > limit:
        return None
    text = reference.decode("ascii", "replace") if isinstance(reference, bytes) else str(reference)
    return -value if text.strip("\0 ").upper() in ("S", "W") else value


def _taken_at(camera: Any, exif: Any) -> datetime | None:
    """The clock of the camera; without an offset it is read as Thai time. A date before 2000 is a clock never set."""
    text = str(camera.get(Base.DateTimeOriginal) or exif.get(Base.DateTime) or "").strip("\0 ")
    with suppress(ValueError):
        taken = datetime.strptime(text, "%Y:%m:%d %H:%M:%S")
        if taken.year >= 2000:
            return taken.replace(tzinfo=_offset(camera.get(Base.OffsetTimeOriginal)) or THAI_TIME)
    return None


def _offset(value: Any) -> timezone | None:
    text = str(value or "").strip("\0 ")
    with suppress(ValueError):
        if text[:1] in "+-" and text[3:4] == ":":
            span = timedelta(hours=int(text[1:3]), minutes=int(text[4:6]))
            return timezone(-span if text[0] == "-" else span)
    return None
