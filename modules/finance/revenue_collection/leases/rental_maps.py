"""The map of places to let by how they stand: free, let, soon to end, with rent in arrears."""

from __future__ import annotations

from collections.abc import Sequence

from gis_core.features import clock
from gis_core.pure.thai_calendar import be_year
from layers.declare import ByValue, Circle, Label, Layer, YearMap
from modules.finance.revenue_collection.models import Lease, RentalPlace
from modules.kernel.charges.models import Charge

STANDINGS = {
    "vacant": ("ว่าง", "#58a55c"),
    "leased": ("ให้เช่าอยู่", "#2457a6"),
    "ending": ("สัญญาสิ้นสุดภายใน 90 วัน", "#ef8a2b"),
    "arrears": ("ค้างค่าเช่าเกินกำหนด", "#d2483f"),
    "closed": ("เลิกให้เช่า", "#8a8f94"),
}


def years() -> Sequence[int]:
    """From the year the first lease began to this one."""
    this = be_year(clock.today())
    first = Lease.objects.order_by("start_on").values_list("start_on", flat=True).first()
    return range(min(be_year(first) if first else this, this), this + 1)


rental_map = YearMap(
    "rental_map",
    "สถานะการให้เช่าทรัพย์สิน",
    "Places to let",
    layer=Layer(
        Circle(7),
        classes=ByValue("standing", {value: color for value, (_, color) in STANDINGS.items()}),
        label=Label("title", 16),
        zooms=(14, 22),
        shown=False,
        order=61,
    ),
    statement="rental_map",
    sources={"p": RentalPlace, "l": Lease, "c": Charge},
    needs=("p", "l", "c"),
    years=years,
    choices={value: thai for value, (thai, _) in STANDINGS.items()},
)
