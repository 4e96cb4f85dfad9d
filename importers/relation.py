"""Staged rows as the records they are going to be: the SQL that judging, the commit and set-form hooks share.

Names come from models, values from bound parameters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models.expressions import DatabaseDefault

from gis_core.access.holdings import holdings_of
from importers.models import ImportBatch
from layers.bound import BoundRegister
from layers.declare import BulkRows

GEOM = "geom"
#: Coordinates closer than this (about a millimetre) are the same place: a file keeps no more digits.
STEP_DEGREES = "1e-8"
MANY_POINTS = 2000


def quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def same_shape(one: str, other: str) -> str:
    """SQL: two shapes are the same but for the last digits."""
    return (
        f"({one} = {other} OR (ST_NPoints({one}) = ST_NPoints({other}) AND ST_NPoints({one}) < {MANY_POINTS}"
        f" AND ST_HausdorffDistance({one}, {other}) < {STEP_DEGREES}))"
    )


class Relation:
    """SQL over the staged rows of one batch that are not written yet, or `only` some of them. `writes` are the columns
    its file fills; `for_new` those of them of which the file says nothing, and only a new record takes what its form of
    file has for all.
    """

    def __init__(
        self,
        batch: ImportBatch,
        register: BoundRegister,
        writes: Iterable[str],
        user: Any,
        only: Sequence[int] | None = None,
        for_new: Iterable[str] = (),
    ) -> None:
        self.batch, self.register, self.user, self.only = batch, register, user, only
        self.table = quoted(register.model._meta.db_table)
        self.fields: dict[str, Any] = {
            f.name: f for f in register.model._meta.concrete_fields if not f.generated and f.name != "id"
        }
        writes = list(writes)
        self.writes = [name for name in writes if name in self.fields]
        self.lines = [bound.key for bound in register.lines if bound.key in writes]
        self.for_new = frozenset(for_new)
        self.params: dict[str, Any] = {"batch": batch.pk, "round": batch.round, "only": list(only or ())}

    # -- one column ----------------------------------------------------------------------------------------------------
    def type_of(self, name: str) -> str:
        return str(self.fields[name].db_type(connection))

    def given(self, name: str, alias: str = "r") -> str:
        """SQL of the value a row gives a column; NULL where it gives none."""
        if name == GEOM:
            return f"{alias}.geom::{self.type_of(GEOM)}"
        return f'({alias}."values"->>{literal(self.fields[name].column)})::{self.type_of(name)}'

    def default(self, name: str) -> str | None:
        """SQL of what a new record has in a column no file fills; None leaves it to the database."""
        fixed = self.register.declared.where.get(name)
        workflow = self.register.workflow
        if fixed is not None:
            return self._bound(name, fixed)
        if name == "status" and workflow is not None and not self.fields[name].get_default():
            return self._bound(name, workflow.initial)
        if name == "org_unit":
            return self._bound(name, unit_of(self.register, self.user))
        if name == "uid":
            return None
        value = self.fields[name].get_default()
        if isinstance(value, DatabaseDefault):
            return None
        return self._bound(name, value)

    def _bound(self, name: str, value: Any) -> str:
        if value is None:
            return f"NULL::{self.type_of(name)}"
        key = f"d_{name}"
        self.params[key] = self.fields[name].get_db_prep_save(value, connection)
        return f"%({key})s::{self.type_of(name)}"

    # -- the rows ------------------------------------------------------------------------------------------------------
    @property
    def mine(self) -> str:
        """Predicate over `r`: this round's rows."""
        return "r.batch_id = %(batch)s AND r.round = %(round)s" + (
            " AND r.row_no = ANY(%(only)s)" if self.only is not None else ""
        )

    def rows(self, where: str = "") -> str:
        """FROM … WHERE of this round's rows as `r`."""
        return f"FROM importers_stagedrow r WHERE {self.mine}" + (f" AND {where}" if where else "")

    def new_columns(self) -> list[tuple[str, str]]:
        """(database column, SQL) of everything a new record is inserted with."""
        found = [("uid", "r.record_uid")]
        for name, field in self.fields.items():
            default = self.default(name)
            if name in self.writes:
                value = self.given(name)
                found.append((field.column, f"coalesce({value}, {default})" if default and name != GEOM else value))
            elif default is not None and name not in ("uid", GEOM):
                found.append((field.column, default))
        return found

    def overwritten(self) -> list[str]:
        """Columns of known records the file may change, as the person chose."""
        chosen = self.batch.overwrite
        return [name for name in (*self.writes, *self.lines) if chosen is None or name in chosen]

    def is_all_new(self) -> bool:
        """Whether no row has found a record: then nothing of the register is read for them."""
        known = self.rows("r.verdict <> 'new' AND r.version IS NOT NULL")
        return not self.ask(f"SELECT EXISTS (SELECT 1 {known})")[0][0]

    def as_records(self, where: str = "r.verdict IN ('new', 'changed')") -> BulkRows:
        """The rows as records: what is stored, with what the file says over it."""
        if self.is_all_new():
            return BulkRows(self._as_new_records(where), self.params, self.user)
        may = set(self.overwritten())
        columns = []
        for name, field in self.fields.items():
            kept = f"t.{quoted(field.column)}"
            default = self.default(name) if name not in ("uid", GEOM) else None
            fresh = kept if default is None else f"CASE WHEN r.version IS NULL THEN {default} ELSE {kept} END"
            if name == "uid":
                fresh = "r.record_uid"
            elif name in self.writes:
                given = self.given(name)
                is_written = f"{literal(name)} = ANY(r.differs)" if name in may else "FALSE"
                given = f"CASE WHEN r.version IS NULL OR {is_written} THEN {given} END"
                fresh = f"coalesce({given}, {fresh})"
            columns.append(f"{fresh} AS {quoted(field.column)}")
        moved = f"(r.version IS NULL OR {literal(GEOM)} = ANY(coalesce(r.differs, '{{}}')))"
        sql = f"""SELECT r.row_no, r.version IS NULL AS is_new, {moved} AS geom_changed, {", ".join(columns)}
            FROM importers_stagedrow r LEFT JOIN {self.table} t ON t.uid = r.record_uid AND r.version IS NOT NULL
            WHERE {self.mine} AND {where}"""
        return BulkRows(sql, self.params, self.user)

    def _as_new_records(self, where: str) -> str:
        given = dict(self.new_columns())
        columns = [
            f"{given.get(field.column, f'NULL::{self.type_of(name)}')} AS {quoted(field.column)}"
            for name, field in self.fields.items()
        ]
        rows = self.rows(where)
        return f"SELECT r.row_no, TRUE AS is_new, TRUE AS geom_changed, {', '.join(columns)} {rows}"

    def shapes(self, where: str = "r.verdict IN ('new', 'changed')") -> str:
        """SELECT row_no, uid (NULL for a new record), geom of rows that bring a new shape."""
        if self.is_all_new():
            rows = self.rows(f"r.geom IS NOT NULL AND {where}")
            return f"SELECT r.row_no::bigint AS row_no, NULL::uuid AS uid, r.geom {rows}"
        moved = f"(r.version IS NULL OR {literal(GEOM)} = ANY(r.differs))"
        known = "CASE WHEN r.version IS NOT NULL THEN r.record_uid END"
        rows = self.rows(f"r.geom IS NOT NULL AND {moved} AND {where}")
        return f"SELECT r.row_no::bigint AS row_no, {known} AS uid, r.geom {rows}"

    # -- asking --------------------------------------------------------------------------------------------------------
    def ask(self, sql: str, **more: Any) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql, {**self.params, **more})
            return list(cursor.fetchall())

    def run(self, sql: str, **more: Any) -> int:
        """Number of rows written."""
        with connection.cursor() as cursor:
            cursor.execute(sql, {**self.params, **more})
            return int(cursor.rowcount)


def unit_of(register: BoundRegister, user: Any) -> int | None:
    """The unit that owns what the writer adds: the one in which he holds the right to add it."""
    for holding in holdings_of(user):
        for grant in register.grants:
            if "add" in grant.action_set and grant.scope == "unit" and holding.role in grant.role_set:
                return holding.unit_id
    return None
