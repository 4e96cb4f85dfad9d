"""SQL of one register's tiles, put together from `sql/` and the declaration; no name in it comes from a reader."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from math import ceil
from pathlib import Path
from typing import Any

from django.db import models

from gis_core.access.levels import Level
from gis_core.features.index_sql import quote
from layers.bound import BoundRegister, kind_ids
from layers.declare import ByRange, ByValue, Line, PointSymbol
from layers.map_style import PIXELS_PER_METRE
from layers.registry import registry
from tiles.grid import BUFFER, EXTENT

SQL = Path(__file__).parent / "sql"
#: Cells are the tiles of zoom 18, about 150 m a side.
CELL_ZOOM = 18
CELLS = 2**CELL_ZOOM
LARGE_CELLS = 4
#: Below it lines are drawn from stored shapes, where no width comes near the ordinary buffer.
TRUE_LINES_FROM = 13
TILE_PIXELS = 512
#: Where a statement asks whether the reader may see a row `t`.
VISIBLE = "/*visible:t*/"
FIXED = ("uid", "title", "status", "category")


@cache
def load(name: str) -> str:
    """A statement, or a part of one, by its file's name. ValueError: it reads a register without asking who reads."""
    lines = (SQL / f"{name}.sql").read_text(encoding="utf-8").splitlines()
    text = "\n".join(line for line in lines if not line.startswith("--"))
    if "@source@" in text and VISIBLE not in text:
        raise ValueError(f"{name}.sql ไม่ได้ถามสิทธิของผู้อ่าน")
    return text


def fill(text: str, tokens: Mapping[str, str]) -> str:
    """Replace every @token@. KeyError: one has no value."""
    parts = text.split("@")
    for index in range(1, len(parts), 2):
        parts[index] = tokens[parts[index]]
    return "".join(parts)


def for_everything(text: str) -> str:
    """A statement for whoever may see all of the register, and for what is made for them."""
    return text.replace(VISIBLE, "TRUE")


@dataclass(frozen=True, eq=False)
class RegisterSql:
    """The fragments of SQL that describe one register as a source of tiles; `t` is a row of its own table."""

    register: BoundRegister

    @property
    def model(self) -> Any:
        return self.register.model

    @cached_property
    def family(self) -> str:
        """point, line or area: how the layer is drawn, whatever shape its places have."""
        symbol = self.register.layer.symbol
        return "point" if isinstance(symbol, PointSymbol) else "line" if isinstance(symbol, Line) else "area"

    @cached_property
    def source(self) -> str:
        table = self.model._meta.db_table
        if self.register.has_geometry:
            return f"{table} t"
        return (
            f"{table} t JOIN gis_feature f ON f.layer_id = {self.register.layer_id} AND f.record_id = t.id"
            " JOIN gis_feature p ON p.uid = f.place_uid"
        )

    @property
    def geom(self) -> str:
        """The stored shape (EPSG:4326), of the record or of the place it stands at; this one is indexed."""
        return "t.geom" if self.register.has_geometry else "p.geom"

    @cached_property
    def shape(self) -> str:
        """What is drawn: a symbol on an area stands on a point inside it."""
        if self.family == "point" and self.register.geometry_kind != "point":
            return f"ST_PointOnSurface({self.geom})"
        return self.geom

    @cached_property
    def where(self) -> str:
        """Rows of this register among others of the same table; of a coverage those that take up ground today."""
        tests = [f"{self._path(path)} = {quote(value)}" for path, value in sorted(self.register.declared.where.items())]
        if self.register.live_states:
            tests.append(f"t.status IN ({', '.join(quote(state) for state in self.register.live_states)})")
        return " AND ".join(tests) or "TRUE"

    def _path(self, path: str) -> str:
        name, _, rest = path.partition("__")
        field = self.model._meta.get_field(name)
        if not rest:
            return f"t.{field.column}"
        target = field.related_model._meta
        return f"(SELECT w.{target.get_field(rest).column} FROM {target.db_table} w WHERE w.id = t.{field.column})"

    # -- columns -------------------------------------------------------------------------------------------------------
    @cached_property
    def columns(self) -> dict[str, str]:
        """Property name -> SQL, of a single record."""
        declared = self.register.declared
        classes = self.register.layer.classes
        category = declared.category or (classes.column if classes else "")
        fixed = {
            "uid": "t.uid::text",
            "title": self._text(self.register.title),
            "status": "t.status::text",
            "category": self._text(category) if category else "''",
        }
        return fixed | {n: self._value(n) for n in self.register.layer.tile_columns if n not in FIXED}

    def _text(self, name: str) -> str:
        """A column as text; '' where the table has none of that name or not everybody may read it."""
        closed = Level(self.register.declared.field_levels.get(name, Level.PUBLIC)) != Level.PUBLIC
        if closed or not any(field.name == name for field in self.model._meta.concrete_fields):
            return "''"
        return f"coalesce(t.{self.model._meta.get_field(name).column}::text, '')"

    def _value(self, name: str) -> str:
        field = self.model._meta.get_field(name)
        if isinstance(field, models.DecimalField):
            return f"t.{field.column}::float8"
        if isinstance(field, models.IntegerField | models.FloatField | models.BooleanField):
            return f"t.{field.column}"
        return f"t.{field.column}::text"

    @cached_property
    def typed_columns(self) -> str:
        return ", ".join(f'{sql} AS "{name}"' for name, sql in self.columns.items())

    @cached_property
    def tokens(self) -> dict[str, str]:
        return {
            "source": self.source,
            "geom": self.geom,
            "shape": self.shape,
            "where": self.where,
            "columns": self.typed_columns,
            "props": self.props,
            "classes": ", ".join(self.class_values) or "NULL::jsonb",
            "class_count": str(max(1, len(self.class_values))),
            "names": "ARRAY[" + (", ".join(quote(name) for name in self.class_names) or "''") + "]",
            "extent": self.extent,
            "large": "TRUE",
            "layer": str(self.register.layer_id),
            "kind": f"{self.register.kind_id}::smallint",
        }

    # -- classes and sizes ---------------------------------------------------------------------------------------------
    @cached_property
    def class_names(self) -> tuple[str, ...]:
        """The columns by which the layer or one of its themes is coloured."""
        return tuple(dict.fromkeys(classes.column for classes in self.register.layer.all_classes))

    @cached_property
    def class_values(self) -> tuple[str, ...]:
        """For each of them a value that takes the record's colour, as jsonb; NULL for the colour of all others."""
        first = {c.column: c for c in reversed(self.register.layer.all_classes)}
        return tuple(self._class_value(first[name]) for name in self.class_names)

    def _class_value(self, classes: ByValue | ByRange) -> str:
        column = f"t.{self.model._meta.get_field(classes.column).column}"
        if isinstance(classes, ByValue):
            known = ", ".join(quote(value) for value in classes.colors) or "NULL"
            return f"CASE WHEN {column}::text IN ({known}) THEN to_jsonb({self._value(classes.column)}) END"
        limits = [(classes.breaks[0] - 1, classes.breaks[0])] if classes.breaks else []
        limits += list(pairwise(classes.breaks))
        tests = " ".join(f"WHEN {column} < {below!r} THEN to_jsonb({low!r})" for low, below in limits)
        last = classes.breaks[-1] if classes.breaks else 0
        return f"CASE WHEN {column} IS NULL THEN NULL {tests} ELSE to_jsonb({last!r}) END"

    @cached_property
    def props(self) -> str:
        """All properties of a single record as one jsonb."""
        pairs = ", ".join(f"{quote(name)}, {sql}" for name, sql in self.columns.items())
        return f"jsonb_strip_nulls(jsonb_build_object({pairs}))"

    @cached_property
    def extent(self) -> str:
        """Columns and rows of the cells (zoom 18, with fractions) between which the shape lies: c0 c1 r0 r1."""
        columns = [f"(ST_X{edge}({self.geom}) + 180) / 360 * {CELLS} AS c{n}" for n, edge in enumerate(("Min", "Max"))]
        rows = [f"{row(f'ST_Y{edge}({self.geom})')} AS r{n}" for n, edge in enumerate(("Max", "Min"))]
        return ", ".join([*columns, *rows])

    @cached_property
    def large(self) -> str:
        """A shape of four cells or more is drawn itself below zoom 13; smaller ones are counted in cells."""
        west, east, south, north = (f"ST_{edge}({self.geom})" for edge in ("XMin", "XMax", "YMin", "YMax"))
        return f"greatest(({east} - {west}) / 360 * {CELLS}, {row(south)} - {row(north)}) >= {LARGE_CELLS}"

    @cached_property
    def version(self) -> str:
        """Changes with whatever decides what is in a tile, not with its style."""
        files = [path.read_text(encoding="utf-8") for path in sorted(SQL.glob("*.sql"))]
        tokens = {name: value for name, value in self.tokens.items() if name not in ("layer", "kind")}
        texts = [*files, repr(sorted(tokens.items())), repr(self.register.layer.zooms), self.register.level.value]
        texts.append(repr(_widest_m(self.register)))
        return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:12]


def row(lat: str) -> str:
    """SQL of the row of cells, with its fraction, at a latitude."""
    return f"((1 - asinh(tand({lat})) / pi()) / 2 * {CELLS})"


def buffer_of(register: BoundRegister, zoom: int) -> int:
    """How far beyond its edge, in tile units, a tile of true shapes holds what is drawn: half the widest line, so that
    none is cut where two tiles meet; less than a whole tile, for a coordinate beyond two is none to the map.
    """
    half = _widest_m(register) / 2 * PIXELS_PER_METRE * 2**zoom * EXTENT / TILE_PIXELS
    return BUFFER if zoom < TRUE_LINES_FROM else min(EXTENT - 1, max(BUFFER, ceil(half)))


def _widest_m(register: BoundRegister) -> float:
    symbol = register.layer.symbol
    return symbol.widest_m if isinstance(symbol, Line) and symbol.width_by else 0.0


def registers_of(layer_id: int) -> list[BoundRegister]:
    """The registers with a layer whose records stand in one table."""
    numbers = kind_ids()
    return [r for r in registry.registers if r.layer is not None and numbers.get(r.key, (0, 0))[1] == layer_id]


_known: dict[int, RegisterSql] = {}


def sql_of(register: BoundRegister) -> RegisterSql:
    """The SQL of a register, put together once a process."""
    found = _known.get(id(register))
    if found is None or found.register is not register:
        found = _known[id(register)] = RegisterSql(register)
    return found
