"""The past of a record as people read it: who changed what, when and why; what the record said on an earlier day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange

from gis_core.access.levels import Level
from gis_core.features.bases import LocatedRecord, SpatialRecord
from gis_core.features.models import Feature, History, Layer, Stamp
from layers.bound import BoundLines, BoundRegister, Column
from layers.engine import history
from map_ui.display import text_of
from map_ui.references import References
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
    version: int | None = None
    is_current: bool = False
    is_first: bool = False
    geometry_changed: bool = False
    differences: list[Difference] = field(default_factory=list)
    lines: list[tuple[str, str, list[Difference]]] = field(default_factory=list)


@dataclass(frozen=True)
class LineVersion:
    """One version of a child line and the time in which the register held it; `until` None while it does."""

    uid: Any
    number: int
    since: datetime
    until: datetime | None
    change: Any
    ended_by: Any
    is_deleted: bool
    row: Mapping[str, Any]


def from_json(field_: models.Field, value: Any) -> Any:
    """A value of history's JSON as the model holds it; for a reference its key."""
    if value is None:
        return None
    if isinstance(field_, models.ForeignKey):
        return field_.target_field.to_python(value)
    if field_.get_internal_type() == "DateRangeField":
        return _range(str(value))
    if isinstance(field_, models.DecimalField):
        return field_.to_python(str(value))
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

    def _load_references(self) -> None:
        wanted: dict[type, set[Any]] = defaultdict(set)
        rows = [(self._columns(), version.row) for version in self.versions]
        for bound, found in self.line_sets.values():
            rows += [({c.field.column: c for c in bound.columns}, version.row) for version in found]
        for columns, row in rows:
            for name, column in columns.items():
                if column.kind == "reference" and row.get(name) is not None:
                    wanted[column.field.related_model].add(from_json(column.field, row[name]))
        self.references.load_ids(wanted)

    def _columns(self) -> dict[str, Column]:
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
        columns = self._columns()
        oldest = self.versions[-1].number if self.versions else 0
        for version in self.versions:
            entry = self._entry(by_change, version.change, version.at)
            entry.version, entry.is_current = version.number, version.is_current
            entry.is_first, entry.geometry_changed = version.number == oldest, version.geometry_changed
            entry.differences = [
                self._difference(columns[name], before, after)
                for name, before, after in version.changes
                if name in columns and name not in UNTOLD
            ]
        for bound, found in self.line_sets.values():
            self._add_lines(by_change, bound, found)
        return sorted(by_change.values(), key=lambda entry: (entry.at, entry.version or 0), reverse=True)

    def _entry(self, by_change: dict[int, Entry], change: Any, at: datetime) -> Entry:
        if change.pk not in by_change:
            behalf = str(change.on_behalf_of) if change.on_behalf_of_id else ""
            by_change[change.pk] = Entry(at, str(change.actor), behalf, change.reason)
        return by_change[change.pk]

    def _difference(self, column: Column, before: Any, after: Any) -> Difference:
        closed = is_closed(self.register, column)
        return Difference(column.thai, self.text(column, before, closed), self.text(column, after, closed))

    def _add_lines(self, by_change: dict[int, Entry], bound: BoundLines, found: list[LineVersion]) -> None:
        before: dict[Any, Mapping[str, Any]] = {}
        for version in found:
            entry = self._entry(by_change, version.change, version.since)
            old = before.get(version.uid)
            word = "เพิ่ม" if old is None else "แก้ไข"
            differences = self._line_differences(bound, old or {}, version.row)
            entry.lines.append((bound.thai, word, differences))
            before[version.uid] = version.row
            if version.is_deleted and version.until is not None:
                gone = self._entry(by_change, version.ended_by, version.until)
                gone.lines.append((bound.thai, "ลบ", self._line_differences(bound, version.row, {})))

    def _line_differences(
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
        """The record as the register held it at a moment, unsaved; None before its first version."""
        version = next((v for v in self.versions if v.at <= moment), None)
        if version is None or version.is_deleted:
            return None
        return self._build(self.register.model, version.row, self._geometry_at(version.number))

    def _geometry_at(self, number: int) -> Any:
        if not self.register.has_geometry:
            return None
        old = History.objects.filter(uid=self.record.uid, layer_id=self.register.layer_id, version=number).first()
        return old.geom if old is not None else self.record.geom

    def lines_as_of(self, key: str, moment: datetime) -> list[Any]:
        bound, found = self.line_sets[key]
        rows = [v.row for v in found if v.since <= moment and (v.until is None or moment < v.until)]
        return [self._build(bound.model, row, None) for row in rows]

    def _build(self, model: Any, row: Mapping[str, Any], shape: Any) -> Any:
        made = model()
        for field_ in model._meta.concrete_fields:
            if field_.column not in row:
                continue
            value = from_json(field_, row[field_.column])
            if field_.generated:
                made.__dict__[field_.attname] = value  # Django lets nobody set it, nor read it before a save
                continue
            setattr(made, field_.attname, value)
            if isinstance(field_, models.ForeignKey):
                target = self.references.stored(field_.related_model, value)
                if target is not None:
                    setattr(made, field_.name, target)
        if shape is not None:
            made.geom = shape
        return made


def line_versions(bound: BoundLines, record: Any) -> list[LineVersion]:
    """All versions of all lines of a record, oldest first."""
    layer = Layer.objects.get(table_name=bound.model._meta.db_table)
    parent = bound.model._meta.get_field(bound.parent_field)
    past = History.objects.filter(layer_id=layer.pk, **{f"row_data__{parent.column}": record.pk})
    found = [
        LineVersion(h.uid, h.version, h.recorded_from, h.recorded_to, h.change, h.ended_by, h.is_deleted, h.row_data)
        for h in past.select_related(
            "change__actor", "change__on_behalf_of", "ended_by__actor", "ended_by__on_behalf_of"
        )
    ]
    found += _current_lines(bound, record, layer.pk)
    return sorted(found, key=lambda version: (version.since, version.number))


def _current_lines(bound: BoundLines, record: Any, layer_id: int) -> list[LineVersion]:
    lines = list(bound.model._default_manager.filter(**{bound.parent_field: record}))
    source = Feature if issubclass(bound.model, SpatialRecord | LocatedRecord) else Stamp
    stamps = source.objects.filter(layer_id=layer_id, record_id__in=[line.pk for line in lines])
    by_id = {stamp.record_id: stamp for stamp in stamps.select_related("change__actor", "change__on_behalf_of")}
    return [
        LineVersion(line.uid, s.version, s.recorded_from, None, s.change, None, False, _as_row(bound.model, line))
        for line in lines
        if (s := by_id.get(line.pk)) is not None
    ]


def _as_row(model: Any, line: Any) -> dict[str, Any]:
    """A stored line with the values history's JSON would hold, as far as they are compared."""
    return {field_.column: _as_json(getattr(line, field_.attname)) for field_ in model._meta.concrete_fields}


def _as_json(value: Any) -> Any:
    if isinstance(value, DateRange):
        lower, upper = (day.isoformat() if day else "" for day in (value.lower, value.upper))
        return f"{value.bounds[0]}{lower},{upper}{value.bounds[1]}" if lower or not upper else f"({lower},{upper})"
    if isinstance(value, date):
        return value.isoformat()
    return (
        value
        if value is None or isinstance(value, bool | int | str)
        else float(value)
        if _is_number(value)
        else str(value)
    )


def _is_number(value: Any) -> bool:
    return hasattr(value, "as_tuple") or isinstance(value, float)
