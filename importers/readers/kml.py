"""KML: one row a Placemark, whichever folder it lies in; its data columns, and gx:Track as a journey.

Links to other files (NetworkLink, overlays, styles) are not followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from gis_core.pure.refusal import Refused
from importers.crs import FileCrs
from importers.readers import xml_stream
from importers.readers.columns import Columns, Places
from importers.readers.instants import instant, number
from importers.readers.journeys import bounded
from importers.readers.limits import MAX_VERTICES
from importers.readers.table import Chunk, LayerInfo, Shapes, Table, Track, TrackPoint, Value, fault, refuse
from importers.readers.xml_stream import Node

_SHAPES = frozenset({"Point", "LineString", "LinearRing", "Polygon", "MultiGeometry", "Track", "MultiTrack"})
_OWN = (("name", "name"), ("description", "description"), ("address", "address"), ("phoneNumber", "phone"))
_TAG = re.compile(r"<[^<>]{0,2000}>")
_CELL = re.compile(r"</t[dh]>\s*<t[dh][^>]{0,200}>", re.IGNORECASE)
_ROW = re.compile(r"<(br|/tr|/p|/li|/div)[^>]{0,200}>", re.IGNORECASE)


def open_table(path: Path, name: str, folder: Path, given: str | None, layer: str | None) -> Table:
    """All placemarks as one layer."""
    return Kml(path, given)


class Kml(Table):
    """The placemarks of a document."""

    kind = "kml"
    crs = FileCrs(4326, "format")

    def __init__(self, path: Path, given: str | None) -> None:
        super().__init__()
        self._path = path
        self.encoding = xml_stream.encoding_of(path, given, self.notes)
        self.layer = "placemarks"
        self._places = Places()
        columns, count, kinds, links = Columns(), 0, set(), 0
        for event, trail in self._walk():
            if event.tag == "Placemark":
                columns.meet(_values(event.node, trail))
                count += 1
                kinds |= _kinds(event.node)
                self._take_place(event.node)
            else:
                links += 1
        if not count:
            refuse("FILE_NO_ROWS", "ไฟล์ KML ไม่มีหมุดหรือรูปใด (Placemark) กรุณาบันทึกรูปใน Google Earth แล้วส่งใหม่")
        if links:
            self.notes.append(f"ไม่เปิดลิงก์หรือภาพซ้อนในไฟล์ {links} รายการ")
        self.count = count
        self.layers = [LayerInfo(self.layer, count, _family(kinds))]
        self._raw, self.fields = columns.fields(self.notes)

    def _walk(self) -> Iterator[tuple[xml_stream.Event, tuple[str, ...]]]:
        """Placemarks and links, with the names of the folders around them."""
        trail: list[str] = []
        naming = 0
        leaves = ("Placemark", "NetworkLink", "GroundOverlay", "Schema", "Style", "StyleMap")
        for event in xml_stream.events(self._path, leaves, self.encoding):
            if event.tag == "Folder":
                trail = [*trail, ""] if event.what == "start" else trail[:-1]
                naming = event.what == "start"
            elif event.tag == "name" and event.what == "end" and naming and trail:
                trail[-1], naming = event.node.text.strip()[:200], 0
            elif event.what == "node" and event.tag in ("Placemark", "NetworkLink", "GroundOverlay"):
                naming = 0
                yield event, tuple(trail)

    def _take_place(self, mark: Node) -> None:
        text = next((node.text for node in mark.walk() if node.tag in ("coordinates", "coord")), "")
        words = text.replace(",", " ").split(None, 2)
        if len(words) >= 2 and self._places.wanted:
            x, y = number(words[0]), number(words[1])
            if x is not None and y is not None:
                self._places.take(x, y)

    def sample(self) -> np.ndarray[Any, Any]:
        return self._places.array()

    def chunks(self, size: int) -> Iterator[Chunk]:
        block: list[tuple[Node, tuple[str, ...]]] = []
        first = 1
        for event, trail in self._walk():
            if event.tag != "Placemark":
                continue
            block.append((event.node, trail))
            if len(block) == size:
                yield self._chunk(block, first)
                first += len(block)
                block = []
        if block:
            yield self._chunk(block, first)

    def _chunk(self, block: list[tuple[Node, tuple[str, ...]]], first: int) -> Chunk:
        rows = [_values(mark, trail) for mark, trail in block]
        shapes: Shapes = np.full(len(block), None, dtype=object)
        faults: dict[int, Refused] = {}
        for at, (mark, _) in enumerate(block):
            try:
                shapes[at] = _shape_of(mark)
            except Refused as why:
                faults[first + at] = why
        columns = {
            field.name: [row.get(raw) for row in rows] for raw, field in zip(self._raw, self.fields, strict=True)
        }
        return Chunk(first, columns, shapes, faults)

    def tracks(self) -> Iterator[Track]:
        for event, _ in self._walk():
            if event.tag == "Placemark":
                name = event.node.find("name") or ""
                for node in event.node.walk():
                    if node.tag == "Track":
                        points = _track_points(node)
                        if points:
                            yield Track(name, "track", points)


def _kinds(node: Node) -> set[str]:
    """The kinds of shapes in an element, those inside multi-shapes included."""
    found: set[str] = set()
    for child in node.children:
        if child.tag in ("MultiGeometry", "MultiTrack"):
            found |= _kinds(child)
        elif child.tag in _SHAPES:
            found.add(child.tag)
    return found


def _family(kinds: set[str]) -> Any:
    families = {"point" if kind == "Point" else "polygon" if kind == "Polygon" else "line" for kind in kinds}
    return "none" if not families else families.pop() if len(families) == 1 else "mixed"


def _values(mark: Node, trail: tuple[str, ...]) -> dict[str, Value]:
    """Name, description, time, folder, and the data the placemark carries."""
    values: dict[str, Value] = {}
    for node in mark.children:
        if node.tag == "ExtendedData":
            _extended(node, values)
    for tag, name in _OWN:
        text = next((node.text.strip() for node in mark.children if node.tag == tag), "")
        if text:
            values.setdefault(name, plain_text(text) if tag == "description" else text)
    when = next((node.find("when", "begin") for node in mark.children if node.tag in ("TimeStamp", "TimeSpan")), None)
    if when:
        values.setdefault("time", instant(when) or when)
    if any(trail):
        values.setdefault("folder", "/".join(part for part in trail if part))
    return values


def _extended(node: Node, values: dict[str, Value]) -> None:
    for data in node.walk():
        name = data.attributes.get("name")
        if data.tag == "Data" and name:
            value = data.child("value")
            values[name] = value.text.strip() if value and value.text.strip() else None
        elif data.tag == "SimpleData" and name:
            values[name] = data.text.strip() or None


def plain_text(html: str) -> str:
    """A description without its markup: cells of a table row are joined by a colon, rows by a line end."""
    if "<" not in html:
        return unescape(html)
    return unescape(_TAG.sub("", _CELL.sub(": ", _ROW.sub("\n", html)))).strip()


def _shape_of(mark: Node) -> Any:
    """The placemark's shape, None without one. Errors: Refused for coordinates that are no shape."""
    found = [shape for node in mark.children if node.tag in _SHAPES for shape in [_shape(node, 0)] if shape is not None]
    return found[0] if found else None


def _shape(node: Node, depth: int) -> Any:
    if depth > 20:
        raise _broken()
    if node.tag in ("MultiGeometry", "MultiTrack"):
        parts = [_shape(part, depth + 1) for part in node.children if part.tag in _SHAPES]
        parts = [part for part in parts if part is not None]
        return shapely.geometrycollections(parts) if parts else None
    try:
        if node.tag == "Track":
            points = _track_points(node)
            return shapely.linestrings([(p.lon, p.lat) for p in points]) if len(points) > 1 else None
        if node.tag == "Polygon":
            return _polygon(node)
        xy = _coordinates(node)
        if not len(xy):
            return None
        return shapely.points(xy[0]) if node.tag == "Point" else shapely.linestrings(xy)
    except (shapely.GEOSException, ValueError) as error:
        raise _broken() from error


def _polygon(node: Node) -> Any:
    outer = node.child("outerBoundaryIs")
    shell = _coordinates(outer) if outer else np.empty((0, 2))
    if not len(shell):
        return None
    holes = [_coordinates(inner) for inner in node.children if inner.tag == "innerBoundaryIs"]
    rings = [shapely.linearrings(hole) for hole in holes if len(hole) > 2]
    return shapely.polygons(shell, holes=rings or None)


def _coordinates(node: Node) -> np.ndarray[Any, Any]:
    """``lon,lat[,height]`` separated by blanks; blanks after the commas are tolerated."""
    text = next((each.text for each in node.walk() if each.tag == "coordinates"), "")
    if text.count(",") > 3 * MAX_VERTICES:
        raise fault(
            "FILE_VERTICES",
            f"รูปนี้มีจุดมุมเกิน {MAX_VERTICES:,} จุด กรุณาลดจำนวนจุด (simplify) หรือแบ่งเป็นหลายรูปก่อนนำเข้า",
        )
    tuples = re.sub(r"\s*,\s*", ",", text).split()
    return np.array([tuple(map(float, each.split(",")[:2])) for each in tuples], dtype=float).reshape(-1, 2)


def _track_points(node: Node) -> list[TrackPoint]:
    whens = [each.text for each in node.children if each.tag == "when"]
    points: list[TrackPoint] = []
    for at, coord in enumerate(each for each in node.children if each.tag == "coord"):
        words = [number(word) for word in coord.text.split()[:3]]
        if len(words) >= 2 and words[0] is not None and words[1] is not None:
            if abs(words[0]) > 180 or abs(words[1]) > 90:
                continue
            when = instant(whens[at]) if at < len(whens) else None
            bounded(points).append(TrackPoint(words[0], words[1], words[2] if len(words) > 2 else None, when))
    return points


def _broken() -> Refused:
    return fault("FILE_SHAPE", "รูปของหมุดนี้เสีย อ่านค่าพิกัดไม่ได้ กรุณาวาดใหม่หรือส่งออกใหม่")
