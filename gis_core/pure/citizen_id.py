"""The 13-digit numbers of persons and juristic persons: check digit, kind, printed and masked form."""

import re
from enum import StrEnum

from gis_core.pure.refusal import Refused
from gis_core.pure.thai_text import to_arabic_digits

CIVIL_REGISTRATION_ACT = "พ.ร.บ.การทะเบียนราษฎร พ.ศ. 2534"
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u00a0]+")


class IdKind(StrEnum):
    """What the first digit says; it is no proof of nationality, which is a field of its own."""

    THAI = "thai"  # 1 to 5: persons of the ordinary house register
    SPECIAL = "special"  # 6, 7, 8: foreigners, their children, later registrations
    ZERO = "zero"  # 0: juristic persons, and persons without civil registration
    UNISSUED = "unissued"  # 9: never issued, used for made-up numbers


def check_digit(first_twelve: str) -> str:
    """The thirteenth digit for twelve Arabic digits: (11 - sum of digit i * (14 - i) mod 11) mod 10.

    Errors: ValueError when the text is not twelve Arabic digits.
    """
    if not re.fullmatch(r"[0-9]{12}", first_twelve):
        raise ValueError("check_digit needs twelve digits")
    total = sum(int(digit) * (13 - place) for place, digit in enumerate(first_twelve))
    return str((11 - total % 11) % 10)


def is_citizen_id(text: str) -> bool:
    """Whether the text is thirteen digits with a right check digit; blanks, hyphens and Thai digits are allowed."""
    digits = _digits(text)
    return bool(re.fullmatch(r"[0-9]{13}", digits)) and check_digit(digits[:12]) == digits[12]


def parse_citizen_id(text: str, field: str | None = None) -> str:
    """The number of a person as thirteen Arabic digits.

    Errors: Refused ``BAD_ID`` for a wrong length, a foreign character or a wrong check digit.
    """
    if not is_citizen_id(text):
        raise Refused("BAD_ID", "เลขประจำตัวประชาชนไม่ถูกต้อง", CIVIL_REGISTRATION_ACT, field)
    return _digits(text)


def parse_juristic_id(text: str, field: str | None = None) -> str:
    """The registration number of a juristic person as thirteen Arabic digits.

    It begins with 0 and has the same check digit. Errors: Refused ``BAD_JURISTIC_ID``.
    """
    digits = _digits(text)
    if not digits.startswith("0") or not is_citizen_id(digits):
        raise Refused("BAD_JURISTIC_ID", "เลขทะเบียนนิติบุคคลไม่ถูกต้อง", "", field)
    return digits


def id_kind(text: str) -> IdKind:
    """The kind of a valid number, by its first digit. Errors: Refused ``BAD_ID``."""
    first = parse_citizen_id(text)[0]
    if first == "0":
        return IdKind.ZERO
    if first == "9":
        return IdKind.UNISSUED
    return IdKind.SPECIAL if first in "678" else IdKind.THAI


def format_citizen_id(text: str) -> str:
    """The printed form ``1-2345-67890-12-1``. Errors: Refused ``BAD_ID``."""
    return _grouped(parse_citizen_id(text))


def mask_citizen_id(text: str) -> str:
    """The form shown to those who may not see the number, ``1-2345-xxxxx-12-1``.

    Law: PDPA B.E. 2562. A text that is no valid number is hidden whole, so that a typing error never shows what it
    hides.
    """
    if not is_citizen_id(text):
        return "x-xxxx-xxxxx-xx-x"
    digits = _digits(text)
    return _grouped(digits[:5] + "xxxxx" + digits[10:])


def _digits(text: str) -> str:
    return _SEPARATORS.sub("", to_arabic_digits(text))


def _grouped(thirteen: str) -> str:
    return "-".join((thirteen[0], thirteen[1:5], thirteen[5:10], thirteen[10:12], thirteen[12]))
