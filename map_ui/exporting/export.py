"""What of a register leaves the house: the readable columns of the listed records, masked where they are masked on
the page.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import IO, Any

from django.contrib.gis.geos import GEOSGeometry
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from layers.bound import BoundRegister, Column
from map_ui.display import text_of
from map_ui.exporting.geopackage import GeoPackage
from map_ui.exporting.sheets import csv_rows, xlsx_file
from map_ui.forms.fields import raw_of
from map_ui.listing import Listing
from map_ui.listing.paging import without_shapes
from map_ui.references import References
from map_ui.tables import HIDDEN_TEXT, is_closed

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
}
SPATIAL = ("geojson", "gpkg")
CHUNK = 1000
PLACE = """(SELECT ST_AsEWKB(coalesce(f.geom, p.geom)) FROM gis_feature f
    LEFT JOIN gis_feature p ON p.uid = f.place_uid WHERE f.uid = {table}.uid)"""


class Export:
    """The records of a list as rows of a file; `opened` when the reader's right covers hidden values, which is
    logged.
    """

    def __init__(self, listing: Listing, user: Any) -> None:
        self.register: BoundRegister = listing.register
        self.user = user
        self.listing = listing
        self.opened = self.register.may_unmask(user)
        self.columns = self._columns()
        #: Told after each piece how many records are written.
        self.watch: Callable[[int], None] = lambda done: None

    def _columns(self) -> list[Column]:
        """Register number and state first; closed columns only with a mask, or open to those who may unmask."""
        register = self.register
        names = [name for name in ("register_no", "status") if name in register.by_name]
        head = [register.by_name[name] for name in names if name != "status" or register.by_name[name].choices]
        readable = [
            c
            for c in register.readable(self.user)
            if self.opened or not is_closed(register, c) or c.name in register.declared.masks
        ]
        return head + [c for c in readable if c.name not in names]

    @property
    def has_personal_data(self) -> bool:
        """Whether the file holds what must be logged: values that were hidden, or rows of a personal register."""
        return self.register.level.is_personal or (
            self.opened and any(is_closed(self.register, c) for c in self.columns)
        )

    @property
    def headings(self) -> list[str]:
        return ["รหัสอ้างอิง", *(column.thai for column in self.columns)]

    # -- rows ----------------------------------------------------------------------------------------------------------
    def _query(self, with_place: bool) -> QuerySet:
        query = without_shapes(self.listing.ordered, self.register, self.columns)
        if with_place:
            table = f'"{self.register.model._meta.db_table}"'
            query = query.annotate(place_=RawSQL(PLACE.format(table=table), ()))
        return query

    def _chunks(self, with_place: bool) -> Iterator[tuple[list[Any], References]]:
        records = self._query(with_place).iterator(chunk_size=CHUNK)
        names = [c.name for c in self.columns if c.kind == "reference"]
        done = 0
        while chunk := list(islice(records, CHUNK)):
            done += len(chunk)
            self.watch(done)
            references = References(self.user)
            references.load(getattr(record, name) for record in chunk for name in names)
            yield chunk, references

    def _value(self, column: Column, record: Any, references: References, *, for_people: bool) -> Any:
        if is_closed(self.register, column) and not self.opened:
            raw = getattr(record, column.field.attname)
            return self.register.declared.masks.get(column.name, lambda _: HIDDEN_TEXT)(str(raw)) if raw else ""
        value = getattr(record, column.name)
        if value is None or value == "":
            return "" if for_people else None
        if column.kind == "reference":
            return references.code(value)
        if column.kind == "number":
            return float(value) if isinstance(value, Decimal) and not for_people else value
        return _for_people(column, value) if for_people else _for_machines(column, value)

    def table(self) -> Iterator[list[Any]]:
        """Rows for people: labels of choices, dates of the Buddhist era, codes of references."""
        for chunk, references in self._chunks(with_place=False):
            for record in chunk:
                values = (self._value(c, record, references, for_people=True) for c in self.columns)
                yield [str(record.uid), *values]

    def features(self) -> Iterator[tuple[Any, list[Any]]]:
        """(shape or None, values) for map software: codes of choices, ISO dates."""
        for chunk, references in self._chunks(with_place=True):
            for record in chunk:
                raw = record.place_
                shape = GEOSGeometry(memoryview(raw)) if raw else None
                values = [self._value(c, record, references, for_people=False) for c in self.columns]
                yield shape, [str(record.uid), *values]

    # -- files ---------------------------------------------------------------------------------------------------------
    def stream(self, format_: str) -> Iterator[str | bytes] | IO[bytes]:
        """The content of the file: an iterator, or an open temporary file."""
        if format_ == "csv":
            return csv_rows(self.headings, self.table())
        if format_ == "xlsx":
            return xlsx_file(self.headings, self.table(), self.register.thai)
        return self._geojson() if format_ == "geojson" else self._geopackage()

    def _geojson(self) -> Iterator[str]:
        names = ["uid", *(c.name for c in self.columns)]
        yield '{"type": "FeatureCollection", "features": ['
        comma = ""
        for shape, values in self.features():
            feature = {
                "type": "Feature",
                "id": values[0],
                "geometry": json.loads(shape.json) if shape else None,
                "properties": dict(zip(names, values, strict=True)),
            }
            yield comma + json.dumps(feature, ensure_ascii=False)
            comma = ",\n"
        yield "]}"

    def _geopackage(self) -> IO[bytes]:
        handle, name = tempfile.mkstemp(suffix=".gpkg")
        os.close(handle)
        path = Path(name)
        path.unlink()
        package = GeoPackage(
            path, self.register.slug.replace("-", "_"), self.register.thai, self._kind, self._sql_columns
        )
        package.write(self.features())
        package.close()
        file = path.open("rb")
        path.unlink()  # the open file lives until the response has sent it
        return file

    @property
    def _kind(self) -> str:
        return self.register.model._meta.get_field("geom").geom_type if self.register.has_geometry else "GEOMETRY"

    @property
    def _sql_columns(self) -> list[tuple[str, str]]:
        return [("uid", "TEXT"), *((c.name, _sql_type(c)) for c in self.columns)]


def _sql_type(column: Column) -> str:
    if column.choices or column.kind not in ("number", "area", "chainage", "boolean", "date"):
        return "TEXT"
    if column.kind == "number" and "Integer" in type(column.field).__name__:
        return "INTEGER"
    return {"boolean": "BOOLEAN", "date": "DATE"}.get(column.kind, "REAL")


def _for_people(column: Column, value: Any) -> Any:
    if column.choices or column.kind not in ("date", "area", "period", "chainage"):
        return text_of(column, value)
    raw = raw_of(column, value, References(None))
    return f"{raw['from']} – {raw['to']}".strip() if isinstance(raw, dict) else raw


def _for_machines(column: Column, value: Any) -> Any:
    if isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
