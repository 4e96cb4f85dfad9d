"""Lists of codes, owners and changes, and the register of what is lent: what stands on them, what is refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.template.loader import render_to_string

from gis_core.features import clock
from gis_core.ground.models import Establishment, OwnershipSpell, Parcel, Signboard, TaxBlock, TaxZone
from gis_core.pure.thai_text import to_arabic_digits
from layers.engine import records, transitions
from layers.registry import registry
from modules.finance.property_register import cards, lending, papers, requests
from modules.finance.property_register.models import Lending, OwnerCard
from modules.kernel.documents.issue import draft
from tests.doors import refused
from tests.modules.finance.property_register import ground

pytestmark = pytest.mark.django_db


@pytest.fixture
def block(db) -> TaxBlock:
    """Two lots of Kamon, one shared with Mali, and a lot nobody is known for."""
    ground.town()
    kamon, mali = ground.person("กมล"), ground.person("มะลิ")
    lots = [ground.parcel(n, n * 50, 0, n * 50 + 40, 40, area_sqwah=400) for n in (1, 2, 3)]
    ground.owner(lots[0], kamon)
    with ground.write():
        for share, party in enumerate((kamon, mali), start=1):
            OwnershipSpell.objects.create(
                parcel=lots[1], person=party, share_num=share, share_den=3, valid=DateRange(date(2020, 1, 1), None)
            )
        cards.open_cards()
        Signboard.objects.create(
            thai="ร้านกมล", sign_code="01A001-1", width_cm=120, height_cm=60, parcel=lots[0], geom=ground.point(60, 5)
        )
        Establishment.objects.create(thai="อู่มะลิ", business="ซ่อมรถ", parcel=lots[1])
    ground.building(lots[0], 60, 5, 70, 15, kind_code="100", floors=2)
    return TaxBlock.objects.get()


def form_of(documents, code):
    return next(each for each in documents if each.code == code)


def words(document, record) -> str:
    values = {"record": record, "document": document, "signer": ground.user("assessor"), **document.context(record)}
    return to_arabic_digits(render_to_string(document.template, values))


def rows(document, record) -> list[tuple]:
    return [tuple(cell for cell, _ in row) for row in document.context(record)["rows"]]


def test_owners_of_a_block_stand_by_their_codes_with_their_lots(block):
    listed = rows(form_of(papers.BLOCK_PAPERS, "pt6"), block)
    assert [(row[0], row[2], row[3]) for row in listed] == [("ก0001", 2, "01A001, 01A002"), ("ม0001", 1, "01A002")]
    assert listed[0][1].endswith("กมล ทดสอบ")


def test_lots_are_listed_with_codes_of_owners_and_no_names(block):
    document = form_of(papers.BLOCK_PAPERS, "pt7")
    assert [(row[0], row[-1]) for row in rows(document, block)] == [
        ("01A001", "ก0001"), ("01A002", "ก0001, ม0001"), ("01A003", "–"),
    ]  # fmt: skip
    text = words(document, block)
    assert "3-0-0" in text and "กมล" not in text


def test_buildings_signs_and_shops_are_listed(block):
    assert [row[0] for row in rows(form_of(papers.BLOCK_PAPERS, "pt8"), block)] == ["01A001/001"]
    listed = rows(form_of(papers.BLOCK_PAPERS, "pt9"), block)
    assert [row[2] for row in listed] == ["ร้านกมล", "อู่มะลิ"]
    assert listed[0][0] == "01A001-1"


def test_changes_are_listed_by_what_they_are_and_summed_by_zone(block):
    first, second = Parcel.objects.order_by("parcel_code")[:2]
    clerk = ground.user("assessor")
    with ground.write():
        requests.open_request("permit", first.buildings.get(), detail="ต่อเติม", user=clerk)
        requests.open_request("petition", second, detail="เนื้อที่ผิด", user=clerk)
    assert [row[4] for row in rows(form_of(papers.BLOCK_PAPERS, "pt11"), block)] == ["ต่อเติม"]
    assert [row[4] for row in rows(form_of(papers.BLOCK_PAPERS, "pt16"), block)] == ["ต่อเติม", "เนื้อที่ผิด"]
    summed = form_of(papers.ZONE_PAPERS, "pt17").context(TaxZone.objects.get())
    assert [cell for cell, _ in summed["total"]] == ["รวม", 2, 0, 0, 0, 2]


def test_a_zone_s_blocks_are_counted(block):
    (row,) = rows(form_of(papers.ZONE_PAPERS, "pt12"), TaxZone.objects.get())
    assert row == ("01A", "A", 3, 1, "3-0-0")


@pytest.mark.parametrize("code", ["pt6", "pt7", "pt8", "pt9", "pt11", "pt16"])
def test_every_list_of_a_block_becomes_a_paper(block, code):
    paper = draft(ground.register("block"), form_of(papers.BLOCK_PAPERS, code), block, ground.user("assessor"))
    assert paper.startswith(b"%PDF")


# -- what is lent ------------------------------------------------------------------------------------------------------
def lend(thing, user, **values):
    register = registry.for_model(Lending)
    given = {
        "kind": "file", "item": thing.uid, "borrower": "นายช่าง สมมุติ", "division": "กองช่าง", "purpose": "ตรวจแนวเขต",
        "due_on": clock.today() + timedelta(days=7),
    }  # fmt: skip
    return records.create(register, given | values, user=user, reason="ยืม")


def test_a_thing_is_lent_once_until_it_is_back(block):
    keeper, lot = ground.user("assessor"), Parcel.objects.get(parcel_code="01A001")
    first = lend(lot, keeper)
    assert first.register_no and first.lent_on == clock.today()
    assert refused(lambda: lend(lot, keeper)) == ("LENT",)
    register = registry.for_model(Lending)
    early = {"returned_on": clock.today() - timedelta(days=1), "condition": "ปกติ"}
    assert refused(lambda: step(register, first, "give_back", keeper, early)) == ("RETURN_DAY",)
    step(register, first, "give_back", keeper, {"returned_on": clock.today(), "condition": "ปกติ"})
    again = lend(lot, keeper)
    listed = rows(papers.LENT, lot)
    assert [(row[0], row[5]) for row in listed] == [
        (first.register_no, to_arabic_digits(listed[0][5])), (again.register_no, "ยืมอยู่"),
    ]  # fmt: skip
    assert "นายช่าง สมมุติ" in words(papers.LENT, lot)
    slip = registry.for_model(Lending).declared.documents[0]
    assert "แฟ้มเอกสารแปลงที่ดิน 01A001" in words(slip, again)
    assert draft(register, slip, again, keeper).startswith(b"%PDF")


def step(register, record, code, user, values):
    return transitions.transition(register, record.uid, code, values, user=user, reason="ทดสอบ")


def test_what_is_lent_must_be_of_its_kind_and_due_after_it_is_lent(block):
    keeper, lot = ground.user("assessor"), Parcel.objects.get(parcel_code="01A001")
    assert refused(lambda: lend(lot, keeper, kind="card")) == ("LENT_THING",)
    past = clock.today() - timedelta(days=1)
    assert refused(lambda: lend(lot, keeper, due_on=past)) == ("LENT_DUE",)
    assert lend(OwnerCard.objects.get(code="ก0001"), keeper, kind="card").kind == "card"


def test_what_should_be_back_is_listed(block):
    keeper, lot = ground.user("assessor"), Parcel.objects.get(parcel_code="01A001")
    day = clock.today() - timedelta(days=10)
    lend(lot, keeper, lent_on=day, due_on=day + timedelta(days=7))
    (late,) = lending.overdue(keeper)
    assert (late["item"], late["days"]) == ("แฟ้มเอกสารแปลงที่ดิน 01A001", 3)
