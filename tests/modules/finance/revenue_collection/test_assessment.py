"""The assessment engine: worked examples, and what must hold for any parcel."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import groupby, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_core.pure.refusal import Refused
from modules.finance.revenue_collection.land_tax.assessment import (
    Bill,
    Built,
    Cut,
    Exempt,
    Owner,
    Place,
    UsePart,
    bill,
    cut,
)
from modules.finance.revenue_collection.land_tax.land_law import completed_years
from tests.modules.finance.revenue_collection.tax_rates import law_of
from tests.worked_examples import Row, worked_examples

JURISTIC = ("J", "T")
CASES = [
    pytest.param(list(rows), id=label)
    for label, rows in groupby((p.values[0] for p in worked_examples(__file__, "assessment")), lambda r: r["label"])
]


def owner(name: str) -> Owner:
    return Owner(tuple(name.split("+")), name not in JURISTIC)


def number(text: str) -> Decimal:
    return Decimal(text or 0)


def part(row: Row, at: int) -> UsePart:
    exempt, _, percent = row["exempt"].partition(" ")
    return UsePart(
        ref=f"{row['place']}/{at}",
        number=at,
        category=row["category"],
        sqwah=number(row["sqwah"]),
        building=row["building"],
        floor_m2=number(row["floor_m2"]),
        home=f"house of {row['home']}" if row["home"] else "",
        home_person=row["home"],
        vacant_since_be=int(row["vacant_since"]) if row["vacant_since"] else None,
        crops=tuple((k, int(n)) for k, _, n in (each.partition(":") for each in row["crops"].split()) if k),
        exempt=Exempt(exempt, "ม.8", Decimal(percent or 100)) if exempt else None,
        cuts=(Cut(number(row["cut"]), "ม.55"),) if row["cut"] else (),
    )


def place(code: str, rows: list[Row]) -> Place:
    first = rows[0]
    built = {
        row["building"]: Built(
            row["building"],
            owner(row["building_owner"] or row["owner"]),
            "",
            row["structure"],
            int(row["years"]),
            number(row["price_m2"]),
        )
        for row in rows
        if row["building"]
    }
    unit = number(first["unit_m2"]) if first["unit_m2"] else None
    return Place(
        code,
        owner(first["owner"]),
        number(first["price"]),
        tuple(part(row, at) for at, row in enumerate(rows, 1)),
        built,
        unit,
        number(first["price"]) if unit else None,
        number(first["old_tax"]) if first["old_tax"] else None,
    )


def bills(places: list[Place], year: int, touching: tuple[tuple[str, str], ...] = ()) -> dict[str, Bill]:
    law, lines = law_of(year), defaultdict(list)
    for each in places:
        for line in cut(each, law):
            lines[line.owner.key].append(line)
    return {key: bill(mine, law, touching) for key, mine in lines.items()}


@pytest.mark.parametrize("rows", CASES)
def test_worked_examples(rows):
    places = [place(code, list(mine)) for code, mine in groupby(rows, lambda row: row["place"])]
    pairs = tuple(tuple(pair.split("-")) for pair in rows[0]["touching"].split())
    found = bills(places, int(rows[0]["year"]), pairs)
    expected = dict(each.split("=") for each in rows[0]["bill"].split())
    assert {key: str(each.tax) for key, each in found.items()} == expected
    assert all(line.tiers or not line.base for each in found.values() for line in each.lines)


@pytest.mark.parametrize("row", worked_examples(__file__, "net_buildings"))
def test_net_value_of_a_building(row):
    built = Built("B1", owner("A"), "", row["structure"], int(row["years"]), Decimal(row["new_baht"]))
    site = Place("01A001", None, None, (UsePart("u", 1, "other", building="B1", floor_m2=Decimal(1)),), {"B1": built})
    (line,) = cut(site, law_of(2569))
    assert line.value == Decimal(row["net_baht"])
    assert line.building_baht - line.depreciation_baht == line.value


@pytest.mark.parametrize("row", worked_examples(__file__, "building_age"))
def test_building_age(row):
    day = date.fromisoformat(row["completed_on"]) if row["completed_on"] else None
    year = int(row["built_year_be"]) if row["built_year_be"] else None
    assert completed_years(law_of(2569), day, year) == int(row["years"])


def land(code: str, sqwah: str, price: str | None, category: str = "other", **more: object) -> Place:
    parts = (UsePart(f"{code}/1", 1, category, Decimal(sqwah), **more),)  # type: ignore[arg-type]
    return Place(code, owner("A"), Decimal(price) if price else None, parts)


def test_the_allowance_of_farms_goes_to_the_highest_value_first():
    lines = bills([land("01A001", "1", "25000000", "agri"), land("01A002", "1", "30000000", "agri")], 2569)["A"].lines
    assert [(line.place, line.exempted) for line in lines] == [
        ("01A001", Decimal(20000000)),
        ("01A002", Decimal(30000000)),
    ]
    assert lines[0].exempt_law.endswith("ม.40")


def test_too_few_trees_leave_vacant_land():
    site = land("01A001", "800", "1000", "agri", crops=(("banana", 300),))
    lines = bills([site], 2569)["A"].lines
    assert [(line.category, line.sqwah, line.tax) for line in lines] == [
        ("agri", Decimal("600.0"), Decimal("0.00")),
        ("vacant", Decimal("200.0"), Decimal("600.00")),
    ]


def test_land_round_anothers_house_is_no_main_home():
    built = Built("B1", owner("B"), "", "wood", 0, Decimal(100))
    home = UsePart("u", 1, "residential", Decimal(1), "B1", Decimal(1), home="h", home_person="A")
    found = bills([Place("01A001", owner("A"), Decimal(60_000_000), (home,), {"B1": built})], 2569)
    assert found["A"].lines[0].key == "other_residential"
    assert found["A"].lines[0].exempted == 0


@pytest.mark.parametrize(
    ("site", "code"),
    [
        (land("01A001", "1", None), "NO_PRICE"),
        (replace(land("01A001", "1", "5"), owner=None), "NO_OWNER"),
        (replace(land("01A001", "0", "5"), unit_m2=Decimal(30)), "NO_PRICE"),
    ],
)
def test_what_is_not_assessed(site, code):
    with pytest.raises(Refused) as refused:
        cut(site, law_of(2569))
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("kind", "text"), [("", "กรอกรหัสประเภทในทะเบียนสิ่งปลูกสร้าง"), ("100", "เพิ่มราคาของประเภท 100 ในตาราง")]
)
def test_a_building_without_a_price_says_what_to_do(kind, text):
    built = Built("01A001/001", owner("A"), kind, "masonry", 3, None)
    use = UsePart("u", 1, "residential", Decimal(1), built.code, Decimal(1))
    with pytest.raises(Refused, match=text):
        cut(Place("01A001", owner("A"), Decimal(5), (use,), {built.code: built}), law_of(2569))


def test_before_the_act_there_is_no_rate():
    with pytest.raises(Refused) as refused:
        law_of(2562)
    assert refused.value.code == "NO_RATE"


areas = st.decimals("0.1", 40_000, places=1)
prices = st.decimals(1, 400_000, places=2)
categories = st.sampled_from(("agri", "residential", "other", "vacant"))
parts_of_land = st.lists(st.tuples(areas, categories), min_size=1, max_size=5)


@given(parts_of_land, prices, st.integers(2563, 2595))
def test_lines_add_up_to_the_bill_and_each_names_its_rates(pieces, price, year):
    parts = tuple(UsePart(f"u{n}", n, category, area) for n, (area, category) in enumerate(pieces, 1))
    found = bills([Place("01A001", owner("A"), price, parts)], year)["A"]
    assert found.tax == sum(line.tax for line in found.lines)
    for line in found.lines:
        assert 0 <= line.exempted <= line.value
        assert 0 <= line.tax <= line.base
        assert all(tier.row.law for tier in line.tiers)
    for group in {line.group for line in found.lines}:
        mine = [line for line in found.lines if line.group == group]
        assert sum(line.gross_tax for line in mine) == sum(tier.amount_baht for tier in mine[0].tiers)


@given(areas, areas, prices, categories)
def test_splitting_a_part_changes_nothing_but_rounding(one, other, price, category):
    whole = bills([land("01A001", str(one + other), str(price), category)], 2569)["A"]
    parts = (UsePart("u1", 1, category, one), UsePart("u2", 2, category, other))
    split = bills([Place("01A001", owner("A"), price, parts)], 2569)["A"]
    assert abs(whole.tax - split.tax) <= Decimal("0.02")


@given(st.lists(areas, min_size=2, max_size=5), prices, categories, st.sampled_from(("A", "A+B", "J")))
def test_dividing_a_parcel_between_the_same_owners_changes_nothing_but_rounding(pieces, price, category, who):
    """A person, two together or a company; each new parcel touches the next."""
    lots = [land(f"01A{n:03}", str(piece), str(price), category) for n, piece in enumerate(pieces, 1)]
    before = land("01A009", str(sum(pieces)), str(price), category)
    touching = tuple((one.code, other.code) for one, other in pairwise(lots))
    (whole,) = bills([replace(before, owner=owner(who))], 2569).values()
    (divided,) = bills([replace(lot, owner=owner(who)) for lot in lots], 2569, touching).values()
    assert abs(whole.tax - divided.tax) <= Decimal("0.02")


@given(areas, areas, prices, categories)
def test_more_land_is_never_less_tax(one, more, price, category):
    small = bills([land("01A001", str(one), str(price), category)], 2569)["A"]
    large = bills([land("01A001", str(one + more), str(price), category)], 2569)["A"]
    assert small.tax <= large.tax


@given(st.integers(2563, 2600), st.integers(2563, 2600))
def test_vacant_land_is_never_taxed_above_the_highest_rate(year, since):
    found = bills([land("01A001", "1", "9000000000", "vacant", vacant_since_be=since)], max(year, 2567))["A"]
    assert all(tier.applied <= 3 for tier in found.lines[0].tiers)
