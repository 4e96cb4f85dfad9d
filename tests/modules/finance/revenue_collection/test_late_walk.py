"""A bill that is paid late, through the pages officers use: the notice, the months that go by, the sum at the counter.

Law: Land and Building Tax Act B.E. 2562 s.68–70: ten percent before the reminder is received, twenty within its period,
forty after; one percent for each month begun from the day after the 30th of April.
"""

from __future__ import annotations

import re
import uuid
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from layers.registry import registry
from modules.finance.revenue_collection.land_tax import assess
from modules.finance.revenue_collection.models import LandTaxAssessment, TaxYear
from modules.kernel.charges.finding import key_of
from modules.kernel.charges.models import Charge, ChargeEntry, Receipt
from modules.kernel.notices.models import Notice
from tests.modules.finance.property_register import ground
from tests.modules.finance.revenue_collection import year as made
from tests.people import sign_in

pytestmark = pytest.mark.django_db
REASON = {"change_reason": "ทดสอบ"}


def post(client: Any, role: str, record: Any, act: str, **values: str) -> None:
    """Press a button of a record's page."""
    sign_in(client, ground.user(role))
    address = registry.for_model(type(record)).record_url(record.uid)
    answer = client.post(f"{address}{act}", {**REASON, **values})
    assert answer.status_code == 302, answer.content.decode()[-2000:]


@pytest.fixture
def told(client: Any, day: Any) -> Charge:
    """A company's shop of 2,000,000 baht: 6,000 of tax, whose notice it was handed on the 20th of February."""
    ground.town()
    year, company = made.tax_year(), made.company()
    made.use(year, made.land(1, company, 0, 0, 40, 40))
    assess.assess_year(year, ground.user("surveyor"), made.acting)
    for step, role in (("check", "revenue_officer"), ("approve", "executive"), ("notify", "assessor")):
        post(client, role, LandTaxAssessment.objects.get(), f"do/{step}")
    day(date(2026, 2, 20))
    post(client, "assessor", Notice.objects.get(), "do/give", received_on="20/2/2569", received_by="กรรมการ")
    return Charge.objects.get()


def remind(client: Any, day: Any) -> None:
    """The reminder is written on the 18th of May and received on the 20th: fifteen days, to the 4th of June."""
    day(date(2026, 5, 18))
    post(client, "revenue_officer", TaxYear.objects.get(), "act/remind")
    day(date(2026, 5, 20))
    reminder = Notice.objects.get(kind="land_tax_reminder")
    post(client, "revenue_officer", reminder, "do/give", received_on="20/5/2569", received_by="กรรมการ")


def counter(client: Any, charge: Charge) -> tuple[str, str]:
    """The card at the counter, and the sum it asks for."""
    sign_in(client, ground.user("cashier"))
    page = client.get(f"{registry.for_model(Receipt).url}counter", {"payer": key_of(charge.payer)}).content.decode()
    return page, re.search(rf'name="due_{charge.uid}" value="([\d.]+)"', page)[1]


def pay(client: Any, charge: Charge, baht: str) -> Receipt:
    sent = {"payer": key_of(charge.payer), "charge": str(charge.uid), f"due_{charge.uid}": baht, "method": "cash"}
    answer = client.post(
        f"{registry.for_model(Receipt).url}counter", {**sent, "amount": baht, "key": str(uuid.uuid4())}
    )
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    return Receipt.objects.get()


@pytest.mark.parametrize(
    ("paid_on", "reminded", "penalty", "surcharge"),
    [
        (date(2026, 4, 30), False, 0, 0),
        (date(2026, 5, 1), False, 600, 60),
        (date(2026, 5, 31), False, 600, 60),
        (date(2026, 6, 1), False, 600, 120),
        (date(2026, 5, 31), True, 1200, 60),
        (date(2026, 6, 4), True, 1200, 120),
        (date(2026, 6, 5), True, 2400, 120),
        (date(2026, 7, 1), True, 2400, 180),
    ],
)
def test_what_is_asked_taken_and_printed_follows_the_day(client, told, day, paid_on, reminded, penalty, surcharge):
    if reminded:
        remind(client, day)
    day(paid_on)
    page, asked = counter(client, told)
    assert Decimal(asked) == 6000 + penalty + surcharge
    assert f"{Decimal(asked):,.2f}" in page
    receipt = pay(client, told, asked)
    lines = dict(receipt.lines.values_list("component", "amount_baht"))
    expected = {"penalty": penalty, "surcharge": surcharge, "principal": 6000}
    assert lines == {name: baht for name, baht in expected.items() if baht}
    told.refresh_from_db()
    assert (told.status, told.principal_left_baht, told.due_on) == ("paid", 0, date(2026, 4, 30))
    laws = ChargeEntry.objects.filter(kind="late").values_list("law", flat=True)
    assert len(laws) == bool(penalty) + bool(surcharge) and all("ม." in law for law in laws)
    printed = client.get(f"{registry.for_model(Receipt).url}print", {"uid": receipt.register_no})
    assert printed.content.startswith(b"%PDF")


def test_a_part_paid_in_time_bears_nothing_and_the_rest_what_its_own_day_says(client, told, day):
    """20 percent and two months of the 2,000 that were left: 400 and 40."""
    day(date(2026, 4, 20))
    counter(client, told)
    part = {"payer": key_of(told.payer), "charge": str(told.uid), "method": "cash", "amount": "4000", "pay": "4000"}
    sent = {**part, f"due_{told.uid}": "6000.00", "key": str(uuid.uuid4())}
    assert client.post(f"{registry.for_model(Receipt).url}counter", sent).status_code == 302
    remind(client, day)
    day(date(2026, 6, 3))
    assert counter(client, told)[1] == "2440.00"


def test_an_objection_alone_does_not_stop_the_clock(client, told, day):
    """An objection alone does not put payment off (s.82): the same sum as without it is asked for."""
    day(date(2026, 3, 10))
    values = {"received_on": "10/3/2569", "claim": "สูงไป", "claimed_baht": "3000"}
    post(client, "revenue_officer", LandTaxAssessment.objects.get(), "act/object", **values)
    day(date(2026, 5, 1))
    assert counter(client, told)[1] == "6660.00"
