"""GPX 1.0 and 1.1: waypoints, routes and tracks are three layers. Read point by point, whatever the device added."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from importers.crs import FileCrs
from importers.readers import xml_stream
from importers.readers.columns import Places
from importers.readers.instants import degrees, instant, number
from importers.readers.journeys import LINE_FIELDS, POINT_FIELDS, Row, bounded, chunked, line_row, point_row
from importers.readers.limits import MAX_XML_TEXT
from importers.readers.table import Chunk, LayerInfo, Table, Track, TrackPoint, no_layer, refuse
from importers.readers.xml_stream import Node

_POINTS = {"trkpt": "tracks", "rtept": "routes", "wpt": "waypoints"}
#: The layer that is meant when nobody says.
_ORDER = ("tracks", "routes", "waypoints")
#: Metres of one standard error for each unit of dilution, as a handheld receiver has it.
_METRES_PER_HDOP = 5.0


def open_table(path: Path, name: str, folder: Path, given: str | None, layer: str | None) -> Table:
    """The layer of tracks, else of routes, else of waypoints."""
    return Gpx(path, given, layer)


def point_of(node: Node) -> TrackPoint | None:
    """A place from its element; None when it has no usable position."""
    at = degrees(node.attributes.get("lon"), node.attributes.get("lat"))
    if at is None:
        return None
    hdop = number(node.find("hdop"))
    accuracy = number(node.find("accuracy", "HorizontalAccuracy", "hAcc"))
    if accuracy is None and hdop is not None:
        accuracy = hdop * _METRES_PER_HDOP
    return TrackPoint(
        *at,
        ele=number(node.find("ele")),
        at=instant(node.find("time")),
        hdop=hdop,
        speed=number(node.find("speed")),
        accuracy_m=accuracy,
    )


class Gpx(Table):
    """One of the three layers of the file."""

    kind = "gpx"
    crs = FileCrs(4326, "format")

    def __init__(self, path: Path, given: str | None, layer: str | None) -> None:
        super().__init__()
        self._path = path
        self.encoding = xml_stream.encoding_of(path, given, self.notes)
        self._places = Places()
        self._lost = 0
        counts = self._counted()
        if not counts:
            refuse("FILE_NO_ROWS", "ไฟล์ GPX ไม่มีจุด เส้นทาง หรือหมุดใดเลย กรุณาตรวจการบันทึกในเครื่อง")
        geometry = {"tracks": "line", "routes": "line", "waypoints": "point"}
        self.layers = [LayerInfo(name, counts[name], geometry[name]) for name in _ORDER if name in counts]  # type: ignore[arg-type]
        if layer is not None and layer not in counts:
            no_layer(layer, counts)
        self.layer = layer or self.layers[0].name
        self.count = counts[self.layer]
        self.fields = POINT_FIELDS if self.layer == "waypoints" else LINE_FIELDS
        if self._lost:
            self.notes.append(f"ข้ามจุดที่ค่าพิกัดใช้ไม่ได้ {self._lost:,} จุด")

    def _counted(self) -> dict[str, int]:
        """Rows of each layer; takes the sample on the way."""
        counts: dict[str, int] = {}
        filled = False
        for event in xml_stream.events(self._path, _POINTS, self.encoding):
            if event.what == "node":
                place = degrees(event.node.attributes.get("lon"), event.node.attributes.get("lat"))
                self._lost += place is None
                filled |= place is not None
                if place and self._places.wanted:
                    self._places.take(*place)
                if place and event.tag == "wpt":
                    counts["waypoints"] = counts.get("waypoints", 0) + 1
            elif event.tag in ("trk", "rte"):
                if event.what == "end" and filled:
                    name = "tracks" if event.tag == "trk" else "routes"
                    counts[name] = counts.get(name, 0) + 1
                filled = False
        return counts

    def sample(self) -> np.ndarray[Any, Any]:
        return self._places.array()

    def chunks(self, size: int) -> Iterator[Chunk]:
        return chunked(self._waypoints() if self.layer == "waypoints" else self._lines(), self.fields, size)

    def _waypoints(self) -> Iterator[Row]:
        for event in xml_stream.events(self._path, _POINTS, self.encoding):
            point = point_of(event.node) if event.what == "node" and event.tag == "wpt" else None
            if point:
                yield point_row(event.node.find("name"), event.node.find("desc", "cmt"), point)

    def _lines(self) -> Iterator[Row]:
        wanted = "track" if self.layer == "tracks" else "route"
        for kind, name, description, segments in self._journeys():
            if kind == wanted:
                yield line_row(name, description, segments)

    def tracks(self) -> Iterator[Track]:
        """Every segment of every track, and every route."""
        for kind, name, _, segments in self._journeys():
            for segment in segments:
                yield Track(name, kind, segment)

    def _journeys(self) -> Iterator[tuple[Any, str, str | None, list[list[TrackPoint]]]]:
        """Kind, name, description and the segments that have points, in the file's order."""
        segments: list[list[TrackPoint]] = [[]]
        about: dict[str, str] = {}
        total = 0
        for event in xml_stream.events(self._path, _POINTS, self.encoding):
            if event.what == "node":
                point = point_of(event.node) if event.tag != "wpt" else None
                if point:
                    bounded(segments[-1]).append(point)
                continue
            if event.tag in ("trk", "rte") and event.what == "start":
                segments, about, total = [[]], {}, 0
            elif event.tag == "trkseg" and event.what == "start":
                segments.append([])
            elif event.what == "end" and event.tag in ("name", "desc", "cmt"):
                total += len(event.node.text)
                if total < MAX_XML_TEXT:
                    about.setdefault(event.tag, event.node.text.strip())
            elif event.tag in ("trk", "rte"):
                filled = [segment for segment in segments if segment]
                if filled:
                    kind = "track" if event.tag == "trk" else "route"
                    yield kind, about.get("name", ""), about.get("desc") or about.get("cmt"), filled
                segments, about = [[]], {}
