"""Questions a register answers: counts, sums, key figures, ready spatial questions and reports of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from gis_core.pure.figures import as_shown
from layers.declare.rates import UsedRates


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
class Measured:
    """What a key figure is made of: a sum, and for a ratio the sum it is a part of.

    Parts of an office add up by adding both: a ratio of the whole is never the mean of the ratios of its parts.
    """

    numerator: Decimal
    denominator: Decimal | None = None

    def __add__(self, other: Measured) -> Measured:
        whole = None if self.denominator is None else self.denominator + (other.denominator or Decimal(0))
        return Measured(self.numerator + other.numerator, whole)

    @property
    def nothing(self) -> Measured:
        """A part of it without any record: nought of a sum, no data of a ratio."""
        return Measured(Decimal(0), None if self.denominator is None else Decimal(0))

    def value(self, scale: Decimal = Decimal(1)) -> Decimal | None:
        """The figure as it is shown, to two decimals; None (no data) for a ratio of nothing."""
        if self.denominator is None:
            return self.numerator
        if not self.denominator:
            return None
        return as_shown(self.numerator * scale / self.denominator)


@dataclass(frozen=True)
class Kpi:
    """A key figure, answered by three different statements that must agree.

    value: the whole office. by_village: village code -> its part ("" lies in no village). features: the records of the
    numerator as dicts with `uid`, `title` and `amount`; the amounts add up to the numerator.
    scale: 100 for a percentage, 1000 for "a thousand". better: which way is good, "" where neither is.
    amount: heading of the amounts. reads: tables it counts beside that of its register ("all": every record with a
    place), so that what was kept of the whole office is shown to nobody who sees less. version: rises with the formula.
    people: the numerator counts persons, so small numbers stay hidden where everybody may look.
    by_unit: the same by unit of the office, unit code -> its part ("" for none), where records are a unit's work.
    of_year: the same by village as the records themselves tell it of a B.E. year of the kind `year`, where they can.
    external: somebody outside told it, and it is typed in from a document: it has no place, so no map is coloured by
    it, and a board shows it with its source instead of a card among those that are reckoned.
    law: what orders it to be counted or says how, printed with it. rates: the dated rows it is reckoned with, which its
    page, slide and book show with their law.
    """

    code: str
    thai: str
    value: Callable[[Any], Measured]
    by_village: Callable[[Any], Mapping[str, Measured]]
    features: Callable[[Any], list[dict[str, Any]]]
    unit: str
    amount: str = "จำนวน"
    scale: Decimal = Decimal(1)
    better: Literal["higher", "lower", ""] = ""
    reads: tuple[type, ...] | Literal["all"] = ()
    version: int = 1
    people: bool = False
    by_unit: Callable[[Any], Mapping[str, Measured]] | None = None
    of_year: Callable[[Any, int], Mapping[str, Measured]] | None = None
    year: Literal["fiscal", "tax"] = "fiscal"
    external: bool = False
    law: str = ""
    rates: tuple[UsedRates, ...] = ()


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
