"""Charges from their opening to what others may ask of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from gis_core.access.actor import acting_as, system_user
from gis_core.pure.refusal import Refused
from layers.registry import registry
from map_ui.listing import searching
from modules.kernel.charges import opening
from modules.kernel.charges.asking import arrears_of, dues_of, is_paid, open_charges_of
from modules.kernel.charges.models import Charge
from modules.kernel.charges.opening import NewCharge, open_charges
from tests.modules.kernel.charges.money import DUE, a_payer, owing

pytestmark = pytest.mark.django_db


def test_a_row_of_nothing_opens_nothing_and_numbers_follow_each_other():
    opened = owing(a_payer(), "100.00", "0.00", "50.25")
    assert [charge.principal_left_baht for charge in opened] == [Decimal("100.00"), Decimal("50.25")]
    first, second = (int(charge.ref1) for charge in opened)
    assert second == first + 1 and len(opened[0].ref1) == 10
    assert opened[0].entries.get().amount_baht == Decimal("100.00")


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"person_id": None}, "CHARGE_PARTY"),
        ({"organisation_id": 1}, "CHARGE_PARTY"),
        ({"revenue": "nothing"}, "CHARGE_REVENUE"),
        ({"principal_baht": Decimal("1.005")}, "AMOUNT"),
        ({"principal_baht": Decimal("-1")}, "AMOUNT"),
        ({"revenue": "house_land_tax", "tax_year_be": 2563}, "OLD_TAX_YEAR"),
    ],
)
def test_refused_rows_open_none(row, code):
    good = {"revenue": "fee", "principal_baht": Decimal(1), "title": "ค่าธรรมเนียม", "person_id": a_payer().pk}
    with acting_as(system_user(), "ตั้งหนี้"), pytest.raises(Refused, match=code):
        open_charges([NewCharge(**good), NewCharge(**good | row)])
    assert not Charge.objects.exists()


def test_paid_is_what_nothing_is_left_of():
    payer = a_payer()
    charge = owing(payer, "100.00", source_uid=payer.uid)[0]
    assert not is_paid(payer.uid)
    with acting_as(system_user(), "ลดหนี้"):
        opening.adjust(charge, Decimal(0), "คำสั่งที่ 1", "ม.53")
    assert is_paid(payer.uid) and is_paid(charge.uid)
    charge.refresh_from_db()
    assert (charge.status, charge.principal_left_baht) == ("void", Decimal("0.00"))


def test_a_debt_given_up_is_not_paid():
    payer = a_payer()
    charge = owing(payer, "100.00", source_uid=payer.uid)[0]
    with acting_as(system_user(), "จำหน่าย"):
        opening.write_off(charge, "คำสั่งที่ 2", "ระเบียบ")
        with pytest.raises(Refused, match="CHARGE_CLOSED"):
            opening.adjust(charge, Decimal(1), "คำสั่งที่ 3", "ม.53")
    assert not is_paid(payer.uid)
    assert not open_charges_of(payer).exists()


def test_arrears_are_what_is_overdue_with_its_late_sums():
    payer = a_payer()
    owing(payer, "5000.00")
    owing(payer, "100.00", due_on=date(2026, 12, 31))
    assert arrears_of(payer, DUE) == []
    (owed,) = arrears_of(payer, date(2026, 7, 10))
    assert (owed.dues.penalty, owed.dues.surcharge, owed.dues.total) == (Decimal(500), Decimal(50), Decimal(5550))
    assert owed.dues.lines[0].law.endswith("ม.68") and owed.dues.lines[0].row_id


def test_a_reminder_before_the_due_day_is_refused_and_moves_the_class_after_it():
    charge = owing(a_payer(), "5000.00")[0]
    with acting_as(system_user(), "แจ้งเตือน"):
        with pytest.raises(Refused, match="REMIND_EARLY"):
            opening.set_reminded([charge.pk], DUE, date(2026, 7, 15))
        assert opening.set_reminded([charge.pk], date(2026, 7, 20), date(2026, 8, 4)) == 1
    charge.refresh_from_db()
    assert dues_of(charge, date(2026, 8, 3)).dues.total == Decimal(6100)


def test_instalments_are_kept_and_asked_for_once():
    charge = owing(a_payer(), "10000.00")[0]
    with acting_as(system_user(), "ผ่อนชำระ"):
        parts = opening.instalments(charge, DUE)
        assert [part.amount_baht for part in parts] == [Decimal("3333.33"), Decimal("3333.33"), Decimal("3333.34")]
        with pytest.raises(Refused, match="INSTALMENT_TWICE"):
            opening.instalments(charge, DUE)
    small = owing(a_payer("สมหญิง"), "2999.99")[0]
    with acting_as(system_user(), "ผ่อนชำระ"), pytest.raises(Refused, match="INSTALMENT_MIN"):
        opening.instalments(small, DUE)


def test_a_charge_is_found_by_its_title_unless_a_whole_year_has_the_same():
    payer = a_payer()
    with acting_as(system_user(), "ตั้งหนี้"):
        row = {"revenue": "fee", "principal_baht": Decimal(1), "person_id": payer.pk}
        open_charges([NewCharge(**row, title="ค่าเช่าแผง ก12"), NewCharge(**row, title="ภาษีของปี", tax_year_be=2569)])
    register = registry.for_model(Charge)
    found = {
        text: searching.search(register, system_user(), Charge.objects.all(), text)[0] for text in ("แผง ก12", "ของปี")
    }
    assert [charge.title for charge in found["แผง ก12"]] == ["ค่าเช่าแผง ก12"]
    assert not found["ของปี"].exists()
