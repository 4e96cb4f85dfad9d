"""What a fee or fine is called on bill and receipt: what was paid, not the words of the tariff. Pure."""

from __future__ import annotations

from decimal import Decimal

#: How a row of the tariff says that its figure is the highest fine, or one for each of something.
AT_MOST, EACH = " ปรับไม่เกิน", " ต่อ"


def paid_for(tariff: str, quantity: Decimal, *, is_fine: bool) -> str:
    """``ค่าปรับ ทิ้งมูลฝอยในที่สาธารณะ`` of “… ปรับไม่เกิน”; ``ค่ารับรองสำเนาเอกสาร 3 ฉบับ`` of “… ต่อฉบับ”."""
    if is_fine:
        return f"ค่าปรับ {tariff.removesuffix(AT_MOST)}"
    name, each, unit = tariff.rpartition(EACH)
    return f"{name} {quantity.normalize():,f} {unit}" if each and " " not in unit else tariff
