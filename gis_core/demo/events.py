"""The two years in order. Kinds of events and the keys of their payloads (indexes are positions in the plan):

- parcel_divided: parent_index, child_indexes, ended_spells, began_spells
- parcels_merged: parent_indexes, child_index, ended_spells, began_spells
- parcel_sold, parcel_inherited: parcel_index, ended_spells, began_spells; inherited also deceased_index
- person_died: person_index
- building_completed: building_index
- road_surveyed: road_index (the surveys of the road dated that day)
- road_resurfaced, road_widened: road_index, works_kind, from_m, to_m, cost_baht, segments (all, from that day)
- road_state_changed: road_index, to_state; when registered also registered_no
- road_inspected: road_index, occasion, result (pass, fix); bridge_inspected: bridge_index, scores {part: 0-5}
- defect_reported: defect_number, road_index, chainage_m, side, offset_m, damage, severity, quantity, unit
- defect_confirmed, defect_planned (planned_year_be), defect_repaired (repair_baht): defect_number
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone

from gis_core.demo.cadastre import Cadastre
from gis_core.demo.geometry import stream
from gis_core.demo.ownership import Ownership
from gis_core.demo.records import BuildingPlan, Event
from gis_core.demo.road_events import Happening

BANGKOK = timezone(timedelta(hours=7))


def land_events(
    cadastre: Cadastre, buildings: tuple[BuildingPlan, ...], ownership: Ownership, first: date
) -> list[Happening]:
    """Divisions, mergers, transfers, deaths and new buildings."""
    events = _descents(cadastre, ownership)
    for move in ownership.transfers:
        payload = {"parcel_index": move.parcel_index, "ended_spells": move.ended, "began_spells": move.began}
        if move.deceased_index is not None:
            payload["deceased_index"] = move.deceased_index
        events.append((move.on, f"parcel_{move.kind}", payload))
    events += [
        (person.died_on, "person_died", {"person_index": i})
        for i, person in enumerate(ownership.persons)
        if person.died_on is not None
    ]
    events += [
        (building.completed_on, "building_completed", {"building_index": i})
        for i, building in enumerate(buildings)
        if building.completed_on is not None and building.completed_on >= first
    ]
    return events


def _descents(cadastre: Cadastre, ownership: Ownership) -> list[Happening]:
    spells_of: dict[int, list[int]] = {}
    for i, spell in enumerate(ownership.spells):
        spells_of.setdefault(spell.parcel_index, []).append(i)
    divided: dict[int, list[int]] = {}
    merged: dict[int, list[int]] = {}
    days: dict[int, date] = {}
    for step in cadastre.lineage:
        days[step.parent_index] = days[step.child_index] = step.on
        if step.act == "division":
            divided.setdefault(step.parent_index, []).append(step.child_index)
        else:
            merged.setdefault(step.child_index, []).append(step.parent_index)
    events: list[Happening] = []
    for parent, children in divided.items():
        on = days[parent]
        began = tuple(i for child in children for i in spells_of[child])
        payload = {"parent_index": parent, "child_indexes": tuple(children)}
        events.append(
            (on, "parcel_divided", {**payload, "ended_spells": tuple(spells_of[parent]), "began_spells": began})
        )
    for child, parents in merged.items():
        on = days[child]
        ended = tuple(i for parent in parents for i in spells_of[parent])
        payload = {"parent_indexes": tuple(parents), "child_index": child}
        events.append(
            (on, "parcels_merged", {**payload, "ended_spells": ended, "began_spells": tuple(spells_of[child])})
        )
    return events


def in_order(seed: int, happenings: list[Happening]) -> tuple[Event, ...]:
    """Events by time; each day's begin at 08:30 and follow each other in a fixed order, all before 16:30."""
    rng = stream(seed, "times")
    days = sorted(range(len(happenings)), key=lambda i: (happenings[i][0], i))
    count: dict[date, int] = {}
    for i in days:
        count[happenings[i][0]] = count.get(happenings[i][0], 0) + 1
    seen: dict[date, int] = {}
    result = []
    for i in days:
        on, kind, payload = happenings[i]
        step = 8 * 3600 // count[on]
        second = seen.get(on, 0) * step + int(rng.integers(0, max(1, step)))
        seen[on] = seen.get(on, 0) + 1
        at = datetime.combine(on, time(8, 30), BANGKOK) + timedelta(seconds=second)
        result.append(Event(at, kind, payload))
    return tuple(result)
