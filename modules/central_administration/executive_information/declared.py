"""The key figures the systems declare, by the code under which the office keeps them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from gis_core.access.visible import visible
from layers.bound import BoundRegister
from layers.declare import Kpi
from layers.engine.index import has_place
from layers.engine.judging import figure_code
from layers.registry import registry


@dataclass(frozen=True)
class DeclaredFigure:
    """A declared figure and the register that declares it."""

    register: BoundRegister
    kpi: Kpi

    @property
    def code(self) -> str:
        return figure_code(self.register, self.kpi)

    def is_open_to(self, user: Any) -> bool:
        """Whether the user sees all the records the figure counts: then what was kept of the office is his too."""
        if self.kpi.reads == "all":
            read = [each for each in registry.registers if has_place(each)]
        else:
            read = [registry.for_model(model) for model in self.kpi.reads]
        return all(each is not None and visible(each, user).whole for each in (self.register, *read))

    @property
    def url(self) -> str:
        """The page of the figure."""
        return f"{self.register.url}report/{self.kpi.code}/"


def declared() -> Iterator[DeclaredFigure]:
    """All of them, in the order of the registers."""
    for register in registry.registers:
        for kpi in register.declared.reports:
            if isinstance(kpi, Kpi):
                yield DeclaredFigure(register, kpi)


@cache
def by_code() -> dict[str, DeclaredFigure]:
    """Declarations never change once the site runs."""
    return {figure.code: figure for figure in declared()}


def better_of(code: str) -> str:
    """Which way of a figure is good; "" also for one that is declared no more."""
    found = by_code().get(code)
    return found.kpi.better if found else ""
