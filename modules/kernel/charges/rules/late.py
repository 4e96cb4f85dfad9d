"""What is due of one charge on a day: principal, penalty, surcharge and cost apart, each with its row of law.

The late sums are a function of each part of the principal and the day it was cleared, so they add up over any number of
part payments: parts at the same percentage are taken together and rounded once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from gis_core.pure.deadlines import months_begun
from gis_core.pure.money import percent_of, round_satang
from gis_core.pure.rate_lookup import RateRow, rate, step
from gis_core.pure.refusal import Refused

ZERO = Decimal(0)
#: The row of interest on tax given back after an appeal.
INTEREST = "refund/interest_month"
#: The two old taxes ended with this tax year. Law: Land and Building Tax Act B.E. 2562 s.3, 7, 95.
LAST_OLD_TAX_YEAR = 2562


class Component(StrEnum):
    """The four parts of a debt that are kept apart."""

    COST = "cost"
    PENALTY = "penalty"
    SURCHARGE = "surcharge"
    PRINCIPAL = "principal"


class LateRule(StrEnum):
    """How a kind of revenue grows when it is not paid in time."""

    NONE = "none"
    LAND_TAX = "land_tax"
    SIGNBOARD = "signboard"
    HOUSE_LAND = "house_land"
    LOCAL_DEV = "local_dev"
    CONTRACT = "contract"


@dataclass(frozen=True, slots=True)
class Cleared:
    """A sum that came off one component on the day it was paid."""

    on: date
    component: Component
    amount_baht: Decimal


@dataclass(frozen=True, slots=True)
class Part:
    """One instalment and its last day."""

    due_on: date
    amount_baht: Decimal


@dataclass(frozen=True, slots=True)
class Stop:
    """Days, the first and the last counted, on which lateness stands still; no last day while it goes on."""

    from_on: date
    until_on: date | None = None

    def days(self, by: date) -> int:
        """How many of them there are up to a day."""
        last = by if self.until_on is None else min(by, self.until_on)
        return max(0, (last - self.from_on).days + 1)


@dataclass(frozen=True, slots=True)
class Standing:
    """A charge as its ledger has it. ``contract_percent`` is the interest a month agreed in a contract,
    ``extended_until`` the last day the executive gave this payer alone.
    """

    rule: LateRule
    due_on: date | None
    principal_baht: Decimal
    cleared: Sequence[Cleared] = ()
    cost_baht: Decimal = ZERO
    reminder_received_on: date | None = None
    reminder_until: date | None = None
    instalments: Sequence[Part] = ()
    contract_percent: Decimal | None = None
    stops: Sequence[Stop] = ()
    extended_until: date | None = None

    def cleared_of(self, component: Component) -> Decimal:
        """What was cleared of one component so far."""
        return sum((each.amount_baht for each in self.cleared if each.component is component), ZERO)


@dataclass(frozen=True, slots=True)
class DueLine:
    """One line that explains itself: a sum, the percentage and base it comes from, and the row of law."""

    component: Component
    thai: str
    amount_baht: Decimal
    base_baht: Decimal = ZERO
    percent: Decimal = ZERO
    row_id: str = ""
    law: str = ""


@dataclass(frozen=True, slots=True)
class Dues:
    """What is left to pay by component, and the lines that lead to it before what was cleared."""

    cost: Decimal
    penalty: Decimal
    surcharge: Decimal
    principal: Decimal
    lines: tuple[DueLine, ...]

    @property
    def total(self) -> Decimal:
        """All components together."""
        return self.cost + self.penalty + self.surcharge + self.principal

    @property
    def late_cleared(self) -> Decimal:
        """What of the lines is no longer due: with it principal, lines and cost add up to the total."""
        return sum((line.amount_baht for line in self.lines), ZERO) - self.penalty - self.surcharge

    def of(self, component: Component) -> Decimal:
        """What is left of one component."""
        return {
            Component.COST: self.cost,
            Component.PENALTY: self.penalty,
            Component.SURCHARGE: self.surcharge,
            Component.PRINCIPAL: self.principal,
        }[component]


@dataclass(frozen=True, slots=True)
class _Percent:
    percent: Decimal
    row: RateRow | None
    thai: str


_NOTHING = _Percent(ZERO, None, "")


def dues(standing: Standing, as_of: date, rows: Sequence[RateRow]) -> Dues:
    """What is due if it were paid on a day, and why.

    Errors: Refused ``NO_RATE`` when the late rule has no figure on the due day.
    """
    standing, as_of = _without_stops(standing, as_of)
    left = standing.principal_baht - standing.cleared_of(Component.PRINCIPAL)
    penalties = _late_lines(standing, as_of, left, Component.PENALTY, lambda on: _penalty(standing, on, rows))
    surcharges = _late_lines(standing, as_of, left, Component.SURCHARGE, lambda on: _surcharge(standing, on, rows))
    return Dues(
        cost=standing.cost_baht - standing.cleared_of(Component.COST),
        penalty=_owed(standing, Component.PENALTY, penalties),
        surcharge=_owed(standing, Component.SURCHARGE, surcharges),
        principal=left,
        lines=(*penalties, *surcharges),
    )


def without_back(cleared: Iterable[Cleared], back: Iterable[Cleared]) -> list[Cleared]:
    """Payments less what was given back of them, the latest of each component first: tax taken back was never late."""
    gone: dict[Component, Decimal] = defaultdict(lambda: ZERO)
    for each in back:
        gone[each.component] += each.amount_baht
    kept = []
    for each in sorted(cleared, key=lambda paid: paid.on, reverse=True):
        part = min(gone[each.component], each.amount_baht)
        gone[each.component] -= part
        if each.amount_baht > part:
            kept.append(replace(each, amount_baht=each.amount_baht - part))
    return kept[::-1]


def late_on(cleared: Iterable[Cleared], excess_baht: Decimal) -> dict[Component, Decimal]:
    """What was paid of penalty and surcharge on tax that is given back: of each day's payment its part, latest first.

    ``cleared`` is what the office still holds.
    """
    by_day: dict[date, dict[Component, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    for each in cleared:
        by_day[each.on][each.component] += each.amount_baht
    found = dict.fromkeys((Component.PENALTY, Component.SURCHARGE), ZERO)
    for on in sorted(by_day, reverse=True):
        paid = by_day[on]
        part = min(excess_baht, paid[Component.PRINCIPAL])
        excess_baht -= part
        for component in found if part else ():
            found[component] += round_satang(paid[component] * part / paid[Component.PRINCIPAL])
    return found


def over_paid(standing: Standing, found: Dues) -> dict[Component, Decimal]:
    """Penalty and surcharge that were cleared beyond what the tax bears as it stands now, as after a smaller tax."""
    over = {}
    for component in (Component.PENALTY, Component.SURCHARGE):
        grown = sum((line.amount_baht for line in found.lines if line.component is component), ZERO)
        if (baht := standing.cleared_of(component) - grown) > 0:
            over[component] = baht
    return over


def missed_on(standing: Standing, on: date) -> date | None:
    """The last day of the first instalment that was not paid in full by then; None while the plan is kept."""
    standing, on = _without_stops(standing, on)
    planned = ZERO
    for part in standing.instalments:
        planned += part.amount_baht
        paid = sum(
            (
                each.amount_baht
                for each in standing.cleared
                if each.component is Component.PRINCIPAL and each.on <= part.due_on
            ),
            ZERO,
        )
        if part.due_on < on and paid < planned:
            return part.due_on
    return None


def runs_from(standing: Standing, on: date) -> date | None:
    """The last day in time as a day sees it; None when nothing is late yet. A missed instalment makes all fall due; who
    was given more time is late when that is over, and then from the first last day on.

    Law: Land and Building Tax Act B.E. 2562 s.52, 70, Signboard Tax Act B.E. 2510 s.19 bis.
    """
    standing, on = _without_stops(standing, on)
    return None if is_extended(standing, on) else _due_before(standing, on)


def is_extended(standing: Standing, on: date) -> bool:
    """Whether a day lies in the time the payer was given alone. Law: Land and Building Tax Act B.E. 2562 s.70."""
    until = standing.extended_until
    return until is not None and standing.due_on is not None and standing.due_on < on <= until


def _due_before(standing: Standing, on: date) -> date | None:
    due = missed_on(standing, on) if standing.instalments else standing.due_on
    return due if due is not None and on > due else None


def _without_stops(standing: Standing, on: date) -> tuple[Standing, date]:
    """The same charge as if the days on which lateness stood still had never been, and the day it would then be.

    Every day is moved back by the stopped days up to it: a last day that was given before stands, one given after with
    a reminder moves with the reminder.
    """
    if not standing.stops:
        return standing, on

    def moved(day: date) -> date:
        return day - timedelta(days=sum(stop.days(day) for stop in standing.stops))

    received, until = standing.reminder_received_on, standing.reminder_until
    if received is not None:
        until = moved(received) + (until - received) if until is not None else None
        received = moved(received)
    cleared = [replace(each, on=moved(each.on)) for each in standing.cleared]
    return replace(standing, stops=(), cleared=cleared, reminder_received_on=received, reminder_until=until), moved(on)


def _late_lines(
    standing: Standing, as_of: date, left: Decimal, component: Component, percent_on: Callable[[date], _Percent]
) -> tuple[DueLine, ...]:
    bases: dict[_Percent, Decimal] = defaultdict(lambda: ZERO)
    for each in standing.cleared:
        if each.component is Component.PRINCIPAL:
            bases[percent_on(each.on)] += each.amount_baht
    bases[percent_on(as_of)] += left
    return tuple(
        DueLine(
            component,
            found.thai,
            percent_of(base, found.percent),
            base,
            found.percent,
            found.row.row_id if found.row else "",
            found.row.law if found.row else "",
        )
        for found, base in bases.items()
        if found.percent and base > 0
    )


def _owed(standing: Standing, component: Component, lines: Iterable[DueLine]) -> Decimal:
    grown = sum((line.amount_baht for line in lines), ZERO)
    return max(ZERO, grown - standing.cleared_of(component))


def _penalty(standing: Standing, on: date, rows: Sequence[RateRow]) -> _Percent:
    """10, 20 or 40 % by whether the reminder was received. Law: Land and Building Tax Act B.E. 2562 s.68, 69."""
    due = _due_before(standing, on)
    if standing.rule is not LateRule.LAND_TAX or due is None:
        return _NOTHING
    if is_extended(standing, on) and not rate(rows, "settings/penalty_in_extension", due).value:
        return _NOTHING
    if standing.instalments and not rate(rows, "settings/penalty_on_missed_instalment", due).value:
        return _NOTHING
    received, until = standing.reminder_received_on, standing.reminder_until
    if received is None or on < received:
        row = rate(rows, "land_tax/penalty_before_reminder", due)
        return _Percent(row.value, row, "เบี้ยปรับ ชำระก่อนได้รับหนังสือแจ้งเตือน")
    if until is None or on <= until:
        row = rate(rows, "land_tax/penalty_in_reminder", due)
        return _Percent(row.value, row, "เบี้ยปรับ ชำระภายในกำหนดของหนังสือแจ้งเตือน")
    row = rate(rows, "land_tax/penalty_after_reminder", due)
    return _Percent(row.value, row, "เบี้ยปรับ ชำระหลังกำหนดของหนังสือแจ้งเตือน")


def _surcharge(standing: Standing, on: date, rows: Sequence[RateRow]) -> _Percent:
    due = _due_before(standing, on)
    if due is None or standing.rule is LateRule.NONE:
        return _NOTHING
    months = months_begun(due, on)
    text = f"เงินเพิ่ม {months} เดือน (เศษของเดือนนับเป็นหนึ่งเดือน)"
    if standing.rule is LateRule.CONTRACT:
        each = standing.contract_percent or ZERO
        return _Percent(each * months, None, f"ดอกเบี้ยตามสัญญา ร้อยละ {each.normalize():f} ต่อเดือน {months} เดือน")
    if standing.rule is LateRule.HOUSE_LAND:
        row, seizure = (
            step(rows, "house_land/surcharge", due, Decimal(months)),
            rate(rows, "house_land/seizure_months", due),
        )
        after = f" พ้น {seizure.value.normalize():f} เดือน ยึด อายัด และขายทอดตลาดได้ ({seizure.law})"
        return _Percent(row.value, row, text + after if months > seizure.value else text)
    if standing.rule is LateRule.LOCAL_DEV:
        row = rate(rows, "local_dev/surcharge_year", due)
        return _Percent(row.value * months / 12, row, text)
    extended = is_extended(standing, on)
    if extended:
        text += " อัตราลดเพราะชำระภายในกำหนดที่ขยายให้"
    row = rate(rows, f"{standing.rule.value}/surcharge_month{'_extended' if extended else ''}", due)
    percent = row.value * months
    if standing.rule is LateRule.LAND_TAX:
        percent = min(percent, rate(rows, "land_tax/surcharge_cap", due).value)
    return _Percent(percent, row, text)


def old_tax_refusals(year_be: int | None) -> Iterator[Refused]:
    """No house and land or local development tax is owed of a year after the last: ``OLD_TAX_YEAR``."""
    if year_be is None or year_be > LAST_OLD_TAX_YEAR:
        text = f"ภาษีโรงเรือนฯ/บำรุงท้องที่ประเมินได้ถึงปี {LAST_OLD_TAX_YEAR} เท่านั้น"
        yield Refused("OLD_TAX_YEAR", text, "พ.ร.บ.ภาษีที่ดินและสิ่งปลูกสร้าง พ.ศ. 2562 ม.3", "year_be")


def refuse_early_reminder(due_on: date | None, received_on: date) -> None:
    """A reminder is for what was not paid in time.

    Errors: Refused ``REMIND_EARLY`` up to the last day in time.
    """
    if due_on is None or received_on <= due_on:
        raise Refused("REMIND_EARLY", "ยังไม่พ้นกำหนดชำระภาษี", "พ.ร.บ.ภาษีที่ดินและสิ่งปลูกสร้าง พ.ศ. 2562 ม.61", "received_on")


def refund_interest(amount_baht: Decimal, paid_on: date, refunded_on: date, rows: Sequence[RateRow]) -> Decimal:
    """Interest on tax given back after an appeal, a month or part of one. Law: B.E. 2562 Act s.54, 80."""
    months = months_begun(paid_on, refunded_on)
    return percent_of(amount_baht, rate(rows, INTEREST, paid_on).value * months)
