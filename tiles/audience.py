"""For whom a tile is drawn: the whole register, one right's own share of it, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import shapely

from gis_core.access.visible import Scope, Visibility
from tiles.grid import BUFFER, Tile


@dataclass(frozen=True)
class Share:
    """What to draw. `key` names the audience with which the tile may be shared on disk; "" keeps it off the disk."""

    right: Visibility
    key: str


def everything(has_geometry: bool = True) -> Visibility:
    return Visibility((Scope(None, None),), has_geometry)


ALL = everything().audience


def share_of(right: Visibility, tile: Tile, buffer: int = BUFFER) -> Share | None:
    """What one tile shows under a right; None when it lies wholly outside the reader's areas.

    A tile that lies wholly inside the area (buffer included) is the same as everybody's. One that the border crosses is
    the reader's alone. A right limited by units alone is shared by all who have just that right.
    """
    if right.everything:
        return Share(right, ALL)
    box = shapely.box(*tile.around(buffer))
    whole = _union(tuple(scope.area for scope in right.scopes if scope.units is None and scope.area))
    if whole is not None and whole.covers(box):
        return Share(everything(right.has_geometry), ALL)
    with_areas = [scope for scope in right.scopes if scope.area]
    if not with_areas:
        return Share(right, right.audience)
    if len(with_areas) == len(right.scopes):
        reach = _union(tuple(scope.area for scope in with_areas if scope.area))
        if reach is not None and not reach.intersects(box):
            return None
    return Share(right, "")


@lru_cache(maxsize=256)
def _union(areas: tuple[bytes, ...]) -> Any:
    """One prepared shape of all areas (EWKB); None for none."""
    if not areas:
        return None
    shape = shapely.union_all(shapely.from_wkb(list(areas)))
    shapely.prepare(shape)
    return shape
