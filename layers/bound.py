"""A register bound to its model: what pages, tiles, API, export and search read instead of the bare declaration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.contrib.gis.db.models import GeometryField
from django.db import models

from gis_core.access.levels import Level
from gis_core.access.visible import Told, visible
from gis_core.features.bases import LocatedRecord, PlaceLink, SpatialRecord
from gis_core.features.models import Kind
from gis_core.ground.office import office
from gis_core.networks.fields import ChainageField
from layers import telling
from layers.declare import Grant, ImportMap, Lines, Picks, Register, System, Workflow

#: How a column ends that tells how much there is in an area, which grows with the area.
RAW = ("_count", "_persons", "_baht")
#: Columns every record has; they are shown by the page itself, never typed.
BOOKKEEPING = ("id", "uid", "register_no", "status")


@dataclass(frozen=True)
class Column:
    """A column as the reader sees it. `kind`: text, number, choice, date, datetime, boolean, reference,
    period, area, chainage. `picks`: what a reference is picked from.
    """

    name: str
    thai: str
    kind: str
    choices: Mapping[str, str]
    level: Level
    help_text: str = ""
    required: bool = False
    field: Any = None
    picks: Picks = ""


@dataclass(frozen=True)
class BoundLines:
    """Child lines with their columns and the name of the foreign key to the parent."""

    declared: Lines
    parent_field: str
    columns: tuple[Column, ...]

    @property
    def key(self) -> str:
        return self.declared.key or self.model._meta.model_name or ""

    @property
    def model(self) -> type[models.Model]:
        return self.declared.model

    @property
    def thai(self) -> str:
        return self.declared.thai or str(self.model._meta.verbose_name)


def column_kind(field: models.Field) -> str:
    """The kind of a model field for forms, filters and queryables."""
    if field.name.endswith("_sqwah") and not field.name.endswith("per_sqwah"):
        return "area"
    field = stored_as(field)
    if field.choices:
        return "choice"
    kinds = (
        (models.ForeignKey, "reference"),
        (ChainageField, "chainage"),
        (models.BooleanField, "boolean"),
        (models.DateTimeField, "datetime"),
        (models.DateField, "date"),
        (models.IntegerField, "number"),
        (models.DecimalField, "number"),
        (models.FloatField, "number"),
        (GeometryField, "geometry"),
    )
    for cls, kind in kinds:
        if isinstance(field, cls):
            return kind
    return "period" if field.get_internal_type() == "DateRangeField" else "text"


def stored_as(field: models.Field) -> models.Field:
    """The field whose kind of values a generated column has."""
    return field.output_field if getattr(field, "generated", False) else field


def describe(field: models.Field, level: Level = Level.PUBLIC, picks: Picks = "", *, is_wanted: bool = False) -> Column:
    """`is_wanted`: it must be filled although its table allows none."""
    return Column(
        name=field.name,
        thai=str(field.verbose_name),
        kind=column_kind(field),
        choices={str(k): str(v) for k, v in (stored_as(field).flatchoices or ())},
        level=level,
        help_text=str(field.help_text or ""),
        required=is_wanted or not (field.blank or field.null or field.has_default()),
        field=field,
        picks=picks,
    )


@dataclass(frozen=True)
class BoundRegister:
    """One declared register. `key` names it everywhere inside, `slug` in addresses (no dots).

    `fellows` are all registers of the office, of whose records this one's may tell.
    """

    declared: Register
    system: System
    fellows: Sequence[BoundRegister] = field(default=(), compare=False, repr=False)

    # -- names ---------------------------------------------------------------------------------------------------------
    @property
    def model(self) -> Any:
        return self.declared.model

    @cached_property
    def name(self) -> str:
        return self.declared.name or _snake(self.model.__name__)

    @property
    def key(self) -> str:
        return f"{self.system.key}.{self.name}"

    @property
    def slug(self) -> str:
        return f"{self.system.slug}-{self.name}"

    @property
    def thai(self) -> str:
        return self.declared.thai

    @property
    def english(self) -> str:
        return self.declared.english

    @property
    def layer(self) -> Any:
        return self.declared.layer

    @property
    def workflow(self) -> Workflow | None:
        return self.declared.workflow

    @property
    def title(self) -> str:
        """The column whose value names a record."""
        return self.declared.title or "register_no"

    @property
    def url(self) -> str:
        return f"/r/{self.slug}/"

    def record_url(self, uid: Any) -> str:
        return f"{self.url}{uid}/"

    @property
    def import_maps(self) -> tuple[ImportMap, ...]:
        """The forms of file the register knows; at least one."""
        declared = self.declared.imports
        return (declared,) if isinstance(declared, ImportMap) else declared or (ImportMap(),)

    # -- access --------------------------------------------------------------------------------------------------------
    @cached_property
    def level(self) -> Level:
        layer_level = self.layer.level if self.layer else "staff"
        return Level(self.declared.level or layer_level)

    @property
    def is_kept_here(self) -> bool:
        """Whether an office of this kind keeps it; a database without an office is open to all."""
        kinds = self.declared.office_kinds
        return not kinds or (office().kind or kinds[0]) in kinds

    @property
    def grants(self) -> tuple[Grant, ...]:
        """What roles may do here: nothing in an office whose kind does not keep the register."""
        return self.declared_grants if self.is_kept_here else ()

    @cached_property
    def declared_grants(self) -> tuple[Grant, ...]:
        """The declared grants and one for each transition."""
        steps = self.workflow.transitions if self.workflow else ()
        return self.declared.grants + tuple(Grant(" ".join(step.by), step.code) for step in steps)

    @property
    def carried(self) -> tuple[str, ...]:
        return self.declared.carried

    def told(self, user: Any) -> Told | None:
        """What else a reader must see to see a record, by `tells_of`."""
        return telling.told(self, user)

    def is_raw(self, column: Column) -> bool:
        """Whether the column is a count of what lies in an area: no map colours its areas by it."""
        return self.geometry_kind == "polygon" and column.kind == "number" and column.name.endswith(RAW)

    # -- columns -------------------------------------------------------------------------------------------------------
    @cached_property
    def has_geometry(self) -> bool:
        return issubclass(self.model, SpatialRecord)

    @cached_property
    def geometry_kind(self) -> str:
        """point, line or polygon; "" for records placed through others."""
        if not self.has_geometry:
            return ""
        name = self.model._meta.get_field("geom").geom_type.lower()
        return next((kind for kind in ("point", "line", "polygon") if kind in name), "geometry")

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Every column but the bookkeeping, the inner ones and the shape, in the model's order."""
        return tuple(
            describe(
                field,
                Level(self.declared.field_levels.get(field.name, Level.PUBLIC)),
                self.declared.picks.get(field.name, ""),
                is_wanted=field.name in self.declared.required,
            )
            for field in self.model._meta.concrete_fields
            if field.name not in BOOKKEEPING
            and field.name not in self.declared.inner
            and not isinstance(field, GeometryField)
        )

    @cached_property
    def by_name(self) -> dict[str, Column]:
        extra = tuple(
            self._status_column() if name == "status" else describe(self.model._meta.get_field(name))
            for name in ("status", "register_no")
            if _has(self.model, name)
        )
        inner = (describe(self.model._meta.get_field(name)) for name in self.declared.inner if _has(self.model, name))
        return {column.name: column for column in (*self.columns, *extra, *inner)}

    def _status_column(self) -> Column:
        states = dict(self.workflow.states) if self.workflow else self._status_choices()
        return Column("status", "สถานะ", "choice", states, Level.PUBLIC, field=self.model._meta.get_field("status"))

    def _status_choices(self) -> dict[str, str]:
        choices = getattr(self.model, "Status", None)
        return {str(value): str(label) for value, label in choices.choices} if choices else {}

    @cached_property
    def form_columns(self) -> tuple[Column, ...]:
        """What an officer types, in order."""
        if self.declared.form_columns:
            return tuple(self.by_name[name] for name in self.declared.form_columns)
        fixed = set(self.declared.where)
        asked = {name for step in (self.workflow.transitions if self.workflow else ()) for name in step.form}
        return tuple(
            c
            for c in self.columns
            if c.field.editable and c.name not in fixed | asked | {"org_unit"} and not c.field.generated
        )

    @cached_property
    def list_columns(self) -> tuple[Column, ...]:
        names = self.declared.list_columns or tuple(c.name for c in self.columns[:6])
        return tuple(self.by_name[name] for name in names)

    def label(self, name: str) -> str:
        """The Thai heading of a column."""
        return self.by_name[name].thai

    def readable(self, user: Any) -> tuple[Column, ...]:
        """The columns this reader may see (hidden ones come masked where a mask is declared).

        A right to part of the records opens no column on the others: it counts only where it covers all rows seen.
        """
        staff = visible_as_staff(self, user).covers(visible(self, user))
        unmask = self.may_unmask(user)
        return tuple(
            c
            for c in self.columns
            if c.level == Level.PUBLIC
            or (staff and c.level == Level.STAFF)
            or (unmask and c.level.is_personal)
            or (staff and c.name in self.declared.masks)
        )

    def may_unmask(self, user: Any) -> bool:
        """Whether closed values of every record this reader sees are open to him."""
        return visible(self, user, "unmask").covers(visible(self, user))

    # -- parts ---------------------------------------------------------------------------------------------------------
    @cached_property
    def lines(self) -> tuple[BoundLines, ...]:
        return tuple(self._bind(lines) for lines in self.declared.lines)

    def _bind(self, lines: Lines) -> BoundLines:
        parents = [
            f
            for f in lines.model._meta.concrete_fields
            if isinstance(f, models.ForeignKey) and not isinstance(f, PlaceLink) and f.related_model is self.model
        ]
        preferred = getattr(lines.model, "parent_field", "") or (parents[0].name if parents else "")
        if not preferred:
            raise ValueError(f"{lines.model.__name__} ไม่มี foreign key ไปยัง {self.model.__name__}")
        columns = tuple(describe(lines.model._meta.get_field(name)) for name in lines.columns)
        return BoundLines(lines, preferred, columns)

    @property
    def located_by(self) -> tuple[str, ...]:
        return self.declared.located_by or ()

    @property
    def is_placed(self) -> bool:
        """Whether its records are to stand somewhere, by themselves or through others."""
        return self.has_geometry or bool(self.located_by)

    @property
    def live_states(self) -> tuple[str, ...]:
        """The states of records that take up ground today; empty where all do. Views of the past draw the others."""
        return self.declared.coverage.live if self.declared.coverage else ()

    def is_standing(self, record: Any) -> bool:
        """Whether a record takes up ground today: no parcel that was divided, merged or cancelled."""
        return not self.live_states or record.status in self.live_states

    @property
    def is_office_paper(self) -> bool:
        """A located table without a place: listed by unit, never pinned."""
        return issubclass(self.model, LocatedRecord) and not self.located_by

    @property
    def kind_id(self) -> int:
        """The number of this register in the index."""
        return kind_ids()[self.key][0]

    @property
    def layer_id(self) -> int:
        """The number of this register's table in the index."""
        return kind_ids()[self.key][1]


def visible_as_staff(register: BoundRegister, user: Any) -> Any:
    """The view a reader has by a grant, leaving aside that the register is public."""
    return visible(PartGuard(register, Level.STAFF, register.grants), user)


@dataclass(frozen=True)
class PartGuard:
    """A register under another level or other grants: as staff see it, or a part of it that names its own roles."""

    register: BoundRegister
    level: Level
    grants: tuple[Grant, ...]

    @property
    def key(self) -> str:
        return self.register.key

    @property
    def has_geometry(self) -> bool:
        return self.register.has_geometry

    @property
    def carried(self) -> tuple[str, ...]:
        return ()

    def told(self, user: Any) -> Told | None:
        return self.register.told(user)


_kinds: dict[str, tuple[int, int]] = {}


def kind_ids() -> dict[str, tuple[int, int]]:
    """Register key -> (kind, layer); numbers never change, so they are read once a process."""
    if not _kinds:
        _kinds.update({key: (pk, layer) for key, pk, layer in Kind.objects.values_list("key", "id", "layer_id")})
    return _kinds


def _has(model: Any, name: str) -> bool:
    return any(field.name == name for field in model._meta.concrete_fields)


def _snake(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")
