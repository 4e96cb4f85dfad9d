"""The ready questions of revenue against a small drawn town."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from gis_core.features import clock
from gis_core.ground.models import Establishment, Parcel
from gis_core.networks.models import Road
from layers.registry import registry
from modules.finance.revenue_collection.maps import questions
from modules.finance.revenue_collection.models import LandTaxAssessment, LandTaxLine
from modules.kernel.charges.models import Charge
from tests.modules.finance.property_register import ground
from tests.modules.finance.revenue_collection import year as made
from tests.modules.kernel.charges.money import a_payer, owing
from tests.people import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def town(db: None) -> Any:
    return ground.town()


@pytest.fixture
def reader() -> Any:
    return ground.user("revenue_officer")


def road() -> Road:
    with ground.write():
        line = ground.line((0, 0), (400, 0))
        return Road.objects.create(road_code="ถ.1", name="สายหนึ่ง", row_width_m=8, geom=line, status="surveyed")


def late(baht: str, parcel: Parcel, source: Any = None) -> Charge:
    due_on = clock.today() - timedelta(days=40)
    more = {"place_uid": parcel.uid, "source_uid": source.uid if source else None}
    return owing(a_payer(), baht, due_on=due_on, **more)[0]


def assessed(*parcels: Parcel) -> LandTaxAssessment:
    """An assessment with a line of each parcel."""
    year = made.tax_year()
    uses = [made.use(year, parcel) for parcel in parcels]
    with ground.write():
        assessment = LandTaxAssessment.objects.create(
            register_no="ภดส.000001", status="notified", tax_year=year, owner_key="p1", person=a_payer("เจ้าของ"),
            place_id=parcels[0].uid, tax_baht=1000, fingerprint="0" * 64, generated_on=clock.today(),
        )  # fmt: skip
        for seq, use in enumerate(uses, 1):
            LandTaxLine.objects.create(
                assessment=assessment, seq=seq, use=use, parcel=use.parcel, category="other", rate_key="other"
            )
    return assessment


# -- a collection round ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("south", "expected"), [(53.9, ["01A001"]), (54.1, [])])
def test_overdue_within_50_m_of_the_roads_edge(reader, south, expected):
    road()
    late("1000.00", ground.parcel(1, 0, south, 40, south + 20))
    assert [row["title"] for row in questions.overdue_near_road(reader, "ถ.1")] == expected


def test_the_largest_sum_comes_first_and_a_bill_shows_at_all_its_parcels(reader):
    road()
    small, paid = ground.parcel(1, 0, 10, 40, 40), ground.parcel(2, 40, 10, 80, 40)
    first, second = ground.parcel(3, 80, 10, 120, 40), ground.parcel(4, 120, 10, 160, 40)
    late("500.00", small)
    owing(a_payer(), "900.00", due_on=clock.today() + timedelta(days=1), place_uid=paid.uid)
    charge = late("10000.00", first, assessed(first, second))
    rows = questions.overdue_near_road(reader, "สายหนึ่ง")
    assert [(row["title"], row["baht"]) for row in rows] == [
        ("01A003", Decimal("11200.00")), ("01A004", Decimal("11200.00")), ("01A001", Decimal("560.00"))
    ]  # fmt: skip
    assert rows[0]["bills"] == charge.register_no and (rows[0]["days"], rows[0]["color"]) == (40, "#b3202c")


def test_who_may_see_no_charges_gets_no_round(reader, client):
    road()
    late("1000.00", ground.parcel(1, 0, 10, 40, 40))
    url = registry.for_model(LandTaxAssessment).url
    for who, is_shown in ((reader, True), (ground.user("surveyor"), False)):
        sign_in(client, who)
        page = client.get(f"{url}q/overdue_near_road/", {"road": "ถ.1", "metres": "50"})
        assert page.status_code == 200 and ("01A001" in page.content.decode()) is is_shown
    assert questions.overdue_near_road(ground.user("surveyor"), "ถ.1") == []
    assert questions.overdue_near_road(reader, "") == questions.overdue_near_road(reader, "ไม่มี") == []


@pytest.mark.parametrize(
    ("baht", "color"),
    [
        ("1000", "#f0a197"),
        ("1000.01", "#dd5a4f"),
        ("10000", "#dd5a4f"),
        ("100000", "#b3202c"),
        ("100000.01", "#7a1020"),
    ],
)
def test_the_red_of_a_sum(baht, color):
    assert questions.red_of(Decimal(baht)) == color


# -- changed uses ------------------------------------------------------------------------------------------------------
def test_parcels_whose_use_changed_between_two_years(reader):
    year = made.tax_year()
    with ground.write():
        before = type(year).objects.create(code="2568")
    same, changed, fresh = (ground.parcel(n, n * 40, 0, n * 40 + 40, 40) for n in (1, 2, 3))
    for each in (before, year):
        made.use(each, same, "agri")
    made.use(before, changed, "vacant", land_sqwah=400)
    made.use(year, changed, "vacant", land_sqwah=100)
    made.use(year, changed, "residential", land_sqwah=300, seq=2)
    made.use(year, fresh, "other")
    (row,) = questions.changed_uses(reader)
    assert row["title"] == "01A002" and row["before"].startswith("ทิ้งไว้ว่างเปล่า")
    assert row["after"].startswith("อยู่อาศัย") and row["after"] != row["before"]
    assert questions.changed_uses(reader, 2568) == [] == questions.changed_uses(ground.user("accountant"), 2569)


# -- businesses on land taxed as if there were none --------------------------------------------------------------------
def test_farmland_and_vacant_land_with_a_running_business(reader):
    year = made.tax_year()
    farm, shop, empty, closed, home = (ground.parcel(n, n * 40, 0, n * 40 + 40, 40) for n in (1, 2, 3, 4, 5))
    made.use(year, farm, "agri", land_sqwah=300)
    made.use(year, farm, "residential", land_sqwah=100, seq=2)
    made.use(year, shop, "agri", land_sqwah=300)
    made.use(year, shop, "other", land_sqwah=100, seq=2)
    made.use(year, empty, "vacant"), made.use(year, closed, "vacant"), made.use(year, home, "residential")
    today = clock.today()
    with ground.write():
        for parcel in (farm, shop, home):
            Establishment.objects.create(thai=f"ร้านค้า {parcel.parcel_code}", parcel=parcel)
        Establishment.objects.create(thai="ร้านปิด", parcel=closed, closed_on=today)
        Establishment.objects.create(thai="ยังไม่เปิด", parcel=empty, opened_on=today + timedelta(days=1))
    (row,) = questions.businesses_untaxed(reader)
    assert (row["title"], row["businesses"]) == ("01A001", "ร้านค้า 01A001")
    assert row["uses"] == "ประกอบเกษตรกรรม, อยู่อาศัย"
    with ground.write():
        Establishment.objects.filter(thai="ร้านปิด").update(closed_on=today + timedelta(days=1))
    assert [each["title"] for each in questions.businesses_untaxed(reader, 2569)] == ["01A001", "01A004"]
    assert questions.businesses_untaxed(reader, 2568) == [] == questions.businesses_untaxed(ground.user("accountant"))


# -- across the boundary -----------------------------------------------------------------------------------------------
def test_parcels_across_the_offices_boundary(reader):
    ground.parcel(1, 0, 0, 40, 40)
    ground.parcel(2, -10, 100, 40, 140)
    ground.parcel(3, -40, 200, -1, 240)
    (row,) = questions.across_boundary(reader)
    assert (row["title"], row["outside_m2"]) == ("01A002", Decimal("400.00"))
    assert abs(row["inside_m2"] - 1600) < 1
    assert questions.across_boundary(reader, 500) == []
