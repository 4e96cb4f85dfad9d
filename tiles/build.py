"""Make what is stored for one layer: votes and cells, generalised shapes; all of it, or what changed boxes meet."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import numpy as np
import shapely
from django.db import connection, transaction

from gis_core.access.levels import Level
from layers.bound import BoundRegister
from tiles import generalise, ready, recipes
from tiles.grid import Box, column_of, lat_of, lon_of, row_of
from tiles.statements import CELL_ZOOM, RegisterSql, fill, for_everything, load, row, sql_of

WORLD = "(SELECT ST_MakeEnvelope(-180, -85, 180, 85, 4326) AS box, 0 AS ax0, 262143 AS ax1, 0 AS ay0, 262143 AS ay1)"
#: More changed blocks than this and the whole layer is made anew.
MANY_BLOCKS = 400
MANY_BOXES = 1_000
LISTED = "unnest(%(bx)s::integer[], %(by)s::integer[]) AS b (bx, by)"
SMALL_SHIFT = {"area": 3, "line": 6}
LARGE_SHIFT = 7
BATCH = 5_000

Group = tuple[int, int, int]
Record = tuple[Any, ...]


def has_stored(register: BoundRegister) -> bool:
    """Whether anything is made beforehand for a register; personal layers are counted by another job."""
    if register.layer is None or register.level in (Level.AGGREGATE, Level.HIDDEN):
        return False
    sql = sql_of(register)
    return bool(recipes.levels(sql) or recipes.bands(sql))


def is_built(register: BoundRegister) -> bool:
    """Whether what is stored was made for this version of the layer."""
    rows = _ask(
        "SELECT 1 FROM tile_state WHERE kind = %s AND version = %s", [register.kind_id, sql_of(register).version]
    )
    return bool(rows)


def build(register: BoundRegister) -> int:
    """Make everything of one layer anew, in one transaction; returns the number of stored rows."""
    sql = sql_of(register)
    with transaction.atomic():
        for table in ("tile_vote", "tile_aggregate", "tile_shape", "tile_state"):
            _do(f"DELETE FROM {table} WHERE kind = %s", [register.kind_id])
        if recipes.levels(sql):
            _insert_votes(sql, recipes.votes(sql, WORLD), {})
            for level in recipes.levels(sql):
                _insert_cells(sql, level, None)
        if recipes.bands(sql):
            _insert_shapes(sql, _records(sql))
        _do("INSERT INTO tile_state (kind, version) VALUES (%s, %s)", [register.kind_id, sql.version])
        _ask("SELECT tiles_analyze()", [])
        ready.make_all(register)
        return sum(
            _ask(f"SELECT count(*) FROM {table} WHERE kind = %s", [register.kind_id])[0][0]
            for table in ("tile_aggregate", "tile_shape")
        )


def refresh(register: BoundRegister, boxes: list[Box]) -> None:
    """Make anew what the changed boxes (degrees) meet."""
    blocks = blocks_of(boxes) if len(boxes) <= MANY_BOXES else None
    if blocks is None:
        build(register)
        return
    sql = sql_of(register)
    if recipes.levels(sql):
        _refresh_cells(sql, sorted(blocks))
    if recipes.bands(sql):
        _refresh_shapes(sql, boxes)
    ready.make_again(register, boxes)


def blocks_of(boxes: Iterable[Box]) -> set[tuple[int, int]] | None:
    """The blocks (tiles of zoom 15) that the boxes meet; None when they are too many to be made one by one."""
    zoom, found = recipes.BLOCK_ZOOM, set()
    for west, south, east, north in boxes:
        left, right = int(column_of(west, zoom)), int(column_of(east, zoom))
        top, bottom = int(row_of(north, zoom)), int(row_of(south, zoom))
        if (right - left + 1) * (bottom - top + 1) > MANY_BLOCKS:
            return None
        found |= {(x, y) for x in range(left, right + 1) for y in range(top, bottom + 1)}
    return None if len(found) > MANY_BLOCKS else found


# -- cells -------------------------------------------------------------------------------------------------------------
def _refresh_cells(sql: RegisterSql, blocks: list[tuple[int, int]]) -> None:
    values = {"bx": [x for x, _ in blocks], "by": [y for _, y in blocks]}
    kind = sql.register.kind_id
    _do(
        f"DELETE FROM tile_vote v USING {LISTED} WHERE v.kind = {kind}"
        " AND v.x BETWEEN b.bx * 8 AND b.bx * 8 + 7 AND v.y BETWEEN b.by * 8 AND b.by * 8 + 7",
        values,
    )
    _insert_votes(sql, load("block_list") + ", " + recipes.votes(sql, "block"), values)
    for level in recipes.levels(sql):
        shift = CELL_ZOOM - level
        _insert_cells(sql, level, sorted({(x >> shift, y >> shift) for x, y in blocks}))


def _insert_votes(sql: RegisterSql, parts: str, values: dict[str, Any]) -> None:
    _do(
        f"INSERT INTO tile_vote (kind, x, y, k, value, weight, own, mx, my, record_id, single) WITH {parts}"
        f" SELECT {sql.register.kind_id}, x, y, k, value, weight, own, mx, my, record_id, single FROM live_vote",
        values,
    )


def _insert_cells(sql: RegisterSql, level: int, blocks: list[tuple[int, int]] | None) -> None:
    """Cells of one level in the given blocks of that level, or everywhere."""
    kind, side = sql.register.kind_id, CELL_ZOOM - level + recipes.BLOCK
    source, values = f"tile_vote v WHERE v.kind = {kind}", {"shift": CELL_ZOOM - level, "level": level}
    if blocks is not None:
        values |= {"bx": [x for x, _ in blocks], "by": [y for _, y in blocks], "side": side}
        _do(
            f"DELETE FROM tile_aggregate a USING {LISTED} WHERE a.kind = {kind} AND a.level = %(level)s"
            " AND a.x BETWEEN b.bx * 8 AND b.bx * 8 + 7 AND a.y BETWEEN b.by * 8 AND b.by * 8 + 7",
            values,
        )
        source = (
            f"{LISTED} JOIN tile_vote v ON v.kind = {kind}"
            " AND v.x BETWEEN b.bx << %(side)s AND ((b.bx + 1) << %(side)s) - 1"
            " AND v.y BETWEEN b.by << %(side)s AND ((b.by + 1) << %(side)s) - 1"
        )
    _do(
        "INSERT INTO tile_aggregate (kind, level, x, y, slot, parts, record_id, mx, my, props)"
        f" WITH vote AS (SELECT v.* FROM {source}), {recipes.ranked(sql)}"
        f" SELECT {kind}, %(level)s, x, y, slot, parts, record_id, mx, my, props FROM cell",
        values,
    )


# -- shapes ------------------------------------------------------------------------------------------------------------
def _refresh_shapes(sql: RegisterSql, boxes: list[Box]) -> None:
    kind, groups = sql.register.kind_id, set()
    for box in boxes:
        values = dict(zip(("w", "s", "e", "n"), box, strict=True))
        groups |= set(
            _ask(
                "SELECT DISTINCT size, gx, gy FROM tile_shape WHERE kind = %(kind)s"
                " AND box && ST_MakeEnvelope(%(w)s, %(s)s, %(e)s, %(n)s, 4326)",
                values | {"kind": kind},
            )
        )
        groups |= {record[:3] for record in _records(sql, box=box)}
    for size, gx, gy in sorted(groups):
        _do("DELETE FROM tile_shape WHERE (kind, size, gx, gy) = (%s, %s, %s, %s)", [kind, size, gx, gy])
        _insert_shapes(sql, _records(sql, group=(size, gx, gy)))


def _records(sql: RegisterSql, group: Group | None = None, box: Box | None = None) -> Iterator[Record]:
    """Records with their groups, of one group, of a box, or all, in the order of groups."""
    small_shift = SMALL_SHIFT[sql.family]
    values: dict[str, Any] = {}
    wanted = within = "TRUE"
    if group:
        shift = LARGE_SHIFT if group[0] else small_shift
        box = _square(CELL_ZOOM - shift, group[1], group[2])
        wanted = "(r.size, r.gx, r.gy) = (%(size)s, %(gx)s, %(gy)s)"
        values |= dict(zip(("size", "gx", "gy"), group, strict=True))
    if box:
        within = f"{sql.geom} && ST_MakeEnvelope(%(w)s, %(s)s, %(e)s, %(n)s, 4326)"
        values |= dict(zip(("w", "s", "e", "n"), box, strict=True))
    tokens = sql.tokens | {
        "within": within,
        "wanted": wanted,
        "large": sql.large if sql.family == "area" else "FALSE",
        "small_shift": str(small_shift),
        "north_row": row(f"ST_YMax({sql.geom})"),
        "south_row": row(f"ST_YMin({sql.geom})"),
    }
    statement = for_everything(fill(load("group_records"), tokens))
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, values)
        while rows := cursor.fetchmany(BATCH):
            yield from rows


def _square(zoom: int, x: int, y: int) -> Box:
    return lon_of(x, zoom), lat_of(y + 1, zoom), lon_of(x + 1, zoom), lat_of(y, zoom)


def _insert_shapes(sql: RegisterSql, records: Iterator[Record]) -> None:
    rows: list[Record] = []
    for group, members in groupby(records, key=lambda record: record[:3]):
        rows += _drawn(sql, group, list(members))
        if len(rows) >= BATCH:
            _store(rows)
            rows = []
    _store(rows)


def _drawn(sql: RegisterSql, group: Group, records: list[Record]) -> Iterator[Record]:
    """The stored rows of one group, all bands."""
    shapes = shapely.from_wkb([bytes(record[4]) for record in records])
    if sql.family == "line":
        yield from _merged(sql, recipes.LOW, group, records, generalise.merged_lines(shapes, [r[7] for r in records]))
        return
    wanted = recipes.bands(sql)
    thin = generalise.simplified(shapes, generalise.TOLERANCE)
    dense = generalise.is_dense(shapes)
    if 14 in wanted:
        yield from _single(sql, 14, group, [_brief(sql, r) for r in records] if dense else records, thin)
    if 13 in wanted and dense:
        yield from _merged(sql, 13, group, records, generalise.merged_areas(thin, [r[7] for r in records]))
    elif 13 in wanted:
        yield from _single(sql, 13, group, records, thin)
    if recipes.LOW in wanted and group[0] == 1:
        yield from _single(sql, recipes.LOW, group, records, generalise.simplified(shapes, generalise.LOW_TOLERANCE))


def _brief(sql: RegisterSql, record: Record) -> Record:
    """The record without uid, title and label: more than half of a crowded tile, and nobody reads them at zoom 14."""
    label = sql.register.layer.label
    lines = label.lines if label else ()
    left_out = {"uid", "title"} | {line.column for line in lines if line.from_zoom > recipes.BANDS[0]}
    kept = {
        name: value for name, value in json.loads(record[6]).items() if name not in left_out or name in sql.class_names
    }
    return (*record[:6], json.dumps(kept), record[7])


def _single(sql: RegisterSql, band: int, group: Group, records: list[Record], shapes: Any) -> Iterator[Record]:
    for record, shape in zip(records, shapes, strict=True):
        if not shape.is_empty:
            yield (
                sql.register.kind_id,
                band,
                *group,
                record[3],
                [record[3]],
                bytes(record[5]),
                _ewkb(shape),
                record[6],
            )


def _merged(
    sql: RegisterSql, band: int, group: Group, records: list[Record], pieces: list[generalise.Piece]
) -> Iterator[Record]:
    boxes = shapely.from_wkb([bytes(record[5]) for record in records])
    for piece in pieces:
        members = list(piece.members)
        ids = [records[index][3] for index in members]
        box = shapely.set_srid(shapely.box(*shapely.total_bounds(boxes[members])), 4326)
        if len(ids) == 1:
            yield from _single(sql, band, group, [records[members[0]]], [piece.shape])
        elif not piece.shape.is_empty:
            props = _summary(sql, records[members[0]][7], len(ids))
            ewkb = shapely.to_wkb(box, include_srid=True)
            yield (sql.register.kind_id, band, *group, None, ids, ewkb, _ewkb(piece.shape), props)


def _summary(sql: RegisterSql, classes: str, count: int) -> str:
    named = zip(sql.class_names, json.loads(classes), strict=False)
    return json.dumps({"cell": True, "count": count} | {name: value for name, value in named if value is not None})


def _ewkb(shape: Any) -> bytes:
    return shapely.to_wkb(shapely.set_srid(np.asarray(shape, dtype=object).item(), 3857), include_srid=True)


def _store(rows: list[Record]) -> None:
    if not rows:
        return
    with (
        connection.cursor() as cursor,
        cursor.copy(
            "COPY tile_shape (kind, band, size, gx, gy, record_id, members, box, geom, props) FROM STDIN"
        ) as copy,
    ):
        for kind, band, size, gx, gy, record_id, members, box, geom, props in rows:
            copy.write_row((kind, band, size, gx, gy, record_id, members, box.hex(), geom.hex(), props))


def _do(statement: str, values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(for_everything(statement), values)


def _ask(statement: str, values: Any) -> list[Record]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()
