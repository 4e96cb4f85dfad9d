"""Figures of law looked up by the day of the event, never by today: tiers, steps, rounding of quantities, windows.

Rows come in as frozen dataclasses. ``valid_from`` and ``valid_to`` are both days in force; ``valid_to`` None is open.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import combinations
from typing import Literal

from gis_core.pure.money import percent_of, round_satang
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import format_date

Bounds = Literal["(]", "[)", "[]"]
Certainty = Literal["sure", "likely", "verify"]
RowStatus = Literal["draft", "active", "superseded"]


@dataclass(frozen=True, slots=True)
class RateRow:
    """One dated figure. ``lower`` and ``upper`` bound the quantity it holds for (None is open); units are the table's.

    Errors: ValueError when the bounds or the days are turned round.
    """

    key: str
    value: Decimal
    valid_from: date
    law: str
    lower: Decimal | None = None
    upper: Decimal | None = None
    valid_to: date | None = None
    certainty: Certainty = "sure"
    status: RowStatus = "active"
    row_id: str = ""

    def __post_init__(self) -> None:
        if self.lower is not None and self.upper is not None and self.lower > self.upper:
            raise ValueError(f"{self.key}: lower bound above the upper")
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise ValueError(f"{self.key}: ends before it begins")

    def in_force(self, on: date) -> bool:
        """Whether the row is active and the day lies in its days, both ends counted."""
        return self.status == "active" and self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    def holds(self, quantity: Decimal, bounds: Bounds = "(]") -> bool:
        """Whether the quantity lies in the row; ``(]`` is over lower, up to upper; ``[)`` from lower, below upper."""
        above = self.lower is None or (quantity > self.lower if bounds == "(]" else quantity >= self.lower)
        below = self.upper is None or (quantity < self.upper if bounds == "[)" else quantity <= self.upper)
        return above and below


def refuse_overlaps(rows: Sequence[RateRow], bounds: Bounds = "(]") -> None:
    """Check that at no day two active rows of one key hold for the same quantity.

    Errors: Refused ``RATE_OVERLAP``, naming the key and both first days.
    """
    active = [row for row in rows if row.status == "active"]
    for one, other in combinations(active, 2):
        if one.key == other.key and _share_days(one, other) and _share_quantities(one, other, bounds):
            days = f"{format_date(one.valid_from)} และ {format_date(other.valid_from)}"
            raise Refused("RATE_OVERLAP", f"อัตรา {one.key} มีช่วงที่ทับซ้อนกัน (เริ่ม {days})", other.law)


def rows_in_force(rows: Iterable[RateRow], key: str, on: date) -> tuple[RateRow, ...]:
    """All rows of a key on a day, the lowest bound first.

    Errors: Refused ``NO_RATE`` when none is in force.
    """
    found = [row for row in rows if row.key == key and row.in_force(on)]
    if not found:
        raise _no_rate(key)
    return tuple(sorted(found, key=lambda row: (row.lower is not None, row.lower or Decimal(0))))


def rate(rows: Iterable[RateRow], key: str, on: date) -> RateRow:
    """The one row of a key without tiers on a day.

    Errors: Refused ``NO_RATE`` when none is in force, ``RATE_OVERLAP`` when several are.
    """
    found = rows_in_force(rows, key, on)
    if len(found) > 1:
        raise Refused("RATE_OVERLAP", f"พบอัตรา {key} มากกว่าหนึ่งแถวในวันเดียวกัน", found[0].law)
    return found[0]


def step(rows: Iterable[RateRow], key: str, on: date, quantity: Decimal, bounds: Bounds = "(]") -> RateRow:
    """The one row whose bounds hold the quantity: size classes, age bands, fee steps.

    Errors: Refused ``NO_RATE`` when no row holds it, ``RATE_OVERLAP`` when several do.
    """
    found = [row for row in rows_in_force(rows, key, on) if row.holds(quantity, bounds)]
    if not found:
        raise _no_rate(key)
    if len(found) > 1:
        raise Refused("RATE_OVERLAP", f"พบอัตรา {key} มากกว่าหนึ่งแถวในวันเดียวกัน", found[0].law)
    return found[0]


@dataclass(frozen=True, slots=True)
class TierLine:
    """One slice of a marginal calculation; ``amount_baht`` of all lines add up to the total."""

    row: RateRow
    quantity: Decimal
    applied: Decimal
    amount_baht: Decimal


@dataclass(frozen=True, slots=True)
class TieredAmount:
    """A marginal amount with the slices that explain it."""

    lines: tuple[TierLine, ...]
    total_baht: Decimal


def marginal(
    rows: Sequence[RateRow],
    quantity: Decimal,
    *,
    per: Decimal = Decimal(100),
    addition: Decimal = Decimal(0),
    highest: Decimal | None = None,
) -> TieredAmount:
    """The amount when each slice of the quantity bears its own rate; rounded once, half-up to the satang.

    rows: as `rows_in_force` gives them; chosen once for very many quantities. per: 100 when values are percent, 1 when
    they are baht a unit. addition: points added to every tier (vacant land). highest: no tier's rate goes above it.
    Law: Land and Building Tax Act B.E. 2562 s.37, 43; water tariffs.
    Errors: Refused ``NO_RATE`` when the tiers leave a part of the quantity out; ValueError for a negative quantity.
    """
    if quantity < 0:
        raise ValueError("a quantity is not negative")
    lines: list[TierLine] = []
    exact = taken = total = Decimal(0)
    for row in rows:
        end = quantity if row.upper is None else min(quantity, row.upper)
        if end <= taken:
            continue
        if (row.lower or Decimal(0)) > taken:
            break
        applied = row.value + addition if highest is None else min(row.value + addition, highest)
        exact += (end - taken) * applied / per
        lines.append(TierLine(row, end - taken, applied, round_satang(exact) - total))
        taken, total = end, round_satang(exact)
    if taken < quantity:
        raise _no_rate(rows[0].key)
    return TieredAmount(tuple(lines), total)


class UnitRounding(StrEnum):
    """How a quantity is counted in units: any fraction a whole one, up to a half a half, or exactly."""

    WHOLE = "whole"
    HALF = "half"
    NONE = "none"


def units(quantity: Decimal, unit_size: Decimal, rounding: UnitRounding) -> Decimal:
    """How many units are charged for a quantity; half: a fraction up to half a unit counts a half, more counts one."""
    whole, rest = divmod(quantity, unit_size)
    if rounding is UnitRounding.NONE:
        return quantity / unit_size
    if rest == 0:
        return whole
    if rounding is UnitRounding.HALF and rest <= unit_size / 2:
        return whole + Decimal("0.5")
    return whole + 1


def limited(amount_baht: Decimal, minimum: Decimal | None = None, maximum: Decimal | None = None) -> Decimal:
    """The amount kept between a floor and a ceiling; None is no limit."""
    if minimum is not None:
        amount_baht = max(amount_baht, minimum)
    return amount_baht if maximum is None else min(amount_baht, maximum)


def refuse_above_ceiling(amount_baht: Decimal, ceiling_baht: Decimal, law: str, field: str | None = None) -> None:
    """Check an ordinance's figure against the national ceiling.

    Errors: Refused ``RATE_CEILING`` when it is above; equal passes.
    """
    if amount_baht > ceiling_baht:
        raise Refused("RATE_CEILING", f"อัตราเกินกฎกระทรวง (ไม่เกิน {ceiling_baht:,.2f} บาท)", law, field)


@dataclass(frozen=True, slots=True)
class ExemptionWindow:
    """Days in which a fee is waived or cut, both counted; factor 0 is free, 0.5 half."""

    first_day: date
    last_day: date
    factor: Decimal
    law: str

    def covers(self, day: date) -> bool:
        """Whether the day lies in the window."""
        return self.first_day <= day <= self.last_day


def after_exemption(
    fee_baht: Decimal, due_on: date, windows: Iterable[ExemptionWindow]
) -> tuple[Decimal, ExemptionWindow | None]:
    """The fee and the window that cut it, looked up by the due day of the fee, not the day of payment.

    Of several windows the lowest factor counts. The cut fee is half-up to the satang.
    """
    covering = [window for window in windows if window.covers(due_on)]
    if not covering:
        return fee_baht, None
    best = min(covering, key=lambda window: window.factor)
    return round_satang(fee_baht * best.factor), best


def highest_full_others_half(fees_baht: Iterable[Decimal]) -> Decimal:
    """The fees of several controlled types at one place: the dearest in full, each other at half.

    Each half is half-up to the satang.
    Law: an option of local ordinances under the Public Health Act B.E. 2535.
    """
    ordered = sorted(fees_baht, reverse=True)
    return sum(ordered[:1], Decimal(0)) + sum((percent_of(fee, Decimal(50)) for fee in ordered[1:]), Decimal(0))


def _share_days(one: RateRow, other: RateRow) -> bool:
    last = min(one.valid_to or date.max, other.valid_to or date.max)
    return max(one.valid_from, other.valid_from) <= last


def _share_quantities(one: RateRow, other: RateRow, bounds: Bounds) -> bool:
    lowers = [row.lower for row in (one, other) if row.lower is not None]
    uppers = [row.upper for row in (one, other) if row.upper is not None]
    if not lowers or not uppers:
        return True
    return max(lowers) <= min(uppers) if bounds == "[]" else max(lowers) < min(uppers)


def _no_rate(key: str) -> Refused:
    return Refused("NO_RATE", f"ไม่พบอัตราที่ใช้บังคับ ({key})", "")
