"""Assessing a whole year: what is written, what is left out and why, and that a second run writes nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from gis_core.access.actor import system_user
from gis_core.features.models import Change
from gis_core.ground import tax_history
from gis_core.ground.models import Building, OwnershipSpell
from gis_core.pure.refusal import Refused
from modules.finance.revenue_collection.land_tax import assess
from modules.finance.revenue_collection.models import LandTaxAssessment, LandTaxLine, ReliefOrder, UnassessedPlace
from tests.modules.finance.property_register import ground
from tests.modules.finance.revenue_collection import year as years

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(db):
    ground.town()
    return years.tax_year()


def run(year, **more):
    return assess.assess_year(year, system_user(), years.acting, **more).counts


def bills():
    live = LandTaxAssessment.objects.exclude(status__in=assess.GONE)
    return {str(each.person or each.organisation): each.tax_baht for each in live}


def test_every_line_keeps_its_figures_and_their_rows_of_law(year):
    who = years.company()
    parcel = years.land(1, who, 0, 0, 40, 40)
    years.use(year, parcel)
    assert run(year) == {"made": 1, "void": 0, "problems": 0}
    line = LandTaxLine.objects.get()
    assert (line.land_sqwah, line.baht_per_sqwah) == (Decimal("400.0"), Decimal(5000))
    assert (line.value_baht, line.base_baht, line.tax_baht) == (Decimal(2_000_000), Decimal(2_000_000), Decimal(6000))
    assert line.rate_percent == Decimal("0.3")
    (tier,) = line.trace["tiers"]
    assert tier["row"]
    assert "2564" in tier["law"]
    assert line.assessment.place_id == parcel.uid
    assert tax_history.has_tax(parcel)


def test_a_second_run_writes_nothing(year):
    for lot in (1, 2, 3):
        years.use(year, years.land(lot, ground.person(f"ก{lot}"), lot * 50, 0, lot * 50 + 40, 40))
    run(year)
    before, changes = list(LandTaxLine.objects.values()), Change.objects.count()
    assert run(year)["same"] == 3
    assert list(LandTaxLine.objects.values()) == before
    assert Change.objects.count() - changes <= 2


def test_what_was_broken_off_is_finished_by_the_next_run(year, monkeypatch):
    monkeypatch.setattr(assess, "AT_ONCE", 2)
    for lot in range(1, 6):
        years.use(year, years.land(lot, ground.person(f"ก{lot}"), lot * 50, 0, lot * 50 + 40, 40))

    def broken(done, total, message):
        if done == 2:
            raise ConnectionError("cut off")

    with pytest.raises(ConnectionError):
        run(year, step=broken)
    assert LandTaxAssessment.objects.count() == 2
    assert run(year) == {"same": 2, "made": 3, "void": 0, "problems": 0}
    assert LandTaxLine.objects.count() == 5


def test_parcels_of_one_owner_that_share_a_boundary_are_one_base(year):
    who = years.company()
    for lot, west in ((1, 0), (2, 40), (3, 120)):
        years.use(year, years.land(lot, who, west, 0, west + 40, 40, baht=75_000))
    run(year)
    # 60 M together: 190,000; 30 M apart: 90,000
    assert bills() == {"บริษัททดสอบ": Decimal(280_000)}


def test_a_changed_use_makes_a_new_version_of_a_draft_and_keeps_the_old(year):
    use = years.use(year, years.land(1, ground.person("ก"), 0, 0, 40, 40))
    run(year)
    with ground.write():
        use.category = "residential"
        use.save()
    assert run(year)["replaced"] == 1
    assert sorted(LandTaxAssessment.objects.values_list("version", "status", "tax_baht")) == [
        (1, "revised", Decimal(6000)),
        (2, "draft", Decimal(400)),
    ]


def test_what_was_approved_is_left_alone(year):
    use = years.use(year, years.land(1, ground.person("ก"), 0, 0, 40, 40))
    run(year)
    with ground.write():
        LandTaxAssessment.objects.update(status="approved")
        use.category = "residential"
        use.save()
    assert run(year)["final"] == 1
    assert list(bills().values()) == [Decimal(6000)]


def test_the_owner_of_1_january_is_billed(year):
    parcel = years.land(1, None, 0, 0, 40, 40)
    ground.owner(parcel, ground.person("เก่า"), until=date(2026, 1, 2))
    ground.owner(parcel, ground.person("ใหม่"), since=date(2026, 1, 2))
    years.use(year, parcel)
    run(year)
    assert bills() == {"เก่า ทดสอบ": Decimal(6000)}


def test_entries_of_one_human_are_one_taxpayer(year):
    first = ground.person("ก")
    for lot, who in ((1, first), (2, ground.person("ก.", same_as=first))):
        years.use(year, years.land(lot, who, lot * 50, 0, lot * 50 + 40, 40))
    run(year)
    assert bills() == {"ก ทดสอบ": Decimal(12000)}


def test_the_lessee_of_state_land_is_billed(year):
    parcel = years.land(1, years.company("กรมทดสอบ"), 0, 0, 40, 40, is_state_property=True)
    with ground.write():
        parcel.spells.create(
            organisation=years.company("ผู้เช่า"), role=OwnershipSpell.Role.LESSEE, valid=DateRange(date(2020, 1, 1), None)
        )
    years.use(year, parcel)
    run(year)
    assert bills() == {"ผู้เช่า": Decimal(6000)}


def test_co_owners_are_one_taxpayer_named_by_the_first(year):
    parcel = years.land(1, None, 0, 0, 40, 40)
    with ground.write():
        for name in ("ก", "ข"):
            who = ground.person(name)
            parcel.spells.create(person=who, share_num=1, share_den=2, valid=DateRange(date(2010, 1, 1), None))
    years.use(year, parcel)
    run(year)
    assert bills() == {"ก ทดสอบ": Decimal(6000)}
    assert len(LandTaxLine.objects.get().trace["owners"]) == 2


def test_a_main_home_of_land_and_building(year):
    who = ground.person("ก")
    parcel = years.land(1, who, 0, 0, 40, 40)
    built = ground.building(parcel, 5, 5, 15, 15, kind_code="100", structure="mixed", built_year_be=2559)
    with ground.write():
        house = built.houses.create(house_no="1")
    years.use(
        year,
        parcel,
        "residential",
        building=built,
        floor_m2=100,
        home=house,
        home_person=who,
        home_seen_on=date(2026, 1, 5),
    )
    run(year)
    line = LandTaxLine.objects.get()
    assert (line.rate_key, line.age_years, line.depreciation_percent) == ("main_land_building", 10, Decimal(30))
    assert line.value_baht == Decimal(2_000_000) + Decimal(725_000) * Decimal("0.7")
    assert (line.exempt_baht, line.tax_baht) == (line.value_baht, 0)
    assert Building.objects.get() == line.building


def test_an_order_takes_percent_off_one_place(year):
    parcel = years.land(1, ground.person("ก"), 0, 0, 40, 40)
    years.use(year, parcel)
    with ground.write():
        ReliefOrder.objects.create(
            kind="disaster", place_id=parcel.uid, percent=50, from_year_be=2569, until_year_be=2569, order_no="1/2569",
            ordered_on=date(2026, 1, 5),
        )  # fmt: skip
    run(year)
    assert list(bills().values()) == [Decimal(3000)]


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("NO_PRICE", {"baht": 0}),
        ("AREA_SUM", {"land_sqwah": Decimal("399.8")}),
        ("NO_OWNER", {"who": None}),
    ],
)
def test_what_cannot_be_assessed_is_told_and_goes_when_it_can(year, code, change):
    who = change.get("who", ground.person("ก"))
    parcel = years.land(1, who, 0, 0, 40, 40, baht=change.get("baht", 5000))
    use = years.use(year, parcel, **({"land_sqwah": change["land_sqwah"]} if "land_sqwah" in change else {}))
    years.use(year, years.land(2, ground.person("ข"), 100, 0, 140, 40))
    assert run(year) == {"made": 1, "problems": 1, "void": 0}
    assert UnassessedPlace.objects.get().code == code
    if code == "NO_PRICE":
        years.priced(parcel, 5000)
    elif code == "NO_OWNER":
        ground.owner(parcel, ground.person("ก"))
    with ground.write():
        use.land_sqwah = parcel.area_sqwah
        use.save()
    assert run(year)["problems"] == 0
    assert not UnassessedPlace.objects.exists()
    assert len(bills()) == 2


def test_floors_that_are_not_shared_out_are_told(year):
    parcel = years.land(1, ground.person("ก"), 0, 0, 40, 40)
    built = ground.building(parcel, 5, 5, 15, 15, kind_code="100")
    with ground.write():
        built.floor_uses.create(floor=1, area_m2=100)
    years.use(year, parcel, building=built, floor_m2=90)
    run(year)
    assert UnassessedPlace.objects.get().code == "SHARE_SUM"


def test_a_draft_of_one_who_holds_nothing_any_more_is_void(year):
    use = years.use(year, years.land(1, ground.person("ก"), 0, 0, 40, 40))
    run(year)
    with ground.write():
        LandTaxLine.objects.all().delete()
        use.delete()
    assert run(year)["void"] == 1
    assert bills() == {}


def test_nobody_is_assessed_before_prices_are_announced(year):
    with ground.write():
        year.prices_announced_on = None
        year.save()
    with pytest.raises(Refused) as refused:
        run(year)
    assert refused.value.code == "NOT_ANNOUNCED"


def test_a_change_of_tax_beyond_the_offices_percent_is_marked_for_review(year):
    who = ground.person("ก")
    years.use(year, years.land(1, who, 0, 0, 40, 40))
    with ground.write():
        earlier = type(year).objects.create(code="2568")
        LandTaxAssessment.objects.create(
            tax_year=earlier, owner_key=f"p{who.pk}", person=who, tax_baht=1000, status="approved", fingerprint="",
            generated_on=date(2025, 2, 1),
        )  # fmt: skip
    run(year)
    found = LandTaxAssessment.objects.get(tax_year=year)
    assert (found.last_year_baht, found.review) == (Decimal(1000), "เปลี่ยนจากปีก่อนร้อยละ +500.0")
