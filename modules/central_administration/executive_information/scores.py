"""Scores that others give the office: LPA and ITA as they were announced, kept once the paper is attached.

A score has no place, so no village has a part of it and no map is coloured by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from gis_core.access.visible import visible
from gis_core.features import clock
from gis_core.files.attach import attachments_of
from gis_core.files.models import Attachment
from gis_core.pure.refusal import Refused
from layers.bound import BoundRegister
from layers.declare import Draft, Kpi, TransitionDraft, Workflow
from layers.declare import Transition as Step
from layers.declare.reports import Measured
from layers.engine.boards import Asked, Board, show
from layers.engine.judging import Kept, figure_code, is_told, judged
from layers.engine.rows import seen
from layers.registry import registry
from modules.central_administration.executive_information import rules
from modules.central_administration.executive_information.models import OutsideScore

Figure, Dimension, Status = OutsideScore.Figure, OutsideScore.Dimension, OutsideScore.Status
FULL = Decimal(rules.FULL)
PAPERS = (Attachment.Kind.DOCUMENT, Attachment.Kind.PHOTO)


# -- the register ----------------------------------------------------------------------------------------------------
def check(draft: Draft) -> Iterator[Refused]:
    """Every refusal a score can give before it is written."""
    score: OutsideScore = draft.record
    yield from rules.score_faults(
        score.score,
        score.fiscal_year_be,
        score.announced_on,
        score.dimension != Dimension.TOTAL,
        score.figure == Figure.LPA,
        draft.today or clock.today(),
    )


def has_paper(draft: TransitionDraft) -> Iterator[Refused]:
    """A score counts when the paper that announces it hangs on the record."""
    if not attachments_of(draft.record.uid).filter(kind__in=PAPERS).exists():
        yield Refused("SCORE_PAPER", "ยังไม่มีเอกสารประกาศผล ให้แนบไฟล์เอกสารหรือภาพสแกนกับระเบียนนี้ก่อนยืนยัน")


WORKFLOW = Workflow(
    initial="typed",
    states=dict(Status.choices),
    transitions=(
        Step("confirm", "typed", "confirmed", ("clerk_chief",), "ยืนยันกับเอกสาร", guard=has_paper),
        Step("reopen", "confirmed", "typed", ("clerk_chief",), "ส่งกลับแก้ไข"),
    ),
    edited_in=("typed",),
    instead="ให้ปลัดส่งกลับแก้ไขก่อน",
)


# -- the figures -----------------------------------------------------------------------------------------------------
def _totals(figure: str, user: Any) -> Any:
    """The announced totals the reader may see, the last year first."""
    kept = seen(OutsideScore, user).filter(figure=figure, dimension=Dimension.TOTAL, status=Status.CONFIRMED)
    return kept.order_by("-fiscal_year_be")


def _measured(score: OutsideScore | None) -> Measured:
    """Points out of a hundred; a year that was not announced is no data and not nought."""
    return Measured(score.score, FULL) if score else Measured(Decimal(0), Decimal(0))


def _value(figure: str, user: Any) -> Measured:
    return _measured(_totals(figure, user).first())


def _by_village(figure: str, user: Any) -> dict[str, Measured]:
    """All of it lies in no village."""
    last = _totals(figure, user).first()
    return {"": _measured(last)} if last else {}


def _records(figure: str, user: Any) -> list[dict[str, Any]]:
    last = _totals(figure, user)[:1]
    return [{"uid": score.uid, "title": str(score), "amount": score.score} for score in last]


def _of_year(figure: str, user: Any, fiscal_year_be: int) -> dict[str, Measured]:
    found = _totals(figure, user).filter(fiscal_year_be=fiscal_year_be).first()
    return {"": _measured(found)} if found else {}


FIGURES = tuple(
    Kpi(
        figure.value,
        f"คะแนน {figure.name}",
        partial(_value, figure.value),
        partial(_by_village, figure.value),
        partial(_records, figure.value),
        unit="คะแนน",
        amount="คะแนน",
        scale=FULL,
        better="higher",
        of_year=partial(_of_year, figure.value),
        external=True,
    )
    for figure in Figure
)


# -- the board -------------------------------------------------------------------------------------------------------
def board(user: Any, asked: Asked) -> Mapping[str, Any] | None:
    """The last score of each figure announced by the day asked for, whatever village is asked for; None for whoever
    does not see the office whole."""
    register = registry.for_model(OutsideScore)
    assert register is not None  # declared beside this module
    if not visible(register, user).everything:
        return None
    known = OutsideScore.objects.filter(
        status=Status.CONFIRMED, fiscal_year_be__lte=asked.fiscal_year_be, announced_on__lte=asked.until
    )
    scores = list(known.order_by("-fiscal_year_be", "id"))
    used = [kpi for kpi in FIGURES if is_told(register, kpi, user)]
    totals = {kpi: next((each for each in scores if _is_total_of(kpi, each)), None) for kpi in used}
    codes = {kpi: figure_code(register, kpi) for kpi in used}
    values = {codes[kpi]: Kept(total.score if total else None, asked.until) for kpi, total in totals.items()}
    lights = judged(values, user, asked.until)
    cards = [_card(register, kpi, total, scores) | {"judged": lights.get(codes[kpi])} for kpi, total in totals.items()]
    return {"cards": cards, "register_url": register.url}


def _is_total_of(kpi: Kpi, score: OutsideScore) -> bool:
    return score.figure == kpi.code and score.dimension == Dimension.TOTAL


def _card(register: BoundRegister, kpi: Kpi, total: OutsideScore | None, scores: list[OutsideScore]) -> dict[str, Any]:
    """With the dimensions announced for the same year, in the order of the choices."""
    card = {"thai": kpi.thai, "unit": kpi.unit, "total": total, "figure_url": f"{register.url}report/{kpi.code}/"}
    if total is None:
        return card
    order = Dimension.values.index
    year = (total.figure, total.fiscal_year_be)
    of_year = [each for each in scores if (each.figure, each.fiscal_year_be) == year and each != total]
    parts = [(part, register.record_url(part.uid)) for part in sorted(of_year, key=lambda each: order(each.dimension))]
    pack_url = f"{register.url}evidence?figure={total.figure}&year={total.fiscal_year_be}"
    return card | {"url": register.record_url(total.uid), "parts": parts, "pack_url": pack_url}


show(Board("outside", "คะแนนประเมินจากภายนอก", "executive_information/outside.html", board))
