"""The two years after the first day, in the order of the days: one change a day and kind of act."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange

from gis_core.demo.town import Town
from gis_core.ground.models import OwnershipSpell, Parcel, ParcelLineage
from modules.kernel.base_map import demo_rows as rows
from modules.kernel.base_map.demo_rows import Kept


def replay(town: Town, kept: Kept) -> None:
    """Write every later day: parcels divided and merged, land sold and inherited, buildings finished, deaths."""
    days: dict[date, list[Callable[[], None]]] = defaultdict(list)
    _parcels(town, kept, days)
    _buildings(town, kept, days)
    _spells(town, kept, days)
    _deaths(town, kept, days)
    for day in sorted(days):
        for write in days[day]:
            write()


def _parcels(town: Town, kept: Kept, days: dict[date, list[Callable[[], None]]]) -> None:
    plan = town.plan
    born: dict[date, list[int]] = defaultdict(list)
    for index, parcel in enumerate(plan.parcels):
        if parcel.begins_on is not None:
            born[parcel.begins_on].append(index)

    def act(day: date) -> Callable[[], None]:
        def write() -> None:
            ended = [i for i, p in enumerate(plan.parcels) if p.ends_on == day]
            steps = [s for s in plan.lineage if s.on == day]
            acts = {ParcelLineage.Act(s.act).label for s in steps}
            with town.acting("surveyor", f"{' และ '.join(sorted(acts))}ตามเอกสารสำนักงานที่ดิน", day):
                for i in ended:
                    status = Parcel.Status.MERGED if plan.parcels[i].status == "merged" else Parcel.Status.DIVIDED
                    kept.parcels[i].status = status
                    kept.parcels[i].save(update_fields=["status"])
                rows.write_parcels(town, kept, born[day])
                ParcelLineage.objects.bulk_create(
                    ParcelLineage(
                        parent=kept.parcels[s.parent_index], child=kept.parcels[s.child_index], act=s.act, on=s.on
                    )
                    for s in steps
                )

        return write

    for day in born:
        days[day].append(act(day))


def _buildings(town: Town, kept: Kept, days: dict[date, list[Callable[[], None]]]) -> None:
    plan = town.plan
    done: dict[date, list[int]] = defaultdict(list)
    houses: dict[int, list[int]] = defaultdict(list)
    for index, house in enumerate(plan.houses):
        houses[house.building_index].append(index)
    for index, building in enumerate(plan.buildings):
        if building.completed_on is not None:
            done[building.completed_on].append(index)

    def act(day: date) -> Callable[[], None]:
        def write() -> None:
            with town.acting("assessor", "สำรวจอาคารที่สร้างเสร็จ", day, hour=13):
                rows.write_buildings(town, kept, done[day])
            numbered = [h for b in done[day] for h in houses[b]]
            if numbered:
                with town.acting("registry_clerk", "กำหนดเลขบ้านใหม่", day, hour=14):
                    rows.write_houses(town, kept, numbered)

        return write

    for day in done:
        days[day].append(act(day))


def _spells(town: Town, kept: Kept, days: dict[date, list[Callable[[], None]]]) -> None:
    plan, first = town.plan, town.plan.first
    ends: dict[date, list[int]] = defaultdict(list)
    begins: dict[date, list[int]] = defaultdict(list)
    for index, spell in enumerate(plan.spells):
        if spell.ends_on is not None and spell.ends_on > first:
            ends[spell.ends_on].append(index)
        if spell.begins_on > first:
            begins[spell.begins_on].append(index)

    def act(day: date) -> Callable[[], None]:
        def write() -> None:
            with town.acting("revenue_officer", "ปรับผู้ถือกรรมสิทธิ์ตามแฟ้มรายเดือนสำนักงานที่ดิน", day, hour=15):
                closed = [kept.spells[i] for i in ends[day]]
                for spell in closed:
                    spell.valid = DateRange(spell.valid.lower, day)
                OwnershipSpell.objects.bulk_update(closed, ["valid"], batch_size=rows.BATCH)
                rows.write_spells(town, kept, begins[day], day)

        return write

    for day in sorted({*ends, *begins}):
        days[day].append(act(day))


def _deaths(town: Town, kept: Kept, days: dict[date, list[Callable[[], None]]]) -> None:
    first = town.plan.first
    died: dict[date, list[int]] = defaultdict(list)
    for index, person in enumerate(town.plan.persons):
        if person.died_on is not None:
            died[max(person.died_on, first)].append(index)

    def act(day: date) -> Callable[[], None]:
        def write() -> None:
            with town.acting("registry_clerk", "จำหน่ายบุคคลถึงแก่กรรม", day, hour=16):
                for index in died[day]:
                    kept.people[index].died_on = town.plan.persons[index].died_on
                    kept.people[index].save(update_fields=["died_on"])

        return write

    for day in died:
        days[day].append(act(day))
