"""Tiles of the maps of one year: drawn from the database each time, for the reader who asks, and never kept."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from psycopg.types.numeric import Int4

from gis_core.features import clock, measure
from layers.engine.year_maps import is_personal, may_open, statement_for
from layers.registry import registry
from layers.year_maps import BoundYearMap
from tiles.answers import PERSONAL, PRIVATE, answer
from tiles.cache import Kept, pack
from tiles.database import ask
from tiles.grid import Tile
from tiles.statements import fill, load
from tiles.views import not_found

#: Years of the Buddhist era a map may be asked for.
YEARS = range(2400, 2800)
FIXED = ("uid", "title")


@require_safe
def tile(request: HttpRequest, slug: str, year: int, z: int, x: int, y: int) -> HttpResponse:
    """One vector tile of a map of a year; what the reader may not see answers like what does not exist."""
    year_map, address = registry.year_maps.get(slug), Tile(z, x, y)
    if year_map is None or year not in YEARS or not address.exists or not may_open(year_map, request.user):
        return not_found()
    first, last = year_map.declared.layer.zooms
    if not first <= z <= last:
        return not_found()
    headers = request.headers
    kept, caching = draw(year_map, year, address, request.user), PERSONAL if is_personal(year_map) else PRIVATE
    status, fields, body = answer(kept, caching, headers.get("Accept-Encoding", ""), headers.get("If-None-Match", ""))
    return HttpResponse(body, status=status, headers=dict(fields))


def draw(year_map: BoundYearMap, year: int, address: Tile, user: Any) -> Kept:
    """What one reader may see of a tile as it stands now."""
    statement, rights = statement_for(year_map, user)
    columns = ", ".join(f'y."{name}"' for name in year_map.declared.layer.tile_columns if name not in FIXED)
    text = fill(load("year_tile"), {"statement": statement, "columns": columns})
    w, s, e, n = address.bounds_3857
    bw, bs, be, bn = address.buffered
    values = {
        "slug": year_map.slug, "w": w, "s": s, "e": e, "n": n, "bw": bw, "bs": bs, "be": be, "bn": bn,
        "year": Int4(year), "today": clock.today(), "zone": Int4(measure.office_srid()),
    }  # fmt: skip
    ((snapshot, body),) = ask(text, values | dict(year_map.declared.values()) | rights)
    return pack(bytes(body or b""), snapshot)
