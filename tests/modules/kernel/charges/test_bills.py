"""A bill says what is due today and why, and carries the text that banks read."""

from __future__ import annotations

from datetime import date

import pytest

from gis_core.access.actor import acting_as, system_user
from layers.registry import registry
from modules.kernel.charges import papers
from modules.kernel.charges.models import BillerAccount, Charge
from modules.kernel.documents import issue, render
from tests.modules.kernel.charges.money import a_payer, owing
from tests.people import user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def biller():
    with acting_as(system_user(), "ตั้งบัญชีรับชำระ"):
        return BillerAccount.objects.create(biller_id="012345678901200", bank="กรุงไทย", account_no="123-4")


def test_a_bill_carries_its_reference_and_the_sum_of_today(biller, monkeypatch):
    read = []
    monkeypatch.setattr(papers, "qr_image", lambda text: read.append(text) or "data:,")
    (charge,) = owing(a_payer(), "3646.80", due_on=date(2099, 1, 31))
    found = papers.bill(charge)
    assert found["barcode"] == f"|012345678901200 {charge.ref1}  364680"
    assert charge.ref1 in read[0] and "54073646.80" in read[0]


def test_no_code_without_an_account_or_with_nothing_due(biller):
    (charge,) = owing(a_payer(), "100.00")
    with acting_as(system_user(), "ปิดบัญชี"):
        BillerAccount.objects.update(is_used=False)
    assert "pay_qr" not in papers.bill(charge)


def test_the_printed_bill_is_a_paper_with_its_lines(biller, monkeypatch):
    pages = []
    real = render.render_to_string
    monkeypatch.setattr(render, "render_to_string", lambda *a, **k: pages.append(real(*a, **k)) or pages[-1])
    (charge,) = owing(a_payer("อรุณี"), "5000.00", due_on=date(2020, 4, 30))
    register = registry.for_model(Charge)
    document = issue.document_of(register, "bill")
    assert issue.draft(register, document, charge, user_with("revenue_officer")).startswith(b"%PDF")
    for text in ("อรุณี", "5,000.00", "ม.68", "data:image/svg+xml;base64,", "Biller ID 012345678901200"):
        assert text in pages[0], text
