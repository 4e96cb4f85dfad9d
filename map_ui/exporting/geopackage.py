"""A GeoPackage (OGC 12-128r18) written with the sqlite3 of Python: one table, row by row, no GDAL in the web
process.
"""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

APPLICATION_ID = 0x47504B47
VERSION = 10300
WGS84_WKT = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],'
    'AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4326"]]'
)
SCHEMA = """
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
    organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
    description TEXT DEFAULT '', last_change DATETIME NOT NULL, min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE,
    srs_id INTEGER REFERENCES gpkg_spatial_ref_sys (srs_id));
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL UNIQUE REFERENCES gpkg_contents (table_name),
    column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL,
    m TINYINT NOT NULL, PRIMARY KEY (table_name, column_name));
"""
SYSTEMS = (
    ("Undefined cartesian", -1, "NONE", -1, "undefined"),
    ("Undefined geographic", 0, "NONE", 0, "undefined"),
    ("WGS 84", 4326, "EPSG", 4326, WGS84_WKT),
)
HEADER = b"GP\x00\x01" + struct.pack("<i", 4326)


class GeoPackage:
    """One layer in a new file. `columns` are (name, SQL type); `kind` is an upper-case geometry type."""

    def __init__(self, path: Path, table: str, title: str, kind: str, columns: Sequence[tuple[str, str]]) -> None:
        self.table = table
        self.title = title
        self.box: list[float] = []
        self.connection = sqlite3.connect(path)
        self.connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        self.connection.execute(f"PRAGMA user_version = {VERSION}")
        self.connection.executescript(SCHEMA)
        self.connection.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, NULL)", SYSTEMS)
        names = "".join(f", {_quoted(name)} {kind_}" for name, kind_ in columns)
        self.connection.execute(
            f"CREATE TABLE {_quoted(table)} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom {kind}{names})"
        )
        self.connection.execute(
            "INSERT INTO gpkg_contents VALUES (?, 'features', ?, '', ?, NULL, NULL, NULL, NULL, 4326)",
            (table, title, datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")),
        )
        self.connection.execute("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, 4326, 0, 0)", (table, kind))
        marks = ", ".join("?" * (len(columns) + 1))
        fields = "".join(f", {_quoted(name)}" for name, _ in columns)
        self.insert = f"INSERT INTO {_quoted(table)} (geom{fields}) VALUES ({marks})"

    def write(self, rows: Iterable[tuple[Any, Sequence[Any]]]) -> None:
        """Append (GEOS geometry or None, values) pairs."""
        self.connection.executemany(self.insert, ((self._blob(shape), *values) for shape, values in rows))

    def _blob(self, shape: Any) -> bytes | None:
        if shape is None:
            return None
        west, south, east, north = shape.extent
        box = self.box or [west, south, east, north]
        self.box = [min(box[0], west), min(box[1], south), max(box[2], east), max(box[3], north)]
        return HEADER + bytes(shape.wkb)

    def close(self) -> None:
        if self.box:
            self.connection.execute(
                "UPDATE gpkg_contents SET min_x = ?, min_y = ?, max_x = ?, max_y = ?", tuple(self.box)
            )
        self.connection.commit()
        self.connection.close()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
