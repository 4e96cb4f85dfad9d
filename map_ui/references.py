"""Titles and links of the records a page refers to, only as far as the reader may see them; a few queries whatever
their number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models

from gis_core.access.visible import visible
from gis_core.features.models import Feature
from layers.bound import BoundRegister
from layers.engine.index import predicate
from layers.engine.parse import natural_columns
from layers.registry import registry

CLOSED = "(ไม่มีสิทธิดู)"


def title_of(register: BoundRegister, record: Any) -> str:
    """How a record is called on pages: as its model says, else by its title column."""
    named = str(getattr(record, register.title, "") or "") if register.title else ""
    return str(record).strip() or named or "ไม่มีเลขทะเบียน"


def code_of(register: BoundRegister | None, record: Any) -> str:
    """The text by which a form, a file or the API names the record again: an open unique code, else the public
    identifier.
    """
    closed = register.declared.field_levels if register else {}
    names = [name for name in natural_columns(type(record)) if name not in closed]
    if register and register.title in names:
        names = [register.title, *names]
    return next(
        (str(getattr(record, n)) for n in names if getattr(record, n, None)), str(getattr(record, "uid", record.pk))
    )


class References:
    """Collects targets, then answers `text`, `url` and `code` for each. A target out of the reader's sight says so."""

    def __init__(self, user: Any) -> None:
        self.user = user
        self._open: set[tuple[type, Any]] = set()
        self._asked: set[tuple[type, Any]] = set()
        self._records: dict[tuple[type, Any], Any] = {}

    def load(self, targets: Iterable[Any]) -> None:
        """Take note of records already read; at most one query for each register in which the reader's sight is
        limited.
        """
        by_model: dict[type, set[Any]] = defaultdict(set)
        for target in targets:
            if target is not None and (type(target), target.pk) not in self._asked:
                by_model[type(target)].add(target.pk)
                self._records[type(target), target.pk] = target
        for model, keys in by_model.items():
            self._asked |= {(model, key) for key in keys}
            self._open |= {(model, key) for key in self._seen(model, keys)}

    def load_ids(self, wanted: Mapping[type[models.Model], set[Any]]) -> None:
        """Read records by primary key, for values that history keeps as numbers."""
        for model, keys in wanted.items():
            self.load(model._default_manager.filter(pk__in=keys))

    def _seen(self, model: type, keys: set[Any]) -> set[Any]:
        if model is Feature:
            return self._seen_features(keys)
        register = registry.for_model(model)
        if register is None:
            return keys
        seen = visible(register, self.user)
        if seen.everything or seen.nothing:
            return keys if seen.everything else set()
        return set(register.model._default_manager.filter(seen.q(), pk__in=keys).values_list("pk", flat=True))

    def _seen_features(self, keys: set[Any]) -> set[Any]:
        test, values = predicate(self.user, wanted=lambda _register: True)
        query = f"SELECT f.uid FROM gis_feature f WHERE f.uid = ANY(%(uids)s) AND ({test})"
        return {row.uid for row in Feature.objects.raw(query, {**values, "uids": list(keys)})}

    # -- answers -------------------------------------------------------------------------------------------------------
    def stored(self, model: type, key: Any) -> Any:
        """The record behind a primary key that was loaded; None when it is gone."""
        return self._records.get((model, key))

    def may_see(self, target: Any) -> bool:
        self.load([target])
        return (type(target), target.pk) in self._open

    def text(self, target: Any) -> str:
        if target is None:
            return ""
        if not self.may_see(target):
            return CLOSED
        register = register_of(target)
        return title_of(register, target) if register else str(target)

    def url(self, target: Any) -> str:
        """Address of the record's page; "" when there is none or it is closed to the reader."""
        register = register_of(target) if target is not None else None
        return register.record_url(target.uid) if register and self.may_see(target) else ""

    def code(self, target: Any) -> str:
        if target is None:
            return ""
        return code_of(register_of(target), target) if self.may_see(target) else CLOSED


def register_of(target: Any) -> BoundRegister | None:
    """The register a record belongs to; for an index row that of its kind."""
    if isinstance(target, Feature):
        return registry.by_kind(target.kind_id)
    candidates = [r for r in registry.registers if r.model is type(target)]
    for register in candidates:
        where = register.declared.where
        if all(str(_follow(target, path)) == str(value) for path, value in where.items()):
            return register
    return candidates[0] if candidates else None


def _follow(record: Any, path: str) -> Any:
    for name in path.split("__"):
        record = getattr(record, name, None)
    return record
