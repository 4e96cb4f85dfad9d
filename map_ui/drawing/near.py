"""True shapes around a view: what a drawing snaps to. Bounded in place, in number and in corners."""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import orjson
from django.db import connection

from gis_core.pure.refusal import Refused
from layers.bound import BoundRegister
from layers.engine import index
from layers.registry import registry

NEAR = Path(__file__).parent / "sql" / "near_shapes.sql"
MOST_SHAPES = 2_500
MOST_KM = 4.0
WHOLE_CORNERS = 600
KM_PER_DEGREE = 111.2
Box = tuple[float, float, float, float]


def box_of(text: str) -> Box:
    """west,south,east,north in degrees. Raises Refused for what is no box, and for one too large to snap in."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError as error:
        raise Refused("FORMAT", "bbox ต้องเป็น ตะวันตก,ใต้,ตะวันออก,เหนือ", field="bbox") from error
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise Refused("FORMAT", "bbox ไม่ถูกต้อง", field="bbox")
    wide = (east - west) * KM_PER_DEGREE * math.cos(math.radians((south + north) / 2))
    if max(wide, (north - south) * KM_PER_DEGREE) > MOST_KM:
        raise Refused("BOX_SIZE", "ซูมเข้าใกล้กว่านี้เพื่อจับจุดและแก้ไข", field="bbox")
    return west, south, east, north


def near(register: BoundRegister, also: Iterable[str], box: Box, user: Any) -> bytes:
    """JSON of the shapes of a register and of further layers that meet a box, as far as the reader may see them."""
    kinds = {register.kind_id: register.slug}
    for slug in also:
        other = registry.by_slug.get(slug)
        if other is not None and other.has_geometry and not other.level.is_personal:
            kinds[other.kind_id] = other.slug
    test, values = index.predicate(user, wanted=lambda each: each.kind_id in kinds)
    values |= dict(zip(("west", "south", "east", "north"), box, strict=True))
    values |= {"own": register.kind_id, "alive": list(register.live_states) or None, "kinds": list(kinds)}
    values |= {"whole": WHOLE_CORNERS, "most": MOST_SHAPES + 1}
    with connection.cursor() as cursor:
        cursor.execute(NEAR.read_text(encoding="utf-8").replace("@visible@", test), values)
        rows = cursor.fetchall()
    shapes = [
        {"uid": str(uid), "layer": kinds[kind], "title": title, "geometry": orjson.Fragment(shape)}
        for uid, kind, title, shape in rows[:MOST_SHAPES]
        if shape
    ]
    return orjson.dumps({"features": shapes, "more": len(rows) > MOST_SHAPES})
