"""Papers of old debts and of signs by the forms of their laws: what is owed, what was paid."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from gis_core.features import clock
from layers.engine import records
from layers.registry import registry
from modules.finance.revenue_collection import tax_papers
from modules.finance.revenue_collection.models import OldTaxArrear, SignTaxAssessment
from modules.kernel.charges.asking import dues_of
from modules.kernel.charges.models import Charge
from modules.kernel.documents import issue
from tests.doors import refused
from tests.modules.finance.property_register import ground
from tests.modules.finance.revenue_collection.signs import assessed, filed, sign
from tests.modules.kernel.charges.money import pay

pytestmark = pytest.mark.django_db
D = Decimal
TODAY = date(2026, 6, 30)


@pytest.fixture(autouse=True)
def town(db: None, monkeypatch: Any) -> Iterator[None]:
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    ground.town()
    ground.parcel(1, 0, 0, 40, 40)
    ground.person("ก", register_no="บค.1")
    yield


def old(kind: str, **more: Any) -> OldTaxArrear:
    typed = {
        "ref_no": f"กค.1/{kind}", "kind": kind, "year_be": "2560", "person": "บค.1", "parcel": "01A001",
        "principal_baht": "7500.00", "due_on": "30/4/2560",
    } | more  # fmt: skip
    return records.create(registry.for_model(OldTaxArrear), typed, user=ground.user("revenue_officer"), reason="นำเข้า")


@pytest.mark.parametrize(("kind", "owed", "paid"), [("hlt", "ภ.ร.ด.8", "ภ.ร.ด.12"), ("ldt", "ภ.บ.ท.6", "ภ.บ.ท.11")])
def test_an_old_debt_is_told_and_its_payment_proved_by_the_form_of_its_law(kind, owed, paid):
    arrear = old(kind)
    charge = Charge.objects.get(source_id=arrear.uid)
    due = dues_of(charge, TODAY).dues
    told = tax_papers.old_owed(arrear)
    assert (told["form"], told["dues"].total) == (owed, due.total) and due.total > 7500
    assert sum(line.amount_baht for line in told["lines"]) == due.total - 7500
    assert refused(tax_papers.old_paid, arrear) == ("NOTHING_PAID",)
    first = pay(charge, 1000, ground.user("cashier"))
    rest = dues_of(charge, TODAY).dues.total
    second = pay(charge, rest, ground.user("cashier"))
    proof = tax_papers.old_paid(arrear)
    assert proof["form"] == paid and [row["no"] for row in proof["rows"]] == [first.register_no, second.register_no]
    assert proof["total"] == due.total and sum(row["tax"] for row in proof["rows"]) == 7500
    assert refused(tax_papers.old_owed, arrear) == ("NOTHING_LEFT",)


def test_the_receipt_of_signboard_tax_names_the_signs_and_both_charges():
    made = assessed(filed(sign(), filed_on="20/4/2569"))
    assert refused(tax_papers.sign_paid, made) == ("NOTHING_PAID",)
    for charge in Charge.objects.filter(source_id=made.uid).order_by("pk"):
        pay(charge, charge.principal_baht, ground.user("cashier"))
    proof = tax_papers.sign_paid(made)
    assert proof["form"] == "ภ.ป.7" and "ร้านทดสอบ" in proof["what"] and proof["total"] == made.total_baht


@pytest.mark.parametrize("code", ["owed", "paid"])
def test_the_papers_of_an_old_debt_are_drawn(code):
    arrear, register = old("hlt"), registry.for_model(OldTaxArrear)
    pay(Charge.objects.get(source_id=arrear.uid), 1000, ground.user("cashier"))
    paper = issue.draft(register, issue.document_of(register, code), arrear, ground.user("revenue_officer"))
    assert paper.startswith(b"%PDF")


def test_the_receipt_of_signs_is_drawn():
    made, register = assessed(filed(sign())), registry.for_model(SignTaxAssessment)
    pay(Charge.objects.get(source_id=made.uid), "1508.00", ground.user("cashier"))
    paper = issue.draft(register, issue.document_of(register, "pp7"), made, ground.user("assessor"))
    assert paper.startswith(b"%PDF")
