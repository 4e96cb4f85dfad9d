"""No tile older than the last change of what it shows.

Every web process looks three times a second for changes it has not seen and throws the tiles they touch off its
machine's disk. Which changes are new is asked by transaction, not by number: one that began long ago and commits now is
new now. While a process has not looked recently it serves nothing from the disk, so the promise does not hang on this
thread, on the worker or on another machine: at zoom 15 and more a kept tile is at most MOST_S old, below MOST_LOW_S.

A tile drawn before a change that is already known is not kept. One that is kept just before the change becomes known is
thrown out by the next look of the process that kept it. Should that process die in between, others look at each change
once more after REPEAT_S, and a starting one at all of the last hour: a file carries the snapshot it was drawn from.
"""

from __future__ import annotations

import contextlib
import logging
import os
import threading
import time
from collections import deque
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
from django.conf import settings

from layers.bound import BoundRegister
from tiles import database
from tiles.cache import KEPT_TO, Cache, Kept
from tiles.grid import BUFFER, LIMIT_ZOOM, Box, Tile
from tiles.snapshot import parse
from tiles.statements import buffer_of, registers_of

log = logging.getLogger("elocal.tiles")

EVERY_S = 0.3
PAUSE_S = 1.0
JOIN_S = 10.0
MOST_S = 0.8
MOST_LOW_S = 20.0
LOW_ZOOM = 14
REPEAT_S = 45.0
MANY_CHANGES = 2_000
NEVER_SEEN = 2**63
WORLD = (-180.0, -85.0, 180.0, 85.0)
BEFORE_ALL = "1:1:"
#: The longest a tile may take from the beginning of its drawing to its place; well under REPEAT_S.
DRAWING_S = 30.0
#: Changes are kept in the database for an hour; a cache that was not looked after for longer is worthless.
FORGET_S = 3000.0

IDENTITY = """SELECT (SELECT system_identifier FROM pg_control_system())::text || '-' || oid::text
    FROM pg_database WHERE datname = current_database()"""
NEWS = """SELECT pg_current_snapshot()::text, coalesce((
    SELECT json_agg(json_build_array(
        layer_id, xid::text, ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box), to_zoom))
    FROM (
        SELECT layer_id, xid, box, 22 AS to_zoom FROM tile_dirty
        UNION ALL SELECT layer_id, xid, box, to_zoom FROM tile_purge
    ) c
    WHERE NOT ST_IsEmpty(box) AND xid >= pg_snapshot_xmin(%(since)s::pg_snapshot)
        AND NOT pg_visible_in_snapshot(xid, %(since)s::pg_snapshot)), '[]')"""


@dataclass(frozen=True)
class Change:
    """A committed change: where, of which table, and up to which zoom its tiles are old."""

    layer_id: int
    xid: int
    box: Box
    to_zoom: int
    seen_at: float

    def touches(self, tile: Tile, buffer: int = BUFFER) -> bool:
        west, south, east, north = tile.around(buffer)
        return (
            tile.z <= self.to_zoom
            and self.box[0] <= east
            and self.box[2] >= west
            and self.box[1] <= north
            and self.box[3] >= south
        )


class Watch:
    """Looks after the tiles of one database on this machine, for one process."""

    def __init__(self, folder: Path, address: str) -> None:
        self.address = address
        ((identity,),) = database.ask(IDENTITY, {}, address)
        self.cache = Cache(folder / identity)
        self.note = self.cache.root / "seen"
        self.recent: deque[Change] = deque()
        self.looked_at = 0.0
        self.thread: threading.Thread | None = None
        self.ending = threading.Event()
        self._turn = threading.Lock()
        self._keeping = threading.Lock()
        if self._note_age() >= FORGET_S:
            self.cache.clear()
        self.since = BEFORE_ALL
        self.look()

    def _note_age(self) -> float:
        """Seconds since a process of this machine last looked."""
        try:
            return time.time() - self.note.stat().st_mtime
        except OSError:
            return FORGET_S

    # -- looking -------------------------------------------------------------------------------------------------------
    def look(self) -> int:
        """See what has been committed since the last look, throw out what it touches; returns the files thrown out."""
        with self._turn:
            now = time.monotonic()
            ((snapshot, rows),) = database.ask(NEWS, {"since": self.since}, self.address)
            if self.looked_at and now - self.looked_at > FORGET_S:
                self.cache.clear()
            thrown = self._see([_change(row, now) for row in rows])
            thrown += self._see_again(now)
            self.since = snapshot
            self._write_note()
            self.looked_at = now
        return thrown

    def _see(self, changes: list[Change]) -> int:
        if len(changes) > MANY_CHANGES:
            # for a while nothing of these tables is kept, which spares a look at each box
            everything = {c.layer_id: replace(c, xid=NEVER_SEEN, box=WORLD, to_zoom=LIMIT_ZOOM) for c in changes}
            changes = list(everything.values())
        with self._keeping:
            self.recent.extend(changes)
        return sum(self._throw_out(change) for change in changes)

    def _see_again(self, now: float) -> int:
        thrown = 0
        while self.recent and now - self.recent[0].seen_at > REPEAT_S:
            with self._keeping:
                change = self.recent.popleft()
            thrown += self._throw_out(change)
        return thrown

    def _throw_out(self, change: Change) -> int:
        thrown = 0
        for register in registers_of(change.layer_id):
            first, last = register.layer.zooms
            zooms = range(first, min(last, change.to_zoom, KEPT_TO) + 1)
            buffers = {zoom: buffer_of(register, zoom) for zoom in zooms}
            for path in self.cache.within(register.slug, change.box, buffers):
                if not _has_seen(self.cache.snapshot_of(path), change.xid):
                    self.cache.drop(path)
                    thrown += 1
        return thrown

    def _write_note(self) -> None:
        with contextlib.suppress(OSError):
            self.note.parent.mkdir(parents=True, exist_ok=True)
            self.note.touch()

    # -- answers -------------------------------------------------------------------------------------------------------
    def may_serve(self, zoom: int) -> bool:
        """Whether a kept tile is surely young enough."""
        return time.monotonic() - self.looked_at <= (MOST_LOW_S if zoom <= LOW_ZOOM else MOST_S)

    def keep(self, path: str, kept: Kept, register: BoundRegister, tile: Tile, began: float) -> bool:
        """Put a tile on the disk unless a change is known that it has not seen, or it took too long; tells whether."""
        # asked again below: a change may become known while the file is written
        waiting = self.cache.write(path, kept) if self._is_current(register, tile, kept.snapshot) else None
        if waiting is None:
            return False
        with self._keeping:
            if self._is_current(register, tile, kept.snapshot) and time.monotonic() - began <= DRAWING_S:
                self.cache.put(waiting, path)
                return True
        self.cache.drop(waiting)
        return False

    def _is_current(self, register: BoundRegister, tile: Tile, snapshot: str) -> bool:
        layer_id, seen = register.layer_id, parse(snapshot)
        unseen = [c for c in self.recent if c.layer_id == layer_id and not seen.sees(c.xid)]
        return not any(change.touches(tile, buffer_of(register, tile.z)) for change in unseen)


def _change(row: list, now: float) -> Change:
    layer_id, xid, west, south, east, north, to_zoom = row
    return Change(layer_id, int(xid), (west, south, east, north), to_zoom, now)


def _has_seen(snapshot: str | None, xid: int) -> bool:
    if snapshot is None:
        return True
    try:
        return parse(snapshot).sees(xid)
    except ValueError:
        return False


_watches: dict[str, Watch] = {}
_lock = threading.Lock()


def watch() -> Watch | None:
    """The watch of this process and database; None while the database cannot be asked."""
    address = database.conninfo()
    found = _watches.get(address)
    if found is None:
        with _lock:
            found = _watches.get(address)
            if found is None:
                try:
                    found = Watch(Path(settings.TILE_CACHE), address)
                except (psycopg.Error, OSError):
                    log.warning("เปิดที่เก็บไทล์ไม่ได้ จะวาดทุกไทล์ใหม่", exc_info=True)
                    return None
                _watches[address] = found
                found.thread = threading.Thread(target=_look_for_ever, args=(found,), name="tiles", daemon=True)
                found.thread.start()
    return found


def running() -> Watch | None:
    """A watch of this process that is already looking, without asking the database."""
    return next(iter(_watches.values()), None)


def _look_for_ever(each: Watch) -> None:
    while not each.ending.wait(EVERY_S):
        try:
            each.look()
        except Exception:
            # kept tiles are not served meanwhile; the database is asked for each
            log.warning("ดูการเปลี่ยนแปลงของไทล์ไม่สำเร็จ", exc_info=True)
            each.ending.wait(PAUSE_S)


def stop() -> None:
    """End the watches of this process."""
    with _lock:
        ending = list(_watches.values())
        _watches.clear()
    for each in ending:
        each.ending.set()
        if each.thread:
            each.thread.join(JOIN_S)


def _forget() -> None:
    global _lock
    _lock = threading.Lock()
    _watches.clear()


os.register_at_fork(after_in_child=_forget)
