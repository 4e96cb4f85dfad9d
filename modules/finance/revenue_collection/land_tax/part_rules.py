"""What is refused of the drawn parts of a parcel, and the deed's area that falls to each. Pure law."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from gis_core.pure.refusal import Refused
from modules.finance.revenue_collection.land_tax.land_law import ACT
from modules.finance.revenue_collection.land_tax.rules import AREA_SUM

SQM_PER_SQWAH = 4
TENTH = Decimal("0.1")
LAW = f"{ACT} ม.38"


def share(part_m2: float, parcel_m2: float, deed_sqwah: Decimal) -> Decimal:
    """The part's share of the deed's area: a drawing is a few percent off, its proportions are not."""
    whole = Decimal(repr(parcel_m2))
    part = deed_sqwah * Decimal(repr(part_m2)) / whole if whole else Decimal(0)
    return part.quantize(TENTH, ROUND_HALF_UP)


def fit(outside_m2: float, covered: Sequence[int], tolerance_sqwah: Decimal) -> Iterator[Refused]:
    """A part lies in its parcel and over no other part. `covered`: numbers of the parts it lies over by more than the
    tolerance.
    """
    outside = Decimal(repr(outside_m2)) / SQM_PER_SQWAH
    if outside > tolerance_sqwah:
        text = f"ส่วนที่วาดล้ำออกนอกแปลง {outside:,.1f} ตร.ว. ให้จับเส้นกับแนวเขตแปลง"
        yield Refused("PART_OUTSIDE", text, LAW, "geom")
    if covered:
        text = f"ส่วนที่วาดทับกับส่วนของลำดับ {', '.join(map(str, covered))}"
        yield Refused("PART_OVERLAP", text, LAW, "geom")


def taken(drawn: Mapping[int, Decimal], whole: Decimal, tolerance: Decimal) -> Mapping[int, Decimal]:
    """The areas that parts which fill a parcel have together, by number; the largest takes what rounding left.

    Errors: Refused ``AREA_SUM``.
    """
    total = sum(drawn.values(), Decimal(0))
    # each part is rounded to a tenth by itself, so as many halves of a tenth may be missing without a gap in the land
    if abs(whole - total) > tolerance + TENTH * len(drawn) / 2:
        text = f"{AREA_SUM} (ส่วนที่วาดรวม {total:,.1f} ตร.ว. แปลง {whole:,.1f} ตร.ว.)"
        raise Refused("AREA_SUM", text, LAW, "geom")
    largest = max(drawn, key=lambda number: (drawn[number], -number))
    return {number: area + (whole - total if number == largest else 0) for number, area in drawn.items()}
