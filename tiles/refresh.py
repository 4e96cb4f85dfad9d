"""Keep what is stored in step with the registers. Tiles are right without it; they are drawn faster after it."""

from __future__ import annotations

from collections import defaultdict

from django.db import connection, transaction

from layers.bound import BoundRegister
from layers.registry import registry
from tiles import build, counting
from tiles.grid import Box
from tiles.statements import registers_of

LOCK = 7_203_114
AT_ONCE = 100_000
#: A web process that has not looked for so long throws its whole cache away.
KEEP = "1 hour"


def refresh_pending() -> int:
    """Work off what changed since the last time; returns the number of changed boxes. One worker at a time.

    A box is taken off the list in the transaction that stores what was made for it: a tile sees either the box and the
    old rows, or the new rows without the box.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        if not _alone(cursor):
            return 0
        cursor.execute(
            "SELECT id, layer_id, ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box) FROM tile_dirty"
            " WHERE NOT ST_IsEmpty(box) ORDER BY id LIMIT %s",
            [AT_ONCE],
        )
        rows = cursor.fetchall()
        boxes: dict[int, list[Box]] = defaultdict(list)
        for _id, layer_id, *box in rows:
            boxes[layer_id].append((box[0], box[1], box[2], box[3]))
        for layer_id, changed in boxes.items():
            for register in filter(build.has_stored, registers_of(layer_id)):
                _bring_up(register, changed)
        _hand_over(cursor, [row[0] for row in rows])
    return len(rows)


def build_missing() -> list[str]:
    """Make what no layer of this version has yet; returns the slugs of those that were made."""
    made = []
    for register in registry.registers:
        if build.has_stored(register) and not build.is_built(register):
            with transaction.atomic(), connection.cursor() as cursor:
                if _alone(cursor):
                    build.build(register)
                    purge_layer(register)
                    made.append(register.slug)
    return made


def count_all() -> int:
    """Count all personal layers anew; returns their number."""
    layers = counting.personal_layers()
    for register in layers:
        counting.count(register)
    return len(layers)


def purge_layer(register: BoundRegister) -> None:
    """Every tile of a layer that was drawn before this transaction is old."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tile_purge (layer_id, box, xid, to_zoom)"
            " VALUES (%s, ST_MakeEnvelope(-180, -85, 180, 85, 4326), pg_current_xact_id(), 14)",
            [register.layer_id],
        )


def take_turn() -> None:
    """Wait until no other worker builds, and keep others waiting to the end of this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def pending() -> list[int]:
    """The changed boxes nobody has worked off yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM tile_dirty")
        return [row[0] for row in cursor.fetchall()]


def worked_off(ids: list[int]) -> None:
    """Take boxes off the list after everything has been made anew."""
    with transaction.atomic(), connection.cursor() as cursor:
        _hand_over(cursor, ids)


def _alone(cursor) -> bool:
    cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
    return cursor.fetchone()[0]


def _bring_up(register: BoundRegister, boxes: list[Box]) -> None:
    if build.is_built(register):
        build.refresh(register, boxes)
    else:
        build.build(register)


def _hand_over(cursor, ids: list[int]) -> None:
    """Move worked-off boxes to where web processes look for old tiles: once for the change, once for the new rows."""
    cursor.execute("DELETE FROM tile_dirty WHERE ST_IsEmpty(box)")
    cursor.execute(
        "WITH gone AS (DELETE FROM tile_dirty WHERE id = ANY(%s) RETURNING layer_id, box, xid)"
        " INSERT INTO tile_purge (layer_id, box, xid, to_zoom)"
        " SELECT layer_id, box, xid, 22 FROM gone"
        " UNION ALL SELECT layer_id, box, pg_current_xact_id(), 14 FROM gone",
        [ids],
    )
    cursor.execute(f"DELETE FROM tile_purge WHERE at < now() - interval '{KEEP}'")
