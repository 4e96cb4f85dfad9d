"""A typed coordinate: degrees in decimal or in degrees, minutes, seconds, or UTM easting and northing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from gis_core.pure.thai_text import to_arabic_digits

#: Thailand with a margin, degrees: tells latitude from longitude whichever is typed first.
LATITUDE = (4.0, 22.0)
LONGITUDE = (96.0, 107.0)
EASTING = (100_000.0, 1_000_000.0)
NORTHING = (500_000.0, 2_400_000.0)

_NUMBER = r"[-+]?\d+(?:\.\d+)?"
_DMS = re.compile(
    rf"({_NUMBER})\s*[°d]\s*(?:({_NUMBER})\s*['m]\s*)?(?:({_NUMBER})\s*(?:\"|''|s)\s*)?([NSEWนตอ])?", re.IGNORECASE
)
#: Marks of minutes and seconds as telephones and word processors write them.
_MARKS = str.maketrans({"’": "'", "‘": "'", "′": "'", "”": '"', "“": '"', "″": '"', "º": "°"})
#: Degrees, minutes and seconds with nothing but spaces or dashes between them.
_BARE = re.compile(r"(\d{1,3})[ -]+(\d{1,2})[ -]+(\d{1,2}(?:\.\d+)?)\s*([NSEW])?", re.IGNORECASE)


@dataclass(frozen=True)
class TypedCoordinate:
    """`x`, `y` in degrees (longitude, latitude) or metres (easting, northing)."""

    kind: Literal["degrees", "utm"]
    x: float
    y: float
    zone: int | None = None


def parse_coordinate(text: str) -> TypedCoordinate | None:
    """The coordinate in a text, or None when it holds none. In Thailand the order of a pair is told by its values."""
    plain = to_arabic_digits(text).translate(_MARKS).strip()
    pair = _degrees_minutes_seconds(plain) or _numbers(plain)
    if pair is None:
        return None
    return _as_degrees(*pair) or _as_utm(plain, *pair)


def _degrees_minutes_seconds(text: str) -> tuple[float, float] | None:
    """The pair, when nothing that reads as a number is left over and no part is 60 or more."""
    for pattern in (_DMS, _BARE):
        found = list(pattern.finditer(text))
        if len(found) == 2 and not re.search(r"\d", pattern.sub(" ", text)) and all(map(_is_clock, found)):
            return _decimal(found[0]), _decimal(found[1])
    return None


def _is_clock(match: re.Match[str]) -> bool:
    return all(0 <= float(part or 0) < 60 for part in match.groups()[1:3])


def _decimal(match: re.Match[str]) -> float:
    degrees, minutes, seconds = (float(part or 0) for part in match.groups()[:3])
    value = abs(degrees) + minutes / 60 + seconds / 3600
    negative = degrees < 0 or (match.group(4) or "").upper() in ("S", "W")
    return -value if negative else value


def _numbers(text: str) -> tuple[float, float] | None:
    without_zone = re.sub(r"\b4[78]\s*[NnPpQq]\b", " ", text)
    cleaned = re.sub(r"(?<![\d.])\d{1,3}(?:,\d{3})+(?!\d)", lambda found: found[0].replace(",", ""), without_zone)
    cleaned = re.sub(r"[NEnex]\b|[eE]ast|[nN]orth|[,;/|]|lat|lon|E|N", " ", cleaned)
    parts = cleaned.split()
    if len(parts) != 2 or not all(re.fullmatch(_NUMBER, part) for part in parts):
        return None
    return float(parts[0]), float(parts[1])


def _within(value: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= value <= limits[1]


def _as_degrees(a: float, b: float) -> TypedCoordinate | None:
    if _within(a, LONGITUDE) and _within(b, LATITUDE):
        return TypedCoordinate("degrees", a, b)
    if _within(b, LONGITUDE) and _within(a, LATITUDE):
        return TypedCoordinate("degrees", b, a)
    return None


def _as_utm(text: str, a: float, b: float) -> TypedCoordinate | None:
    zone = re.search(r"\b(4[78])\s*[NnPpQq]\b", text)
    number = int(zone.group(1)) if zone else None
    if _within(a, EASTING) and _within(b, NORTHING) and a < b:
        return TypedCoordinate("utm", a, b, number)
    if _within(b, EASTING) and _within(a, NORTHING) and b < a:
        return TypedCoordinate("utm", b, a, number)
    return None
