"""What a tax year's assessment reads, a statement for each kind of thing, however many parcels there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import Q

from gis_core.features import measure
from gis_core.ground import land_prices
from gis_core.ground.models import OwnershipSpell
from gis_core.ground.queries import EDGE_M, GAP_M
from gis_core.parties.models import Organisation, Person
from gis_core.parties.queries import entries_of
from gis_core.pure.refusal import Refused
from modules.finance.revenue_collection import figures
from modules.finance.revenue_collection.land_tax import contiguity, rules
from modules.finance.revenue_collection.land_tax.assessment import Built, Cut, Exempt, Line, Owner, Place, UsePart, cut
from modules.finance.revenue_collection.land_tax.land_law import ACT, YearLaw, completed_years
from modules.finance.revenue_collection.land_tax.tax_day import tax_day
from modules.finance.revenue_collection.models import CropCount, LandTaxUse, ReliefOrder, TaxExemption, TaxYear
from modules.finance.revenue_collection.sql import ask

#: Parcels up to which each of an owner is compared with all others of his; above, with those the map says lie near.
MANY = 300
#: Whose role makes him pay, the first of those there are.
PAYS = (OwnershipSpell.Role.OWNER.value,)
PAYS_OF_STATE = (OwnershipSpell.Role.LESSEE.value, OwnershipSpell.Role.POSSESSOR.value, *PAYS)
Row = dict[str, Any]
GROUNDS = {ground.value: f"{ACT} ม.8: {ground.label}" for ground in TaxExemption.Ground}


@dataclass(frozen=True, slots=True)
class Where:
    """What a line's use is of, by the database's numbers."""

    use_id: int
    parcel_id: int | None
    condo_unit_id: int | None
    place_uid: Any


@dataclass
class Problem:
    """A place that cannot be assessed, and why."""

    place_uid: Any
    code: str
    thai: str


@dataclass
class Valued:
    """All lines of a year by taxpayer, before the tax; `wheres` by the line's `ref`."""

    lines: dict[str, list[Line]] = field(default_factory=lambda: defaultdict(list))
    wheres: dict[str, Where] = field(default_factory=dict)
    buildings: dict[str, int] = field(default_factory=dict)
    parcels: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    decided: dict[str, list[str]] = field(default_factory=dict)


class Owners:
    """Who pays for a thing on 1 January: of State property its possessor or lessee. Entries of one human are one."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._same = dict(Person.objects.exclude(same_as=None).values_list("id", "same_as"))
        # heirs answer for a natural person's tax and keep his allowances until the transfer (s.9, 40, 41)
        self._estates = set(Organisation.objects.filter(kind=Organisation.Kind.ESTATE).values_list("id", flat=True))
        self._held: dict[tuple[str, int], dict[str, list[str]]] = {}
        for row in rows:
            roles = self._held.setdefault((row["thing"], row["thing_id"]), {})
            roles.setdefault(row["role"], []).append(self._party(row))
        self._known: dict[frozenset[str], Owner] = {}

    def of(self, thing: str, pk: int | None, *, is_state: bool = False) -> Owner | None:
        roles = self._held.get((thing, pk))
        if roles is None:
            return None
        for role in PAYS_OF_STATE if is_state else PAYS:
            if role in roles:
                return self._owner(roles[role])
        return None

    def _owner(self, parties: list[str]) -> Owner:
        found = frozenset(parties)
        if found not in self._known:
            self._known[found] = Owner(tuple(dict.fromkeys(parties)), all(map(self._is_natural, found)))
        return self._known[found]

    def person(self, pk: int | None) -> str:
        return f"p{self._first(pk)}" if pk else ""

    def _party(self, row: Row) -> str:
        return self.person(row["person_id"]) or f"o{row['organisation_id']}"

    def _is_natural(self, party: str) -> bool:
        return party[0] == "p" or int(party[1:]) in self._estates

    def _first(self, pk: int) -> int:
        seen = {pk}
        while self._same.get(pk, pk) not in seen:
            pk = self._same[pk]
            seen.add(pk)
        return min(seen) if self._same.get(pk) in seen else pk


def valued(year: TaxYear, law: YearLaw, uses: Sequence[int] | None = None) -> Valued:
    """Every place of the year cut into lines and valued; what cannot be is told as a problem.

    uses: only these, by their ids; they are then all of their places.
    """
    found, values = Valued(), {"year": year.pk, "day": law.day, "uses": list(uses) if uses is not None else None}
    owners = Owners(ask("owners", None, {}, **values))
    stock = _buildings(year, law, owners, found, values["uses"])
    crops: dict[int, list[tuple[str, int]]] = defaultdict(list)
    counted = CropCount.objects.filter(use__tax_year=year) if uses is None else CropCount.objects.filter(use__in=uses)
    for use, kind, count in counted.values_list("use", "kind", "count"):
        crops[use].append((kind, count))
    reliefs = _Reliefs(year)
    tolerance = law.figure("area_tolerance_sqwah").value
    rows = ask("uses", None, {}, **values)
    _price_by_area(rows, law)
    used_floors: dict[int, Decimal] = defaultdict(Decimal)
    for row in rows:
        if row["building_id"]:
            used_floors[row["building_id"]] += row["floor_m2"]
    for _, group in groupby(rows, key=lambda row: (row["parcel_id"], row["condo_unit_id"])):
        mine = list(group)
        try:
            _complete(mine, stock, used_floors, tolerance)
            for line in cut(_place(mine, owners, stock, crops, reliefs), law):
                found.lines[line.owner.key].append(line)
        except Refused as refused:
            found.problems.append(Problem(mine[0]["place_uid"], refused.code, refused.thai))
            continue
        if mine[0]["parcel_id"]:
            found.parcels[mine[0]["code"]] = mine[0]["parcel_id"]
        for row in mine:
            found.wheres[str(row["id"])] = Where(row["id"], row["parcel_id"], row["condo_unit_id"], row["place_uid"])
    return found


def _price_by_area(rows: Sequence[Row], law: YearLaw) -> None:
    """Give parcels without a price of their own that of the strips and zones they lie in."""
    bare = {row["parcel_id"] for row in rows if row["parcel_id"] and row["baht_per_sqwah"] is None}
    prices = land_prices.area_prices(bare, law.day)
    for row in rows:
        if row["parcel_id"] in prices:
            row["baht_per_sqwah"] = prices[row["parcel_id"]].baht_per_sqwah


@dataclass(frozen=True, slots=True)
class _Stock:
    built: Built
    owner: Owner | None
    floors_m2: Decimal | None


def _buildings(
    year: TaxYear, law: YearLaw, owners: Owners, found: Valued, uses: Sequence[int] | None
) -> dict[int, _Stock]:
    prices = figures.building_prices(law.day)
    stock = {}
    nobody = Owner((), False)
    for row in ask("buildings", None, {}, year=year.pk, uses=uses):
        found.buildings[row["building_code"]] = row["id"]
        owner = owners.of("building", row["id"])
        built = Built(
            row["building_code"], owner or nobody, row["kind_code"], row["structure"],
            completed_years(law, row["completed_on"], row["built_year_be"]), prices.get(row["kind_code"]),
        )  # fmt: skip
        stock[row["id"]] = _Stock(built, owner, row["floors_m2"])
    return stock


class _Reliefs:
    """The relief orders of a year, of one place or of all."""

    def __init__(self, year: TaxYear) -> None:
        self._by_place: dict[Any, list[ReliefOrder]] = defaultdict(list)
        orders = ReliefOrder.objects.filter(from_year_be__lte=year.year_be, until_year_be__gte=year.year_be)
        for order in orders.order_by("id"):
            self._by_place[order.place_id].append(order)

    def cuts(self, place: Any, category: str) -> tuple[Cut, ...]:
        if not self._by_place:
            return ()
        return tuple(
            Cut(order.percent, f"{order.get_kind_display()} {order.order_no}", str(order.uid))
            for order in (*self._by_place.get(place, ()), *self._by_place.get(None, ()))
            if order.percent is not None and order.category in ("", category)
        )

    def old_tax(self, place: Any) -> Decimal | None:
        return next((o.old_tax_baht for o in self._by_place.get(place, ()) if o.old_tax_baht is not None), None)


def _complete(rows: Sequence[Row], stock: dict[int, _Stock], floors: dict[int, Decimal], tolerance: Decimal) -> None:
    """Refuse a place whose uses do not fill it, or whose buildings' uses do not fill them."""
    first = rows[0]
    used = sum((row["land_sqwah"] for row in rows), Decimal(0))
    problems = []
    if first["parcel_id"]:
        problems += rules.areas(used, first["area_sqwah"], tolerance, complete=True)
    elif any(row["floor_m2"] for row in rows):
        total = sum((row["floor_m2"] for row in rows), Decimal(0))
        problems += rules.floors(total, first["area_m2"], complete=True)
    for pk in _built_on(rows):
        whole = stock[pk].floors_m2
        if whole is not None:
            problems += rules.floors(floors[pk], whole, complete=True)
    if problems:
        raise problems[0]


def _built_on(rows: Sequence[Row]) -> set[int]:
    return {row["building_id"] for row in rows if row["building_id"]}


def _place(
    rows: Sequence[Row],
    owners: Owners,
    stock: dict[int, _Stock],
    crops: dict[int, list[tuple[str, int]]],
    reliefs: _Reliefs,
) -> Place:
    first = rows[0]
    thing = "parcel" if first["parcel_id"] else "condo_unit"
    owner = owners.of(thing, first[f"{thing}_id"], is_state=bool(first["is_state_property"]))
    buildings = {}
    for pk in _built_on(rows):
        each = stock[pk]
        # a building without an owner of its own is its land's owner's (Civil Code s.144)
        payer = each.owner or owner
        built = each.built
        if payer is not None and each.owner is None:
            built = Built(built.code, payer, built.kind, built.structure, built.years, built.baht_per_m2)
        buildings[built.code] = built
    return Place(
        first["code"], owner, first["baht_per_sqwah"],
        tuple(_part(row, owners, stock, crops, reliefs) for row in rows),
        buildings, first["area_m2"], first["baht_per_m2"], reliefs.old_tax(first["place_uid"]),
    )  # fmt: skip


def _part(
    row: Row,
    owners: Owners,
    stock: dict[int, _Stock],
    crops: dict[int, list[tuple[str, int]]],
    reliefs: _Reliefs,
) -> UsePart:
    exempt = Exempt(row["ground"], GROUNDS[row["ground"]], row["percent"]) if row["ground"] else None
    return UsePart(
        ref=str(row["id"]),
        number=row["seq"],
        category=row["category"],
        sqwah=row["land_sqwah"],
        building=stock[row["building_id"]].built.code if row["building_id"] else "",
        floor_m2=row["floor_m2"],
        home=str(row["home_id"] or ""),
        home_person=owners.person(row["home_person_id"]),
        vacant_since_be=row["vacant_since_be"],
        crops=tuple(crops.get(row["id"], ())),
        exempt=exempt,
        cuts=reliefs.cuts(row["place_uid"], row["category"]),
    )


def uses_of(year: TaxYear, owner_key: str) -> list[int]:
    """The uses of every place in which a taxpayer held anything on 1 January, by their ids."""
    named = Person.objects.filter(pk__in=[key[1:] for key in owner_key.split("+") if key[0] == "p"])
    people = {pk for person in named for pk in entries_of(person)}
    firms = [int(key[1:]) for key in owner_key.split("+") if key[0] == "o"]
    spells = OwnershipSpell.objects.filter(valid__contains=tax_day(year.year_be))
    spells = spells.filter(Q(person__in=people) | Q(organisation__in=firms))
    mine = LandTaxUse.objects.filter(tax_year=year)
    parcels = mine.filter(Q(parcel__in=spells.values("parcel")) | Q(building__in=spells.values("building")))
    whole = Q(parcel__in=parcels.values("parcel")) | Q(condo_unit__in=spells.values("condo_unit"))
    return list(mine.filter(whole).order_by("id").values_list("id", flat=True))


def touching(year: TaxYear, found: Valued) -> dict[str, list[tuple[str, str]]]:
    """By taxpayer, his pairs of parcels that lie together: by a shared edge, or as an officer decided. Law: s.42.

    What was decided is told of its parcels in `found.decided`.
    """
    held = {key: {line.place for line in lines if line.place in found.parcels} for key, lines in found.lines.items()}
    several = {key: mine for key, mine in held.items() if len(mine) > 1}
    pairs, found.decided = contiguity.decide(_shared_edges(several, found.parcels), several, contiguity.of_year(year))
    return pairs


def _shared_edges(held: dict[str, set[str]], numbers: dict[str, int]) -> dict[str, list[tuple[str, str]]]:
    """The pairs the map finds. A parcel may be of two taxpayers, the land of one and what is built on it of another."""
    keys, codes = list(held), {pk: code for code, pk in numbers.items()}
    mine = [(numbers[code], number) for number, key in enumerate(keys) for code in sorted(held[key])]
    pairs: dict[str, list[tuple[str, str]]] = defaultdict(list)
    if mine:
        parcels, owners = zip(*mine, strict=True)
        for row in beside(parcels, owners):
            pairs[keys[row["owner"]]].append((codes[row["one"]], codes[row["other"]]))
    return pairs


def beside(parcels: Sequence[int], owners: Sequence[int]) -> list[dict[str, Any]]:
    """The pairs (one, other) of parcels of one `owner` that share an edge; `owners` has a number for each parcel."""
    values = {"zone": measure.office_srid(), "gap_m": GAP_M, "edge_m": EDGE_M, "many": MANY}
    return ask("touching", None, {}, parcels=_array(parcels), owners=_array(owners), **values)


def _array(numbers: Iterable[int]) -> str:
    """As the database reads one; a list is written by psycopg number by number, which takes as long as the search."""
    return f"{{{','.join(map(str, numbers))}}}"


def iterate(lines: dict[str, list[Line]], size: int) -> Iterator[list[tuple[str, list[Line]]]]:
    """The taxpayers in groups, always in the same order."""
    keys = sorted(lines)
    for start in range(0, len(keys), size):
        yield [(key, lines[key]) for key in keys[start : start + size]]
