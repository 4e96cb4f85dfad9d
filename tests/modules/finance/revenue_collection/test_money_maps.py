"""Maps of price, of tax a rai and of signs by their tax: what a tile tells, who may open it, and their legends."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import mapbox_vector_tile
import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from gis_core.access.holdings import WholeOffice
from gis_core.features import clock, measure
from gis_core.ground.models import AppraisalPrice, Parcel, PriceStrip, PriceZone
from layers.engine.rows import rows
from layers.legend import legend
from layers.map_style import style_layers
from layers.registry import registry
from modules.finance.revenue_collection import returns
from modules.finance.revenue_collection.maps import price_classes
from modules.finance.revenue_collection.models import SignTaxAssessment, SignTaxReturn
from tests.modules.finance.property_register import ground
from tests.modules.finance.revenue_collection import year as made
from tests.modules.finance.revenue_collection.signs import assessed, filed, sign
from tests.modules.finance.revenue_collection.test_year_maps import address, bound, listed, told
from tests.people import sign_in, user_with

pytestmark = pytest.mark.django_db
PRICE, GRID, SIGNS = (f"revenue_collection-{code}" for code in ("price_map", "tax_grid", "sign_map"))


@pytest.fixture(autouse=True)
def town(db: None, settings: Any, tmp_path: Any) -> Any:
    settings.TILE_CACHE = tmp_path / "tiles"
    price_classes.forget()
    yield ground.town()
    price_classes.forget()


@pytest.fixture
def officer(client: Any) -> Any:
    sign_in(client, ground.user("revenue_officer"))
    return client


# -- prices ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("prices", "expected"),
    [
        (range(1, 15), (2, 4, 6, 8, 10, 12)), (range(1, 8), (1, 2, 3, 4, 5, 6)), ([5] * 9, ()), ([], ()),
        ([1, 1, 1, 1, 1, 9, 9], (1,)), ([3, 4], (3,)),
    ],
)  # fmt: skip
def test_limits_hold_as_many_prices_each(prices, expected):
    assert price_classes.even_limits([Decimal(price) for price in prices]) == expected


def test_the_words_of_the_classes_follow_from_the_limits():
    assert price_classes.words([Decimal(500), Decimal("1500.50")]) == {
        "1": "ไม่เกิน 500 บาท/ตร.ว.", "2": "เกิน 500 – 1,500.5", "3": "เกิน 1,500.5 บาท/ตร.ว.", "none": "ไม่มีราคาประเมิน",
    }  # fmt: skip
    assert price_classes.words([]) == {"1": "ทุกราคา", "none": "ไม่มีราคาประเมิน"}


def test_seven_classes_by_the_price_of_the_year(officer):
    made.tax_year()
    for lot in range(1, 8):
        made.land(lot, None, lot * 40, 0, lot * 40 + 40, 40, baht=lot * 1000)
    bare = ground.parcel(8, 0, 100, 40, 140)
    found = told(officer, PRICE, bare, "class")
    assert found == {f"01A00{lot}": str(lot) for lot in range(1, 8)} | {"01A008": "none"}
    labels = [entry["label"] for entry in listed(officer)[PRICE]["legend"]]
    assert labels[0] == "ไม่เกิน 1,000 บาท/ตร.ว." and len(labels) == 8
    with ground.write():
        AppraisalPrice.objects.filter(baht_per_sqwah=7000).update(valid=DateRange(date(2026, 1, 2), None))
    assert told(officer, PRICE, bare, "class")["01A007"] == "none", "the price of the first of January counts"


def test_classes_change_with_a_price_and_with_nothing_else(officer, monkeypatch):
    made.tax_year()
    for lot in range(1, 4):
        made.land(lot, None, lot * 40, 0, lot * 40 + 40, 40, baht=lot * 1000)
    before = price_classes.limits()
    assert before == (1000, 2000)
    with ground.write():
        AppraisalPrice.objects.filter(baht_per_sqwah=1000).update(baht_per_sqwah=1500)
    assert price_classes.limits() == (1500, 2000)
    with ground.write():
        AppraisalPrice.objects.filter(baht_per_sqwah=1500).delete()
    assert price_classes.limits() == (2000,)
    ground.person("ไม่เกี่ยวกับราคา")
    monkeypatch.setattr(price_classes, "_sampled", lambda: pytest.fail("nothing that has a price was written"))
    assert price_classes.limits() == (2000,)


def test_a_parcel_without_its_own_price_takes_that_of_strip_or_zone(officer):
    made.tax_year()
    cheap = made.land(1, None, 0, 0, 40, 40, baht=100)
    made.land(2, None, 40, 0, 80, 40, baht=9000)
    by_road, behind = ground.parcel(3, 0, 100, 40, 140), ground.parcel(4, 0, 200, 40, 240)
    always = DateRange(date(2020, 1, 1), None)
    with ground.write():
        PriceZone.objects.create(code="ข1", baht_per_sqwah=100, valid=always, geom=ground.area(-10, 90, 100, 300))
        PriceStrip.objects.create(
            code="ถ1", baht_per_sqwah=9000, depth_m=40, valid=always, geom=ground.line((-10, 100), (100, 100))
        )
    price_classes.forget()
    found = told(officer, PRICE, cheap, "class", zoom=14)
    assert found["01A003"] == found["01A002"] != found["01A004"] == found["01A001"]
    assert behind.parcel_code in found and by_road.parcel_code in found


# -- tax a rai ---------------------------------------------------------------------------------------------------------
def taxed(lot: int, year: Any, baht: str, *edges: float) -> Parcel:
    parcel = ground.parcel(lot, *edges)
    row = made.assessment(year, f"ก{lot}", Decimal(baht), "notified")
    used = made.use(year, parcel)
    with ground.write():
        row.place_id = parcel.uid
        row.save()
        row.lines.create(seq=1, use=used, parcel=parcel, category="other", rate_key="other", tax_baht=baht)
    return parcel


def cells(client: Any, parcel: Parcel) -> dict[int, str]:
    """Levels of the squares that a tile tells, with the square a parcel lies in first."""
    answer = client.get(address(GRID, parcel))
    found = (
        mapbox_vector_tile.decode(answer.content).get(GRID, {"features": []}) if answer.content else {"features": []}
    )
    return {each["id"]: each["properties"]["level"] for each in found["features"]}


def cell_of(parcel: Parcel) -> int:
    middle = measure.to_utm(parcel.geom.centroid)
    return (int(middle.y // 250) << 24) + int(middle.x // 250)


def five_in_one_square() -> list[Parcel]:
    year = made.tax_year()
    near = [taxed(lot, year, "100.00", 40 * lot, 0, 40 * lot + 40, 40) for lot in range(1, 6)]
    assert len({cell_of(each) for each in near}) == 1, "the parcels of the test must lie in one square"
    return near


def test_squares_of_few_taxpayers_tell_nothing(officer):
    near = five_in_one_square()
    alone = taxed(6, made.TaxYear.objects.get(), "100.00", 300, 0, 340, 40)
    # five parcels of one rai each: 100 baht a rai
    found = cells(officer, near[0])
    assert (found[cell_of(near[0])], found[cell_of(alone)]) == ("2", "few")


def test_a_reader_of_a_part_of_a_square_sees_one_of_fewer_taxpayers(client):
    near = five_in_one_square()
    sign_in(client, user_with("revenue_officer", area=ground.area(30, -10, 130, 50)))
    assert cells(client, near[0]) == {cell_of(near[0]): "few"}


# -- signs -------------------------------------------------------------------------------------------------------------
def test_signs_by_kind_and_by_the_tax_of_the_year(officer, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2026, 12, 31))
    made.tax_year()
    here = ground.parcel(1, 0, 0, 100, 100)
    owner = ground.person("ก")
    assessed(filed(sign(100, 200, kind="1"), who=owner))
    assessed(filed(sign(), who=owner))
    sign(kind="3"), sign(removed_on=date(2025, 12, 31))
    tile = mapbox_vector_tile.decode(officer.get(address(SIGNS, here)).content)[SIGNS]["features"]
    told_of = sorted((each["properties"]["kind"], each["properties"]["size"]) for each in tile)
    assert told_of == [("1", "1"), ("2", "3"), ("3", "none")]


def test_the_size_of_a_sign_is_in_style_and_legend():
    signs = bound("signs")
    (circle,) = style_layers(signs)
    assert circle["paint"]["circle-radius"][-1][-1][:2] == ["match", ["to-string", ["get", "size"]]]
    entries = legend(signs)
    assert [entry.get("radius") for entry in entries] == [None, None, None, 3.0, 4.5, 6.5, 9.0, 12.0]


@pytest.mark.parametrize(
    ("role", "opened"),
    [("", set()), ("engineer", {PRICE}), ("surveyor", {PRICE, GRID, SIGNS}), ("revenue_officer", {PRICE, GRID, SIGNS})],
)
def test_maps_of_tax_open_to_those_who_may_see_assessments(client, role, opened):
    made.tax_year()
    parcel = ground.parcel(1, 0, 0, 40, 40)
    if role:
        sign_in(client, ground.user(role))
    assert {slug for slug in (PRICE, GRID, SIGNS) if client.get(address(slug, parcel)).status_code != 404} == opened
    assert {slug for slug in listed(client) if slug in (PRICE, GRID, SIGNS)} == opened


# -- what is kept each night -------------------------------------------------------------------------------------------
def test_the_whole_office_reads_signs_without_an_account(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2026, 12, 31))
    made.tax_year()
    assessed(filed(sign()))
    for model in (SignTaxReturn, SignTaxAssessment):
        assert rows(registry.for_model(model), WholeOffice()).count() == 1
    assert returns.signs_by_kind(WholeOffice())[-1]["tax"] == Decimal(1508)
