"""Two years of the demo town's roads, day by day, through the engine and the services of the kernel."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any

from gis_core.demo.town import Town
from gis_core.networks.events import cut_sections
from gis_core.networks.models import Road
from layers.engine import records, transitions
from modules.civil_works.roads_bridges import figures, rules, saving
from modules.civil_works.roads_bridges.demo_rows import Lines, bulk, register_of, segment_values, stored
from modules.civil_works.roads_bridges.models import (
    Accident,
    Bridge,
    BridgeInspection,
    ConditionSurvey,
    Defect,
    SurfaceSegment,
    WeightLimit,
    Works,
)
from modules.kernel.inspections.models import ChecklistTemplate
from modules.kernel.inspections.visits import record_visit

STEPS = {"land_ready": "land_ready", "council": "council", "requested": "request", "registered": "register"}
CAUSES = ("ขับรถเร็ว", "ทัศนวิสัยไม่ดี", "ถนนลื่น", "ตัดหน้ากระชั้นชิด")


@dataclass
class Past:
    """What the events need: rows by their place in the plan, defects by their number."""

    town: Town
    roads: list[Road]
    lines: Lines
    bridges: list[Bridge]
    defects: dict[int, Defect] = field(default_factory=dict)

    def user(self, role: str) -> Any:
        return self.town.user(role)


def replay(town: Town, roads: list[Road], lines: Lines) -> None:
    """All events of the roads in order; each day's acts are written by who does them in an office."""
    past = Past(town, roads, lines, list(Bridge.objects.order_by("id")))
    ours = [event for event in town.plan.events if event.kind in WRITERS and event.at.date() <= town.until]
    town.say(f"สองปีของสายทาง: {len(ours):,} เหตุการณ์")
    for day, events in groupby(ours, key=lambda event: event.at.date()):
        with town.acting("engineer", "งานประจำวันกองช่าง", day, hour=16), figures.held():
            _one_day(past, day, list(events))
    _today(past)


def _one_day(past: Past, day: date, events: list[Any]) -> None:
    by_kind: dict[str, list[Any]] = defaultdict(list)
    for event in events:
        by_kind[event.kind].append(event)
    for kind, writer in WRITERS.items():
        if by_kind[kind]:
            writer(past, day, by_kind[kind])


# -- condition ---------------------------------------------------------------------------------------------------------
def survey_values(plan: Any) -> dict[str, Any]:
    return {
        "surveyed_on": plan.on,
        "km_from": plan.from_m,
        "km_to": plan.to_m,
        "iri_m_per_km": plan.iri,
        "visual_grade": plan.grade if plan.iri is None else "",
    }


def write_surveys(surveys: list[ConditionSurvey]) -> None:
    """Surveys of many roads at once: lines, grades and the condition of their segments, a few statements in all."""
    road_ids = {survey.road_id for survey in surveys}
    segments: dict[int, list[SurfaceSegment]] = defaultdict(list)
    for segment in SurfaceSegment.objects.filter(road_id__in=road_ids).defer("geom"):
        segments[segment.road_id].append(segment)
    rows = figures.rows(figures.IRI_GRADES)
    shapes = cut_sections((s.road_id, float(s.km_from), float(s.km_to)) for s in surveys)
    for survey, shape in zip(surveys, shapes, strict=True):
        survey.geom = shape
        surface = _surface(segments[survey.road_id], survey)
        survey.grade = rules.grade_of(survey.iri_m_per_km, survey.visual_grade, surface, survey.surveyed_on, rows)
    ConditionSurvey.objects.bulk_create(surveys, batch_size=1000)
    saving.refresh_condition(road_ids)


def _surface(segments: Iterable[SurfaceSegment], survey: ConditionSurvey) -> str:
    wanted = rules.Stretch(Decimal(survey.km_from), Decimal(survey.km_to))
    return max(
        segments, key=lambda s: rules.overlap_m(rules.Stretch(s.km_from, s.km_to), wanted), default=SurfaceSegment()
    ).surface


def _surveyed(past: Past, day: date, events: list[Any]) -> None:
    surveys = []
    for event in events:
        index = event.payload["road_index"]
        plans = [survey for survey in past.town.plan.roads[index].surveys if survey.on == day]
        surveys += [ConditionSurvey(road=past.roads[index], **survey_values(plan)) for plan in plans]
    write_surveys(surveys)


# -- defects -----------------------------------------------------------------------------------------------------------
def _reported(past: Past, day: date, events: list[Any]) -> None:
    for event in events:
        given = event.payload
        index = given["road_index"]
        values = {name: given[name] for name in ("damage", "severity", "quantity", "unit")}
        place = past.lines.beside(index, given["chainage_m"], given["side"], given["offset_m"])
        values |= {"road": past.roads[index], "geom": stored(place), "reported_on": day}
        role = ("citizen", "counter_clerk", "inspector")[given["defect_number"] % 3]
        past.defects[given["defect_number"]] = records.create(
            register_of(Defect), values, user=past.user(role), reason="แจ้งจุดชำรุด"
        )


def _defect_step(code: str, role: str, values: Callable[[date, dict[str, Any]], dict[str, Any]]) -> Any:
    def write(past: Past, day: date, events: list[Any]) -> None:
        for event in events:
            defect = past.defects[event.payload["defect_number"]]
            given = values(day, event.payload)
            _step(Defect, defect, code, past.user(role), given, "ติดตามจุดชำรุด")

    return write


def _step(model: Any, record: Any, code: str, user: Any, values: dict[str, Any], reason: str) -> Any:
    return transitions.transition(register_of(model), record.uid, code, values, user=user, reason=reason)


# -- works -------------------------------------------------------------------------------------------------------------
def _worked(past: Past, day: date, events: list[Any]) -> None:
    for event in events:
        given, road = event.payload, past.roads[event.payload["road_index"]]
        engineer = past.user("engineer")
        works = _planned(past, road, given["works_kind"], given["from_m"], given["to_m"])
        contract = {"contract_no": f"{works.pk}/{day.year + 543}", "contracted_on": day - timedelta(days=60)}
        _step(Works, works, "contract", past.user("procurement_officer"), contract, "ทำสัญญาจ้าง")
        done = {"finished_on": day, "cost_baht": given["cost_baht"]}
        _step(Works, works, "finish", engineer, done, "ตรวจรับงาน")
        stored_ones = list(road.surface_segments.order_by("km_from"))
        lines = [
            {"uid": str(segment.uid), **segment_values(plan)}
            for segment, plan in zip(stored_ones, given["segments"], strict=True)
        ]
        records.update(
            register_of(Road),
            road.uid,
            {},
            user=engineer,
            reason="ปรับผิวทางตามงานที่แล้วเสร็จ",
            lines={"surfacesegment": lines},
        )


def _planned(past: Past, road: Road, kind: str, from_m: Any, to_m: Any) -> Works:
    title = f"{Works.Kind(kind).label} {road.name}"
    values = {"road": road, "kind": kind, "km_from": from_m, "km_to": to_m, "title": title}
    return records.create(register_of(Works), values, user=past.user("engineer"), reason="ตั้งงานตามแผน")  # type: ignore[no-any-return]


# -- steps towards registration ----------------------------------------------------------------------------------------
def _moved_on(past: Past, day: date, events: list[Any]) -> None:
    for event in events:
        road, state = past.roads[event.payload["road_index"]], event.payload["to_state"]
        number = road.road_code.rpartition("-")[2]
        values = {
            "land_ready": {"public_way_no": f"ทถ.5/{number}", "public_way_on": day},
            "council": {"council_no": f"สมัยสามัญ/{day.year + 543}", "council_on": day},
            "requested": {"request_no": f"ตย 52001/{number}", "requested_on": day},
            "registered": {
                "approval_no": f"ตย 0023/{number}",
                "approved_on": day,
                "registered_no": event.payload.get("registered_no", number),
                "registered_on": day,
            },
        }[state]
        role = "executive" if state == "requested" else "officer"
        _step(Road, road, STEPS[state], past.user(role), values, "ดำเนินการลงทะเบียนทางหลวงท้องถิ่น")


# -- visits ------------------------------------------------------------------------------------------------------------
def _visited(past: Past, day: date, events: list[Any]) -> None:
    templates = {t.code: t for t in ChecklistTemplate.objects.filter(code__startswith="road-")}
    for event in events:
        given = event.payload
        template = templates.get(f"road-{given['occasion']}")
        items = template.items.all() if template else ()
        answers = {
            item.position: ("bad" if given["result"] == "fix" and item.position == 1 else "good", "") for item in items
        }
        record_visit(
            register_of(Road),
            past.roads[given["road_index"]].uid,
            user=past.user("inspector"),
            result=given["result"],
            visited_at=event.at.replace(hour=9),
            template=template,
            answers=answers,
        )


def _bridges_inspected(past: Past, day: date, events: list[Any]) -> None:
    for event in events:
        bridge = past.bridges[event.payload["bridge_index"]]
        values = {"bridge": bridge, "inspected_on": day, **event.payload["scores"]}
        records.create(register_of(BridgeInspection), values, user=past.user("inspector"), reason="ตรวจสะพานประจำปี")


#: Kinds of events in the order in which a day's acts are written.
WRITERS: dict[str, Callable[[Past, date, list[Any]], None]] = {
    "road_surveyed": _surveyed,
    "road_inspected": _visited,
    "bridge_inspected": _bridges_inspected,
    "road_resurfaced": _worked,
    "road_widened": _worked,
    "road_state_changed": _moved_on,
    "defect_reported": _reported,
    "defect_confirmed": _defect_step("confirm", "inspector", lambda day, given: {}),
    "defect_planned": _defect_step(
        "plan",
        "engineer",
        lambda day, given: {
            "planned_year_be": given["planned_year_be"],
            "estimate_baht": 1500 + 350 * (given["defect_number"] % 40),
        },
    ),
    "defect_repaired": _defect_step(
        "repair", "engineer", lambda day, given: {"repaired_on": day, "repair_baht": given["repair_baht"]}
    ),
}


def _today(past: Past) -> None:
    """What is still going on at the end: works under contract, weight limits, and the accidents of the last year."""
    last = past.town.until
    local = [i for i, road in enumerate(past.town.plan.roads) if road.road_class == "local" and road.length_m > 300]
    with past.town.acting("engineer", "งานที่ดำเนินอยู่", last, hour=17):
        for index in local[:3]:
            road = past.roads[index]
            works = _planned(past, road, "overlay", 0, 300)
            contract = {"contract_no": f"{works.pk}/{last.year + 543}", "contracted_on": last - timedelta(days=20)}
            _step(Works, works, "contract", past.user("procurement_officer"), contract, "ทำสัญญาจ้าง")
        for index in local[3:5]:
            values = {
                "road": past.roads[index],
                "km_from": 0,
                "km_to": 300,
                "limit_t": 10,
                "valid": {"from": last.isoformat(), "to": ""},
                "reason": "ป้องกันผิวทางเสียหายในฤดูฝน",
            }
            records.create(register_of(WeightLimit), values, user=past.user("engineer"), reason="จำกัดน้ำหนัก")
        bulk(Accident, [_accident(past, number, index, last) for number, index in enumerate((local * 3)[:14])])


def _accident(past: Past, number: int, index: int, last: date) -> Accident:
    at = (number * 137) % max(past.town.plan.roads[index].length_m, 1)
    return Accident(
        road=past.roads[index],
        happened_on=last - timedelta(days=9 + 23 * number),
        deaths=1 if number % 6 == 5 else 0,
        injured=number % 3,
        vehicles="จักรยานยนต์" if number % 2 else "รถยนต์",
        cause=CAUSES[number % len(CAUSES)],
        chainage_m=at,
        offset_m=0,
        geom=stored(past.lines.beside(index, at, "", Decimal(0))),
    )
