"""Land area in rai, ngan and square wah: 1 rai = 4 ngan = 400 square wah = 1,600 m2.

Stored as Decimal square wah with one decimal.
"""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from gis_core.pure.refusal import Refused
from gis_core.pure.thai_text import to_arabic_digits

M2_PER_SQWAH = Decimal(4)
SQWAH_PER_NGAN = Decimal(100)
SQWAH_PER_RAI = Decimal(400)
LAND_CODE = "พ.ร.บ.มาตราชั่งตวงวัด พ.ศ. 2542"
TENTH = Decimal("0.1")
#: How a label says that its area is in square wah alone.
IN_WAH = "(ตร.ว.)"

_WAH = r"(?P<wah>\d{1,4}(?:\.\d+)?)(?:\s+(?P<tenths>\d{1,2})\s*/\s*10)?"
_HYPHENS = re.compile(rf"(?P<rai>\d[\d,]*)\s*-\s*(?P<ngan>\d+)\s*-\s*{_WAH}")
_UNITS = re.compile(
    rf"(?:(?P<rai>\d[\d,]*)\s*ไร่)?\s*(?:(?P<ngan>\d+)\s*งาน)?\s*(?:{_WAH}\s*(?:ตารางวา|ตร\.?\s*ว\.?|วา))?"
)


class RaiNganWah(NamedTuple):
    """One area split as it is written on a deed; ngan is 0 to 3, wah below 100 with at most one decimal."""

    rai: int
    ngan: int
    wah: Decimal


def sqwah_from_parts(rai: int, ngan: int, wah: Decimal, field: str | None = None) -> Decimal:
    """Square wah of an area as written on a deed; 2-3-45.6 is 1,145.6.

    Errors: Refused ``RNW`` when ngan is above 3, wah is 100 or more or finer than a tenth, or a part is negative.
    """
    if rai < 0 or not 0 <= ngan <= 3 or not 0 <= wah < 100 or wah != wah.quantize(TENTH):
        raise _refused_parts(field)
    return (rai * SQWAH_PER_RAI + ngan * SQWAH_PER_NGAN + wah).quantize(TENTH)


def split_sqwah(area_sqwah: Decimal) -> RaiNganWah:
    """The parts of an area in square wah, rounded half-up to a tenth before it is split.

    399.975 is 1-0-0 and never 0-3-100. Errors: ValueError for a negative area.
    """
    if area_sqwah < 0:
        raise ValueError("an area is not negative")
    rounded = area_sqwah.quantize(TENTH, ROUND_HALF_UP)
    rai, rest = divmod(rounded, SQWAH_PER_RAI)
    ngan, wah = divmod(rest, SQWAH_PER_NGAN)
    return RaiNganWah(int(rai), int(ngan), wah)


def sqwah_from_m2(area_m2: Decimal) -> Decimal:
    """Square wah of an area in m2, rounded half-up to a tenth of a square wah."""
    return (area_m2 / M2_PER_SQWAH).quantize(TENTH, ROUND_HALF_UP)


def m2_from_sqwah(area_sqwah: Decimal) -> Decimal:
    """Square metres of an area in square wah, exact."""
    return area_sqwah * M2_PER_SQWAH


def rai_from_sqwah(area_sqwah: Decimal) -> Decimal:
    """Decimal rai of an area in square wah, exact: 12-2-50 is 12.625."""
    return area_sqwah / SQWAH_PER_RAI


def sqwah_from_rai(area_rai: Decimal) -> Decimal:
    """Square wah of an area in decimal rai, rounded half-up to a tenth."""
    return (area_rai * SQWAH_PER_RAI).quantize(TENTH, ROUND_HALF_UP)


def format_area(area_sqwah: Decimal) -> str:
    """``2-3-45.6`` (rai-ngan-square wah) of an area in square wah; a tenth of 0 is not shown.

    Errors: ValueError for a negative area.
    """
    rai, ngan, wah = split_sqwah(area_sqwah)
    return f"{rai}-{ngan}-{_plain(wah)}"


def area_as_labelled(area_sqwah: Decimal, label: str) -> str:
    """The area in the unit its label names: 1,145.6 under “เนื้อที่ (ตร.ว.)”, otherwise 2-3-45.6."""
    return f"{area_sqwah:,.1f}" if IN_WAH in label else format_area(area_sqwah)


def format_area_in_words(area_sqwah: Decimal) -> str:
    """``2 ไร่ 3 งาน 45.6 ตารางวา`` of an area in square wah, all three parts always shown.

    Errors: ValueError for a negative area.
    """
    rai, ngan, wah = split_sqwah(area_sqwah)
    return f"{rai:,} ไร่ {ngan} งาน {_plain(wah)} ตารางวา"


def parse_area(text: str, field: str | None = None) -> Decimal:
    """Square wah of ``2-3-45.6``, ``2 ไร่ 3 งาน 45.6 ตร.ว.`` or ``2-3-45 6/10``; Thai digits are allowed.

    Units that are nil may be left out.

    Errors: Refused ``RNW`` for parts out of range and ``AREA_TEXT`` for a text that is no area.
    """
    plain = to_arabic_digits(text).strip()
    match = _HYPHENS.fullmatch(plain) or _UNITS.fullmatch(plain)
    if match is None or not any(match.group("rai", "ngan", "wah")):
        raise Refused("AREA_TEXT", "อ่านเนื้อที่ไม่ได้ กรุณาพิมพ์เป็น ไร่-งาน-ตารางวา เช่น 2-3-45.6", "", field)
    wah = Decimal(match["wah"] or 0)
    if match["tenths"]:
        if wah != int(wah) or int(match["tenths"]) > 9:
            raise _refused_parts(field)
        wah += Decimal(match["tenths"]) / 10
    rai = int((match["rai"] or "0").replace(",", ""))
    return sqwah_from_parts(rai, int(match["ngan"] or 0), wah, field)


def area_text(rai: Any, ngan: Any, wah: Any, tenths: Any = None) -> str:
    """An area in cells of their own as ``parse_area`` takes it: ``2-3-45``, with `tenths` of a square wah (เศษ)
    ``2-3-45 6/10``; blank cells and dashes are nil, "" when all of them are.
    """
    cells = [_digits(each) for each in (rai, ngan, wah, tenths)]
    if not any(cells):
        return ""
    whole, fraction = "-".join(each or "0" for each in cells[:3]), cells[3].lstrip("0")
    return f"{whole} {fraction}/10" if fraction else whole


def _digits(cell: Any) -> str:
    text = "" if cell is None or cell != cell else str(cell).strip()
    return "" if text.strip("-–—") == "" else re.sub(r"\.0+$", "", text)


def _plain(wah: Decimal) -> str:
    return str(int(wah)) if wah == int(wah) else str(wah.quantize(TENTH))


def _refused_parts(field: str | None) -> Refused:
    return Refused("RNW", "งานต้องไม่เกิน 3 และตารางวาต้องน้อยกว่า 100 มีทศนิยมได้หนึ่งตำแหน่ง", LAND_CODE, field)
