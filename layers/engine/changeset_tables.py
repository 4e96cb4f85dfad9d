"""What undoing must know of each tracked table: whose rows they are, and whether they can be put back at all."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from gis_core.features.bases import Ledger, PartOf
from gis_core.features.index_sql import TableSql
from gis_core.features.install import table_sqls
from layers.bound import BoundRegister
from layers.registry import registry

#: own: rows of a register. line: a PartOf of such a row. held: rows that share another record's fate. stays: rows that
#: outlive an undo. ledger, foreign: what no undo touches, so that a set with such a row is not undone.
Role = Literal["own", "line", "held", "stays", "ledger", "foreign"]


@dataclass(frozen=True)
class TrackedTable:
    """A tracked table in an undo."""

    sql: TableSql

    @property
    def model(self) -> Any:
        return self.sql.model

    @property
    def layer(self) -> int:
        return self.sql.layer_id

    @property
    def thai(self) -> str:
        return str(self.model._meta.verbose_name)

    @cached_property
    def role(self) -> Role:
        if issubclass(self.model, Ledger):
            return "ledger"
        if self.model.outlives_undo:
            return "stays"
        if registry.for_model(self.model) is not None:
            return "own"
        if issubclass(self.model, PartOf) and registry.for_model(self.parent_model) is not None:
            return "line"
        return "held" if self.model.held_by else "foreign"

    @property
    def parent_model(self) -> Any:
        return self.model._meta.get_field(self.model.parent_field).related_model

    @property
    def parent_column(self) -> str:
        """The column that leads to the record a row belongs to."""
        return self.model._meta.get_field(getattr(self.model, "parent_field", "") or self.model.held_by).column

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """What is written when a row is put back, its identity and its shape left aside."""
        return tuple(
            field.column
            for field in self.model._meta.concrete_fields
            if not field.generated
            and field.name not in ("id", "uid", *self.model.untracked_columns)
            and field.column != self.sql.geometry_column
        )

    @cached_property
    def unique_columns(self) -> tuple[str, ...]:
        return tuple(f.column for f in self.model._meta.concrete_fields if f.unique and f.name not in ("id", "uid"))

    def titles(self) -> str:
        """The column that names a row, for rows that are no longer there."""
        name = self.sql.spec.title or ("register_no" if "register_no" in self.columns else "")
        return self.model._meta.get_field(name).column if name else ""


def tables() -> dict[int, TrackedTable]:
    """Every tracked table by its number."""
    return {sql.layer_id: TrackedTable(sql) for sql in table_sqls()}


def registers_of(kinds: set[int]) -> dict[int, BoundRegister]:
    """The registers of kinds, as far as a register is declared for them."""
    found = {register.kind_id: register for register in registry.registers}
    return {kind: found[kind] for kind in kinds if kind in found}
