"""Lots of a block in their order: row by row from the north-west, each row running back the way the last one came.

The order is given once, when a block is first drawn; later lots take the next free number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from gis_core.features import measure
from gis_core.ground.models import Parcel, ParcelLineage, Signboard, TaxBlock
from gis_core.ground.queries import LIVE
from gis_core.ground.tax_history import has_tax
from gis_core.pure.parcel_code import LAST_NUMBER
from gis_core.pure.refusal import Refused
from layers.declare import Parameter, SpatialQuery
from layers.engine.rows import seen
from modules.finance.property_register import rules
from modules.finance.property_register.reading import Rows

#: A lot is of the row whose northernmost lot it lies less than this part of a usual lot's depth below.
SAME_ROW = 0.5


def snake(lots: Sequence[tuple[float, float, float]]) -> list[int]:
    """The positions of lots (east and north of the middle, depth from north to south) in the order of their numbers."""
    if not lots:
        return []
    step = median(depth for _, _, depth in lots) * SAME_ROW
    left = sorted(range(len(lots)), key=lambda n: (-lots[n][1], lots[n][0]))
    order: list[int] = []
    is_westward = False
    while left:
        top = lots[left[0]][1]
        row = [n for n in left if top - lots[n][1] < step]
        order += sorted(row, key=lambda n: lots[n][0], reverse=is_westward)
        left = [n for n in left if n not in set(row)]
        is_westward = not is_westward
    return order


def proposed(block: TaxBlock, parcels: Sequence[Parcel]) -> list[tuple[Parcel, str]]:
    """The living parcels of a block with the code each had by its place. Errors: Refused ``BLOCK_FULL``."""
    if len(parcels) > LAST_NUMBER:
        raise Refused("BLOCK_FULL", f"เขตย่อย {block.code} มีแปลงเกิน {LAST_NUMBER} แปลง", rules.REGISTER_LAW)
    order = snake([_place(parcel) for parcel in parcels])
    return [(parcels[n], f"{block.code}{number:03}") for number, n in enumerate(order, start=1)]


def _place(parcel: Parcel) -> tuple[float, float, float]:
    shape = measure.to_utm(parcel.geom)
    _, south, _, north = shape.extent
    return shape.centroid.x, shape.centroid.y, north - south


def out_of_order(user: Any, block: Any = "") -> Rows:
    """The parcels of a block in the order of their places, with the number each would have."""
    found = seen(TaxBlock, user).filter(code=str(block or "").strip().upper()).first()
    if found is None:
        return []
    parcels = list(seen(Parcel, user).filter(block=found, status__in=LIVE).order_by("parcel_code"))
    return [
        {
            "uid": parcel.uid,
            "title": parcel.parcel_code,
            "geom": parcel.geom.geojson,
            "by_place": code,
            "differs": "" if parcel.parcel_code == code else "ต่าง",
        }
        for parcel, code in proposed(found, parcels)
    ]


def number_lots(block: TaxBlock, values: Mapping[str, Any], user: Any) -> TaxBlock:
    """Give the lots of a newly drawn block their numbers. Errors: Refused ``IN_USE`` once anything names them."""
    parcels = list(Parcel.objects.select_for_update().filter(block=block).order_by("parcel_code"))
    _refuse_in_use(parcels)
    numbered = [(parcel, code) for parcel, code in proposed(block, parcels) if parcel.parcel_code != code]
    for number, (parcel, _) in enumerate(numbered):
        parcel.parcel_code = f"~{number}"  # out of the way, so that two may change places
    Parcel.objects.bulk_update([parcel for parcel, _ in numbered], ["parcel_code"], batch_size=500)
    for parcel, code in numbered:
        parcel.parcel_code = code
    Parcel.objects.bulk_update([parcel for parcel, _ in numbered], ["parcel_code"], batch_size=500)
    return block


def _refuse_in_use(parcels: Sequence[Parcel]) -> None:
    """Codes of buildings and signs, descent and taxes hold on to the numbers."""
    ids = [parcel.pk for parcel in parcels]
    reasons = {
        "มีแปลงที่แบ่งแยก รวม หรือยกเลิกแล้ว": any(parcel.status not in LIVE for parcel in parcels)
        or ParcelLineage.objects.filter(child__in=ids).exists(),
        "มีสิ่งปลูกสร้างที่ใช้รหัสแปลงอยู่": Parcel.objects.filter(pk__in=ids, buildings__isnull=False).exists(),
        "มีป้ายที่ใช้รหัสแปลงอยู่": Signboard.objects.filter(parcel__in=ids).exclude(sign_code=None).exists(),
        "มีประวัติภาษี": any(has_tax(parcel) for parcel in parcels),
    }
    found = [text for text, is_so in reasons.items() if is_so]
    if found:
        raise Refused("IN_USE", "ให้ลำดับแปลงใหม่ไม่ได้: " + " · ".join(found), rules.REGISTER_LAW)


QUERY = SpatialQuery(
    "lot_order",
    "ลำดับแปลงในเขตย่อยตามตำแหน่ง (จากทิศตะวันตกเฉียงเหนือ สลับแถว)",
    out_of_order,
    (("by_place", "รหัสตามตำแหน่ง"), ("differs", "ต่างจากปัจจุบัน")),
    (Parameter("block", "รหัสเขตย่อย เช่น 01A", "text", ""),),
)
