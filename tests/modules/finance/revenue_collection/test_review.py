"""Looking before approving: three pairs of eyes, many at once, and what needs a look on the page and the map."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from gis_core.features import clock
from gis_core.pure.refusal import Refusals
from layers.models import StateChange
from layers.registry import registry
from modules.finance.revenue_collection.land_tax import assess, review
from modules.finance.revenue_collection.land_tax.year_change_law import Taxed, changes
from modules.finance.revenue_collection.models import LandTaxAssessment, TaxYear
from modules.kernel.charges.models import Charge
from tests import doors
from tests.jobs_shown import shows_its_work
from tests.modules.finance.property_register import ground
from tests.modules.finance.revenue_collection import year as years
from tests.people import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(db):
    """Three taxpayers: one whose tax grew, one unpriced, one plain; prepared by the assessor."""
    ground.town()
    year = years.tax_year()
    grown = ground.person("โต")
    with ground.write():
        earlier = type(year).objects.create(code="2568")
        LandTaxAssessment.objects.create(
            tax_year=earlier, owner_key=f"p{grown.pk}", person=grown, tax_baht=1, status="approved", fingerprint="",
            generated_on=date(2025, 2, 1),
        )  # fmt: skip
    for lot, who, baht in ((1, grown, 5000), (2, ground.person("ไม่มีราคา"), 0), (3, ground.person("ปกติ"), 5000)):
        years.use(year, years.land(lot, who, lot * 50, 0, lot * 50 + 40, 40, baht=baht))
    assess.assess_year(year, ground.user("assessor", "revenue_officer"), years.acting)
    return year


def named(first_name: str) -> LandTaxAssessment:
    return LandTaxAssessment.objects.get(person__first_name=first_name, tax_year__code="2569")


def take(code: str, row: LandTaxAssessment, who) -> LandTaxAssessment:
    return doors.take(row, code, who, {})


def test_who_prepared_does_not_check_and_who_checked_does_not_approve(year):
    row = named("ปกติ")
    with pytest.raises(Refusals) as refused:
        take("check", row, ground.user("assessor", "revenue_officer"))
    assert refused.value.codes == ("FOUR_EYES",)
    both = ground.user("revenue_officer", "clerk_chief")
    assert take("check", row, both).checked_by == both
    with pytest.raises(Refusals) as refused:
        take("approve", row, both)
    assert refused.value.codes == ("FOUR_EYES",)
    assert take("approve", row, ground.user("clerk_chief")).status == "approved"


def test_what_is_sent_back_is_nobodys(year):
    row = take("check", named("ปกติ"), ground.user("revenue_officer"))
    row = take("send_back", row, ground.user("clerk_chief"))
    assert (row.status, row.checked_by) == ("draft", None)


def test_many_are_checked_and_approved_at_once_but_not_the_marked(year):
    checker, approver = ground.user("revenue_officer"), ground.user("clerk_chief")
    with ground.write():
        assert review.take_all(year, "check", ground.user("assessor", "revenue_officer")) == 0
        assert review.take_all(year, "check", checker) == 1
        assert review.take_all(year, "approve", checker) == 0
        assert review.take_all(year, "approve", approver) == 1
    row = named("ปกติ")
    assert (row.status, row.checked_by, row.approved_by) == ("approved", checker, approver)
    assert named("โต").status == "draft"
    assert StateChange.objects.filter(record_uid=row.uid).count() == 2


def test_the_page_shows_what_needs_a_look_and_takes_the_step(client, year):
    sign_in(client, ground.user("revenue_officer"))
    address = f"{registry.for_model(LandTaxAssessment).url}review"
    shown = client.get(address).content.decode()
    for text in ("โต ทดสอบ", "01A002", "ยังไม่มีราคาประเมินทุนทรัพย์", "เปลี่ยนจากปีก่อน", "ตรวจสอบ 1 ราย"):
        assert text in shown
    assert client.post(address, {"act": "check"}).status_code == 302
    assert named("ปกติ").status == "checked"


def test_the_page_begins_the_work_for_those_who_may(client, year):
    address = f"{registry.for_model(LandTaxAssessment).url}review"
    sign_in(client, ground.user("clerk_chief"))
    assert client.post(address, {"act": "assess"}).status_code == 409
    sign_in(client, ground.user("assessor"))
    assert shows_its_work(client.post(address, {"act": "assess"}))
    with ground.write():
        year.prices_announced_on = None
        year.save()
    refused = client.post(address, {"act": "assess"})
    assert (refused.status_code, "ยังไม่ได้ประกาศ" in refused.content.decode()) == (409, True)


def test_an_act_nobody_knows_is_refused_in_words(year, client):
    sign_in(client, ground.user("assessor"))
    address = f"{registry.for_model(LandTaxAssessment).url}review"
    refused = client.post(address, {"act": "burn"})
    assert (refused.status_code, "ไม่รู้จักคำสั่งนี้" in refused.content.decode()) == (409, True)
    assert set(LandTaxAssessment.objects.filter(tax_year=year).values_list("status", flat=True)) == {"draft"}


def test_the_map_shows_both_in_their_colours(year):
    rows = {row["title"]: row for row in review.on_the_map(ground.user("assessor"), "2569")}
    assert {title: row["color"] for title, row in rows.items()} == {"01A001": review.ORANGE, "01A002": review.RED}
    assert all(row["geom"] for row in rows.values())
    assert rows["01A001"]["tax"] == Decimal(6000)


def test_notifying_opens_one_charge_due_by_the_years_last_day_or_when_it_is_received(year):
    with ground.write():
        LandTaxAssessment.objects.filter(tax_year=year, review="").update(status="approved")
        assert review.take_all(year, "notify", ground.user("revenue_officer")) == 1
        assert review.take_all(year, "notify", ground.user("revenue_officer")) == 0
    row, charge = named("ปกติ"), Charge.objects.get()
    assert row.status == "notified"
    assert (charge.principal_baht, charge.source_id, charge.person) == (Decimal(6000), row.uid, row.person)
    last = date(2026, 4, 30)
    assert (charge.tax_year_be, charge.due_on) == (2569, last if clock.today() <= last else None)


def test_notifying_one_by_the_button_opens_its_charge_and_nothing_of_nothing(year):
    with ground.write():
        LandTaxAssessment.objects.filter(tax_year=year).update(status="approved")
        LandTaxAssessment.objects.filter(pk=named("โต").pk).update(tax_baht=0)
    for name in ("ปกติ", "โต"):
        assert take("notify", named(name), ground.user("assessor")).status == "notified"
    assert Charge.objects.get().source_id == named("ปกติ").uid


def test_the_review_says_why_the_tax_moved(client):
    """The use changed on one parcel, another was sold: both are told on the page, on the map and on the worksheet."""
    ground.town()
    owner = ground.person("เปลี่ยน")
    lands = [years.land(lot, owner, lot * 50, 0, lot * 50 + 40, 40, area_sqwah=400) for lot in (1, 2)]
    user = ground.user("assessor", "revenue_officer")
    with ground.write():
        last = TaxYear.objects.create(code="2568", prices_announced_on=date(2025, 1, 20))
    for land in lands:
        years.use(last, land, "other")
    assess.assess_year(last, user, years.acting)
    year = years.tax_year()
    years.use(year, lands[0], "residential")
    assess.assess_year(year, user, years.acting)
    sign_in(client, user)
    register = registry.for_model(LandTaxAssessment)
    gone, changed = "01A002: ไม่มีในการประเมินปีนี้", "01A001: การใช้ประโยชน์ อื่น ๆ → อยู่อาศัย, อัตราร้อยละ 0.3 → 0.02"
    page = client.get(f"{register.url}review?year=2569").content.decode()
    assert page.index(gone) < page.index(changed), "what moved most comes first"
    told = [row["why"] for row in review.on_the_map(user, "2569") if row["title"] == "01A001"]
    assert gone in told[0] and changed in told[0]
    tab = client.get(f"{register.record_url(named('เปลี่ยน').uid)}panel/trace").content.decode()
    assert "อัตราร้อยละ 0.3 → 0.02" in tab and "6,000.00" in tab


_LINE = Taxed(
    "01A001", "อื่น ๆ", Decimal(100), Decimal(50), Decimal(5000), Decimal(7000), Decimal(10), Decimal(0), Decimal("0.3"),
    Decimal("100.00"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("now", "why"),
    [
        ({"land_sqwah": Decimal(120)}, "เนื้อที่ (ตร.ว.) 100.0 → 120.0"),
        ({"floor_m2": Decimal("60.5")}, "พื้นที่สิ่งปลูกสร้าง (ตร.ม.) 50.00 → 60.50"),
        ({"baht_per_sqwah": Decimal("6500.00")}, "ราคาต่อ ตร.ว. 5,000 → 6,500"),
        ({"baht_per_m2": None}, "ราคาต่อ ตร.ม. 7,000 → ไม่มี"),
        ({"depreciation_percent": Decimal("12.00")}, "ค่าเสื่อมร้อยละ 10 → 12"),
        ({"exempt_baht": Decimal(1000)}, "มูลค่าที่ยกเว้น (บาท) 0.00 → 1,000.00"),
        ({}, "ลำดับการยกเว้น การรวมแปลง หรือการลดภาษีต่างจากปีก่อน"),
    ],
)
def test_each_fact_of_the_reckoning_is_named(now, why):
    (change,) = changes([_LINE], [replace(_LINE, tax_baht=Decimal("120.00"), **now)])
    assert (change.why, change.moved_baht) == ((why,), Decimal("20.00"))


def test_what_bears_the_same_tax_is_not_told():
    assert changes([_LINE], [replace(_LINE, land_sqwah=Decimal(99))]) == []


def test_nothing_is_approved_before_the_day_whose_owner_pays(client, year, monkeypatch):
    """Drafts may be made and checked before; who owns the land on the first of January is known on that day."""
    row, checker, head = named("ปกติ"), ground.user("revenue_officer", "clerk_chief"), ground.user("executive")
    take("check", row, checker)
    monkeypatch.setattr(clock, "today", lambda: date(2025, 12, 31))
    assert doors.refused(take, "approve", row, head) == ("TAX_DAY",)
    sign_in(client, head)
    answer = client.post(f"{registry.for_model(LandTaxAssessment).url}review?year=2569", {"act": "approve"})
    assert answer.status_code == 409 and "ยังไม่ถึงวันที่ 1 มกราคม 2569" in answer.content.decode()
    monkeypatch.setattr(clock, "today", lambda: date(2026, 1, 1))
    assert take("approve", row, head).status == "approved"
