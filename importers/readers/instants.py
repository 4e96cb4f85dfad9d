"""Times and numbers as devices write them: never an error, None for what is not one."""

from __future__ import annotations

import math
import re
from contextlib import suppress
from datetime import UTC, datetime

_FRACTION = re.compile(r"\.(\d+)")


def instant(text: str | None) -> datetime | None:
    """An ISO time; without a zone it is UTC, as GPX and KML say. Years of the Buddhist era are turned into ours."""
    plain = (text or "").strip().replace("Z", "+00:00")
    if not plain:
        return None
    plain = _FRACTION.sub(lambda found: f".{found.group(1)[:6]:0<6}", plain, count=1)
    with suppress(ValueError, OverflowError):
        found = datetime.fromisoformat(plain)
        if found.year > 2400:
            found = found.replace(year=found.year - 543)
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return None


def number(text: str | None) -> float | None:
    """A finite number."""
    with suppress(TypeError, ValueError):
        value = float(text)  # type: ignore[arg-type]
        return value if math.isfinite(value) else None
    return None


def degrees(lon: str | None, lat: str | None) -> tuple[float, float] | None:
    """A place in degrees, None when the numbers cannot be one."""
    x, y = number(lon), number(lat)
    return (x, y) if x is not None and y is not None and abs(x) <= 180 and abs(y) <= 90 else None
