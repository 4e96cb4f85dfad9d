"""ผ.ท.5: the bills of an owner with their receipts, and who may read them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from gis_core.features import clock
from modules.finance.property_register import control_card
from modules.finance.property_register.models import OwnerCard
from modules.kernel.charges.models import Charge, Receipt
from tests.modules.finance.property_register import ground
from tests.modules.kernel.charges.money import owing, pay
from tests.people import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def card(db: None) -> OwnerCard:
    ground.town()
    who = ground.person("ผู้ชำระ")
    with ground.write():
        return OwnerCard.objects.create(register_no="ก0001", code="ก0001", opened_on=clock.today(), person=who)


def test_a_card_shows_each_bill_with_its_receipts_and_what_is_left(card):
    soon = clock.today() + timedelta(days=30)
    first, second = owing(card.person, "1000.00", "500.00", due_on=soon)
    owing(ground.person("คนอื่น"), "9999.00", due_on=soon)
    kept, gone = pay(first, "300.00"), pay(second, "100.00")
    with ground.write():
        Receipt.objects.filter(pk=gone.pk).update(status="void")
    found: Any = control_card.control_card(card)
    assert [(row["charge"].pk, list(row["receipts"]), row["paid"], row["due"]) for row in found["rows"]] == [
        (first.pk, [kept], 300, 700), (second.pk, [], 0, 400),
    ]  # fmt: skip
    assert (found["principal_baht"], found["paid_baht"], found["due_baht"]) == (1500, 300, 1100)
    with ground.write():
        Charge.objects.filter(pk=second.pk).update(status="void")
    assert len(control_card.control_card(card)["rows"]) == 1


@pytest.mark.parametrize("role", ["revenue_officer", "finance_head"])
def test_who_sees_charges_prints_it(client, card, role):
    owing(card.person, "1000.00")
    sign_in(client, ground.user(role))
    answer = client.get(ground.register("owner_card").record_url(card.uid) + "document/pt5/")
    assert answer.status_code == 200
    assert b"".join(answer).startswith(b"%PDF")


@pytest.mark.parametrize("role", ["surveyor", "assessor", "counter_clerk"])
def test_who_sees_owners_alone_is_not_given_the_paper(client, card, role):
    sign_in(client, ground.user(role))
    assert client.get(ground.register("owner_card").record_url(card.uid) + "document/pt5/").status_code in (403, 404)
