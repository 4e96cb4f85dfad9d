"""GeoPackage: an SQLite file, read as one, with nothing in it allowed to run.

Only plain tables are offered. Views, triggers and computed columns are code of whoever made the file; an authoriser
refuses every function, and a step counter ends a statement that never would.
"""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from gis_core.pure.refusal import Refused
from importers import crs
from importers.readers.curves import straightened
from importers.readers.limits import MAX_ITEM_BYTES, MAX_LAYERS, SAMPLE_POINTS
from importers.readers.table import (
    Chunk,
    Field,
    FieldType,
    Geometry,
    LayerInfo,
    Shapes,
    Table,
    Value,
    fault,
    no_layer,
    refuse,
)
from importers.readers.values import field_names

#: How the bytes of a shape without curves and collections begin.
_PLAIN = frozenset(struct.pack("<BI", 1, kind + high) for kind in range(1, 7) for high in (0, 1000, 2000, 3000))
_ENVELOPES = (0, 32, 48, 48, 64)
#: About ten thousand virtual machine steps each; a batch of rows takes a few.
_STEPS = 10_000
_PATIENCE = 200_000
_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ}
_GEOMETRY: dict[str, Geometry] = {
    "POINT": "point",
    "MULTIPOINT": "point",
    "LINESTRING": "line",
    "MULTILINESTRING": "line",
    "CURVE": "line",
    "MULTICURVE": "line",
    "COMPOUNDCURVE": "line",
    "CIRCULARSTRING": "line",
    "POLYGON": "polygon",
    "MULTIPOLYGON": "polygon",
    "CURVEPOLYGON": "polygon",
    "SURFACE": "polygon",
    "MULTISURFACE": "polygon",
}
#: Row numbers of the programs that write the format; no value of anybody's.
_ROW_NUMBERS = ("fid", "ogc_fid")
_BROKEN = "ไฟล์ GeoPackage เสียหรือส่งมาไม่ครบ กรุณาส่งออกจากโปรแกรมต้นทางใหม่"


def open_table(path: Path, name: str, folder: Path, given: str | None, layer: str | None) -> Table:
    """The chosen layer, else the one with most rows."""
    try:
        return GeoPackage(path, layer)
    except sqlite3.Error as error:
        raise Refused("FILE_BROKEN", _BROKEN, "", "file") from error


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


class GeoPackage(Table):
    """One table of the file."""

    kind = "geopackage"

    def __init__(self, path: Path, layer: str | None) -> None:
        super().__init__()
        self._path = path
        self._db = _connection(path)
        try:
            self._choose(layer)
            self._describe()
        except BaseException:
            self._db.close()
            raise

    def _choose(self, layer: str | None) -> None:
        names = {row[0] for row in self._ask("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if "gpkg_contents" not in names:
            refuse("FILE_SQLITE", "ไฟล์ SQLite นี้ไม่ใช่ GeoPackage กรุณาส่งออกเป็น GeoPackage (.gpkg)")
        plain = {
            name
            for name, sql in self._ask("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
            if sql and not sql.lstrip().upper().startswith("CREATE VIRTUAL")
        }
        kinds = (
            dict(self._ask("SELECT table_name, geometry_type_name FROM gpkg_geometry_columns"))
            if ("gpkg_geometry_columns" in names)
            else {}
        )
        wanted = [
            name
            for name, kind in self._ask("SELECT table_name, data_type FROM gpkg_contents")
            if name in plain and kind in ("features", "attributes", "aspatial")
        ][:MAX_LAYERS]
        if not wanted:
            refuse("FILE_NO_LAYER", "ไฟล์ GeoPackage ไม่มีชั้นข้อมูลที่เป็นตาราง (ภาพและมุมมองนำเข้าไม่ได้) กรุณาส่งออกชั้นข้อมูลใหม่")
        self.layers = [
            LayerInfo(
                name, self._rows(name), _GEOMETRY.get(str(kinds[name]).upper(), "mixed") if name in kinds else "none"
            )
            for name in wanted
        ]
        found = {info.name: info for info in self.layers}
        if layer is not None and layer not in found:
            no_layer(layer, found)
        best = max(self.layers, key=lambda info: (info.geometry != "none", info.count or 0))
        self.layer = layer or best.name
        self.count = found[self.layer].count
        if layer is None and len(found) > 1:
            others = ", ".join(name for name in found if name != self.layer)
            self.notes.append(f"ไฟล์มีหลายชั้นข้อมูล ระบบเลือก {self.layer} (ชั้นอื่น: {others[:300]})")

    def _rows(self, table: str) -> int:
        return int(next(self._ask(f"SELECT count(*) FROM {_quoted(table)}"))[0])

    def _describe(self) -> None:
        described = _columns(self._db, self.layer)
        geometry = (
            list(self._ask("SELECT column_name, srs_id FROM gpkg_geometry_columns WHERE table_name = ?", (self.layer,)))
            if any(info.name == self.layer and info.geometry != "none" for info in self.layers)
            else []
        )
        self._shape_column = geometry[0][0] if geometry else None
        if geometry:
            self.crs = self._named_crs(geometry[0][1])
        usable = [
            (name, kind)
            for name, kind, hidden in described
            if not hidden and name != self._shape_column and "BLOB" not in kind and name.lower() not in _ROW_NUMBERS
        ]
        row_numbers = sum(1 for name, _, _ in described if name.lower() in _ROW_NUMBERS)
        skipped = len(described) - len(usable) - row_numbers - (1 if self._shape_column else 0)
        if skipped > 0:
            self.notes.append(f"ข้ามคอลัมน์ที่ไม่ใช่ข้อความหรือตัวเลข {skipped} คอลัมน์")
        names = field_names((name for name, _ in usable), self.notes)
        self._raw = [name for name, _ in usable]
        self.fields = [Field(name, _type(kind)) for name, (_, kind) in zip(names, usable, strict=True)]

    def _named_crs(self, srs_id: Any) -> crs.FileCrs:
        rows = list(
            self._ask(
                "SELECT organization, organization_coordsys_id, definition, srs_name FROM gpkg_spatial_ref_sys"
                " WHERE srs_id = ?",
                (srs_id,),
            )
        )
        if not rows or srs_id in (0, -1):
            return crs.FileCrs()
        organisation, code, definition, name = rows[0]
        if str(organisation).upper() == "EPSG" and isinstance(code, int):
            named = crs.identify(f"EPSG:{code}")
            if named.srid:
                return named
        found = crs.identify(str(definition))
        return found if found.named else crs.FileCrs(named=str(name)[:80])

    def _ask(self, statement: str, values: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
        _patience(self._db)
        try:
            yield from self._db.execute(statement, values)
        except (sqlite3.Error, UnicodeDecodeError, OverflowError) as error:
            raise Refused("FILE_BROKEN", _BROKEN, "", "file") from error

    def sample(self) -> np.ndarray[Any, Any]:
        """The first point of shapes at places spread over the row numbers."""
        if not self._shape_column:
            return np.empty((0, 2))
        shape, table = _quoted(self._shape_column), _quoted(self.layer)
        last = next(self._ask(f"SELECT rowid FROM {table} ORDER BY rowid DESC LIMIT 1"), (0,))[0]
        places = np.unique(np.linspace(0, max(0, last), SAMPLE_POINTS // 10).astype(np.int64)).tolist()
        some = f"SELECT {shape} FROM {table} WHERE rowid >= ? LIMIT 10"
        taken = [row[0] for place in places for row in self._ask(some, (place,))]
        shapes, _ = _shapes(taken)
        xy, owner = shapely.get_coordinates(shapes, return_index=True)
        firsts: np.ndarray[Any, Any] = xy[np.flatnonzero(np.diff(owner, prepend=-1))] if len(xy) else xy
        return firsts

    def chunks(self, size: int) -> Iterator[Chunk]:
        columns = [*self._raw, *([self._shape_column] if self._shape_column else [])]
        statement = f"SELECT {', '.join(map(_quoted, columns)) or '1'} FROM {_quoted(self.layer)}"
        db = _connection(self._path)
        db.text_factory = bytes  # decoded by the column, which costs a fifth
        try:
            yield from self._chunks(db, statement, size)
        except (sqlite3.Error, OverflowError) as error:
            raise Refused("FILE_BROKEN", _BROKEN, "", "file") from error
        finally:
            db.close()

    def _chunks(self, db: sqlite3.Connection, statement: str, size: int) -> Iterator[Chunk]:
        _patience(db)
        rows = db.execute(statement)
        first = 1
        while block := rows.fetchmany(size):
            _patience(db)
            values = list(zip(*block, strict=True))
            faults: dict[int, Refused] = {}
            shapes: Shapes = np.full(len(block), None, dtype=object)
            if self._shape_column:
                shapes, wrong = _shapes(values[-1])
                faults = {first + at: why for at, why in wrong.items()}
            columns = {field.name: _column(values[at], field.type) for at, field in enumerate(self.fields)}
            yield Chunk(first, columns, shapes, faults)
            first += len(block)

    def close(self) -> None:
        self._db.close()


def _connection(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_ITEM_BYTES)
    db.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, 1_000_000)
    db.text_factory = lambda raw: raw.decode("utf-8", "replace")
    # reading of tables is all that is ever asked for; functions, pragmas, attaching and writing are refused
    db.execute("PRAGMA trusted_schema = OFF")
    db.execute("PRAGMA cell_size_check = ON")
    db.set_authorizer(_authorise)
    return db


def _authorise(action: int, _: str | None, name: str | None, *__: str | None) -> int:
    counting = action == sqlite3.SQLITE_FUNCTION and name == "count"
    return sqlite3.SQLITE_OK if action in _ALLOWED or counting else sqlite3.SQLITE_DENY


def _patience(db: sqlite3.Connection) -> None:
    """Let the statement run for so many steps from here on; the handler's true value ends it with an error."""
    left = iter(range(_PATIENCE))
    db.set_progress_handler(lambda: next(left, None) is None, _STEPS)


def _columns(db: sqlite3.Connection, table: str) -> list[tuple[str, str, bool]]:
    """Name, declared kind and whether the value is computed. The one pragma asked of the file."""
    db.set_authorizer(None)
    try:
        rows = db.execute(f"PRAGMA table_xinfo({_quoted(table)})").fetchall()
    finally:
        db.set_authorizer(_authorise)
    return [(row[1], str(row[2]).upper(), bool(row[6])) for row in rows]


def _type(declared: str) -> FieldType:
    if "BOOL" in declared:
        return "boolean"
    if declared.startswith(("DATETIME", "TIMESTAMP")):
        return "datetime"
    if declared.startswith("DATE"):
        return "date"
    if "INT" in declared:
        return "integer"
    return "number" if any(word in declared for word in ("REAL", "DOUB", "FLOA", "NUM", "DEC")) else "text"


def _column(values: Sequence[Any], wanted: FieldType) -> list[Value]:
    """Texts arrive as bytes; dates and booleans as texts and numbers."""
    if bytes in set(map(type, values)):
        try:
            values = [value.decode() if type(value) is bytes else value for value in values]
        except UnicodeDecodeError:
            values = [value.decode("utf-8", "replace") if type(value) is bytes else value for value in values]
    if wanted in ("boolean", "date", "datetime"):
        known = {value: _value(value, wanted) for value in set(values)}
        return [known[value] for value in values]
    return list(values)


def _value(value: Any, wanted: FieldType) -> Value:
    if wanted == "boolean" and isinstance(value, int):
        return bool(value)
    if wanted != "boolean" and isinstance(value, str):
        with suppress(ValueError):
            return date.fromisoformat(value[:10]) if wanted == "date" else datetime.fromisoformat(value)
    return value  # type: ignore[no-any-return]


def _shapes(blobs: Sequence[Any]) -> tuple[Shapes, dict[int, Refused]]:
    """Shapes of the format's own binary; faults by place."""
    wkb: list[bytes | None] = [_wkb(blob) for blob in blobs]
    faults = {}
    shapes: Shapes = shapely.from_wkb(np.array(wkb, dtype=object), on_invalid="ignore")
    for at in np.flatnonzero(shapely.is_missing(shapes)).tolist():
        if blobs[at] is not None and wkb[at] != b"":
            faults[at] = fault("FILE_SHAPE", "รูปของแถวนี้เสีย อ่านไม่ได้ กรุณาตรวจในโปรแกรมต้นทาง (เช่น Check validity)")
    return shapes, faults


def _wkb(blob: Any) -> bytes | None:
    """The WKB behind the header; b"" for an empty shape, None for what is no shape."""
    if not isinstance(blob, bytes) or len(blob) < 8 or blob[:2] != b"GP":
        return None
    flags = blob[3]
    envelope = (flags >> 1) & 7
    if envelope >= len(_ENVELOPES):
        return None
    if flags & 0x10:
        return b""
    body = blob[8 + _ENVELOPES[envelope] :]
    if body[:5] in _PLAIN:
        return body
    try:
        return straightened(body)
    except (struct.error, ValueError):
        return None
