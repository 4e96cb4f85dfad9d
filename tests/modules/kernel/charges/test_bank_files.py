"""A bank's file: what agrees becomes a receipt once, what does not waits and says why."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from gis_core.access.actor import acting_as, system_user
from gis_core.features import clock
from gis_core.pure.refusal import Refusals, Refused
from gis_core.pure.thai_calendar import format_date
from layers.engine.transitions import transition
from layers.registry import registry
from modules.kernel.charges import bank_files
from modules.kernel.charges.bank_files import bring_in
from modules.kernel.charges.leaves import Leaf
from modules.kernel.charges.models import BankFile, BankPayment, Charge, Receipt, ReceiptBook
from modules.kernel.charges.rules.bank_file import read_bank_file
from tests.contracts.examples import area_around
from tests.modules.kernel.charges.money import a_payer, owing
from tests.people import account, sign_in, user_with

LATER = date(2099, 1, 31)
HEAD = "paid_on,ref1,amount,bank_ref\n"


def lines(*rows: tuple[str, str, str], on: date | None = None) -> bytes:
    """A file of (ref1, amount, bank_ref)."""
    day = (on or clock.today()).isoformat()
    return (HEAD + "".join(f'{day},{ref},"{amount}",{bank}\n' for ref, amount, bank in rows)).encode()


@pytest.fixture
def cashier(db):
    return user_with("cashier")


def bring(data, cashier):
    return bring_in(data, "bank.csv", {"user": cashier})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a,b\n1,2\n", "คอลัมน์"),
        (HEAD, "ไม่มีรายการ"),
        (HEAD + "2026-01-05,69,0,B1\n", "บรรทัด 2"),
        (HEAD + "2026-01-05,69,1.005,B1\n", "บรรทัด 2"),
        (HEAD + "2026-01-09,69,1.00,B1\n", "อนาคต"),
        (HEAD + "2026-01-05,69,1.00,\n", "อ้างอิงของธนาคาร"),
        (HEAD + "2026-01-05,69,1.00,B1\n2026-01-05,70,1.00,B1\n", "ซ้ำในไฟล์"),
        (HEAD + "ไม่ใช่วัน,69,1.00,B1\n", "บรรทัด 2"),
        (HEAD + "2026-01-05,69\n", "บรรทัด 2"),
    ],
)
def test_refused_files(text, says):
    with pytest.raises((Refused, Refusals), match="BANK_FILE") as caught:
        read_bank_file(text.encode(), date(2026, 1, 8))
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (bytes(range(256)), "FILE_CONTROL"),
        (HEAD.encode() + b"2026-01-05,69,1.00,B\x001\n", "FILE_CONTROL"),
        (HEAD.encode() + b'2026-01-05,69,1.00,"B1\n2026-01-05,70,1.00,B2\n', "FILE_CSV"),
    ],
)
def test_damaged_files_end_in_a_sentence(client, cashier, data, code):
    sign_in(client, cashier)
    answer = client.post("/r/charges-bank_file/bring", {"file": SimpleUploadedFile("bank.csv", data)})
    assert answer.status_code == 409 and code in answer.content.decode()
    assert not BankFile.objects.exists()


def test_line_ends_of_old_machines_and_marks_of_windows_are_read(cashier):
    text = HEAD.replace("\n", "\r") + "2026-01-05,69,1.00,B1\r"
    assert [row.bank_ref for row in read_bank_file(b"\xef\xbb\xbf" + text.encode(), date(2026, 1, 8))] == ["B1"]


def test_what_agrees_is_paid_and_what_does_not_waits(cashier):
    good, other = owing(a_payer(), "1200.50", "80.00", due_on=LATER)
    file = bring(
        lines((good.ref1, "1,200.50", "B1"), (other.ref1, "79.00", "B2"), ("9999999999", "5.00", "B3")), cashier
    )
    found = list(file.rows.values_list("bank_ref", "outcome", "why"))
    assert [row[:2] for row in found] == [("B1", "matched"), ("B2", "suspense"), ("B3", "suspense")]
    assert "80.00" in found[1][2] and found[2][2] == "ไม่พบเลขอ้างอิง"
    receipt = Receipt.objects.get()
    assert (receipt.total_baht, receipt.payments.get().reference) == (Decimal("1200.50"), "B1")
    good.refresh_from_db()
    assert good.status == "paid"


def test_the_same_file_is_taken_once(cashier):
    (charge,) = owing(a_payer(), "10.00", due_on=LATER)
    data = lines((charge.ref1, "10.00", "B1"))
    assert bring(data, cashier) == bring(data, cashier)
    with pytest.raises(Refused, match="BANK_TWICE") as caught:
        bring(data + b"\n", cashier)
    assert "ทั้ง 1 รายการรับไว้แล้วในแฟ้ม bank.csv" in str(caught.value)
    assert Receipt.objects.count() == BankFile.objects.count() == 1


def test_of_a_file_that_repeats_a_payment_the_new_rows_are_taken_and_the_known_ones_told(client, cashier):
    first, second, third = owing(a_payer(), "10.00", "20.00", "30.00", due_on=LATER)
    bring(lines((first.ref1, "10.00", "B1"), ("", "30.00", "B3")), cashier)
    sign_in(client, cashier)
    again = lines((second.ref1, "20.00", "B2"), (first.ref1, "10.00", "B1"), ("", "30.00", "B3"))
    upload = SimpleUploadedFile("again.csv", again, "text/csv")
    page = client.post(f"{registry.for_model(BankFile).url}bring", {"file": upload}, follow=True).content.decode()
    assert "again.csv: ออกใบเสร็จแล้ว 1 รายการ รอตรวจสอบ 0 รายการ ซ้ำกับแฟ้มก่อน 2 รายการ ไม่รับซ้ำ" in page
    given = Receipt.objects.get(lines__charge=first)
    day = format_date(clock.today(), "numeric")
    assert f"ซ้ำกับแฟ้ม bank.csv บรรทัด 2 ออกใบเสร็จ {given.register_no} วันที่ {day} แล้ว ไม่ต้องรับอีก" in page
    assert "ซ้ำกับแฟ้ม bank.csv บรรทัด 3 ซึ่งยังรอตรวจสอบ ให้จับคู่ที่รายการเดิม" in page
    assert f'<a href="{registry.for_model(Receipt).record_url(given.uid)}">{given.register_no}</a>' in page
    assert Receipt.objects.count() == 2
    rows = BankFile.objects.get(name="again.csv").rows
    assert list(rows.values_list("outcome", flat=True)) == ["matched", "known", "known"]
    # the repeat of money that waits takes nothing of its own, and is told the receipt once there is one
    door = f"{registry.for_model(BankFile).url}bring"
    waits = BankPayment.objects.get(bank_ref="B3", outcome="suspense")
    assert client.get(door).content.decode().count("B3</td>") == 1
    assert client.post(door, {"row": rows.get(bank_ref="B3").uid, "ref1": third.ref1}).status_code == 409
    assert client.post(door, {"row": waits.uid, "ref1": third.ref1}).status_code == 302
    repeat = rows.get(bank_ref="B3")
    assert repeat.receipt == Receipt.objects.get(lines__charge=third)
    assert f"ออกใบเสร็จ {repeat.receipt} วันที่ {day} แล้ว" in repeat.why
    assert Receipt.objects.count() == 3


def test_a_known_reference_with_another_sum_waits_for_an_officer(cashier):
    first, second = owing(a_payer(), "10.00", "12.00", due_on=LATER)
    bring(lines((first.ref1, "10.00", "B1")), cashier)
    other = bring(lines((second.ref1, "12.00", "B1")), cashier).rows.get()
    said = f"ยอด 10.00 บาท (ออกใบเสร็จ {Receipt.objects.get()} วันที่ {format_date(clock.today(), 'numeric')} แล้ว)"
    assert other.outcome == "suspense" and f"{said} แต่ข้อมูลต่างกัน" in other.why
    with pytest.raises(Refused, match="BANK_TWICE"):  # and once only
        bring(lines((second.ref1, "12.00", "B1")) + b"\n", cashier)
    assert Receipt.objects.count() == 1


def test_two_payments_of_one_bill_are_one_receipt_and_one_that_waits(cashier):
    (charge,) = owing(a_payer(), "10.00", due_on=LATER)
    file = bring(lines((charge.ref1, "10.00", "B1"), (charge.ref1, "10.00", "B2")), cashier)
    assert list(file.rows.values_list("outcome", flat=True)) == ["matched", "suspense"]
    assert Charge.objects.get().principal_left_baht == 0


def test_a_transfer_on_the_due_day_bears_no_penalty_though_the_file_comes_later(cashier):
    yesterday = clock.today() - timedelta(days=1)
    (charge,) = owing(a_payer(), "5000.00", due_on=yesterday)
    file = bring(lines((charge.ref1, "5000.00", "B1"), on=yesterday), cashier)
    assert file.rows.get().outcome == "matched"


def test_a_row_that_waits_is_given_its_bill_by_hand_and_only_once(client, cashier):
    (charge,) = owing(a_payer(), "80.00", due_on=LATER)
    sign_in(client, cashier)
    door = f"{registry.for_model(BankFile).url}bring"
    data = lines(("", "79.00", "B1"))
    for _ in range(2):
        answer = client.post(door, {"file": SimpleUploadedFile("bank.csv", data, "text/csv")}, follow=True)
        assert "bank.csv: ออกใบเสร็จแล้ว 0 รายการ รอตรวจสอบ 1 รายการ" in answer.content.decode()
    row = BankPayment.objects.get()
    assert row.outcome == "suspense" and "ไม่พบเลขอ้างอิง" in client.get(door).content.decode()
    assert client.post(door, {"row": row.uid, "ref1": "1"}).status_code == 409
    sent = {"row": row.uid, "ref1": charge.ref1}
    assert [client.post(door, sent).status_code for _ in range(2)] == [302, 409]
    charge.refresh_from_db()
    assert (charge.status, charge.principal_left_baht) == ("partial", Decimal("1.00"))
    assert Receipt.objects.get().total_baht == Decimal("79.00")


def test_money_whose_receipt_was_void_waits_for_another_bill(cashier):
    wrong, right = owing(a_payer(), "80.00", "80.00", due_on=LATER)
    bring(lines((wrong.ref1, "80.00", "B1")), cashier)
    again = bring(lines((wrong.ref1, "80.00", "B1"), ("", "5.00", "B2")), cashier).rows.get(bank_ref="B1")
    receipt, register = Receipt.objects.get(), registry.for_model(Receipt)
    transition(register, receipt.uid, "request_void", {"void_reason": "ผิดใบ"}, user=cashier, reason="ผิด")
    transition(register, receipt.uid, "approve_void", {}, user=account("finance_head"), reason="ผิด")
    row = BankPayment.objects.get(bank_ref="B1", earlier=None)
    assert (row.outcome, row.receipt) == ("suspense", None) and f"ใบเสร็จ {receipt.register_no} ยกเลิกแล้ว" in row.why
    again.refresh_from_db()
    assert again.receipt is None and "ซึ่งยังรอตรวจสอบ" in again.why
    with acting_as(cashier, "จับคู่ใหม่"):
        taken = bank_files.take(row.pk, cashier, right.ref1)
    again.refresh_from_db()
    assert taken.receipt == again.receipt != receipt and taken.receipt.lines.get().charge == right


def test_what_is_no_money_of_the_office_is_closed_by_the_head_alone_for_a_reason(client, cashier):
    bring(lines(("", "79.00", "B1")), cashier)
    row, door = BankPayment.objects.get(), f"{registry.for_model(BankFile).url}bring"
    sent = {"row": row.uid, "dismiss": "1", "why": "คืนธนาคารตามหนังสือที่ 12/2569"}
    sign_in(client, cashier)
    assert "ปิดโดยไม่รับเงิน</button>" not in client.get(door).content.decode()
    assert client.post(door, sent).status_code == 409
    head = account("finance_head")
    sign_in(client, head)
    page = client.get(door).content.decode()
    assert "ปิดโดยไม่รับเงิน</button>" in page and "ออกใบเสร็จ</button>" not in page
    upload = SimpleUploadedFile("bank.csv", lines(("", "1.00", "B9")), "text/csv")
    for refused in (sent | {"why": " "}, {"row": row.uid, "ref1": "1"}, {"file": upload}):
        assert client.post(door, refused).status_code == 409
    assert [client.post(door, sent).status_code for _ in range(2)] == [302, 409]
    row.refresh_from_db()
    assert (row.outcome, row.why, row.clear_by) == ("dismissed", "คืนธนาคารตามหนังสือที่ 12/2569", None)
    assert not Receipt.objects.exists()


def a_book(holder, number: str, leaves: int) -> ReceiptBook:
    with acting_as(system_user(), "จ่ายเล่ม"):
        return ReceiptBook.objects.create(
            book_no=number, last_no=leaves, received_on=clock.today(), handed_out_on=clock.today(), holder=holder,
            status=ReceiptBook.Status.OUT,
        )  # fmt: skip


def test_receipts_of_a_file_are_written_into_a_printed_book_leaf_after_leaf(client, cashier):
    """What waits takes no leaf; a used-up book leaves the rest to the next one."""
    first, second, third, fourth = owing(a_payer(), "10.00", "20.00", "30.00", "40.00", due_on=LATER)
    book = a_book(cashier, "7", 2)
    data = lines(
        (first.ref1, "10.00", "B1"), ("", "1.00", "B2"), (second.ref1, "20.00", "B3"), (third.ref1, "30.00", "B4")
    )
    sign_in(client, cashier)
    door = f"{registry.for_model(BankFile).url}bring"

    def send(leaf_no: str, of: ReceiptBook) -> str:
        upload = SimpleUploadedFile("bank.csv", data, "text/csv")
        return client.post(door, {"file": upload, "book": of.uid, "leaf_no": leaf_no}, follow=True).content.decode()

    assert "RECEIPT_SEQ" in send("2", book) and not Receipt.objects.exists()
    used_up = send("1", book)
    assert "ใช้ครบทุกใบแล้ว" in used_up and "นำแฟ้มเดิมเข้าอีกครั้ง" in used_up
    numbers = BankPayment.objects.order_by("line_no").values_list("outcome", "receipt__register_no")
    assert list(numbers) == [
        ("matched", "เล่มที่ 7 เลขที่ 001"), ("suspense", None), ("matched", "เล่มที่ 7 เลขที่ 002"), ("waiting", None),
    ]  # fmt: skip
    following = a_book(cashier, "8", 100)
    assert "ออกใบเสร็จแล้ว 3 รายการ รอตรวจสอบ 1 รายการ" in send("๑", following)
    waits = BankPayment.objects.get(bank_ref="B2")
    sent = {"row": waits.uid, "ref1": fourth.ref1, "book": following.uid, "leaf_no": "2"}
    assert client.post(door, sent).status_code == 302
    waits.refresh_from_db()
    assert str(waits.receipt) == "เล่มที่ 8 เลขที่ 002"


def test_a_book_that_another_cashier_holds_is_not_written_in(cashier):
    (charge,) = owing(a_payer(), "10.00", due_on=LATER)
    book = a_book(user_with("cashier", name="other"), "7", 100)
    with pytest.raises(Refused, match="RECEIPT_BOOK"):
        bring_in(lines((charge.ref1, "10.00", "B1")), "bank.csv", {"user": cashier}, Leaf(book.pk, 1))
    assert not Receipt.objects.exists()


def test_a_cashier_of_one_area_neither_reads_nor_asks_what_others_owe(client, cashier):
    """A row in suspense, and the words on a sum that differs, tell of a bill of any village."""
    (charge,) = owing(a_payer(), "80.00", due_on=LATER)
    bring(lines((charge.ref1, "79.00", "B1")), cashier)
    local = user_with("cashier", name="local", area=area_around(0))
    sign_in(client, local)
    door = f"{registry.for_model(BankFile).url}bring"
    upload = SimpleUploadedFile("bank.csv", lines((charge.ref1, "1.00", "B2")), "text/csv")
    row = BankPayment.objects.get()
    for answer in (
        client.get(door), client.post(door, {"file": upload}), client.post(door, {"row": row.uid, "ref1": charge.ref1}),
    ):  # fmt: skip
        assert answer.status_code == 403 and charge.ref1 not in answer.content.decode()
    assert BankPayment.objects.count() == 1 and not Receipt.objects.exists()


def test_a_file_that_was_cut_off_goes_on(committed_db, django_db_blocker, monkeypatch):
    with django_db_blocker.unblock():
        cashier = user_with("cashier")
        charges = owing(a_payer(), "10.00", "20.00", "30.00", due_on=LATER)
        data = lines(*((c.ref1, str(c.principal_baht), f"B{n}") for n, c in enumerate(charges)))
        real, calls = bank_files.take, []

        def cut(row_id, user, leaf):
            calls.append(row_id)
            if len(calls) == 2:
                raise KeyboardInterrupt
            return real(row_id, user)

        monkeypatch.setattr(bank_files, "take", cut)
        with pytest.raises(KeyboardInterrupt):
            bring(data, cashier)
        monkeypatch.setattr(bank_files, "take", real)
        assert Receipt.objects.count() == 1
        bring(data, cashier)
        assert Receipt.objects.count() == 3 and not BankPayment.objects.exclude(outcome="matched").exists()
        connection.close()
