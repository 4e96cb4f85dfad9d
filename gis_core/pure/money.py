"""Baht and satang: rounding, sharing, printed figures and words.

Every amount is a Decimal of baht; no float comes in.
"""

import re
from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from gis_core.pure.refusal import Refused
from gis_core.pure.thai_text import to_arabic_digits, to_thai_digits

SATANG = Decimal("0.01")
_DIGITS = ("ศูนย์", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า")
_PLACES = ("", "สิบ", "ร้อย", "พัน", "หมื่น", "แสน")
_AMOUNT = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d{1,2})?")


def round_satang(amount_baht: Decimal) -> Decimal:
    """The amount half-up to the satang, away from zero at the half; used once, at the point the law says."""
    return amount_baht.quantize(SATANG, ROUND_HALF_UP)


def truncate_satang(amount_baht: Decimal) -> Decimal:
    """The amount cut to whole satang towards zero, where the rest goes to the last part."""
    return amount_baht.quantize(SATANG, ROUND_DOWN)


def round_baht(amount_baht: Decimal) -> Decimal:
    """The amount half-up to whole baht, with two decimals kept; for plan and budget figures."""
    return amount_baht.quantize(Decimal(1), ROUND_HALF_UP).quantize(SATANG)


def percent_of(amount_baht: Decimal, percent: Decimal) -> Decimal:
    """A percentage of an amount, half-up to the satang; for penalties and surcharges that the law gives in percent."""
    return round_satang(amount_baht * percent / 100)


def equal_instalments(amount_baht: Decimal, count: int) -> tuple[Decimal, ...]:
    """The amount in equal parts: all but the last cut to the satang, the last takes the rest.

    10,000 in three is 3,333.33 3,333.33 3,333.34.
    Errors: ValueError for a count below 1, a negative amount or a part of a satang.
    """
    if count < 1 or amount_baht < 0:
        raise ValueError("instalments need a count of 1 or more and an amount that is not negative")
    amount = _whole_satang(amount_baht)
    part = truncate_satang(amount / count)
    return (*(part for _ in range(count - 1)), amount - part * (count - 1))


def shares(amount_baht: Decimal, weights: Sequence[Decimal | int]) -> tuple[Decimal, ...]:
    """The amount shared in the exact ratio of the weights, each share half-up to the satang.

    The last one with a weight takes the difference.
    Errors: ValueError when no weight is above 0, one is negative, or the amount has a part of a satang.
    """
    if any(weight < 0 for weight in weights) or not any(weight > 0 for weight in weights):
        raise ValueError("weights must not be negative and one must be above 0")
    amount = _whole_satang(amount_baht)
    total = sum((Decimal(weight) for weight in weights), Decimal(0))
    parts = [round_satang(amount * weight / total) for weight in weights]
    last = max(place for place, weight in enumerate(weights) if weight > 0)
    parts[last] += amount - sum(parts)
    return tuple(parts)


def format_baht(amount_baht: Decimal, thai_digits: bool = False) -> str:
    """``1,234.50``: thousands separators and two decimals, on request in Thai digits.

    Errors: ValueError for a part of a satang.
    """
    text = f"{_whole_satang(amount_baht):,.2f}"
    return to_thai_digits(text) if thai_digits else text


def parse_baht(text: str, field: str | None = None) -> Decimal | None:
    """The amount of ``1,234.50``, ``฿1,234.00`` or ``๑๐ บาท``; None for an empty cell, ``-`` and ``฿-``.

    Errors: Refused ``AMOUNT`` for anything else, for misplaced commas and for a part of a satang.
    """
    plain = to_arabic_digits(text).replace("\u00a0", " ").strip()
    plain = plain.removeprefix("฿").removesuffix("บาท").strip()
    if plain in ("", "-"):
        return None
    if not _AMOUNT.fullmatch(plain):
        raise Refused("AMOUNT", "จำนวนเงินไม่ถูกต้อง กรุณาพิมพ์เช่น 1,234.50 (ทศนิยมไม่เกินสองตำแหน่ง)", "", field)
    return Decimal(plain.replace(",", "")).quantize(SATANG)


def number_in_words(number: int) -> str:
    """A whole number in Thai words, below zero with ลบ.

    A last 1 after another digit is เอ็ด, twenty is ยี่สิบ, and a million millions is ล้านล้าน.
    """
    if number < 0:
        return "ลบ" + number_in_words(-number)
    if number == 0:
        return _DIGITS[0]
    return _words(number, False)


def baht_in_words(amount_baht: Decimal) -> str:
    """The amount as written on receipts and cheques: ``หนึ่งพันสองร้อยบาทถ้วน``, ``สิบเอ็ดบาทยี่สิบห้าสตางค์``.

    Errors: ValueError for a part of a satang: round first, by the rule of the law concerned.
    """
    baht, satang = divmod(int(abs(_whole_satang(amount_baht)) * 100), 100)
    sign = "ลบ" if amount_baht < 0 else ""
    if satang == 0:
        return f"{sign}{number_in_words(baht)}บาทถ้วน"
    in_baht = f"{number_in_words(baht)}บาท" if baht else ""
    return f"{sign}{in_baht}{number_in_words(satang)}สตางค์"


def _words(number: int, something_before: bool) -> str:
    """Words of a number above 0; a last 1 is เอ็ด when a higher digit stands before it, also one left of ล้าน."""
    millions, rest = divmod(number, 1_000_000)
    head = _words(millions, something_before) + "ล้าน" if millions else ""
    if rest == 0:
        return head
    before = something_before or millions > 0
    return head + "".join(_place(rest, place, before) for place in range(5, -1, -1))


def _place(number: int, place: int, something_before: bool) -> str:
    """The word of one decimal place of a number below a million."""
    digit = number // 10**place % 10
    if digit == 0:
        return ""
    if place == 1 and digit in (1, 2):
        return "สิบ" if digit == 1 else "ยี่สิบ"
    if place == 0 and digit == 1 and (something_before or number > 1):
        return "เอ็ด"
    return _DIGITS[digit] + _PLACES[place]


def _whole_satang(amount_baht: Decimal) -> Decimal:
    exact = amount_baht.quantize(SATANG, ROUND_DOWN)
    if exact != amount_baht:
        raise ValueError(f"{amount_baht} has a part of a satang; round it first")
    return exact
