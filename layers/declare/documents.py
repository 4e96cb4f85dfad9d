"""Printed forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Annex:
    """The list behind a paper, part of the same PDF. It may have ten thousand pages, so it is printed piece by piece.

    `pieces(record)`: what it is divided into, in order; each is called by its text. `content(record, piece, user)`:
    what `template` prints of one.
    """

    template: str
    pieces: Callable[[Any], Sequence[Any]]
    content: Callable[[Any, Any, Any], Mapping[str, Any]]


@dataclass(frozen=True)
class Document:
    """A paper about one record. `template` is a Django template of the system, `context` adds values to `record`.

    `number` is the pattern of its own series ("" for none), `roles` who may issue it,
    `thai_digits` for official papers. `readers` are the roles that may see a paper with personal data, drafted or
    issued, beside those who issue it; without any, whoever may see its record and the register of papers sees it.
    A paper with an `annex` is issued in the background.
    """

    code: str
    thai: str
    template: str
    roles: tuple[str, ...]
    context: Callable[[Any], Mapping[str, Any]] | None = None
    number: str = ""
    number_year: str = "calendar"
    thai_digits: bool = True
    landscape: bool = False
    readers: tuple[str, ...] = ()
    annex: Annex | None = None
