"""Reports of money due and taken, each against a sum made in another way."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from gis_core.access.actor import acting_as, system_user
from gis_core.access.models import PersonalDataLook
from gis_core.features import clock
from gis_core.pure.thai_calendar import fiscal_year, fiscal_year_bounds
from layers.registry import registry
from modules.kernel.charges import income, returns
from modules.kernel.charges.key_figures import overdue
from modules.kernel.charges.models import CashDay, Charge, ChargeEntry, Receipt, RevenueCode, RevenueEstimate
from tests.modules.kernel.charges.money import a_payer, owing, pay
from tests.people import sign_in, user_with

pytestmark = pytest.mark.django_db
ZERO = Decimal(0)


@pytest.fixture
def reader(db: None) -> Any:
    return user_with("finance_head")


@pytest.fixture
def cashier(db: None) -> Any:
    return user_with("cashier")


def late(days: int, baht: str, payer: Any = None, **more: Any) -> Charge:
    return owing(payer or a_payer(), baht, due_on=clock.today() - timedelta(days=days), **more)[0]


def entry(charge: Charge, baht: str, on: date, kind: str = "cleared") -> None:
    """A line of the ledger of another day."""
    with acting_as(system_user(), "บันทึกย้อนหลัง"):
        ChargeEntry.objects.create(charge=charge, kind=kind, component="principal", amount_baht=-Decimal(baht), on=on)


# -- arrears by age ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("due_on", "column"),
    [
        (date(2026, 9, 29), "y1"), (date(2025, 9, 30), "y1"), (date(2025, 9, 29), "y3"), (date(2023, 9, 30), "y3"),
        (date(2023, 9, 29), "y5"), (date(2021, 9, 29), "y10"), (date(2016, 9, 30), "y10"), (date(2016, 9, 29), "more"),
    ],
)  # fmt: skip
def test_a_debt_stands_in_the_column_of_its_age(reader, due_on, column):
    charge = owing(a_payer(), "700.00", due_on=due_on)[0]
    with acting_as(system_user(), "ตั้งหนี้ย้อนหลัง"):
        ChargeEntry.objects.create(
            charge=charge, kind="opened", component="principal", amount_baht=700, on=date(2016, 1, 1)
        )
    row = returns.ageing(reader, date(2026, 9, 30))[0]
    assert {name for name in ("y1", "y3", "y5", "y10", "more") if row[name]} == {column}
    assert row[column] == row["total"] == 700


def test_arrears_are_those_of_the_day_and_add_up_to_the_ledger(reader):
    today = clock.today()
    first, second, sign = late(400, "1000.00"), late(30, "500.00"), late(30, "90.00", revenue="signboard_tax")
    entry(first, "300.00", today - timedelta(days=1))
    entry(second, "500.00", today + timedelta(days=1))
    owing(a_payer(), "9999.00", due_on=today)
    rows = {row["title"]: row for row in returns.ageing(reader, today)}
    assert (rows["ภาษีที่ดินและสิ่งปลูกสร้าง"]["y1"], rows["ภาษีที่ดินและสิ่งปลูกสร้าง"]["y3"]) == (500, 700)
    assert rows["ภาษีป้าย"]["total"] == 90
    entries = ChargeEntry.objects.filter(on__lte=today, charge__in=(first, second, sign), component="principal")
    assert rows["รวม"]["total"] == sum((e.amount_baht for e in entries), ZERO) == 1290
    assert rows["รวม"]["bills"] == 3
    assert returns.ageing(reader, today + timedelta(days=1))[-1]["total"] == 9999 + 1290 - 500


@pytest.mark.parametrize(
    ("today", "expected"), [(date(2026, 9, 29), 2025), (date(2026, 9, 30), 2026), (date(2026, 12, 1), 2026)]
)
def test_arrears_are_those_of_the_last_fiscal_year_that_is_over(today, expected):
    assert returns.last_september(today) == date(expected, 9, 30)


# -- revenue by kind ---------------------------------------------------------------------------------------------------
def moved(receipt: Receipt, on: date) -> None:
    with acting_as(system_user(), "ย้ายวันรับเงิน"):
        day, _ = CashDay.objects.get_or_create(cashier=receipt.cashier, on=on, defaults={"status": "open"})
        Receipt.objects.filter(pk=receipt.pk).update(cash_day=day)


def test_revenue_is_that_of_the_cashiers_day_and_leaves_void_receipts_out(reader, cashier):
    day = date(2026, 11, 20)
    for on, baht in (
        (day, "100.00"), (date(2026, 11, 1), "20.00"), (date(2026, 10, 1), "3.00"), (date(2026, 9, 30), "4000.00"),
        (date(2025, 11, 20), "50.00"), (date(2025, 11, 21), "600.00"), (date(2025, 10, 1), "7.00"),
    ):  # fmt: skip
        moved(pay(late(0, baht), baht, cashier), on)
    gone = pay(late(0, "999.00"), "999.00", cashier)
    moved(gone, day)
    with acting_as(system_user(), "ยกเลิก"):
        Receipt.objects.filter(pk=gone.pk).update(status="void")
    rows = {row["code"]: row for row in returns.revenue_by_code(reader, day)}
    found = rows["land_tax"]
    assert (found["month"], found["to_date"], found["past_month"], found["past_to_date"]) == (120, 123, 50, 57)
    assert {name: rows[None][name] for name in ("month", "to_date")} == {"month": 120, "to_date": 123}
    live = Receipt.objects.exclude(status="void").filter(cash_day__on__range=(date(2026, 10, 1), day))
    assert rows[None]["to_date"] == sum(live.values_list("total_baht", flat=True), ZERO)


def test_an_estimate_is_the_one_of_the_fiscal_year(reader, cashier):
    with acting_as(system_user(), "ประมาณการ"):
        for year, baht in ((2569, 1000), (2570, 400)):
            RevenueEstimate.objects.create(
                revenue=RevenueCode.objects.get(code="land_tax"),
                fiscal_year_be=year,
                estimate_baht=baht,
                source="เทศบัญญัติ",
            )
    moved(pay(late(0, "100.00"), "100.00", cashier), date(2026, 11, 2))
    rows = {row["code"]: row for row in returns.revenue_by_code(reader, date(2026, 11, 20))}
    assert (rows["land_tax"]["estimate"], rows["land_tax"]["percent"]) == (400, 25)
    assert rows["fee"]["estimate"] is rows["fee"]["percent"] is None
    assert rows[None]["estimate"] == 400


# -- debtors, days to pay ----------------------------------------------------------------------------------------------
def test_the_largest_debtor_comes_first_and_the_look_is_logged(reader, cashier):
    one, other = a_payer("หนึ่ง"), a_payer("สอง")
    late(10, "300.00", one), late(20, "400.00", one), late(5, "500.00", other)
    owing(other, "9000.00", due_on=clock.today() + timedelta(days=1))
    rows = returns.top_debtors(reader)
    assert [(row["rank"], row["title"].split()[0], row["bills"], row["baht"]) for row in rows] == [
        (1, "หนึ่ง", 2, 700), (2, "สอง", 1, 500),
    ]  # fmt: skip
    assert sum(row["baht"] for row in rows) == sum((each.dues.principal for each in overdue(reader)), ZERO)
    assert rows[0]["oldest"] == clock.today() - timedelta(days=20)
    assert PersonalDataLook.objects.filter(user=reader, door="report").count() == 1
    assert len(returns.top_debtors(reader, 1)) == 1


def test_days_run_from_the_receipt_of_the_notice_to_the_last_payment(reader, cashier):
    today = clock.today()
    for notified, due in ((10, 5), (30, -5)):
        charge = owing(
            a_payer(), "100.00", due_on=today + timedelta(days=due), notified_on=today - timedelta(days=notified)
        )[0]
        dues = {each.charge.pk: each.dues.total for each in overdue(reader)}
        pay(charge, str(dues.get(charge.pk, Decimal(100))), cashier)
    owing(a_payer(), "50.00", notified_on=today - timedelta(days=300))
    (row,) = returns.days_to_pay(reader)
    assert (row["bills"], row["mean"], row["median"], row["in_time"], row["percent"]) == (2, 20, 20, 1, 50)


# -- doors -------------------------------------------------------------------------------------------------------------
def test_money_that_is_only_held_is_revenue_neither_in_the_report_nor_on_the_board(reader):
    """A deposit goes back to the lessee: the two tell of the same money."""
    pay(owing(a_payer(), "300.00", revenue="rent", due_on=None)[0], "300")
    pay(owing(a_payer("ผู้เช่า"), "5000.00", revenue="lease_deposit", due_on=None)[0], "5000")
    first, last = fiscal_year_bounds(fiscal_year(clock.today()))
    board = sum(income.by_month_and_kind(reader, first, last).values())
    rows = {row["code"]: row for row in returns.revenue_by_code(reader)}
    assert "lease_deposit" not in rows and rows["rent"]["to_date"] == 300
    assert rows[None]["to_date"] == board == 300


@pytest.mark.parametrize("ask", [returns.ageing, returns.revenue_by_code, returns.top_debtors, returns.days_to_pay])
def test_who_may_see_no_charges_gets_no_rows(ask, cashier):
    late(30, "500.00")
    assert ask(user_with("surveyor")) == []


def test_a_report_is_a_page_a_sheet_and_a_paper_for_those_who_may_take_it_away(client, reader):
    late(400, "1234.50")
    url = f"{registry.for_model(Charge).url}report/ageing/"
    address = f"{url}?day={clock.today():%d/%m}/{clock.today().year + 543}"
    sign_in(client, user_with("revenue_officer"))
    page = client.get(address)
    assert "1,234.5" in page.text and "format=pdf" not in page.text
    assert client.get(f"{address}&format=pdf").status_code == 403
    sign_in(client, reader)
    assert "format=pdf" in client.get(address).text
    paper = client.get(f"{address}&format=pdf")
    assert (paper["Content-Type"], paper["Cache-Control"], paper.content[:5]) == (
        "application/pdf",
        "no-store",
        b"%PDF-",
    )
    sheet = b"".join(client.get(f"{address}&format=xlsx").streaming_content)
    assert sheet[:2] == b"PK"


def test_who_keeps_to_his_instalments_is_no_debtor(reader):
    kept, missed = late(10, "9000.00"), late(10, "9000.00")
    with acting_as(system_user(), "ผ่อนชำระ"):
        for charge, first in ((kept, clock.today()), (missed, clock.today() - timedelta(days=5))):
            for seq in range(3):
                charge.instalments.create(seq=seq + 1, due_on=first + timedelta(days=30 * seq), amount_baht=3000)
    (row,) = returns.top_debtors(reader)
    assert (row["bills"], row["baht"], row["oldest"]) == (1, 9000, clock.today() - timedelta(days=5))
    assert returns.ageing(reader, clock.today())[-1]["total"] == 9000
