"""Look before approving: what could not be assessed, what changed, who checks and who approves; alone or many at once.

Who prepared an assessment does not check it, and who did either does not approve it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib import messages
from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from gis_core.access.actor import acting_as
from gis_core.access.capacity import actor_of
from gis_core.access.permissions import log_look
from gis_core.access.visible import visible, within_roles
from gis_core.features import clock
from gis_core.features.models import Feature
from gis_core.jobs.models import JobProgress
from gis_core.pure.garbage import uncollected
from gis_core.pure.refusal import Refused, raise_all
from layers.declare import Transition, TransitionDraft, Workflow
from layers.engine.rows import seen
from layers.models import StateChange
from layers.registry import registry
from modules.finance.revenue_collection import tasks
from modules.finance.revenue_collection.land_tax import notifying, rules
from modules.finance.revenue_collection.land_tax.land_law import ACT
from modules.finance.revenue_collection.land_tax.year_change import changes_of
from modules.finance.revenue_collection.models import LandTaxAssessment, TaxYear, UnassessedPlace
from modules.finance.revenue_collection.roles import APPROVERS, ASSESSORS, CHECKERS

Rows = list[dict[str, Any]]
SHOWN, WHY = 200, 3
RED, ORANGE = "#c0392b", "#e67e22"


def signed_check(draft: TransitionDraft) -> None:
    draft.record.checked_by = draft.user
    draft.record.save()


def before_tax_day(assessment: LandTaxAssessment) -> Iterator[Refused]:
    """As `rules.before_tax_day`, of the year it is for."""
    yield from rules.before_tax_day(assessment.tax_year.year_be, clock.today())


def signed_approval(draft: TransitionDraft) -> None:
    draft.record.approved_by = draft.user
    draft.record.save()


def sent_back(draft: TransitionDraft) -> None:
    draft.record.checked_by = None
    draft.record.save()


WORKFLOW = Workflow(
    initial="draft",
    states={
        "draft": "ร่าง",
        "checked": "ตรวจสอบแล้ว",
        "approved": "อนุมัติ",
        "notified": "แจ้งประเมินแล้ว",
        "revised": "แก้ไขการประเมิน",
        "void": "ยกเลิก",
    },
    transitions=(
        Transition(
            "check", "draft", "checked", CHECKERS, "ตรวจสอบ", by_another_than=("generated_by",), effect=signed_check
        ),
        Transition(
            "approve", "checked", "approved", APPROVERS, "อนุมัติ", by_another_than=("generated_by", "checked_by"),
            closed=before_tax_day, effect=signed_approval,
        ),
        Transition(
            "notify", "approved", "notified", ("assessor", "revenue_officer"), "แจ้งการประเมิน",
            closed=notifying.too_late, effect=notifying.notified,
        ),
        Transition("send_back", "checked", "draft", (*CHECKERS, *APPROVERS), "ส่งกลับแก้ไข", effect=sent_back),
    ),
)  # fmt: skip
#: By step: the column of who signs.
SIGNED = {"check": "checked_by", "approve": "approved_by", "notify": ""}


def open_to(year: TaxYear, code: str, user: Any) -> QuerySet[LandTaxAssessment]:
    """The assessments of a year with which this user may take a step now; those marked for review one by one only."""
    register = registry.for_model(LandTaxAssessment)
    step = WORKFLOW.of(code)
    found = LandTaxAssessment.objects.filter(tax_year=year, status__in=step.sources)
    for column in step.by_another_than:
        found = found.exclude(**{column: user})
    found = found.filter(review="") if code == "check" else found
    return found.filter(visible(register, user, code).q())  # type: ignore[arg-type]


@uncollected()
def take_all(year: TaxYear, code: str, user: Any) -> int:
    """One step of every assessment open to the user, set by set; returns how many. Needs an open change."""
    step, signer = WORKFLOW.of(code), SIGNED[code]
    moved = list(open_to(year, code, user).select_for_update().order_by("id"))
    signed = {signer: user} if signer else {}
    LandTaxAssessment.objects.filter(pk__in=[row.pk for row in moved]).update(status=step.target, **signed)
    if code == "notify":
        notifying.notify(year, moved)
    key = registry.for_model(LandTaxAssessment).key  # type: ignore[union-attr]
    at = clock.now()
    StateChange.objects.bulk_create(
        StateChange(
            record_uid=row.uid, register_key=key, code=code, source=step.sources[0], target=step.target, at=at,
            actor=user,
            reason=f"{step.thai}ทั้งปี",
        )
        for row in moved
    )  # fmt: skip
    return len(moved)


# -- the page ----------------------------------------------------------------------------------------------------------
def page(request: HttpRequest) -> HttpResponse:
    """The year's assessment: run it, see what needs a look, check and approve."""
    register = registry.for_model(LandTaxAssessment)
    years = list(TaxYear.objects.order_by("-code"))
    year = next((y for y in years if y.code == request.GET.get("year")), years[0] if years else None)
    refusals: list[Refused] = []
    job = None
    if request.method == "POST" and year is not None:
        try:
            job = _act(request, year)
        except Refused as refused:
            refusals = [refused]
        else:
            if job is None:
                return HttpResponseRedirect(f"{register.url}review?year={year.code}")  # type: ignore[union-attr]
    log_look(request.user, "page", year.uid if year else None, "ตรวจทานการประเมินภาษีที่ดินและสิ่งปลูกสร้าง")
    context = {"register": register, "years": years, "year": year, "refusals": refusals, "job": job}
    context |= _figures(year, request.user) if year else {}
    return render(request, "revenue_collection/review.html", context, status=409 if refusals else 200)


def _act(request: HttpRequest, year: TaxYear) -> JobProgress | None:
    wish, user = request.POST.get("act", ""), request.user
    if wish == "assess":
        if not _holds(user, *ASSESSORS.split()):
            raise Refused("ROLE", "เฉพาะพนักงานประเมินหรือเจ้าพนักงานจัดเก็บรายได้สั่งประเมินได้", ACT)
        raise_all(_unannounced(year))
        reason = f"ประเมินภาษีปี {year.code}"
        return tasks.assess_all.start(user, reason=reason, only_one=f"assess-{year.code}", year=year.pk)
    if wish not in SIGNED:
        raise Refused("ACT", "ไม่รู้จักคำสั่งนี้")
    raise_all(_closed(year, wish))
    with acting_as(**actor_of(request), reason=f"{WORKFLOW.of(wish).thai}การประเมินปี {year.code}"):
        count = take_all(year, wish, user)
    messages.success(request, f"{WORKFLOW.of(wish).thai} {count:,} ราย")
    return None


def _unannounced(year: TaxYear) -> Iterator[Refused]:
    yield from rules.may_assess(year.prices_announced_on, clock.today())


def _closed(year: TaxYear, code: str) -> Iterator[Refused]:
    """What forbids a step for a whole year, as it does for each of its assessments."""
    if code == "approve":
        yield from rules.before_tax_day(year.year_be, clock.today())
    elif code == "notify":
        yield from notifying.in_time(year)


def _why(refusals: Iterator[Refused]) -> str:
    return " ".join(refused.thai for refused in refusals)


def _holds(user: Any, *codes: str) -> bool:
    return not within_roles(codes, user, False).nothing


def _figures(year: TaxYear, user: Any) -> Mapping[str, Any]:
    mine = seen(LandTaxAssessment, user).filter(tax_year=year)
    states = {row["status"]: row for row in mine.values("status").annotate(n=Count("id"), baht=Sum("tax_baht"))}
    marked = mine.exclude(review="").filter(status__in=("draft", "checked"))
    shown = list(marked.select_related("person", "organisation", "tax_year").order_by("-tax_baht", "id")[:SHOWN])
    why = changes_of(shown)
    problems = seen(UnassessedPlace, user).filter(tax_year=year)
    register, places = registry.for_model(LandTaxAssessment), registry.for_model(UnassessedPlace)
    titles = dict(
        Feature.objects.filter(uid__in=problems.order_by("code", "id")[:SHOWN].values("place_id")).values_list(
            "uid", "title"
        )
    )
    return {
        "states": [
            (thai, states[code]["n"], states[code]["baht"]) for code, thai in WORKFLOW.states.items() if code in states
        ],
        "marked": [(row, register.record_url(row.uid), why[row.pk][:WHY]) for row in shown],  # type: ignore[union-attr]
        "marked_count": marked.count(),
        "problems": [
            (row, titles.get(row.place_id, ""), places.record_url(row.uid))  # type: ignore[union-attr]
            for row in problems.order_by("code", "id")[:SHOWN]
        ],
        "problem_count": problems.count(),
        "may_assess": _holds(user, *ASSESSORS.split()),
        "unannounced": _why(_unannounced(year)),
        "steps": [
            (code, f"{WORKFLOW.of(code).thai} {n:,} ราย", _why(_closed(year, code)))
            for code in SIGNED
            if (n := open_to(year, code, user).count())
        ],
        "map": f"{register.url}q/review/?year={year.code}",  # type: ignore[union-attr]
    }


def on_the_map(user: Any, year: Any = None) -> Rows:
    """What needs a look, with its shape: places not assessed red, taxpayers whose tax changed orange."""
    found = TaxYear.objects.filter(code=str(year)) if year else TaxYear.objects.order_by("-code")
    chosen = found.first()
    if chosen is None:
        return []
    log_look(user, "query", chosen.uid, "รายการที่ต้องตรวจทานบนแผนที่")
    problems = seen(UnassessedPlace, user).filter(tax_year=chosen).order_by("code", "id")
    marked = seen(LandTaxAssessment, user).filter(tax_year=chosen, status__in=("draft", "checked")).exclude(review="")
    rows = [(row, row.place_id, row.problem, None, RED) for row in problems]
    shown = list(marked.select_related("tax_year").order_by("-tax_baht", "id"))
    why_changed = changes_of(shown)
    rows += [
        (row, row.place_id, "; ".join([row.review, *map(str, why_changed[row.pk][:WHY])]), row.tax_baht, ORANGE)
        for row in shown
    ]
    places = {f.uid: f for f in Feature.objects.filter(uid__in={uid for _, uid, *_ in rows})}
    return [
        {
            "uid": row.uid,
            "title": places[uid].title if uid in places else str(row),
            "geom": places[uid].geom.geojson if uid in places and places[uid].geom else None,
            "color": color,
            "why": why,
            "tax": tax,
        }
        for row, uid, why, tax, color in rows
    ]
