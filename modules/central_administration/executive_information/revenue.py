"""Revenue against estimate and the year before, by month and kind: pure sums over what was read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from gis_core.pure.figures import as_shown
from gis_core.pure.thai_calendar import FISCAL_MONTHS, fiscal_year, fiscal_year_bounds, year_before

ZERO, HUNDRED = Decimal(0), Decimal(100)
Taken = Mapping[tuple[int, date], Decimal]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of revenue up to a day; `before` is the same span of the year before."""

    thai: str
    estimate: Decimal | None
    taken: Decimal
    before: Decimal

    @property
    def percent(self) -> Decimal | None:
        """Of the estimate; None where none was set, or nought."""
        return percent(self.taken, self.estimate)

    @property
    def change_percent(self) -> Decimal | None:
        """Against the same span of the year before; None where nothing came in then."""
        return percent(self.taken - self.before, self.before)


@dataclass(frozen=True, slots=True)
class Revenue:
    """`months`: (calendar month, this year, the year before), None for months that are not over or not begun."""

    kinds: tuple[Kind, ...]
    total: Kind
    months: tuple[tuple[int, Decimal | None, Decimal], ...]

    @property
    def has_money(self) -> bool:
        """Whether there is anything to draw."""
        return any(now or before for _, now, before in self.months)


def percent(part: Decimal, whole: Decimal | None) -> Decimal | None:
    """A share of a whole as shown; None of nothing."""
    return as_shown(part * HUNDRED / whole) if whole else None


def revenue(
    names: Mapping[int, str],
    taken: Taken,
    estimates: Mapping[int, Decimal],
    fiscal_year_be: int,
    until: date,
    since: date | None = None,
) -> Revenue:
    """The year up to a day, or what of it begins with the month of `since`. The span of the year before ends with the
    same month, whole months against whole months.

    `taken` holds both years by kind and first day of month; the month of `until` counts in both.
    """
    first, last = since or fiscal_year_bounds(fiscal_year_be)[0], until.replace(day=1)
    before_first, before_last = year_before(first), year_before(last)
    kinds = []
    for kind, thai in names.items():
        now = _sum(taken, kind, first, last)
        before = _sum(taken, kind, before_first, before_last)
        if now or before or kind in estimates:
            kinds.append(Kind(thai, estimates.get(kind), now, before))
    kinds.sort(key=lambda each: (-each.taken, -(each.estimate or ZERO), each.thai))
    return Revenue(tuple(kinds), _total(kinds), _months(taken, fiscal_year_be, last))


def _sum(taken: Taken, kind: int, first: date, last: date) -> Decimal:
    return sum((baht for (of, month), baht in taken.items() if of == kind and first <= month <= last), ZERO)


def _total(kinds: Iterable[Kind]) -> Kind:
    kinds = list(kinds)
    known = [each.estimate for each in kinds if each.estimate is not None]
    estimate = sum(known, ZERO) if known else None
    sums = (sum((each.taken for each in kinds), ZERO), sum((each.before for each in kinds), ZERO))
    return Kind("รวม", estimate, *sums)


def _months(taken: Taken, fiscal_year_be: int, last: date) -> tuple[tuple[int, Decimal | None, Decimal], ...]:
    sums: dict[tuple[int, int], Decimal] = {}
    for (_, month), baht in taken.items():
        key = fiscal_year(month), month.month
        sums[key] = sums.get(key, ZERO) + baht
    first = fiscal_year_bounds(fiscal_year_be)[0]
    rows = []
    for number in FISCAL_MONTHS:
        begins = date(first.year if number >= first.month else first.year + 1, number, 1)
        now = sums.get((fiscal_year_be, number), ZERO) if begins <= last else None
        rows.append((number, now, sums.get((fiscal_year_be - 1, number), ZERO)))
    return tuple(rows)
