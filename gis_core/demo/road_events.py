"""Two years of the roads: surveys, resurfacing, widening, inspections, potholes, steps towards registration."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from gis_core.demo.geometry import stream
from gis_core.demo.road_records import BridgePlan, RoadPlan, SegmentPlan
from gis_core.demo.road_register import STATES, metres

#: (day, kind, payload); the times of day are given when all events are put in order.
Happening = tuple[date, str, dict[str, Any]]
COST_M2 = {"concrete": 950, "asphalt": 520, "cape_seal": 260, "gravel": 90, "earth": 60}
BETTER = {"earth": "gravel", "gravel": "concrete", "cape_seal": "asphalt", "asphalt": "asphalt", "concrete": "asphalt"}


def road_events(
    seed: int, roads: tuple[RoadPlan, ...], bridges: tuple[BridgePlan, ...], first: date, until: date
) -> list[Happening]:
    """Events of all roads, in no order. Segments in a payload are the whole list in force from that day."""
    rng = stream(seed, "road events")
    ours = [i for i, road in enumerate(roads) if road.segments]
    events: list[Happening] = []
    for index in ours:
        days = sorted({survey.on for survey in roads[index].surveys if survey.on >= first})
        events += [(on, "road_surveyed", {"road_index": index}) for on in days]
    events += _works(roads, ours, rng, first, until)
    events += _defects(roads, ours, rng, first, until)
    events += _registrations(roads, ours, rng, first, until)
    events += _inspections(roads, bridges, ours, rng, first, until)
    return events


def _day(first: date, until: date, rng: np.random.Generator) -> date:
    day = first + timedelta(days=int(rng.integers(2, max(3, (until - first).days - 2))))
    return min(until, day + timedelta(days=max(0, 7 - day.weekday()))) if day.weekday() > 4 else day


def _works(roads: tuple[RoadPlan, ...], ours: list[int], rng: Any, first: date, until: date) -> list[Happening]:
    """One road in twelve gets a better surface on its worst stretch, one in forty is widened."""
    events: list[Happening] = []
    for index in ours:
        chance = rng.random()
        road = roads[index]
        if chance < 0.085:
            place = max(range(len(road.segments)), key=lambda i: (_need(road.segments[i]), i))
            on = _day(first, until, rng)
            old = road.segments[place]
            new = replace(old, surface=BETTER[old.surface], year_built_be=on.year + 543)
            events.append(
                (
                    on,
                    "road_resurfaced",
                    _work(index, road, place, new, "overlay" if old.surface == "asphalt" else "rebuild"),
                )
            )
        elif chance < 0.22 and road.road_class == "local":
            place = len(road.segments) - 1
            on = _day(first, until, rng)
            old = road.segments[place]
            new = replace(old, width_m=old.width_m + 1, year_built_be=on.year + 543, lanes=2)
            events.append((on, "road_widened", _work(index, road, place, new, "widen")))
    return events


def _need(segment: SegmentPlan) -> int:
    return {"earth": 4, "gravel": 3, "cape_seal": 2, "asphalt": 1, "concrete": 0}[segment.surface]


def _work(index: int, road: RoadPlan, place: int, new: SegmentPlan, kind: str) -> dict[str, Any]:
    segments = (*road.segments[:place], new, *road.segments[place + 1 :])
    area = (new.to_m - new.from_m) * new.width_m
    return {
        "road_index": index,
        "works_kind": kind,
        "from_m": new.from_m,
        "to_m": new.to_m,
        "cost_baht": metres(float(area) * COST_M2[new.surface]),
        "segments": segments,
    }


def _defects(roads: tuple[RoadPlan, ...], ours: list[int], rng: Any, first: date, until: date) -> list[Happening]:
    """Potholes and other damage, reported, looked at, planned and mostly repaired."""
    events: list[Happening] = []
    lengths = np.array([roads[i].length_m for i in ours], dtype=float)
    for number in range(1, max(6, round(len(ours) * 0.35)) + 1):
        index = int(ours[int(rng.choice(len(ours), p=lengths / lengths.sum()))])
        on = _day(first, until, rng)
        chainage = int(rng.integers(0, max(1, roads[index].length_m)))
        damage = ("pothole", "pothole", "pothole", "alligator", "settlement", "edge")[int(rng.integers(0, 6))]
        payload = {
            "defect_number": number,
            "road_index": index,
            "chainage_m": chainage,
            "side": ("ซ้าย", "ขวา")[int(rng.integers(0, 2))],
            "offset_m": metres(float(rng.uniform(0.3, 1.6))),
            "damage": damage,
            "severity": ("low", "medium", "medium", "high")[int(rng.integers(0, 4))],
            "quantity": metres(float(rng.uniform(0.2, 6.0))),
            "unit": "ตร.ม.",
        }
        events.append((on, "defect_reported", payload))
        events += _after(number, on, until, rng)
    return events


def _after(number: int, on: date, until: date, rng: Any) -> list[Happening]:
    steps = (("defect_confirmed", 1, 6), ("defect_planned", 3, 20), ("defect_repaired", 5, 60))
    events: list[Happening] = []
    for kind, least, most in steps:
        on = on + timedelta(days=int(rng.integers(least, most)))
        if on > until or rng.random() < 0.12:
            break
        payload: dict[str, Any] = {"defect_number": number}
        if kind == "defect_repaired":
            payload["repair_baht"] = metres(float(rng.integers(8, 90)) * 100)
        if kind == "defect_planned":
            payload["planned_year_be"] = on.year + 543 + (on.month >= 10)
        events.append((on, kind, payload))
    return events


def _registrations(roads: tuple[RoadPlan, ...], ours: list[int], rng: Any, first: date, until: date) -> list[Happening]:
    """Every third road that is not registered moves on, step by step."""
    events: list[Happening] = []
    for index in ours:
        state = STATES.index(roads[index].state)
        if state == len(STATES) - 1 or rng.random() > 0.36:
            continue
        on = first + timedelta(days=int(rng.integers(10, 160)))
        for step in STATES[state + 1 :]:
            on = on + timedelta(days=int(rng.integers(25, 150)))
            if on > until:
                break
            payload: dict[str, Any] = {"road_index": index, "to_state": step}
            if step == "registered":
                payload["registered_no"] = f"{int(rng.integers(1, 400))}/{on.year + 543}"
            events.append((on, "road_state_changed", payload))
    return events


def _inspections(
    roads: tuple[RoadPlan, ...], bridges: tuple[BridgePlan, ...], ours: list[int], rng: Any, first: date, until: date
) -> list[Happening]:
    """Every bridge once a year by its elements (scores 0-5), and some roads after the floods of October."""
    events: list[Happening] = []
    for index, bridge in enumerate(bridges):
        if not roads[bridge.road_index].segments:
            continue
        worn = min(2, (until.year + 543 - bridge.year_built_be) // 14)
        for year in range(2):
            on = _day(first + timedelta(days=365 * year), min(until, first + timedelta(days=365 * (year + 1))), rng)
            scores = {part: int(5 - rng.integers(0, 2 + worn)) for part in ("deck", "beam", "pier", "rail", "approach")}
            events.append((on, "bridge_inspected", {"bridge_index": index, "scores": scores}))
    for index in ours:
        if rng.random() < 0.12:
            on = date(first.year + int(rng.integers(0, 2)), 10, int(rng.integers(6, 29)))
            answer = ("pass", "pass", "fix")[int(rng.integers(0, 3))]
            if first <= on <= until:
                events.append((on, "road_inspected", {"road_index": index, "occasion": "flood", "result": answer}))
    return events
