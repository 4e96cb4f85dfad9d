"""How figures stand to their targets. Whoever keeps targets registers a judge; without one no figure has a light."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from layers.bound import BoundRegister
from layers.declare import Kpi


@dataclass(frozen=True)
class Judgement:
    """A traffic light, its words, and the target it was judged by."""

    light: Literal["green", "amber", "red", "no_data"]
    thai: str
    target: Decimal


Values = Mapping[str, Decimal | None]
Judge = Callable[[Values, date, str], Mapping[str, Judgement]]
_judges: list[Judge] = []


def figure_code(register: BoundRegister, kpi: Kpi) -> str:
    """The one name of a figure among those of all systems."""
    return f"{register.key}.{kpi.code}"


def judge(function: Judge) -> Judge:
    """Register who judges: values by the code of their figure, the day, the village ("" the office)."""
    _judges.append(function)
    return function


def judged(values: Values, on: date, village: str = "") -> dict[str, Judgement]:
    """The judgements of those figures that have a target on that day."""
    return {code: each for function in _judges for code, each in function(values, on, village).items()}
