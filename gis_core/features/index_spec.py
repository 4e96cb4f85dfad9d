"""What the index must know of a table beyond its columns. The declarations register it; the core never
reads them itself.
"""

from __future__ import annotations

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


def register(model: type[models.Model], spec: IndexSpec) -> None:
    """Tell the index how rows of `model` are named, found and placed."""
    _specs[model] = spec


def spec_of(model: type[models.Model]) -> IndexSpec:
    """The declared specification, or the plain one of a table that no system declares."""
    return _specs.get(model) or IndexSpec(kinds=(KindSpec(model._meta.label_lower),))
