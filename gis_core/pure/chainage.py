"""Positions along a road, canal or pipe: metres from its start, written ``กม. 1+250``."""

import re
from decimal import ROUND_HALF_UP, Decimal

from gis_core.pure.refusal import Refused
from gis_core.pure.thai_text import to_arabic_digits

_PREFIX = r"(?:(?:กม|ก\.ม|km|sta|กิโลเมตรที่|กิโลเมตร)\s*\.?\s*)?"
_KM_PLUS_M = re.compile(rf"{_PREFIX}(?P<km>\d{{1,4}})\s*\+\s*(?P<m>\d{{3}}(?:\.\d+)?)", re.IGNORECASE)


def format_chainage(chainage_m: Decimal | int, prefix: str = "กม. ") -> str:
    """``กม. 1+250`` of metres from the start, rounded half-up to the metre: 999.6 is ``กม. 1+000``.

    The prefix "" gives ``1+000``.

    Errors: ValueError for a negative chainage.
    """
    if chainage_m < 0:
        raise ValueError("a chainage is not negative")
    metres = int(Decimal(chainage_m).quantize(Decimal(1), ROUND_HALF_UP))
    return f"{prefix}{metres // 1000}+{metres % 1000:03}"


def format_chainage_span(from_m: Decimal | int, to_m: Decimal | int) -> str:
    """``กม. 1+250 ถึง กม. 2+000`` of a stretch, in the order given. Errors: ValueError for a negative chainage."""
    return f"{format_chainage(from_m)} ถึง {format_chainage(to_m)}"


def parse_chainage(text: str, field: str | None = None) -> Decimal:
    """Metres from the start of ``กม. 1+250``, ``1+250.5``, ``km 1+250`` or ``กม.๑+๒๕๐``.

    The metres are three digits: ``1+50`` may mean 50 or 500 and is refused, as is a number without ``+``.
    Errors: Refused ``CHAINAGE``.
    """
    match = _KM_PLUS_M.fullmatch(to_arabic_digits(text).strip())
    if match is None:
        raise Refused("CHAINAGE", "อ่านหลักกิโลเมตรไม่ได้ กรุณาพิมพ์เป็น กม. 1+250 (หลังเครื่องหมายบวกสามหลัก)", "", field)
    return int(match["km"]) * 1000 + Decimal(match["m"])
