"""The last days of the tax year, the orders that move them with the bills, and who is marked for review."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from gis_core.pure.deadlines import ExtensionOrder
from gis_core.pure.refusal import Refused
from layers.engine import records
from layers.registry import registry
from modules.finance.revenue_collection.land_tax import charging, rules
from modules.finance.revenue_collection.land_tax.year_days import deadlines
from modules.finance.revenue_collection.models import TaxYear
from modules.kernel.charges import opening
from modules.kernel.charges.asking import dues_of
from modules.kernel.charges.models import Charge
from modules.kernel.notices.models import Notice
from tests.doors import press, refused, shown_closed
from tests.modules.finance.property_register import ground
from tests.modules.finance.revenue_collection import year as made
from tests.modules.kernel.charges.money import pay

LAST_DAYS = {
    "list": date(2025, 11, 30), "prices": date(2026, 1, 31), "notify": date(2026, 2, 28), "pay": date(2026, 4, 30),
    "second": date(2026, 5, 31), "third": date(2026, 6, 30), "remind": date(2026, 5, 31),
    "land_office": date(2026, 6, 30),
}  # fmt: skip


@pytest.mark.parametrize("step", LAST_DAYS)
def test_the_last_days_of_the_act(step):
    assert rules.deadline(2569, step) == LAST_DAYS[step]


def test_an_order_moves_a_last_day_and_the_latest_counts():
    orders = [
        ExtensionOrder(date(2026, 6, 30), date(2026, 1, 5), "1"),
        ExtensionOrder(date(2026, 7, 31), date(2026, 2, 5), "2"),
    ]
    assert rules.deadline(2569, "pay", orders) == date(2026, 7, 31)


def test_an_order_never_shortens():
    with pytest.raises(Refused) as refused:
        rules.deadline(2569, "pay", [ExtensionOrder(date(2026, 4, 1), date(2026, 1, 5), "1")])
    assert (refused.value.code, refused.value.law[-4:]) == ("EXTENSION", "ม.46")


@pytest.mark.parametrize(
    ("tax", "last", "marked"),
    [("130", "100", False), ("130.01", "100", True), ("70", "100", False), ("69.99", "100", True), ("5", "0", True),
     ("5", None, False), ("0", "0", False)],
)  # fmt: skip
def test_who_is_marked_for_review(tax, last, marked):
    found = rules.review_reasons(Decimal(tax), Decimal(last) if last else None, Decimal(30))
    assert bool(found) is marked


# -- with a town -------------------------------------------------------------------------------------------------------
ORDER = {"order_no": "ประกาศ มท. 1", "ordered_on": "5/1/2569"}


@pytest.fixture
def year(db: None, day: Any) -> TaxYear:
    ground.town()
    return made.tax_year()


@pytest.mark.django_db
def test_the_taxpayers_last_day_moves_off_a_holiday_and_the_offices_stands():
    """The 30th of April 2028 is a Sunday, as is the 31st of May 2026."""
    with ground.write():
        later, now = TaxYear.objects.create(code="2571"), TaxYear.objects.create(code="2569")
    assert deadlines(later)["pay"] == date(2028, 5, 1)
    assert (deadlines(now)["pay"], deadlines(now)["remind"]) == (date(2026, 4, 30), date(2026, 5, 31))


@pytest.mark.django_db
def test_one_order_moves_every_step_by_two_months(year):
    told = press(year, "extend", ground.user("revenue_officer"), **ORDER)
    assert told == "ขยายกำหนดเวลา 8 ขั้นตอน ชำระภาษีภายใน 30 มิถุนายน 2569"
    assert deadlines(year) == {
        "list": date(2026, 1, 31), "prices": date(2026, 3, 31), "notify": date(2026, 4, 30), "pay": date(2026, 6, 30),
        "second": date(2026, 7, 31), "third": date(2026, 8, 31), "remind": date(2026, 7, 31),
        "land_office": date(2026, 8, 31),
    }  # fmt: skip
    assert refused(press, year, "extend", ground.user("revenue_officer"), **ORDER) == ("NOTHING",)
    press(year, "extend", ground.user("finance_head"), **ORDER, months="3")
    assert deadlines(year)["pay"] == date(2026, 7, 31)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ({"order_no": "", "ordered_on": ""}, ("REQUIRED", "REQUIRED")), ({"ordered_on": "11/2/2569"}, ("FUTURE",)),
        ({"months": "0"}, ("MONTHS",)), ({"months": "1.5"}, ("MONTHS",)), ({"months": "13"}, ("MONTHS",)),
    ],
)  # fmt: skip
def test_what_is_no_order(year, typed, codes):
    assert refused(press, year, "extend", ground.user("revenue_officer"), **(ORDER | typed)) == codes
    assert not year.extensions.exists()


def a_bill(lot: int, baht: str = "9000", **more: Any) -> Charge:
    told = {"due_on": date(2026, 4, 30), "notified_on": date(2026, 2, 20)}
    return made.bill(baht, ground.parcel(lot, lot * 50, 0, lot * 50 + 40, 40), **(told | more)).charge


@pytest.mark.django_db
@pytest.mark.parametrize("door", ["button", "form"])
def test_bills_go_with_the_year_and_bear_nothing_for_the_days_between(year, day, door):
    """Ordered in May: who has not paid is no longer late, who paid his penalty has paid it, who has longer keeps it."""
    late, longer, kept = a_bill(1), a_bill(2, due_on=date(2026, 8, 3)), a_bill(3)
    with ground.write():
        opening.instalments(kept, date(2026, 2, 10))
    day(date(2026, 5, 10))
    paid = a_bill(4)
    pay(paid, "9990")
    assert dues_of(late, date(2026, 6, 30)).dues.total == 9000 + 900 + 180
    officer = ground.user("revenue_officer")
    if door == "button":
        told = press(year, "extend", officer, **ORDER)
        assert told.endswith("เลื่อนวันครบกำหนดของรายการที่ยังไม่ชำระ 2 รายการ")
    else:
        rows = [
            {"step": step, "until": until, **ORDER}
            for step, until in (("pay", "30/6/2569"), ("second", "31/7/2569"), ("third", "31/8/2569"))
        ]
        records.update(
            registry.for_model(TaxYear), year.uid, {}, user=officer, reason="ขยายเวลา", lines={"extensionorder": rows}
        )
    for charge in (late, longer, kept, paid):
        charge.refresh_from_db()
    last = date(2026, 6, 30)
    assert [each.due_on for each in (late, longer, kept, paid)] == [last, date(2026, 8, 3), last, date(2026, 4, 30)]
    days = [date(2026, 6, 30), date(2026, 7, 31), date(2026, 8, 31)]
    assert list(kept.instalments.values_list("due_on", flat=True)) == days
    assert dues_of(late, last).dues.total == 9000
    assert charging.follow_year(year) == 0, "done again it moves nothing"


@pytest.mark.django_db
def test_who_was_reminded_before_the_order_is_reminded_anew_when_he_is_late_again(year, day):
    """10 percent and a month on the 10th of July, as if the reminder of May had never been; then a second one."""
    charge, officer = a_bill(1), ground.user("revenue_officer")
    day(date(2026, 5, 4))
    press(year, "remind", officer)
    made.serve(Notice.objects.get(), "give", received_on=date(2026, 5, 4), received_by="ผู้เสียภาษี")
    press(year, "extend", officer, **ORDER)
    charge.refresh_from_db()
    assert (charge.due_on, charge.reminder_received_on, charge.reminder_until) == (date(2026, 6, 30), None, None)
    assert shown_closed(year, "remind", officer) == ["REMIND_EARLY"]
    day(date(2026, 7, 10))
    assert dues_of(charge, date(2026, 7, 10)).dues.total == 9000 + 900 + 90
    assert press(year, "remind", officer).endswith("1 ฉบับ")
    again = Notice.objects.latest("id")
    assert (again.round, again.source_id) == (2, charge.uid)
    made.serve(again, "give", received_on=date(2026, 7, 10), received_by="ผู้เสียภาษี")
    assert dues_of(charge, date(2026, 7, 10)).dues.total == 9000 + 1800 + 90
    assert shown_closed(year, "remind", officer) == ["NONE_OVERDUE"]
