"""The form of one record: what is in it, what was typed, what was refused, and handing it to the engine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gis_core.access.capacity import Actor
from gis_core.access.holdings import holdings_of
from gis_core.access.levels import Level
from gis_core.pure.refusal import Refusals, Refused, raise_all
from layers.bound import BoundRegister, Column
from layers.engine import records
from layers.engine.parse import parse
from map_ui import maps
from map_ui.doors import line_reader
from map_ui.forms import conflict, geometry, lines
from map_ui.forms.fields import Field, default_of, is_endless, raw_of, read
from map_ui.references import References
from map_ui.tables import is_closed

REASONS = {True: "เพิ่มทะเบียน", False: "แก้ไขข้อมูล"}
CONFLICT = "CONFLICT"


class RecordForm:
    """A form of a register. `record` is None for a new one; `posted` is what came back from the page."""

    def __init__(
        self,
        register: BoundRegister,
        user: Any,
        record: Any = None,
        posted: Mapping[str, str] | None = None,
        preset: Mapping[str, str] | None = None,
    ) -> None:
        self.register = register
        self.user = user
        self.record = record
        self.posted = posted
        self.references = References(user)
        self.refusals: list[Refused] = []
        self.version = self._version()
        self.reason = (posted or {}).get("change_reason", REASONS[record is None])
        self.columns = [c for c in register.form_columns if c.kind != "geometry"]
        self.fields = [self._field(column, preset or {}) for column in self.columns]
        self.geometry = self._geometry(preset or {})
        self.lines = self._lines()
        self.others: conflict.Others | None = None
        if posted is not None:
            self._name_references()
            self._read_shape_choice()
        elif preset:
            self._name_presets()
        self._offer()

    @property
    def is_new(self) -> bool:
        return self.record is None

    # -- what is in it -------------------------------------------------------------------------------------------------
    def _version(self) -> int | None:
        if self.record is None:
            return None
        sent = (self.posted or {}).get("expected_version", "")
        return int(sent) if sent.isdecimal() and len(sent) < 10 else records.version_of(self.register, self.record)

    def _is_masked(self, column: Column) -> bool:
        """A stored value that may be replaced here but not read: a closed column, a record out of the reader's
        sight.
        """
        if self.record is None:
            return False
        if column.kind == "reference":
            target = getattr(self.record, column.name)
            if target is not None and not self.references.may_see(target):
                return True
        return is_closed(self.register, column) and not self.register.may_unmask(self.user)

    def _field(self, column: Column, preset: Mapping[str, str]) -> Field:
        found = Field(column, column.name, is_masked=self._is_masked(column))
        found.was_endless = self.record is not None and is_endless(getattr(self.record, column.name))
        if self.posted is not None:
            found.raw = read(column, column.name, self.posted)
            self._read_choice(found)
        elif self.record is None:
            found.raw = preset.get(column.name) or raw_of(column, default_of(column), self.references)
        elif not found.is_masked:
            self.fill(found, getattr(self.record, column.name))
        return found

    def _read_choice(self, found: Field) -> None:
        """Two people changed this one: which value is kept, and what the register holds beside it."""
        posted = self.posted or {}
        found.chosen = _choice(posted.get(f"choose.{found.name}"))
        if self.record is not None and posted.get(f"conflict.{found.name}"):
            conflict.set_beside(self, found)

    def fill(self, found: Field, value: Any) -> None:
        found.raw = raw_of(found.column, value, self.references)
        if found.column.kind == "reference" and value is not None:
            self._name(found, value)

    def _name(self, found: Field, target: Any) -> None:
        found.shown, found.uid, found.target = self.references.text(target), str(getattr(target, "uid", "")), target

    def _offer(self) -> None:
        """What a reference can name, where the register tells it by what else the form names; what it names stays."""
        named = {each.name: each.target for each in self.fields if each.target is not None}
        for each in self.fields:
            if callable(each.column.picks):
                rows = [*each.column.picks(named)]
                rows += [each.target] if each.target is not None and each.target not in rows else []
                each.offered = [(self.references.code(row), self.references.text(row)) for row in rows]
                each.raw = self.references.code(each.target) if each.target is not None else each.raw

    def _geometry(self, preset: Mapping[str, str]) -> geometry.GeometryInput | None:
        if not self.register.has_geometry:
            return None
        if self.posted is not None:
            return geometry.from_post(self.register, self.posted)
        found = geometry.of_record(self.register, self.record)
        found.raw = found.raw or preset.get(geometry.FIELD, "")
        return found

    def _lines(self) -> list[lines.LineInput]:
        found = []
        for bound in self.register.lines:
            if not line_reader(self.register, bound, self.user):
                continue
            if self.posted is not None and lines.is_sent(bound, self.posted):
                found.append(lines.from_post(bound, self.posted, self.record, self.references))
            elif self.record is not None:
                found.append(lines.of_record(bound, self.record, self.references))
            else:
                found.append(lines.LineInput(bound))
        return found

    def _name_references(self) -> None:
        """Titles beside the codes that were typed, so that a form comes back as it was sent."""
        inputs = [*self.fields, *(each for line in self.lines for row in line.rows for each in row.fields)]
        for each in inputs:
            if each.column.kind == "reference" and each.raw:
                target = _quietly(each.column.field, each.raw, self.user)
                if target is not None:
                    self._name(each, target)

    def _name_presets(self) -> None:
        """A record named in the address by its identifier stands in the form as an officer would type it."""
        for each in self.fields:
            if each.column.kind == "reference" and each.raw and self.record is None:
                target = _quietly(each.column.field, each.raw, self.user)
                if target is not None:
                    self.fill(each, target)

    @property
    def personal_labels(self) -> list[str]:
        """What of other people's closed data this form shows, for the log of looks."""
        if self.record is None:
            return []
        found = [f.column.thai for f in self.fields if is_closed(self.register, f.column) and not f.is_masked and f.raw]
        hidden = [line for line in self.lines if Level(line.bound.declared.level or "public").is_personal]
        return found + [line.bound.thai for line in hidden if line.rows]

    # -- what it gives -------------------------------------------------------------------------------------------------
    def values(self) -> dict[str, Any]:
        """Values for the engine. Masked inputs left empty and those where the other's value is kept are not among
        them.
        """
        found = {
            each.column.name: each.value()
            for each in self.fields
            if not each.keep_theirs and not (each.is_masked and not each.raw)
        }
        if self.geometry is not None and self.geometry.chosen != "theirs" and not self._is_same_shape:
            found[geometry.FIELD] = self.geometry.value()
        unit = self._unit() if self.is_new else None
        return found | ({"org_unit": unit} if unit else {})

    @property
    def _is_same_shape(self) -> bool:
        """Whether the shape came back as it went out; checks of shapes are then not asked again."""
        if self.record is None or self.record.geom is None or self.geometry is None or self.geometry.typed.strip():
            return False
        return self.geometry.raw == maps.geojson(self.record.geom)

    def _read_shape_choice(self) -> None:
        if self.geometry is not None and self.record is not None:
            self.geometry.chosen = _choice((self.posted or {}).get(f"choose.{geometry.FIELD}"))
            if (self.posted or {}).get(f"conflict.{geometry.FIELD}"):
                conflict.set_shapes_beside(self)

    def _unit(self) -> int | None:
        """The unit that will own a new record: the one in which the writer holds the right to add it."""
        for holding in holdings_of(self.user):
            for grant in self.register.grants:
                if "add" in grant.action_set and grant.scope == "unit" and holding.role in grant.role_set:
                    return holding.unit_id
        return None

    def line_values(self) -> dict[str, list[dict[str, Any]]]:
        return {
            each.key: [row.values() for row in each.rows if row.is_sent]
            for each in self.lines
            if lines.is_sent(each.bound, self.posted or {})
        }

    def _stamps(self) -> dict[str, dict[str, int]]:
        """The versions of the lines the form was opened with."""
        sent = (each for each in self.lines if lines.is_sent(each.bound, self.posted or {}))
        return {each.key: each.stamps for each in sent if each.stamps is not None}

    def save(self, actor: Actor) -> Any:
        """Write through the engine; returns the record, or None when something was refused (see `refusals`)."""
        try:
            reason = self.reason.strip() or REASONS[self.is_new]
            act = {**actor, "reason": reason, "lines": self.line_values()}
            if self.is_new:
                return records.create(self.register, self.values(), **act)
            raise_all(conflict.unchosen(self))
            seen = {"expected_version": self.version, "expected_lines": self._stamps()}
            return records.update(self.register, self.record.uid, self.values(), **seen, **act)
        except Refused as refused:
            self._refuse([refused])
        except Refusals as refusals:
            self._refuse(list(refusals))
        return None

    # -- what was refused ----------------------------------------------------------------------------------------------
    def _refuse(self, refusals: list[Refused]) -> None:
        self.refusals = refusals
        by_name = {each.name: each for each in self._inputs()}
        for refused in refusals:
            name = self._input_name(refused.field)
            if self.geometry is not None and (name == geometry.FIELD or refused.geometry):
                self.geometry.errors.append(refused)
            if name in by_name:
                by_name[name].errors.append(refused)
        if any(refused.code == CONFLICT for refused in refusals):
            self.others = conflict.settle(self)

    def _inputs(self) -> list[Field]:
        return [*self.fields, *(each for line in self.lines for row in line.rows for each in row.fields)]

    def _input_name(self, name: str | None) -> str:
        """Lines are refused as key.number.column, their inputs are called lines.key.number.column."""
        keys = {each.key for each in self.lines}
        return f"lines.{name}" if name and name.partition(".")[0] in keys and "." in name else name or ""

    def anchor(self, refused: Refused) -> str:
        """The id of the input a refusal speaks of; "" for the whole form."""
        name = self._input_name(refused.field)
        if name == geometry.FIELD and self.geometry is not None:
            return "f-geom"
        return next((each.id for each in self._inputs() if each.name == name), "")

    @property
    def summary(self) -> list[tuple[Refused, str]]:
        return [(refused, self.anchor(refused)) for refused in self.refusals]


def _choice(text: str | None) -> str:
    return text if text in ("theirs", "mine") else ""


def _quietly(field: Any, raw: Any, user: Any) -> Any:
    try:
        return parse(field, raw, user)
    except Refused:
        return None
