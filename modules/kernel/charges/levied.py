"""What a tax year charged, what of it came in and what is left: by kind of revenue or by village, with who pays.

Sums are of the charges the reader may see.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Count, F, Q, Sum

from gis_core.features import clock
from gis_core.ground.models import AdminArea
from gis_core.pure.thai_calendar import be_year
from layers.declare import Parameter, Report
from layers.engine.villages import with_village
from modules.kernel.charges.finding import charges_seen
from modules.kernel.charges.key_figures import TAKEN
from modules.kernel.charges.ledger import live
from modules.kernel.charges.models import Charge
from modules.kernel.charges.rules.late import Component

Rows = list[dict[str, Any]]
ZERO, SATANG = Decimal(0), Decimal("0.01")
BY_KIND, BY_VILLAGE = "kind", "village"
NOWHERE, WHOLE = "ไม่อยู่ในหมู่บ้านใด", "รวม"
#: Principal taken in, given back or to be given back; a payment taken back counts neither way.
TAKEN_IN = live("entries__") & Q(entries__component=Component.PRINCIPAL, entries__kind__in=TAKEN)


def levied(user: Any, year: Any = None, by: Any = BY_KIND) -> Rows:
    """The charges of a tax year, this one when none is named, part by part; the last row is of all of them."""
    charges = charges_seen(user).exclude(status=Charge.Status.VOID).order_by()
    charges = charges.filter(tax_year_be=int(year or be_year(clock.today())))
    parts = with_village(charges, "part") if by == BY_VILLAGE else charges.annotate(part=F("revenue__thai"))
    # lines of the ledger in one statement with their charges would count a charge once a line
    taken = dict(parts.values_list("part").annotate(baht=-Sum("entries__amount_baht", filter=TAKEN_IN)))
    found = {row["part"]: _row(row, taken) for row in parts.values("part").annotate(**_sums())}
    if not found:
        return []
    names = _villages() if by == BY_VILLAGE else {part: part for part in sorted(found)}
    all_taken = sum((baht or ZERO for baht in taken.values()), ZERO)
    whole = _row(charges.aggregate(**_sums()) | {"part": WHOLE}, {WHOLE: all_taken})
    return [{**found[part], "title": title} for part, title in names.items() if part in found] + [whole]


def _sums() -> dict[str, Any]:
    late = Q(due_on__lt=clock.today())
    return {
        "bills": Count("pk"),
        "payers": Count("person", distinct=True) + Count("organisation", distinct=True),
        "charged": Sum("principal_baht"),
        "left_baht": Sum("principal_left_baht"),
        "late": Sum("principal_left_baht", filter=late, default=ZERO),
    }


def _row(sums: Mapping[str, Any], taken: Mapping[Any, Any]) -> dict[str, Any]:
    baht = taken.get(sums["part"]) or ZERO
    percent = (baht * 100 / sums["charged"]).quantize(SATANG, ROUND_HALF_UP) if sums["charged"] else None
    return {**sums, "title": sums["part"], "taken": baht, "percent": percent}


def _villages() -> dict[Any, str]:
    """In their order; last what lies in none."""
    areas = AdminArea.objects.filter(level="village").order_by("moo", "code")
    return {area.code: str(area) for area in areas} | {None: NOWHERE}


LEVIED = Report(
    "levied",
    "ตั้งหนี้ จัดเก็บได้ และคงค้างของปีภาษี ตามประเภทรายได้หรือหมู่บ้าน",
    levied,
    (
        ("title", "ประเภทรายได้หรือหมู่บ้าน"), ("bills", "รายการ"), ("payers", "ผู้ชำระ (ราย)"), ("charged", "ตั้งหนี้ (บาท)"),
        ("taken", "จัดเก็บได้ (บาท)"), ("percent", "ร้อยละ"), ("left_baht", "คงค้าง (บาท)"),
        ("late", "ในจำนวนนี้พ้นกำหนด (บาท)"),
    ),
    (
        Parameter("year", "ปีภาษี (พ.ศ.) เว้นว่างคือปีนี้", "number"),
        Parameter("by", "แยกตาม", "choice", BY_KIND, ((BY_KIND, "ประเภทรายได้"), (BY_VILLAGE, "หมู่บ้าน"))),
    ),
    note="เงินต้น ไม่รวมเบี้ยปรับและเงินเพิ่ม ผู้ชำระที่มีหลายรายการนับครั้งเดียวในแถวรวม รายการที่จำหน่ายหนี้สูญไม่อยู่ในคงค้าง",
)  # fmt: skip
