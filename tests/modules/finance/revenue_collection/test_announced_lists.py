"""An announcement carries its list behind it, in one frozen PDF: printed piece by piece, once, also after a kill."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.contrib.gis.geos import MultiPolygon
from django.db.backends.postgresql.psycopg_any import DateRange
from pypdf import PdfReader

from gis_core.access.models import RoleHolding
from gis_core.ground.models import CondoPrice, CondoUnit, TaxBlock, TaxZone
from gis_core.jobs.models import JobProgress
from gis_core.pure.refusal import Refused
from layers.registry import registry
from modules.finance.revenue_collection.land_tax import announcements
from modules.finance.revenue_collection.models import LandTaxUse, TaxYear
from modules.kernel.documents import batches
from modules.kernel.documents import issue as papers
from modules.kernel.documents.models import IssuedDocument
from modules.kernel.documents.tasks import issue_with_annex
from modules.kernel.documents.templatetags.paper import code_kept
from tests import kill
from tests.doors import refused
from tests.modules.finance.property_register import ground
from tests.modules.finance.revenue_collection import year as years
from tests.modules.kernel.test_document_batches import SITE, Worker
from tests.people import sign_in

SLUG = "revenue_collection-taxyear"


def town() -> TaxYear:
    """Two blocks with a parcel each and a condominium with a unit, posted and announced."""
    block = ground.town()
    year = years.tax_year(listed_on=date(2025, 11, 10))
    with ground.write():
        TaxBlock.objects.create(
            zone=TaxZone.objects.get(), letter="B", code="01B", geom=ground.area(500, 0, 1000, 1000)
        )
    first = years.land(1, ground.person("สมหมาย"), 0, 0, 40, 40)
    second = years.land(2, ground.person("สมปอง"), 600, 0, 640, 40)
    with ground.write():
        second.block, second.parcel_code = TaxBlock.objects.get(code="01B"), "01B002"
        second.save()
    assert first.block == block
    for parcel in (first, second):
        years.use(year, parcel, "other", register_no=f"กช.{parcel.pk}")
    built = ground.building(first, 5, 5, 15, 15)
    with ground.write():
        unit = CondoUnit.objects.create(building=built, unit_no="31/1", floor=3, area_m2=30)
        CondoPrice.objects.create(
            building=built, floor_from=1, floor_to=9, baht_per_m2=40_000, valid=DateRange(date(2023, 1, 1), None)
        )
        LandTaxUse.objects.create(
            tax_year=year, condo_unit=unit, category="residential", seq=1, floor_m2=30, register_no="กช.9"
        )
    return year


def a_job(user: Any) -> JobProgress:
    return JobProgress.objects.create(owner=user, task=issue_with_annex.name, title="ประกาศ", reason="ออกประกาศ")


def arguments(year: TaxYear, code: str) -> dict[str, str]:
    return {"slug": registry.for_model(TaxYear).slug, "record": str(year.uid), "code": code, "site": SITE}


def texts(paper: bytes) -> list[str]:
    """The text of each page, without the spaces that printing sets between Thai letters."""
    return ["".join((page.extract_text() or "").split()) for page in PdfReader(BytesIO(paper), strict=True).pages]


@pytest.mark.django_db
@pytest.mark.parametrize(("code", "forms"), [("pds34", ("ภ.ด.ส.๓", "ภ.ด.ส.๔")), ("pds12", ("ภ.ด.ส.๑", "ภ.ด.ส.๒"))])
def test_the_list_stands_behind_the_announcement(code, forms):
    year, worker = town(), Worker(a_job(ground.user("executive")))
    address = issue_with_annex.function(worker, **arguments(year, code))
    issued = IssuedDocument.objects.get()
    assert address == f"/document/{issued.uid}" and issued.batch == worker.uid
    first, *pages = texts(papers.frozen(issued))
    assert "ท้ายประกาศนี้" in first and issued.check_code in "".join([first, *pages])
    found = [page for page in pages if "รายการ" in page and "เทศบาลทดสอบปีภาษี" in page]
    assert [next(form for form in forms if f"({form})" in page) for page in found] == [forms[0], forms[0], forms[1]]
    for page, words in zip(found, (("๐๑A๐๐๑", "สมหมาย"), ("๐๑B๐๐๒", "สมปอง"), ("๓๑/๑", "อยู่อาศัย")), strict=True):
        parcel, word = words
        assert parcel in page and (word in page) == (code == "pds12" or word == "อยู่อาศัย"), page
    assert not list(batches.folder().glob("*.piece"))
    assert any("เขตย่อย 01B (2 จาก 3 ส่วน)" in message for message in worker.messages)
    issue_with_annex.function(worker, **arguments(year, code))
    assert IssuedDocument.objects.count() == 1, "done again it issues nothing"


def test_killed_in_the_middle_it_goes_on_with_what_is_missing(committed_db: str, monkeypatch: pytest.MonkeyPatch):
    year, user = town(), ground.user("executive")
    row = a_job(user)

    def work() -> int:
        kill.plant("modules.kernel.documents.issue.annex_piece", 2, kill.WEB)
        issue_with_annex.function(Worker(row), **arguments(year, "pds34"))
        return 200

    assert kill.in_a_child(work) == kill.KILLED
    assert [path.name for path in batches.folder().glob("*.piece")] == [f"{row.uid}-0.piece"]
    assert not IssuedDocument.objects.exists()
    printed: list[str] = []
    plain = papers.annex_piece

    def told(*given: Any, **more: Any) -> bytes:
        printed.append(str(given[3]))
        return plain(*given, **more)

    monkeypatch.setattr(papers, "annex_piece", told)
    issue_with_annex.function(Worker(row), **arguments(year, "pds34"))
    assert printed == ["เขตย่อย 01B", "อาคารชุด 01A001/001"]
    assert IssuedDocument.objects.count() == 1 and not list(batches.folder().glob("*.piece"))


@pytest.mark.django_db
def test_the_button_prints_in_the_background(client):
    year, register = town(), registry.for_model(TaxYear)
    base = f"{register.record_url(year.uid)}document/pds34/"
    sign_in(client, ground.user("assessor"))
    assert client.post(f"{base}issue", {"reason": "ออก"}).status_code != 302 and not JobProgress.objects.exists()
    sign_in(client, ground.user("executive"))
    draft = texts(client.get(base).content)
    assert "ร่างแสดงบัญชีท้ายเฉพาะส่วนแรก" in draft[-1] and "๐๑A๐๐๑" in draft[-1]
    answer = client.post(f"{base}issue", {"reason": "ออกประกาศ"})
    job = JobProgress.objects.get()
    assert answer["Location"] == f"{register.url}documents/{job.uid}/"
    assert "จัดพิมพ์บัญชีท้ายทีละส่วน" in client.get(answer["Location"]).content.decode()
    assert "อยู่ในคิวแล้ว" in client.post(f"{base}issue", {"reason": "อีกครั้ง"}).content.decode()
    many = client.get(f"{register.url}documents/").content.decode()
    assert "ประกาศการสำรวจ" in many and "ภ.ด.ส.3" not in many, "papers with a list are issued one by one"


@pytest.mark.django_db
def test_without_its_list_or_by_who_sees_a_part_it_is_not_issued():
    year, register = town(), registry.for_model(TaxYear)
    document = announcements.DOCUMENTS[0]
    act = {"user": ground.user("executive"), "reason": "ออก", "site": SITE}
    assert refused(papers.issue, register, document, year, **act) == ("ANNEX",)
    with ground.write():
        RoleHolding.objects.update(area=MultiPolygon(ground.rect(0, 0, 500, 500), srid=4326), area_name="บางส่วน")
    partly = ground.user("executive")
    with pytest.raises(Refused, match="ไม่มีเอกสารหรือระเบียนนี้แล้ว"):
        issue_with_annex.function(Worker(a_job(partly)), **arguments(year, "pds34"))
    assert document.annex is not None
    with pytest.raises(Refused, match="ครบทั้งพื้นที่"):
        document.annex.content(year, document.annex.pieces(year)[0], partly)
    assert not IssuedDocument.objects.exists()


def test_a_form_code_is_never_broken():
    assert code_kept("บัญชี และห้องชุด (ภ.ด.ส.3/ภ.ด.ส.4)") == "บัญชี และห้องชุด <span>(ภ.ด.ส.3/ภ.ด.ส.4)</span>"
    assert code_kept("ใบสั่ง <b> (1)") == "ใบสั่ง &lt;b&gt; <span>(1)</span>"
    assert code_kept("ใบสั่งซ่อม") == "ใบสั่งซ่อม"
