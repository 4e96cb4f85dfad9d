"""Cells that hold a place: one number, a pair in one text, or a shape as WKT, EWKT or hexadecimal WKB."""

from __future__ import annotations

import math
import re
from typing import Any

import shapely

from gis_core.pure.coordinates import TypedCoordinate, parse_coordinate
from gis_core.pure.thai_text import to_arabic_digits
from importers.readers.curves import straightened

_WKT = re.compile(
    r"\s*(SRID\s*=\s*(\d{1,6})\s*;)?\s*((MULTI)?(POINT|LINESTRING|POLYGON)|GEOMETRYCOLLECTION)\s*(Z|M|ZM)?\s*(\(|EMPTY)",
    re.IGNORECASE,
)
_HEX = re.compile(r"\s*0[01][0-9A-Fa-f]{16,}\s*$")
_DMS = re.compile(
    r"""^\s*([NSEW]?)\s*(\d{1,3})\s*[°ºdD:\s]\s*(\d{1,2})\s*['′’mM:\s]\s*(\d{1,2}(?:\.\d+)?)?\s*["″”sS]*\s*('')?\s*([NSEW]?)\s*$""",
    re.IGNORECASE,
)
_DECIMAL_COMMA = re.compile(r"-?\d{1,3},\d+$")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(\D|$))")


def angle(cell: Any) -> float | None:
    """One coordinate of a pair: a number, one written with commas or Thai digits, or degrees, minutes and seconds."""
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, int | float):
        return float(cell) if math.isfinite(cell) else None
    text = str(cell)
    try:
        value = float(text)
    except ValueError:
        return _written(text)
    return value if math.isfinite(value) else None


def _written(text: str) -> float | None:
    if len(text) > 60:
        return None
    plain = to_arabic_digits(text).replace("\u00a0", " ").strip()
    try:
        value = float(_THOUSANDS.sub("", plain).rstrip(" °mNEม."))
        return value if math.isfinite(value) else None
    except ValueError:
        pass
    if _DECIMAL_COMMA.match(plain):
        return float(plain.replace(",", "."))
    found = _DMS.match(plain)
    if not found:
        return None
    value = int(found[2]) + int(found[3]) / 60 + float(found[4] or 0) / 3600
    return -value if "S" in (found[1] + found[6]).upper() or "W" in (found[1] + found[6]).upper() else value


def pair(cell: Any) -> TypedCoordinate | None:
    """Both numbers in one text."""
    return parse_coordinate(cell) if isinstance(cell, str) and 3 <= len(cell) <= 120 else None


def is_wkt(cell: Any) -> bool:
    """Whether a text is a shape."""
    return isinstance(cell, str) and bool(_WKT.match(cell) or _HEX.match(cell))


def shape_of(text: str) -> tuple[Any, int | None]:
    """The shape and the system it names itself. Errors: ValueError for what is none."""
    try:
        if _HEX.match(text):
            return shapely.from_wkb(straightened(bytes.fromhex(text.strip()))), None
        found = _WKT.match(text)
        if not found:
            raise ValueError("no shape")
        srid = int(found.group(2)) if found.group(2) else None
        return shapely.from_wkt(text[found.end(1) :] if found.group(1) else text), srid
    except shapely.GEOSException as error:
        raise ValueError("no shape") from error
