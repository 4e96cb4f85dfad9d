"""What the demo town expects and orders: estimates of its revenue, targets of key figures and who answers for them,
reports to executive and council, four orders, and one figure that waits to be approved.
"""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.contrib.gis.geos import Polygon
from django.db.models import Q

from gis_core.access.holdings import WholeOffice
from gis_core.access.models import OrgUnit
from gis_core.demo.town import Town
from gis_core.features import clock
from gis_core.files.attach import attach
from gis_core.ground.models import AdminArea, Parcel
from gis_core.pure.thai_calendar import fiscal_year, fiscal_year_bounds, format_date
from layers.engine import records
from layers.engine.transitions import transition
from layers.registry import registry
from modules.central_administration.executive_information import snapshots
from modules.central_administration.executive_information.models import (
    AreaNote,
    ExecutiveNote,
    Kpi,
    KpiTarget,
    MonthlyBrief,
    OutsideScore,
    QuarterlyReport,
    RecordNote,
)
from modules.kernel.charges import income
from modules.kernel.charges.models import RevenueCode, RevenueEstimate
from modules.kernel.documents.render import pdf

SOURCE = "ข้อบัญญัติงบประมาณรายจ่ายประจำปี (สาธิต)"
#: The end of a figure's code, its target, and where green and amber begin.
TARGETS = (
    (".land_tax_collected", 95, 90, 75),
    (".own_revenue_share", 100, 95, 80),
    (".tax_arrears", 50_000, 100_000, 400_000),
    (".good_percent", 70, 65, 50),
    (".paved_percent", 85, 80, 60),
    (".unsurveyed", 500, 1_000, 3_000),
)
#: The ends of the codes of what the office tells everybody: money, land, roads, and how well its records are kept.
PUBLIC = (
    ".own_revenue", ".own_revenue_share", ".land_tax_collected", ".good_percent", ".paved_percent", ".unsurveyed",
    ".unplaced",
)  # fmt: skip
#: Scores of nobody: LPA passes, ITA does not, and the announced total of LPA is no mean of its dimensions.
SCORES = (
    ("lpa", "total", "78.45"), ("lpa", "management", "81.20"), ("lpa", "personnel", "76.00"),
    ("lpa", "finance", "72.50"), ("lpa", "service", "80.25"), ("lpa", "governance", "83.10"), ("ita", "total", "83.60"),
)  # fmt: skip
PAPER = "ประกาศผลคะแนน (เอกสารสมมติ)"
LEAST = Decimal(20_000)
#: Which unit answers for the figures of a dimension; the clerk's own for all others.
OWNERS = {"finance": "02", "infrastructure": "03", "social": "04", "environment": "05"}
CLERK = "01"
#: The end of the code of the figure that was given up and is proposed again.
DRAFT = ".repair_per_km"
LATE = ".late_orders"


def load(town: Town) -> None:
    """The year before and the running one: estimated and aimed at in October, ordered and told of in the last weeks."""
    this = fiscal_year(town.until)
    began = fiscal_year_bounds(this - 1)[0]
    _act(town, "clerk_chief", "มอบหมายผู้รับผิดชอบตัวชี้วัด", began, partial(_own, town.user("clerk_chief")))
    for year_be in (this - 1, this):
        on = fiscal_year_bounds(year_be)[0] + timedelta(days=5)
        if on <= town.until:
            _act(town, "planner", f"ตั้งเป้าหมายปีงบประมาณ {year_be}", on, partial(_aim, year_be, town.user("planner")))
    announced = fiscal_year_bounds(this)[0] + timedelta(days=40)
    if announced <= town.until:
        _act(town, "planner", "บันทึกคะแนนประเมินจากภายนอก", announced, partial(_score, this - 1, town.user("planner")))
        _act(town, "clerk_chief", "ยืนยันคะแนนกับเอกสาร", announced, partial(_confirm, town.user("clerk_chief")))
    _act(town, "clerk_chief", "เผยแพร่ตัวชี้วัดให้ประชาชน", town.until, partial(_publish, town.user("clerk_chief")))
    ordered, answered = town.until - timedelta(days=21), town.until - timedelta(days=7)
    # what the brief tells of its month is what was kept on its last night
    _act(town, "planner", "คำนวณตัวชี้วัดประจำคืน", _month_before(answered), snapshots.keep_all)
    _act(town, "executive", "สั่งการจากตัวชี้วัด", ordered, partial(_order, town.user("executive")))
    _act(town, "executive", "สั่งการบนพื้นที่", ordered, partial(_order_area, town.user("executive")))
    _act(town, "executive", "สั่งการต่อระเบียน", ordered, partial(_order_record, town.user("executive")))
    _act(town, "finance_head", "รับทราบและรายงานผล", answered, partial(_answer, town.user("finance_head")))
    _act(town, "planner", "จัดทำบทสรุปผู้บริหาร", answered, partial(_brief, town.user("planner")))
    _act(town, "planner", "จัดทำรายงานรายไตรมาส", answered, partial(_quarter, town.user("planner")))
    _act(town, "clerk_chief", "เลิกใช้ตัวชี้วัดเพื่อทบทวน", answered, partial(_step, "retire", town.user("clerk_chief")))
    again = partial(_step, "propose_again", town.user("system_admin"))
    _act(town, "system_admin", "เสนอใช้ตัวชี้วัดอีกครั้ง", town.until, again)


def _month_before(day: date) -> date:
    """The last day of the month before."""
    return day.replace(day=1) - timedelta(days=1)


def _act(town: Town, role: str, reason: str, on: date, do: Any) -> None:
    with town.acting(role, reason, on):
        do()


def _add(model: type, user: Any, **values: Any) -> Any:
    register = registry.for_model(model)
    return records.create(register, values, user=user, reason="บันทึกตามแผน")  # type: ignore[arg-type]


def _aim(year_be: int, planner: Any) -> None:
    """A tenth more than was taken in of each kind the year before, and the targets."""
    sums: dict[int, Decimal] = defaultdict(Decimal)
    for (kind, _), baht in income.by_month_and_kind(WholeOffice(), *fiscal_year_bounds(year_be - 1)).items():
        sums[kind] += baht
    known = Q(code__in=("land_tax", "signboard_tax", "fee", "rent")) | Q(pk__in=sums, is_allocated=True)
    for code in RevenueCode.objects.filter(known).order_by("code"):
        baht = max(LEAST, (sums[code.pk] * Decimal("1.1")).quantize(Decimal(1)))
        _add(
            RevenueEstimate, planner, fiscal_year_be=str(year_be), revenue=code, estimate_baht=str(baht), source=SOURCE
        )
    for ending, target, green, amber in TARGETS:
        for kpi in Kpi.objects.filter(code__endswith=ending):
            _add(
                KpiTarget, planner, kpi=kpi, fiscal_year_be=str(year_be), target=str(target), green_at=str(green),
                amber_at=str(amber), source=SOURCE,
            )  # fmt: skip
    _aim_units(year_be, planner)


def _aim_units(year_be: int, planner: Any) -> None:
    """No order of the executive waits too long in any unit; two are still borne."""
    for kpi in Kpi.objects.filter(code__endswith=LATE):
        for unit in OrgUnit.objects.exclude(parent=None).order_by("code"):
            _add(
                KpiTarget, planner, kpi=kpi, fiscal_year_be=str(year_be), of_unit=unit, target="0", green_at="0",
                amber_at="2", source=SOURCE,
            )  # fmt: skip


def _score(year_be: int, planner: Any) -> None:
    """Last year's, each with its made-up paper."""
    papers = {figure: _paper(figure.upper(), year_be) for figure in ("lpa", "ita")}
    for figure, dimension, points in SCORES:
        score = _add(
            OutsideScore, planner, figure=figure, dimension=dimension, fiscal_year_be=str(year_be), score=points,
            announced_on=format_date(clock.today(), "numeric"), announced_by="หน่วยประเมินสมมติ (สาธิต)",
            reference_no=_reference(figure.upper(), year_be),
        )  # fmt: skip
        attach(score.uid, [papers[figure]], f"announcement-{figure}-{year_be}-demo.pdf", caption=PAPER)


def _reference(figure: str, year_be: int) -> str:
    return f"สาธิต {figure}/{year_be}"


def _paper(figure: str, year_be: int) -> bytes:
    context = {"figure": figure, "year": str(year_be), "reference": _reference(figure, year_be)}
    return pdf("executive_information/demo_announcement.html", context)


def _confirm(chief: Any) -> None:
    register = registry.for_model(OutsideScore)
    for score in OutsideScore.objects.filter(status="typed").order_by("id"):
        transition(register, score.uid, "confirm", {}, user=chief, reason="ตรงกับเอกสาร")  # type: ignore[arg-type]


def _own(chief: Any) -> None:
    """Every figure has a unit that answers for it, the office where there are no units."""
    register, units = registry.for_model(Kpi), {unit.code: unit for unit in OrgUnit.objects.order_by("-code")}
    *_, office = units.values()
    for kpi in Kpi.objects.filter(org_unit=None).order_by("id"):
        values = {"org_unit": units.get(OWNERS.get(kpi.dimension, CLERK), office)}
        records.update(register, kpi.uid, values, user=chief, reason="มอบหมาย")  # type: ignore[arg-type]


def _publish(chief: Any) -> None:
    register = registry.for_model(Kpi)
    for kpi in Kpi.objects.filter(is_public=False).order_by("id"):
        if kpi.code.endswith(PUBLIC):
            values = {"is_public": "true"}
            records.update(register, kpi.uid, values, user=chief, reason="เผยแพร่ผลงาน")  # type: ignore[arg-type]


def _step(code: str, user: Any) -> None:
    """Of the figure the office thinks about anew: it waits for its approval and is shown nowhere until then."""
    for kpi in Kpi.objects.filter(code__endswith=DRAFT):
        transition(registry.for_model(Kpi), kpi.uid, code, {}, user=user, reason="ทบทวนนิยาม")  # type: ignore[arg-type]


def _figures() -> list[Kpi]:
    return list(Kpi.objects.filter(code__endswith=".tax_arrears") | Kpi.objects.filter(code__endswith=".good_percent"))


def _order(executive: Any) -> None:
    """Two orders: one about arrears, which is answered, and one about roads, which waits."""
    today = clock.today()
    for kpi in _figures():
        about_money = kpi.code.endswith(".tax_arrears")
        _add(
            ExecutiveNote, executive, kpi=kpi, fiscal_year_be=str(fiscal_year(today)), month=str(today.month),
            org_unit=kpi.org_unit,
            text="เร่งรัดผู้ค้างชำระรายใหญ่สิบรายแรก" if about_money else "จัดลำดับสายทางที่ต้องซ่อมก่อนฤดูฝน",
            due_on=format_date(today + timedelta(days=30), "numeric"),
        )  # fmt: skip


def _order_area(executive: Any) -> None:
    """A third on an area, the northern half of a village, whose time has run out."""
    village = AdminArea.objects.filter(level=AdminArea.Level.VILLAGE).order_by("code").first()
    if village is None or village.geom is None:
        return
    west, south, east, north = village.geom.extent
    half = village.geom.intersection(Polygon.from_bbox((west, (south + north) / 2, east, north)))
    _add(
        AreaNote, executive, subject=f"น้ำท่วมขังด้านเหนือ {village}", text="สำรวจและลอกท่อระบายน้ำที่อุดตัน",
        org_unit=OrgUnit.objects.order_by("code").first(), geom=json.loads(half.json),
        due_on=format_date(clock.today() + timedelta(days=14), "numeric"),
    )  # fmt: skip


def _order_record(executive: Any) -> None:
    """A fourth on one parcel, which still has time."""
    parcel = Parcel.objects.defer("geom").order_by("id").first()
    if parcel is None:
        return
    _add(
        RecordNote, executive, record=str(parcel.uid), text="สำรวจการใช้ประโยชน์ของแปลงนี้ใหม่",
        org_unit=OrgUnit.objects.order_by("code").first(),
        due_on=format_date(clock.today() + timedelta(days=30), "numeric"),
    )  # fmt: skip


def _answer(head: Any) -> None:
    register = registry.for_model(ExecutiveNote)
    for note in ExecutiveNote.objects.filter(status="issued", kpi__code__endswith=".tax_arrears"):
        for code, values in (("acknowledge", {}), ("finish", {"outcome": "ออกหนังสือเตือนและนัดเจรจาครบทุกรายแล้ว"})):
            transition(register, note.uid, code, values, user=head, reason="ตามข้อสั่งการ")  # type: ignore[arg-type]


def _brief(planner: Any) -> None:
    """Of the month before."""
    last = _month_before(clock.today())
    _add(
        MonthlyBrief, planner, fiscal_year_be=str(fiscal_year(last)), month=str(last.month),
        remark="รายได้จัดเก็บเองเป็นไปตามเป้าหมาย ภาษีค้างชำระกระจุกอยู่ไม่กี่ราย",
    )  # fmt: skip


def _quarter(planner: Any) -> None:
    """Of the quarter in which the figures were kept."""
    last = _month_before(clock.today())
    _add(
        QuarterlyReport, planner, fiscal_year_be=str(fiscal_year(last)), quarter=str((last.month - 10) % 12 // 3 + 1),
        remark="การจัดเก็บรายได้เป็นไปตามแผน ให้เร่งสำรวจแปลงที่ค้างและซ่อมสายทางที่ชำรุดก่อนฤดูฝน (ข้อมูลสมมติ)",
    )  # fmt: skip
