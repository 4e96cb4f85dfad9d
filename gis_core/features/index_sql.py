"""SQL text of one table's index rows: the single place that says how a row becomes a feature.

The triggers, the relocation of dependants and `check_features` all use these expressions, so they cannot disagree.
Names come from models, never from users.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.contrib.gis.db.models import GeometryField
from django.db import models

from gis_core.features.bases import CodeList, Ledger, LocatedRecord, PartOf, PlaceLink, SpatialRecord, Tracked, base_of
from gis_core.features.index_spec import IndexSpec, parents_of, spec_of

MAX_JSON_PAIRS = 40


def quote(value: str) -> str:
    """A string literal."""
    return "'" + value.replace("'", "''") + "'"


@dataclass(frozen=True)
class Hop:
    """One foreign key on the way to a place: the alias it is read from, its column and the model it leads to."""

    alias: str
    column: str
    target: type[models.Model]
    is_place_link: bool


@dataclass(frozen=True)
class TableSql:
    """SQL of one tracked table. `kind_ids` gives the number of each kind key, `layer_id` the table's own."""

    model: type[Tracked]
    layer_id: int
    kind_ids: dict[str, int]

    @cached_property
    def spec(self) -> IndexSpec:
        return spec_of(self.model)

    @cached_property
    def base(self) -> type[Tracked]:
        return base_of(self.model)

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def has_feature(self) -> bool:
        return self.base in (SpatialRecord, LocatedRecord)

    @property
    def is_ledger(self) -> bool:
        return self.base is Ledger

    @property
    def is_plain(self) -> bool:
        return self.base in (PartOf, Ledger, CodeList)

    @cached_property
    def geometry_column(self) -> str:
        for field in self.model._meta.concrete_fields:
            if isinstance(field, GeometryField) and field.name == "geom":
                return field.column
        return ""

    def geom(self, alias: str) -> str:
        return f"{alias}.{self.geometry_column}" if self.geometry_column else "NULL::geometry"

    @cached_property
    def parent_columns(self) -> tuple[str, ...]:
        """Columns of the record a row is a line of; at most one of them is filled in a row."""
        return tuple(self.column(name) for name in parents_of(self.model))

    def parent(self, alias: str) -> str:
        """The number of the record a row is a line of, NULL for what is no line."""
        columns = [f"{alias}.{column}" for column in self.parent_columns]
        return f"coalesce({', '.join(columns)})" if columns else "NULL::bigint"

    def row_json(self, alias: str) -> str:
        """Every column but the geometry and the untracked ones, by name."""
        columns = [
            field.column
            for field in self.model._meta.concrete_fields
            if field.column != self.geometry_column and field.name not in self.model.untracked_columns
        ]
        parts = []
        for start in range(0, len(columns), MAX_JSON_PAIRS):
            pairs = ", ".join(f"{quote(c)}, {alias}.{c}" for c in columns[start : start + MAX_JSON_PAIRS])
            parts.append(f"jsonb_build_object({pairs})")
        return " || ".join(parts)

    def kind(self, alias: str = "t") -> str:
        cases = []
        default = self.kind_ids[self.spec.kinds[-1].key]
        for kind in self.spec.kinds:
            if kind.where:
                test = " AND ".join(f"{self._where_column(alias, path)} = {quote(value)}" for path, value in kind.where)
                cases.append(f"WHEN {test} THEN {self.kind_ids[kind.key]}")
            else:
                default = self.kind_ids[kind.key]
        return f"CASE {' '.join(cases)} ELSE {default} END" if cases else str(default)

    def _where_column(self, alias: str, path: str) -> str:
        name, _, rest = path.partition("__")
        field = self.model._meta.get_field(name)
        if not rest:
            return f"{alias}.{field.column}"
        target = field.related_model
        return (
            f"(SELECT w.{target._meta.get_field(rest).column} FROM {target._meta.db_table} w"
            f" WHERE w.id = {alias}.{field.column})"
        )

    @cached_property
    def title(self) -> str:
        name = self.spec.title or ("register_no" if self._has("register_no") else "")
        return f"coalesce(t.{self.column(name)}::text, '')" if name else "''"

    @cached_property
    def category(self) -> str:
        return f"coalesce(t.{self.column(self.spec.category)}::text, '')" if self.spec.category else "''"

    def _has(self, name: str) -> bool:
        return any(field.name == name for field in self.model._meta.concrete_fields)

    def column(self, name: str) -> str:
        return self.model._meta.get_field(name).column

    # -- place ---------------------------------------------------------------------------------------------------------
    @cached_property
    def paths(self) -> tuple[tuple[str, tuple[Hop, ...]], ...]:
        """Each `located_by` path as its hops."""
        return tuple((path, self._hops(index, path)) for index, path in enumerate(self.spec.located_by))

    def _hops(self, index: int, path: str) -> tuple[Hop, ...]:
        hops = []
        model, alias = self.model, "t"
        for step, name in enumerate(path.split(".")):
            field = model._meta.get_field(name)
            hops.append(Hop(alias, field.column, field.related_model, isinstance(field, PlaceLink)))
            model, alias = field.related_model, f"h{index}_{step}"
        return tuple(hops)

    def joins(self) -> str:
        """LEFT JOINs from `t` to each path's target and, where its place is not static, to its index row."""
        lines = []
        for index, (_path, hops) in enumerate(self.paths):
            for step, hop in enumerate(hops[:-1]):
                lines.append(
                    f"LEFT JOIN {hop.target._meta.db_table} h{index}_{step}"
                    f" ON h{index}_{step}.id = {hop.alias}.{hop.column}"
                )
            last = hops[-1]
            if last.is_place_link:
                lines.append(f"LEFT JOIN gis_feature p{index} ON p{index}.uid = {last.alias}.{last.column}")
            else:
                target = f"x{index}"
                lines.append(
                    f"LEFT JOIN {last.target._meta.db_table} {target} ON {target}.id = {last.alias}.{last.column}"
                )
                if base_of(last.target) is LocatedRecord:
                    lines.append(f"LEFT JOIN gis_feature p{index} ON p{index}.uid = {target}.uid")
        return "\n        ".join(lines)

    def _place(self, index: int) -> str:
        last = self.paths[index][1][-1]
        if last.is_place_link:
            return f"coalesce(p{index}.place_uid, CASE WHEN p{index}.located_by = 'geom' THEN p{index}.uid END)"
        return f"p{index}.place_uid" if base_of(last.target) is LocatedRecord else f"x{index}.uid"

    @cached_property
    def place_uid(self) -> str:
        places = [self._place(index) for index in range(len(self.paths))]
        return f"coalesce({', '.join(places)})" if places else "NULL::uuid"

    @cached_property
    def located_by(self) -> str:
        if self.base is SpatialRecord:
            return "'geom'"
        cases = [f"WHEN {self._place(i)} IS NOT NULL THEN {quote(path)}" for i, (path, _) in enumerate(self.paths)]
        return f"CASE {' '.join(cases)} ELSE '' END" if cases else "''"

    def index_rows(self, source: str, where: str = "") -> str:
        """SELECT of the index rows that `source` (a table or transition table with columns of this table)
        should have.
        """
        return f"""SELECT t.id AS record_id, t.uid AS uid, ({self.kind()})::smallint AS kind, {self.title} AS title,
            t.status::text AS status, {self.category} AS category, t.org_unit_id AS org_unit_id,
            {self.place_uid} AS place_uid, {self.located_by} AS located_by, {self.geom("t")} AS geom
        FROM {source} t
        {self.joins()}
        {where}"""

    # -- search --------------------------------------------------------------------------------------------------------
    @property
    def search_table(self) -> str:
        return "gis_search_personal" if self.spec.is_personal else "gis_search"
