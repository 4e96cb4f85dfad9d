"""What a signboard cannot be, wherever it is written down: in the property register, on a return, in an assessment.

Law: Signboard Tax Act B.E. 2510.
"""

import unicodedata
from collections.abc import Iterator
from datetime import date

from gis_core.pure.refusal import Refused

ACT = "พ.ร.บ.ภาษีป้าย พ.ศ. 2510"
THAI_ONLY = "1"
SIGN_SIZE = "ขนาดป้ายต้องมากกว่าศูนย์"


def foreign_letters(text: str) -> str:
    """The letters of other scripts in a text, in order; digits and punctuation belong to no language."""
    return "".join(c for c in text if c.isalpha() and not unicodedata.name(c, "").startswith("THAI "))


def text_refusals(kind: str, text: str) -> Iterator[Refused]:
    """A sign of kind 1 bears Thai letters only; what it says decides its rate."""
    foreign = foreign_letters(text) if kind == THAI_ONLY else ""
    if foreign:
        yield Refused("SIGN_TEXT", f"ป้ายประเภท 1 ต้องเป็นอักษรไทยล้วน (พบ {foreign})", f"{ACT} ม.7", "kind")


def date_refusals(installed_on: date | None, removed_on: date | None) -> Iterator[Refused]:
    """A sign is not taken down before it was put up."""
    if installed_on and removed_on and removed_on < installed_on:
        yield Refused("SIGN_DATES", "วันที่ปลดป้ายก่อนวันที่ติดตั้ง", f"{ACT} ม.14", "removed_on")
