"""Assessment of the land and building tax: from uses of land and buildings to lines that explain themselves.

`cut` values one parcel or unit and gives every owner his lines; `bill` takes all lines of one taxpayer, takes off the
exemptions, groups what lies together and taxes it. No database, no clock.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from gis_core.pure.money import round_satang, shares
from gis_core.pure.rate_lookup import RateRow, TierLine
from gis_core.pure.refusal import Refused
from modules.finance.revenue_collection.land_tax.land_law import ACT, NOTHING, YearLaw

AGRI, RESIDENTIAL, OTHER, VACANT = "agri", "residential", "other", "vacant"
HOME, HOME_BUILDING, SECOND_HOME = "main_land_building", "main_building_only", "other_residential"
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Owner:
    """One taxpayer: a party, or co-owners together, the first named first. `key` is the same for the same people."""

    parties: tuple[str, ...]
    is_natural: bool
    key: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", "+".join(self.parties))


@dataclass(frozen=True, slots=True)
class Built:
    """A building by its price of new and its age on 1 January."""

    code: str
    owner: Owner
    kind: str
    structure: str
    years: int
    baht_per_m2: Decimal | None


@dataclass(frozen=True, slots=True)
class Cut:
    """Percent taken off the tax of a part by an order. Law: s.55-57."""

    percent: Decimal
    law: str
    order: str = ""


@dataclass(frozen=True, slots=True)
class Exempt:
    """What takes a part out of the tax, wholly or by percent of its value. Law: s.8."""

    ground: str
    law: str
    percent: Decimal = HUNDRED


# The three of which a year has a hundred thousand are not frozen: a frozen one takes three times as long to make.
@dataclass(slots=True)
class UsePart:
    """One use of a part of a parcel, a building or a unit in a tax year."""

    ref: str
    number: int
    category: str
    sqwah: Decimal = NOTHING
    building: str = ""
    floor_m2: Decimal = NOTHING
    home: str = ""
    home_person: str = ""
    vacant_since_be: int | None = None
    crops: tuple[tuple[str, int], ...] = ()
    exempt: Exempt | None = None
    cuts: tuple[Cut, ...] = ()


@dataclass(slots=True)
class Place:
    """A parcel with what stands on it, or a condominium unit (`unit_m2`), and its uses."""

    code: str
    owner: Owner | None
    baht_per_sqwah: Decimal | None
    parts: tuple[UsePart, ...]
    buildings: Mapping[str, Built] = field(default_factory=dict)
    unit_m2: Decimal | None = None
    unit_baht_per_m2: Decimal | None = None
    old_tax_baht: Decimal | None = None


@dataclass(slots=True)
class Line:
    """One line of ภ.ด.ส.7: what was valued, what came off, what is taxed, and the rows of law it rests on."""

    place: str
    number: int
    ref: str
    owner: Owner
    category: str
    part: UsePart
    value: Decimal
    sqwah: Decimal = NOTHING
    baht_per_sqwah: Decimal | None = None
    land_baht: Decimal = NOTHING
    building: Built | None = None
    floor_m2: Decimal = NOTHING
    share_percent: Decimal = HUNDRED
    baht_per_m2: Decimal | None = None
    building_baht: Decimal = NOTHING
    depreciation: RateRow | None = None
    depreciation_baht: Decimal = NOTHING
    total_baht: Decimal = NOTHING
    old_tax_baht: Decimal | None = None
    key: str = ""
    addition: Decimal = NOTHING
    exempted: Decimal = NOTHING
    exempt_law: str = ""
    group: int = 0
    group_taxable: Decimal = NOTHING
    tiers: tuple[TierLine, ...] = ()
    gross_tax: Decimal = NOTHING
    reliefs: tuple[tuple[str, Decimal, str], ...] = ()
    tax: Decimal = NOTHING

    @property
    def base(self) -> Decimal:
        return self.value - self.exempted


@dataclass(frozen=True, slots=True)
class Bill:
    """What one taxpayer owes for a year in this office, line by line in the order of ภ.ด.ส.7."""

    owner: Owner
    lines: tuple[Line, ...]

    @property
    def tax(self) -> Decimal:
        return sum((line.tax for line in self.lines), NOTHING)


def cut(place: Place, law: YearLaw) -> list[Line]:
    """The lines of one parcel or unit, each with its owner and value; the law of exemptions comes later (`bill`).

    Errors: Refused ``NO_PRICE`` where land, a building or a unit has no appraised price, ``NO_OWNER`` without a payer.
    """
    if place.unit_m2 is not None:
        return _unit_lines(place)
    sites: dict[str, list[UsePart]] = {}
    for part in (piece for each in place.parts for piece in _planted(each, law)):
        sites.setdefault(part.building or f"#{part.number}/{part.category}", []).append(part)
    return [line for parts in sites.values() for line in _site_lines(place, parts, law)]


def _planted(part: UsePart, law: YearLaw) -> list[UsePart]:
    """Farmland with too few plants is farmland as far as they reach, and vacant for the rest. Law: s.37, the notice."""
    if part.category != AGRI or not part.crops:
        return [part]
    filled = min(law.planted_sqwah(part.crops), part.sqwah)
    rest = replace(part, category=VACANT, sqwah=part.sqwah - filled, crops=())
    return [each for each in (replace(part, sqwah=filled), rest) if each.sqwah > 0]


def _unit_lines(place: Place) -> list[Line]:
    """A unit is valued by its floor area with its share of the land in the price. Law: s.35."""
    owner, area = _payer(place), place.unit_m2 or NOTHING
    if place.unit_baht_per_m2 is None:
        raise no_price(place.code, "บันทึกราคาประเมินห้องชุดของอาคารนี้")
    total = round_satang(area * place.unit_baht_per_m2)
    weights = [part.floor_m2 or area for part in place.parts]
    return [
        Line(
            place.code, part.number, part.ref, owner, part.category, part, value,
            floor_m2=weight, baht_per_m2=place.unit_baht_per_m2, building_baht=total, total_baht=total,
            share_percent=_percent(weight, sum(weights)),
        )
        for part, weight, value in zip(place.parts, weights, shares(total, weights), strict=True)
    ]  # fmt: skip


def _site_lines(place: Place, parts: Sequence[UsePart], law: YearLaw) -> list[Line]:
    """Land with the building that stands on it, shared among its uses by their floor areas. Law: s.35, 38."""
    built = place.buildings.get(parts[0].building)
    worth = _land(place, parts) + ([_building(built, parts, law)] if built else [])
    if len(worth) == 2 and worth[0].owner == worth[1].owner:
        worth = [_together(*worth)]
    for whole in worth:
        whole.total_baht, whole.old_tax_baht = whole.value, place.old_tax_baht
    # most sites have one use, and copying a line costs as much as valuing it
    return worth if len(parts) == 1 else [line for whole in worth for line in _shared(whole, parts)]


def _shared(whole: Line, parts: Sequence[UsePart]) -> Iterator[Line]:
    weights = [part.floor_m2 for part in parts]
    if not any(weights):
        weights = [part.sqwah or Decimal(1) for part in parts]
    for part, weight, value in zip(parts, weights, shares(whole.value, weights), strict=True):
        share = _percent(weight, sum(weights))
        yield replace(
            whole, number=part.number, ref=part.ref, category=part.category, part=part, value=value, share_percent=share
        )


def _land(place: Place, parts: Sequence[UsePart]) -> list[Line]:
    sqwah = sum((part.sqwah for part in parts), NOTHING)
    if not sqwah:
        return []
    if place.baht_per_sqwah is None:
        raise no_price(place.code, "บันทึกราคาประเมินที่ดินของแปลงหรือเขตราคาประเมิน")
    value = round_satang(sqwah * place.baht_per_sqwah)
    first = parts[0]
    return [
        Line(place.code, first.number, first.ref, _payer(place), first.category, first, value,
             sqwah=sqwah, baht_per_sqwah=place.baht_per_sqwah, land_baht=value)
    ]  # fmt: skip


def _building(built: Built, parts: Sequence[UsePart], law: YearLaw) -> Line:
    if built.baht_per_m2 is None:
        by_kind = f"เพิ่มราคาของประเภท {built.kind} ในตารางราคาประเมินสิ่งปลูกสร้างของปีนี้"
        raise no_price(built.code, by_kind if built.kind else "กรอกรหัสประเภทในทะเบียนสิ่งปลูกสร้าง")
    floor, first = sum((part.floor_m2 for part in parts), NOTHING), parts[0]
    row = law.depreciation(built.structure, built.years)
    new = floor * built.baht_per_m2
    value = round_satang(new * (HUNDRED - row.value) / HUNDRED)
    whole = round_satang(new)
    return Line(
        built.code, first.number, first.ref, built.owner, first.category, first, value,
        building=built, floor_m2=floor, baht_per_m2=built.baht_per_m2, building_baht=whole, depreciation=row,
        depreciation_baht=whole - value,
    )  # fmt: skip


def _together(land: Line, building: Line) -> Line:
    """Land and building of one owner are taxed as one sum. Law: s.35, 42."""
    return replace(
        building, place=land.place, value=land.value + building.value, sqwah=land.sqwah,
        baht_per_sqwah=land.baht_per_sqwah, land_baht=land.land_baht,
    )  # fmt: skip


def _percent(part: Decimal, whole: Decimal | int) -> Decimal:
    return (part * 100 / whole).quantize(Decimal("0.01")) if whole else HUNDRED


def _payer(place: Place) -> Owner:
    if place.owner is None:
        raise Refused("NO_OWNER", f"{place.code} ไม่ปรากฏผู้มีหน้าที่เสียภาษี ณ วันที่ 1 มกราคม", f"{ACT} ม.9")
    return place.owner


def no_price(code: str, what_to_do: str) -> Refused:
    """A thing without an appraised price is not assessed. Law: s.35."""
    return Refused("NO_PRICE", f"{code}: ยังไม่มีราคาประเมินทุนทรัพย์ ให้{what_to_do}", f"{ACT} ม.35")


def bill(lines: Iterable[Line], law: YearLaw, touching: Iterable[tuple[str, str]] = ()) -> Bill:
    """Everything one taxpayer owes for the year. `touching`: codes of his parcels that share a boundary (s.42).

    Errors: ValueError without a line or with lines of two owners.
    """
    ordered = sorted(lines, key=lambda line: (line.place, line.number, line.category))
    if len({line.owner.key for line in ordered}) != 1:
        raise ValueError("a bill has lines, all of one owner")
    owner = ordered[0].owner
    _name_rates(owner, ordered, law)
    _exempt(owner, ordered, law)
    _tax(ordered, law, touching)
    _relieve(ordered, law)
    return Bill(owner, tuple(ordered))


def _name_rates(owner: Owner, lines: Sequence[Line], law: YearLaw) -> None:
    homes = _homes(owner, lines)
    for line in lines:
        line.key = homes.get(line.part.home, SECOND_HOME) if line.category == RESIDENTIAL else line.category
        if line.category == VACANT:
            line.addition = law.addition(line.part.vacant_since_be)


def _homes(owner: Owner, lines: Sequence[Line]) -> dict[str, str]:
    """By house of the register: whether its owner holds land and building, or the building only. Law: s.41.

    Who holds no part of the house itself has no main home in it, however much land round it is his.
    """
    found: dict[str, str] = {}
    for line in lines:
        part = line.part
        if line.category != RESIDENTIAL or not part.home or part.home_person not in owner.parties:
            continue
        is_unit = line.building is None and line.floor_m2 > 0
        if line.building is not None or is_unit:
            has_land = is_unit or line.land_baht > 0
            found[part.home] = HOME if has_land or found.get(part.home) == HOME else HOME_BUILDING
    return found


def _exempt(owner: Owner, lines: Sequence[Line], law: YearLaw) -> None:
    for line in lines:
        if line.part.exempt is not None:
            line.exempted = round_satang(line.value * line.part.exempt.percent / HUNDRED)
            line.exempt_law = line.part.exempt.law
    if owner.is_natural:
        _exempt_farms([line for line in lines if line.key == AGRI], law)
    by_home: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        if line.key in (HOME, HOME_BUILDING):
            by_home[line.part.home].append(line)
    for home in by_home.values():
        _allow(home, law.figure(f"exempt_{home[0].key}"))


def _exempt_farms(farms: Sequence[Line], law: YearLaw) -> None:
    """Natural persons' farmland: wholly exempt in the first years (s.96), then by value in one office (s.40)."""
    if not farms:
        return
    if law.has("exempt_agri_wholly"):
        for line in farms:
            line.exempted, line.exempt_law = line.value, law.figure("exempt_agri_wholly").law
        return
    _allow(farms, law.figure("exempt_agri"))


def _allow(lines: Sequence[Line], row: RateRow) -> None:
    """Take an allowance off from the highest value down; equal values in the order of ภ.ด.ส.7."""
    left = row.value
    for line in sorted(lines, key=lambda each: -each.base):
        taken = min(left, line.base)
        if taken > 0:
            line.exempted += taken
            line.exempt_law = row.law
            left -= taken


def _tax(lines: Sequence[Line], law: YearLaw, touching: Iterable[tuple[str, str]]) -> None:
    """Each group enters the tiers once, is rounded once and shared by taxable value. Law: s.37, 42.

    Parts of different vacant additions are different groups: each slice bears its own rate.
    """
    pairs = tuple(touching)
    sorts: dict[tuple[str, Decimal], list[Line]] = defaultdict(list)
    for line in lines:
        sorts[line.key, line.addition].append(line)
    number = 0
    for (key, addition), alike in sorts.items():
        for group in _contiguous(alike, pairs):
            number += 1
            taxable = sum((line.base for line in group), NOTHING)
            found = law.tax(key, taxable, addition)
            parts = _spread(found.total_baht, group)
            for line, tax in zip(group, parts, strict=True):
                line.group, line.group_taxable, line.tiers, line.gross_tax = number, taxable, found.lines, tax


def _spread(tax: Decimal, group: Sequence[Line]) -> Sequence[Decimal]:
    """The group's tax by taxable value, the last line with one taking the difference."""
    if len(group) == 1 or not tax:
        return [tax, *[NOTHING] * (len(group) - 1)]
    return shares(tax, [line.base for line in group])


def _contiguous(lines: Sequence[Line], pairs: Sequence[tuple[str, str]]) -> list[list[Line]]:
    """The lines whose places lie together, in the order given; parts of one place are always together."""
    if len(lines) == 1:
        return [list(lines)]
    leader = {line.place: line.place for line in lines}

    def lead(place: str) -> str:
        while leader[place] != place:
            place = leader[place]
        return place

    for one, other in pairs:
        if one in leader and other in leader:
            leader[lead(other)] = lead(one)
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(lead(line.place), []).append(line)
    return list(groups.values())


def _relieve(lines: Sequence[Line], law: YearLaw) -> None:
    """Phase-in (s.97), then percent of the object (s.55-57), then of the whole country; rounded once at the end.

    The setting ``phase_in_first`` 0 turns the first two steps round.
    """
    phase = law.figure("phase_in_percent") if law.has("phase_in_percent") else None
    country = law.figure("country_cut_percent") if law.has("country_cut_percent") else None
    worth: dict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        worth[line.place] += line.value
    for line in lines:
        steps = [("phase_in", phase.value, phase.law)] if phase and line.old_tax_baht is not None else []
        cuts = [("order", each.percent, each.law) for each in line.part.cuts]
        cuts += [("country", country.value, country.law)] if country else []
        if not steps and not cuts:
            line.tax = round_satang(line.gross_tax)
            continue
        order = steps + cuts if law.figure("phase_in_first").value else cuts + steps
        exact = line.gross_tax
        for kind, percent, _law in order:
            exact = _step(kind, exact, percent, line, worth[line.place])
        line.reliefs = tuple(order)
        line.tax = round_satang(exact)


def _step(kind: str, tax: Decimal, percent: Decimal, line: Line, worth: Decimal) -> Decimal:
    if kind != "phase_in":
        return tax * (HUNDRED - percent) / HUNDRED
    # the old tax was of the whole place: a line bears its share by value
    old = (line.old_tax_baht or NOTHING) * line.value / worth if worth else NOTHING
    return old + (tax - old) * percent / HUNDRED if tax > old else tax
