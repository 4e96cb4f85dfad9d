"""Columns whose kind no header states: told from the values, in one pass."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import numpy as np

from importers.readers.limits import MAX_FIELDS, SAMPLE_POINTS
from importers.readers.table import Field, FieldType
from importers.readers.values import field_names

_KINDS: dict[type, FieldType] = {
    bool: "boolean",
    int: "integer",
    float: "number",
    datetime: "datetime",
    date: "date",
    str: "text",
}


class Columns:
    """Names in the order they are met and the one kind that holds all values of each."""

    def __init__(self) -> None:
        self.kinds: dict[str, FieldType | None] = {}

    def meet(self, values: Mapping[str, Any]) -> None:
        """Take in one row."""
        for name, value in values.items():
            known = self.kinds.setdefault(name, None) if len(self.kinds) <= MAX_FIELDS else None
            if value is None or known == "text":
                continue
            kind = _KINDS.get(type(value), "text")
            if known is None or known == kind:
                if name in self.kinds:
                    self.kinds[name] = kind
            else:
                self.kinds[name] = "number" if {known, kind} == {"integer", "number"} else "text"

    def fields(self, notes: list[str]) -> tuple[list[str], list[Field]]:
        """The names as they stand in the file, and the columns as people see them."""
        raw = list(self.kinds)
        names = field_names(raw, notes)
        return raw, [Field(name, self.kinds[key] or "text") for name, key in zip(names, raw, strict=True)]


class Places:
    """Points spread over a file of unknown length: every n-th, n doubling whenever there are enough."""

    def __init__(self) -> None:
        self._taken: list[tuple[float, float]] = []
        self._step = 1
        self._met = 0

    @property
    def wanted(self) -> bool:
        """Whether the next point is one of the sample; counts it."""
        self._met += 1
        return (self._met - 1) % self._step == 0

    def take(self, x: float, y: float) -> None:
        """Keep a point that was wanted."""
        self._taken.append((x, y))
        if len(self._taken) >= 2 * SAMPLE_POINTS:
            self._taken = self._taken[::2]
            self._step *= 2

    def array(self) -> np.ndarray[Any, Any]:
        """The sample (n, 2)."""
        return np.array(self._taken, dtype=float).reshape(-1, 2)
