"""The text of a Thai bill-payment QR (EMVCo, tag 30) and of the barcode banks read at their counters."""

from __future__ import annotations

import re
from decimal import Decimal

from gis_core.pure.refusal import Refused

BILL_PAYMENT = "A000000677010112"
REFERENCE = re.compile(r"[0-9A-Z]{1,20}")
BILLER = re.compile(r"\d{15}")
#: What stands between the parts of a code and is not taken by banks.
BETWEEN = re.compile(r"[\s/.-]")


def bill_qr(biller: str, ref1: str, ref2: str, amount_baht: Decimal | None) -> str:
    """The text a payer's bank reads; without an amount the payer fills it in.

    Errors: Refused ``BILLER`` or ``BILL_REF`` for what the standard does not take, ``AMOUNT`` below nothing.
    """
    _check(biller, ref1, ref2)
    merchant = _field("00", BILL_PAYMENT) + _field("01", biller) + _field("02", ref1)
    if ref2:  # the standard knows no field of length nought: a second reference is there or is left out
        merchant += _field("03", ref2)
    text = (
        _field("00", "01") + _field("01", "12" if amount_baht else "11") + _field("30", merchant) + _field("53", "764")
    )
    if amount_baht:
        _satang(amount_baht)
        text += _field("54", f"{amount_baht:.2f}")
    text += _field("58", "TH") + "6304"
    return f"{text}{crc16(text):04X}"


def bill_barcode(biller: str, ref1: str, ref2: str, amount_baht: Decimal | None) -> str:
    """The text of the barcode: four lines parted by a carriage return, the sum in satang, 0 for an open one.

    Errors: as `bill_qr`.
    """
    _check(biller, ref1, ref2)
    return f"|{biller}\r{ref1}\r{ref2}\r{_satang(amount_baht or Decimal(0))}"


def reference_of(code: str) -> str:
    """A code as banks take it for a reference: "01A001/2" becomes 01A0012; nothing of a name or of a code too long."""
    reference = BETWEEN.sub("", code).upper()
    return reference if REFERENCE.fullmatch(reference) else ""


def crc16(text: str) -> int:
    """CRC-16/CCITT-FALSE as EMVCo asks for: polynomial 1021, start FFFF."""
    crc = 0xFFFF
    for byte in text.encode("ascii"):
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return crc


def read_fields(text: str) -> dict[str, str]:
    """The fields of one level of an EMVCo text by tag.

    Errors: ValueError when a length runs over the end.
    """
    fields: dict[str, str] = {}
    while text:
        length = int(text[2:4])
        value = text[4 : 4 + length]
        if len(value) != length:
            raise ValueError(f"field {text[:2]} is cut off")
        fields[text[:2]] = value
        text = text[4 + length :]
    return fields


def _field(tag: str, value: str) -> str:
    return f"{tag}{len(value):02}{value}"


def _satang(amount_baht: Decimal) -> int:
    satang = amount_baht * 100
    if satang < 0 or satang != satang.to_integral_value():
        raise Refused("AMOUNT", "จำนวนเงินในใบแจ้งต้องไม่ติดลบและเป็นสตางค์เต็ม")
    return int(satang)


def _check(biller: str, ref1: str, ref2: str) -> None:
    if not BILLER.fullmatch(biller):
        raise Refused("BILLER", "เลขผู้รับชำระ (Biller ID) ต้องเป็นตัวเลข 15 หลัก")
    if not REFERENCE.fullmatch(ref1) or (ref2 and not REFERENCE.fullmatch(ref2)):
        raise Refused("BILL_REF", "เลขอ้างอิงใช้ได้เฉพาะตัวเลขและตัวอักษร A–Z ไม่เกิน 20 ตัว")
