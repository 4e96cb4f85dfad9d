"""Whole tiles of the wide zooms kept ready in the database: drawing one reads thousands of rows, fetching it one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db import connection

from layers.bound import BoundRegister
from tiles import recipes, render
from tiles.cache import pack
from tiles.grid import Box, Tile, tile_range
from tiles.statements import CELL_ZOOM, RegisterSql, sql_of

#: A shape that reaches over more tiles of a zoom is drawn when somebody asks: there are never many such shapes.
MANY = 256
#: A change alters clusters as far away as half a tile, where blocks of cells reach beyond it.
REACH = 0.52


def zooms(sql: RegisterSql) -> list[int]:
    """The zooms of a layer whose tiles are kept ready."""
    first, last = sql.register.layer.zooms
    return [zoom for zoom in range(first, last + 1) if recipes.uses_stored(sql, zoom)]


def make_all(register: BoundRegister) -> None:
    """Draw every tile of a layer in which something is stored. Inside the transaction that stored it."""
    sql = sql_of(register)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM tile_ready WHERE kind = %s", [register.kind_id])
    _make(register, sorted(_filled(sql), key=_address))


def make_again(register: BoundRegister, boxes: Iterable[Box]) -> None:
    """Draw anew the tiles that changed boxes (degrees) may alter. Inside the transaction that stored what changed."""
    sql = sql_of(register)
    old: set[Tile] = set()
    for zoom in zooms(sql):
        for columns, rows in {tile_range(box, zoom, REACH) for box in boxes}:
            with connection.cursor() as cursor:
                cursor.execute(
                    "DELETE FROM tile_ready WHERE kind = %s AND z = %s AND x BETWEEN %s AND %s AND y BETWEEN %s AND %s",
                    [register.kind_id, zoom, columns.start, columns.stop - 1, rows.start, rows.stop - 1],
                )
            old |= _few(zoom, columns, rows)
    _make(register, sorted(old, key=_address))


def _make(register: BoundRegister, tiles: list[Tile]) -> None:
    columns = "kind, z, x, y, etag, body"
    for tile in tiles:
        kept = pack(render.stored(register, tile).body, "")
        if not kept.is_empty:
            row = (register.kind_id, tile.z, tile.x, tile.y, kept.etag, kept.zipped)
            with connection.cursor() as cursor:
                cursor.execute(f"INSERT INTO tile_ready ({columns}) VALUES (%s, %s, %s, %s, %s, %s)", row)


def _few(zoom: int, columns: range, rows: range) -> set[Tile]:
    if len(columns) * len(rows) > MANY:
        return set()
    return {Tile(zoom, x, y) for x in columns for y in rows}


def _address(tile: Tile) -> tuple[int, int, int]:
    return tile.z, tile.x, tile.y


def _filled(sql: RegisterSql) -> set[Tile]:
    """Tiles in which something is stored; a few at whose edge a neighbour's symbol shows may be missing."""
    return {*_with_shapes(sql), *_with_cells(sql)}


def _with_shapes(sql: RegisterSql) -> Iterator[Tile]:
    kind = sql.register.kind_id
    for band in recipes.bands(sql):
        drawn = range(sql.register.layer.zooms[0], recipes.LOW + 1) if band == recipes.LOW else range(band, band + 1)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT ST_XMin(e), ST_YMin(e), ST_XMax(e), ST_YMax(e) FROM ("
                " SELECT ST_Extent(box) AS e FROM tile_shape WHERE kind = %s AND band = %s GROUP BY size, gx, gy) g",
                [kind, band],
            )
            for box in cursor.fetchall():
                for zoom in drawn:
                    yield from _few(zoom, *tile_range(box, zoom))


def _with_cells(sql: RegisterSql) -> Iterator[Tile]:
    if not recipes.levels(sql):
        return
    shift = CELL_ZOOM - recipes.LOW
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT x >> %s, y >> %s FROM tile_vote WHERE kind = %s", [shift, shift, sql.register.kind_id]
        )
        lowest = cursor.fetchall()
    for zoom in range(sql.register.layer.zooms[0], recipes.LOW + 1):
        yield from (Tile(zoom, x >> (recipes.LOW - zoom), y >> (recipes.LOW - zoom)) for x, y in lowest)
