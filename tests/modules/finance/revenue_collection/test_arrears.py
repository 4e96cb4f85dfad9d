"""The list for the Land Office: whom it names, what is blocked from it on, and how the block ends."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from gis_core.access.actor import acting_as
from gis_core.ground import transfer_blocks
from gis_core.ground.models import OwnershipSpell, Parcel, ParcelLineage
from importers.models import StagedRow
from layers.engine import changesets, records
from modules.finance.property_register import monthly_acts
from modules.finance.property_register.models import ControlFile, ControlRow
from modules.finance.revenue_collection.arrears import arrears_registers, land_office
from modules.finance.revenue_collection.models import ArrearsEntry, ArrearsList, TaxYear
from modules.kernel.charges.models import Charge, Instalment
from modules.kernel.charges.opening import NewCharge, adjust, open_charges
from tests import doors
from tests.doors import DOORS, press, refused
from tests.importers import doing
from tests.modules.finance.property_register import ground
from tests.modules.finance.revenue_collection import year as made
from tests.modules.kernel.charges.money import pay
from tests.people import sign_in

pytestmark = pytest.mark.django_db
TOLD, DUE, SENT = date(2026, 2, 20), date(2026, 4, 30), date(2026, 6, 22)


@pytest.fixture
def late(db: None, day: Any) -> SimpleNamespace:
    """A bill of two parcels that is late on the 22nd of June."""
    day(SENT)
    ground.town()
    land = [ground.parcel(n, 40 * n, 0, 40 * n + 40, 40) for n in (1, 2)]
    for each in land:
        ground.owner(each, ground.person(f"เจ้าของ{each.pk}"))
    found = made.bill("20000", *land, due_on=DUE, notified_on=TOLD)
    found.land = land
    return found


def make(year: TaxYear | None = None, **act: Any) -> ArrearsList | None:
    with acting_as(ground.user("finance_head"), "จัดทำบัญชี", **act):
        return land_office.make(year or TaxYear.objects.get())


def send(listing: ArrearsList | None, on: str = "22/6/2569", **act: Any) -> ArrearsList:
    assert listing is not None
    values = {"land_office": "สาขาทดสอบ", "letter_no": "ทด 1/2569", "sent_on": on}
    return step(listing, "send", **values, **act)


def step(record: Any, code: str, who: str = "finance_head", **values: Any) -> Any:
    act = {name: values.pop(name) for name in ("batch_id",) if name in values}
    return doors.take(record, code, ground.user(who), values, **act)


def states() -> list[str]:
    return list(ArrearsEntry.objects.order_by("id").values_list("status", flat=True))


# -- who is named ------------------------------------------------------------------------------------------------------
def test_only_late_land_tax_of_the_told_is_named_and_once(late):
    other = {"due_on": DUE, "notified_on": TOLD, "tax_year_be": made.YEAR, "person_id": ground.person("ข").pk}
    spare = [ground.parcel(n, 40 * n, 100, 40 * n + 40, 140) for n in range(3, 7)]
    made.bill("900", spare[0], due_on=DUE, tax_year=late.year)  # was never told
    made.bill("900", spare[1], due_on=SENT, notified_on=TOLD, tax_year=late.year)  # may still pay today
    kept = made.bill("9000", spare[2], due_on=DUE, notified_on=TOLD, tax_year=late.year).charge
    paid = made.bill("900", spare[3], due_on=DUE, notified_on=TOLD, tax_year=late.year).charge
    pay(paid, "1008")  # 900, penalty 90, surcharge two months 18
    with ground.write():
        open_charges([NewCharge("signboard_tax", Decimal(500), "ป้าย", **other)])  # type: ignore[arg-type]
        Instalment.objects.create(charge=kept, seq=1, due_on=SENT, amount_baht=9000)
    listing = make()
    assert {entry.charge_id for entry in listing.entries.all()} == {late.charge.pk}
    assert {entry.place_id for entry in listing.entries.all()} == {each.uid for each in late.land}
    assert (listing.due_on, listing.status, states()) == (date(2026, 6, 30), "draft", ["listed", "listed"])
    assert refused(land_office.run, late.year, {}, None) == ("NONE_OVERDUE",)


def test_what_bears_no_tax_is_not_named(late):
    with ground.write():
        late.assessment.lines.filter(parcel=late.land[1]).delete()
        free = late.assessment.lines.get()
        free.pk, free.uid, free.seq, free.parcel, free.tax_baht = None, uuid.uuid4(), 2, late.land[1], 0
        free._state.adding = True
        free.save()
    assert [entry.place_id for entry in make().entries.all()] == [late.land[0].uid]


def test_a_building_on_land_of_somebody_else_is_named_alone(late):
    house = ground.building(late.land[0], 45, 5, 60, 20)
    with ground.write():
        late.assessment.lines.filter(parcel=late.land[1]).delete()
        late.assessment.lines.update(building=house, building_baht=1_000_000)
    assert [entry.place_id for entry in make().entries.all()] == [house.uid]
    with ground.write():
        ArrearsEntry.objects.all().delete()
        late.assessment.lines.update(land_baht=1)
    assert [entry.place_id for entry in make().entries.all()] == [late.land[0].uid]


def test_a_further_list_names_who_was_late_after_the_first(late):
    make()
    second = made.bill("700", ground.parcel(5, 300, 0, 340, 40), due_on=DUE, notified_on=TOLD, tax_year=late.year)
    assert {entry.charge_id for entry in make().entries.all()} == {second.charge.pk}


# -- sending, releasing ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("on", ["21/6/2569", "23/6/2569"])
def test_a_list_is_not_sent_before_it_was_made_nor_tomorrow(late, on):
    listing = make()
    assert refused(send, listing, on) == ("DATES",)
    assert states() == ["listed", "listed"] and not transfer_blocks.blocks_on(late.land[0])


def test_only_the_head_of_finance_sends(late):
    listing = make()
    assert refused(step, listing, "send", "revenue_officer") == ("NO_RIGHT",)


def test_what_was_paid_before_the_letter_is_never_blocked(late):
    listing = make()
    pay(late.charge, "22400")  # 20,000, penalty 10 percent, surcharge two months
    send(listing)
    assert states() == ["released", "released"]


def test_payment_ends_the_block_and_the_letter_follows(late):
    send(make())
    entry = ArrearsEntry.objects.order_by("id").first()
    assert [block.since for block in transfer_blocks.blocks_on(late.land[0])] == [SENT]
    assert refused(step, entry, "release") == ("STILL_OWED",)
    assert refused(land_office.release_paper, entry) == ("STILL_OWED",)
    assert refused(press, entry.listing, "release", ground.user("finance_head")) == ("STILL_OWED",)
    pay(late.charge, "22399.99")
    assert transfer_blocks.blocks_on(late.land[0])
    pay(late.charge, "0.01")
    assert not transfer_blocks.blocks_on(late.land[0])
    entry.refresh_from_db()
    assert land_office.release_paper(entry)["thing"]["thai"] == late.land[0].parcel_code
    assert step(entry, "release").status == "released"
    assert press(entry.listing, "release", ground.user("finance_head")) == "ปลด 1 รายการ"
    assert states() == ["released", "released"]


def test_what_was_never_sent_has_no_letter(late):
    listing = make()
    assert refused(land_office.release_paper, listing.entries.first()) == ("NOT_LISTED",)
    step(listing, "void", void_reason="ทำผิดปี")
    assert states() == ["released", "released"]
    assert make().entries.count() == 2


def test_the_list_prints_deeds_payers_and_each_bill_once(late):
    paper = land_office.list_paper(send(make()))
    assert [row["thing"]["thai"] for row in paper["rows"]] == ["01A001", "01A002"]
    assert (paper["tax"], paper["owed"], paper["payers"]) == (40000, 22400, 1)
    rows = arrears_registers.listed(ground.user("finance_head"))
    assert [(row["principal"], row["penalty"], row["surcharge"], row["total"]) for row in rows] == [
        (20000, 2000, 400, 22400)
    ] * 2
    assert arrears_registers.listed(ground.user("surveyor")) == []
    assert arrears_registers.listed(ground.user("finance_head"), "ไม่มี") == []


def test_a_later_print_says_what_the_list_said_whatever_was_paid_or_changed_since(late, day):
    listing = send(make())
    said = [(row["total"], row["dues"].principal) for row in land_office.list_paper(listing)["rows"]]
    day(date(2026, 9, 1))
    with ground.write():
        adjust(late.charge, Decimal(8000), "คำสั่ง 1/2569", "ม.53")
    pay(late.charge, "4000")
    assert [(row["total"], row["dues"].principal) for row in land_office.list_paper(listing)["rows"]] == said


# -- transfers ---------------------------------------------------------------------------------------------------------
def spell(parcel: Parcel, **more: Any) -> dict[str, Any]:
    buyer = ground.person("ผู้ซื้อ", register_no="บค.77")
    return {
        "parcel": parcel.parcel_code, "person": buyer.register_no, "role": "owner", "share_num": "1", "share_den": "1",
        "valid": {"from": "22/6/2569", "to": ""},
    } | more  # fmt: skip


@pytest.fixture
def blocked(late: SimpleNamespace) -> SimpleNamespace:
    send(make())
    with ground.write():
        OwnershipSpell.objects.filter(parcel__in=late.land).update(valid=ground.DateRange(date(2010, 1, 1), SENT))
    return late


@pytest.mark.parametrize("door", DOORS)
def test_no_transfer_of_a_blocked_parcel_at_any_door(client, blocked, door):
    register, who = ground.register("ownership"), ground.user("assessor")
    typed = spell(blocked.land[0])
    found = DOORS[door](client, who, register, typed, {})
    assert any("จดทะเบียนโอนตั้งแต่ 22 มิถุนายน 2569 ไม่ได้" in each for each in found), found
    assert not OwnershipSpell.objects.filter(person__first_name="ผู้ซื้อ").exists()
    pay(blocked.charge, "22400")
    assert DOORS[door](client, who, register, typed, {}) == []


def test_a_lease_and_what_was_transferred_before_are_written_down(blocked):
    values = spell(blocked.land[0])
    ground.make("ownership", values | {"role": "lessee"})
    with ground.write():
        OwnershipSpell.objects.filter(parcel=blocked.land[0], role="owner").update(
            valid=ground.DateRange(date(2010, 1, 1), date(2026, 6, 1))
        )
    made_spell = ground.make("ownership", values | {"valid": {"from": "1/6/2569", "to": ""}})
    assert made_spell.valid.lower == date(2026, 6, 1)
    register, who = ground.register("ownership"), ground.user("assessor")
    later = {"valid": {"from": "23/6/2569", "to": ""}}
    assert refused(records.update, register, made_spell.uid, later, user=who, reason="ก") == ("TAX_BLOCK",)
    ended = {"valid": {"from": "1/6/2569", "to": "30/6/2569"}}
    records.update(register, made_spell.uid, ended, user=who, reason="ปิดช่วง")


def test_a_tenant_does_not_become_the_owner_of_a_blocked_parcel(client, blocked):
    tenant = ground.make("ownership", spell(blocked.land[0]) | {"role": "lessee"})
    register, who = ground.register("ownership"), ground.user("assessor")
    assert refused(records.update, register, tenant.uid, {"role": "owner"}, user=who, reason="ก") == ("TAX_BLOCK",)
    work = doing.bring(
        register.slug, who, doing.geojson_of(({"uid": str(tenant.uid), "role": "owner"}, None)), "a.geojson"
    )
    doing.judge(work)
    row = StagedRow.objects.get(batch=work.batch)
    assert any("จดทะเบียนโอนตั้งแต่" in each["thai"] for each in row.reasons or []), (row.reasons, row.faults)


@pytest.mark.parametrize("door", DOORS)
def test_of_two_blocks_the_earlier_counts_at_every_door(client, blocked, door):
    with ground.write():
        later = blocked.year.arrears_lists.create(
            made_on=SENT, due_on=SENT, sent_on=date(2026, 6, 30), status="sent", register_no="บท.9"
        )
        other = made.bill("700", ground.parcel(5, 300, 0, 340, 40), due_on=DUE, notified_on=TOLD, tax_year=blocked.year)
        ArrearsEntry.objects.create(listing=later, charge=other.charge, place_id=blocked.land[0].uid, status="blocked")
    typed = spell(blocked.land[0])
    found = DOORS[door](client, ground.user("assessor"), ground.register("ownership"), typed, {})
    assert any("จดทะเบียนโอนตั้งแต่ 22 มิถุนายน 2569 ไม่ได้" in each for each in found), found


def test_owners_typed_with_their_parcel_meet_it_too(blocked):
    register, who = ground.register("parcel"), ground.user("assessor")
    parcel, seller = blocked.land[0], blocked.land[0].spells.get().person
    sold = {"person": seller, "role": "owner", "share_num": "1", "share_den": "1"}
    old = sold | {"valid": {"from": "1/1/2553", "to": "22/6/2569"}}
    new = sold | {"person": ground.person("ผู้ซื้อ"), "valid": {"from": "22/6/2569", "to": ""}}

    def save(*lines: dict[str, Any]) -> Any:
        return records.update(register, parcel.uid, {}, user=who, reason="โอน", lines={"ownershipspell": list(lines)})

    save(old)
    assert refused(save, old, new) == ("TAX_BLOCK",)


def test_a_building_that_is_blocked_alone_is_not_transferred_and_its_land_is(late):
    house, who = ground.building(late.land[0], 45, 5, 60, 20), ground.user("assessor")
    with ground.write():
        late.assessment.lines.filter(parcel=late.land[1]).delete()
        late.assessment.lines.update(building=house, building_baht=1_000_000)
        OwnershipSpell.objects.update(valid=ground.DateRange(date(2010, 1, 1), SENT))
    send(make())
    line = {"person": ground.person("ผู้ซื้อ"), "role": "owner", "share_num": "1", "share_den": "1"}
    lines = {"ownershipspell": [line | {"valid": {"from": "22/6/2569", "to": ""}}]}
    sale = {"user": who, "reason": "โอน", "lines": lines}
    assert refused(records.update, ground.register("building"), house.uid, {}, **sale) == ("TAX_BLOCK",)
    ground.make("ownership", spell(late.land[0]))


def test_a_row_of_the_monthly_file_waits_until_it_is_paid(blocked):
    officer = ground.user("revenue_officer")
    with ground.write():
        OwnershipSpell.objects.update(valid=ground.DateRange(date(2010, 1, 1), None))
        file = ControlFile.objects.create(
            period="2569-06", file_name="ก.zip", sha256="a" * 64, received_on=SENT, batch=uuid.uuid4()
        )
        row = ControlRow.objects.create(
            file=file, source="deed", line_no=1, act="ขาย", effect="transfer", acted_on=SENT, parcel=blocked.land[0],
            first_name="ผู้ซื้อ", status="waiting",
        )  # fmt: skip

    def apply() -> None:
        with acting_as(officer, "พิจารณา"):
            monthly_acts.apply(ControlRow.objects.get(), {}, officer)

    assert refused(apply) == ("TAX_BLOCK",)
    assert ControlRow.objects.get().status == "waiting"
    pay(blocked.charge, "22400")
    apply()
    assert ControlRow.objects.get(pk=row.pk).status == "applied"


def test_what_comes_from_a_blocked_parcel_is_blocked(blocked):
    child = ground.parcel(9, 400, 0, 420, 40)
    with ground.write():
        ParcelLineage.objects.create(parent=blocked.land[0], child=child, act="division", on=SENT)
    assert [block.uid for block in transfer_blocks.blocks_on(child)] == [blocked.land[0].uid]
    assert {uid for uid, _ in transfer_blocks.all_blocks()} == {each.uid for each in (*blocked.land, child)}


def test_the_parcels_page_says_so_to_who_may_see_its_owner(client, blocked):
    address = ground.register("parcel").record_url(blocked.land[0].uid)
    words = "จดทะเบียนโอนตั้งแต่ 22 มิถุนายน 2569 ไม่ได้"
    for role, shown in (("assessor", True), ("cashier", True), ("engineer", False)):
        sign_in(client, ground.user(role))
        assert (words in client.get(address).content.decode()) is shown, role
    sign_in(client, ground.user("assessor"))
    free = ground.register("parcel").record_url(ground.parcel(9, 400, 0, 420, 40).uid)
    assert words not in client.get(free).content.decode()


def test_the_counter_shows_it_beside_the_bill(client, blocked):
    sign_in(client, ground.user("cashier"))
    answer = client.get("/r/charges-receipt/counter", {"payer": f"person:{blocked.assessment.person.uid}"})
    assert "แจ้งสำนักงานที่ดินแล้ว" in answer.content.decode()


# -- taking it back ----------------------------------------------------------------------------------------------------
def test_a_list_is_not_undone_but_cancelled_and_made_again(late):
    batch, who = uuid.uuid4(), ground.user("finance_head")
    listing = make(batch_id=batch)
    assert refused(changesets.undo, batch, user=who, reason="ทำผิดปี") == ("NO_RIGHT",)
    send(listing)
    assert set(refused(changesets.undo, batch, user=who, reason="ทำผิด")) == {"EDITED_LATER"}
    assert states() == ["blocked", "blocked"]
    letter = {"void_letter_no": "สธ.1/70", "void_reason": "แจ้งผิดราย"}
    assert refused(step, listing, "recall", **letter) == ("FOUR_EYES",)
    assert refused(step, listing, "void", void_reason="แจ้งผิดราย") == ("STATE",)
    assert step(listing, "recall", "clerk_chief", **letter).status == "void"
    assert states() == ["released", "released"] and not transfer_blocks.blocks_on(late.land[0])
    assert Charge.objects.get().status == "open"
    assert make().entries.count() == 2
