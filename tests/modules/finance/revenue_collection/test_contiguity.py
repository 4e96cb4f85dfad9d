"""Parcels of one owner that lie together: what breaks a group, and what an officer decides of two parcels."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from gis_core.access.actor import system_user
from layers.registry import registry
from modules.finance.revenue_collection import figures
from modules.finance.revenue_collection.land_tax import assess, reading
from modules.finance.revenue_collection.land_tax.contiguity import Decision, decide
from modules.finance.revenue_collection.models import ContiguityDecision, LandTaxAssessment, LandTaxLine
from tests.doors import DOORS
from tests.modules.finance.property_register import ground
from tests.modules.finance.revenue_collection import year as years

APART, TOGETHER = Decimal(180_000), Decimal(190_000)


# -- pure --------------------------------------------------------------------------------------------------------------
def test_a_decision_adds_takes_away_and_confirms_for_those_taxed_on_both():
    places = {"o1": {"A", "B", "C"}, "o2": {"A"}}
    decisions = [
        Decision("A", "B", "apart", "มีคลองคั่น", "1"),
        Decision("B", "C", "together", "ใช้ร่วมกัน", "2"),
        Decision("A", "D", "together", "ของผู้อื่น", "3"),
    ]
    pairs, told = decide({"o1": [("B", "A")]}, places, decisions)
    assert pairs == {"o1": [("B", "C")]}
    assert told["A"] == ["เจ้าหน้าที่พิจารณาว่าไม่ติดต่อกับ B (ต่างจากแผนที่): มีคลองคั่น [1]"]
    assert told["C"] == ["เจ้าหน้าที่พิจารณาว่ามีอาณาเขตติดต่อกับ B (ต่างจากแผนที่): ใช้ร่วมกัน [2]"]
    confirmed, told = decide({"o1": [("A", "B")]}, places, [Decision("A", "B", "together", "ตรวจแล้ว", "4")])
    assert confirmed == {"o1": [("A", "B")]}
    assert "ตรงกับแผนที่" in told["B"][0]


# -- the assessment ----------------------------------------------------------------------------------------------------
@pytest.fixture
def year(db) -> Any:
    ground.town()
    return years.tax_year()


def two(year: Any, gap: float) -> tuple[Any, Any]:
    """Two shops of 30 million of one company, so many metres apart."""
    who = years.company()
    found = []
    for lot, west in ((1, 0), (2, 40 + gap)):
        parcel = years.land(lot, who, west, 0, west + 40, 40, baht=75_000)
        years.use(year, parcel)
        found.append(parcel)
    return found[0], found[1]


def decided(one: Any, other: Any, verdict: str, **more: Any) -> ContiguityDecision:
    values = {"from_year_be": 2569, "reason": "ตรวจในพื้นที่", "register_no": "ตก.1"} | more
    with ground.write():
        return ContiguityDecision.objects.create(parcel=one, other=other, verdict=verdict, **values)


def tax(year: Any) -> Decimal:
    assess.assess_year(year, system_user(), years.acting)
    live = LandTaxAssessment.objects.exclude(status__in=assess.GONE)
    return live.get(organisation__thai="บริษัททดสอบ").tax_baht


def test_a_road_between_them_breaks_the_group(year):
    two(year, 6)
    assert tax(year) == APART


@pytest.mark.parametrize("many", [0, 100])
def test_an_owner_of_few_and_one_of_many_are_grouped_alike(year, monkeypatch, many):
    """A row of four, one apart, one that meets the row at a corner only; beside them the land of somebody else."""
    monkeypatch.setattr(reading, "MANY", many)
    who = years.company()
    for lot, west, south in ((1, 0, 0), (2, 40, 0), (3, 80, 0), (4, 120, 0), (5, 300, 0), (6, 160, 40)):
        years.use(year, years.land(lot, who, west, south, west + 40, south + 40))
    years.use(year, years.land(7, ground.person("ข้างเคียง"), 0, 40, 40, 80))
    (pairs,) = reading.touching(year, reading.valued(year, figures.law_of(year.year_be))).values()
    assert pairs == [(f"01A00{n}", f"01A00{n + 1}") for n in (1, 2, 3)]


def test_a_strip_of_another_owner_between_them_breaks_the_group(year):
    two(year, 2)
    years.use(year, years.land(3, ground.person("ก"), 40, 0, 42, 40))
    assert tax(year) == APART


def test_an_officer_joins_across_a_strip_and_the_trace_says_so(client, year):
    one, other = two(year, 6)
    assert tax(year) == APART
    decided(one, other, "together")
    assert tax(year) == TOGETHER
    line = LandTaxLine.objects.filter(parcel=one).latest("id")
    assert line.trace["contiguity"] == ["เจ้าหน้าที่พิจารณาว่ามีอาณาเขตติดต่อกับ 01A002 (ต่างจากแผนที่): ตรวจในพื้นที่ [ตก.1]"]
    assert "ม.42" in line.trace["contiguity_law"]


def test_an_officer_parts_what_the_map_joins_in_the_years_of_the_decision(year):
    one, other = two(year, 0)
    decision = decided(one, other, "apart", from_year_be=2568, until_year_be=2568)
    assert tax(year) == TOGETHER
    assert "contiguity" not in LandTaxLine.objects.filter(parcel=one).latest("id").trace
    with ground.write():
        decision.until_year_be = None
        decision.save()
    assert tax(year) == APART


def test_land_of_one_and_buildings_of_another_are_grouped_for_both(year):
    one, other = two(year, 0)
    lines = [SimpleNamespace(place="01A001"), SimpleNamespace(place="01A002")]
    found = reading.Valued(lines={"o1": lines, "p2": lines}, parcels={"01A001": one.pk, "01A002": other.pk})
    assert reading.touching(year, found) == {"o1": [("01A001", "01A002")], "p2": [("01A001", "01A002")]}


# -- at the doors ------------------------------------------------------------------------------------------------------
def said(**more: Any) -> dict[str, Any]:
    plain = {"parcel": "01A002", "other": "01A001", "verdict": "apart", "reason": "มีคลองคั่น", "from_year_be": "2569"}
    return plain | more


def knock(door: str, client: Any, values: dict[str, Any]) -> list[str]:
    register = registry.by_slug["revenue_collection-contiguity"]
    return DOORS[door](client, ground.user("assessor", "revenue_officer"), register, values, {})


REFUSED = {
    "no reason": ({"reason": ""}, "เหตุผล"),
    "one parcel": ({"other": "01A002"}, "ระบุแปลงสองแปลงที่ต่างกัน"),
    "years": ({"until_year_be": "2568"}, "ปีสุดท้ายต้องไม่ก่อนปีแรก"),
    "decided before": ({}, "สองแปลงนี้พิจารณาไว้แล้ว"),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("case", REFUSED)
def test_refused_at_every_door(client, year, case, door):
    one, other = two(year, 0)
    if case == "decided before":
        decided(one, other, "together")
    more, text = REFUSED[case]
    before = ContiguityDecision.objects.count()
    found = knock(door, client, said(**more))
    assert any(text in each for each in found), found
    assert ContiguityDecision.objects.count() == before


@pytest.mark.parametrize("door", DOORS)
def test_a_pair_is_kept_in_one_order(client, year, door):
    one, other = two(year, 0)
    assert knock(door, client, said()) == []
    made = ContiguityDecision.objects.get()
    assert (made.parcel, made.other) == (one, other)
