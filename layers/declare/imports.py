"""How a file's columns become a register's. A register without a map is imported by its columns' own names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gis_core.pure.refusal import Refused
from layers.declare.draft import Draft


@dataclass(frozen=True)
class XY:
    """Two columns holding a coordinate."""

    x: str
    y: str
    ask_datum: bool = True


@dataclass(frozen=True)
class BulkRows:
    """Many records at once as a relation: `sql` is a SELECT (with named `params`) of every stored column of the table
    as it is going to be, and `row_no`, `is_new`, `geom_changed`. `user` is who writes them.
    """

    sql: str
    params: Mapping[str, Any]
    user: Any


@dataclass(frozen=True)
class InBulk:
    """The hooks of a register for many records at once, in place of its `check` and `after_save`.

    check: the refusals by row number. saved: what follows, after the rows were written (join the table by uid).
    """

    check: Callable[[BulkRows], Iterable[tuple[int, Refused]]] | None = None
    saved: Callable[[BulkRows], None] | None = None


@dataclass(frozen=True)
class ByDrafts:
    """Hooks of a register whose rules are Python for many drafts at once, with their lines, in place of its `check` and
    `after_save`; its `derive` is called for each. They do not see a file's other rows as records: what two rows do to
    each other is left to the database's constraints, or to a check that looks at all drafts.

    check: the refusals of each draft (none: the register's own `check` is asked of each). saved: what follows, after
    all of them were written. rows_meet: rows of one file bear on each other, so that each piece of a file is checked
    again once the pieces before it are written.
    """

    check: Callable[[Sequence[Draft]], Sequence[Iterable[Refused]]] | None = None
    saved: Callable[[Sequence[Draft]], None] | None = None
    rows_meet: bool = False


@dataclass(frozen=True)
class LinesMap:
    """Child lines in a file of their parents: each row may hold one, and rows that repeat a record's key hold further
    lines of it.

    lines: key of the register's lines. columns: heading -> column of a line. match_on: columns by which a line is one
    that is stored already (none: only one that is the same in everything); other lines are added, none is taken away.
    check: the refusals of each draft for its lines, for many at once, in place of the register's `check`; not asked
    where `ByDrafts` checks records with their lines.
    """

    lines: str
    columns: Mapping[str, str]
    match_on: tuple[str, ...] = ()
    check: Callable[[Sequence[Draft]], Sequence[Iterable[Refused]]] | None = None


@dataclass(frozen=True)
class ImportMap:
    """One form of file. A register may know several; the one whose headings the file has is taken.

    match_on: the columns by which a row is new or known ("geom": within a step of the same place).
    columns: the file's headings -> the register's columns ("" for one that only tells the file by its presence).
    fixed: what a column has where the file gives nothing; {batch} and {row} are the import's and the row's number.
    read: column -> a function that makes the file's value into what an officer would type.
    """

    match_on: str | tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    geometry: XY | None = None
    fixed: Mapping[str, str] = field(default_factory=dict)
    read: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    in_bulk: InBulk | ByDrafts | None = None
    lines: tuple[LinesMap, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """`match_on` as columns."""
        return (self.match_on,) if isinstance(self.match_on, str) else self.match_on
