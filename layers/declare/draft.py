"""What a check sees: the record as it would be written, before it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Draft:
    """`values` by column (parsed), `lines` by line key (None: these lines are not being edited), `record`
    the instance with
    the new values set and not yet saved, `before` the stored values (None for a new record)."""

    values: Mapping[str, Any]
    record: Any
    before: Mapping[str, Any] | None = None
    lines: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    today: date | None = None

    @property
    def is_new(self) -> bool:
        return self.before is None

    def changed(self, *columns: str) -> bool:
        """Whether one of the columns differs from what is stored."""
        return self.before is None or any(self.values.get(c) != self.before.get(c) for c in columns)


@dataclass(frozen=True)
class TransitionDraft:
    """What a guard or an effect of a transition gets: the locked record, the form's values, who acts and when."""

    record: Any
    values: Mapping[str, Any]
    user: Any
    on: date
    reason: str
