"""The counter finds through what its cashier may see, takes the sum it has shown, and takes it once."""

from __future__ import annotations

import re
import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.contrib.gis.geos import Point
from django.db import connection

from gis_core.access.actor import acting_as, system_user
from gis_core.features import clock
from gis_core.ground.models import NamedPlace
from gis_core.parties.models import Organisation, Person
from layers.registry import registry
from modules.kernel.charges import opening
from modules.kernel.charges.finding import find_payers, key_of, payer_of
from modules.kernel.charges.models import CashDay, Charge, Receipt
from tests.contracts.examples import area_around, spot
from tests.modules.kernel.charges.money import a_payer, owing, pay
from tests.people import sign_in, user_with

pytestmark = pytest.mark.django_db
NOBODY = "0191f7c4-2f7e-7000-8000-000000000000"
CITIZEN_ID = "1234567890121"


def place(name: str, where: int) -> NamedPlace:
    with acting_as(system_user(), "ตั้งสถานที่ทดสอบ"):
        return NamedPlace.objects.create(thai=name, kind="temple", geom=Point(*spot(where), srid=4326))


def later() -> date:
    return clock.today() + timedelta(days=30)


def url() -> str:
    return f"{registry.for_model(Receipt).url}counter"


@pytest.fixture
def cashier(db):
    return user_with("cashier")


def test_one_box_finds_by_bill_name_number_and_place(cashier):
    payer = a_payer("มานะ")
    with acting_as(system_user(), "เลขประจำตัว"):
        Person.objects.filter(pk=payer.pk).update(national_id=CITIZEN_ID)
    temple = place("วัดโพธิ์ทดสอบ", 0)
    (charge,) = owing(payer, "100.00", due_on=later(), place_uid=temple.uid)
    owing(a_payer("ปิติ"), "50.00", due_on=later())
    for text in (charge.ref1, "มานะ", "มานะ  ทดสอบ", "1-2345-67890-12-1", CITIZEN_ID, "วัดโพธิ์ทดสอบ"):
        assert find_payers(text, cashier) == [payer], text
    assert find_payers("ไม่มีใครชื่อนี้", cashier) == []
    assert find_payers("\x00", cashier) == []
    assert len(find_payers("ทดสอบ", cashier)) == 2


def test_who_owes_nothing_and_never_did_is_not_found_by_name(cashier):
    """The box is no directory of the people."""
    stranger = a_payer("ลับ")
    assert find_payers("ลับ", cashier) == []
    assert payer_of(key_of(stranger), cashier) is None


def test_an_organisation_is_a_payer_too(cashier):
    with acting_as(system_user(), "ตั้งผู้ชำระทดสอบ"):
        firm = Organisation.objects.create(thai="บริษัททดสอบ จำกัด", juristic_id="0105500000012")
        opening.open_charges([opening.NewCharge("fee", Decimal(10), "ค่าธรรมเนียม", organisation_id=firm.pk)])
    assert find_payers("0105500000012", cashier) == find_payers("บริษัททดสอบ", cashier) == [firm]
    assert payer_of(key_of(firm), cashier) == firm


@pytest.mark.parametrize("key", ["", "person:", "person:x", f"user:{NOBODY}", f"person:{NOBODY}"])
def test_an_address_that_names_nobody(cashier, key):
    assert payer_of(key, cashier) is None


def test_a_cashier_of_one_area_neither_finds_nor_takes_elsewhere(client):
    near, far = place("วัดใกล้ทดสอบ", 0), place("วัดไกลทดสอบ", 3)
    payer = a_payer("สองแห่ง")
    (here,) = owing(payer, "100.00", due_on=later(), place_uid=near.uid)
    (there,) = owing(payer, "200.00", due_on=later(), place_uid=far.uid)
    local = user_with("cashier", name="local", area=area_around(0))
    assert find_payers(there.ref1, local) == []
    sign_in(client, local)
    page = client.get(url(), {"payer": key_of(payer)}).content.decode()
    assert here.ref1 in page and there.ref1 not in page
    answer = client.post(url(), _form(payer, there, "200"))
    assert answer.status_code == 409 and "CHARGE_NONE" in answer.content.decode()
    assert not Receipt.objects.exists()


def _form(payer: Person, charge, amount: str, **more: str) -> dict[str, str]:
    sent = {"payer": key_of(payer), "charge": str(charge.uid), "key": str(uuid.uuid4()), "amount": amount}
    return sent | {"method": "cash"} | more


def test_a_sum_that_has_changed_since_it_was_shown_is_not_taken(client, cashier):
    payer = a_payer()
    (charge,) = owing(payer, "100.00", due_on=later())
    sign_in(client, cashier)
    shown = client.get(url(), {"payer": key_of(payer)}).content.decode()
    assert f'name="due_{charge.uid}" value="100.00"' in shown
    with acting_as(system_user(), "ปรับหนี้"):
        opening.adjust(charge, Decimal(150), "คำสั่ง", "ม.53")
    answer = client.post(url(), _form(payer, charge, "100", **{f"due_{charge.uid}": "100.00"}))
    assert answer.status_code == 409 and "DUE_CHANGED" in answer.content.decode()
    assert not Receipt.objects.exists()


def test_a_page_that_does_not_say_which_sum_it_showed_takes_nothing(client, cashier):
    payer = a_payer()
    (charge,) = owing(payer, "100.00", due_on=later())
    sign_in(client, cashier)
    answer = client.post(url(), _form(payer, charge, "100"))
    assert answer.status_code == 409 and "DUE_CHANGED" in answer.content.decode()


def test_the_thousandth_charge_is_paid_by_what_the_page_holds(client, cashier):
    """Numbers are written with separators for people; what the form sends back is none of them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('kernel_charges_charge_id_seq') FROM generate_series(1, 1000)")
    payer = a_payer()
    owing(payer, "100.00", due_on=later())
    sign_in(client, cashier)
    page = client.get(url(), {"payer": key_of(payer)}).content.decode()
    sent = dict(re.findall(r'name="([a-z_0-9-]+)" value="([^"]*)"', page)) | {"amount": "100", "method": "cash"}
    assert client.post(url(), sent).status_code == 302
    assert Receipt.objects.get().total_baht == Decimal(100)


def test_a_part_is_taken_and_the_same_page_sent_again_takes_nothing(client, cashier):
    payer = a_payer()
    (charge,) = owing(payer, "100.00", due_on=later())
    sign_in(client, cashier)
    sent = _form(payer, charge, "50", pay="40", **{f"due_{charge.uid}": "100.00"})
    answers = [client.post(url(), sent) for _ in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"] and answers[0].status_code == 302
    assert Receipt.objects.get().total_baht == Decimal(40)
    charge.refresh_from_db()
    assert (charge.status, charge.principal_left_baht) == ("partial", Decimal("60.00"))
    page = client.get(answers[0]["Location"]).content.decode()
    assert "เงินทอน 10.00" in page and page.count("autofocus") == 1


def test_a_mobile_unit_is_named_with_the_first_money_of_the_day_and_stands_on_its_receipts(client, cashier):
    payer = a_payer()
    first, second = owing(payer, "10.00", "20.00", due_on=later())
    sign_in(client, cashier)
    assert 'name="point"' in client.get(url(), {"q": first.register_no}).content.decode()
    client.post(url(), _form(payer, first, "10", point=" หน่วยเคลื่อนที่  หมู่ 3 ", **{f"due_{first.uid}": "10.00"}))
    page = client.get(url(), {"q": second.register_no}).content.decode()
    assert 'name="point"' not in page and "จุดรับเงินของวันนี้ หน่วยเคลื่อนที่ หมู่ 3" in page
    client.post(url(), _form(payer, second, "20", **{f"due_{second.uid}": "20.00"}))
    printed = [client.get(f"/r/charges-receipt/print?uid={r.register_no}") for r in Receipt.objects.all()]
    assert len(printed) == 2 and all(answer.status_code == 200 for answer in printed)
    assert set(Receipt.objects.values_list("cash_day__counter", flat=True)) == {"หน่วยเคลื่อนที่ หมู่ 3"}


def test_less_than_what_is_to_be_paid_is_refused(client, cashier):
    payer = a_payer()
    (charge,) = owing(payer, "100.00", due_on=later())
    sign_in(client, cashier)
    answer = client.post(url(), _form(payer, charge, "30", pay="40", **{f"due_{charge.uid}": "100.00"}))
    assert answer.status_code == 409 and "GIVEN" in answer.content.decode()


def test_what_another_cashier_has_taken_meanwhile_is_said_to_be_paid(client, cashier):
    payer = a_payer()
    (charge,) = owing(payer, "100.00", due_on=later())
    sent = _form(payer, charge, "100", **{f"due_{charge.uid}": "100.00"})
    for name, status in (("first", 302), ("second", 409)):
        sign_in(client, user_with("cashier", name=name))
        answer = client.post(url(), sent | {"key": str(uuid.uuid4())})
        assert answer.status_code == status
    assert "ชำระครบแล้ว" in answer.content.decode()
    assert Receipt.objects.count() == 1


def test_from_the_ledger_of_a_charge_to_its_receipts(client):
    (charge,) = owing(a_payer(), "100.00", due_on=clock.today() - timedelta(days=40))
    receipt = pay(charge, 50)
    dues = f"{registry.for_model(Charge).record_url(charge.uid)}panel/dues"
    address = registry.for_model(Receipt).record_url(receipt.uid)
    sign_in(client, user_with("auditor"))
    page = client.get(dues).content.decode()
    assert page.count(f'<a href="{address}">{receipt.register_no}</a>') == receipt.entries.count() > 1
    assert "หัก เบี้ยปรับและเงินเพิ่มที่ชำระแล้ว" in page and ">-12.00<" in page, "the lines add up to the total"
    assert "ร้อยละ 10 ของ 100.00" in page and page.count("ม.68") > 1, "what was taken names its law as what is due does"
    assert client.get(address).status_code == 200


def test_who_has_counted_his_day_is_offered_no_more_money(client, cashier):
    payer = a_payer("มานะ")
    (charge,) = owing(payer, "100.00", due_on=later())
    sign_in(client, cashier)
    page = client.get(url(), {"q": charge.register_no}).content.decode()
    assert 'name="amount"' in page
    with acting_as(cashier, "นับเงิน"):
        CashDay.objects.create(cashier=cashier, on=clock.today(), counter="สำนักงาน", status="counted")
    page = client.get(url(), {"q": charge.register_no}).content.decode()
    assert 'name="amount"' not in page and "ให้ผู้รับเงินอื่นรับ" in page and "100.00" in page
    answer = client.post(url(), _form(payer, charge, "100.00", **{f"due_{charge.uid}": "100.00"}))
    assert answer.status_code == 409 and "DAY_CLOSED" in answer.content.decode()
    assert not Receipt.objects.exists()
