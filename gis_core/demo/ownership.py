"""Ownership spells: who held each parcel since before B.E. 2567, sales and inheritances of the two years."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from gis_core.demo.cadastre import Cadastre
from gis_core.demo.fabric import FIELD, ORCHARD
from gis_core.demo.geometry import stream
from gis_core.demo.lineage import a_weekday
from gis_core.demo.people import People
from gis_core.demo.records import HousePlan, ParcelPlan, PersonPlan, SpellPlan

LAST_OLD_DAY = date(2023, 12, 28)
SOLD_SHARE, INHERITED_SHARE = 0.06, 0.07
#: Party: ("person", index) or ("organisation", index); a holding is the parties with their shares.
Party = tuple[str, int]
Holding = tuple[tuple[Party, int, int], ...]


@dataclass(frozen=True)
class Transfer:
    """A sale or inheritance of a whole parcel: the spells it ended and began, by their position."""

    kind: str
    parcel_index: int
    on: date
    ended: tuple[int, ...]
    began: tuple[int, ...]
    deceased_index: int | None = None


@dataclass(frozen=True)
class Ownership:
    """All spells in the order of parcels, the transfers by day, and the persons with their day of death."""

    spells: tuple[SpellPlan, ...]
    transfers: tuple[Transfer, ...]
    persons: tuple[PersonPlan, ...]


def build_ownership(
    seed: int, cadastre: Cadastre, people: People, houses: tuple[HousePlan, ...], first: date, until: date
) -> Ownership:
    """Spells of every parcel, dead ones included; shares held at any moment add up to one in each role."""
    deal = _Deal(seed, cadastre, people, houses, first, until)
    for index in deal.in_time_order():
        deal.settle(index)
    return deal.result()


class _Deal:
    """Hands out the parcels one by one and keeps who has died."""

    def __init__(
        self, seed: int, cadastre: Cadastre, people: People, houses: tuple[HousePlan, ...], first: date, until: date
    ) -> None:
        self.rng = stream(seed, "ownership")
        self.parcels, self.people, self.first, self.until = cadastre.parcels, people, first, until
        self.last_old_day = min(LAST_OLD_DAY, first - timedelta(days=3))
        self.living = [i for i, person in enumerate(people.persons) if person.born_on < date(2000, 1, 1)]
        self.at_home = {house.parcel_index: index for index, house in reversed(list(enumerate(houses)))}
        self.bodies = {org.key: i for i, org in enumerate(people.organisations)}
        self.companies = [i for i, org in enumerate(people.organisations) if org.kind == "company"]
        self.parents: dict[int, list[int]] = {}
        for step in cadastre.lineage:
            self.parents.setdefault(step.child_index, []).append(step.parent_index)
        self.siblings = _groups_of_parents(cadastre)
        self.held: dict[int, Holding] = {}
        self.dead: dict[int, date] = {}
        self.busy: set[int] = set()  # acquired something in the two years, so may not have died in them
        self.farmer = 0
        self.spells: dict[int, list[SpellPlan]] = {}
        self.moves: list[tuple[str, int, date, int | None]] = []
        self.special = _first_days(first, until)

    def in_time_order(self) -> list[int]:
        """Parents before children."""
        return sorted(range(len(self.parcels)), key=lambda i: (self.parcels[i].begins_on is not None, i))

    def settle(self, index: int) -> None:
        parcel = self.parcels[index]
        begins, act = self._begin(parcel)
        holding = self._first_holding(index, parcel)
        self.held[index] = holding
        begins = max(begins, self._of_age(holding)) if parcel.begins_on is None else begins
        role = "possessor" if parcel.deed_type in ("none", "spk401") else "owner"
        spells = [self._spell(index, part, role, begins, parcel.ends_on, act) for part in holding]
        if parcel.site == "state_land":
            spells.append(self._spell(index, (self._someone(), 1, 1), "lessee", self.last_old_day, None, "เช่าที่ราชพัสดุ"))
        if parcel.begins_on is None and parcel.ends_on is None and not parcel.site and role == "owner":
            spells = self._transferred(index, holding, spells)
        self.spells[index] = spells

    def _begin(self, parcel: ParcelPlan) -> tuple[date, str]:
        if parcel.begins_on is None:
            years = float(self.rng.gamma(2.0, 8.0))
            day = max(date(1960, 1, 5), self.last_old_day - timedelta(days=int(years * 365)))
            return day, ("ขาย", "ให้", "มรดก", "ขาย")[int(self.rng.integers(0, 4))]
        return parcel.begins_on, "แบ่งแยกในนามเดิม" if "/" in parcel.parcel_code else "รวมโฉนด"

    def _of_age(self, holding: Holding) -> date:
        """The day on which all persons of a holding are twenty."""
        born = [self.people.persons[party].born_on for (kind, party), _, _ in holding if kind == "person"]
        return max(born, default=date(1930, 1, 1)) + timedelta(days=7_305)

    def _first_holding(self, index: int, parcel: ParcelPlan) -> Holding:
        """Children have the owners of the parent; parcels that will be merged have the same owner."""
        if index in self.parents:
            return self.held[self.parents[index][0]]
        for sibling in self.siblings.get(index, ()):
            if sibling in self.held:
                return self.held[sibling]
        if parcel.site or parcel.is_state_property:
            return ((self._public_owner(index, parcel), 1, 1),)
        if self.rng.random() < 0.022:
            return ((("organisation", self._company()), 1, 1),)
        main = self._main_owner(index, parcel)
        return self._shared(main)

    def _public_owner(self, index: int, parcel: ParcelPlan) -> Party:
        if parcel.site == "temple":
            return ("organisation", self.bodies[f"temple:{index}"])
        if parcel.deed_type == "rachaphatsadu":
            return ("organisation", self.bodies["treasury"])
        return ("organisation", self.bodies["district" if parcel.site in ("cemetery", "pond", "commons") else "office"])

    def _main_owner(self, index: int, parcel: ParcelPlan) -> Party:
        if index in self.at_home and self.rng.random() < 0.78:
            head = self.at_home[index]
            if self.people.persons[head].born_on < date(2000, 1, 1):
                return ("person", head)
        if parcel.lot_kind in (FIELD, ORCHARD):
            if self.rng.random() < 0.45 or self.farmer == 0:
                self.farmer = self.living[int(self.rng.integers(0, len(self.living)))]
            return ("person", self.farmer)
        return self._someone()

    def _someone(self) -> Party:
        return ("person", self.living[int(self.rng.integers(0, len(self.living)))])

    def _shared(self, main: Party) -> Holding:
        """Alone, or with one or two others: 1/2 each, 1/3 each, or 2/5 and 3/5."""
        chance = self.rng.random()
        if chance > 0.17 or main[0] != "person":
            return ((main, 1, 1),)
        others = [p for p in (self._someone(), self._someone()) if p != main]
        if chance < 0.035 and len(set(others)) == 2:
            return ((main, 1, 3), (others[0], 1, 3), (others[1], 1, 3))
        if not others:
            return ((main, 1, 1),)
        return ((main, 2, 5), (others[0], 3, 5)) if chance < 0.06 else ((main, 1, 2), (others[0], 1, 2))

    def _transferred(self, index: int, holding: Holding, spells: list[SpellPlan]) -> list[SpellPlan]:
        chance = self.rng.random()
        lone = holding[0][0]
        if chance < SOLD_SHARE:
            return self._moved(index, "sold", self._sale_day(), self._buyers(holding), spells, "ขาย")
        inherits = chance < SOLD_SHARE + INHERITED_SHARE and len(holding) == 1 and lone[0] == "person"
        if not inherits or lone[1] not in self.people.members_of or lone[1] in self.dead or lone[1] in self.busy:
            return spells
        heirs = [i for i in self.people.members_of[lone[1]] if i not in self.dead][:3]
        died = a_weekday(self.first, self.until - timedelta(days=60), self.rng)
        if not heirs or self.people.persons[lone[1]].born_on > date(1975, 1, 1):
            return spells
        self.dead[lone[1]] = died
        self.busy.update(heirs)
        parts: Holding = tuple((("person", heir), 1, len(heirs)) for heir in heirs)
        on = min(self.until - timedelta(days=2), died + timedelta(days=int(self.rng.integers(20, 200))))
        return self._moved(index, "inherited", on, parts, spells, "โอนมรดก", lone[1])

    def _sale_day(self) -> date:
        return self.special.pop() if self.special else a_weekday(self.first, self.until, self.rng)

    def _buyers(self, holding: Holding) -> Holding:
        held = {party for party, _, _ in holding}
        while True:
            buyer = self._someone() if self.rng.random() > 0.06 else ("organisation", self._company())
            if buyer not in held and buyer[1] not in self.dead:
                break
        if buyer[0] == "person":
            self.busy.add(buyer[1])
        return ((buyer, 1, 1),)

    def _company(self) -> int:
        return self.companies[int(self.rng.integers(0, len(self.companies)))]

    def _moved(
        self,
        index: int,
        kind: str,
        on: date,
        parts: Holding,
        spells: list[SpellPlan],
        act: str,
        dead: int | None = None,
    ) -> list[SpellPlan]:
        self.moves.append((kind, index, on, dead))
        ended = [replace(spell, ends_on=on) for spell in spells]
        return ended + [self._spell(index, part, "owner", on, None, act) for part in parts]

    def _spell(
        self, index: int, part: tuple[Party, int, int], role: str, begins: date, ends: date | None, act: str
    ) -> SpellPlan:
        (kind, party), num, den = part
        person, body = (party, None) if kind == "person" else (None, party)
        return SpellPlan(index, person, body, role, num, den, begins, ends, act)

    def result(self) -> Ownership:
        spells: list[SpellPlan] = []
        start: dict[int, int] = {}
        for index in range(len(self.parcels)):
            start[index] = len(spells)
            spells += self.spells[index]
        transfers = []
        for kind, index, on, dead in sorted(self.moves, key=lambda move: (move[2], move[1])):
            mine = range(start[index], start[index] + len(self.spells[index]))
            ended = tuple(i for i in mine if spells[i].ends_on == on)
            began = tuple(i for i in mine if spells[i].begins_on == on)
            transfers.append(Transfer(kind, index, on, ended, began, dead))
        persons = tuple(
            replace(person, died_on=self.dead[i]) if i in self.dead else person
            for i, person in enumerate(self.people.persons)
        )
        return Ownership(tuple(spells), tuple(transfers), persons)


def _groups_of_parents(cadastre: Cadastre) -> dict[int, list[int]]:
    """Parents that will be merged into one child."""
    together: dict[int, list[int]] = {}
    for step in cadastre.lineage:
        if step.act == "merger":
            together.setdefault(step.child_index, []).append(step.parent_index)
    return {parent: parents for parents in together.values() for parent in parents}


def _first_days(first: date, until: date) -> list[Any]:
    """1, 2 and 3 January of each year between: where "owner on 1 January" is decided."""
    days = [date(year, 1, day) for year in range(first.year, until.year + 1) for day in (1, 2, 3, 1, 2, 3)]
    return [day for day in days if first <= day <= until]
