"""Notices: written once, served with proof, clocks from receipt, the system that hears of it, the printed letter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.contrib.gis.geos import Point
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from gis_core.access.actor import acting_as
from gis_core.features import clock
from gis_core.ground.models import NamedPlace
from gis_core.parties.models import Person
from gis_core.pure.refusal import Refused
from layers.engine import records
from layers.engine.transitions import allowed
from layers.registry import registry
from modules.kernel.documents import issue as papers
from modules.kernel.notices import kinds
from modules.kernel.notices.issuing import NewNotice, issue_notices
from modules.kernel.notices.kinds import Clock, NoticeKind
from modules.kernel.notices.models import Notice, NoticeClock
from modules.kernel.notices.serving import Service, record_service, record_services
from tests.doors import refused
from tests.people import user_with

pytestmark = pytest.mark.django_db
told: list[tuple[str, dict[str, date]]] = []
APPEAL = Clock("appeal", "คัดค้าน", kinds.TABLE, "general/appeal")


def hear(notice, untils) -> None:
    if notice.title == "เสียงดังเกินไป":
        raise Refused("HEARD", "ระบบของเรื่องไม่รับ")
    told.append((notice.title, dict(untils)))


DEMAND = NoticeKind("test_demand", "หนังสือแจ้งทดสอบ", "กฎหมายทดสอบ", "tax", (APPEAL,), heard=hear)


@pytest.fixture
def demand(monkeypatch):
    monkeypatch.setitem(kinds._kinds, DEMAND.code, DEMAND)
    told.clear()
    return DEMAND


@pytest.fixture
def register():
    return registry.for_model(Notice)


@pytest.fixture
def officer():
    return user_with("revenue_officer")


@pytest.fixture
def person(clerk):
    with acting_as(clerk, "เพิ่มบุคคล"):
        return Person.objects.create(first_name="สมหมาย", last_name="ใจดี")


@pytest.fixture
def place(clerk):
    with acting_as(clerk, "เพิ่มสถานที่"):
        return NamedPlace.objects.create(thai="ตลาดเก่า", kind="market", geom=Point(100.5, 15.0))


@pytest.fixture
def order(register, officer, person):
    return records.create(register, values(person), user=officer, reason="แจ้งคำสั่ง")


def values(addressee, **more):
    ten_days_ago = clock.today() - timedelta(days=10)
    return {
        "kind": "order", "title": "ให้รื้อถอน", "person": addressee, "address": "1 หมู่ 2", "body": "ให้รื้อถอนภายในกำหนด",
        "issued_on": ten_days_ago.isoformat(),
    } | more  # fmt: skip


def ago(days: int) -> str:
    return (clock.today() - timedelta(days=days)).isoformat()


def step(notice, code, user, **given):
    return record_service(Service(notice.uid, code, given), user=user, reason="บันทึกการส่ง")


def new(demand, person, place, n=0, **more):
    title = more.pop("title", f"แจ้งครั้งที่ {n}")
    return NewNotice(demand.code, title, "1 หมู่ 2", person_id=person.pk, source_uid=place.uid, round=n + 1, **more)


# -- service -----------------------------------------------------------------------------------------------------------
def test_the_slip_of_the_post_starts_the_clock(order, officer):
    assert (order.status, order.register_no[:3]) == ("issued", "หจ.")
    sent = step(order, "send", officer, sent_on=ago(9), ar_no="EE123456789TH")
    assert (sent.status, sent.channel, sent.counted_from, sent.due_on) == ("sent", "ar_post", None, None)
    assert not NoticeClock.objects.exists()
    got = step(order, "slip", officer, received_on=ago(5), received_by="ภรรยา")
    running = got.clocks.get()
    assert got.counted_from == clock.today() - timedelta(days=5)
    assert (running.days, running.base_on) == (15, running.until)
    assert running.until >= got.counted_from + timedelta(days=15)
    assert got.due_on == running.until and got.service_row and got.service_law and running.law


def test_what_came_back_is_posted_up_and_counts_later(order, officer):
    step(order, "send", officer, sent_on=ago(9), ar_no="EE1")
    back = step(order, "return", officer, returned_on=ago(6), return_reason="ย้ายที่อยู่")
    assert (back.counted_from, back.due_on) == (None, None)
    got = step(order, "post", officer, posted_on=ago(3))
    assert (got.status, got.channel) == ("received", "posted")
    assert got.counted_from == clock.today() - timedelta(days=3) + timedelta(days=15)
    assert got.due_on > got.counted_from


@pytest.mark.parametrize(
    ("code", "given", "channel"),
    [("give", {"received_by": "ผู้รับเอง"}, "hand"), ("electronic", {}, "electronic")],
)
def test_other_ways(order, officer, code, given, channel):
    got = step(order, code, officer, received_on=ago(1), **given)
    assert (got.channel, got.counted_from) == (channel, clock.today() - timedelta(days=1))


def test_a_newspaper_after_a_failed_attempt(order, officer):
    step(order, "return", officer, returned_on=ago(4), return_reason="ไม่พบผู้รับ")
    got = step(order, "publish", officer, posted_on=ago(4))
    assert (got.channel, got.counted_from) == ("newspaper", clock.today() + timedelta(days=11))


def test_days_out_of_order_and_steps_out_of_turn(order, officer):
    assert "NOTICE_DAY" in refused(step, order, "send", officer, sent_on=ago(11), ar_no="EE1")
    assert "NOTICE_DAY" in refused(step, order, "send", officer, sent_on=ago(-1), ar_no="EE1")
    assert "REQUIRED" in refused(step, order, "send", officer, sent_on=ago(9), ar_no="")
    assert "STATE" in refused(step, order, "slip", officer, received_on=ago(1), received_by="ก")
    assert "STATE" in refused(step, order, "post", officer, posted_on=ago(1))
    step(order, "send", officer, sent_on=ago(5), ar_no="EE1")
    assert "NOTICE_DAY" in refused(step, order, "slip", officer, received_on=ago(6), received_by="ก")
    step(order, "slip", officer, received_on=ago(4), received_by="ก")
    assert "STATE" in refused(step, order, "give", officer, received_on=ago(1), received_by="ข")
    assert Notice.objects.get().status == "received"


def test_only_those_who_serve_may_record_it(register, order):
    cashier = user_with("cashier")
    assert "NO_RIGHT" in refused(step, order, "give", cashier, received_on=ago(1), received_by="ก")
    assert allowed(register, order, cashier) == []
    assert [s.code for s in allowed(register, order, user_with("finance_head"))] == ["void"]


def test_a_days_slips_are_recorded_all_or_none(register, officer, person):
    both = [records.create(register, values(person), user=officer, reason="แจ้ง") for _ in range(2)]
    good = {"received_on": ago(1), "received_by": "ก"}
    wrong = [Service(both[0].uid, "give", good), Service(both[1].uid, "give", good | {"received_on": ago(-1)})]
    assert "NOTICE_DAY" in refused(record_services, wrong, user=officer, reason="ใบตอบรับ")
    assert set(Notice.objects.values_list("status", flat=True)) == {"issued"}
    right = [Service(each.uid, "give", good) for each in both]
    assert [n.status for n in record_services(right, user=officer, reason="ใบตอบรับ")] == ["received"] * 2


# -- the form ----------------------------------------------------------------------------------------------------------
def test_what_a_form_refuses(register, officer, person, demand):
    assert "ADDRESSEE" in refused(records.create, register, values(person, person=""), user=officer, reason="แจ้ง")
    assert "FUTURE" in refused(records.create, register, values(person, issued_on=ago(-1)), user=officer, reason="แจ้ง")
    assert "NOTICE_KIND" in refused(
        records.create, register, values(person, kind=demand.code), user=officer, reason="แจ้ง"
    )
    assert not Notice.objects.exists()


def test_nothing_is_changed_once_it_has_left(register, officer, order):
    records.update(register, order.uid, {"title": "ให้รื้อถอนอาคาร"}, user=officer, reason="แก้คำ")
    step(order, "send", officer, sent_on=ago(9), ar_no="EE1")
    assert "NOTICE_SENT" in refused(records.update, register, order.uid, {"title": "อื่น"}, user=officer, reason="แก้คำ")
    assert Notice.objects.get().title == "ให้รื้อถอนอาคาร"


def extend(register, notice, officer, until, code="appeal"):
    row = {"clock": code, "until": until, "order_no": "คำสั่ง 1/2569", "ordered_on": ago(0)}
    return records.update(register, notice.uid, {}, user=officer, reason="ขยายเวลา", lines={"noticeextension": [row]})


def test_an_order_moves_the_last_day(register, officer, order, monkeypatch):
    other = replace(DEMAND, code="other", clocks=(replace(APPEAL, code="pay", thai="ชำระ"),))
    monkeypatch.setitem(kinds._kinds, other.code, other)
    far = ago(-60)
    assert "EXTENSION" in refused(extend, register, order, officer, far)
    got = step(order, "give", officer, received_on=ago(2), received_by="ก")
    assert "NOTICE_CLOCK" in refused(extend, register, order, officer, far, code="pay")
    assert "EXTENSION" in refused(extend, register, order, officer, ago(0))
    extend(register, order, officer, far)
    running = NoticeClock.objects.get(notice=got)
    assert running.until == clock.today() + timedelta(days=60) > running.base_on
    assert Notice.objects.get().due_on == running.until
    records.update(register, order.uid, {}, user=officer, reason="ถอนคำสั่ง", lines={"noticeextension": []})
    assert NoticeClock.objects.get(notice=got).until == Notice.objects.get().due_on == running.base_on


# -- a system's notices ------------------------------------------------------------------------------------------------
def test_a_system_writes_many_and_again_changes_nothing(demand, clerk, person, place):
    rows = [new(demand, person, place, n) for n in range(3)]
    with acting_as(clerk, "แจ้งทั้งปี"):
        first = issue_notices(rows[:2])
    with acting_as(clerk, "แจ้งทั้งปี ต่อ"):
        again = issue_notices([*rows, rows[2]])
    assert [n.pk for n in again] == [first[0].pk, first[1].pk, again[2].pk, again[2].pk]
    assert [n.register_no[:9] for n in again[:3]] == ["หจ.000001", "หจ.000002", "หจ.000003"]
    assert Notice.objects.count() == 3


def test_what_is_void_may_be_notified_again(demand, clerk, officer, person, place):
    with acting_as(clerk, "แจ้ง"):
        (old,) = issue_notices([new(demand, person, place)])
    step(old, "void", user_with("clerk_chief"), void_reason="พิมพ์ผิด")
    with acting_as(clerk, "แจ้งใหม่"):
        (fresh,) = issue_notices([new(demand, person, place)])
    assert fresh.pk != old.pk


def test_notices_without_a_record_are_each_their_own(demand, clerk, person, place):
    loose = replace(new(demand, person, place), source_uid=None)
    with acting_as(clerk, "แจ้ง"):
        found = issue_notices([loose, new(demand, person, place), loose])
    assert len({n.pk for n in found}) == 3
    assert [n.source_id for n in found] == [None, place.uid, None]


def test_what_a_system_may_not_write(demand, clerk, person, place):
    with acting_as(clerk, "แจ้ง"):
        assert "ADDRESSEE" in refused(issue_notices, [replace(new(demand, person, place), person_id=None)])
        assert "NOTICE_KIND" in refused(issue_notices, [replace(new(demand, person, place), kind="nothing")])
    assert not Notice.objects.exists()


def test_many_cost_no_more_statements_than_few(demand, clerk, person, place):
    def cost(start, count):
        with acting_as(clerk, "แจ้ง"), CaptureQueriesContext(connection) as queries:
            issue_notices([new(demand, person, place, n) for n in range(start, start + count)])
        return len(queries)

    cost(0, 1)
    assert cost(1, 2) == cost(10, 60)


def test_the_system_hears_of_receipt_and_of_orders(register, demand, clerk, officer, person, place):
    with acting_as(clerk, "แจ้ง"):
        (notice,) = issue_notices([new(demand, person, place)])
    assert told == []
    got = step(notice, "give", officer, received_on=ago(0), received_by="ก")
    until = got.clocks.get().until
    assert told == [("แจ้งครั้งที่ 0", {"appeal": until})]
    extend(register, notice, officer, ago(-60))
    assert told[1:] == [("แจ้งครั้งที่ 0", {"appeal": clock.today() + timedelta(days=60)})]


def test_a_system_that_refuses_keeps_the_receipt_from_being_written(demand, clerk, officer, person, place):
    with acting_as(clerk, "แจ้ง"):
        (notice,) = issue_notices([new(demand, person, place, title="เสียงดังเกินไป")])
    assert "HEARD" in refused(step, notice, "give", officer, received_on=ago(0), received_by="ก")
    assert Notice.objects.get().status == "issued"
    assert not NoticeClock.objects.exists()


def test_a_kind_is_registered_once(demand):
    assert kinds.register_kind(DEMAND) is DEMAND
    with pytest.raises(ValueError, match="twice"):
        kinds.register_kind(replace(DEMAND, thai="อื่น"))


def test_the_letter_prints_number_addressee_and_periods(register, order):
    document = papers.document_of(register, "letter")
    paper = papers.issue(
        register, document, order, user=user_with("executive"), reason="ลงนาม", site="https://office.example"
    )
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(papers.frozen(paper))).pages)
    plain = text.replace(" ", "").replace("\n", "")
    for wanted in ("สมหมาย", "รื้อถอน", "อุทธรณ์", "๑๕", "หจ.๐๐๐๐๐๑"):
        assert wanted in plain, plain
