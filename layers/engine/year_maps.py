"""Who may open a map of one year, and its statement as one reader may ask it."""

from __future__ import annotations

from typing import Any

from gis_core.access.visible import visible
from layers.engine.statements import guarded
from layers.registry import registry
from layers.year_maps import BoundYearMap


def may_open(year_map: BoundYearMap, user: Any) -> bool:
    """Whether the reader may see something of every table the map needs."""
    needed = (registry.for_model(year_map.declared.sources[alias]) for alias in year_map.declared.needs)
    return all(register is not None and not visible(register, user).nothing for register in needed)


def is_personal(year_map: BoundYearMap) -> bool:
    """Whether it tells of somebody's affairs, so that no browser may keep it."""
    registers = (registry.for_model(model) for model in year_map.declared.sources.values())
    return any(register is not None and register.level.is_personal for register in registers)


def statement_for(year_map: BoundYearMap, user: Any) -> tuple[str, dict[str, Any]]:
    """The statement of a map for one reader, and the parameters of his rights."""
    return guarded(year_map.declared.statement, year_map.text, user, year_map.declared.sources)
