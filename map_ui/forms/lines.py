"""Child lines in their parent's form: rows that are added, changed and taken away on the page and saved with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from layers.bound import BoundLines
from layers.engine.line_history import stamps_of
from map_ui.forms.fields import Field, Raw, default_of, is_endless, raw_of, read
from map_ui.references import References

MAX_LINES = 500
CONFLICTS = ("both", "removed_by_me", "removed_by_them")
SPARE = 2


@dataclass
class LineRow:
    """One line: its public identifier ("" for a new one) and inputs."""

    uid: str
    fields: list[Field]
    #: When two people are at one line: both | removed_by_me | removed_by_them, what the other did in words, and which
    #: of the two is kept (theirs | mine | "" while nobody has chosen).
    conflict: str = ""
    note: str = ""
    chosen: str = ""

    @property
    def raws(self) -> dict[str, Raw]:
        """What the inputs hold, those left out that hide a value."""
        return {each.column.name: each.raw for each in self.fields if not each.is_masked}

    @property
    def is_sent(self) -> bool:
        """Whether the line shall be there after saving."""
        gone = {"removed_by_me": "mine", "removed_by_them": "theirs"}
        return not self.conflict or self.chosen != gone.get(self.conflict)

    @property
    def is_blank(self) -> bool:
        """A new row in which nothing was typed; choices and defaults do not count."""
        return not self.uid and not any(_typed(each) for each in self.fields)

    @property
    def errors(self) -> list[Any]:
        return [refused for each in self.fields for refused in each.errors]

    def values(self) -> dict[str, Any]:
        if self.chosen == "theirs" and self.uid:
            return {"uid": self.uid}
        sent = (each for each in self.fields if not (each.is_masked and not each.raw))
        found = {each.column.name: each.value() for each in sent}
        return found | ({"uid": self.uid} if self.uid else {})


def _typed(each: Field) -> bool:
    if each.column.kind == "period":
        return bool(each.lower or each.upper)
    default = default_of(each.column)
    return bool(each.raw) and each.raw != raw_of(each.column, default, References(None))


@dataclass
class LineInput:
    """All rows of one kind of line. `template` is an empty row for the page to copy."""

    bound: BoundLines
    rows: list[LineRow] = field(default_factory=list)
    is_locked: bool = False
    #: Versions of the lines when the form was opened; None for a form that does not say.
    stamps: dict[str, int] | None = None

    @property
    def key(self) -> str:
        return self.bound.key

    @property
    def prefix(self) -> str:
        return f"lines.{self.key}"

    @property
    def base(self) -> str:
        """The stamps as the form carries them."""
        return " ".join(f"{uid}:{version}" for uid, version in (self.stamps or {}).items())

    @property
    def spare_rows(self) -> list[dict[str, Any]]:
        """Empty rows for a browser without scripts; the page's module takes them away."""
        start = len(self.rows)
        return [{"row": new_row(self.bound, str(n)), "number": n} for n in range(start, start + SPARE)]

    @property
    def template(self) -> LineRow:
        return new_row(self.bound, "__n__")


def new_row(bound: BoundLines, number: str) -> LineRow:
    """An empty line with its defaults."""
    references = References(None)
    return LineRow(
        "",
        [
            Field(column, _name(bound, number, column.name), raw_of(column, default_of(column), references))
            for column in bound.columns
        ],
    )


def _name(bound: BoundLines, number: Any, column: str) -> str:
    return f"lines.{bound.key}.{number}.{column}"


def of_record(bound: BoundLines, record: Any, references: References) -> LineInput:
    """The stored lines of a record."""
    found = LineInput(bound, stamps=stamps_of(bound, record))
    stored = stored_lines(bound, record)
    references.load(getattr(line, c.name) for line in stored for c in bound.columns if c.kind == "reference")
    for number, line in enumerate(stored):
        fields = [_filled(bound, number, column, getattr(line, column.name), references) for column in bound.columns]
        found.rows.append(LineRow(str(line.uid), fields))
    return found


def stored_lines(bound: BoundLines, record: Any) -> list[Any]:
    """The lines of a record in their order, with what they refer to."""
    names = [c.name for c in bound.columns if c.kind == "reference"]
    query = bound.model._default_manager.filter(**{bound.parent_field: record}).order_by(*bound.declared.order_by)
    return list(query.select_related(*names) if names else query)


def _filled(bound: BoundLines, number: int, column: Any, value: Any, references: References) -> Field:
    if column.kind == "reference" and value is not None and not references.may_see(value):
        return Field(column, _name(bound, number, column.name), is_masked=True)
    shown = references.text(value) if column.kind == "reference" else ""
    uid = str(getattr(value, "uid", "")) if shown else ""
    raw = raw_of(column, value, references)
    return Field(column, _name(bound, number, column.name), raw, shown=shown, uid=uid, was_endless=is_endless(value))


def from_post(bound: BoundLines, posted: Mapping[str, str], record: Any, references: References) -> LineInput:
    """The rows as they were sent, in their order; removed and blank ones are left out. A reference out of the reader's
    sight was sent empty and stays what it is.
    """
    stored = {row.uid: row for row in of_record(bound, record, references).rows} if record is not None else {}
    pattern = re.compile(rf"lines\.{re.escape(bound.key)}\.(\d+)\.")
    numbers = sorted({int(match[1]) for name in posted if (match := pattern.match(name))})[:MAX_LINES]
    found = LineInput(bound, stamps=_stamps(posted.get(f"lines.{bound.key}.base")))
    for sent in numbers:
        if posted.get(_name(bound, sent, "remove")):
            continue
        place = len(found.rows)
        fields = [
            Field(column, _name(bound, place, column.name), read(column, _name(bound, sent, column.name), posted))
            for column in bound.columns
        ]
        row = LineRow(posted.get(_name(bound, sent, "uid"), ""), fields)
        row.conflict = _one_of(posted.get(_name(bound, sent, "conflict")), CONFLICTS)
        row.chosen = _one_of(posted.get(_name(bound, sent, "choose")), ("theirs", "mine")) if row.conflict else ""
        row.note = posted.get(_name(bound, sent, "note"), "")[:500] if row.conflict else ""
        if row.uid in stored:
            for each, before in zip(fields, stored[row.uid].fields, strict=True):
                each.is_masked, each.was_endless = before.is_masked, before.was_endless
        if not row.is_blank:
            found.rows.append(row)
    return found


def number(line: LineInput) -> None:
    """Name the inputs of the rows anew, in their order."""
    for place, row in enumerate(line.rows):
        for each in row.fields:
            each.name = _name(line.bound, place, each.column.name)


def _one_of(text: str | None, known: tuple[str, ...]) -> str:
    return text if text in known else ""


def _stamps(text: str | None) -> dict[str, int] | None:
    """The stamps of a form; None when it carries none."""
    if text is None:
        return None
    pairs = (part.partition(":") for part in text.split()[:MAX_LINES])
    return {uid: int(number) for uid, _, number in pairs if number.isdecimal() and len(number) < 10}


def is_sent(bound: BoundLines, posted: Mapping[str, str]) -> bool:
    """Whether the form held these lines at all."""
    return bool(posted.get(f"lines.{bound.key}"))
