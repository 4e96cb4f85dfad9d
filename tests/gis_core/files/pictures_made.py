"""Photographs made for the tests: plainly coloured, with what a camera writes."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base


def photo(
    size: tuple[int, int] = (60, 40),
    lat: tuple[float, float, float] = (15, 30, 36),
    lon: tuple[float, float, float] = (100, 7, 48),
    taken: str = "2026:03:01 08:15:00",
    kind: str = "JPEG",
    **gps,
) -> bytes:
    exif = Image.Exif()
    exif[Base.Model] = "SECRET-CAMERA-42"
    exif.get_ifd(IFD.Exif)[Base.DateTimeOriginal] = taken
    place = exif.get_ifd(IFD.GPSInfo)
    place[GPS.GPSLatitudeRef], place[GPS.GPSLongitudeRef] = "N", "E"
    place[GPS.GPSLatitude], place[GPS.GPSLongitude] = lat, lon
    place[GPS.GPSImgDirection] = 270.0
    place[GPS.GPSHPositioningError] = 4.5
    for name, value in gps.items():
        place[GPS[name]] = value
    buffer = io.BytesIO()
    Image.new("RGB", size, "#3a7").save(buffer, kind, exif=exif.tobytes())
    return buffer.getvalue()


def bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """A PNG whose header claims 3.6 thousand million pixels in a few hundred bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)
