"""Papers of a whole list: each numbered and frozen once, also when the worker is killed, and bound in order."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import replace
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter

from gis_core.access.actor import acting_as
from gis_core.jobs.models import JobProgress
from gis_core.numbering.models import NumberTaken
from layers.declare import Document
from modules.kernel.documents import batches, binding
from modules.kernel.documents import issue as papers
from modules.kernel.documents.models import IssuedDocument
from modules.kernel.documents.tasks import issue_batch
from tests import kill
from tests.map_ui import register_pages as street
from tests.people import sign_in, user_with

SITE = "https://office.example/"


class Worker:
    """Stands in for the running job."""

    def __init__(self, row: JobProgress) -> None:
        self.uid, self.user, self.reason = row.uid, row.owner, row.reason
        self.messages: list[str] = []

    def step(self, done: int, total: int = 0, message: str = "") -> None:
        self.messages.append(message)

    def acting(self) -> AbstractContextManager[int]:
        return acting_as(self.user, self.reason, batch_id=self.uid)


@pytest.fixture(autouse=True)
def numbered(monkeypatch: pytest.MonkeyPatch) -> None:
    """The paper of the example takes numbers here."""
    plain = papers.document_of

    def with_number(register: Any, code: str) -> Any:
        found = plain(register, code)
        return replace(found, number="ซ.{seq:03}") if found else None

    monkeypatch.setattr(papers, "document_of", with_number)


def started(client: Any, **more: str) -> Any:
    return client.post(f"{street.lamps().url}documents/", {"code": "repair_order", **more})


def pages_of(address: str, client: Any) -> list[str]:
    bound = b"".join(client.get(address).streaming_content)
    return [page.extract_text() for page in PdfReader(BytesIO(bound), strict=True).pages]


@pytest.mark.django_db
def test_each_record_of_the_list_gets_one_paper_in_one_file(client: Any) -> None:
    street.bulk(12)
    sign_in(client, street.engineer())
    page = client.get(f"{street.lamps().url}documents/?lamp_type=led").content.decode()
    asked = street.lamps().model.objects.filter(lamp_type="led").count()
    assert f"<strong>{asked}</strong>" in page and f"(ยังไม่ได้ออก {asked})" in page
    answer = client.post(f"{street.lamps().url}documents/?lamp_type=led", {"code": "repair_order"})
    row = JobProgress.objects.get()
    waiting = f"{street.lamps().url}documents/{row.uid}/"
    assert (answer.status_code, answer["Location"]) == (302, waiting)
    assert "ออกใบสั่งซ่อม" in client.get(waiting).content.decode()
    uids = list(street.lamps().model.objects.filter(lamp_type="led").order_by("-id").values_list("uid", flat=True))
    worker = Worker(row)
    arguments = {"slug": street.lamps().slug, "code": "repair_order", "records": [str(u) for u in uids], "site": SITE}
    address = issue_batch.function(worker, **arguments)
    issued = list(IssuedDocument.objects.order_by("id"))
    assert [paper.record_id for paper in issued] == uids
    assert [paper.number for paper in issued] == [f"ซ.{n:03}" for n in range(1, asked + 1)]
    assert worker.messages[-1] == f"ออกแล้ว {asked} ฉบับ รวม {asked} หน้า"
    texts = pages_of(address, client)
    assert len(texts) == asked
    for text, paper in zip(texts, issued, strict=True):
        assert paper.check_code in text
    issue_batch.function(Worker(row), **arguments)
    assert IssuedDocument.objects.count() == asked, "done again it issues nothing"
    assert "ไม่มีระเบียนที่จะออก" in started(client, again="").content.decode() or asked < 12
    sign_in(client, user_with("division_head"))
    assert client.get(address).status_code == 404 and client.get(waiting).status_code == 404
    batches.path_of(row.uid).unlink()


@pytest.mark.django_db
def test_it_is_refused(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(client, street.engineer())
    assert "ไม่มีระเบียนที่จะออก" in started(client).content.decode()
    street.bulk(4)
    monkeypatch.setattr(batches, "LIMIT", 3)
    over = started(client)
    assert over.status_code == 409 and "ครั้งละไม่เกิน 3 ฉบับ" in over.content.decode()
    assert "เลือกแบบเอกสารที่มีอำนาจลงนาม" in started(client, code="other").content.decode()
    assert not JobProgress.objects.exists()
    sign_in(client, user_with("citizen"))
    assert started(client).status_code == 403
    assert client.get(f"{street.lamps().url}documents/").status_code == 403


#: (after which function, which of its calls, who is killed)
POINTS = [
    (target, times, who)
    for target, times in (
        ("modules.kernel.documents.issue.attach", 13),
        ("modules.kernel.documents.batches.issue_piece", 1),
    )
    for who in (kill.WEB, kill.DATABASE)
]


@pytest.mark.parametrize(("target", "times", "who"), POINTS)
def test_killed_in_the_middle_it_goes_on_without_gap_or_double(
    committed_db: str, target: str, times: int, who: str
) -> None:
    street.bulk(14)
    engineer = street.engineer()
    row = JobProgress.objects.create(owner=engineer, task=issue_batch.name, title="ชุด", reason="ออก")
    uids = [str(uid) for uid in street.lamps().model.objects.order_by("id").values_list("uid", flat=True)]
    arguments = {"slug": street.lamps().slug, "code": "repair_order", "records": uids, "site": SITE}

    def work() -> int:
        kill.plant(target, times, who)
        issue_batch.function(Worker(row), **arguments)
        return 200

    assert kill.in_a_child(work) in (kill.KILLED, kill.LOST, kill.FELL)
    assert IssuedDocument.objects.count() in (0, 10)
    issue_batch.function(Worker(row), **arguments)
    issued = list(IssuedDocument.objects.order_by("id"))
    assert [str(paper.record_id) for paper in issued] == uids
    assert [paper.number for paper in issued] == [f"ซ.{n:03}" for n in range(1, 15)]
    assert NumberTaken.objects.filter(text__startswith="ซ.").count() == 14
    assert all(papers.frozen(paper).startswith(b"%PDF") for paper in issued)
    batches.path_of(row.uid).unlink()


def made(text: str) -> bytes:
    from modules.kernel.documents.render import pdf

    probe = Document("probe", text, "kernel_documents/page.html", ())
    return pdf(probe.template, {"document": probe, "office": {"thai": "เทศบาล"}, "issued_on": None})


def test_bound_papers_share_what_is_the_same_and_stand_whole(tmp_path: Any) -> None:
    one, two = made("ใบที่หนึ่ง"), made("ใบที่สอง")
    target = tmp_path / "bound.pdf"
    assert binding.bind([one, two, one], target, "รวม") == 3
    reader = PdfReader(target, strict=True)
    assert reader.metadata is not None and reader.metadata.title == "รวม"
    assert [("หนึ่ง" in p.extract_text()) for p in reader.pages] == [True, False, True]
    assert target.stat().st_size < len(one) * 1.2 + len(two)
    PdfWriter(clone_from=target).write(tmp_path / "again.pdf")
    assert not target.with_suffix(".part").exists()


def test_two_threads_never_set_type_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    inside, most = 0, 0

    def slow(*_: Any, **__: Any) -> Any:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        time.sleep(0.05)
        inside -= 1
        return SimpleNamespace(write_pdf=lambda: b"%PDF")

    monkeypatch.setattr("modules.kernel.documents.render.HTML.render", slow)
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(made, "กขคง")) == [b"%PDF"] * 4
    assert most == 1


@pytest.mark.django_db
def test_a_reason_with_a_nul_is_kept_without_it(client: Any) -> None:
    street.bulk(1)
    sign_in(client, street.engineer())
    assert started(client, reason="ออกทั้งรายการ\x00").status_code == 302
    assert JobProgress.objects.get().reason == "ออกทั้งรายการ"
