"""Fictional people, households and organisations. Citizen numbers begin with 9, juristic numbers with 0."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from gis_core.demo.geometry import Ints, stream
from gis_core.demo.names import COMPANIES, first_names, surnames
from gis_core.demo.records import HouseholdPlan, HousePlan, OrganisationPlan, PersonPlan, PlacePlan
from gis_core.pure.citizen_id import check_digit

PEOPLE_A_PARCEL = 5_000 / 6_000
COMPANIES_IN_TOWN = 56
FARMS = 0.62


@dataclass(frozen=True)
class People:
    """Persons: first the heads (one a household, in the order of houses), then members, then owners from elsewhere."""

    persons: tuple[PersonPlan, ...]
    households: tuple[HouseholdPlan, ...]
    organisations: tuple[OrganisationPlan, ...]
    heads: int
    members_of: dict[int, tuple[int, ...]]  # head -> other members


def build_people(
    seed: int, houses: tuple[HousePlan, ...], places: tuple[PlacePlan, ...], parcels: int, until: date
) -> People:
    """One head a house and relatives in every third, so that about five persons stand for six parcels."""
    rng = stream(seed, "people")
    heads = len(houses)
    absent = max(40, parcels // 25)
    others = max(heads // 5, round(parcels * PEOPLE_A_PARCEL) - heads - absent)
    home = rng.integers(0, max(heads, 1), others)
    house = np.concatenate([np.arange(heads), home, np.full(absent, -1)])
    persons = _persons(house, heads, others, until, rng)
    members: dict[int, list[int]] = {}
    for offset, head in enumerate(home.tolist()):
        members.setdefault(head, []).append(heads + offset)
    extra = rng.integers(0, 4, heads).tolist()
    households = tuple(
        HouseholdPlan(index, index, 1 + len(members.get(index, ())) + extra[index]) for index in range(heads)
    )
    return People(
        tuple(persons),
        households,
        tuple(_organisations(places, parcels, heads, rng)),
        heads,
        {head: tuple(some) for head, some in members.items()},
    )


def _persons(house: Ints, heads: int, others: int, until: date, rng: np.random.Generator) -> list[PersonPlan]:
    count = len(house)
    male = rng.random(count) < 0.5
    names = np.where(male, first_names(True, count, rng), first_names(False, count, rng)).tolist()
    last = surnames(count, rng)
    age = np.concatenate(
        [rng.uniform(26, 88, heads), rng.uniform(3, 80, others), rng.uniform(28, 80, count - heads - others)]
    )
    married = (rng.random(count) < 0.6).tolist()
    numbers = _citizen_numbers(count, rng)
    result = []
    for i in range(count):
        home = int(house[i])
        family = last[home] if heads <= i < heads + others and home >= 0 else last[i]
        born = until - timedelta(days=int(age[i] * 365.25) + 1)
        title = _title(bool(male[i]), float(age[i]), married[i])
        result.append(PersonPlan(numbers[i], title, names[i], family, born, None, home if home >= 0 else None))
    return result


def _title(male: bool, age: float, married: bool) -> str:
    if age < 15:
        return "เด็กชาย" if male else "เด็กหญิง"
    return "นาย" if male else "นาง" if married and age > 20 else "นางสาว"


def _citizen_numbers(count: int, rng: np.random.Generator) -> list[str]:
    """Distinct numbers 9 9999 xxxxx xx with the right check digit, in no order."""
    serial = rng.permutation(count) * 7 + rng.integers(0, 7, count)
    twelve = [f"99999{int(number) % 10_000_000:07}" for number in serial]
    return [text + check_digit(text) for text in twelve]


def _organisations(
    places: tuple[PlacePlan, ...], parcels: int, heads: int, rng: np.random.Generator
) -> list[OrganisationPlan]:
    """State bodies, the temples that own their ground, and companies."""
    named = [
        ("state", "เทศบาลตำบลบ้านสาธิต", "office"),
        ("state", "กรมธนารักษ์ (พื้นที่สาธิต)", "treasury"),
        ("state", "อำเภอสมมุติ (ที่สาธารณประโยชน์)", "district"),
    ]
    named += [("religious", place.thai, f"temple:{place.parcel_index}") for place in places if place.key == "temple"]
    wanted = max(COMPANIES_IN_TOWN, parcels // 150)
    families = surnames(wanted, rng)
    seen: dict[str, int] = {}
    for i, family in enumerate(families):
        stem = f"{family}{COMPANIES[i % len(COMPANIES)]}"
        seen[stem] = seen.get(stem, 0) + 1
        again = f" {seen[stem]}" if seen[stem] > 1 else ""
        named.append(("company", f"บริษัท {stem}{again} จำกัด", f"company:{i}"))
    seat = rng.integers(0, max(heads, 1), len(named)).tolist()
    return [
        OrganisationPlan(_juristic(i), kind, thai, key, seat[i] if kind == "company" and heads else None)
        for i, (kind, thai, key) in enumerate(named)
    ]


def _juristic(number: int) -> str:
    twelve = f"09999{number + 1:07}"
    return twelve + check_digit(twelve)
