"""The features of a GeoJSON document of any length, and of its looser relatives: one feature a line, bare lists,
collections inside a wrapper such as ``LocationGeospatial``.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from gis_core.pure.refusal import Refused
from importers.readers.limits import MAX_ITEM_BYTES
from importers.readers.table import refuse

_CHUNK = 2**20
_BLANK = re.compile(r"[\s\ufeff\x1e]*")
GEOMETRIES = frozenset(
    {"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection"}
)
_TYPES = GEOMETRIES | {"Feature", "FeatureCollection"}
#: Members of a wrapper that are looked into, however deep the wrapper is nested.
_MAX_WRAPPERS = 5
_DECODER = json.JSONDecoder()

Feature = tuple[dict[str, Any], Any]


class Document:
    """A walk through one file. `members` holds what stands beside the features, as ``crs``, once it was met."""

    def __init__(self, path: Path, encoding: str) -> None:
        self._path = path
        self._encoding = encoding
        self.members: dict[str, Any] = {}

    def features(self) -> Iterator[Feature]:
        """Properties and geometry of each feature, in order. Errors: Refused ``FILE_BROKEN``, ``FILE_TRUNCATED``."""
        with self._path.open("rb") as file:
            text = _Text(file, codecs.getincrementaldecoder(self._encoding)("replace"))
            try:
                while not text.at_end():
                    yield from self._document(text)
                    text.skip(",")
            except RecursionError as error:
                raise Refused(
                    "FILE_TOO_COMPLEX", "ไฟล์ JSON ซ้อนกันลึกเกินไป กรุณาส่งออกเป็น GeoJSON ใหม่", "", "file"
                ) from error

    def _document(self, text: _Text) -> Iterator[Feature]:
        whole = text.whole_value()
        if whole is not None:
            self._note(whole[0])
            yield from unwrapped(whole[0])
        elif text.skip("["):
            yield from self._array(text)
        elif text.skip("{"):
            yield from self._object(text, 0)
        else:
            text.broken()

    def _array(self, text: _Text) -> Iterator[Feature]:
        if text.skip("]"):
            return
        while True:
            yield from unwrapped(text.value())
            if not text.skip(","):
                break
        text.need("]")

    def _object(self, text: _Text, depth: int) -> Iterator[Feature]:
        """An object too long to hold: its features are read one by one, its other members whole."""
        own: dict[str, Any] = {}
        if text.skip("}"):
            return
        while True:
            key = text.value()
            text.need(":")
            if key == "features" and text.skip("["):
                yield from self._array(text)
            elif depth < _MAX_WRAPPERS and _is_wrapper(key, own) and text.skip("{"):
                yield from self._object(text, depth + 1)
            else:
                own[str(key)] = text.value()
            if not text.skip(","):
                break
        text.need("}")
        self._note(own)
        if own.get("type") != "FeatureCollection":
            yield from unwrapped(own)

    def _note(self, value: Any) -> None:
        if isinstance(value, dict):
            self.members.update({key: value[key] for key in ("crs", "name", "type") if key in value})


def _is_wrapper(key: Any, before: dict[str, Any]) -> bool:
    """A member that may hold the collection: not part of a feature or of the collection itself."""
    return key not in ("geometry", "properties", "crs", "bbox", "metadata") and before.get("type") not in _TYPES


def unwrapped(value: Any, outer: dict[str, Any] | None = None, depth: int = 0) -> Iterator[Feature]:
    """The features in a JSON value; what stands beside a wrapped one becomes its properties."""
    if isinstance(value, str) and value.lstrip()[:1] == "{" and depth:
        value = _parsed(value)
    if isinstance(value, list):
        for each in value:
            yield from unwrapped(each, outer, depth + 1)
    if not isinstance(value, dict) or depth > _MAX_WRAPPERS:
        return
    kind = value.get("type")
    if kind == "FeatureCollection" or isinstance(value.get("features"), list):
        for each in value["features"] if isinstance(value.get("features"), list) else ():
            yield from unwrapped(each, outer, depth + 1)
    elif kind == "Feature" or ("geometry" in value and "properties" in value):
        yield _feature(value, outer)
    elif isinstance(kind, str) and kind in GEOMETRIES:
        yield dict(outer or {}), value
    elif kind == "Topology" or "arcs" in value:
        refuse("FILE_TOPOJSON", "ไฟล์เป็น TopoJSON กรุณาส่งออกเป็น GeoJSON แล้วส่งใหม่")
    else:
        yield from _wrapper(value, outer, depth)


def _wrapper(value: dict[str, Any], outer: dict[str, Any] | None, depth: int) -> Iterator[Feature]:
    inside = [key for key, each in value.items() if _holds_features(each)]
    beside = {**(outer or {}), **{key: each for key, each in value.items() if key not in inside}}
    for key in inside:
        yield from unwrapped(value[key], beside, depth + 1)
    if not inside and depth:
        yield beside, None


def _holds_features(value: Any) -> bool:
    if isinstance(value, dict):
        return value.get("type") in _TYPES or any(
            isinstance(each, dict | list) and _holds_features(each) for each in value.values()
        )
    if isinstance(value, list):
        return bool(value) and isinstance(value[0], dict) and _holds_features(value[0])
    return isinstance(value, str) and value.lstrip().startswith("{") and '"type"' in value[:2000]


def _feature(value: dict[str, Any], outer: dict[str, Any] | None) -> Feature:
    properties = value.get("properties")
    own = dict(properties) if isinstance(properties, dict) else {}
    geometry = value.get("geometry")
    for key, each in list(own.items()):
        if isinstance(each, dict) and key == "LocationGeospatial":
            del own[key]
            if each.get("type") in GEOMETRIES:
                geometry = geometry or each
            else:
                own |= {name: inner for name, inner in each.items() if name not in own}
    if isinstance(value.get("id"), str | int):
        own.setdefault("id", value["id"])
    if "attributes" in value and not own and isinstance(value["attributes"], dict):
        refuse("FILE_ESRIJSON", "ไฟล์เป็น JSON ของ ArcGIS กรุณาส่งออกเป็น GeoJSON แล้วส่งใหม่")
    return {**(outer or {}), **own}, geometry


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


class _Text:
    """The text of the file seen through a window that moves on as values are taken."""

    def __init__(self, file: Any, decoder: codecs.IncrementalDecoder) -> None:
        self._file = file
        self._decoder = decoder
        self._window = ""
        self._at = 0
        self._over = False
        self._more(_CHUNK)

    def _more(self, size: int) -> bool:
        """Read on; false at the end of the file."""
        if self._over:
            return False
        raw = self._file.read(size)
        self._over = len(raw) < size
        self._window = self._window[self._at :] + self._decoder.decode(raw, self._over)
        self._at = 0
        return bool(raw)

    def _blanks(self) -> str:
        """The next sign that is not blank, "" at the end."""
        while True:
            self._at = _BLANK.match(self._window, self._at).end()  # type: ignore[union-attr]
            if self._at < len(self._window):
                return self._window[self._at]
            if not self._more(_CHUNK):
                return ""

    def at_end(self) -> bool:
        return not self._blanks()

    def skip(self, sign: str) -> bool:
        """Step over a sign if it is the next."""
        if self._blanks() != sign:
            return False
        self._at += 1
        return True

    def need(self, sign: str) -> None:
        if not self.skip(sign):
            self.broken()

    def whole_value(self) -> tuple[Any] | None:
        """The next value if it ends within the window."""
        try:
            value, end = _DECODER.raw_decode(self._window, self._at)
        except json.JSONDecodeError:
            return None
        except ValueError:
            self.broken()
        self._at = end
        return (value,)

    def value(self) -> Any:
        """The next value, however long up to the limit for one feature."""
        self._blanks()
        while True:
            try:
                value, end = _DECODER.raw_decode(self._window, self._at)
                if end < len(self._window) or self._over:
                    self._at = end
                    return value
            except json.JSONDecodeError:
                if self._over:
                    self.broken()
            except ValueError:
                self.broken()
            if len(self._window) - self._at > MAX_ITEM_BYTES:
                refuse("FILE_TOO_COMPLEX", "มีรูปหนึ่งในไฟล์ GeoJSON ใหญ่ผิดปกติ กรุณาลดจำนวนจุดหรือแบ่งรูปแล้วส่งใหม่")
            self._more(max(_CHUNK, len(self._window) - self._at))

    def broken(self) -> NoReturn:
        """Refuse: what stands here is no JSON; at the end of the file something is missing."""
        rest = self._window[self._at :]
        if self._over and (not rest.strip() or not _closes(rest)):
            refuse("FILE_TRUNCATED", "ไฟล์ GeoJSON ขาดตอนท้าย ส่งมาไม่ครบ กรุณาส่งใหม่")
        refuse("FILE_BROKEN", "ไฟล์ GeoJSON ผิดรูปแบบ อ่านไม่ได้ กรุณาส่งออกจากโปรแกรมต้นทางใหม่")


def _closes(rest: str) -> bool:
    return rest.rstrip().endswith(("}", "]"))
