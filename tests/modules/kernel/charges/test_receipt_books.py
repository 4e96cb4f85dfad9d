"""A printed receipt book: registered, handed to a cashier, used leaf after leaf, spoiled leaves kept, counted when it
comes back. The same refusals at the counter, in a file, by the form and by the API.
"""

from __future__ import annotations

import json
import re
import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest

from gis_core.access.actor import acting_as, system_user
from gis_core.access.models import Role
from gis_core.features import clock
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import format_date
from importers.models import StagedRow
from layers.engine import records
from layers.registry import registry
from modules.kernel.charges import papers
from modules.kernel.charges.collecting import Tender, collect
from modules.kernel.charges.leaves import Leaf, next_leaf
from modules.kernel.charges.models import CashDay, Receipt, ReceiptBook, SpoiledLeaf
from tests import doors
from tests.importers import doing
from tests.modules.kernel.charges.money import a_payer, owing
from tests.people import account, sign_in, user_with

pytestmark = pytest.mark.django_db
LATER = date(2099, 1, 31)
SEQ = "เลขที่ใบเสร็จไม่ต่อเนื่องหรือซ้ำ"


@pytest.fixture(autouse=True)
def by_password():
    with acting_as(system_user(), "รหัสผ่านอย่างเดียวผ่านทาง API"):
        Role.objects.filter(needs_second_factor=True).update(needs_second_factor=False)


@pytest.fixture
def cashier():
    return account("cashier")


def register():
    return registry.for_model(ReceiptBook)


def values(**more):
    today = format_date(clock.today(), "numeric")
    return {"series": "ก", "book_no": "12", "first_no": "1", "last_no": "3", "received_on": today} | more


def a_book(holder=None, **more):
    """A book of three leaves; in the hand of the holder."""
    book = records.create(register(), values(**more), user=account("finance_head"), reason="รับเข้าคลัง")
    if holder:
        given = {"holder": holder.username, "handed_out_on": format_date(clock.today(), "numeric")}
        book = doors.take(book, "hand_out", account("finance_head"), given)
    return book


def pay(cashier, charge, book, number, baht="10.00"):
    with acting_as(cashier, "รับชำระ"):
        return collect(
            [charge.pk], [Tender("cash", Decimal(baht))], cashier=cashier, client_key=uuid.uuid4(),
            leaf=Leaf(book.pk, number),
        )  # fmt: skip


def back(book, unused, user=None):
    given = {"returned_on": format_date(clock.today(), "numeric"), "unused_count": str(unused)}
    return doors.take(book, "give_back", user or account("finance_head"), given)


def test_leaves_follow_each_other_and_the_book_ends(cashier):
    (charge,), book = owing(a_payer(), "100.00", due_on=LATER), a_book(cashier)
    first = pay(cashier, charge, book, 1)
    assert (first.register_no, first.book, first.leaf_no) == ("ชุด ก เล่มที่ 12 เลขที่ 001", book, 1)
    for wrong in (1, 3, 0, 99):
        with pytest.raises(Refused, match="ใบถัดไปของชุด ก เล่มที่ 12 คือเลขที่ 002") as caught:
            pay(cashier, charge, book, wrong)
        assert caught.value.code == "RECEIPT_SEQ"
    assert "ขีดฆ่า" in doors.press(book, "spoil", cashier, leaf_no="2", reason="เขียนผิด")
    assert next_leaf(book) == 3
    pay(cashier, charge, book, 3)
    with pytest.raises(Refused, match="ใช้ครบทุกใบแล้ว") as caught:
        pay(cashier, charge, book, 4)
    assert caught.value.code == "RECEIPT_SEQ"
    assert Receipt.objects.filter(book=book).count() == 2
    assert SpoiledLeaf.objects.get().reason == "เขียนผิด"


def test_why_a_leaf_is_spoiled_and_why_that_is_recorded_are_two_fields_of_the_page(client, cashier):
    book = a_book(cashier)
    address = f"{register().record_url(book.uid)}act/spoil"
    sign_in(client, cashier)
    names = re.findall(r'<input id="f-\w+" name="(\w+)"', client.get(address).content.decode())
    assert names == ["leaf_no", "reason", "change_reason"]
    typed = {"leaf_no": "1", "reason": "ฉีกขาด", "change_reason": "บันทึกใบเสีย"}
    assert client.post(address, typed).status_code == 302
    assert SpoiledLeaf.objects.get().reason == "ฉีกขาด"


def test_only_who_holds_the_book_writes_in_it(cashier):
    (charge,), other = owing(a_payer(), "100.00", due_on=LATER), user_with("cashier", name="other")
    stored, book = a_book(book_no="13"), a_book(cashier)
    for user, each in ((other, book), (cashier, stored)):
        with pytest.raises(Refused) as caught:
            pay(user, charge, each, 1)
        assert caught.value.code == "RECEIPT_BOOK"
    assert doors.refused(doors.press, book, "spoil", other, leaf_no="1", reason="ขาด") == ("RECEIPT_BOOK",)


def test_a_new_fiscal_year_has_new_books(cashier, monkeypatch):
    (charge,), book = owing(a_payer(), "100.00", due_on=LATER), a_book(cashier)
    monkeypatch.setattr(clock, "today", lambda: book.handed_out_on + timedelta(days=366))
    with pytest.raises(Refused, match="ของปีงบประมาณก่อน"):
        pay(cashier, charge, book, 1)


def test_what_is_not_used_is_counted_when_the_book_comes_back(cashier):
    (charge,), book = owing(a_payer(), "100.00", due_on=LATER), a_book(cashier)
    pay(cashier, charge, book, 1)
    with pytest.raises(Exception, match="เลขที่ 002–003 รวม 2 ใบ"):
        back(book, 1)
    returned = back(book, 2)
    assert (returned.status, returned.unused_count, returned.returned_to) == ("returned", 2, account("finance_head"))
    with pytest.raises(Refused) as caught:
        pay(cashier, charge, book, 2)
    assert caught.value.code == "RECEIPT_BOOK"


def test_a_book_is_given_to_cashiers_and_taken_back_by_another():
    book, both = a_book(), account("cashier", "accountant")
    given = {"holder": account("surveyor").username, "handed_out_on": format_date(clock.today(), "numeric")}
    assert doors.refused(doors.take, book, "hand_out", account("finance_head"), given) == ("RECEIPT_BOOK",)
    doors.take(book, "hand_out", account("finance_head"), given | {"holder": both.username})
    assert doors.refused(back, book, 3, both) == ("FOUR_EYES",)


@pytest.mark.parametrize("door", doors.DOORS)
@pytest.mark.parametrize("wrong", [{"first_no": "4"}, {"last_no": "101"}, {"first_no": "0"}])
def test_numbers_that_are_no_book_are_refused_at_every_door(client, door, wrong):
    found = doors.DOORS[door](client, account("finance_head"), register(), values(**wrong), {})
    assert len(found) == 1 and ("เลขแรก" in found[0]), found
    assert not ReceiptBook.objects.exists()


@pytest.mark.parametrize("door", doors.TYPED)
def test_a_book_is_registered_once(client, door):
    a_book()
    found = doors.TYPED[door](client, account("finance_head"), register(), values(book_no="๑๒"), {})
    assert any(SEQ in each for each in found), found


def test_a_file_brings_books_and_does_not_change_one_that_was_handed_out(client, cashier):
    heads = {"ชุด": "ก", "เล่มที่": "12", "ตั้งแต่เลขที่": "1", "ถึงเลขที่": "50", "วันที่รับเข้าคลัง": "1/11/2569"}
    user = account("finance_head")
    work = doing.bring(register().slug, user, doing.geojson_of((heads, None)), "a.geojson")
    doing.judge(work)
    assert doing.verdicts(work) == {"new": 1}
    doing.write(work)
    book = ReceiptBook.objects.get()
    given = {"holder": cashier.username, "handed_out_on": format_date(clock.today(), "numeric")}
    doors.take(book, "hand_out", user, given)
    again = doing.bring(register().slug, user, doing.geojson_of((heads | {"ถึงเลขที่": "100"}, None)), "b.geojson")
    doing.judge(again)
    row = StagedRow.objects.get(batch=again.batch)
    assert "แก้ไขไม่ได้ในสถานะ “อยู่กับผู้รับเงิน”" in json.dumps([row.faults, row.reasons], ensure_ascii=False)


def test_the_counter_asks_for_the_number_on_the_paper(client, cashier):
    (charge,), book = owing(a_payer("มานะ"), "100.00", due_on=LATER), a_book(cashier)
    sign_in(client, cashier)
    url = f"{registry.for_model(Receipt).url}counter"
    page = client.get(url, {"q": charge.register_no})
    assert str(book.uid) in page.content.decode()
    sent = {
        "payer": page.context["payer_key"], "key": str(page.context["key"]), "charge": str(charge.uid),
        f"due_{charge.uid}": "100.00", "amount": "100", "method": "cash", "book": str(book.uid),
    }  # fmt: skip
    for typed, text in (("", "พิมพ์เลขที่ที่อยู่บนใบเสร็จ"), ("7", SEQ), ("x", "พิมพ์เลขที่ที่อยู่บนใบเสร็จ")):
        answer = client.post(url, sent | {"leaf_no": typed})
        assert answer.status_code == 409 and text in answer.content.decode(), typed
        assert f'value="{book.uid}" selected' in answer.content.decode()
    done = client.post(url, sent | {"leaf_no": "๑"}, follow=True)
    assert "ออกใบเสร็จ ชุด ก เล่มที่ 12 เลขที่ 001 แล้ว" in done.content.decode()
    assert "พิมพ์ใบเสร็จ (PDF)" not in done.content.decode()
    other = user_with("cashier", name="other")
    sign_in(client, other)
    assert str(book.uid) not in client.get(url, {"q": charge.register_no}).content.decode()


def test_the_day_tells_the_numbers_it_used(client, cashier):
    (charge,), book = owing(a_payer("มานะ"), "100.00", due_on=LATER), a_book(cashier)
    with acting_as(cashier, "รับชำระ"):
        own = collect([charge.pk], [Tender("cash", Decimal(1))], cashier=cashier, client_key=uuid.uuid4())
    pay(cashier, charge, book, 1)
    doors.press(book, "spoil", cashier, leaf_no="2", reason="ขาด")
    used = papers.remittance(CashDay.objects.get())["used"]
    assert [(u.name, u.first, u.last, u.count, u.dead) for u in used] == [
        ("เลขที่ออกจากระบบ", own.register_no, own.register_no, 1, ""),
        ("ชุด ก เล่มที่ 12", "001", "002", 2, "002 (เสีย: ขาด)"),
    ]
    sign_in(client, account("accountant"))
    page = client.get(f"{register().record_url(book.uid)}panel/leaves").content.decode()
    assert "เสีย: ขาด" in page and "มานะ" in page
    day = registry.for_model(CashDay).record_url(CashDay.objects.get().uid)
    receipt = registry.for_model(Receipt).record_url(own.uid)
    assert f'<a href="{receipt}">{own.register_no}</a>' in client.get(f"{day}panel/taken").content.decode()


def test_no_leaf_is_spoiled_after_the_day_was_counted(cashier):
    book = a_book(cashier)
    doors.press(book, "spoil", cashier, leaf_no="1", reason="ขาด")
    doors.take(CashDay.objects.get(), "count", cashier, {"cash_baht": "0", "cheque_baht": "0", "transfer_baht": "0"})
    assert doors.refused(doors.press, book, "spoil", cashier, leaf_no="2", reason="ขาด") == ("DAY_CLOSED",)


def test_a_receipt_sent_by_the_api_is_sent_to_the_counter(client, cashier):
    """Neither in the book nor, unasked, with a number of the system."""
    found = doors.by_api(client, cashier, registry.for_model(Receipt), {"payer_name": "ก", "total_baht": "10"}, {})
    assert len(found) == 1 and "หน้าจุดรับชำระ ทั้งเลขที่ของระบบและใบเสร็จในเล่ม" in found[0]
    assert not Receipt.objects.exists()
