"""What is wrong with a value, in the office's own words: Django's Thai lacks many sentences and falls into English."""

from __future__ import annotations

from django.core.exceptions import ValidationError

THAI = {
    "required": "ต้องกรอก",
    "blank": "ต้องกรอก",
    "null": "ต้องกรอก",
    "unique": "มีอยู่แล้วในทะเบียน",
    "invalid": "รูปแบบไม่ถูกต้อง",
    "invalid_choice": "ไม่มีตัวเลือกนี้",
    "max_length": "ยาวเกินไป พิมพ์ได้ไม่เกิน %(limit_value)s ตัวอักษร",
    "max_digits": "เลขยาวเกินไป รวมทศนิยมได้ไม่เกิน %(max)s หลัก",
    "max_decimal_places": "พิมพ์ทศนิยมได้ไม่เกิน %(max)s ตำแหน่ง",
    "max_whole_digits": "เลขมากเกินไป หน้าจุดทศนิยมได้ไม่เกิน %(max)s หลัก",
}
EMPTY = ("required", "blank", "null")


def thai_of(error: ValidationError) -> str:
    """The sentence of one error: what a rule of ours says itself (plain text), else the office's words for its code."""
    known = THAI.get(str(error.code))
    if known is None or (isinstance(error.message, str) and error.code not in EMPTY):
        return " ".join(error.messages)
    return known % (error.params or {})
