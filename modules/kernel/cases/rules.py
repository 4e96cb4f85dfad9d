"""The ladder of an objection and its clocks: until when to lodge, until when to decide, what silence means.

Every number of days is a dated row (`rates/ladder.csv`) looked up by the day the clock starts. No database, no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from gis_core.pure.deadlines import citizen_deadline, official_deadline
from gis_core.pure.rate_lookup import RateRow, rate
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import Holidays

#: The steps of the ladder, lowest first; a law that knows no appeal to a committee goes from the first to the last.
LEVELS = ("objection", "appeal", "court")


@dataclass(frozen=True, slots=True)
class Pause:
    """Days on which the official's clock stands still: from the day after pausing to the day of going on."""

    paused_on: date
    resumed_on: date | None = None

    def days(self, until: date) -> int:
        """How many days it has cost by a day."""
        return max(0, ((self.resumed_on or until) - self.paused_on).days)


@dataclass(frozen=True, slots=True)
class Rung:
    """One level of one law: days to lodge after being told, days to decide (None: the law sets none), and more."""

    level: str
    lodge_days: int
    decide_days: int | None
    extend_days: int
    silence_grants: bool
    law: str


def rung(rows: Sequence[RateRow], kind: str, level: str, on: date) -> Rung:
    """The rung as it stood on a day. Errors: Refused ``NO_RATE`` when the law knows no such level."""
    lodge = rate(rows, f"{kind}/{level}/lodge_days", on)
    decide = _optional(rows, f"{kind}/{level}/decide_days", on)
    extend = _optional(rows, f"{kind}/{level}/extend_days", on)
    silence = _optional(rows, f"{kind}/{level}/silence_grants", on)
    return Rung(level, int(lodge.value), decide, extend or 0, bool(silence), lodge.law)


def next_level(rows: Sequence[RateRow], kind: str, level: str, on: date) -> str | None:
    """The level above that the law knows; None above the last."""
    above = LEVELS[LEVELS.index(level) + 1 :]
    return next((each for each in above if _optional(rows, f"{kind}/{each}/lodge_days", on) is not None), None)


def lodge_by(told_on: date, step: Rung, holidays: Holidays) -> date:
    """The citizen's last day: on a holiday it moves to the next working day."""
    return citizen_deadline(told_on, step.lodge_days, holidays)


def decide_by(
    received_on: date, step: Rung, pauses: Iterable[Pause], today: date, extended_days: int = 0
) -> date | None:
    """The official's last day, a holiday or not, moved by pauses and an extension; None where the law sets none."""
    if step.decide_days is None:
        return None
    stood = sum(pause.days(today) for pause in pauses)
    return official_deadline(received_on, step.decide_days + extended_days + stood)


def granted_by_silence_on(last_day: date | None, step: Rung) -> date | None:
    """The first day on which silence counts as consent; None where it never does."""
    return last_day + timedelta(days=1) if last_day is not None and step.silence_grants else None


def refuse_late(lodged_on: date, told_on: date, step: Rung, holidays: Holidays) -> None:
    """Errors: Refused ``LODGE_EARLY`` before being told, ``LODGE_LATE`` after the last day."""
    if lodged_on < told_on:
        raise Refused("LODGE_EARLY", "วันที่ยื่นต้องไม่ก่อนวันที่ได้รับแจ้ง", step.law, "received_on")
    last = lodge_by(told_on, step, holidays)
    if lodged_on > last:
        text = f"ยื่นพ้นกำหนด {step.lodge_days} วัน (วันสุดท้าย {last.day}/{last.month}/{last.year + 543})"
        raise Refused("LODGE_LATE", text, step.law, "received_on")


def refuse_extension(days: int, step: Rung, already_days: int) -> None:
    """Errors: Refused ``EXTENSION`` for a second one, or more days than the law gives."""
    if already_days or not 0 < days <= step.extend_days:
        text = f"ขยายเวลาได้ครั้งเดียวไม่เกิน {step.extend_days} วัน" if step.extend_days else "กฎหมายไม่ให้ขยายเวลาพิจารณา"
        raise Refused("EXTENSION", text, step.law, "extended_days")


def _optional(rows: Sequence[RateRow], key: str, on: date) -> int | None:
    try:
        return int(rate(rows, key, on).value)
    except Refused:
        return None
