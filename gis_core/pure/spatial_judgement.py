"""Measured against required: pass, fail, or too close to tell with the accuracy at hand."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Literal

Bound = Literal["min", "max"]
CENTIMETRE = Decimal("0.01")


class Verdict(StrEnum):
    """`needs_survey` is neither: the map cannot tell, a surveyor can."""

    PASS = "pass"
    FAIL = "fail"
    NEEDS_SURVEY = "needs_survey"

    @property
    def thai(self) -> str:
        return {"pass": "ผ่าน", "fail": "ไม่ผ่าน", "needs_survey": "ต้องรังวัด"}[self.value]


@dataclass(frozen=True)
class Judgement:
    """What was compared, after rounding; `margin` is positive on the lawful side."""

    verdict: Verdict
    measured: Decimal
    required: Decimal
    margin: Decimal


def rounded(value: Decimal | float | str) -> Decimal:
    """Half up to 0.01, as every measured length (m) and area (m²) is before it is compared."""
    exact = value if isinstance(value, Decimal) else Decimal(repr(value) if isinstance(value, float) else value)
    return exact.quantize(CENTIMETRE, ROUND_HALF_UP)


def judged(
    measured: Decimal | float,
    required: Decimal,
    accuracy: Decimal = Decimal(0),
    kind: Bound = "min",
) -> Judgement:
    """The judgement with its figures: a minimum passes at the required value itself, a maximum at the allowed one.

    `accuracy` has the unit of the measure (see `area_accuracy_m2`); 0 (a signed plan, a survey) compares plainly.
    Errors: ValueError for a negative accuracy.
    """
    if accuracy < 0:
        raise ValueError("an accuracy is not negative")
    value = rounded(measured)
    margin = value - required if kind == "min" else required - value
    if accuracy > 0 and abs(margin) <= accuracy:
        return Judgement(Verdict.NEEDS_SURVEY, value, required, margin)
    return Judgement(Verdict.PASS if margin >= 0 else Verdict.FAIL, value, required, margin)


def judge(measured: Decimal | float, required: Decimal, accuracy: Decimal = Decimal(0), kind: Bound = "min") -> Verdict:
    """Only the verdict of `judged`."""
    return judged(measured, required, accuracy, kind).verdict


def area_accuracy_m2(perimeter_m: Decimal, accuracy_m: Decimal) -> Decimal:
    """What an uncertain edge makes of an area: half the perimeter moved by the accuracy of the edge."""
    return perimeter_m * accuracy_m / 2
