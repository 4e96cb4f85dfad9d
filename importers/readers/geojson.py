"""GeoJSON and its relatives: columns are the union of all features' properties."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import shapely
import shapely.geometry

from gis_core.pure.refusal import Refused
from importers import crs, encoding
from importers.readers.columns import Columns, Places
from importers.readers.json_stream import GEOMETRIES, Document, Feature
from importers.readers.limits import MAX_ROWS, MAX_VERTICES
from importers.readers.table import Chunk, Geometry, LayerInfo, Shapes, Table, fault, refuse

_FAMILY: dict[str, Geometry] = {
    "Point": "point",
    "MultiPoint": "point",
    "LineString": "line",
    "MultiLineString": "line",
    "Polygon": "polygon",
    "MultiPolygon": "polygon",
}
_DEGREES = ("CRS84", "OGC:1.3")


def open_table(path: Path, name: str, folder: Path, given: str | None, layer: str | None) -> Table:
    """All features as one layer."""
    return GeoJson(path, name, given)


class GeoJson(Table):
    """One pass tells columns, count and a sample; the rows come in another."""

    kind = "geojson"
    #: What the format says where the file says nothing; many programs write metres all the same.
    crs = crs.FileCrs(4326, "file", "GeoJSON")

    def __init__(self, path: Path, name: str, given: str | None) -> None:
        super().__init__()
        self.encoding = encoding.find([encoding.head_of(path)], given, "utf-8", "รูปแบบ GeoJSON", self.notes)
        self._document = Document(path, self.encoding.name)
        self._places = Places()
        columns, count, kinds = Columns(), 0, set()
        for properties, geometry in self._document.features():
            columns.meet({key: _plain(value) for key, value in properties.items()})
            count += 1
            kinds.add(geometry.get("type") if isinstance(geometry, dict) else None)
            self._take_place(geometry)
            if count > MAX_ROWS:
                refuse("FILE_TOO_BIG", f"ไฟล์มีเกิน {MAX_ROWS:,} แถว กรุณาแบ่งไฟล์แล้วส่งใหม่")
        if not count:
            refuse("FILE_NO_ROWS", "ไฟล์ JSON ไม่มีข้อมูลแผนที่ (features) กรุณาส่งออกเป็น GeoJSON แล้วส่งใหม่")
        self._read_crs()
        self.layer = str(self._document.members.get("name") or Path(name).stem)[:100]
        self.count = count
        self.layers = [LayerInfo(self.layer, count, _family(kinds))]
        self._raw, self.fields = columns.fields(self.notes)

    def _read_crs(self) -> None:
        member = self._document.members.get("crs")
        properties = member.get("properties") if isinstance(member, dict) else None
        named = properties.get("name") if isinstance(properties, dict) else None
        if isinstance(named, str) and not any(word in named for word in _DEGREES):
            self.crs = crs.identify(named)

    def _take_place(self, geometry: Any) -> None:
        if not isinstance(geometry, dict) or not self._places.wanted:
            return
        inner = geometry.get("coordinates")
        for _ in range(6):
            if isinstance(inner, list) and len(inner) >= 2 and all(isinstance(each, int | float) for each in inner[:2]):
                if all(abs(each) < 1e12 for each in inner[:2]):
                    self._places.take(float(inner[0]), float(inner[1]))
                return
            inner = inner[0] if isinstance(inner, list) and inner else None

    def sample(self) -> np.ndarray[Any, Any]:
        return self._places.array()

    def chunks(self, size: int) -> Iterator[Chunk]:
        features = self._document.features()
        first = 1
        while block := list(itertools.islice(features, size)):
            yield self._chunk(block, first)
            first += len(block)

    def _chunk(self, block: list[Feature], first: int) -> Chunk:
        columns = {
            field.name: [_plain(properties.get(raw)) for properties, _ in block]
            for raw, field in zip(self._raw, self.fields, strict=True)
        }
        texts: list[bytes | None] = []
        faults: dict[int, Refused] = {}
        for at, (_, geometry) in enumerate(block):
            texts.append(_text(geometry))
            if geometry is not None and texts[-1] is None:
                faults[first + at] = _broken()
        shapes: Shapes = shapely.from_geojson(np.array(texts, dtype=object), on_invalid="ignore")
        for at in np.flatnonzero(shapely.is_missing(shapes)).tolist():
            if texts[at] is not None:
                shapes[at] = _once_more(block[at][1])
                if shapes[at] is None:
                    faults[first + at] = _broken()
        return Chunk(first, columns, shapes, faults)


def _family(kinds: set[Any]) -> Geometry:
    families = {_FAMILY.get(kind, "mixed") for kind in kinds if kind is not None}
    return "none" if not families else families.pop() if len(families) == 1 else "mixed"


def _plain(value: Any) -> Any:
    """Lists and objects in a property are kept as their text."""
    if isinstance(value, dict | list):
        try:
            return orjson.dumps(value).decode()
        except (orjson.JSONEncodeError, TypeError):
            return None
    return value


def _text(geometry: Any) -> bytes | None:
    if not isinstance(geometry, dict) or geometry.get("type") not in GEOMETRIES:
        return None
    try:
        return orjson.dumps(geometry)
    except (orjson.JSONEncodeError, TypeError):
        return None


def _once_more(geometry: Any) -> Any:
    """Rings that were not closed, numbers written as texts: repaired where that is the whole trouble."""
    try:
        shape = shapely.geometry.shape(geometry)
        if shapely.get_num_coordinates(shape) > MAX_VERTICES:
            return None
        return shape if not shape.is_empty else None
    except Exception:  # shapely raises whatever it stumbles over; the shape is unusable in any case
        return None


def _broken() -> Refused:
    return fault("FILE_SHAPE", "รูปของแถวนี้เสีย อ่านค่าพิกัดไม่ได้ กรุณาวาดใหม่หรือส่งออกจากโปรแกรมต้นทางใหม่")
