"""A record that the system itself turns to another state, with the entry of its history."""

from __future__ import annotations

from typing import Any

from gis_core.access.actor import system_user
from gis_core.features import clock
from layers.models import StateChange
from layers.registry import registry


def turn(record: Any, target: str, code: str, note: str, user: Any = None) -> None:
    """Write the state and tell the history why; of the office itself where nobody did. Needs an open change."""
    source, record.status = record.status, target
    record.save()
    tell_history(record, source, target, code, note, user)


def tell_history(record: Any, source: str, target: str, code: str, note: str, user: Any = None) -> None:
    """One entry of a change of state that no officer made by a button."""
    register = registry.for_model(type(record))
    StateChange.objects.create(
        record_uid=record.uid, register_key=register.key, code=code, source=source, target=target, at=clock.now(),  # type: ignore[union-attr]
        actor=user or system_user(), reason=note,
    )  # fmt: skip
