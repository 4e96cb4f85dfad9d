"""The law of money due: worked examples, and sums that always add up."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis_core.pure.rate_lookup import RateRow
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import Holidays
from modules.kernel.charges.rules import bill_qr
from modules.kernel.charges.rules.instalments import instalment_plan
from modules.kernel.charges.rules.late import (
    Cleared,
    Component,
    LateRule,
    Part,
    Standing,
    Stop,
    dues,
    refund_interest,
    refuse_early_reminder,
)
from modules.kernel.charges.rules.settling import order_on, settle
from tests.worked_examples import worked_examples

FILE = Path(__file__).resolve().parents[4] / "modules/kernel/charges/rates/late.csv"
DUE = date(2026, 6, 30)


def _rows() -> tuple[RateRow, ...]:
    with FILE.open(encoding="utf-8") as file:
        return tuple(
            RateRow(
                key=row["key"],
                value=Decimal(row["value"]),
                valid_from=date.fromisoformat(row["valid_from"]),
                law=row["law"],
                lower=Decimal(row["lower"]) if row["lower"] else None,
                upper=Decimal(row["upper"]) if row["upper"] else None,
                row_id=row["key"],
            )
            for row in csv.DictReader(file)
        )


ROWS = _rows()
NONE = Holidays.of([])


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def standing_of(row: dict[str, str]) -> Standing:
    cleared = [each.split() for each in row["cleared"].split(";") if each]
    parts = [each.split() for each in row["instalments"].split(";") if each]
    return Standing(
        rule=LateRule(row["rule"]),
        due_on=day(row["due_on"]),
        principal_baht=Decimal(row["principal"]),
        cleared=[Cleared(date.fromisoformat(on), Component(c), Decimal(sum_)) for on, c, sum_ in cleared],
        reminder_received_on=day(row["reminder_received"]),
        reminder_until=day(row["reminder_until"]),
        instalments=[Part(date.fromisoformat(on), Decimal(sum_)) for on, sum_ in parts],
        extended_until=day(row["extended_until"]),
    )


@pytest.mark.parametrize("row", worked_examples(__file__, "late"))
def test_what_is_due_on_a_day(row):
    found = dues(standing_of(row), date.fromisoformat(row["as_of"]), ROWS)
    figures = (found.penalty, found.surcharge, found.principal, found.total)
    assert figures == tuple(Decimal(row[name]) for name in ("penalty", "surcharge", "principal_left", "total"))
    assert all(line.row_id and line.law for line in found.lines)


def test_a_missed_instalment_bears_the_penalty_where_the_office_says_so():
    on = tuple(
        RateRow(r.key, Decimal(1), r.valid_from, r.law) if r.key == "settings/penalty_on_missed_instalment" else r
        for r in ROWS
    )
    plan = [Part(DUE, Decimal(3000)), Part(date(2026, 7, 31), Decimal(3000)), Part(date(2026, 8, 31), Decimal(3000))]
    paid = [Cleared(DUE, Component.PRINCIPAL, Decimal(3000))]
    found = dues(Standing(LateRule.LAND_TAX, DUE, Decimal(9000), paid, instalments=plan), date(2026, 8, 10), on)
    assert (found.penalty, found.surcharge) == (Decimal("600.00"), Decimal("60.00"))


def test_a_contract_bears_its_own_interest():
    lease = Standing(LateRule.CONTRACT, DUE, Decimal(1000), contract_percent=Decimal("1.25"))
    assert dues(lease, date(2026, 8, 15), ROWS).surcharge == Decimal("25.00")


def test_interest_on_a_refund():
    assert refund_interest(Decimal(1500), date(2026, 1, 10), date(2026, 5, 10), ROWS) == Decimal("60.00")


def test_no_reminder_before_the_due_day_is_over():
    for received in (DUE, DUE - timedelta(days=1)):
        with pytest.raises(Refused, match="REMIND_EARLY"):
            refuse_early_reminder(DUE, received)
    refuse_early_reminder(DUE, DUE + timedelta(days=1))


PLANS = [
    ("10000.00", ("3333.33", "3333.33", "3333.34")),
    ("3000.00", ("1000.00", "1000.00", "1000.00")),
    ("9360.00", ("3120.00", "3120.00", "3120.00")),
]


@pytest.mark.parametrize(("amount", "parts"), PLANS)
def test_three_equal_parts(amount, parts):
    plan = instalment_plan(Decimal(amount), LateRule.LAND_TAX, DUE, DUE, ROWS, NONE)
    assert tuple(part.amount_baht for part in plan) == tuple(map(Decimal, parts))
    assert [part.due_on for part in plan] == [DUE, date(2026, 7, 31), date(2026, 8, 31)]


def test_the_parts_follow_the_month_ends_even_when_the_first_was_moved():
    # 30 April 2565 was a Saturday, 1 May a Sunday and 2 May a substitution day
    plan = instalment_plan(Decimal(6000), LateRule.LAND_TAX, date(2022, 5, 3), date(2022, 4, 1), ROWS, NONE)
    assert [part.due_on for part in plan] == [date(2022, 5, 3), date(2022, 5, 31), date(2022, 6, 30)]


def test_a_sign_is_paid_a_month_apart():
    plan = instalment_plan(Decimal(9360), LateRule.SIGNBOARD, date(2026, 4, 15), date(2026, 4, 1), ROWS, NONE)
    assert [part.due_on for part in plan] == [date(2026, 4, 15), date(2026, 5, 15), date(2026, 6, 15)]


@pytest.mark.parametrize(
    ("amount", "rule", "asked", "code"),
    [
        ("2999.99", LateRule.LAND_TAX, DUE, "INSTALMENT_MIN"),
        ("9000.00", LateRule.LAND_TAX, DUE + timedelta(days=1), "INSTALMENT_LATE"),
        ("9000.00", LateRule.NONE, DUE, "INSTALMENT_KIND"),
    ],
)
def test_refused_instalments(amount, rule, asked, code):
    with pytest.raises(Refused, match=code):
        instalment_plan(Decimal(amount), rule, DUE, asked, ROWS, NONE)


@pytest.mark.parametrize(
    ("code", "reference"),
    [
        ("01A001", "01A001"),
        ("01a001/002", "01A001002"),
        ("01A001-2.5", "01A00125"),
        ("ตลาดสด", ""),
        ("", ""),
        ("9" * 21, ""),
    ],
)
def test_a_code_as_banks_take_it(code, reference):
    assert bill_qr.reference_of(code) == reference


def test_the_barcode_of_the_specification():
    text = bill_qr.bill_barcode("012345678901200", "6900000123", "01A001", Decimal("3646.80"))
    assert text == "|012345678901200\r6900000123\r01A001\r364680"
    assert bill_qr.bill_barcode("012345678901200", "6900000123", "01A001", None).endswith("\r0")


def test_the_qr_text_reads_back_and_its_check_sum_holds():
    text = bill_qr.bill_qr("012345678901200", "6900000123", "01A001", Decimal("3646.80"))
    fields = bill_qr.read_fields(text)
    merchant = bill_qr.read_fields(fields["30"])
    assert merchant == {"00": bill_qr.BILL_PAYMENT, "01": "012345678901200", "02": "6900000123", "03": "01A001"}
    assert (fields["53"], fields["54"], fields["58"]) == ("764", "3646.80", "TH")
    assert int(fields["63"], 16) == bill_qr.crc16(text[:-4])
    assert bill_qr.crc16("123456789") == 0x29B1  # the check value published for this CRC


@pytest.mark.parametrize(
    ("biller", "ref1", "amount", "code"),
    [
        ("123", "1", Decimal(1), "BILLER"),
        ("012345678901200", "ก", Decimal(1), "BILL_REF"),
        ("012345678901200", "1" * 21, Decimal(1), "BILL_REF"),
        ("012345678901200", "1", Decimal("0.001"), "AMOUNT"),
        ("012345678901200", "1", Decimal(-1), "AMOUNT"),
    ],
)
def test_a_bill_text_refuses_what_a_bank_would(biller, ref1, amount, code):
    with pytest.raises(Refused, match=code):
        bill_qr.bill_qr(biller, ref1, "", amount)


def _owed(principal: str, on: date) -> tuple[int, object]:
    return 1, dues(Standing(LateRule.LAND_TAX, DUE, Decimal(principal)), on, ROWS)


def test_the_order_of_components_is_data():
    late = date(2026, 7, 10)
    assert [c.component for c in settle([_owed("5000", late)], Decimal(600), order_on(ROWS, late))] == [
        Component.PENALTY,
        Component.SURCHARGE,
        Component.PRINCIPAL,
    ]
    first = settle([_owed("5000", late)], Decimal(600), (Component.PRINCIPAL, Component.PENALTY, Component.SURCHARGE))
    assert [(c.component, c.amount_baht) for c in first] == [(Component.PRINCIPAL, Decimal(600))]


@pytest.mark.parametrize(("amount", "code"), [("5550.01", "OVERPAY"), ("0", "AMOUNT"), ("-1", "AMOUNT")])
def test_refused_amounts(amount, code):
    with pytest.raises(Refused, match=code):
        settle([_owed("5000", date(2026, 7, 10))], Decimal(amount))


baht = st.integers(1, 5_000_000).map(lambda satang: Decimal(satang) / 100)


@settings(max_examples=60)
@given(baht, st.lists(st.tuples(st.integers(-20, 400), st.integers(1, 99)), max_size=6), st.integers(0, 500))
def test_part_payments_and_balances_add_up(principal, payments, last):
    """Whatever is paid when: each payment clears exactly its amount, nothing is cleared twice, all ends at nothing."""
    cleared: list[Cleared] = []
    days = sorted(payments)
    for offset, percent in [*days, (max([last, *(d for d, _ in days)]), 100)]:
        on = DUE + timedelta(days=offset)
        standing = Standing(
            LateRule.LAND_TAX, DUE, principal, tuple(cleared), Decimal(0), date(2026, 8, 1), date(2026, 8, 16)
        )
        found = dues(standing, on, ROWS)
        assert min(found.penalty, found.surcharge, found.principal) >= 0
        amount = (found.total * percent / 100).quantize(Decimal("0.01"))
        if amount <= 0:
            continue
        parts = settle([(1, found)], min(amount, found.total))
        assert sum(part.amount_baht for part in parts) == min(amount, found.total)
        cleared += [Cleared(on, part.component, part.amount_baht) for part in parts]
    end = Standing(LateRule.LAND_TAX, DUE, principal, tuple(cleared), Decimal(0), date(2026, 8, 1), date(2026, 8, 16))
    last_day = max((each.on for each in cleared), default=DUE)
    assert dues(end, last_day, ROWS).total == 0
    assert end.cleared_of(Component.PRINCIPAL) == principal


@pytest.mark.parametrize(
    ("stop", "received", "until", "on", "penalty", "surcharge"),
    [
        # reminded on the 10th of May with 15 days, put off from the 15th for 31 days: ten days are left after the end
        ((date(2026, 5, 15), date(2026, 6, 14)), date(2026, 5, 10), date(2026, 5, 25), date(2026, 6, 25), 1000, 50),
        ((date(2026, 5, 15), date(2026, 6, 14)), date(2026, 5, 10), date(2026, 5, 25), date(2026, 6, 26), 2000, 50),
        # put off all of May, reminded after it: the reminder's days are not longer for that
        ((date(2026, 5, 1), date(2026, 5, 31)), date(2026, 6, 10), date(2026, 6, 25), date(2026, 6, 25), 1000, 50),
        ((date(2026, 5, 1), date(2026, 5, 31)), date(2026, 6, 10), date(2026, 6, 25), date(2026, 6, 26), 2000, 50),
        ((date(2026, 5, 1), None), None, None, date(2026, 12, 1), 0, 0),
    ],
)
def test_days_put_off_are_left_out_of_lateness(stop, received, until, on, penalty, surcharge):
    standing = Standing(
        LateRule.LAND_TAX, date(2026, 4, 30), Decimal(5000), reminder_received_on=received, reminder_until=until,
        stops=(Stop(*stop),),
    )  # fmt: skip
    found = dues(standing, on, ROWS)
    assert (found.penalty, found.surcharge) == (penalty, surcharge)
