"""Papers: number, frozen copy, QR page, replacement and void."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO

import pytest
from django.contrib.gis.geos import Point
from pypdf import PdfReader

from gis_core.access.actor import acting_as
from gis_core.features import clock
from gis_core.ground.models import NamedPlace
from gis_core.pure.refusal import Refusals, Refused
from gis_core.pure.thai_calendar import be_year, format_date
from layers.declare import Document
from layers.registry import registry
from modules.kernel.documents import issue as papers
from modules.kernel.documents.models import IssuedDocument
from tests.people import user_with

pytestmark = pytest.mark.django_db

CERTIFICATE = Document(
    "place_certificate",
    "หนังสือรับรองสถานที่",
    "kernel_documents/page.html",
    roles=("executive",),
    number="ร.{seq:03}/{be_year}",
)


@pytest.fixture
def place(clerk):
    with acting_as(clerk, "เพิ่มสถานที่"):
        return NamedPlace.objects.create(thai="ศาลากลางบ้าน", kind="office", geom=Point(100.5, 15.0))


@pytest.fixture
def places():
    return next(r for r in registry.registers if r.model is NamedPlace)


def text_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def fonts_of(pdf: bytes) -> set[str]:
    page = PdfReader(BytesIO(pdf)).pages[0]
    return {str(font.get_object()["/BaseFont"]) for font in page["/Resources"]["/Font"].values()}


def test_a_draft_has_no_number_and_writes_nothing(places, place):
    paper = papers.draft(places, CERTIFICATE, place, user_with("executive"))
    assert paper.startswith(b"%PDF")
    assert any("Sarabun" in font for font in fonts_of(paper))
    assert "เลขที่" not in text_of(paper)
    assert not IssuedDocument.objects.exists()


@pytest.mark.parametrize("in_thai", [True, False])
def test_the_head_is_written_in_the_digits_its_paper_is_declared_in(places, place, in_thai):
    paper = papers.draft(places, replace(CERTIFICATE, thai_digits=in_thai), place, user_with("executive"))
    today = format_date(clock.today(), "long", in_thai)
    assert today in text_of(paper).replace("\n", " ")


def test_an_issued_paper_is_numbered_frozen_and_checkable(places, place, client):
    mayor = user_with("executive")
    first = papers.issue(places, CERTIFICATE, place, user=mayor, reason="ออกตามคำขอ", site="https://office.example")
    second = papers.issue(places, CERTIFICATE, place, user=mayor, reason="ออกตามคำขอ", site="https://office.example")
    year = be_year(clock.today())
    assert [first.number, second.number] == [f"ร.001/{year}", f"ร.002/{year}"]
    frozen = papers.frozen(first)
    with acting_as(mayor, "เปลี่ยนชื่อภายหลัง"):
        place.thai = "ชื่อใหม่"
        place.save()
    assert papers.frozen(first) == frozen
    page = client.get(f"/d/{first.check_code}")
    assert page.status_code == 200
    assert first.number in page.content.decode()
    assert "ศาลากลางบ้าน" not in page.content.decode()
    assert client.get("/d/BBBBBBBBBBBB").status_code == 404


def test_only_who_signs_it_may_issue_it(places, place):
    with pytest.raises(Refusals) as refused:
        papers.issue(places, CERTIFICATE, place, user=user_with("engineer"), reason="x", site="https://office.example")
    assert refused.value.codes == ("NO_RIGHT",)
    assert not IssuedDocument.objects.exists()


def test_a_replacement_voids_the_old_paper(places, place, client):
    mayor = user_with("executive")
    old = papers.issue(places, CERTIFICATE, place, user=mayor, reason="ออก", site="https://office.example")
    papers.issue(places, CERTIFICATE, place, user=mayor, reason="หาย", site="https://office.example", replaces=old)
    assert "ยกเลิก" in client.get(f"/d/{old.check_code}").content.decode()
    with pytest.raises(Refusals):
        papers.void(old, user=mayor, reason="ซ้ำ")


def test_a_changed_file_is_not_passed_off_as_the_paper(places, place):
    from gis_core.files import store

    issued = papers.issue(
        places, CERTIFICATE, place, user=user_with("executive"), reason="ออก", site="https://o.example"
    )
    store.path_of(issued.sha256).write_bytes(b"%PDF-1.7 forged")
    with pytest.raises(Refused, match="DOCUMENT_CHANGED"):
        papers.frozen(issued)


def test_the_code_spells_nothing_and_is_long_enough():
    from modules.kernel.documents.models import check_code

    assert re.fullmatch(r"[2-9BCDFGHJKLMNPQRSTVWXZ]{12}", check_code())
