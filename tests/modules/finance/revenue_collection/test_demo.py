"""The demo town's tax years add up: what was assessed was charged, and what was charged was paid or is still owed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db.models import Sum

from gis_core.demo.town import Town
from layers.declare import System
from layers.management.commands.load_demo_town import in_order
from layers.registry import registry
from modules.finance.revenue_collection.demo import demo_years
from modules.finance.revenue_collection.models import (
    ArrearsEntry,
    ContiguityDecision,
    EnforcementCase,
    FeeItem,
    LandTaxAssessment,
    LandTaxPart,
    LandTaxUse,
    Lease,
    ListPetition,
    OldTaxArrear,
    Refund,
    ReliefOrder,
    TaxExemption,
    TaxYear,
    UseChange,
)
from modules.kernel.cases.models import Case
from modules.kernel.charges.collecting import taken
from modules.kernel.charges.models import CashDay, Charge, ChargeEntry, Payment, Receipt, ReceiptBook, ReceiptLine
from modules.kernel.notices.models import Notice
from tests.modules.finance.property_register import ground
from tests.modules.finance.revenue_collection import year as years
from tests.people import user_with

pytestmark = pytest.mark.django_db
LAND_USES = ("residence", "other", "vacant", "agriculture")
OWNERS = 22
ROLES = ("assessor", "revenue_officer", "finance_head", "executive", "cashier", "accountant")
#: In the middle of the second year's payments, the last of them taken on this very day.
UNTIL = date(2026, 4, 22)


@pytest.fixture
def town(db, monkeypatch) -> None:
    monkeypatch.setattr(demo_years, "FEWEST", 0)
    monkeypatch.setattr(demo_years, "ONE_IN", 1)
    monkeypatch.setattr(demo_years, "YEARS", 2)
    ground.town()
    for role in ROLES:
        user_with(role, name=role)
    for lot in range(OWNERS):
        who = ground.person(f"สมมุติ{lot}")
        years.land(lot + 1, who, lot * 50, 0, lot * 50 + 40, 40, baht=5000, land_use=LAND_USES[lot % 4])
    demo_years.load(Town(SimpleNamespace(), UNTIL))


def total(model: Any, column: str, **where: Any) -> Decimal:
    return model.objects.filter(**where).aggregate(sum=Sum(column))["sum"] or Decimal(0)


def test_the_years_add_up(town):
    """One load, for it takes seconds: the sums, payers of every kind, and nothing after the town's last day."""
    _sums()
    _payers()
    _objections()
    _cash_days()
    _books()
    _chased()
    _aside()
    assert Receipt.objects.latest("paid_on").paid_on == UNTIL
    assert Notice.objects.filter(kind="land_tax_reminder").latest("issued_on").issued_on == date(2025, 5, 19)


def _sums() -> None:
    assert list(TaxYear.objects.order_by("code").values_list("code", flat=True)) == ["2568", "2569"]
    for year in TaxYear.objects.all():
        standing = {"tax_year": year, "status": "notified"}
        taxed = LandTaxAssessment.objects.filter(**standing).exclude(tax_baht=0)
        assert Charge.objects.filter(tax_year_be=year.year_be).count() == taxed.count() >= 10
        charged = total(Charge, "principal_baht", tax_year_be=year.year_be)
        assert total(LandTaxAssessment, "tax_baht", **standing) == charged
        assert LandTaxUse.objects.filter(tax_year=year).count() == OWNERS
    received, late = total(Receipt, "total_baht"), total(ChargeEntry, "amount_baht", kind="late")
    refunded = total(ChargeEntry, "amount_baht", kind__in=("refund_due", "refunded"))
    left = total(Charge, "principal_left_baht")
    assert received == total(Payment, "amount_baht") == total(ReceiptLine, "amount_baht")
    assert min(late, refunded, left) > 0
    cost = total(ChargeEntry, "amount_baht", component="cost", kind="adjusted")
    owed = total(Charge, "principal_baht") + late + cost
    assert owed - (received - refunded) == left == total(ChargeEntry, "amount_baht")


def _payers() -> None:
    bills = Charge.objects.filter(revenue__code="land_tax")
    assert set(bills.values_list("status", flat=True)) == {"paid", "partial", "instalment", "open"}
    assert ReceiptLine.objects.filter(component="penalty", charge__status="paid").exists()
    assert not Charge.objects.filter(status="paid", principal_left_baht__gt=0).exists()
    in_parts = Charge.objects.filter(instalments__seq=3)
    assert set(in_parts.values_list("status", flat=True)) == {"paid", "instalment"}
    told = Notice.objects.filter(kind="land_tax_assessment")
    assert set(told.values_list("status", flat=True)) == {"received"}
    assert told.count() == LandTaxAssessment.objects.filter(version=1).count()
    assert not bills.filter(notified_on=None).exists()
    reminded = Notice.objects.filter(kind="land_tax_reminder")
    assert set(reminded.values_list("status", flat=True)) == {"received"}
    assert Charge.objects.filter(reminder_received_on__isnull=False).count() == reminded.count() >= 3


def _objections() -> None:
    found = list(Case.objects.order_by("id").values_list("status", flat=True))
    assert sorted(found[:3]) == ["granted", "granted", "withdrawn"]
    assert sorted(found[3:]) == ["granted", "refused", "waiting"]
    assert LandTaxAssessment.objects.filter(version=2, status="notified").count() == 3
    assert Notice.objects.filter(kind="land_tax_refund").count() == 3
    after_appeal = Refund.objects.get(status="paid")
    assert min(after_appeal.decided_baht, after_appeal.late_baht, after_appeal.interest_baht) > 0
    late, interest = (after_appeal.decided_baht * Decimal(part) for part in ("0.22", "0.02"))
    assert abs(after_appeal.late_baht - late) <= Decimal("0.01"), "20 percent and two months"
    assert abs(after_appeal.interest_baht - interest) <= Decimal("0.01"), "two months until the decision"


def _cash_days() -> None:
    """All days of the past are counted, handed over, banked and closed; the office still works on the last."""
    days = CashDay.objects.order_by("on")
    assert set(days.filter(on__lt=UNTIL).values_list("status", flat=True)) == {"closed"}
    assert days.get(on=UNTIL).status == "open" and days.get(on=UNTIL).receipts.exists()
    for day in days.filter(on__lt=UNTIL):
        counted = {"cash": day.cash_baht, "cheque": day.cheque_baht, "transfer": day.transfer_baht}
        assert taken(day) == counted and sum(counted.values()) == total(Receipt, "total_baht", cash_day=day) > 0
        assert not day.receipts.exclude(status="remitted").exists()


def _books() -> None:
    """Last year's book came back, this year's lies before the cashier; every number of both is accounted for."""
    states = dict(ReceiptBook.objects.values_list("book_no", "status"))
    assert states == {"1/2568": "returned", "1/2569": "out"}
    for book in ReceiptBook.objects.all():
        used = sorted(
            [*book.receipts.values_list("leaf_no", flat=True), *book.spoiled.values_list("leaf_no", flat=True)]
        )
        assert used == list(range(1, len(used) + 1)) and book.receipts.exists() and book.spoiled.count() == 1
    returned = ReceiptBook.objects.get(status="returned")
    assert returned.unused_count == 100 - returned.receipts.count() - 1


def _aside() -> None:
    """What is asked, let and charged by hand in the last year, up to the last day."""
    states = {model: sorted(model.objects.values_list("status", flat=True)) for model in (ListPetition, Lease, FeeItem)}
    assert states[ListPetition] == ["corrected", "received", "refused"]
    assert states[Lease] == [*["active"] * 5, "draft"]
    assert states[FeeItem] == [*["open"] * 5, "void"]
    assert UseChange.objects.get().status == "applied", "told in May of the year before, written into this list"
    assert LandTaxUse.objects.filter(tax_year__code="2569", category="agri", vacant_since_be=None).exists()
    assert {each.objects.count() for each in (TaxExemption, ReliefOrder, ContiguityDecision, LandTaxPart)} == {1}
    assert OldTaxArrear.objects.count() == 3
    rents = Charge.objects.filter(revenue__code="rent")
    assert rents.count() == 20 and set(rents.values_list("status", flat=True)) == {"paid"}
    assert not rents.filter(due_on__lt=date(2026, 1, 10)).exists(), "approved before they began, due on their own days"


def test_a_small_town_has_no_tax_years(db):
    ground.town()
    demo_years.load(Town(SimpleNamespace(), UNTIL))
    assert not TaxYear.objects.exists()


def test_the_tax_is_loaded_after_what_it_taxes():
    order = [system.key for system in in_order(registry.systems)]
    assert sorted(order) == sorted(system.key for system in registry.systems)
    assert order.index("finance.property_register") < order.index("finance.revenue_collection")


def test_systems_that_wait_for_each_other_are_told():
    rings = [System(key, key, key, "A", (), demo_after=(other,)) for key, other in (("a.a", "b.b"), ("b.b", "a.a"))]
    with pytest.raises(ValueError, match=r"a\.a, b\.b"):
        in_order(rings)


def _chased() -> None:
    """The first year's case was sold and divided, its land released; who else owes is listed and blocked."""
    case = EnforcementCase.objects.get()
    assert (case.status, case.charge.status, case.charge.tax_year_be) == ("closed", "paid", 2568)
    assert case.sold_baht == case.cost_baht + case.taken_baht + case.remainder_baht and case.remainder_baht > 0
    states = set(ArrearsEntry.objects.values_list("status", "charge__status"))
    assert ("released", "paid") in states and all((state == "blocked") is (bill != "paid") for state, bill in states)
