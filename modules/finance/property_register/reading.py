"""What a reader may see of a register, as a queryset."""

from __future__ import annotations

from typing import Any

from gis_core.access.visible import visible
from gis_core.ground.models import OwnershipSpell
from layers.registry import registry

Rows = list[dict[str, Any]]


def may_see_owners(user: Any) -> bool:
    """Whether the reader may see who owns what, everywhere."""
    register = registry.for_model(OwnershipSpell)
    return register is not None and visible(register, user).everything


def record_url(record: Any) -> str:
    """The page of a record; "" for one without a register."""
    register = registry.for_model(type(record))
    return register.record_url(record.uid) if register else ""
