"""Pure rules of the property register: shares, spells, codes and areas.

Law: ระเบียบกระทรวงมหาดไทยว่าด้วยแผนที่ภาษีและทะเบียนทรัพย์สินของ อปท. พ.ศ. 2550; Land and Building Tax Act B.E. 2562.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import format_date

REGISTER_LAW = "ระเบียบ มท. ว่าด้วยแผนที่ภาษีและทะเบียนทรัพย์สินของ อปท. พ.ศ. 2550"
FIRST_DAY, LAST_DAY = date.min, date.max


@dataclass(frozen=True)
class Spell:
    """A share held from a day until a day, half-open; None is open. `party` tells one holder from another."""

    party: str
    share: Fraction
    since: date | None
    until: date | None
    role: str = "owner"

    @property
    def bounds(self) -> tuple[date, date]:
        return self.since or FIRST_DAY, self.until or LAST_DAY


def refuse_spells(spells: Iterable[Spell]) -> list[Refused]:
    """SPELL for two overlapping spells of one holder, SHARE for a day on which the owners' shares are not one."""
    spells = list(spells)
    return [*_overlaps(spells), *_shares([s for s in spells if s.role == "owner"])]


def _overlaps(spells: Sequence[Spell]) -> list[Refused]:
    for number, one in enumerate(spells):
        for other in spells[number + 1 :]:
            same = one.party == other.party and one.role == other.role
            if same and one.bounds[0] < other.bounds[1] and other.bounds[0] < one.bounds[1]:
                return [Refused("SPELL", "ช่วงเวลากรรมสิทธิ์ทับซ้อนกัน", REGISTER_LAW)]
    return []


def _shares(owners: Sequence[Spell]) -> list[Refused]:
    """Between two days on which something changes the shares stay the same, so the first day of each
    stretch is enough.
    """
    for day in sorted({spell.bounds[0] for spell in owners} | {s.until for s in owners if s.until}):
        held = [spell.share for spell in owners if spell.bounds[0] <= day < spell.bounds[1]]
        if held and sum(held) != 1:
            shown = "" if day == FIRST_DAY else f" ณ {format_date(day)}"
            total = sum(held, Fraction(0))
            text = f"สัดส่วนกรรมสิทธิ์รวมไม่เท่ากับหนึ่ง (รวม {total.numerator}/{total.denominator}{shown})"
            return [Refused("SHARE", text, REGISTER_LAW)]
    return []


@dataclass(frozen=True)
class AreaDifference:
    """The drawn area against the deed's. The deed's is the tax area whatever the difference."""

    drawn_sqwah: Decimal
    difference_sqwah: Decimal
    percent: Decimal
    needs_survey: bool


def area_difference(
    deed_sqwah: Decimal,
    drawn_m2: Decimal,
    limit_percent: Decimal,
    small_below_sqwah: Decimal,
    small_limit_sqwah: Decimal,
) -> AreaDifference:
    """Whether the difference asks for a survey: over the percentage, or for small deeds over so many square wah."""
    drawn = (drawn_m2 / 4).quantize(Decimal("0.1"), ROUND_HALF_UP)
    difference = abs(deed_sqwah - drawn)
    percent = (difference / deed_sqwah * 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
    if deed_sqwah < small_below_sqwah:
        return AreaDifference(drawn, difference, percent, difference > small_limit_sqwah)
    return AreaDifference(drawn, difference, percent, percent > limit_percent)


#: How the codes of divided parcels are made, by the number that stands in the office's figures.
DIVISION_CODE_POLICIES = {1: "suffix", 2: "next_lot"}


def recorded_area(parcel: Any) -> Decimal:
    """The deed's area, by which the main part of a division is told."""
    area: Decimal = parcel.area_sqwah
    return area


@dataclass(frozen=True)
class Held:
    """A parcel about to be merged and who holds it: (role, party, share, from, until) from the day of the merger on."""

    code: str
    holdings: frozenset[tuple[Any, ...]]
    is_state_property: bool = False


def refuse_merger(parcels: Sequence[Held]) -> list[Refused]:
    """MERGE_OWNERS unless all are in the same hands in the same shares; an unknown owner is not the same as another."""
    unknown = [p.code for p in parcels if not p.is_state_property and not any(h[0] == "owner" for h in p.holdings)]
    if unknown:
        text = f"ไม่มีข้อมูลเจ้าของของแปลง {' '.join(unknown)} รวมแปลงไม่ได้"
        return [Refused("MERGE_OWNERS", text, REGISTER_LAW)]
    others = [p.code for p in parcels[1:] if p.holdings != parcels[0].holdings]
    if others:
        text = f"ผู้ถือกรรมสิทธิ์หรือสัดส่วนของแปลง {' '.join(others)} ไม่ตรงกับแปลง {parcels[0].code} รวมแปลงไม่ได้"
        return [Refused("MERGE_OWNERS", text, REGISTER_LAW)]
    return []
