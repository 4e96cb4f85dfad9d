"""The card at the counter: who owns is found without a bill, and his property, uses, bills, case and notes are told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext

from gis_core.features import clock
from gis_core.ground.land_prices import land_price, land_prices
from gis_core.ground.models import House, OwnershipSpell
from gis_core.pure.thai_calendar import be_year
from layers.registry import registry
from modules.finance.revenue_collection.models import TaxYear
from modules.kernel.cases.models import Case
from modules.kernel.charges.counter import link
from modules.kernel.charges.finding import find_payers, key_of, open_counts, payers_at
from modules.kernel.charges.models import PayerNote, Receipt
from modules.kernel.charges.opening import NewCharge, open_charges
from tests.contracts.examples import area_around
from tests.modules.finance.property_register import ground
from tests.modules.finance.revenue_collection import year as made
from tests.modules.kernel.charges.money import owing
from tests.people import sign_in, user_with

pytestmark = pytest.mark.django_db


def url() -> str:
    return f"{registry.for_model(Receipt).url}counter"


@pytest.fixture
def town(db: None) -> SimpleNamespace:
    """An owner without a bill, whose land is used as a home this tax year."""
    ground.town()
    owner = ground.person("แก้ว")
    parcel = made.land(1, owner, 0, 0, 40, 40)
    with ground.write():
        year = TaxYear.objects.create(code=str(be_year(clock.today())))
    made.use(year, parcel, "residential")
    return SimpleNamespace(owner=owner, parcel=parcel, year=year)


def card(client: Any, role: str, payer: Any) -> str:
    sign_in(client, user_with(role))
    return client.get(url(), {"payer": key_of(payer)}).content.decode()


def test_an_owner_without_a_bill_is_found_by_name_code_and_tap(town):
    cashier = user_with("cashier")
    for text in (town.owner.full_name, town.parcel.parcel_code):
        assert find_payers(text, cashier) == [town.owner], text
    assert payers_at(str(town.parcel.uid), cashier) == [town.owner]
    assert payers_at("no uid", cashier) == []
    assert link(town.parcel.uid).endswith(f"?place={town.parcel.uid}")


def test_an_owner_is_found_by_his_name_as_the_card_writes_it(town):
    with ground.write():
        town.owner.title = "นาย"
        town.owner.save()
    cashier = user_with("cashier")
    assert find_payers(str(town.owner), cashier) == find_payers(f"นาย {town.owner.full_name}", cashier) == [town.owner]


def test_a_house_leads_to_who_owns_it(town):
    """Of a building without owners the owner of the land, else its own; the same for the building itself."""
    apart = ground.person("เจ้าของบ้าน")
    houses = []
    for number, west in enumerate((5, 20), 1):
        built = ground.building(town.parcel, west, 5, west + 10, 15, number=number)
        with ground.write():
            houses.append(House.objects.create(house_no=str(number), moo=2, register_no=f"บ.{number}", building=built))
    ground.owner(houses[1].building, apart)
    with ground.write():
        House.objects.create(house_no="11", moo=2, register_no="บ.11", building=houses[1].building)
    cashier = user_with("cashier")
    for house, payer in zip(houses, (town.owner, apart), strict=True):
        number = house.house_no
        for text in (f"{number} หมู่ 2", f"บ้านเลขที่ {number} หมู่ 2", f"บ้าน {number} ม.2"):
            assert find_payers(text, cashier) == [payer], text
        assert payer in find_payers(f"บ้านเลขที่ {number}", cashier)
        for thing in (house, house.building):
            assert payers_at(str(thing.uid), cashier) == [payer]


def test_who_has_something_open_comes_before_who_only_owns(town):
    debtor = ground.person("แก้วตา")
    owing(debtor, "100.00", due_on=clock.today())
    cashier = user_with("cashier")
    found = find_payers("แก้ว", cashier)
    assert found == [debtor, town.owner]
    assert open_counts(found, cashier) == {key_of(debtor): 1}


def test_the_card_tells_property_of_1_january_uses_bills_and_the_open_case(client, town):
    first = date(clock.today().year, 1, 1)
    sold = made.land(2, None, 60, 0, 100, 40)
    bought = made.land(3, None, 120, 0, 160, 40)
    with ground.write():
        sold.spells.create(person=town.owner, valid=DateRange(date(2010, 1, 1), first.replace(month=3)))
        bought.spells.create(person=town.owner, valid=DateRange(first.replace(month=3), None))
    (charge,) = owing(town.owner, "640.00", due_on=clock.today(), place_uid=town.parcel.uid)
    with ground.write():
        Case.objects.create(
            register_no="คค.0001", status="open", kind="general", subject_id=town.parcel.uid, person=town.owner,
            told_on=first, received_on=first, claim="เนื้อที่ไม่ตรง",
        )  # fmt: skip
    page = card(client, "cashier", town.owner)
    told = page.split("ทรัพย์สิน ณ วันที่ 1 มกราคม")[1]
    assert town.parcel.parcel_code in told and sold.parcel_code in told and bought.parcel_code not in told
    assert "อยู่อาศัย" in told and charge.register_no in told and "640.00" in told
    assert "เนื้อที่ไม่ตรง" not in page, "a cashier does not keep cases"
    assert "เนื้อที่ไม่ตรง" in card(client, "revenue_officer", town.owner)


def test_more_land_takes_no_more_statements(client, town, django_assert_num_queries):
    sign_in(client, user_with("cashier"))
    address = {"payer": key_of(town.owner)}
    client.get(url(), address)
    with CaptureQueriesContext(connection) as one:
        client.get(url(), address)
    for lot in range(2, 7):
        made.land(lot, town.owner, lot * 40, 0, lot * 40 + 40, 40)
    with django_assert_num_queries(len(one)):
        page = client.get(url(), address)
    assert all(f">01A00{lot}<" in page.content.decode() for lot in range(1, 7))


def test_many_parcels_are_priced_as_each_by_itself(town):
    on = clock.today()
    parcels = [
        town.parcel,
        made.land(2, town.owner, 80, 0, 120, 40, baht=0),
        made.land(3, None, 120, 0, 160, 40, baht=7),
    ]
    assert land_prices(parcels, on) == {parcel.pk: land_price(parcel, on) for parcel in parcels}


def test_bills_older_than_five_years_are_not_listed(client, town):
    now = be_year(clock.today())
    new = [NewCharge("land_tax", Decimal(100), "ภาษี", town.owner.pk, tax_year_be=now - back) for back in (4, 5)]
    with ground.write():
        charges = open_charges(new)
    told = card(client, "cashier", town.owner).split("รายการตั้งหนี้ 5 ปีล่าสุด")[1]
    assert charges[0].register_no in told and charges[1].register_no not in told


def test_who_does_not_take_money_sees_the_card_and_cannot_pay(client, town):
    (charge,) = owing(town.owner, "640.00", due_on=clock.today())
    page = card(client, "revenue_officer", town.owner)
    assert "640.00" in page and "รับเงินและออกใบเสร็จ" not in page
    sent = {"payer": key_of(town.owner), "charge": str(charge.pk), "amount": "640", "method": "cash"}
    answer = client.post(url(), sent | {"key": "0191f7c4-2f7e-7000-8000-000000000000"})
    assert answer.status_code == 409 and "NO_RIGHT" in answer.content.decode()
    assert not Receipt.objects.exists()


def test_a_note_is_written_with_its_writer_and_read_by_the_next(client, town):
    sign_in(client, cashier := user_with("cashier"))
    answer = client.post(url(), {"payer": key_of(town.owner), "note": "นัดมาสิ้นเดือน"})
    assert answer.status_code == 302, answer.content.decode().split("รับชำระไม่ได้")[-1][:900]
    note = PayerNote.objects.get()
    assert (note.person, note.noted_by, note.noted_on) == (town.owner, cashier, clock.today())
    assert "นัดมาสิ้นเดือน" in card(client, "revenue_officer", town.owner)
    empty = client.post(url(), {"payer": key_of(town.owner), "note": " "})
    assert empty.status_code == 409 and PayerNote.objects.count() == 1
    long = client.post(url(), {"payer": key_of(town.owner), "note": "ก" * 501})
    assert long.status_code == 409 and "TOO_LONG" in long.content.decode() and PayerNote.objects.count() == 1
    stranger = client.post(url(), {"payer": "person:x", "note": "ไม่รู้ว่าใคร"})
    assert stranger.status_code == 409 and "PAYER" in stranger.content.decode()


def test_a_cashier_of_a_part_of_the_town_reads_his_own_note_on_an_owner_without_a_bill(client, town):
    near = user_with("cashier", name="near", area=ground.area(-10, -10, 50, 50))
    sign_in(client, near)
    assert client.post(url(), {"payer": key_of(town.owner), "note": "นัดมาสิ้นเดือน"}).status_code == 302
    assert PayerNote.objects.get().place_id == town.parcel.uid
    assert "นัดมาสิ้นเดือน" in client.get(url(), {"payer": key_of(town.owner)}).content.decode()


def test_a_cashier_of_another_area_finds_no_owner_here(town):
    elsewhere = user_with("cashier", name="elsewhere", area=area_around(40))
    assert find_payers(town.parcel.parcel_code, elsewhere) == []
    assert payers_at(str(town.parcel.uid), elsewhere) == []
    assert OwnershipSpell.objects.exists()


def test_the_map_s_card_and_the_record_lead_to_the_counter(client, town):
    register = registry.for_model(type(town.parcel))
    sign_in(client, user_with("cashier"))
    (row,) = [
        each
        for each in client.get(f"/map/place/{town.parcel.uid}").json()["features"]
        if each["uid"] == str(town.parcel.uid)
    ]
    assert row["links"] == [["จุดรับชำระ", link(town.parcel.uid)]]
    assert link(town.parcel.uid) in client.get(register.record_url(town.parcel.uid)).content.decode()
    assert town.owner.full_name in client.get(link(town.parcel.uid)).content.decode()
    sign_in(client, user_with("engineer"))
    features = client.get(f"/map/place/{town.parcel.uid}").json()["features"]
    assert all(each["links"] == [] for each in features)
