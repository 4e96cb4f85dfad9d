"""What recorded journeys of any format have in common: points become lines, lines become rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import shapely

from gis_core.pure.refusal import Refused
from importers.readers.limits import MAX_VERTICES
from importers.readers.table import Chunk, Field, Shapes, TrackPoint, Value, fault, refuse

LINE_FIELDS = [
    Field("name"),
    Field("description"),
    Field("start_at", "datetime"),
    Field("end_at", "datetime"),
    Field("points", "integer"),
]
POINT_FIELDS = [Field("name"), Field("description"), Field("time", "datetime"), Field("elevation_m", "number")]

Row = tuple[dict[str, Value], Any, Refused | None]


def bounded(points: list[TrackPoint]) -> list[TrackPoint]:
    """The list itself. Errors: Refused ``FILE_VERTICES`` when it grows beyond reason."""
    if len(points) > MAX_VERTICES:
        refuse("FILE_VERTICES", f"เส้นทางหนึ่งมีเกิน {MAX_VERTICES:,} จุด กรุณาแบ่งเส้นทางก่อนนำเข้า")
    return points


def line_row(name: str, description: str | None, segments: Sequence[Sequence[TrackPoint]]) -> Row:
    """A track of one or more segments as a row with a line."""
    times = [point.at for segment in segments for point in segment if point.at]
    values: dict[str, Value] = {
        "name": name or None,
        "description": description,
        "start_at": min(times) if times else None,
        "end_at": max(times) if times else None,
        "points": sum(map(len, segments)),
    }
    lines = [shapely.linestrings([(p.lon, p.lat) for p in segment]) for segment in segments if len(segment) > 1]
    if not lines:
        return values, None, fault("FILE_SHORT", "เส้นทางนี้มีจุดไม่ถึงสองจุด จึงไม่เป็นเส้น")
    return values, lines[0] if len(lines) == 1 else shapely.multilinestrings(lines), None


def point_row(name: str | None, description: str | None, point: TrackPoint) -> Row:
    """A waypoint."""
    values: dict[str, Value] = {
        "name": name,
        "description": description,
        "time": point.at,
        "elevation_m": point.ele,
    }
    return values, shapely.Point(point.lon, point.lat), None


def chunked(rows: Iterable[Row], fields: list[Field], size: int) -> Iterator[Chunk]:
    """Rows gathered into chunks."""
    block: list[Row] = []
    first = 1
    for row in rows:
        block.append(row)
        if len(block) == size:
            yield _chunk(block, fields, first)
            first += len(block)
            block = []
    if block:
        yield _chunk(block, fields, first)


def _chunk(block: list[Row], fields: list[Field], first: int) -> Chunk:
    shapes: Shapes = np.full(len(block), None, dtype=object)
    for at, (_, shape, _) in enumerate(block):
        shapes[at] = shape
    columns = {field.name: [values.get(field.name) for values, _, _ in block] for field in fields}
    faults = {first + at: why for at, (_, _, why) in enumerate(block) if why}
    return Chunk(first, columns, shapes, faults)
