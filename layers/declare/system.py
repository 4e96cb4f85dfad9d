"""One system of the catalogue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from layers.declare.register import Register
from layers.declare.year_map import YearMap


@dataclass(frozen=True)
class System:
    """`key` is "<module>.<slug>", the folder of the system. `demo` writes its part of the demo town through
    the services, after those of the systems whose keys `demo_after` names.
    """

    key: str
    thai: str
    english: str
    archetype: str
    registers: tuple[Register, ...]
    demo: Callable[[Any], None] | None = None
    demo_after: tuple[str, ...] = ()
    guide: str = ""
    year_maps: tuple[YearMap, ...] = ()

    @property
    def slug(self) -> str:
        return self.key.rpartition(".")[2]

    @property
    def module(self) -> str:
        return self.key.partition(".")[0]
