"""The past of a record as people read it: who changed what, when and why; what the record said on an earlier day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange

from gis_core.access.levels import Level
from gis_core.features.as_of import as_of
from layers.bound import BoundLines, BoundRegister, Column
from layers.engine import history
from layers.engine.line_history import LineVersion, line_versions
from map_ui.display import text_of
from map_ui.references import References, title_of
from map_ui.tables import HIDDEN_TEXT, is_closed

UNTOLD = ("id", "uid")


@dataclass(frozen=True)
class Difference:
    """One value before and after."""

    label: str
    before: str
    after: str


@dataclass
class Entry:
    """One act of one person on a record and its lines. `version` is None when only lines changed."""

    at: datetime
    who: str
    on_behalf_of: str
    reason: str
    batch_id: Any = None
    change_id: int = 0
    version: int | None = None
    is_current: bool = False
    is_first: bool = False
    geometry_changed: bool = False
    is_deletion: bool = False
    differences: list[Difference] = field(default_factory=list)
    lines: list[tuple[str, str, list[Difference]]] = field(default_factory=list)


def from_json(field_: models.Field, value: Any) -> Any:
    """A value of history's JSON as the model holds it; for a reference its key."""
    if value is None:
        return None
    if isinstance(field_, models.ForeignKey):
        return field_.target_field.to_python(value)
    if field_.get_internal_type() == "DateRangeField":
        return _range(str(value))
    if isinstance(field_, models.DecimalField):
        # JSON drops closing zeros; with them the text is the one a form shows for the stored value
        return field_.to_python(str(value)).quantize(Decimal(1).scaleb(-field_.decimal_places))
    return field_.to_python(value)


def _range(text: str) -> DateRange:
    lower, _, upper = text.strip("[]()").partition(",")
    return DateRange(
        date.fromisoformat(lower) if lower else None, date.fromisoformat(upper) if upper else None, text[:1] + text[-1:]
    )


# -- what changed
# ----------------------------------------------------------------------------------------------------------
class Past:
    """Everything that happened to one record, newest first. The caller has shown that the reader may see the record."""

    def __init__(self, register: BoundRegister, record: Any, user: Any, line_sets: Iterable[BoundLines] = ()) -> None:
        self.register = register
        self.record = record
        self.references = References(user)
        self.readable = {column.name for column in register.readable(user)} | {"status", "register_no"}
        self.versions = history.versions(register, record.uid)
        self.line_sets = {bound.key: (bound, line_versions(bound, record)) for bound in line_sets}
        self._load_references()

    @property
    def title(self) -> str:
        return title_of(self.register, self.record)

    def _load_references(self) -> None:
        wanted: dict[type, set[Any]] = defaultdict(set)
        rows = [(self.columns(), version.row) for version in self.versions]
        for bound, found in self.line_sets.values():
            rows += [({c.field.column: c for c in bound.columns}, version.row) for version in found]
        for columns, row in rows:
            for name, column in columns.items():
                if column.kind == "reference" and row.get(name) is not None:
                    wanted[column.field.related_model].add(from_json(column.field, row[name]))
        self.references.load_ids(wanted)

    def columns(self) -> dict[str, Column]:
        """The columns the reader may see, by their name in the database."""
        found = {c.field.column: c for c in self.register.columns if c.name in self.readable}
        extra = (self.register.by_name.get(name) for name in ("status", "register_no"))
        return found | {c.field.column: c for c in extra if c is not None}

    def text(self, column: Column, raw: Any, closed: bool = False) -> str:
        """A value of history as the page shows it today."""
        if raw is None or raw == "":
            return ""
        if closed:
            mask = self.register.declared.masks.get(column.name)
            return mask(str(raw)) if mask else HIDDEN_TEXT
        value = from_json(column.field, raw)
        if column.kind == "reference":
            target = self.references.stored(column.field.related_model, value)
            return self.references.text(target) if target is not None else f"(ระเบียนที่ลบแล้ว {value})"
        return text_of(column, value)

    def entries(self) -> list[Entry]:
        """One entry for each act, the newest first."""
        by_change: dict[int, Entry] = {}
        columns = self.columns()
        oldest = self.versions[-1].number if self.versions else 0
        for version in self.versions:
            entry = self._entry(by_change, version.change, version.at)
            entry.version, entry.is_current = version.number, version.is_current
            entry.is_first, entry.geometry_changed = version.number == oldest, version.geometry_changed
            entry.differences = [
                self.difference(columns[name], before, after)
                for name, before, after in version.changes
                if name in columns and name not in UNTOLD
            ]
            if version.is_deleted and version.ended_by is not None:
                self._entry(by_change, version.ended_by, version.ended_by.at).is_deletion = True
        for bound, found in self.line_sets.values():
            self._add_lines(by_change, bound, found)
        return sorted(by_change.values(), key=lambda entry: (entry.at, entry.version or 0), reverse=True)

    def _entry(self, by_change: dict[int, Entry], change: Any, at: datetime) -> Entry:
        if change.pk not in by_change:
            behalf = str(change.on_behalf_of) if change.on_behalf_of_id else ""
            by_change[change.pk] = Entry(at, str(change.actor), behalf, change.reason, change.batch_id, change.pk)
        return by_change[change.pk]

    def difference(self, column: Column, before: Any, after: Any) -> Difference:
        closed = is_closed(self.register, column)
        return Difference(column.thai, self.text(column, before, closed), self.text(column, after, closed))

    def _add_lines(self, by_change: dict[int, Entry], bound: BoundLines, found: list[LineVersion]) -> None:
        before: dict[Any, Mapping[str, Any]] = {}
        for version in found:
            entry = self._entry(by_change, version.change, version.since)
            old = before.get(version.uid)
            word = "เพิ่ม" if old is None else "แก้ไข"
            differences = self.line_differences(bound, old or {}, version.row)
            entry.lines.append((bound.thai, word, differences))
            before[version.uid] = version.row
            if version.is_deleted and version.until is not None:
                gone = self._entry(by_change, version.ended_by, version.until)
                gone.lines.append((bound.thai, "ลบ", self.line_differences(bound, version.row, {})))

    def line_differences(
        self, bound: BoundLines, before: Mapping[str, Any], after: Mapping[str, Any]
    ) -> list[Difference]:
        """Changed values of a line; whom lines of personal data name stays closed here."""
        hidden = Level(bound.declared.level or "public").is_personal
        found = []
        for column in bound.columns:
            old, new = before.get(column.field.column), after.get(column.field.column)
            if old != new:
                closed = hidden and column.kind == "reference"
                found.append(Difference(column.thai, self.text(column, old, closed), self.text(column, new, closed)))
        return [difference for difference in found if difference.before or difference.after]

    # -- what it said --------------------------------------------------------------------------------------------------
    def as_of(self, moment: datetime) -> Any:
        """The record as the register held it at a moment, unsaved; None when it did not hold it then."""
        found = as_of(self.register.model, moment, "uid", [self.record.uid])
        return self._with_targets(found[0]) if found else None

    def lines_as_of(self, key: str, moment: datetime) -> list[Any]:
        bound, _versions = self.line_sets[key]
        column = bound.model._meta.get_field(bound.parent_field).name
        return [self._with_targets(line) for line in as_of(bound.model, moment, column, [self.record.pk])]

    def _with_targets(self, row: Any) -> Any:
        """References point to what they named then; None where that is gone since."""
        for field_ in row._meta.concrete_fields:
            if isinstance(field_, models.ForeignKey):
                key = getattr(row, field_.attname)
                row._state.fields_cache[field_.name] = self.references.stored(field_.related_model, key)
        return row
