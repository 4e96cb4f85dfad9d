"""Tiles kept on disk. Each file says which database snapshot it was drawn from, so its age can be judged by itself.

    <TILE_CACHE>/<database>/<layer>/<version>/<audience>/<zoom>/<x>-<y>

A file is one line (mark, ETag, snapshot) and the gzipped tile. Files are put in place by renaming, so a reader finds a
whole file or none. What may be kept and what is thrown away is decided in `freshness`.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import os
import shutil
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from isal import isal_zlib

from tiles.grid import EXTENT, Box, Tile, tile_range

MARK = b"elocal-tile-1"
#: ISA-L at this level makes a tile as small as zlib's level 1 in a quarter of the time, which was the most that a tile
#: cost beside the database.
LEVEL = 2
#: zlib's word for the largest window with a gzip head, in which no time is written: equal tiles stay equal.
GZIP = 31
#: The nearest zoom of which tiles are kept. Nearer ones hold so few shapes that the database draws one in the time a
#: file takes to be written and thrown away again, and there are sixteen times as many of them.
KEPT_TO = 16
#: Above so many possible files of one zoom the folder is read instead of each name being tried.
MANY = 64


@dataclass(frozen=True)
class Kept:
    """A tile with its ETag (of the content), gzipped; `snapshot` tells what it has seen."""

    etag: str
    snapshot: str
    zipped: bytes

    @property
    def is_empty(self) -> bool:
        return not self.zipped

    def plain(self) -> bytes:
        return gzip.decompress(self.zipped) if self.zipped else b""


def pack(body: bytes, snapshot: str) -> Kept:
    """A tile as it is sent and kept."""
    zipped = isal_zlib.compress(body, LEVEL, GZIP) if body else b""
    # of the packed tile, a third as long: equal tiles are packed alike
    return Kept(f'"{hashlib.sha256(zipped).hexdigest()[:24]}"', snapshot, zipped)


EMPTY = pack(b"", "")


@dataclass(frozen=True)
class Cache:
    """The tiles of one database on this machine."""

    root: Path

    def path(self, layer: str, version: str, audience: str, tile: Tile) -> str:
        return f"{self.root}/{layer}/{version}/{audience}/{tile.z}/{tile.x}-{tile.y}"

    def read(self, path: str) -> Kept | None:
        """A kept tile; None when there is none, or not a whole one."""
        try:
            with open(path, "rb", buffering=0) as file:
                data = file.read()
        except OSError:
            return None
        head, _, body = data.partition(b"\n")
        words = head.decode("ascii", "replace").split(" ")
        if len(words) != 3 or words[0] != MARK.decode():
            return None
        return Kept(words[1], words[2], body)

    def write(self, path: str, kept: Kept) -> str | None:
        """Write a tile beside its place; `put` moves it there. None on a full disk or in a cleared folder."""
        waiting = f"{path}.{os.getpid()}-{threading.get_ident()}"
        data = b" ".join((MARK, kept.etag.encode(), kept.snapshot.encode())) + b"\n" + kept.zipped
        try:
            try:
                _write(waiting, data)
            except FileNotFoundError:
                Path(waiting).parent.mkdir(parents=True, exist_ok=True)
                _write(waiting, data)
        except OSError:
            self.drop(waiting)
            return None
        return waiting

    def put(self, waiting: str, path: str) -> None:
        with contextlib.suppress(OSError):
            os.replace(waiting, path)

    def snapshot_of(self, path: str) -> str | None:
        """The snapshot of a kept tile, without reading the tile."""
        try:
            with open(path, "rb") as file:
                words = file.readline(65_536).split()
        except OSError:
            return None
        return words[2].decode("ascii", "replace") if len(words) == 3 else ""

    def drop(self, path: str) -> None:
        with contextlib.suppress(OSError):
            os.unlink(path)

    def within(self, layer: str, box: Box, buffers: Mapping[int, int]) -> Iterator[str]:
        """Paths of the kept tiles of a layer, all versions and audiences, in which a box (degrees) may be drawn, at the
        zooms that are given with their buffers in tile units.
        """
        for folder in self._folders(layer):
            for zoom, buffer in buffers.items():
                yield from _matching(f"{folder}/{zoom}", *tile_range(box, zoom, buffer / EXTENT))

    def _folders(self, layer: str) -> Iterator[str]:
        for version in _entries(f"{self.root}/{layer}"):
            yield from _entries(version)

    def clear(self) -> None:
        """Throw every tile away."""
        away = self.root.with_name(f"{self.root.name}.old-{os.getpid()}-{threading.get_ident()}")
        with contextlib.suppress(OSError):
            self.root.replace(away)
        shutil.rmtree(away, ignore_errors=True)


def _write(path: str, data: bytes) -> None:
    # a path object costs as much as the file's own making
    with open(path, "wb", buffering=0) as file:
        file.write(data)


def _entries(folder: str) -> list[str]:
    try:
        return [entry.path for entry in os.scandir(folder) if entry.is_dir()]
    except OSError:
        return []


def _matching(folder: str, columns: range, rows: range) -> Iterator[str]:
    if len(columns) * len(rows) <= MANY:
        for x in columns:
            for y in rows:
                path = f"{folder}/{x}-{y}"
                if Path(path).exists():
                    yield path
        return
    with contextlib.suppress(OSError):
        for entry in os.scandir(folder):
            x, _, y = entry.name.partition("-")
            if x.isdigit() and y.isdigit() and int(x) in columns and int(y) in rows:
                yield entry.path
