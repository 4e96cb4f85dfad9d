"""Key figures of revenue against worked examples: collected of this year's land tax, arrears, vacant, unassessed."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.gis.geos import MultiPolygon

from gis_core.features import clock
from gis_core.ground.models import AdminArea
from gis_core.pure.thai_calendar import fiscal_year
from layers.declare.reports import Measured
from layers.registry import registry
from map_ui.reports.key_figures import NO_DATA, key_figure
from modules.finance.revenue_collection import key_figures as of_uses
from modules.finance.revenue_collection.models import UnassessedPlace
from modules.kernel.charges import income, key_figures
from modules.kernel.charges.models import Charge, Instalment, RevenueCode, RevenueEstimate
from modules.kernel.charges.opening import adjust
from tests.modules.finance.property_register import ground
from tests.modules.finance.revenue_collection import year as made
from tests.modules.kernel.charges.money import a_payer, owing, pay
from tests.people import sign_in, user_with

pytestmark = pytest.mark.django_db
HUNDRED = Decimal(100)
COLLECTED, ARREARS = key_figures.FIGURES


@pytest.fixture
def cashier() -> Any:
    return user_with("cashier")


@pytest.fixture
def villages(db: None) -> tuple[Any, Any]:
    """Two villages of one parcel each, and a third of none."""
    ground.town()
    with ground.write():
        for moo, west in ((1, 0), (2, 100), (3, 200)):
            shape = ground.area(west, 0, west + 100, 100)
            AdminArea.objects.create(code=f"9999010{moo}", level="village", thai=f"บ้าน{moo}", moo=moo, geom=shape)
    return ground.parcel(1, 10, 10, 50, 50), ground.parcel(2, 110, 10, 150, 50)


def this_year() -> int:
    return clock.today().year + 543


def owed(baht: str, parcel: Any = None, *, late_days: int = -30, year_be: int | None = None, **more: Any) -> Charge:
    (charge,) = owing(
        a_payer(), baht, due_on=clock.today() - timedelta(days=late_days),
        place_uid=parcel.uid if parcel else None, **more,
    )  # fmt: skip
    with ground.write():
        Charge.objects.filter(pk=charge.pk).update(tax_year_be=year_be or this_year())
    return charge


def test_collected_of_this_years_assessment_over_what_was_assessed(cashier):
    paid, unpaid = owed("3996104.50"), owed("816245.50")
    owed("900.00", year_be=this_year() - 1)
    owed("900.00", revenue="signboard_tax")
    pay(paid, "3996104.50", cashier)
    whole = key_figures.collected(cashier)
    assert whole == Measured(Decimal("3996104.50"), Decimal("4812350.00"))
    assert whole.value(HUNDRED) == Decimal("83.04")
    assert [each["uid"] for each in key_figures.collected_charges(cashier)] == [paid.uid]
    assert Measured(unpaid.principal_baht, whole.denominator).value(HUNDRED) == Decimal("16.96")


def test_the_office_is_the_ratio_of_its_sums_and_a_village_without_charges_has_no_data(villages, cashier):
    first, second = villages
    pay(owed("1500000.00", first), "1200000.00", cashier)
    pay(owed("1000000.00", second), "900000.00", cashier)
    parts = key_figures.collected_by_village(cashier)
    assert {code: part.value(HUNDRED) for code, part in parts.items()} == {
        "99990101": Decimal("80.00"),
        "99990102": Decimal("90.00"),
    }
    assert key_figures.collected(cashier).value(HUNDRED) == Decimal("84.00")
    third = key_figure(COLLECTED, cashier, "99990103")
    assert third.figure.text == NO_DATA


def test_a_year_that_is_over_is_told_by_its_own_records(villages, cashier, monkeypatch):
    first, second = villages
    pay(owed("1500.00", first), "1200.00", cashier)
    pay(owed("900.00", second, year_be=this_year() - 1), "900.00", cashier)
    tax, fiscal = this_year(), fiscal_year(clock.today())
    later = clock.today().replace(year=clock.today().year + 1, day=1)
    monkeypatch.setattr(clock, "today", lambda: later)
    assert key_figures.collected(cashier).value(HUNDRED) is None and income.own_revenue(cashier).numerator == 0
    assert key_figures.collected_of_year(cashier, tax)["99990101"].value(HUNDRED) == Decimal("80.00")
    assert key_figures.collected_of_year(cashier, tax - 1)["99990102"].value(HUNDRED) == 0, "paid after its year"
    taken = income.own_revenue_of_year(cashier, fiscal)
    assert {code: part.numerator for code, part in taken.items()} == {
        "99990101": Decimal("1200.00"), "99990102": Decimal("900.00")
    }  # fmt: skip
    assert not income.own_revenue_of_year(cashier, fiscal + 1)


def test_what_is_told_of_a_day_ends_with_that_day(villages, cashier, monkeypatch):
    first, _ = villages
    pay(owed("1500.00", first), "1200.00", cashier)
    before = clock.today() - timedelta(days=1)
    assert income.own_revenue(cashier).numerator == 1200 and key_figures.collected(cashier).numerator == 1200
    monkeypatch.setattr(clock, "today", lambda: before)
    nothing = Measured(Decimal(0))
    assert income.own_revenue(cashier) == nothing == sum(income.own_revenue_by_village(cashier).values(), nothing)
    assert income.own_revenue_charges(cashier) == [] == key_figures.collected_charges(cashier)
    assert key_figures.collected(cashier).numerator == 0


def test_own_revenue_is_a_share_of_the_estimate_for_who_sees_the_whole(villages, cashier):
    first, _ = villages
    pay(owed("1500.00", first), "1200.00", cashier)
    with ground.write():
        RevenueEstimate.objects.create(
            revenue=RevenueCode.objects.get(code="land_tax"), fiscal_year_be=fiscal_year(clock.today()),
            estimate_baht=Decimal("4800.00"), source="ข้อบัญญัติงบประมาณ",
        )  # fmt: skip
    assert income.share_of_estimate(cashier).value(HUNDRED) == Decimal("25.00")
    parts = income.share_by_village(cashier)
    assert parts["99990101"].value(HUNDRED) is None, "the estimate is of no village"
    assert sum(parts.values(), Measured(Decimal(0), Decimal(0))).value(HUNDRED) == Decimal("25.00")
    limited = user_with("cashier", name="limited", area=MultiPolygon(first.geom.buffer(0.001)))
    assert income.share_of_estimate(limited) == Measured(Decimal("1200.00"), Decimal(0))


def test_late_sums_and_payments_taken_back_are_no_collection(cashier):
    charge = owed("1000.00", late_days=40)
    pay(charge, "1120.00", cashier)
    assert key_figures.collected(cashier) == Measured(Decimal("1000.00"), Decimal("1000.00"))
    with ground.write():
        assert adjust(charge, Decimal("600.00"), "แก้ไข", "ม.53") == Decimal("400.00")
    assert key_figures.collected(cashier) == Measured(Decimal("600.00"), Decimal("600.00"))
    assert [each["amount"] for each in key_figures.collected_charges(cashier)] == [Decimal("600.00")]


def test_arrears_are_principal_penalty_and_surcharge_of_all_years(villages, cashier):
    first, second = villages
    this, old = owed("5000.00", first, late_days=40), owed("1000.00", second, late_days=40, year_be=this_year() - 1)
    owed("700.00", first)
    owed("300.00", late_days=40, revenue="fee")
    kept = owed("3000.00", late_days=40)
    with ground.write():
        Instalment.objects.create(charge=kept, seq=1, due_on=clock.today(), amount_baht=3000)
    assert key_figures.arrears(cashier) == Measured(Decimal("6720.00"))
    assert key_figures.arrears_by_village(cashier) == {
        "99990101": Measured(Decimal("5600.00")),
        "99990102": Measured(Decimal("1120.00")),
    }
    behind = [(each["uid"], each["amount"]) for each in key_figures.arrears_charges(cashier)]
    assert behind == [(this.uid, Decimal("5600.00")), (old.uid, Decimal("1120.00"))]


def test_sums_of_people_are_shown_only_to_who_may_see_their_charges(cashier, client):
    owed("5000.00", late_days=40)
    surveyor = user_with("surveyor")
    assert key_figures.arrears(surveyor) == Measured(Decimal(0))
    assert key_figures.collected(surveyor) == Measured(Decimal(0), Decimal(0))
    url = registry.for_model(Charge).url
    sign_in(client, surveyor)
    assert client.get(f"{url}report/{ARREARS.code}/").status_code in (403, 404)
    assert ARREARS.thai not in client.get("/figures/").content.decode()
    sign_in(client, cashier)
    assert "5,600" in client.get("/figures/").content.decode()
    assert "5,600" in client.get(f"{url}report/{ARREARS.code}/").content.decode()


def test_vacant_land_of_the_latest_year_over_all_used_land(villages, cashier):
    first, second = villages
    year = made.tax_year()
    vacant = made.use(year, first, "vacant", land_sqwah=Decimal("100.0"))
    made.use(year, first, "agri", seq=2, land_sqwah=Decimal("300.0"))
    made.use(year, second, "other", land_sqwah=Decimal("100.0"))
    with ground.write():
        older = type(year).objects.create(code="2568")
    made.use(older, second, "vacant", land_sqwah=Decimal("900.0"))
    assert of_uses.vacant(cashier).value(HUNDRED) == Decimal("20.00")
    parts = {code: each.value(HUNDRED) for code, each in of_uses.vacant_by_village(cashier).items()}
    assert parts == {"99990101": Decimal("25.00"), "99990102": Decimal("0.00")}
    (row,) = of_uses.vacant_uses(cashier)
    assert (row["uid"], row["amount"]) == (vacant.uid, Decimal("100.0")) and "01A001" in row["title"]


def test_places_not_assessed_by_village(villages, cashier):
    year = made.tax_year()
    with ground.write():
        UnassessedPlace.objects.create(
            tax_year=year, place_id=villages[1].uid, code="NO_PRICE", problem="ยังไม่มีราคาประเมินทุนทรัพย์"
        )
    assert of_uses.unassessed(cashier) == Measured(Decimal(1))
    assert of_uses.unassessed_by_village(cashier) == {"99990102": Measured(Decimal(1))}
    assert [each["amount"] for each in of_uses.unassessed_places(cashier)] == [Decimal(1)]
