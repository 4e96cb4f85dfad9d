"""SQL of one register's tiles, put together from `sql/` and the declaration; no name in it comes from a reader."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from django.db import models

from gis_core.access.levels import Level
from gis_core.access.visible import Visibility
from gis_core.features.index_sql import quote
from layers.bound import BoundRegister
from layers.declare import Circle

SQL = Path(__file__).parent / "sql"
FIXED = ("uid", "title", "status", "category")


@cache
def load(name: str) -> str:
    """A statement by its file's name. ValueError: it reads a register without asking who reads."""
    text = (SQL / f"{name}.sql").read_text(encoding="utf-8")
    if "@source@" in text and "/*visible:t*/" not in text:
        raise ValueError(f"{name}.sql ไม่ได้ถามสิทธิของผู้อ่าน")
    return text


def fill(text: str, tokens: Mapping[str, str]) -> str:
    """Replace every @token@. KeyError: one has no value."""
    parts = text.split("@")
    for index in range(1, len(parts), 2):
        parts[index] = tokens[parts[index]]
    return "".join(parts)


@dataclass(frozen=True)
class RegisterSql:
    """The fragments of SQL that describe one register as a source of tiles; `t` is a row of its own table."""

    register: BoundRegister

    @property
    def model(self) -> Any:
        return self.register.model

    @cached_property
    def is_point(self) -> bool:
        return isinstance(self.register.layer.symbol, Circle)

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
        if self.is_point and self.register.geometry_kind != "point":
            return f"ST_PointOnSurface({self.geom})"
        return self.geom

    @cached_property
    def where(self) -> str:
        """Rows of this register among others of the same table."""
        tests = [f"{self._path(path)} = {quote(value)}" for path, value in sorted(self.register.declared.where.items())]
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
        }

    # -- whole statements ----------------------------------------------------------------------------------------------
    def statement(self, name: str, visibility: Visibility) -> tuple[str, dict[str, Any]]:
        """A file's statement for one kind of right, with the parameters of that right."""
        test, values = visibility.sql("t")
        return fill(load(name), self.tokens).replace("/*visible:t*/", test), values

    @cached_property
    def version(self) -> str:
        """Changes with whatever decides what is in a tile, not with its style."""
        texts = [fill(load("full"), self.tokens), repr(self.register.layer.zooms), self.register.level.value]
        return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:12]


_known: dict[int, RegisterSql] = {}


def sql_of(register: BoundRegister) -> RegisterSql:
    """The SQL of a register, put together once a process."""
    found = _known.get(id(register))
    if found is None or found.register is not register:
        found = _known[id(register)] = RegisterSql(register)
    return found
