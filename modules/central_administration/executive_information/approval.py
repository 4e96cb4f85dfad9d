"""Which key figures the office uses: one proposes, another approves; another formula, unit or way is another version.

How a figure is reckoned stays in its declaration. A figure that is a draft, retired, or declared otherwise than it was
approved is shown at no door and kept on no night; what was kept of it stays, with its day and version.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gis_core.features import clock
from gis_core.pure.refusal import Refused
from layers.declare import Draft, Transition, TransitionDraft, Workflow
from modules.central_administration.executive_information import rules
from modules.central_administration.executive_information.declared import DeclaredFigure, by_code
from modules.central_administration.executive_information.models import Kpi, KpiTarget

Status = Kpi.Status
TYPED = ("org_unit", "dimension", "least", "most", "min_cell", "max_age_days", "is_public")
TERMS = ("formula_version", "unit", "better")
NAMED = 3


def terms(figure: DeclaredFigure) -> dict[str, Any]:
    """What the office decides upon of a declaration."""
    return dict(zip(TERMS, (figure.kpi.version, figure.kpi.unit, figure.kpi.better), strict=True))


def is_used(kpi: Kpi) -> bool:
    """Whether the office uses the figure as it is declared now."""
    figure = by_code().get(kpi.code)
    return figure is not None and kpi.status == Status.IN_USE and not differs(kpi, figure)


def differs(kpi: Kpi, figure: DeclaredFigure) -> bool:
    """Whether the figure is declared otherwise than its record says."""
    return any(getattr(kpi, name) != value for name, value in terms(figure).items())


def unused_faults(kpi: Kpi) -> Iterator[Refused]:
    """Nothing is aimed at, ordered on or mapped of a figure that is shown nowhere; what to do instead."""
    if kpi.status == Status.RETIRED:
        yield Refused("KPI_RETIRED", "ตัวชี้วัดนี้เลิกใช้แล้ว ให้เลือกตัวชี้วัดที่ใช้งานอยู่", "", "kpi")
    elif kpi.status and not is_used(kpi):
        text = "ตัวชี้วัดนี้ยังเป็นร่าง ไม่ได้รับอนุมัติให้ใช้ ให้เสนอและอนุมัติก่อน หรือเลือกตัวชี้วัดที่ใช้งานอยู่"
        yield Refused("KPI_DRAFT", text, "", "kpi")


def unused() -> frozenset[str]:
    """The codes of the figures that are shown nowhere, in one statement; an office that was never set up has none."""
    kept = Kpi.objects.only("code", "status", *TERMS).exclude(status="")
    return frozenset(kpi.code for kpi in kept if not is_used(kpi))


def used() -> list[str]:
    """The codes of all others that are declared, in the order of their declaration, in one statement."""
    left = unused()
    return [code for code in by_code() if code not in left]


# -- the steps -------------------------------------------------------------------------------------------------------
def owner_faults(kpi: Kpi, unit: str) -> Iterator[Refused]:
    """Somebody answers for every figure, and it counts something."""
    if kpi.org_unit_id is None or not unit:
        yield Refused("KPI_OWNER", "ตัวชี้วัดต้องมีหน่วยงานรับผิดชอบและหน่วยนับ", "", "org_unit")


def may_propose(draft: TransitionDraft) -> Iterator[Refused]:
    """Only what a system reckons, and somebody answers for."""
    figure = by_code().get(draft.record.code)
    if figure is None:
        yield Refused("FIGURE_GONE", "ไม่มีระบบใดคำนวณตัวชี้วัดนี้แล้ว")
        return
    yield from owner_faults(draft.record, figure.kpi.unit)


def propose(draft: TransitionDraft) -> None:
    """As it is declared now; whatever was approved before is over."""
    kpi: Kpi = draft.record
    _write(kpi, terms(by_code()[kpi.code]) | {"proposed_by": draft.user} | UNDECIDED)


def may_approve(draft: TransitionDraft) -> Iterator[Refused]:
    """What was proposed, as it was proposed."""
    kpi: Kpi = draft.record
    if kpi.proposed_by_id is None:
        yield Refused("KPI_PROPOSED", "ยังไม่มีผู้เสนอตัวชี้วัดนี้ ให้ผู้ดูแลระบบตรวจร่างและกด “เสนอใช้” ก่อน")
    faults = list(may_propose(draft))
    yield from faults
    if not faults and differs(kpi, by_code()[kpi.code]):
        yield Refused("KPI_CHANGED", "สูตร หน่วยนับ หรือทิศทางเปลี่ยนไปหลังจากเสนอ ให้ผู้ดูแลระบบเสนอใหม่")


def approve(draft: TransitionDraft) -> None:
    """In use from today on."""
    _write(draft.record, {"approved_by": draft.user, "valid_from": draft.on, "valid_to": None})


def may_retire(draft: TransitionDraft) -> Iterator[Refused]:
    """Not while it is still to reach something in a period that has not begun."""
    aimed = KpiTarget.objects.filter(kpi=draft.record).order_by("fiscal_year_be", "id")
    later = [each for each in aimed if rules.period_of(each.period, each.fiscal_year_be)[0] > draft.on]
    if later:
        named = ", ".join(each.register_no or str(each) for each in later[:NAMED])
        more = f" และอีก {len(later) - NAMED} รายการ" if len(later) > NAMED else ""
        text = f"ยังมีค่าเป้าหมายของช่วงเวลาที่ยังไม่เริ่ม ({named}{more}) ให้ผู้จัดทำแผนลบหรือย้ายไปตัวชี้วัดอื่นก่อนเลิกใช้"
        yield Refused("KPI_TARGETS", text)


def retire(draft: TransitionDraft) -> None:
    """Until today; what was kept of it stays."""
    _write(draft.record, {"valid_to": draft.on})


UNDECIDED: dict[str, Any] = {"approved_by": None, "valid_from": None, "valid_to": None}
PROPOSERS, APPROVERS = ("system_admin",), ("clerk_chief",)
WORKFLOW = Workflow(
    initial="draft",
    states=dict(Status.choices),
    transitions=(
        Transition("propose", "draft", "draft", PROPOSERS, "เสนอใช้", guard=may_propose, effect=propose),
        Transition(
            "approve", "draft", "in_use", APPROVERS, "อนุมัติให้ใช้", by_another_than=("proposed_by",),
            guard=may_approve, effect=approve,
        ),
        Transition("retire", "in_use", "retired", APPROVERS, "เลิกใช้", guard=may_retire, effect=retire),
        Transition("propose_again", "retired", "draft", PROPOSERS, "เสนอใช้อีก", guard=may_propose, effect=propose),
    ),
    edited_in=("draft", "in_use"),
    instead="ให้ผู้ดูแลระบบเสนอใช้อีกก่อน",
)  # fmt: skip


def derive(draft: Draft) -> None:
    """A draft that was changed is not the one that was proposed."""
    if draft.record.status == Status.DRAFT and draft.changed(*TYPED):
        draft.record.proposed_by = None


def flags(kpi: Kpi, user: Any) -> list[str]:
    """Why the figure is not shown, on top of its page."""
    if kpi.status == Status.DRAFT:
        return ["รออนุมัติ" if kpi.proposed_by_id else "รอผู้ดูแลระบบเสนอใช้"]
    is_other = kpi.status == Status.IN_USE and not is_used(kpi)
    return ["นิยามเปลี่ยนไปจากที่อนุมัติ จึงไม่แสดงจนกว่าจะเสนอและอนุมัติใหม่"] if is_other else []


# -- what set-up does --------------------------------------------------------------------------------------------------
def adopt(kpi: Kpi, figure: DeclaredFigure) -> None:
    """In use without a proposal: at the first set-up of an office, so that it can begin."""
    kpi.status, kpi.valid_from = Status.IN_USE, clock.today()
    _set(kpi, terms(figure))


def redraft(kpi: Kpi, figure: DeclaredFigure) -> None:
    """A draft of the version that is declared now, for somebody to propose."""
    kpi.status = Status.DRAFT
    _set(kpi, terms(figure) | {"proposed_by": None} | UNDECIDED)


def _set(kpi: Kpi, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(kpi, name, value)


def _write(kpi: Kpi, values: dict[str, Any]) -> None:
    _set(kpi, values)
    kpi.save(update_fields=list(values))
