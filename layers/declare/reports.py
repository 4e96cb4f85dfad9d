"""Questions a register answers: counts, sums, key figures, ready spatial questions and reports of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True)
class CountBy:
    """Number of records by one or two columns; `village` counts by place."""

    first: str
    second: str = ""


@dataclass(frozen=True)
class SumBy:
    """Sum of a number column by another column."""

    column: str
    by: str


@dataclass(frozen=True)
class Kpi:
    """A key figure. `value(user)` gives the number, `features(user)` the records behind it, from another statement."""

    code: str
    thai: str
    value: Callable[[Any], Any]
    features: Callable[[Any], Any]
    unit: str = ""


@dataclass(frozen=True)
class Parameter:
    """What a question asks first."""

    name: str
    thai: str
    kind: Literal["number", "text", "date", "choice"] = "number"
    default: Any = None
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class SpatialQuery:
    """A ready question about the map. `run(user, **parameters)` returns rows: dicts with `uid`, `title`,
    `geom` (GeoJSON
    text or None), perhaps `color` (of the shape on the small map) and the named columns. `columns` maps result names
    to Thai headings."""

    code: str
    thai: str
    run: Callable[..., list[dict[str, Any]]]
    columns: tuple[tuple[str, str], ...]
    parameters: tuple[Parameter, ...] = field(default=())


@dataclass(frozen=True)
class Report:
    """A table of its own. `run(user, **parameters)` returns rows as dicts in the order of `columns`."""

    code: str
    thai: str
    run: Callable[..., list[dict[str, Any]]]
    columns: tuple[tuple[str, str], ...]
    parameters: tuple[Parameter, ...] = field(default=())
    note: str = ""
