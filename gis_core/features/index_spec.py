"""What the index must know of a table beyond its columns. The declarations register it; the core never
reads them itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models


@dataclass(frozen=True)
class KindSpec:
    """One register of a table: rows where the named columns hold the named values."""

    key: str
    where: tuple[tuple[str, str], ...] = ()
    level: str = "staff"


@dataclass(frozen=True)
class IndexSpec:
    """`located_by` holds dotted foreign-key paths in order of preference; `search` the columns a record is found by."""

    kinds: tuple[KindSpec, ...]
    title: str = ""
    category: str = ""
    located_by: tuple[str, ...] = ()
    search: tuple[str, ...] = ()

    @property
    def is_personal(self) -> bool:
        return any(kind.level in ("aggregate", "hidden") for kind in self.kinds)


_specs: dict[type[models.Model], IndexSpec] = {}
_parents: dict[type[models.Model], dict[str, None]] = {}


def register_lines(model: type[models.Model], parent_field: str) -> None:
    """Tell the index that rows of `model` are lines of the record their foreign key `parent_field` names."""
    _parents.setdefault(model, {})[parent_field] = None


def parents_of(model: type[models.Model]) -> tuple[str, ...]:
    """The foreign keys by which rows of a table are lines of another record; a row uses one of them."""
    own = getattr(model, "parent_field", "")
    return tuple(dict.fromkeys(([own] if own else []) + list(_parents.get(model, {}))))


def register(model: type[models.Model], spec: IndexSpec) -> None:
    """Tell the index how rows of `model` are named, found and placed."""
    _specs[model] = spec


def specs() -> Mapping[type[models.Model], IndexSpec]:
    """What is declared, by table."""
    return _specs


def spec_of(model: type[models.Model]) -> IndexSpec:
    """The declared specification, or the plain one of a table that no system declares."""
    return _specs.get(model) or IndexSpec(kinds=(KindSpec(model._meta.label_lower),))
