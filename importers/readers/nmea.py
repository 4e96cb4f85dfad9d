"""NMEA 0183 logs of receivers: sentences of one second together make a point."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from functools import reduce
from operator import xor
from pathlib import Path
from typing import Any

import numpy as np

from importers.crs import FileCrs
from importers.readers.columns import Places
from importers.readers.instants import number
from importers.readers.journeys import LINE_FIELDS, bounded, chunked, line_row
from importers.readers.table import Chunk, LayerInfo, Table, Track, TrackPoint, refuse

_KNOT = 1852 / 3600
_MAX_SENTENCE = 200
_SENTENCE = re.compile(r"\$[A-Z]{2}(GGA|RMC|GST),([^*\r\n]*)(?:\*([0-9A-Fa-f]{2}))?")
_METRES_PER_HDOP = 5.0


def open_table(path: Path, name: str, folder: Path, given: str | None, layer: str | None) -> Table:
    """The log as one track."""
    return Nmea(path)


class Nmea(Table):
    """One row, the line; `tracks` gives the points with their times."""

    kind = "nmea"
    crs = FileCrs(4326, "format")

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self.layer = "track"
        self.fields = LINE_FIELDS
        self._places = Places()
        self._damaged = 0
        points = 0
        for point in self._points():
            points += 1
            if self._places.wanted:
                self._places.take(point.lon, point.lat)
        if not points:
            refuse("FILE_NO_ROWS", "ไฟล์ NMEA ไม่มีตำแหน่งที่ใช้ได้ (เครื่องยังจับสัญญาณดาวเทียมไม่ได้) กรุณาบันทึกใหม่")
        if self._damaged:
            self.notes.append(f"ข้ามบรรทัดที่เสีย (checksum ไม่ตรง) {self._damaged:,} บรรทัด")
        self.count = 1
        self.layers = [LayerInfo("track", 1, "line")]

    def sample(self) -> np.ndarray[Any, Any]:
        return self._places.array()

    def chunks(self, size: int) -> Iterator[Chunk]:
        return chunked([line_row("", None, [list(self._bounded())])], self.fields, size)

    def tracks(self) -> Iterator[Track]:
        yield Track("", "track", list(self._bounded()))

    def _bounded(self) -> list[TrackPoint]:
        points: list[TrackPoint] = []
        for point in self._points():
            bounded(points).append(point)
        return points

    def _points(self) -> Iterator[TrackPoint]:
        """One point for each time of day; the date comes from the last RMC."""
        self._damaged = 0
        second = _Second()
        for kind, words in self._sentences():
            clock = words[1] if kind == "RMC" else words[0]
            if clock_changed := second.clock not in ("", clock[:9]):
                point = second.point()
                if point:
                    yield point
            if clock_changed or not second.clock:
                second = _Second(clock[:9], second.day)
            second.take(kind, words)
        point = second.point()
        if point:
            yield point

    def _sentences(self) -> Iterator[tuple[str, list[str]]]:
        with self._path.open("r", encoding="ascii", errors="replace") as lines:
            while line := lines.readline(_MAX_SENTENCE):
                found = _SENTENCE.search(line)
                if not found:
                    continue
                kind, body, checksum = found.groups()
                if checksum and _checksum(line[found.start() + 1 : found.end() - 3]) != int(checksum, 16):
                    self._damaged += 1
                    continue
                words = body.split(",")
                if len(words) >= 8:
                    yield kind, ["", *words] if kind == "RMC" else words


def _checksum(text: str) -> int:
    return reduce(xor, text.encode("ascii", "replace"), 0)


class _Second:
    """What the sentences of one moment say together."""

    def __init__(self, clock: str = "", day: date | None = None) -> None:
        self.clock = clock
        self.day = day
        self.lon: float | None = None
        self.lat: float | None = None
        self.ele: float | None = None
        self.hdop: float | None = None
        self.speed: float | None = None
        self.accuracy: float | None = None

    def take(self, kind: str, words: list[str]) -> None:
        if kind == "GGA" and len(words) >= 9 and words[5] not in ("", "0"):
            self._place(words[1:5])
            self.hdop, self.ele = number(words[7]), number(words[8])
        elif kind == "RMC" and words[2] == "A":
            self._place(words[3:7])
            knots = number(words[7])
            self.speed = None if knots is None else knots * _KNOT
            self.day = _day(words[9] if len(words) > 9 else "") or self.day
        elif kind == "GST":
            errors = [number(word) for word in words[5:7]]
            if all(error is not None for error in errors):
                self.accuracy = float(np.hypot(*errors))  # type: ignore[arg-type]

    def _place(self, words: list[str]) -> None:
        lat, lon = _angle(words[0], words[1], 2), _angle(words[2], words[3], 3)
        if lat is not None and lon is not None and abs(lat) <= 90 and abs(lon) <= 180:
            self.lat, self.lon = lat, lon

    def point(self) -> TrackPoint | None:
        if self.lon is None or self.lat is None:
            return None
        accuracy = self.accuracy
        if accuracy is None and self.hdop is not None:
            accuracy = self.hdop * _METRES_PER_HDOP
        return TrackPoint(self.lon, self.lat, self.ele, self._at(), self.hdop, self.speed, accuracy)

    def _at(self) -> datetime | None:
        try:
            clock = time(int(self.clock[:2]), int(self.clock[2:4]), int(self.clock[4:6]))
        except ValueError:
            return None
        return datetime.combine(self.day, clock, UTC) if self.day else None


def _angle(text: str, side: str, digits: int) -> float | None:
    """``1344.1234`` is 13 degrees 44.1234 minutes."""
    degrees, minutes = number(text[:digits]), number(text[digits:])
    if degrees is None or minutes is None or not 0 <= minutes < 60:
        return None
    return (degrees + minutes / 60) * (-1 if side in ("S", "W") else 1)


def _day(text: str) -> date | None:
    try:
        return date(2000 + int(text[4:6]), int(text[2:4]), int(text[:2]))
    except ValueError:
        return None
