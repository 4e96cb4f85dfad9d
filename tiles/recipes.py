"""Which statement draws a tile: by zoom, by how the layer is drawn, and by whether what is stored may be used."""

from __future__ import annotations

from typing import Any

from psycopg.types.numeric import Int4

from gis_core.access.visible import Visibility
from tiles.grid import Tile, lat_of, lon_of
from tiles.statements import CELL_ZOOM, LARGE_CELLS, VISIBLE, RegisterSql, buffer_of, fill, for_everything, load

Statement = tuple[str, dict[str, Any]]

#: True shapes from here on; generalised ones of two bands before; cells and merged lines below.
TRUE_FROM = 15
BANDS = (14, 13)
LOW = 12
BLOCK = 3
BLOCK_ZOOM = CELL_ZOOM - BLOCK

ANSWER = """WITH {parts}
SELECT pg_current_snapshot()::text, CASE WHEN {only_if} THEN (SELECT ST_AsMVT(q, %(slug)s, 4096, 'geom', 'id') FROM (
    {rows}
) q) END, {built}"""
BUILT = "EXISTS (SELECT 1 FROM tile_state WHERE kind = @kind@ AND version = '{version}')"
UNCHANGED = """{built} AND NOT EXISTS (
    SELECT 1 FROM tile_dirty
    WHERE layer_id = @layer@ AND box && ST_MakeEnvelope(%(dw)s, %(ds)s, %(de)s, %(dn)s, 4326))"""
SHAPES = "SELECT geom, id, props FROM drawn_shape"


def cell_level(family: str, zoom: int) -> int:
    """The zoom whose tiles are the cells of a low zoom: at most 16,384 squares or 256 clusters a tile."""
    return min(CELL_ZOOM, zoom + 7) if family == "area" else zoom + 4


def levels(sql: RegisterSql) -> list[int]:
    """The levels of cells that are stored for a layer."""
    if sql.family == "line":
        return []
    first, last = sql.register.layer.zooms
    return sorted({cell_level(sql.family, zoom) for zoom in range(first, min(last, LOW) + 1)})


def bands(sql: RegisterSql) -> list[int]:
    """The bands of generalised shapes that are stored for a layer."""
    first, last = sql.register.layer.zooms
    low = [LOW] if first <= LOW and sql.family != "point" else []
    return low + [band for band in BANDS if sql.family == "area" and first <= band <= last]


def uses_stored(sql: RegisterSql, zoom: int) -> bool:
    """Whether tiles of this zoom are drawn from what was made beforehand."""
    return zoom <= LOW or (zoom < TRUE_FROM and sql.family == "area")


# -- statements --------------------------------------------------------------------------------------------------------
def live(sql: RegisterSql, zoom: int, right: Visibility) -> Statement:
    """A tile from the records themselves, of what one reader may see."""
    if zoom > LOW or sql.family == "line":
        return _permitted(fill(load("full"), sql.tokens), right)
    frame = "(SELECT ST_MakeEnvelope(%(dw)s, %(ds)s, %(de)s, %(dn)s, 4326) AS box, %(ax0)s::integer AS ax0,"
    frame += " %(ax1)s::integer AS ax1, %(ay0)s::integer AS ay0, %(ay1)s::integer AS ay1)"
    parts = [votes(sql, frame), "vote AS (SELECT * FROM live_vote)", ranked(sql)]
    rows = [_cells(sql, "cell")]
    if sql.family == "area":
        parts.append(fill(load("live_shapes"), sql.tokens | {"large": sql.large}))
        rows.append(SHAPES)
    return _permitted(_answer(parts, rows, "true"), right)


def stored(sql: RegisterSql, zoom: int) -> Statement:
    """A tile from stored shapes and cells, true where something changed, for readers who may see all of it.

    Its third column says whether anything is stored for this version of the layer; if not, the tile counts for nothing.
    """
    built = _built(sql)
    parts, rows = [fill(load("dirty"), sql.tokens)], []
    if zoom <= LOW and sql.family != "line":
        cells = load("stored_cells").replace("@kept@", load("kept_cells")).replace("@rank@", ranked(sql))
        parts += [load("stale"), votes(sql, "stale"), fill(cells, sql.tokens)]
        rows.append(_cells(sql, "drawn_cell"))
    if zoom > LOW or sql.family != "point":
        only = sql.large if zoom <= LOW and sql.family == "area" else "TRUE"
        parts.append(fill(load("stored_shapes").replace("@kept@", load("kept_shapes")), sql.tokens | {"large": only}))
        rows.append(SHAPES)
    return for_everything(_answer(parts, rows, built)), {}


def unchanged(sql: RegisterSql, zoom: int, *, surely: bool = False) -> Statement:
    """A tile from what is stored alone. Its third column says whether nothing changed since; if not, nothing is drawn.

    `surely`: it is asked by those who have just stored it.
    """
    parts, rows = [], []
    test = "true" if surely else fill(UNCHANGED.format(built=_built(sql)), sql.tokens)
    if zoom <= LOW and sql.family != "line":
        parts.append(f"drawn_cell AS ({fill(load('kept_cells'), sql.tokens)})")
        rows.append(_cells(sql, "drawn_cell"))
    if zoom > LOW or sql.family != "point":
        parts.append(f"drawn_shape AS ({fill(load('kept_shapes'), sql.tokens)})")
        rows.append(SHAPES)
    return _answer(parts, rows, test, only_if=test), {}


def ready(sql: RegisterSql) -> Statement:
    """A tile kept ready (`ready`), true while nothing changed in it; no row when it must be drawn."""
    return fill(load("ready"), sql.tokens | {"version": sql.version}), {}


def counts(sql: RegisterSql, right: Visibility) -> Statement:
    """A tile of a personal layer. Counts are of the whole office: a right limited by unit shows none of them."""
    allowed, values = [], {}
    for number, scope in enumerate(right.scopes):
        if scope.units is None and scope.area is None:
            allowed.append("TRUE")
        elif scope.units is None:
            allowed.append(f"ST_Covers(ST_GeomFromEWKB(%(v_area{number})s), c.core)")
            values[f"v_area{number}"] = scope.area
    tokens = {"kind": sql.tokens["kind"], "allowed": "(" + (" OR ".join(allowed) or "FALSE") + ")"}
    return fill(load("counts"), tokens), values


def votes(sql: RegisterSql, area: str) -> str:
    """The part that counts records in the cells of `area`."""
    is_area = sql.family == "area"
    tokens = sql.tokens | {
        "area": area,
        "single": "NULL::jsonb" if is_area else sql.props,
        "one": "NULL::jsonb" if is_area else "(array_agg(h.p))[1]",
        "small": f"greatest(r.c1 - r.c0, r.r1 - r.r0) < {LARGE_CELLS}" if is_area else "TRUE",
        "cover": load("cover") if is_area else "",
    }
    return fill(load("votes"), tokens)


def ranked(sql: RegisterSql) -> str:
    """The part that makes cells of votes."""
    return fill(load("rank_squares" if sql.family == "area" else "rank_points"), sql.tokens)


def _cells(sql: RegisterSql, relation: str) -> str:
    return fill(load("draw_squares" if sql.family == "area" else "draw_points"), {"cells": relation})


def _built(sql: RegisterSql) -> str:
    return fill(BUILT.format(version=sql.version), sql.tokens)


def _answer(parts: list[str], rows: list[str], built: str, only_if: str = "true") -> str:
    together = "\n    UNION ALL\n    ".join(rows)
    return ANSWER.format(parts=",\n".join(parts), rows=together, built=built, only_if=only_if)


def _permitted(text: str, right: Visibility) -> Statement:
    test, values = right.sql("t")
    return text.replace(VISIBLE, test), values


# -- parameters --------------------------------------------------------------------------------------------------------
def parameters(sql: RegisterSql, tile: Tile) -> dict[str, Any]:
    """All parameters of the tile's statement but those of the reader's right."""
    w, s, e, n = tile.bounds_3857
    buffer = buffer_of(sql.register, tile.z)
    bw, bs, be, bn = tile.around(buffer)
    values: dict[str, Any] = {
        "slug": sql.register.slug,
        "w": w,
        "s": s,
        "e": e,
        "n": n,
        "bw": bw,
        "bs": bs,
        "be": be,
        "bn": bn,
        "buffer": Int4(buffer),
    }
    if not uses_stored(sql, tile.z):
        return values
    values |= {"dw": bw, "ds": bs, "de": be, "dn": bn, "band": Int4(max(tile.z, LOW))}
    values |= {"z": Int4(tile.z), "x": Int4(tile.x), "y": Int4(tile.y)}
    return values if tile.z > LOW or sql.family == "line" else values | _cell_parameters(sql, tile)


def _cell_parameters(sql: RegisterSql, tile: Tile) -> dict[str, Any]:
    level = cell_level(sql.family, tile.z)
    margin = 0 if sql.family == "area" else 1
    across, shift = level - tile.z, CELL_ZOOM - level
    x0, x1 = (tile.x << across) - margin, ((tile.x + 1) << across) - 1 + margin
    y0, y1 = (tile.y << across) - margin, ((tile.y + 1) << across) - 1 + margin
    # whole blocks of the drawn level, so that a class is rare or not in the same neighbourhood as in the stored cells
    left, right, top, bottom = x0 >> BLOCK, (x1 >> BLOCK) + 1, y0 >> BLOCK, (y1 >> BLOCK) + 1
    block_zoom = level - BLOCK
    integers = {
        "level": level, "shift": shift, "cx0": x0, "cx1": x1, "cy0": y0, "cy1": y1, "ox": x0, "oy": y0,
        "side": 4096 >> across, "scale": 2 ** (CELL_ZOOM - tile.z), "tx": tile.x, "ty": tile.y,
        "fx0": left << shift, "fx1": (right << shift) - 1, "fy0": top << shift, "fy1": (bottom << shift) - 1,
        "ax0": left << (shift + BLOCK), "ax1": (right << (shift + BLOCK)) - 1,
        "ay0": top << (shift + BLOCK), "ay1": (bottom << (shift + BLOCK)) - 1,
    }  # fmt: skip
    bw, bs, be, bn = tile.buffered
    box = {
        "dw": min(bw, lon_of(left, block_zoom)), "de": max(be, lon_of(right, block_zoom)),
        "dn": max(bn, lat_of(top, block_zoom)), "ds": min(bs, lat_of(bottom, block_zoom)),
    }  # fmt: skip
    return {name: Int4(value) for name, value in integers.items()} | box
