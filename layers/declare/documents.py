"""Printed forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Document:
    """A paper about one record. `template` is a Django template of the system, `context` adds values to `record`.

    `number` is the pattern of its own series ("" for none), `roles` who may issue it,
    `thai_digits` for official papers. `readers` are the roles that may see a paper with personal data, drafted or
    issued, beside those who issue it; without any, whoever may see its record and the register of papers sees it.
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
