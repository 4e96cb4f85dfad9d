"""Printed forms, lists and the trace of an assessment."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from gis_core.ground import sketch
from gis_core.pure.refusal import Refused
from layers.registry import registry
from modules.finance.revenue_collection.land_tax import assess, lists, papers, paying, review
from modules.finance.revenue_collection.models import ExtensionOrder, LandTaxAssessment
from modules.kernel.charges.models import BillerAccount, Charge
from modules.kernel.documents import issue
from modules.kernel.notices import issuing
from modules.kernel.notices.models import Notice
from tests.modules.finance.property_register import ground
from tests.modules.finance.revenue_collection import year as years
from tests.people import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def assessed(db):
    """A shop and an idle corner on one parcel, a second parcel beside it; the assessment stands approved."""
    ground.town()
    year = years.tax_year()
    who = ground.person("สมหมาย")
    first = years.land(1, who, 0, 0, 40, 40)
    built = ground.building(first, 5, 5, 15, 15, kind_code="300", structure="masonry", built_year_be=2559)
    years.use(year, first, building=built, floor_m2=200, land_sqwah=Decimal(300))
    years.use(year, first, "vacant", seq=2, land_sqwah=Decimal(100), vacant_since_be=2563)
    years.use(year, years.land(2, who, 40, 0, 80, 40), "agri")
    assess.assess_year(year, ground.user("assessor"), years.acting)
    with ground.write():
        LandTaxAssessment.objects.update(status="approved")
    return LandTaxAssessment.objects.get()


def paper(assessment, code):
    register = registry.for_model(LandTaxAssessment)
    document = issue.document_of(register, code)
    return issue.draft(register, document, assessment, ground.user("clerk_chief"))


@pytest.mark.parametrize("code", ["pds6", "pds7"])
def test_the_papers_are_printed(assessed, code):
    assert paper(assessed, code).startswith(b"%PDF")


def test_the_notice_counts_and_tells_the_days_of_the_year(assessed):
    with ground.write():
        ExtensionOrder.objects.create(
            tax_year=assessed.tax_year, step="pay", until=date(2026, 6, 30), order_no="1", ordered_on=date(2026, 2, 1)
        )
    found = papers.notice(assessed)
    assert (found["parcels"], found["buildings"], found["units"]) == (2, 1, 0)
    assert found["days"]["pay"] == date(2026, 6, 30)
    assert found["may_pay_in_thirds"] is (assessed.tax_baht >= 3000)


def test_notice_and_reminder_print_a_payment_qr_and_a_plan_of_the_property(assessed):
    """The QR carries the reference of the charge and its sum; the plan both parcels by their codes."""
    with ground.write():
        BillerAccount.objects.create(biller_id="099400016550100", bank="ธนาคารทดสอบ", account_no="1")
        review.take_all(assessed.tax_year, "notify", ground.user("assessor"))
    assessed.refresh_from_db()
    charge = Charge.objects.get()
    found = papers.notice(assessed)
    assert f" {charge.ref1} {found['ref2']} " in found["barcode"] and found["ref2"] == "01A001"
    assert found["pay_qr"].startswith("data:image/svg+xml")
    assert "๐๑A๐๐๑" in found["sketch"] and "๐๑A๐๐๒" in found["sketch"]
    assert paper(assessed, "pds6").startswith(b"%PDF")
    letter = issuing.paper(Notice.objects.get())
    assert (letter["pay_qr"], letter["sketch"]) == (found["pay_qr"], found["sketch"])
    reminder = paying.on_reminder(Notice(source_id=charge.uid))
    assert (reminder["pay_qr"], reminder["sketch"]) == (found["pay_qr"], found["sketch"])


def test_before_it_is_notified_there_is_a_plan_and_nothing_to_pay_by(assessed):
    found = papers.notice(assessed)
    assert "pay_qr" not in found and "<svg" in found["sketch"]


def test_parcels_far_apart_are_not_drawn_on_one_plan(assessed):
    far = years.land(3, None, 900, 900, 940, 940)
    near = paying.parcels_of(assessed)
    drawn = sketch.of_parcels([*near, far])
    assert "๐๑A๐๐๑" in drawn and "๐๑A๐๐๓" not in drawn
    assert sketch.of_parcels([]) == ""


def test_an_assessment_that_was_not_approved_is_not_notified(assessed):
    assessed.status = "checked"
    with pytest.raises(Refused) as refused:
        papers.notice(assessed)
    assert refused.value.code == "NOT_APPROVED"


def test_the_worksheet_names_the_law_of_every_rate(assessed):
    found = papers.worksheet(assessed)
    assert [line.category for line in found["land"]] == ["other", "vacant", "agri"]
    assert any("2564" in law for law in found["laws"])
    assert any("ม.40" in law for law in found["laws"])
    assert sum(line.tax_baht for line in found["land"]) == assessed.tax_baht


def test_the_record_shows_where_each_figure_comes_from(client, assessed):
    sign_in(client, ground.user("assessor"))
    register = registry.for_model(LandTaxAssessment)
    shown = client.get(f"{register.record_url(assessed.uid)}panel/trace").content.decode()
    for text in ("เพิ่มอัตราเพราะว่างเปล่า", "ร้อยละ 0.6", "กลุ่มที่"):
        assert text in shown


def test_the_lists_show_every_use_and_names_only_to_those_who_may_see_owners(assessed):
    rows = lists.property_list(ground.user("assessor"), "2569", "01A")
    assert [(row["title"], row["use"], row["owner"]) for row in rows] == [
        ("01A001", "อื่น ๆ", "สมหมาย ทดสอบ"),
        ("01A001", "ทิ้งไว้ว่างเปล่าหรือไม่ได้ทำประโยชน์ตามควรแก่สภาพ", "สมหมาย ทดสอบ"),
        ("01A002", "ประกอบเกษตรกรรม", "สมหมาย ทดสอบ"),
    ]
    assert (rows[0]["age"], rows[0]["m2"]) == (10, Decimal(200))
    assert {row["owner"] for row in lists.property_list(ground.user("auditor"), "2569")} == {""}
    prices = lists.price_list(ground.user("assessor"), "2569")
    assert [(row["baht"], row["m2_baht"], row["rate"]) for row in prices] == [
        (Decimal(5000), Decimal(6500), Decimal("0.3")),
        (Decimal(5000), None, Decimal("0.3")),
        (Decimal(5000), None, Decimal("0.01")),
    ]
