"""Codes of the tax map: parcel ``01A001`` with a suffix ``/001`` after division, and buildings on parcels.

Law: Interior Ministry regulation on tax maps and property registers of local authorities B.E. 2550.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from gis_core.pure.refusal import Refused
from gis_core.pure.thai_text import to_arabic_digits

TAX_MAP_REGULATION = "ระเบียบ มท. ว่าด้วยแผนที่ภาษีและทะเบียนทรัพย์สิน พ.ศ. 2550"
_PARCEL = r"(?P<zone>\d{2})(?P<block>[A-Z\u0e01-\u0e2e])(?P<lot>\d{3})(?:/(?P<suffix>\d{3}))?"
_PARCEL_CODE = re.compile(_PARCEL)
_BUILDING_CODE = re.compile(rf"{_PARCEL}/(?P<building>\d{{3}})")
LAST_NUMBER = 999


@dataclass(frozen=True, slots=True, order=True)
class ParcelCode:
    """Zone 1-99, block one letter A-Z (old maps ก-ฮ), lot 1-999, suffix 1-999 of a divided lot or 0 for none.

    Sorts as the register is printed. Errors: Refused ``PARCEL_CODE`` for a part out of range.
    """

    zone: int
    block: str
    lot: int
    suffix: int = 0

    def __post_init__(self) -> None:
        in_range = 1 <= self.zone <= 99 and 1 <= self.lot <= LAST_NUMBER and 0 <= self.suffix <= LAST_NUMBER
        if not in_range or not re.fullmatch(r"[A-Z\u0e01-\u0e2e]", self.block):
            raise _refused_parcel(None)

    def __str__(self) -> str:
        return f"{self.zone:02}{self.block}{self.lot:03}" + (f"/{self.suffix:03}" if self.suffix else "")


@dataclass(frozen=True, slots=True, order=True)
class BuildingCode:
    """A building's code: its parcel and a number 1-999, ``01A001/001``, on a divided lot ``01A001/002/001``.

    Errors: Refused ``BUILDING_CODE`` for a number out of range.
    """

    parcel: ParcelCode
    number: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= LAST_NUMBER:
            raise _refused_building(None)

    def __str__(self) -> str:
        return f"{self.parcel}/{self.number:03}"


def parse_parcel_code(text: str, field: str | None = None) -> ParcelCode:
    """The parts of ``01A001`` or ``01A001/001``; blanks, small letters and Thai digits are allowed.

    Errors: Refused ``PARCEL_CODE``.
    """
    match = _PARCEL_CODE.fullmatch(_plain(text))
    if match is None or "000" in match.group("lot", "suffix") or match["zone"] == "00":
        raise _refused_parcel(field)
    return _parcel(match)


def parse_building_code(text: str, field: str | None = None) -> BuildingCode:
    """The parts of a building's code; its last three digits are the building, those before a suffix of the lot.

    Errors: Refused ``BUILDING_CODE``.
    """
    match = _BUILDING_CODE.fullmatch(_plain(text))
    if match is None or "000" in match.group("lot", "suffix", "building") or match["zone"] == "00":
        raise _refused_building(field)
    return BuildingCode(_parcel(match), int(match["building"]))


def next_lot(zone: int, block: str, ever_used: Iterable[ParcelCode]) -> ParcelCode:
    """The next free lot of a block: one above the highest ever given, because a dead code is not used again.

    Errors: Refused ``BLOCK_FULL`` after lot 999.
    """
    lots = [code.lot for code in ever_used if (code.zone, code.block) == (zone, block)]
    lot = max(lots, default=0) + 1
    if lot > LAST_NUMBER:
        raise Refused("BLOCK_FULL", f"เขตย่อย {zone:02}{block} ใช้ลำดับแปลงครบ 999 แล้ว", TAX_MAP_REGULATION)
    return ParcelCode(zone, block, lot)


def division_codes(parent: ParcelCode, count: int, ever_used: Iterable[ParcelCode]) -> tuple[ParcelCode, ...]:
    """The codes of the children of a divided lot: suffixes above the highest ever given under that lot.

    A child that is divided again gets further suffixes of the same lot. Errors: Refused ``BLOCK_FULL`` after 999.
    """
    key = (parent.zone, parent.block, parent.lot)
    highest = max((code.suffix for code in ever_used if (code.zone, code.block, code.lot) == key), default=0)
    if max(highest, parent.suffix) + count > LAST_NUMBER:
        raise Refused("BLOCK_FULL", f"แปลง {parent} แบ่งแยกครบ 999 แปลงแล้ว", TAX_MAP_REGULATION)
    first = max(highest, parent.suffix) + 1
    return tuple(ParcelCode(*key, suffix) for suffix in range(first, first + count))


def lot_of(code: str) -> str:
    """The part that sheets of the tax map write into a lot, whose block is named beside it: 01A001/002 is 001/002."""
    match = _PARCEL_CODE.fullmatch(_plain(code))
    return code if match is None else code[match.start("lot") :]


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", to_arabic_digits(text)).upper()


def _parcel(match: re.Match[str]) -> ParcelCode:
    return ParcelCode(int(match["zone"]), match["block"], int(match["lot"]), int(match["suffix"] or 0))


def _refused_parcel(field: str | None) -> Refused:
    text = "รหัสแปลงที่ดินไม่ถูกต้อง ต้องเป็นเขต 01-99 เขตย่อยหนึ่งตัวอักษร แปลง 001-999 เช่น 01A001 หรือ 01A001/001"
    return Refused("PARCEL_CODE", text, TAX_MAP_REGULATION, field)


def _refused_building(field: str | None) -> Refused:
    text = "รหัสโรงเรือนไม่ถูกต้อง ต้องเป็นรหัสแปลงตามด้วย / และเลขสามหลัก 001-999 เช่น 01A001/001"
    return Refused("BUILDING_CODE", text, TAX_MAP_REGULATION, field)
