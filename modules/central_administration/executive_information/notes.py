"""What the executive orders on a figure, an area or a record: who may order, answer and accept, and what is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Expression, QuerySet

from gis_core.access.actor import acting_user_id
from gis_core.access.holdings import holdings_of, unit_tree
from gis_core.access.visible import visible
from gis_core.features import clock
from gis_core.ground.models import AdminArea
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import fiscal_year
from layers.declare import Draft, Grant, SpatialQuery, Transition, TransitionDraft, Workflow
from layers.engine.judging import NoteShown
from layers.registry import registry
from modules.central_administration.executive_information import approval, reach, rules
from modules.central_administration.executive_information.models import AreaNote, ExecutiveNote, Kpi, Order, RecordNote
from modules.central_administration.executive_information.reach import HEADS, AnyNote

Status = Order.Status
WAITING = (Status.ISSUED, Status.ACKNOWLEDGED)
ISSUERS = ("executive", "clerk_chief")
TYPED = ("kpi", "fiscal_year_be", "month", "area", "text", "org_unit", "due_on")
SHOWN = 20
COLORS = {
    "issued": "#c0281c",
    "acknowledged": "#c77700",
    "done": "#2f5fa8",
    "verified": "#2e7d4f",
    "cancelled": "#7b7f84",
}
#: Columns of a file, by what an order says.
COLUMNS = {"ข้อสั่งการ": "text", "หน่วยงานรับผิดชอบ": "org_unit", "ให้แล้วเสร็จภายใน": "due_on"}
GRANTS = (
    Grant("division_head finance_head clerk_chief executive auditor planner", "view"),
    Grant("executive clerk_chief", "add change"),
    Grant("clerk_chief executive auditor planner", "export"),
)


def sign(draft: Draft, *typed: str) -> None:
    """Keep who ordered it, or changed what is ordered, and when."""
    if draft.changed(*typed):
        draft.record.issued_by_id = acting_user_id()
        draft.record.issued_on = draft.today or clock.today()


def derive(draft: Draft) -> None:
    """As of every order."""
    sign(draft, *TYPED)


def order_faults(draft: Draft) -> Iterator[Refused]:
    """What any order must say; once it is acknowledged nobody rewrites it."""
    order: AnyNote = draft.record
    if not draft.is_new and order.status != Status.ISSUED:
        yield Refused("STATE", "ข้อสั่งการนี้รับทราบหรือยกเลิกแล้ว แก้ไขไม่ได้")
        return
    if order.org_unit_id is None:
        yield Refused("NOTE_OWNER", "ข้อสั่งการต้องมีหน่วยงานรับผิดชอบ", "", "org_unit")
    else:
        yield from reach.faults(order)
    if order.issued_on and order.due_on < order.issued_on:
        yield Refused("NOTE_DUE", "วันครบกำหนดต้องไม่ก่อนวันที่สั่งการ", "", "due_on")


def check(draft: Draft) -> Iterator[Refused]:
    """An order on a figure is on one in use, of a month that has begun, and of a village at most."""
    faults = list(order_faults(draft))
    yield from faults
    if any(each.code == "STATE" for each in faults):
        return
    note: ExecutiveNote = draft.record
    yield from approval.unused_faults(note.kpi)
    if rules.period_of(f"m{note.month:02}", note.fiscal_year_be)[0] > (draft.today or clock.today()):
        yield Refused("NOTE_EARLY", "เดือนนี้ยังไม่เริ่ม จึงยังไม่มีค่าให้สั่งการ", "", "month")
    if note.area_id and note.area.level != AdminArea.Level.VILLAGE:
        yield Refused("NOTE_AREA", "สั่งการรายพื้นที่ได้เฉพาะหมู่บ้าน", "", "area")


def by_its_unit(draft: TransitionDraft) -> Iterator[Refused]:
    """Only heads of the unit that answers for it, or of a unit above, acknowledge and report."""
    units = [each.unit_id for each in holdings_of(draft.user) if each.role in HEADS]
    if not any(draft.record.org_unit_id in unit_tree(unit) for unit in units):
        yield Refused("NOTE_UNIT", "ดำเนินการได้เฉพาะหัวหน้าของหน่วยงานที่รับผิดชอบ")


def by_issuer(draft: TransitionDraft) -> Iterator[Refused]:
    """An order is taken back by who gave it."""
    if draft.record.issued_by_id != draft.user.pk:
        yield Refused("NOTE_OTHER", "ยกเลิกได้เฉพาะผู้สั่งการ")


def reported(draft: TransitionDraft) -> None:
    """Keep who reported it done."""
    draft.record.done_by = draft.user
    draft.record.save(update_fields=["done_by"])


WORKFLOW = Workflow(
    initial="issued",
    states=dict(Status.choices),
    transitions=(
        Transition("acknowledge", "issued", "acknowledged", HEADS, "รับทราบ", guard=by_its_unit),
        Transition(
            "finish", "acknowledged", "done", HEADS, "รายงานผล", form=("outcome",), guard=by_its_unit, effect=reported
        ),
        Transition("verify", "done", "verified", ISSUERS, "ตรวจรับ", by_another_than=("done_by",)),
        Transition("return", "done", "acknowledged", ISSUERS, "ให้ดำเนินการต่อ", by_another_than=("done_by",)),
        Transition("cancel", ("issued", "acknowledged"), "cancelled", ISSUERS, "ยกเลิก", guard=by_issuer),
    ),
)


def flags(order: AnyNote, user: Any) -> list[str]:
    """That it should have been reported by now, on top of its page."""
    days = (clock.today() - order.due_on).days
    return [f"เกินกำหนด {days} วัน"] if is_late(order.status, order.due_on, clock.today()) else []


# -- what is shown of them -------------------------------------------------------------------------------------------
def of_figure(code: str, user: Any, village: str = "") -> list[NoteShown]:
    """The last orders on a figure of the office or a village, in one statement; none for who may not read them."""
    register = registry.for_model(ExecutiveNote)
    assert register is not None  # declared beside this module
    seen = visible(register, user)
    if seen.nothing:
        return []
    found = ExecutiveNote.objects.filter(seen.q(), kpi__code=code, area__code=village or None)
    return [_shown(note, register.record_url(note.uid)) for note in _named(found.order_by("-issued_on", "-id")[:SHOWN])]


def new_url(code: str, user: Any, village: str = "") -> str:
    """The form of a new order on a figure as it stands this month; "" for who may give none."""
    register = registry.for_model(ExecutiveNote)
    assert register is not None  # declared beside this module
    kpi = None if visible(register, user, "add").nothing else Kpi.objects.filter(code=code).first()
    if kpi is None:
        return ""
    today = clock.today()
    asked = {"kpi": str(kpi.uid), "fiscal_year_be": fiscal_year(today), "month": today.month}
    area = AdminArea.objects.filter(code=village).defer("geom").first() if village else None
    return f"{register.url}new?{urlencode(asked | ({'area': str(area.uid)} if area else {}))}"


def of_months(fiscal_year_be: int, months: Iterable[int]) -> Mapping[int, list[NoteShown]]:
    """What was ordered on the figures of some months and not taken back, by figure; for the brief and the report."""
    found = ExecutiveNote.objects.filter(fiscal_year_be=fiscal_year_be, month__in=list(months))
    found = found.exclude(status=Status.CANCELLED)
    by_figure: dict[int, list[NoteShown]] = {}
    for note in _named(found.order_by("issued_on", "id")):
        by_figure.setdefault(note.kpi_id, []).append(_shown(note, ""))
    return by_figure


def shown_on_place(note: AreaNote | RecordNote) -> NoteShown:
    """As on paper: of the month in which it was given."""
    on = note.issued_on or note.due_on
    return _told(note, "", month=on.month, fiscal_year_be=fiscal_year(on), village="")


def _named(found: Any) -> Iterable[ExecutiveNote]:
    return found.select_related("issued_by", "org_unit", "area").defer("area__geom")


def _shown(note: ExecutiveNote, url: str) -> NoteShown:
    village = str(note.area) if note.area else ""
    return _told(note, url, month=note.month, fiscal_year_be=note.fiscal_year_be, village=village)


def _told(note: AnyNote, url: str, **of: Any) -> NoteShown:
    return NoteShown(
        thai=note.text,
        by=note.issued_by.full_name if note.issued_by else "",
        on=note.issued_on or note.due_on,
        unit=str(note.org_unit) if note.org_unit else "",
        due_on=note.due_on,
        state=str(Status(note.status).label),
        is_late=is_late(note.status, note.due_on, clock.today()),
        is_waiting=note.status in WAITING,
        outcome=note.outcome,
        url=url,
        **of,
    )


def is_late(status: str, due_on: date, today: date) -> bool:
    """Whether it should have been reported done by now."""
    return status in WAITING and due_on < today


# -- those that stand on the map -------------------------------------------------------------------------------------
def late(orders: QuerySet, shape: Expression) -> list[dict[str, Any]]:
    """Of some orders those that should have been reported done by now, the longest overdue first; `shape` is GeoJSON
    of where one stands.
    """
    today = clock.today()
    found = orders.filter(status__in=WAITING, due_on__lt=today).select_related("org_unit").annotate(shape=shape)
    return [
        {
            "uid": note.uid, "title": f"{note.register_no} {note}", "unit": str(note.org_unit), "due_on": note.due_on,
            "days": (today - note.due_on).days, "geom": note.shape, "color": COLORS[note.status],
        }
        for note in found.order_by("due_on", "id")
    ]  # fmt: skip


def late_query(thai: str, found: Callable[[Any], list[dict[str, Any]]]) -> SpatialQuery:
    """The question which of a register's orders are late."""
    heads = (("unit", "หน่วยงานรับผิดชอบ"), ("due_on", "ให้แล้วเสร็จภายใน"), ("days", "เกินกำหนด (วัน)"))
    return SpatialQuery("late", thai, found, heads)
