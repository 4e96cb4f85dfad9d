"""From the cashier's hands to the bank: in time, or kept by three until it is banked; then the day is closed."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from gis_core.access.actor import acting_as
from gis_core.features import clock
from gis_core.pure.refusal import Refusals, Refused
from layers.registry import registry
from modules.kernel.charges import day_steps
from modules.kernel.charges.collecting import Tender, collect, taken
from modules.kernel.charges.models import CashDay
from tests import doors
from tests.modules.kernel.charges.money import a_payer, owing
from tests.people import sign_in, user_with

pytestmark = pytest.mark.django_db
FRIDAY, MONDAY, TUESDAY = date(2026, 7, 3), date(2026, 7, 6), date(2026, 7, 7)


@pytest.fixture
def cashier():
    return user_with("cashier")


@pytest.fixture
def head():
    return user_with("finance_head")


@pytest.fixture
def taken_on_friday(cashier, head, monkeypatch):
    """What was taken on a Friday and handed over in the evening, seen on a later day."""

    def at(today: date, method: str) -> CashDay:
        monkeypatch.setattr(clock, "today", lambda: FRIDAY)
        (charge,) = owing(a_payer(), "500.00", due_on=FRIDAY)
        with acting_as(cashier, "รับชำระ"):
            tender = Tender(method, Decimal(500), "กรุงไทย 1")
            collect([charge.pk], [tender], cashier=cashier, client_key=uuid.uuid4())
        day = CashDay.objects.get()
        doors.take(day, "count", cashier, {f"{kind}_baht": str(baht) for kind, baht in taken(day).items()})
        doors.take(day, "hand_over", head, {})
        monkeypatch.setattr(clock, "today", lambda: today)
        day.refresh_from_db()
        return day

    return at


def banked(on: date) -> dict[str, Any]:
    return {"banked_on": on.isoformat(), "deposit_no": "D-1"}


def refused(record: Any, code: str, user: Any, **values: Any) -> str:
    with pytest.raises(Refusals) as caught:
        doors.take(record, code, user, values)
    return caught.value.codes[0]


@pytest.mark.parametrize("method", ["cash", "cheque"])
def test_what_is_banked_on_the_next_working_day_is_in_time(taken_on_friday, head, method):
    day = taken_on_friday(MONDAY, method)
    assert doors.take(day, "bank", head, banked(MONDAY)).status == "banked"


def test_what_is_banked_later_was_kept_by_three(client, taken_on_friday, head):
    day = taken_on_friday(TUESDAY, "cash")
    assert refused(day, "bank", head, **banked(TUESDAY)) == "BANK_LATE"
    for names in ("", "นายก, นางข", "นายก, นายข , นายก", f"{'ก' * 200}, {'ข' * 40}, ค"):
        with pytest.raises(Refused, match="KEEPERS"):
            day_steps.keep(day, {"kept_by": names}, head)
    sign_in(client, head)
    sent = {"kept_by": "นายก,  นางข, นายค", "change_reason": "นำฝากไม่ทัน"}
    page = registry.for_model(CashDay).record_url(day.uid)
    assert client.post(f"{page}act/keep", sent).status_code == 302
    day.refresh_from_db()
    assert day.kept_by == "นายก, นางข, นายค"
    assert doors.take(day, "bank", head, banked(TUESDAY)).status == "banked"


def test_a_day_is_closed_by_another_once_its_money_is_banked(taken_on_friday, cashier, head):
    day = taken_on_friday(MONDAY, "cash")
    assert refused(day, "close", head) == "NOT_BANKED"
    doors.take(day, "bank", head, banked(MONDAY))
    assert refused(day, "close", cashier) == "NO_RIGHT"
    assert doors.take(day, "close", user_with("accountant"), {}).status == "closed"


def test_who_took_the_money_does_not_close_the_day(taken_on_friday, head):
    day = taken_on_friday(MONDAY, "qr")
    with acting_as(head, "ย้าย"):
        CashDay.objects.filter(pk=day.pk).update(cashier=head, received_by=None)
    assert refused(day, "close", head) == "FOUR_EYES"


def test_a_day_of_transfers_alone_has_nothing_to_carry_to_the_bank(taken_on_friday, head):
    day = taken_on_friday(TUESDAY, "qr")
    assert doors.take(day, "close", head, {}).status == "closed"
