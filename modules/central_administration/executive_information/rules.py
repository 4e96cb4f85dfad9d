"""Targets and traffic lights of key figures: the range of a figure, what a target must be, and how a value stands.

A figure without data is never red: a ratio of nothing, or data too old, has no light at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from gis_core.pure.figures import as_shown
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import fiscal_year, fiscal_year_bounds

LONGEST_MONTHS = 12
#: Of a score from outside.
FULL = 100


class Light(StrEnum):
    """How a value stands to its target."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    NO_DATA = "no_data"


@dataclass(frozen=True, slots=True)
class Limits:
    """From which value on a figure is green, and amber; at the limit itself it already is."""

    green_at: Decimal
    amber_at: Decimal


@dataclass(frozen=True, slots=True)
class Goal:
    """A target as rules take it: `period` is year, q1 to q4 or m01 to m12 (a calendar month); of an area, a unit, or ""
    of both the office.
    """

    fiscal_year_be: int
    period: str
    area: str
    target: Decimal
    limits: Limits
    unit: str = ""


def light(
    value: Decimal | None, limits: Limits, better: str, *, age_days: int = 0, max_age_days: int | None = None
) -> Light:
    """The traffic light of a value, None being a ratio of nothing. `better` is higher or lower."""
    if value is None or (max_age_days is not None and age_days > max_age_days):
        return Light.NO_DATA
    sign = 1 if better == "higher" else -1
    judged = sign * as_shown(value)
    if judged >= sign * limits.green_at:
        return Light.GREEN
    return Light.AMBER if judged >= sign * limits.amber_at else Light.RED


def target_faults(
    target: Decimal, limits: Limits, better: str, least: Decimal | None, most: Decimal | None
) -> Iterator[Refused]:
    """Why a target cannot be set.

    Codes: TARGET_WAY (the figure has no good way), TARGET_RANGE (outside the figure's range, amber beyond green).
    """
    if better not in ("higher", "lower"):
        yield Refused("TARGET_WAY", "ตัวชี้วัดนี้ไม่ได้กำหนดว่ามากหรือน้อยจึงดี จึงตั้งเป้าหมายไม่ได้", "", "kpi")
        return
    for field, value in (("target", target), ("green_at", limits.green_at), ("amber_at", limits.amber_at)):
        if (least is not None and value < least) or (most is not None and value > most):
            yield Refused("TARGET_RANGE", f"ค่าเป้าหมายอยู่นอกช่วงของตัวชี้วัด ({_range(least, most)})", "", field)
    is_turned = limits.amber_at > limits.green_at if better == "higher" else limits.amber_at < limits.green_at
    if is_turned:
        way = "ไม่เกิน" if better == "higher" else "ไม่น้อยกว่า"
        yield Refused("TARGET_RANGE", f"ค่าเป้าหมายอยู่นอกช่วงของตัวชี้วัด: เกณฑ์เฝ้าระวังต้อง{way}เกณฑ์บรรลุเป้า", "", "amber_at")


def _range(least: Decimal | None, most: Decimal | None) -> str:
    if least is None:
        return f"ไม่เกิน {most:,.2f}"
    return f"ตั้งแต่ {least:,.2f}" if most is None else f"{least:,.2f} ถึง {most:,.2f}"


def period_of(period: str, fiscal_year_be: int) -> tuple[date, date]:
    """First and last day of a period of a fiscal year; its months and quarters begin in October."""
    first, last = fiscal_year_bounds(fiscal_year_be)
    if period == "year":
        return first, last
    if period.startswith("q"):
        start = _month_on(first, 3 * (int(period[1:]) - 1))
        return start, date.fromordinal(_month_on(start, 3).toordinal() - 1)
    start = _month_on(first, (int(period[1:]) - 10) % LONGEST_MONTHS)
    return start, date.fromordinal(_month_on(start, 1).toordinal() - 1)


def _month_on(first: date, months: int) -> date:
    year, month = divmod(first.month - 1 + months, 12)
    return date(first.year + year, month + 1, 1)


def goal_on(goals: Iterable[Goal], on: date, area: str = "", unit: str = "") -> Goal | None:
    """The target in force on a day: of the shortest period that holds the day. An area and a unit have their own or
    none.
    """
    fitting = [
        (last - first, goal)
        for goal in goals
        if (goal.area, goal.unit) == (area, unit) and goal.fiscal_year_be == fiscal_year(on)
        for first, last in (period_of(goal.period, goal.fiscal_year_be),)
        if first <= on <= last
    ]
    return min(fitting, key=lambda each: each[0])[1] if fitting else None


def score_faults(
    score: Decimal, fiscal_year_be: int, announced_on: date, is_of_dimension: bool, has_dimensions: bool, today: date
) -> Iterator[Refused]:
    """Why a score from outside cannot be kept.

    Codes: SCORE_RANGE, SCORE_YEAR (a year that has not begun), SCORE_ANNOUNCED (a day to come, or before the year
    began), SCORE_DIMENSION (a dimension of a figure that is announced whole).
    """
    if not 0 <= score <= FULL:
        yield Refused("SCORE_RANGE", "คะแนนต้องอยู่ระหว่าง 0.00 ถึง 100.00 ให้ตรวจกับเอกสารประกาศผล", "", "score")
    if fiscal_year_be > fiscal_year(today):
        text = f"ปีงบประมาณ {fiscal_year_be} ยังไม่เริ่ม ให้ระบุปีที่ถูกประเมินตามเอกสารประกาศผล"
        yield Refused("SCORE_YEAR", text, "", "fiscal_year_be")
    elif announced_on > today:
        yield Refused("SCORE_ANNOUNCED", "วันที่ประกาศยังมาไม่ถึง ให้บันทึกเมื่อประกาศผลแล้ว", "", "announced_on")
    elif announced_on < fiscal_year_bounds(fiscal_year_be)[0]:
        text = "วันที่ประกาศอยู่ก่อนปีงบประมาณที่ถูกประเมิน ให้ตรวจปีและวันที่กับเอกสาร"
        yield Refused("SCORE_ANNOUNCED", text, "", "announced_on")
    if is_of_dimension and not has_dimensions:
        text = "ITA ประกาศเป็นคะแนนเดียว ให้เลือกด้านเป็น “คะแนนรวมที่ประกาศ”"
        yield Refused("SCORE_DIMENSION", text, "", "dimension")
