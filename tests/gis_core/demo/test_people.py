"""People, organisations, owners and the two years of events; the same bytes for the same seed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest

from gis_core.demo.names import COMPANIES
from gis_core.demo.plan import TownPlan, build_town
from gis_core.demo.records import SpellPlan
from gis_core.pure.citizen_id import is_citizen_id

MARKS = ("สาธิต", "สมมุติ", "ตัวอย่าง", "จำลอง")


def spells_by_parcel(town: TownPlan) -> dict[int, list[SpellPlan]]:
    result: dict[int, list[SpellPlan]] = defaultdict(list)
    for spell in town.spells:
        result[spell.parcel_index].append(spell)
    return result


def test_numbers_are_valid_unique_and_never_issued(town: TownPlan) -> None:
    numbers = [person.national_id for person in town.persons] + [body.juristic_id for body in town.organisations]
    assert len(set(numbers)) == len(numbers)
    assert all(is_citizen_id(number) for number in numbers)
    assert all(person.national_id.startswith("9") for person in town.persons)
    assert all(body.juristic_id.startswith("0") for body in town.organisations)


def test_names_are_marked_as_fiction(town: TownPlan) -> None:
    assert all(any(mark in person.last_name for mark in MARKS) for person in town.persons)
    companies = [body.thai for body in town.organisations if body.kind == "company"]
    assert len(set(companies)) == len(companies)
    assert all(any(mark in name for mark in MARKS) and any(c in name for c in COMPANIES) for name in companies)


def test_house_numbers_are_unique_in_a_village(town: TownPlan) -> None:
    assert len({(house.moo, house.house_no) for house in town.houses}) == len(town.houses)
    assert len({house.house_register_id for house in town.houses}) == len(town.houses)
    assert all(len(house.house_register_id) == 11 and house.house_register_id.isdigit() for house in town.houses)
    assert any("/" in house.house_no for house in town.houses)
    for house in town.houses[::9]:
        assert town.buildings[house.building_index].parcel_index == house.parcel_index
        assert town.parcels[house.parcel_index].moo == house.moo


def test_households_have_a_head_at_home(town: TownPlan) -> None:
    for household in town.households:
        assert town.persons[household.head_index].house_index == household.house_index
        assert household.members >= 1


def test_shares_add_up_to_one_at_every_moment(town: TownPlan) -> None:
    for index, spells in spells_by_parcel(town).items():
        parcel = town.parcels[index]
        for role in {spell.role for spell in spells}:
            mine = [spell for spell in spells if spell.role == role]
            turns = sorted({s.begins_on for s in mine} | {s.ends_on for s in mine if s.ends_on})
            for day in turns:
                shares = [
                    Fraction(s.share_num, s.share_den)
                    for s in mine
                    if s.begins_on <= day and (s.ends_on is None or day < s.ends_on)
                ]
                assert sum(shares) == (0 if day == parcel.ends_on else 1), (parcel.parcel_code, day)


def test_spells_of_a_party_do_not_overlap(town: TownPlan) -> None:
    for spells in spells_by_parcel(town).values():
        by_party: dict[tuple, list[SpellPlan]] = defaultdict(list)
        for spell in spells:
            assert (spell.person_index is None) != (spell.organisation_index is None)
            assert spell.ends_on is None or spell.begins_on < spell.ends_on
            by_party[spell.role, spell.person_index, spell.organisation_index].append(spell)
        for mine in by_party.values():
            mine.sort(key=lambda spell: spell.begins_on)
            assert all(a.ends_on and a.ends_on <= b.begins_on for a, b in pairwise(mine))


def test_every_parcel_had_owners_before_2567(town: TownPlan) -> None:
    owned = spells_by_parcel(town)
    for index, parcel in enumerate(town.parcels):
        begins = min(spell.begins_on for spell in owned[index])
        assert begins == parcel.begins_on if parcel.begins_on else begins < date(2024, 1, 1)


def test_owners_are_born_and_buyers_alive(town: TownPlan) -> None:
    for spell in town.spells:
        if spell.person_index is None:
            continue
        person = town.persons[spell.person_index]
        assert person.born_on < spell.begins_on
        if spell.begins_on >= town.first and spell.act in ("ขาย", "โอนมรดก"):
            assert person.died_on is None


def test_six_per_cent_are_sold_some_in_the_first_days_of_january(town: TownPlan) -> None:
    days = [event.at.date() for event in town.events if event.kind == "parcel_sold"]
    assert 0.045 * 6_000 < len(days) < 0.075 * 6_000
    for year in (2025, 2026):
        for day in (1, 2, 3):
            assert date(year, 1, day) in days


def test_events_are_in_order_within_the_two_years(town: TownPlan) -> None:
    times = [event.at for event in town.events]
    assert times == sorted(times)
    assert town.first <= times[0].date()
    assert times[-1].date() <= town.until
    kinds = Counter(event.kind for event in town.events)
    expected = {"parcel_divided": 40, "parcels_merged": 10, "parcel_inherited": 20, "building_completed": 40}
    expected |= {"road_surveyed": 100, "road_widened": 1, "road_state_changed": 20, "bridge_inspected": 4}
    expected |= {"defect_reported": 30, "defect_repaired": 10, "road_inspected": 5}
    assert all(kinds[kind] >= least for kind, least in expected.items()), kinds


def test_lineage_keeps_areas_owners_and_days(town: TownPlan) -> None:
    owned = spells_by_parcel(town)
    for act, old, new in (("division", "parent_index", "child_index"), ("merger", "child_index", "parent_index")):
        groups: dict[int, list[int]] = defaultdict(list)
        for step in town.lineage:
            if step.act == act:
                groups[getattr(step, old)].append(getattr(step, new))
                assert town.parcels[step.parent_index].ends_on == step.on == town.parcels[step.child_index].begins_on
        assert len(groups) == (40 if act == "division" else 10)
        for whole, parts in groups.items():
            total = sum(town.parcels[i].area_sqwah for i in parts)
            assert total == town.parcels[whole].area_sqwah
            assert len(parts) >= 2
            owners = {(s.person_index, s.organisation_index, s.share_num, s.share_den) for s in owned[whole]}
            for part in parts:
                assert owners == {(s.person_index, s.organisation_index, s.share_num, s.share_den) for s in owned[part]}


def test_spells_in_events_end_and_begin_on_the_day(town: TownPlan) -> None:
    for event in town.events:
        for index in event.payload.get("ended_spells", ()):
            assert town.spells[index].ends_on == event.at.date()
        for index in event.payload.get("began_spells", ()):
            assert town.spells[index].begins_on == event.at.date()


def test_defects_are_reported_before_they_are_repaired(town: TownPlan) -> None:
    seen: dict[int, list[str]] = defaultdict(list)
    for event in town.events:
        if event.kind.startswith("defect_"):
            seen[event.payload["defect_number"]].append(event.kind.removeprefix("defect_"))
    order = ["reported", "confirmed", "planned", "repaired"]
    assert all(steps == order[: len(steps)] for steps in seen.values())


def test_same_seed_gives_the_same_bytes_in_another_process() -> None:
    here = build_town(seed=7, parcels=700, until=date(2026, 9, 30)).digest()
    command = "from gis_core.demo.plan import build_town; print(build_town(7, 700).digest())"
    environment = {**os.environ, "PYTHONHASHSEED": "4711"}
    there = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True, env=environment)
    assert there.stdout.strip() == here
    assert build_town(seed=8, parcels=700).digest() != here


@pytest.mark.parametrize(("parcels", "until"), [(400, date(2027, 2, 28)), (1_500, date(2028, 2, 29))])
def test_other_sizes_and_days(parcels: int, until: date) -> None:
    town = build_town(parcels=parcels, until=until)
    assert 0.85 * parcels <= sum(p.is_alive for p in town.parcels) <= 1.15 * parcels
    assert (town.until - town.first).days in (729, 730)
    assert len(town.villages) == 12
