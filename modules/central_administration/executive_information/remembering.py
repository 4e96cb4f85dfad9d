"""What was kept of figures, for readers who see all that each counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from layers.engine.judging import Kept, MonthKept, NoteShown, Published, VillagesKept, remember, unused
from modules.central_administration.executive_information import approval, notes, publishing, snapshots, trend
from modules.central_administration.executive_information.declared import by_code


class Snapshots:
    """The memory of figures that pages ask."""

    def latest(self, codes: Iterable[str], user: Any, village: str, until: date | None) -> Mapping[str, Kept]:
        """One statement for all of them, two for a village."""
        seen = [code for code in codes if _is_open(code, user)]
        if village:
            return snapshots.latest_of_village(seen, village, until)
        return {code: snapshots.kept_of(row, row.value) for code, row in snapshots.latest(seen, "", until).items()}

    def villages(self, code: str, user: Any, until: date) -> VillagesKept | None:
        """Two statements: the last day, its villages."""
        last = snapshots.latest([code], "", until).get(code) if _is_open(code, user) else None
        if last is None:
            return None
        values = snapshots.villages_on(code, last.on)
        return VillagesKept(last.on, values, snapshots.missing(last), last.formula_version)

    def villages_by_month(self, code: str, user: Any, first: date, last: date) -> Sequence[VillagesKept]:
        """Two statements: the last day of each month, its villages."""
        return snapshots.villages_by_month(code, first, last) if _is_open(code, user) else ()

    def published(self) -> Sequence[Published]:
        """What everybody may see."""
        return publishing.published()

    def unused(self) -> frozenset[str]:
        """One statement."""
        return approval.unused()

    def months(self, code: str, user: Any, fiscal_year_be: int, village: str = "") -> tuple[MonthKept, ...]:
        """One statement; () where nothing was kept in either year."""
        kept = snapshots.kept_between(code, village, *trend.span(fiscal_year_be)) if _is_open(code, user) else []
        return trend.by_month(kept, fiscal_year_be) if kept else ()

    def notes(self, code: str, user: Any, village: str = "") -> Sequence[NoteShown]:
        """One statement."""
        return notes.of_figure(code, user, village)

    def note_url(self, code: str, user: Any, village: str = "") -> str:
        """A form with the figure, the month and the village filled in; one statement."""
        return notes.new_url(code, user, village)


def _is_open(code: str, user: Any) -> bool:
    figure = by_code().get(code)
    return figure is not None and code not in unused(user) and figure.is_open_to(user)


remember(Snapshots())
