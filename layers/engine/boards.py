"""Parts of the page of figures that a system draws itself: it registers a board, the page shows those it may."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from gis_core.pure.thai_calendar import fiscal_year, fiscal_year_bounds


@dataclass(frozen=True)
class Asked:
    """What the page was asked for: a fiscal year, perhaps up to a month of it, perhaps one village by its code."""

    fiscal_year_be: int
    month: int | None
    village: str
    today: date

    @property
    def until(self) -> date:
        """The last day that counts: of the month, of the year, or today."""
        first, last = fiscal_year_bounds(self.fiscal_year_be)
        if self.month is not None:
            year = first.year if self.month >= first.month else last.year
            after = date(year + self.month // 12, self.month % 12 + 1, 1)
            last = date.fromordinal(after.toordinal() - 1)
        return min(last, self.today)

    @property
    def is_past(self) -> bool:
        """Whether it is over: then only what was kept can say what was."""
        return self.until < self.today

    @property
    def is_this_year(self) -> bool:
        return self.fiscal_year_be == fiscal_year(self.today)


@dataclass(frozen=True)
class Board:
    """`context(user, asked)` feeds the system's own template; None where the reader may see nothing of it."""

    code: str
    thai: str
    template: str
    context: Callable[[Any, Asked], Mapping[str, Any] | None]


_boards: list[Board] = []


def show(board: Board) -> None:
    """Register a board; boards stand in the order of their registration."""
    _boards.append(board)


def shown(user: Any, asked: Asked) -> list[dict[str, Any]]:
    """What each board that has something for the reader shows."""
    found = ((board, board.context(user, asked)) for board in _boards)
    return [
        {"code": board.code, "thai": board.thai, "template": board.template, "context": context}
        for board, context in found
        if context is not None
    ]
