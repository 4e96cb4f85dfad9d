"""Leases through their register: refused at every door, approved, billed once however often, ended, paid, told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import mapbox_vector_tile
import pytest
from django.db import IntegrityError, transaction

from gis_core.access.actor import acting_as, system_user
from gis_core.features import clock
from gis_core.features.models import Feature
from layers.engine import changesets, records, transitions
from layers.models import StateChange
from layers.registry import registry
from modules.finance.revenue_collection import tasks
from modules.finance.revenue_collection.leases import lease_acts, lease_billing, lease_registers, rental_maps
from modules.finance.revenue_collection.models import Lease, LeaseMonth, Refund, RentalPlace
from modules.kernel.charges import income
from modules.kernel.charges.asking import dues_of
from modules.kernel.charges.models import Charge, RevenueCode
from modules.kernel.charges.opening import adjust, refund_due
from modules.kernel.charges.returns import ageing, revenue_by_code, top_debtors
from modules.kernel.documents import issue
from modules.kernel.notices.models import Notice
from tests.doors import DOORS, press, refused
from tests.jobs_shown import shows_its_work
from tests.modules.finance.property_register import ground
from tests.modules.finance.revenue_collection.renting import a_place, drafted, let, take, terms
from tests.modules.kernel.charges.money import pay
from tests.people import sign_in
from tiles.grid import Tile, column_of, row_of

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture(autouse=True)
def town(db, monkeypatch) -> Iterator[None]:
    """The tenth of March 2569: three months of a lease of the first of January have begun."""
    on(monkeypatch, date(2026, 3, 10))
    ground.town()
    ground.person("ก", register_no="บค.1")
    a_place()
    yield


def on(monkeypatch: Any, day: date) -> None:
    monkeypatch.setattr(clock, "today", lambda: day)


def rents(lease: Lease) -> Any:
    return Charge.objects.filter(source_id=lease.uid, revenue__code="rent").order_by("pk")


def run() -> int:
    return lease_billing.bill_all(lambda: acting_as(system_user(), "ตั้งหนี้ค่าเช่า"))


# -- refusals ----------------------------------------------------------------------------------------------------------
CASES = {
    "LEASE_DATES": ({"end_on": "31/12/2568"}, "วันสิ้นสุดสัญญาต้องไม่ก่อนวันเริ่มเช่า"),
    "LEASE_RENT": ({"monthly_rent_baht": "-5000"}, "ค่าเช่ารายเดือนต้องมากกว่าศูนย์"),
    "LEASE_AREA": ({"area_sqm": "0"}, "เนื้อที่เช่าต้องมากกว่าศูนย์"),
    "LEASE_DEPOSIT": ({"deposit_baht": "-1"}, "เงินประกันต้องไม่ติดลบ"),
    "LEASE_PAY_DAY": ({"pay_day": "32"}, "วันชำระของเดือนต้องเป็นวันที่ 1 ถึง 31"),
    "LEASE_RISE": ({"escalation_percent": "10"}, "ทั้งอัตราร้อยละและทุกกี่ปี"),
    "LEASE_LATE": ({"late_percent": "2"}, "ร้อยละ 0 ถึง 1.25 ต่อเดือน"),
    "LEASE_REGISTER": ({"end_on": "1/1/2572"}, "การเช่าเกิน 3 ปีต้องจดทะเบียน"),
    "LEASE_TERM": ({"end_on": "1/1/2599", "registered_no": "1"}, "ระยะเวลาเช่าต้องไม่เกิน 30 ปี"),
    "ONE_OWNER": ({"person": ""}, "เลือกผู้เช่าเป็นบุคคลหรือนิติบุคคลอย่างใดอย่างหนึ่ง"),
    "LEASE_OVERLAP": (
        {"contract_no": "2/2569", "start_on": "31/12/2571", "end_on": "30/6/2572"},
        "สถานที่นี้ให้เช่าแล้วตามสัญญา 9/2569",
    ),
}  # fmt: skip


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("case", CASES)
def test_refused_at_every_door(client, case, door):
    if case == "LEASE_OVERLAP":
        let(contract_no="9/2569")
    before = Lease.objects.count()
    more, text = CASES[case]
    found = DOORS[door](client, ground.user("revenue_officer"), registry.for_model(Lease), terms(**more), {})
    assert any(text in each for each in found), found
    assert Lease.objects.count() == before


@pytest.mark.parametrize("door", DOORS)
def test_what_is_right_is_let_in(client, door):
    assert DOORS[door](client, ground.user("revenue_officer"), registry.for_model(Lease), terms(), {}) == []
    lease = Lease.objects.get()
    assert (lease.status, lease.until_on, Charge.objects.count()) == ("draft", date(2028, 12, 31), 0)


def place(**more: Any) -> dict[str, Any]:
    geom = ground.geojson(ground.point(20, 20))
    return {"code": "ต.09", "thai": "แผง 9", "kind": "stall", "geom": geom} | more


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    ("more", "text"),
    [({"area_sqm": "-1"}, "เนื้อที่ต้องมากกว่าศูนย์"), ({"parcel": "01A002"}, "จุดที่ตั้งไม่อยู่ในแปลง")],
)
def test_a_place_that_cannot_be(client, door, more, text):
    ground.parcel(2, 100, 0, 140, 40)
    found = DOORS[door](client, ground.user("revenue_officer"), registry.for_model(RentalPlace), place(**more), {})
    assert any(text in each for each in found), found


def test_a_place_without_a_point_stands_in_its_parcel():
    parcel = ground.parcel(1, 0, 0, 40, 40)
    values = {name: value for name, value in place(parcel="01A001").items() if name != "geom"}
    register = registry.for_model(RentalPlace)
    made = records.create(register, values, user=ground.user("revenue_officer"), reason="เพิ่ม")
    assert parcel.geom.covers(made.geom)


def test_a_place_that_is_let_is_not_closed_and_a_closed_one_not_let():
    lease, register = let(), registry.for_model(RentalPlace)
    change = {"user": ground.user("revenue_officer"), "reason": "เลิก"}
    assert refused(records.update, register, lease.place.uid, {"closed_on": "1/1/2570"}, **change) == ("PLACE_LET",)
    a_place("ต.02", closed_on=date(2027, 1, 1))
    assert refused(drafted, contract_no="2/2569", place="ต.02") == ("PLACE_CLOSED",)


# -- approved and billed -----------------------------------------------------------------------------------------------
def test_an_approved_lease_owes_its_deposit_and_the_months_that_have_begun():
    lease = let()
    deposit = Charge.objects.get(revenue__code="lease_deposit")
    assert (deposit.principal_baht, deposit.due_on, deposit.place_id) == (D(10000), date(2026, 1, 1), lease.place.uid)
    assert [(c.principal_baht, c.due_on) for c in rents(lease)] == [
        (D(5000), date(2026, 1, 5)), (D(5000), date(2026, 2, 5)), (D(5000), date(2026, 3, 5)),
    ]  # fmt: skip
    assert rents(lease)[0].title == "ค่าเช่า ต.01 สัญญา 1/2569 งวดที่ 1 (1 ม.ค. 2569 – 31 ม.ค. 2569)"
    assert (lease.status, lease.next_on) == ("active", date(2026, 4, 1))


def test_who_prepares_a_lease_does_not_approve_it():
    register = registry.for_model(Lease)
    both = ground.user("revenue_officer", "finance_head")
    lease = records.create(register, terms(), user=both, reason="ทำสัญญา")
    assert refused(take, lease, "approve", "revenue_officer", "finance_head") == ("FOUR_EYES",)
    assert refused(take, lease, "approve", "revenue_officer") == ("NO_RIGHT",)
    assert not Charge.objects.exists()


def test_who_rewrites_a_draft_does_not_approve_it():
    lease, head = drafted(), ground.user("finance_head")
    change = {"user": head, "reason": "แก้ค่าเช่า"}
    records.update(registry.for_model(Lease), lease.uid, {"monthly_rent_baht": "1"}, **change)
    assert refused(take, lease, "approve", "finance_head") == ("FOUR_EYES",)
    assert take(lease, "approve").status == "active"


def test_an_approval_is_not_taken_back_by_undoing_what_was_before_it():
    lease, officer = drafted(start_on="1/6/2569", deposit_baht="0"), ground.user("revenue_officer")
    added = Feature.objects.get(uid=lease.uid).change.batch_id
    change = {"user": officer, "reason": "แก้ค่าเช่า"}
    records.update(registry.for_model(Lease), lease.uid, {"monthly_rent_baht": "4000"}, **change)
    edited = Feature.objects.get(uid=lease.uid).change.batch_id
    take(lease, "approve")
    for batch in (edited, added):
        assert refused(changesets.undo, batch, **change, force=[lease.uid]) == ("MOVED_ON",)
    lease.refresh_from_db()
    assert (lease.status, lease.monthly_rent_baht) == ("active", D(4000))


def test_of_two_drafts_of_one_place_one_is_approved():
    first, second = drafted(), drafted(contract_no="2/2569")
    take(first, "approve")
    assert refused(take, second, "approve") == ("LEASE_OVERLAP",)


def test_the_database_itself_holds_one_lease_at_a_time():
    let()
    with ground.write(), pytest.raises(IntegrityError), transaction.atomic():
        other = Lease.objects.get()
        other.pk, other.uid, other.contract_no, other.register_no = None, None, "x", "สช.x"
        other.uid = "018f0000-0000-7000-8000-000000000001"
        other.save(force_insert=True)


def test_billed_twice_changes_nothing_and_the_next_month_comes_the_day_it_begins(monkeypatch):
    lease = let()
    assert (run(), rents(lease).count()) == (0, 3)
    on(monkeypatch, date(2026, 3, 31))
    assert run() == 0
    on(monkeypatch, date(2026, 5, 1))
    assert (run(), run(), rents(lease).count()) == (2, 0, 5)
    assert list(lease.months.values_list("seq", flat=True)) == [1, 2, 3, 4, 5]


def test_work_that_was_stopped_goes_on_where_it_was(monkeypatch):
    monkeypatch.setattr(lease_billing, "AT_ONCE", 1)
    first = let()
    a_place("ต.02")
    second = let(contract_no="2/2569", place="ต.02")
    on(monkeypatch, date(2026, 4, 1))
    changes = iter([lambda: acting_as(system_user(), "ตั้งหนี้")])

    def once() -> Any:
        return next(changes)()

    with pytest.raises(StopIteration):
        lease_billing.bill_all(once)
    assert (rents(first).count(), rents(second).count()) == (4, 3)
    assert (run(), rents(first).count(), rents(second).count()) == (1, 4, 4)


def test_the_button_the_page_and_the_night_bill(client, monkeypatch):
    lease, register = let(), registry.for_model(Lease)
    on(monkeypatch, date(2026, 4, 1))
    sign_in(client, ground.user("revenue_officer"))
    page = client.get(f"{register.url}bills")
    assert "<b>1</b> สัญญา" in page.content.decode()
    begun = client.post(f"{register.url}bills")
    assert (begun.context["job"].title, shows_its_work(begun)) == ("ตั้งหนี้ค่าเช่าประจำเดือน", True)
    assert "อยู่ในคิวแล้ว" in client.post(f"{register.url}bills").content.decode()
    client.post(f"{register.record_url(lease.uid)}act/bill", {})
    assert rents(lease).count() == 4
    on(monkeypatch, date(2026, 5, 1))
    job = SimpleNamespace(acting=lambda: acting_as(system_user(), "ตั้งหนี้"), step=lambda *told: None)
    assert (tasks.bill_rent.function(job), rents(lease).count()) == (register.url, 5)
    on(monkeypatch, date(2029, 1, 1))
    with acting_as(system_user(), "งานประจำคืน"):
        tasks.bill_rent_each_night()
    lease.refresh_from_db()
    assert (lease.status, lease.next_on, rents(lease).count()) == ("ended", None, 36)
    assert StateChange.objects.filter(record_uid=lease.uid, target="ended").count() == 1


def test_a_rise_is_told_on_the_bill_and_its_trace(monkeypatch):
    lease = let(start_on="1/1/2566", escalation_percent="10", escalation_years="1", end_on="31/12/2568")
    risen = rents(lease)[12]
    assert (risen.principal_baht, rents(lease)[24].principal_baht) == (D(5500), D(6050))
    assert risen.title.endswith("ปรับขึ้นครั้งที่ 1 ร้อยละ 10 ตั้งแต่ 1 ม.ค. 2567 เป็น 5,500.00 บาท")
    assert lease.months.get(seq=25).trace.count("ปรับขึ้นครั้งที่") == 2


def test_rent_that_is_not_taken_here_is_not_billed():
    with ground.write():
        RevenueCode.objects.filter(code="rent").update(is_used=False)
    assert refused(take, drafted(), "approve") == ("CHARGE_CODE_OFF",)
    assert not Charge.objects.exists() and not LeaseMonth.objects.exists()


# -- paid late, ended early --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("day", "late"), [(date(2026, 1, 5), 0), (date(2026, 1, 6), 50), (date(2026, 2, 5), 50), (date(2026, 2, 6), 100)]
)
def test_the_day_of_payment_decides_the_interest_of_the_contract(day, late):
    (line, *_) = dues_of(rents(let())[0], day).dues.lines or (None,)
    assert dues_of(rents(Lease.objects.get())[0], day).dues.surcharge == D(late)
    assert line is None or "ดอกเบี้ยตามสัญญา ร้อยละ 1 ต่อเดือน" in line.thai


def test_a_lease_without_interest_grows_by_nothing():
    assert dues_of(rents(let(late_percent=""))[0], date(2027, 1, 1)).dues.total == D(5000)


def test_ended_early_the_last_month_is_cut_and_what_was_paid_over_is_due_back():
    lease = let()
    march = rents(lease)[2]
    pay(march, "5050.00", ground.user("cashier"))
    lease = take(lease, "terminate", terminated_on="10/3/2569", end_reason="ผู้เช่าขอเลิก")
    march.refresh_from_db()
    assert (lease.status, lease.until_on, lease.next_on) == ("terminated", date(2026, 3, 10), None)
    assert (march.principal_baht, refund_due(march)) == (D("1612.90"), D("3387.10") + D("33.87"))
    refund = Refund.objects.get()
    assert (refund.charge, refund.decided_baht, refund.status) == (march, D("3387.10"), "due")
    assert refund.late_baht == D("33.87"), "of 50.00 of interest the part that was paid on what is given back"
    assert "เงินตามสัญญาเช่า" in Notice.objects.get(source=refund.uid).body
    give_back(refund)
    assert refund_due(march) == D(0)
    assert "10 ใน 31 วัน" in lease.months.get(seq=3).trace
    assert run() == 0


def give_back(refund: Refund) -> None:
    register = registry.for_model(Refund)
    for code, role, form in (
        ("prepare", "accountant", {"voucher_no": "ฎ.1/2569"}),
        ("pay", "clerk_chief", {"paid_on": clock.today().isoformat()}),
    ):
        transitions.transition(register, refund.uid, code, form, user=ground.user(role), reason="คืนเงิน")


def test_a_month_an_order_has_lowered_is_not_raised_by_an_early_end():
    lease = let()
    march = rents(lease)[2]
    with ground.write():
        adjust(march, D(1000), "ลดค่าเช่าตามคำสั่ง", "คำสั่ง 1/2569")
    take(lease, "terminate", terminated_on="10/3/2569", end_reason="เลิก")
    march.refresh_from_db()
    assert march.principal_baht == D(1000)
    assert not Refund.objects.exists()


def test_a_deposit_is_no_revenue_and_is_given_back_when_the_lease_is_over(monkeypatch):
    lease, head = let(), ground.user("finance_head")
    deposit = Charge.objects.get(revenue__code="lease_deposit")
    pay(rents(lease)[0], "5150.00", ground.user("cashier"))
    pay(deposit, "10000.00", ground.user("cashier"))
    assert income.own_revenue(head).numerator == D(5150)
    assert sum(each["amount"] for each in income.own_revenue_charges(head)) == D(5150)
    assert sum(part.numerator for part in income.own_revenue_by_village(head).values()) == D(5150)
    year = income.by_month_and_kind(head, date(2026, 1, 1), date(2026, 12, 31))
    assert sum(year.values()) == D(5150)
    asked = {
        "charge": deposit, "ground": "overpaid", "received_on": "1/4/2569", "claim": "สิ้นสุดสัญญา",
        "claimed_baht": "10000",
    }  # fmt: skip

    def ask() -> Refund:
        return records.create(registry.for_model(Refund), asked, user=ground.user("revenue_officer"), reason="ขอคืน")

    on(monkeypatch, date(2026, 4, 1))
    assert refused(ask) == ("DEPOSIT_HELD",)
    take(lease, "terminate", terminated_on="31/3/2569", end_reason="เลิก")
    refund, form = ask(), {"order_no": "1/2569", "decided_baht": "9000", "decision_text": "หักค่าเสียหาย"}
    register = registry.for_model(Refund)
    transitions.transition(register, refund.uid, "approve", form, user=head, reason="คืนเงินประกัน")
    give_back(refund)
    deposit.refresh_from_db()
    assert (deposit.principal_baht, refund_due(deposit)) == (D(1000), D(0))


def test_ended_before_months_that_were_billed_they_are_void():
    lease = take(let(), "terminate", terminated_on="31/1/2569", end_reason="ผิดสัญญา")
    assert list(rents(lease).values_list("status", flat=True)) == ["open", "void", "void"]
    assert let(contract_no="2/2569", start_on="1/2/2569").status == "active"


def test_the_day_of_an_early_end_lies_within_the_lease():
    lease = let()
    for day in ("31/12/2568", "31/12/2571", "1/1/2572"):
        assert refused(take, lease, "terminate", terminated_on=day, end_reason="เลิก") == ("LEASE_DATES",)
    assert refused(take, lease, "end", "revenue_officer") == ("LEASE_RUNS",)


def test_the_step_that_would_be_refused_says_why_on_the_page_and_by_the_api(client):
    lease, officer = let(), ground.user("revenue_officer")
    sign_in(client, officer)
    register = registry.for_model(Lease)
    page = client.get(register.record_url(lease.uid)).content.decode()
    assert "do/end" not in page and "สัญญายังไม่ครบกำหนด" in page
    assert '/delete"' not in page and "ลบระเบียนไม่ได้: ลบได้เฉพาะสัญญาที่ยังเป็นร่าง" in page
    (end,) = [
        each
        for each in client.get(f"/ogc/collections/{register.slug}/items/{lease.uid}/acts").json()["acts"]
        if each["code"] == "end"
    ]
    assert [each["code"] for each in end["refusals"]] == ["LEASE_RUNS"]


def test_a_lease_approved_late_makes_nobody_late_before_he_was_told(monkeypatch):
    """Months of January to March fall due fifteen days after the tenth of March; what begins later on its own day."""
    lease = take(drafted(), "approve")
    due = [date(2026, 3, 25)] * 3
    assert list(lease.months.order_by("seq").values_list("due_on", flat=True)) == due
    assert "อนุมัติสัญญาหลังงวดเริ่ม" in lease.months.first().trace
    on(monkeypatch, date(2026, 4, 2))
    with ground.write():
        lease_billing.bill([lease.pk], date(2026, 4, 2))
    assert lease.months.get(seq=4).due_on == date(2026, 4, 7), "the fifth is a Sunday and the sixth a holiday"


def test_a_lease_is_renewed_once_from_the_day_after_its_last(monkeypatch):
    lease, officer = let(escalation_percent="10", escalation_years="1"), ground.user("revenue_officer")
    typed = {"contract_no": "9/2571", "end_on": "31/12/2573"}
    assert "9/2571" in press(lease, "renew", officer, **typed)
    made = Lease.objects.get(contract_no="9/2571")
    assert (made.status, made.renews, made.person, made.start_on) == ("draft", lease, lease.person, date(2029, 1, 1))
    assert (made.monthly_rent_baht, made.deposit_baht) == (D("6050.00"), 0), "the rent of the third year goes on"
    assert refused(press, lease, "renew", officer, **typed | {"contract_no": "10/2571"}) == ("LEASE_FOLLOWED",)


def test_what_is_renewed_is_refused_as_any_lease(monkeypatch):
    lease, officer = let(), ground.user("revenue_officer")
    assert "LEASE_DATES" in refused(press, lease, "renew", officer, contract_no="9/2571", end_on="1/1/2571")
    assert "REQUIRED" in refused(press, lease, "renew", officer)


def test_from_its_approval_on_a_lease_stays_as_it_is():
    lease, register = let(), registry.for_model(Lease)
    change = {"user": ground.user("revenue_officer"), "reason": "แก้"}
    assert refused(records.update, register, lease.uid, {"monthly_rent_baht": "1"}, **change) == ("STATE",)
    assert refused(records.delete, register, lease.uid, **change) == ("STATE",)


# -- told --------------------------------------------------------------------------------------------------------------
def test_receipts_and_reports_take_rent_and_deposits():
    lease, head = let(), ground.user("finance_head")
    pay(rents(lease)[0], "5150.00", ground.user("cashier"))
    pay(Charge.objects.get(revenue__code="lease_deposit"), "10000.00", ground.user("cashier"))
    found = {row["code"]: row["month"] for row in revenue_by_code(head)}
    assert found["rent"] == D(5150)
    assert "lease_deposit" not in found, "held for the tenant, no revenue"
    (row, _) = ageing(head, date(2026, 3, 10))
    assert (row["title"], row["y1"]) == ("ค่าเช่าทรัพย์สิน", D(10000))
    assert [each["baht"] for each in top_debtors(head)] == [D(10000)]
    (told,) = lease_registers.rent_roll(head)
    assert (told["rent"], told["billed"], told["left_baht"]) == (D(5000), D(15000), D(10000))


def test_the_contract_is_drawn():
    lease = let(start_on="1/1/2566", escalation_percent="10", escalation_years="1", end_on="31/12/2568")
    register = registry.for_model(Lease)
    assert issue.draft(register, issue.document_of(register, "lease"), lease, ground.user("executive"))[:4] == b"%PDF"
    assert len(lease_acts.contract(lease)["steps"]) == 3


MAP = "revenue_collection-rental_map"


def address(place: RentalPlace, year: int = 2569) -> str:
    tile = Tile(16, int(column_of(place.geom.x, 16)), int(row_of(place.geom.y, 16)))
    return f"/tiles/{MAP}/{year}/{tile.z}/{tile.x}/{tile.y}"


def standing(client: Any, place: RentalPlace, year: int = 2569) -> str:
    (found,) = mapbox_vector_tile.decode(client.get(address(place, year)).content)[MAP]["features"]
    return found["properties"]["standing"]


def test_the_map_tells_how_a_place_stands(client, monkeypatch, settings, tmp_path):
    settings.TILE_CACHE = tmp_path / "tiles"
    sign_in(client, ground.user("revenue_officer"))
    stall = RentalPlace.objects.get()
    assert standing(client, stall) == "vacant"
    lease = let()
    assert standing(client, stall) == "arrears"
    for charge in Charge.objects.all():
        pay(charge, dues_of(charge, clock.today()).dues.total, ground.user("cashier"))
    assert standing(client, stall) == "leased"
    assert standing(client, stall, 2568) == "vacant"
    take(lease, "terminate", terminated_on="31/5/2569", end_reason="เลิก")
    assert standing(client, stall) == "ending"
    assert list(rental_maps.years()) == [2569]
    sign_in(client, ground.user("surveyor"))
    assert client.get(address(stall)).status_code == 404
