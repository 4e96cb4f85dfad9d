"""Who may not see a bill is told of it by no letter and no receipt, whichever door he comes through."""

from __future__ import annotations

import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.gis.geos import Point

from gis_core.access.actor import acting_as, system_user
from gis_core.access.visible import visible
from gis_core.features import clock
from gis_core.ground.models import NamedPlace
from layers.engine.rows import rows
from layers.registry import registry
from modules.finance.revenue_collection.land_tax import reminding
from modules.kernel.charges.collecting import Tender, collect
from modules.kernel.charges.models import Charge, Receipt
from modules.kernel.documents import batches
from modules.kernel.notices.issuing import NewNotice, issue_notices
from modules.kernel.notices.models import Notice
from tests.contracts.examples import area_around, spot
from tests.doors import basic
from tests.modules.finance.property_register import ground
from tests.modules.finance.revenue_collection import year as made
from tests.modules.kernel.charges.money import a_payer, owing
from tests.people import account, sign_in, user_with

pytestmark = pytest.mark.django_db
SUM = "5,431.00"


@pytest.fixture
def letter(day: Any) -> Notice:
    """A reminder that tells what is owed."""
    ground.town()
    bill = made.bill("5431", made.land(1, None, 0, 0, 40, 40), due=-3, notified_on=made.today())
    with ground.write():
        return reminding.remind(bill.year)[0]


def pages(client: Any, record: Any, paper: str) -> dict[str, Any]:
    """What each reading door of a record answers, by its name."""
    register = registry.for_model(type(record))
    page = register.record_url(record.uid)
    return {
        "page": client.get(page),
        "history": client.get(f"{page}history"),
        "paper": client.get(f"{page}document/{paper}/"),
        "API": client.get(f"/ogc/collections/{register.slug}/items/{record.uid}"),
    }


def lists(client: Any, record: Any) -> dict[str, str]:
    """The text of each door that lists records."""
    register = registry.for_model(type(record))
    addresses = {
        "list": register.url,
        "search": f"{register.url}?q={record.register_no}",
        "picker": f"{register.url}pick",
        "API": f"/ogc/collections/{register.slug}/items",
        "export": f"{register.url}export/csv",
        "box": f"/map/search?q={record.register_no}",
    }
    return {name: _text(client.get(address, follow=True)) for name, address in addresses.items()}


def _text(answer: Any) -> str:
    return (answer.getvalue() if answer.streaming else answer.content).decode(errors="ignore")


@pytest.mark.parametrize("role", ["officer", "registry_clerk", "division_head"])
def test_who_sees_no_charges_reads_no_letter_about_one(client, letter, role):
    assert SUM in letter.body
    reader = account(role)
    sign_in(client, reader)
    assert visible(registry.for_model(Charge), reader).nothing
    assert {name: answer.status_code for name, answer in pages(client, letter, "letter").items()} == dict.fromkeys(
        ("page", "history", "paper", "API"), 404
    )
    for name, text in lists(client, letter).items():
        assert SUM not in text and str(letter.uid) not in text, name
    register = registry.for_model(Notice)
    assert not rows(register, reader).exists()
    # the clerk carries the letter without reading it
    for step in ("view", "change", "void", *(() if role == "registry_clerk" else ("give",))):
        assert not register.model.objects.filter(visible(register, reader, step).q()).exists()


def test_no_batch_prints_what_its_signer_may_not_read(letter):
    register = registry.for_model(Notice)
    (document,) = register.declared.documents
    for role, told in (("division_head", 0), ("finance_head", 1)):
        signer = account(role)
        signed = rows(register, signer)
        assert document in batches.signable(register, signer)
        assert signed.count() == told


@pytest.mark.parametrize("role", ["revenue_officer", "cashier", "finance_head", "executive", "auditor"])
def test_who_sees_the_charge_reads_the_letter(client, letter, role):
    sign_in(client, account(role))
    answers = pages(client, letter, "letter")
    assert (answers["page"].status_code, answers["API"].status_code) == (200, 200)
    assert SUM in answers["page"].content.decode()
    assert letter.register_no in lists(client, letter)["list"]


def test_a_letter_about_nothing_is_read_as_ever(client):
    payer = a_payer()
    with acting_as(system_user(), "ออกหนังสือ"):
        (letter,) = issue_notices([NewNotice("general", "ขอเชิญประชุม", "บ้าน", person_id=payer.pk)])
    for role in ("officer", "registry_clerk", "division_head", "revenue_officer"):
        sign_in(client, account(role))
        assert client.get(registry.for_model(Notice).record_url(letter.uid)).status_code == 200, role
        assert letter.register_no in lists(client, letter)["list"]


def _place(n: int) -> NamedPlace:
    return NamedPlace.objects.create(thai=f"วัด{n}", kind="temple", geom=Point(*spot(n), srid=4326))


# -- receipts ----------------------------------------------------------------------------------------------------------
@pytest.fixture
def receipts(db: Any) -> dict[str, Receipt]:
    """One over two places, one of the first place alone."""
    payer, later = a_payer("สองหมู่"), clock.today() + timedelta(days=30)
    with acting_as(system_user(), "ตั้งสถานที่"):
        near, far = (_place(n) for n in (0, 3))
    (here,) = owing(payer, "100.00", due_on=later, place_uid=near.uid)
    (there,) = owing(payer, "5431.00", due_on=later, place_uid=far.uid)
    (also,) = owing(payer, "70.00", due_on=later, place_uid=near.uid)
    by = account("cashier")
    found = {}
    with acting_as(by, "รับชำระ"):
        for name, charges, baht in (("both", (here, there), "5531"), ("near", (also,), "70")):
            given = [Tender("cash", Decimal(baht))]
            found[name] = collect([c.pk for c in charges], given, cashier=by, client_key=uuid.uuid4())
    assert found["both"].place_id == near.uid
    return found


def test_a_receipt_over_two_places_is_closed_to_a_reader_of_one(client, receipts):
    local = user_with("cashier", name="local", area=area_around(0))
    sign_in(client, local)
    both, near = receipts["both"], receipts["near"]
    assert {n: a.status_code for n, a in pages(client, both, "receipt").items()} == dict.fromkeys(
        ("page", "history", "paper", "API"), 404
    )
    register = registry.for_model(Receipt)
    assert client.get(f"{register.url}print", {"uid": both.register_no}).status_code == 404
    assert client.get(f"{register.url}print", {"uid": near.register_no}).status_code == 200
    for name, text in lists(client, both).items():
        assert SUM not in text and str(both.uid) not in text and "5431" not in text, name
    assert list(rows(register, local)) == [near]
    assert client.get(register.record_url(near.uid)).status_code == 200


def test_a_reader_of_the_whole_office_reads_both(client, receipts):
    sign_in(client, account("cashier"))
    assert set(rows(registry.for_model(Receipt), account("cashier"))) == set(receipts.values())
    assert SUM in pages(client, receipts["both"], "receipt")["page"].content.decode()


def test_a_report_of_receipts_counts_for_a_reader_of_one_place_what_he_may_read(client, receipts):
    sign_in(client, user_with("finance_head", name="local", area=area_around(0)))
    answer = client.get(f"{registry.for_model(Receipt).url}report/sum-total_baht-status/", follow=True)
    text = answer.content.decode()
    assert answer.status_code == 200 and "70.00" in text and "5,6" not in text and "5,5" not in text


def test_the_api_of_a_key_asks_the_same(client, receipts):
    local = user_with("auditor", name="local", area=area_around(0))
    found = client.get("/ogc/collections/charges-receipt/items", **basic(local)).json()
    assert [each["properties"]["title"] for each in found["features"]] == [receipts["near"].register_no]
