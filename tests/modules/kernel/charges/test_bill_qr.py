"""The text of the payment code read by a parser of its own, as a bank's phone reads it, and not by what wrote it."""

from __future__ import annotations

import re
from binascii import crc_hqx
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis_core.access.actor import acting_as, system_user
from layers.registry import registry
from modules.kernel.charges import papers
from modules.kernel.charges.models import BillerAccount, Charge
from modules.kernel.charges.rules.bill_qr import bill_qr
from modules.kernel.documents import issue
from tests.modules.kernel.charges.money import a_payer, owing
from tests.people import user_with
from tests.printed_pages import codes_on, picture_of

BILLER = "012345678901200"
reference = st.from_regex(r"[0-9A-Z]{1,20}", fullmatch=True)


def parsed(text: str) -> dict[str, str]:
    """Tag, two digits of length, value, to the last sign; every tag once and in rising order but the check sum last."""
    found: dict[str, str] = {}
    at = 0
    while at < len(text):
        head = re.match(r"(\d\d)(\d\d)", text[at : at + 4])
        assert head, f"no tag at {at}: {text[at:]}"
        tag, length = head[1], int(head[2])
        value = text[at + 4 : at + 4 + length]
        assert length and len(value) == length and tag not in found
        found[tag] = value
        at += 4 + length
    return found


def bank_reads(text: str) -> tuple[dict[str, str], dict[str, str]]:
    """The payment and its merchant, as a bank takes them: only with a check sum over all that stands before it."""
    assert text.isascii() and text[-8:-4] == "6304"
    assert text[-4:] == f"{crc_hqx(text[:-4].encode(), 0xFFFF):04X}"
    fields = parsed(text)
    first, *_, last = fields
    assert (first, last) == ("00", "63")
    assert fields["00"] == "01" and (fields["53"], fields["58"]) == ("764", "TH")
    return fields, parsed(fields["30"])


@settings(max_examples=50)
@given(reference, st.one_of(st.just(""), reference), st.one_of(st.none(), st.integers(1, 9_999_999_999)))
def test_a_bank_reads_what_was_written(ref1, ref2, satang):
    amount = None if satang is None else Decimal(satang) / 100
    fields, merchant = bank_reads(bill_qr(BILLER, ref1, ref2, amount))
    wanted = {"00": "A000000677010112", "01": BILLER, "02": ref1} | ({"03": ref2} if ref2 else {})
    assert merchant == wanted
    assert fields["01"] == ("11" if amount is None else "12")
    assert ("54" in fields) == (amount is not None)
    assert amount is None or Decimal(fields["54"]) == amount


def test_a_changed_sign_is_not_paid():
    text = bill_qr(BILLER, "6900000123", "01A001", Decimal("3646.80"))
    with pytest.raises(AssertionError):
        bank_reads(text.replace("3646.80", "3646.81"))


@pytest.mark.django_db
def test_the_code_on_a_bill_pays_that_charge(monkeypatch):
    with acting_as(system_user(), "ตั้งบัญชีรับชำระ"):
        BillerAccount.objects.create(biller_id=BILLER, bank="กรุงไทย", account_no="123-4")
    drawn: list[str] = []
    monkeypatch.setattr(papers, "qr_image", lambda text: drawn.append(text) or "data:,")
    (charge,) = owing(a_payer(), "3646.80", due_on=date(2099, 1, 31))
    papers.bill(charge)
    fields, merchant = bank_reads(drawn[0])
    assert (merchant["01"], merchant["02"], fields["54"]) == (BILLER, charge.ref1, "3646.80")


@pytest.mark.django_db
def test_a_scanner_reads_the_bill_as_it_is_printed():
    """The codes are read from the picture of the page: the way to the office's copy, and the payment."""
    with acting_as(system_user(), "ตั้งบัญชีรับชำระ"):
        BillerAccount.objects.create(biller_id=BILLER, bank="กรุงไทย", account_no="123-4")
    (charge,) = owing(a_payer(), "5000.00", due_on=date(2099, 1, 31))
    register, user = registry.for_model(Charge), user_with("revenue_officer")
    bill = issue.document_of(register, "bill")
    paper = issue.issue(register, bill, charge, user=user, reason="ออกใบแจ้ง", site="https://office.example")
    codes = codes_on(picture_of(issue.frozen(paper)))
    (payment,) = [code for code in codes if not code.startswith("https://office.example/d/")]
    assert len(codes) == 2
    fields, merchant = bank_reads(payment)
    assert (fields["54"], merchant["01"], merchant["02"]) == ("5000.00", BILLER, charge.ref1)
