"""What stands on the page of one record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from gis_core.access.levels import Level
from gis_core.access.visible import visible
from gis_core.features import measure
from gis_core.features.models import Feature
from gis_core.files.attach import attachments_of
from gis_core.pure.refusal import Refused
from layers.bound import BoundLines, BoundRegister, Column, visible_as_staff
from layers.declare import Action, Document, Link, Panel, Transition
from layers.engine import acting, conflicts, records, transitions
from layers.engine.acting import holds, visible_to_roles
from layers.models import StateChange
from layers.registry import registry
from map_ui import maps, related
from map_ui.display import text_of
from map_ui.doors import line_reader, may_on
from map_ui.forebears import Forebear, forebears
from map_ui.forms.fields import Field
from map_ui.forms.lines import stored_lines
from map_ui.past import Past
from map_ui.references import References, title_of
from map_ui.tables import HIDDEN_TEXT, Cell, cell, is_closed, references_in, tone_of
from modules.kernel.documents.issue import may_issue
from modules.kernel.inspections.models import FieldSurvey, Inspection


def walk_url(user: Any) -> str:
    """The page that keeps surveys and visits without a network; "" for who may not open it."""
    own = registry.for_model(FieldSurvey)
    page = next((p for p in own.declared.pages if p.path == "walk"), None) if own else None
    if own is None or page is None or visible_to_roles(own, user, page.roles).nothing:
        return ""
    return f"{own.url}walk"


@dataclass
class StepForm:
    """A transition as a button with the form it asks for."""

    step: Transition
    fields: list[Field]
    refusals: list[Any] = field(default_factory=list)
    reason: str = ""
    closed: str = ""  # why this reader may not, though his role may

    @property
    def is_open(self) -> bool:
        return bool(self.refusals)


@dataclass(frozen=True)
class Button:
    """A way from the record's page; `closed` says why it leads nowhere now."""

    thai: str
    url: str
    closed: str = ""


def _texts(refusals: Iterable[Refused]) -> str:
    return " ".join(refused.thai for refused in refusals)


@dataclass(frozen=True)
class LineTable:
    """Child lines as a table. `is_closed` while their personal data has not been opened."""

    bound: BoundLines
    rows: list[list[Cell]]
    is_closed: bool


class RecordPage:
    """One record as one reader sees it; `opened` shows closed values, `moment` the record as it was then."""

    def __init__(
        self, register: BoundRegister, record: Any, user: Any, *, opened: bool = False, moment: datetime | None = None
    ) -> None:
        self.register = register
        self.stored = record
        self.user = user
        self.may_unmask = register.may_unmask(user)
        self.opened = opened and (self.may_unmask or any(self._is_hidden(bound) for bound in self._line_sets))
        self.moment = moment
        self.references = References(user)

    @cached_property
    def past(self) -> Past:
        return Past(self.register, self.stored, self.user, self._line_sets)

    @cached_property
    def record(self) -> Any:
        """The record as it is, or as it was at `moment`; None when the register did not hold it then."""
        return self.past.as_of(self.moment) if self.moment else self.stored

    @property
    def title(self) -> str:
        return title_of(self.register, self.stored)

    @property
    def url(self) -> str:
        return self.register.record_url(self.stored.uid)

    @cached_property
    def version(self) -> int:
        return records.version_of(self.register, self.stored)

    @property
    def token(self) -> str:
        """What stands for the record and its lines as this page shows them."""
        return conflicts.token_of(self.register, self.stored, self.version)

    # -- values --------------------------------------------------------------------------------------------------------
    @cached_property
    def columns(self) -> tuple[Column, ...]:
        readable = self.register.readable(self.user)
        masks = self.register.declared.masks
        return tuple(c for c in readable if not is_closed(self.register, c) or self.may_unmask or c.name in masks)

    @cached_property
    def cells(self) -> list[Cell]:
        self.references.load(references_in(self.columns, [self.record]))
        return [
            cell(self.register, c, self.record, self.references, self.opened and self.may_unmask) for c in self.columns
        ]

    @property
    def facts(self) -> list[Cell]:
        """What the list shows too, in the same order."""
        names = [column.name for column in self.register.list_columns]
        found = {each.column.name: each for each in self.cells}
        return [found[name] for name in names if name in found]

    @property
    def details(self) -> list[Cell]:
        """All other values that are filled in."""
        names = {column.name for column in self.register.list_columns}
        return [each for each in self.cells if each.column.name not in names and each.text]

    @property
    def empty_labels(self) -> list[str]:
        names = {column.name for column in self.register.list_columns}
        return [each.column.thai for each in self.cells if each.column.name not in names and not each.text]

    @property
    def has_masked(self) -> bool:
        """Whether something stands behind a mask that this reader may open."""
        masked = self.may_unmask and any(each.is_masked for each in self.cells)
        return masked or any(table.is_closed for table in self.lines)

    @property
    def may_open(self) -> bool:
        return self.has_masked and not self.opened

    @property
    def opened_labels(self) -> str:
        """The names of what opening shows, for the log."""
        closed = [c.thai for c in self.columns if self.may_unmask and is_closed(self.register, c)]
        return ", ".join(closed + [bound.thai for bound in self._line_sets if self._is_hidden(bound)])

    @property
    def status(self) -> Cell | None:
        column = self.register.by_name.get("status")
        if column is None or not self.record.status:
            return None
        return Cell(column, text_of(column, self.record.status), tone=tone_of(self.register, self.record.status))

    @cached_property
    def flags(self) -> list[str]:
        """What the register wants seen first, as things stand today."""
        declared = self.register.declared.flags
        return list(declared(self.stored, self.user)) if declared and not self.moment else []

    @property
    def register_no(self) -> str:
        return getattr(self.record, "register_no", "") or ""

    # -- lines ---------------------------------------------------------------------------------------------------------
    @cached_property
    def _line_sets(self) -> list[BoundLines]:
        return [bound for bound in self.register.lines if line_reader(self.register, bound, self.user)]

    @staticmethod
    def _is_hidden(bound: BoundLines) -> bool:
        return Level(bound.declared.level or "public").is_personal

    @cached_property
    def lines(self) -> list[LineTable]:
        return [self._line_table(bound) for bound in self._line_sets]

    def _line_table(self, bound: BoundLines) -> LineTable:
        found = self.past.lines_as_of(bound.key, self.moment) if self.moment else stored_lines(bound, self.stored)
        closed = self._is_hidden(bound) and not self.opened
        self.references.load(references_in(bound.columns, found))
        rows = [[self._line_cell(column, line, closed) for column in bound.columns] for line in found]
        return LineTable(bound, rows, closed and bool(rows))

    def _line_cell(self, column: Column, line: Any, closed: bool) -> Cell:
        value = getattr(line, column.name)
        if column.kind == "reference":
            if value is not None and closed:
                return Cell(column, HIDDEN_TEXT, is_masked=True)
            return Cell(column, self.references.text(value), self.references.url(value))
        return Cell(column, text_of(column, value))

    # -- place ---------------------------------------------------------------------------------------------------------
    @cached_property
    def place(self) -> Feature | None:
        """Where a record without a shape of its own stands, if the reader may see that."""
        if self.register.has_geometry or self.register.is_office_paper:
            return None
        found = self._place
        return found if found is not None and self.references.may_see(found) else None

    @cached_property
    def _place(self) -> Feature | None:
        return maps.place_of(self.stored)

    @property
    def place_url(self) -> str:
        return self.references.url(self.place) if self.place else ""

    @property
    def is_unplaced(self) -> bool:
        if self.register.has_geometry:
            return self.stored.geom is None
        return not self.register.is_office_paper and self._place is None

    @cached_property
    def shape(self) -> Any:
        if self.register.has_geometry:
            return self.record.geom
        return self.place.geom if self.place and not self.register.level.is_personal else None

    @property
    def geojson(self) -> str:
        return maps.collection([maps.feature(self.shape, title=self.title)]) if self.shape else ""

    @property
    def measures(self) -> list[tuple[str, str]]:
        """Area or length of a shape of its own, and a point of it, in the office's system."""
        if self.shape is None:
            return []
        rows = []
        if self.register.has_geometry and self.shape.dims == 2:
            area = measure.area_m2(self.shape)
            rows.append(("เนื้อที่จากรูปแผนที่", f"{area:,.1f} ตร.ม. ({area / 4:,.1f} ตร.ว.)"))
        elif self.register.has_geometry and self.shape.dims == 1:
            rows.append(("ความยาวจากแผนที่", f"{measure.length_m(self.shape):,.1f} ม."))
        spots = measure.readout(self.shape.point_on_surface)
        rows += [(spot["name"], f"{spot['x']:,} {spot['y']:,}") for spot in spots[:2]]
        return rows

    @property
    def map_url(self) -> str:
        """The map at this record; "" for what is never drawn."""
        if self.register.level.is_personal or self.shape is None:
            return ""
        return f"/#layers={self.register.slug}&select={self.stored.uid}"

    # -- what may be done ----------------------------------------------------------------------------------------------
    @property
    def may_change(self) -> bool:
        """Whether the reader's role changes such records; what is typed may be closed all the same."""
        return not self.moment and may_on(self.register, self.user, "change", self.stored)

    @property
    def edit_closed(self) -> str:
        """Why what was typed is not changed any more; "" while it may be."""
        flow = self.register.workflow
        return _texts(flow.edit_refusals(self.stored.status)) if flow else ""

    @property
    def may_delete(self) -> bool:
        return not self.moment and may_on(self.register, self.user, "delete", self.stored)

    @property
    def delete_closed(self) -> str:
        """What forbids deleting the record as it stands; "" where nothing does."""
        forbids = self.register.declared.may_delete
        return _texts(forbids(self.stored)) if forbids else ""

    @property
    def is_staff(self) -> bool:
        return holds(self.register, visible_as_staff(self.register, self.user), self.stored)

    @cached_property
    def steps(self) -> list[StepForm]:
        if self.moment:
            return []
        return [self.step_form(step) for step in transitions.allowed(self.register, self.stored, self.user)]

    def step_form(self, step: Transition) -> StepForm:
        closed = _texts(transitions.closed(self.stored, step, self.user))
        return StepForm(step, [Field(self.register.by_name[name], name) for name in step.form], closed=closed)

    @cached_property
    def actions(self) -> list[Action]:
        return [a for a in self.register.declared.actions if self.may_act(a)] if not self.moment else []

    def may_act(self, action: Action) -> bool:
        """Whether the reader may press this button now."""
        return acting.may_act(self.register, action, self.stored, self.user)

    @cached_property
    def buttons(self) -> list[Button]:
        """Ways to other systems, the system's own buttons, and what may be begun about this record."""
        own = [Button(a.thai, f"{self.url}act/{a.code}", _texts(acting.guarded(a, self.stored))) for a in self.actions]
        begun = [] if self.moment else acting.starts(self.register, self.stored, self.user)
        begun_here = [
            Button(s.thai, acting.start_url(r, s, self.stored.uid), _texts(acting.guarded(s, self.stored)))
            for r, s in begun
        ]
        return [*self.links, *own, *begun_here]

    @property
    def links(self) -> list[Button]:
        """Ways on to pages of other systems."""
        declared = [] if self.moment else self.register.declared.links
        return [Button(link.thai, link.to(self.stored.uid)) for link in declared if self.may_read(link)]

    @cached_property
    def documents(self) -> list[tuple[Document, bool]]:
        """Papers of the register, each with whether the reader may issue it; none for a stranger."""
        if self.moment or not self.is_staff:
            return []
        papers = self.register.declared.documents
        # papers with the same signers are asked for once: a register may have a dozen
        signers = {paper.roles: paper for paper in papers}
        may = {roles: may_issue(paper, self.user, self.register, self.stored) for roles, paper in signers.items()}
        return [(paper, may[paper.roles]) for paper in papers]

    @cached_property
    def may_inspect(self) -> bool:
        """Whether the reader may record a visit to this record now."""
        return not self.moment and may_on(self.register, self.user, "inspect", self.stored)

    @cached_property
    def survey_url(self) -> str:
        """The sheet of a field survey of this record, for those who may hand one in; "" for others."""
        walk = walk_url(self.user) if self.may_inspect else ""
        return f"{walk}?target={self.stored.uid}" if walk else ""

    @cached_property
    def visits(self) -> list[Inspection]:
        """Visits to this record, newest first, for readers of the register of visits."""
        own = registry.for_model(Inspection)
        if own is None or not self.is_staff:
            return []
        found = Inspection.objects.filter(visible(own, self.user).q(), target_id=self.stored.uid)
        return list(found.select_related("inspector").order_by("-round")[:20])

    @cached_property
    def panels(self) -> list[Panel]:
        return [p for p in self.register.declared.panels if self.may_read(p)]

    def may_read(self, panel: Panel | Link) -> bool:
        if not panel.roles:
            return True
        return holds(self.register, visible_to_roles(self.register, self.user, panel.roles), self.stored)

    # -- what hangs on it ----------------------------------------------------------------------------------------------
    @cached_property
    def related(self) -> list[related.Related]:
        return related.related(self.register, self.stored, self.user)

    @cached_property
    def forebears(self) -> list[Forebear]:
        """What stayed with the records that this one came from."""
        return [] if self.moment else forebears(self.register, self.stored, self.user)

    @cached_property
    def timeline(self) -> Sequence[StateChange]:
        """Steps taken, newest first; only for those who work with the register."""
        if self.register.workflow is None or not self.is_staff:
            return []
        return list(
            StateChange.objects.filter(record_uid=self.stored.uid).select_related("actor").order_by("-at", "-id")
        )

    @property
    def steps_taken(self) -> list[dict[str, Any]]:
        flow = self.register.workflow
        if flow is None:
            return []
        names = {step.code: step.thai for step in flow.transitions}
        return [
            {
                # what the system itself turned has no step: the state it came to says what happened
                "thai": names.get(row.code) or flow.states.get(row.target, row.code),
                "state": flow.states.get(row.target, row.target),
                "tone": tone_of(self.register, row.target),
                "row": row,
                "is_due": number == 0 and row.due_on is not None and self.stored.status == row.target,
            }
            for number, row in enumerate(self.timeline)
        ]

    @cached_property
    def attachments(self) -> list[Any]:
        """Files of the record; a stranger gets those that were published with it."""
        found = attachments_of(self.stored.uid).order_by("uploaded_at")
        return list(found if self.is_staff else found.filter(is_public=True))
