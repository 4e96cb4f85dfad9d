"""Why a taxpayer's tax is another than last year's, thing by thing. No database, no clock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from gis_core.pure.money import format_baht

ZERO = Decimal(0)


@dataclass(frozen=True)
class Taxed:
    """One line of an assessment, of a parcel, building or unit by its code."""

    thing: str
    category: str
    land_sqwah: Decimal
    floor_m2: Decimal
    baht_per_sqwah: Decimal | None
    baht_per_m2: Decimal | None
    depreciation_percent: Decimal | None
    exempt_baht: Decimal
    rate_percent: Decimal
    tax_baht: Decimal


@dataclass(frozen=True)
class Change:
    """What a thing bore last year and bears now, and what differs between the two."""

    thing: str
    before_baht: Decimal
    now_baht: Decimal
    why: tuple[str, ...]

    @property
    def moved_baht(self) -> Decimal:
        return self.now_baht - self.before_baht

    def __str__(self) -> str:
        return f"{self.thing}: {', '.join(self.why)}"


def changes(before: Iterable[Taxed], now: Iterable[Taxed]) -> list[Change]:
    """The things whose tax moved, what moved most first."""
    last, this = _by_thing(before), _by_thing(now)
    found = [_change(thing, last.get(thing, []), this.get(thing, [])) for thing in {**last, **this}]
    return sorted((each for each in found if each.moved_baht), key=lambda each: (-abs(each.moved_baht), each.thing))


def _by_thing(lines: Iterable[Taxed]) -> dict[str, list[Taxed]]:
    found: dict[str, list[Taxed]] = defaultdict(list)
    for line in lines:
        found[line.thing].append(line)
    return found


def _change(thing: str, last: Sequence[Taxed], this: Sequence[Taxed]) -> Change:
    before, now = (sum((line.tax_baht for line in lines), ZERO) for lines in (last, this))
    if not last or not this:
        return Change(thing, before, now, ("ไม่มีในการประเมินปีก่อน" if this else "ไม่มีในการประเมินปีนี้",))
    why = tuple(f"{name} {a} → {b}" for (name, a), (_, b) in zip(_facts(last), _facts(this), strict=True) if a != b)
    return Change(thing, before, now, why or ("ลำดับการยกเว้น การรวมแปลง หรือการลดภาษีต่างจากปีก่อน",))


def _facts(lines: Sequence[Taxed]) -> list[tuple[str, str]]:
    """What the tax of a thing rests on, in the order of the reckoning."""
    return [
        ("การใช้ประโยชน์", _each(line.category for line in lines)),
        ("เนื้อที่ (ตร.ว.)", f"{sum((line.land_sqwah for line in lines), ZERO):,.1f}"),
        ("พื้นที่สิ่งปลูกสร้าง (ตร.ม.)", f"{sum((line.floor_m2 for line in lines), ZERO):,.2f}"),
        ("ราคาต่อ ตร.ว.", _each(_plain(line.baht_per_sqwah) for line in lines)),
        ("ราคาต่อ ตร.ม.", _each(_plain(line.baht_per_m2) for line in lines)),
        ("ค่าเสื่อมร้อยละ", _each(_plain(line.depreciation_percent) for line in lines)),
        ("มูลค่าที่ยกเว้น (บาท)", format_baht(sum((line.exempt_baht for line in lines), ZERO))),
        ("อัตราร้อยละ", _each(_plain(line.rate_percent) for line in lines)),
    ]


def _each(texts: Iterable[str]) -> str:
    return " / ".join(sorted(set(filter(None, texts)))) or "ไม่มี"


def _plain(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():,f}"
