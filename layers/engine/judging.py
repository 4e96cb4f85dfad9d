"""How figures stand to their targets, and what they were. Whoever keeps targets registers a judge,
whoever keeps values a memory, which also says what the office does not use; without them a figure has no light and no
past.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal, Protocol

from gis_core.access.visible import visible
from gis_core.pure.figures import written
from layers.bound import BoundRegister
from layers.declare import Kpi
from layers.registry import registry


@dataclass(frozen=True)
class Judgement:
    """A traffic light, its words, and the target it was judged by."""

    light: Literal["green", "amber", "red", "no_data"]
    thai: str
    target: Decimal


@dataclass(frozen=True)
class Kept:
    """A value as it was kept on a day; None for a ratio of nothing. `version`: of the definition it was reckoned by."""

    value: Decimal | None
    on: date
    version: int = 1


@dataclass(frozen=True)
class MonthKept:
    """The last value kept in a calendar month of this fiscal year and of the one before; None where none was."""

    month: int
    now: Kept | None
    before: Kept | None

    @property
    def is_redefined(self) -> bool:
        """Whether the two are values of different definitions, which nobody can compare."""
        return self.now is not None and self.before is not None and self.now.version != self.before.version

    @property
    def change(self) -> Decimal | None:
        """By how much it stands above the same month of the year before; None unless both are known, by one
        definition.
        """
        if self.is_redefined or self.now is None or self.before is None:
            return None
        if self.now.value is None or self.before.value is None:
            return None
        return self.now.value - self.before.value


@dataclass(frozen=True)
class VillagesKept:
    """A figure by village on a day; `missing` is the value of a village that is left out. `version` as of what was
    kept.
    """

    on: date
    values: Mapping[str, Decimal | None]
    missing: Decimal | None
    version: int = 1

    def of(self, village: str) -> Decimal | None:
        return self.values.get(village, self.missing)


@dataclass(frozen=True)
class NoteShown:
    """What somebody ordered on a figure of a month: who, to whom, until when, and what came of it."""

    thai: str
    month: int
    fiscal_year_be: int
    village: str
    by: str
    on: date
    unit: str
    due_on: date
    state: str
    is_late: bool
    outcome: str
    url: str
    is_waiting: bool = False


@dataclass(frozen=True)
class Told:
    """A value as everybody may be told it: None for no data, and where too few persons stand behind it."""

    value: Decimal | None
    is_hidden: bool = False

    @property
    def text(self) -> str:
        if self.is_hidden:
            return "ไม่แสดง"
        return "ไม่มีข้อมูล" if self.value is None else written(self.value)


@dataclass(frozen=True)
class Published:
    """A figure for everybody, small numbers of persons left out: of the office, and of villages by code."""

    code: str
    thai: str
    unit: str
    whole: Told
    on: date
    parts: Mapping[str, Told]

    @property
    def text(self) -> str:
        return self.whole.text

    @property
    def villages(self) -> dict[str, str]:
        """In words."""
        return {code: part.text for code, part in self.parts.items()}


Values = Mapping[str, Kept]
Judge = Callable[[Values, Any, date, str, str], Mapping[str, Judgement]]
_judges: list[Judge] = []


class Memory(Protocol):
    """Whoever keeps what figures were. It answers for readers who see all that a figure counts, and for no other."""

    def latest(self, codes: Iterable[str], user: Any, village: str, until: date | None) -> Mapping[str, Kept]: ...

    def villages(self, code: str, user: Any, until: date) -> VillagesKept | None: ...

    def villages_by_month(self, code: str, user: Any, first: date, last: date) -> Sequence[VillagesKept]: ...

    def published(self) -> Sequence[Published]: ...

    def unused(self) -> frozenset[str]: ...

    def months(self, code: str, user: Any, fiscal_year_be: int, village: str = "") -> tuple[MonthKept, ...]: ...

    def notes(self, code: str, user: Any, village: str = "") -> Sequence[NoteShown]: ...

    def note_url(self, code: str, user: Any, village: str = "") -> str: ...


_memories: list[Memory] = []


def published() -> list[Published]:
    """What everybody may see: whole numbers of the office, never a record."""
    return [each for memory in _memories for each in memory.published()]


def remember(memory: Memory) -> None:
    """Register a memory of figures."""
    _memories.append(memory)


def latest(codes: Iterable[str], user: Any, village: str = "", until: date | None = None) -> dict[str, Kept]:
    """The last value kept, up to a day, of each figure that the reader may see whole."""
    wanted = list(codes)
    return {code: kept for memory in _memories for code, kept in memory.latest(wanted, user, village, until).items()}


def villages(code: str, user: Any, until: date) -> VillagesKept | None:
    """What was kept by village on the last day up to a day; None where nothing was, or the reader sees less."""
    return next((found for memory in _memories if (found := memory.villages(code, user, until))), None)


def villages_by_month(code: str, user: Any, first: date, last: date) -> Sequence[VillagesKept]:
    """What was kept by village on the last day of each month of a span, the oldest first; () for who sees less."""
    asked = (memory.villages_by_month(code, user, first, last) for memory in _memories)
    return next((found for found in asked if found), ())


def months(code: str, user: Any, fiscal_year_be: int, village: str = "") -> tuple[MonthKept, ...]:
    """The months of a fiscal year from October, () where nothing was ever kept or the reader sees less."""
    return next((found for memory in _memories if (found := memory.months(code, user, fiscal_year_be, village))), ())


def notes(code: str, user: Any, village: str = "") -> list[NoteShown]:
    """What was ordered on a figure of the office, or of a village, as far as the reader may see it."""
    return [each for memory in _memories for each in memory.notes(code, user, village)]


def note_url(code: str, user: Any, village: str = "") -> str:
    """Where the reader may order something on the figure; "" for who may not."""
    return next((url for memory in _memories if (url := memory.note_url(code, user, village))), "")


def figure_code(register: BoundRegister, kpi: Kpi) -> str:
    """The one name of a figure among those of all systems."""
    return f"{register.key}.{kpi.code}"


def unused(user: Any) -> frozenset[str]:
    """The codes of the figures the office does not use, asked once a request and kept on the user object."""
    kept: frozenset[str] | None = getattr(user, "_unused_figures", None)
    if kept is None:
        user._unused_figures = kept = frozenset[str]().union(*(memory.unused() for memory in _memories))
    return kept


def is_told(register: BoundRegister, kpi: Kpi, user: Any) -> bool:
    """Whether the office uses the figure and the reader sees something of every table it counts: nought of what he may
    not see is none.
    """
    if figure_code(register, kpi) in unused(user):
        return False
    read = [] if kpi.reads == "all" else [registry.for_model(model) for model in kpi.reads]
    return all(register is not None and not visible(register, user).nothing for register in read)


def judge(function: Judge) -> Judge:
    """Register who judges: values by the code of their figure, the reader, the day, the village or the unit ("" of both
    the office). What was kept too long before the day counts as no data."""
    _judges.append(function)
    return function


def judged(values: Values, user: Any, on: date, village: str = "", unit: str = "") -> dict[str, Judgement]:
    """The judgements of those figures that have a target on that day; the office's is no measure of the part of it that
    a reader of some villages sees."""
    return {code: each for function in _judges for code, each in function(values, user, on, village, unit).items()}
