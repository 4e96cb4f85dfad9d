"""Ready questions of revenue on the map: who is late along a road, changed uses, businesses on
land taxed as if there were none, parcels across the office's boundary.

Sums of people are those of charges the reader may see; who may see none gets no rows.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from django.db.models import Max, Q

from gis_core.access.permissions import log_look
from gis_core.features import clock, measure
from gis_core.ground.models import Establishment, Parcel
from gis_core.networks.models import Road
from gis_core.pure.thai_area import format_area
from layers.declare import Parameter, SpatialQuery
from layers.engine.rows import rows
from layers.registry import registry
from modules.finance.revenue_collection.models import LandTaxAssessment, LandTaxUse
from modules.finance.revenue_collection.models.uses import Category
from modules.finance.revenue_collection.sql import ask
from modules.kernel.charges.key_figures import TAXES, overdue
from modules.kernel.charges.models import Charge

Rows = list[dict[str, Any]]
ROUND_M, LEAST_M2 = 50, 1
#: Lower limits of overdue sums and the red they are drawn in, light to dark.
REDS = ((100_000, "#7a1020"), (10_000, "#b3202c"), (1_000, "#dd5a4f"), (0, "#f0a197"))


def red_of(baht: Decimal) -> str:
    """The red of an overdue sum; a limit belongs to the class below it."""
    return next(color for limit, color in REDS if baht > limit)


def overdue_near_road(user: Any, road: Any = "", metres: Any = None) -> Rows:
    """Parcels within so many metres of a road's edge whose tax is overdue, the largest sum first.

    A bill of several parcels shows at each of them with its whole sum.
    """
    code = str(road or "").strip()
    roads = rows(registry.for_model(Road), user)  # type: ignore[arg-type]
    found = roads.filter(Q(road_code=code) | Q(name=code)).order_by("road_code").first() if code else None
    if found is None:
        return []
    sources = {"r": Road, "c": Charge, "a": LandTaxAssessment, "p": Parcel}
    within = ROUND_M if metres is None else metres
    values = {"road": found.pk, "metres": within, "zone": measure.office_srid(), "today": clock.today()}
    beside = ask("overdue_near_road", user, sources, rules=[str(rule) for rule in TAXES], **values)
    if not beside:
        return []
    log_look(user, "question", found.uid, f"ผู้ค้างชำระภาษีตามถนน {found.road_code}")
    late = {each.charge.pk: each for each in overdue(user, {pk for row in beside for pk in row["charges"]})}
    near = [_owing(row, [late[pk] for pk in row.pop("charges")]) for row in beside]
    return sorted(near, key=lambda row: (-row["baht"], row["title"]))


def _owing(row: dict[str, Any], owed: list[Any]) -> dict[str, Any]:
    baht = sum((each.dues.total for each in owed), Decimal(0))
    days = (clock.today() - min(each.charge.due_on for each in owed)).days
    bills = ", ".join(str(each.charge.register_no) for each in owed)
    return {**row, "baht": baht, "days": days, "bills": bills, "color": red_of(baht)}


def changed_uses(user: Any, year: Any = None, earlier: Any = None) -> Rows:
    """Parcels used otherwise in one tax year than in an earlier one; the year before when none is named."""
    last = year or _last_year(user)
    if last is None:
        return []
    one, other = str(earlier or int(last) - 1), str(int(last))
    found = ask("changed_uses", user, {"u": LandTaxUse, "p": Parcel}, one=one, other=other)
    return [{**row, "before": _told(row["before"]), "after": _told(row["after"])} for row in found]


def _last_year(user: Any) -> str | None:
    """The last tax year with uses the reader may see."""
    uses = rows(registry.for_model(LandTaxUse), user)  # type: ignore[arg-type]
    return uses.order_by().aggregate(last=Max("tax_year__code"))["last"]


def businesses_untaxed(user: Any, year: Any = None) -> Rows:
    """Parcels taxed as farmland or vacant on which a business runs today: their use is to be surveyed again."""
    last = year or _last_year(user)
    if last is None:
        return []
    sources = {"u": LandTaxUse, "p": Parcel, "e": Establishment}
    found = ask("businesses_untaxed", user, sources, year=str(int(last)), day=clock.today())
    return [{**row, "uses": ", ".join(Category(each).label for each in row["uses"])} for row in found]


def _told(text: str) -> str:
    """Uses as the statement gives them, category to sq.wah in JSON, as words."""
    uses = json.loads(text, parse_float=Decimal, parse_int=Decimal)
    return ", ".join(f"{Category(category).label} {format_area(uses[category])}" for category in sorted(uses))


def across_boundary(user: Any, least: Any = None) -> Rows:
    """Parcels that lie partly outside the office, with the area of both parts."""
    least_m2 = LEAST_M2 if least is None else least
    return ask("across_boundary", user, {"p": Parcel}, zone=measure.office_srid(), least_m2=least_m2)


ASSESSMENT_QUERIES = (
    SpatialQuery(
        "overdue_near_road",
        "แปลงค้างชำระภาษีตามแนวถนน (รอบเก็บเงิน)",
        overdue_near_road,
        (
            ("baht", "ค้างชำระทั้งรายการถึงวันนี้ (บาท)"),
            ("days", "เกินกำหนด (วัน)"),
            ("distance_m", "ห่างจากเขตทาง (ม.)"),
            ("bills", "เลขที่รายการตั้งหนี้"),
        ),
        (
            Parameter("road", "รหัสหรือชื่อสายทาง", "text", ""),
            Parameter("metres", "ระยะจากขอบเขตทาง (ม.)", "number", ROUND_M),
        ),
    ),
)
USE_QUERIES = (
    SpatialQuery(
        "changed_uses",
        "แปลงที่การใช้ประโยชน์เปลี่ยนระหว่างสองปีภาษี",
        changed_uses,
        (("before", "ปีก่อน"), ("after", "ปีหลัง")),
        (
            Parameter("year", "ปีภาษี (พ.ศ.) เว้นว่างคือปีล่าสุด", "number"),
            Parameter("earlier", "เทียบกับปีภาษี (พ.ศ.) เว้นว่างคือปีก่อนหน้า", "number"),
        ),
    ),
    SpatialQuery(
        "businesses_untaxed",
        "แปลงที่เสียภาษีเป็นที่เกษตรหรือที่ว่างเปล่าแต่มีสถานประกอบการ",
        businesses_untaxed,
        (("uses", "การใช้ประโยชน์ที่บันทึก"), ("businesses", "สถานประกอบการ")),
        (Parameter("year", "ปีภาษี (พ.ศ.) เว้นว่างคือปีล่าสุด", "number"),),
    ),
    SpatialQuery(
        "across_boundary",
        "แปลงที่คร่อมแนวเขตของสำนักงาน",
        across_boundary,
        (("inside_m2", "ในเขต (ตร.ม.)"), ("outside_m2", "นอกเขต (ตร.ม.)")),
        (Parameter("least", "แต่ละส่วนอย่างน้อย (ตร.ม.)", "number", LEAST_M2),),
    ),
)
