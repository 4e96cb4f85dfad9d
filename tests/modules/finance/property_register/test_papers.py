"""The printed forms: what stands on them, and what does not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.template.loader import render_to_string
from django.urls import reverse
from pypdf import PdfReader

from gis_core.files.models import Attachment
from gis_core.ground import sketch
from gis_core.ground.models import AppraisalPrice, Parcel, Signboard, TaxBlock
from gis_core.pure.thai_area import format_area
from gis_core.pure.thai_text import to_thai_digits
from layers.registry import registry
from modules.finance.property_register import cards, papers
from modules.finance.property_register.models import OwnerCard
from modules.kernel.documents.issue import document_of, draft, issue
from tests.modules.finance.property_register import ground
from tests.people import sign_in, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def land(db):
    ground.town()
    land = ground.parcel(1, 0, 0, 40, 40, area_sqwah=400)
    ground.owner(land, ground.person("กมล"))
    ground.building(land, 5, 5, 15, 15, kind_code="100", floors=2)
    with ground.write():
        AppraisalPrice.objects.create(parcel=land, baht_per_sqwah=1000, valid=DateRange(date(2023, 1, 1), None))
        cards.open_cards()
    return Parcel.objects.get(pk=land.pk)


def text_of(document, context, record):
    values = {"record": record, "document": document, "signer": ground.user("assessor"), **context}
    return render_to_string(document.template, values)


def test_a_card_lists_everything_of_its_owner_with_totals(land):
    card = OwnerCard.objects.get()
    with ground.write():
        Signboard.objects.create(thai="ร้านกมล", width_cm=100, height_cm=50, person=card.person, geom=ground.point(5, 5))
    context = papers.owner_card(card)
    assert (context["land_sqwah"], context["land_baht"]) == (400, Decimal("400000.00"))
    text = text_of(papers.CARD_PAPERS[0], context, card)
    for wanted in ("ก๐๐๐๑", "กมล ทดสอบ", "๐๑A๐๐๑", "๑-๐-๐", "๔๐๐,๐๐๐.๐๐", "ร้านกมล"):
        assert wanted in text


def test_the_total_of_a_long_card_stands_once_under_its_last_row(land):
    card = OwnerCard.objects.get()
    for lot in range(2, 32):
        ground.owner(ground.parcel(lot, 0, lot * 10, 10, lot * 10 + 8, area_sqwah=20), card.person)
    paper = draft(ground.register("owner_card"), papers.CARD_PAPERS[0], card, ground.user("assessor"))
    pages = [page.extract_text() for page in PdfReader(BytesIO(paper)).pages]
    total = to_thai_digits(format_area(Decimal(400 + 30 * 20)))
    assert len(pages) > 2 and [total in page for page in pages].count(True) == 1


@pytest.mark.parametrize("document", papers.PARCEL_PAPERS, ids=lambda d: d.code)
def test_parcel_papers_are_printed(land, document):
    paper = draft(ground.register("parcel"), document, land, ground.user("assessor"))
    assert paper.startswith(b"%PDF")


def test_the_report_of_a_parcel_names_nobody(land):
    document = papers.PARCEL_PAPERS[-1]
    assert "กมล" not in text_of(document, papers.parcel_report(land), land)


def test_building_and_block_papers_are_printed(land):
    user = ground.user("assessor")
    building = land.buildings.get()
    assert draft(ground.register("building"), papers.BUILDING_PAPERS[0], building, user).startswith(b"%PDF")
    block = TaxBlock.objects.get()
    context = papers.block_index(block)
    assert (context["count"], context["area_sqwah"]) == (1, 400)
    assert "กมล ทดสอบ" in text_of(papers.BLOCK_PAPERS[0], context, block)


def test_the_plan_writes_true_lengths(land):
    drawn = sketch.of_parcel(land)
    assert drawn.count("๔๐.๐๐") == 4
    assert "<script" not in drawn


def test_a_paper_with_owners_is_read_by_those_who_may_know_them(land, client):
    register = registry.for_model(Parcel)
    signer = user_with("revenue_officer")
    issued = issue(register, document_of(register, "pt1"), land, user=signer, reason="ทดสอบ", site="https://x/")
    file = Attachment.objects.get(record_id=issued.uid)
    doors = (
        reverse("document-frozen", args=[issued.uid]),
        reverse("file", args=[file.uid]),
        reverse("document-draft", args=[register.slug, land.uid, "pt1"]),
    )
    for role, allowed in (("surveyor", True), ("engineer", False), ("officer", False)):
        sign_in(client, user_with(role))
        assert [client.get(url).status_code == 200 for url in doors] == [allowed] * 3, role
    report = issue(
        register, document_of(register, "parcel_report"), land, user=signer, reason="ทดสอบ", site="https://x/"
    )
    sign_in(client, user_with("engineer", name="engineer2"))
    assert client.get(reverse("document-frozen", args=[report.uid])).status_code == 200
