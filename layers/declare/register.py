"""One register: a table (or a part of one) as its officer knows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from gis_core.pure.refusal import Refused
from layers.declare.access import Grant
from layers.declare.coverage import Coverage
from layers.declare.documents import Document
from layers.declare.draft import Draft
from layers.declare.imports import ImportMap
from layers.declare.rates import Rates
from layers.declare.reports import CountBy, Kpi, Report, SpatialQuery, SumBy
from layers.declare.symbology import Layer
from layers.declare.workflow import Workflow

Check = Callable[[Draft], Iterable[Refused]]
Picks = str | Callable[[Mapping[str, Any]], Iterable[Any]]


@dataclass(frozen=True)
class Lines:
    """Child lines edited in the parent's form and saved with it. The model has one foreign key to the parent.

    `key` names the lines in forms and data (default: the model's name); `order_by` their order.
    """

    model: type
    columns: tuple[str, ...]
    thai: str = ""
    key: str = ""
    order_by: tuple[str, ...] = ("id",)
    level: str = ""
    locked: tuple[str, ...] = ()


@dataclass(frozen=True)
class Panel:
    """A read-only tab on the record's page: `context(record, user)` feeds the system's own template."""

    code: str
    thai: str
    template: str
    context: Callable[[Any, Any], Mapping[str, Any]]
    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Action:
    """A button on the record's page that is not a change of state. `run(record, values, user)` writes
    inside one change; a text it returns tells the user what was done.

    `form` names the values it asks for as (name, Thai, kind) with kind text, number, date, choice:<a|b>, file, point.
    `guard`: refusals that forbid it for a record as it stands; the button then says why.
    """

    code: str
    thai: str
    run: Callable[[Any, Mapping[str, Any], Any], Any]
    roles: tuple[str, ...]
    form: tuple[tuple[str, str, str], ...] = ()
    states: tuple[str, ...] = ()
    guard: Callable[[Any], Iterable[Refused]] | None = None


@dataclass(frozen=True)
class Start:
    """A button on the page of the record that `column` names, which begins a new record of this register about it.

    Where the column may name any record, it is on the pages of all that stand on the map; with neither states nor guard
    it is on the map's card, too, for records with a shape of their own. `states`, `guard`: of that record, as of an
    action.
    """

    column: str
    thai: str
    states: tuple[str, ...] = ()
    guard: Callable[[Any], Iterable[Refused]] | None = None


@dataclass(frozen=True)
class Link:
    """A way from a record, on its page and on the map's card, to a page of another system that takes it from there.

    `to` gives the address for the record's uid; `roles` are those the other page is open to.
    """

    thai: str
    to: Callable[[Any], str]
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """A page of the system's own: `path` under the register, `view` a function of Django's kind, `roles`
    who may open it.
    """

    path: str
    thai: str
    view: Callable[..., Any]
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Register:
    """The declaration of a register; everything the officer sees of it follows from here.

    name: part of the address (default: the model's name). where: column values that tell its rows from other
    registers of the same table. number: pattern of the register number, e.g. "ฟ.{seq:05}/{be_year}".
    located_by: dotted foreign keys to the place, in order of preference.
    errors: column or constraint name -> (code, Thai) for uniqueness and database checks.
    field_levels: column -> staff (not for the public) or hidden (only with `unmask`; shown masked to others).
    tells_of: what a record repeats of others, as paths to them ("source", "lines.charge"): only who may see all of that
    sees it.
    owner: the column of the user who keeps a record; only he sees it until its column `is_shared` is set.
    carried: actions that may be done on a record without seeing what it tells of, as the post carries a closed letter;
    the page that offers them shows nothing of it.
    flags: what must strike the eye on top of the record's page, for the reader: texts, such as that it may not be sold.
    picks: of a reference, which records its form offers: the filters of their list as its address has them
    ("is_used=true"), or for a short code list without a register a function that gives them, told the records that the
    form names, by column. What is refused is still told by `check`.
    required: columns that `check` wants filled although their table allows none; marked in forms and files as others.
    inner: columns the system keeps for itself, such as a fingerprint: on no page, in no export and no API.
    derive: sets on `draft.record` the columns that follow from others (a chainage from a point) before they are
    validated and checked; may raise Refused.
    after_save: writes what follows from the saved record, inside the same change.
    surveyed: columns, and keys of lines, a field survey may change (none named: the columns of the form that need no
    picking).
    may_delete: what forbids deleting a record (it has been taxed).
    office_kinds: the kinds of office that keep it (none named: all); to another it is closed and not shown.
    made_by: of a register nobody may add to by hand: how its records come about; told to who tries.
    coverage: the shapes lie side by side and never overlap; they can be divided and merged.
    """

    model: type
    thai: str
    english: str
    name: str = ""
    where: Mapping[str, str] = field(default_factory=dict)
    title: str = ""
    number: str = ""
    number_year: Literal["calendar", "fiscal", "none"] = "calendar"
    located_by: tuple[str, ...] | None = None
    level: Literal["", "public", "staff", "aggregate", "hidden"] = ""
    tells_of: tuple[str, ...] = ()
    carried: tuple[str, ...] = ()
    owner: str = ""
    list_columns: tuple[str, ...] = ()
    form_columns: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    search: tuple[str, ...] = ()
    order_by: tuple[str, ...] = ("-id",)
    lines: tuple[Lines, ...] = ()
    check: Check | None = None
    derive: Callable[[Draft], None] | None = None
    after_save: Callable[[Draft], None] | None = None
    may_delete: Callable[[Any], Iterable[Refused]] | None = None
    flags: Callable[[Any, Any], Iterable[str]] | None = None
    errors: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    field_levels: Mapping[str, str] = field(default_factory=dict)
    picks: Mapping[str, Picks] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    inner: tuple[str, ...] = ()
    masks: Mapping[str, Callable[[str], str]] = field(default_factory=dict)
    surveyed: tuple[str, ...] = ()
    category: str = ""
    office_kinds: tuple[str, ...] = ()
    made_by: str = ""
    coverage: Coverage | None = None
    layer: Layer | None = None
    workflow: Workflow | None = None
    imports: ImportMap | tuple[ImportMap, ...] | None = None
    rates: tuple[Rates, ...] = ()
    documents: tuple[Document, ...] = ()
    reports: tuple[CountBy | SumBy | Kpi | Report, ...] = ()
    queries: tuple[SpatialQuery, ...] = ()
    panels: tuple[Panel, ...] = ()
    actions: tuple[Action, ...] = ()
    starts: tuple[Start, ...] = ()
    pages: tuple[Page, ...] = ()
    links: tuple[Link, ...] = ()
    grants: tuple[Grant, ...] = ()
    icon: str = ""
