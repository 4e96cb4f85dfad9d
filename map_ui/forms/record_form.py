"""The form of one record: what is in it, what was typed, what was refused, and handing it to the engine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gis_core.access.capacity import Actor
from gis_core.access.holdings import holdings_of
from gis_core.access.levels import Level
from gis_core.features.models import History
from gis_core.pure.refusal import Refusals, Refused
from layers.bound import BoundRegister, Column
from layers.engine import records
from layers.engine.parse import parse
from map_ui import maps
from map_ui.doors import line_reader
from map_ui.forms import geometry, lines
from map_ui.forms.fields import Field, Raw, default_of, is_endless, raw_of, read
from map_ui.past import from_json
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
        self._shape_moved = False
        self.version = self._version()
        self.reason = (posted or {}).get("change_reason", REASONS[record is None])
        self.columns = [c for c in register.form_columns if c.kind != "geometry"]
        self.fields = [self._field(column, preset or {}) for column in self.columns]
        self.geometry = self._geometry(preset or {})
        self.lines = self._lines()
        if posted is not None:
            self._name_references()

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
            found.keep_theirs = self.posted.get(f"choose.{column.name}") == "theirs"
        elif self.record is None:
            found.raw = preset.get(column.name) or raw_of(column, default_of(column), self.references)
        elif not found.is_masked:
            self._fill(found, getattr(self.record, column.name))
        return found

    def _fill(self, found: Field, value: Any) -> None:
        found.raw = raw_of(found.column, value, self.references)
        if found.column.kind == "reference" and value is not None:
            found.shown, found.uid = self.references.text(value), str(getattr(value, "uid", ""))

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
                    each.shown, each.uid = self.references.text(target), str(getattr(target, "uid", ""))

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
        if self.geometry is not None and not self._keeps_their_shape and not self._is_same_shape:
            found[geometry.FIELD] = self.geometry.value()
        unit = self._unit() if self.is_new else None
        return found | ({"org_unit": unit} if unit else {})

    @property
    def _is_same_shape(self) -> bool:
        """Whether the shape came back as it went out; checks of shapes are then not asked again."""
        if self.record is None or self.record.geom is None or self.geometry is None or self.geometry.typed.strip():
            return False
        return self.geometry.raw == maps.geojson(self.record.geom)

    @property
    def keeps_shape_choice(self) -> bool:
        """Whether the shape in the register is another than when this form was opened, and one must be chosen."""
        return self._shape_moved

    @property
    def _keeps_their_shape(self) -> bool:
        return (self.posted or {}).get(f"choose.{geometry.FIELD}") == "theirs"

    def _unit(self) -> int | None:
        """The unit that will own a new record: the one in which the writer holds the right to add it."""
        for holding in holdings_of(self.user):
            for grant in self.register.grants:
                if "add" in grant.action_set and grant.scope == "unit" and holding.role in grant.role_set:
                    return holding.unit_id
        return None

    def line_values(self) -> dict[str, list[dict[str, Any]]]:
        return {
            each.key: [row.values() for row in each.rows]
            for each in self.lines
            if lines.is_sent(each.bound, self.posted or {})
        }

    def save(self, actor: Actor) -> Any:
        """Write through the engine; returns the record, or None when something was refused (see `refusals`)."""
        try:
            reason = self.reason.strip() or REASONS[self.is_new]
            act = {**actor, "reason": reason, "lines": self.line_values()}
            if self.is_new:
                return records.create(self.register, self.values(), **act)
            return records.update(self.register, self.record.uid, self.values(), expected_version=self.version, **act)
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
            self._compare()

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

    # -- two people at once --------------------------------------------------------------------------------------------
    def _compare(self) -> None:
        """Set beside each input what the register holds now; untouched inputs follow the register unless chosen
        otherwise.
        """
        self.record.refresh_from_db()
        base = self._base()
        for each in self.fields:
            now = raw_of(each.column, getattr(self.record, each.column.name), self.references)
            if each.is_masked or now == each.raw:
                continue
            each.theirs = now
            each.theirs_shown = self._text(each.column, now)
            each.keep_theirs = base.get(each.column.name) == each.raw
        self._shape_moved = self._has_their_shape()
        self.version = records.version_of(self.register, self.record)

    def _has_their_shape(self) -> bool:
        if self.geometry is None:
            return False
        old = History.objects.filter(uid=self.record.uid, layer_id=self.register.layer_id, version=self.version).first()
        return old is not None and old.geom != self.record.geom

    def _text(self, column: Column, raw: Raw) -> str:
        if isinstance(raw, dict):
            return f"{raw['from'] or '…'} – {raw['to'] or '…'}"
        if column.kind == "boolean":
            return "ใช่" if raw == "true" else "ไม่ใช่"
        return column.choices.get(raw, raw) or "(ว่าง)"

    def _base(self) -> dict[str, Raw]:
        """What the inputs held when this form was opened, from the history."""
        old = History.objects.filter(uid=self.record.uid, layer_id=self.register.layer_id, version=self.version).first()
        if old is None:
            return {}
        return {
            c.name: raw_of(c, self._from_history(c, old.row_data.get(c.field.column)), self.references)
            for c in self.columns
        }

    @staticmethod
    def _from_history(column: Column, raw: Any) -> Any:
        value = from_json(column.field, raw)
        if column.kind != "reference" or value is None:
            return value
        return column.field.related_model._default_manager.filter(pk=value).first()


def _quietly(field: Any, raw: Any, user: Any) -> Any:
    try:
        return parse(field, raw, user)
    except Refused:
        return None
