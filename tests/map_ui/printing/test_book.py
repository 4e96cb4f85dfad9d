"""A map-book: every sheet over an area, an index in front; what was printed before a kill is not printed again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import shapely
from pypdf import PdfReader

from gis_core.jobs.models import JobProgress
from gis_core.pure.refusal import Refused
from map_ui.printing import asked, book, sheets
from map_ui.tasks import print_book
from tests.map_ui.printing import read_pdf
from tests.map_ui.printing.conftest import Ground, box, build
from tests.people import sign_in
from tests.running_job import Stopped, Worker

ROOT = Path(__file__).resolve().parents[3]
BLOCK = "property_register-block"
#: Sheets of 1:500 over the block of 240 by 140 m: six of them.
ARGUMENTS = {"slug": BLOCK, "scale": 500, "paper": "A4"}


def start(client: Any, ground: Ground, scale: str = "500") -> JobProgress:
    sign_in(client, ground.surveyor)
    answer = client.post(f"/print/area/{BLOCK}/{ground.block.uid}/book", {"scale": scale, "paper": "A4"})
    row = JobProgress.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/print/{row.uid}/")
    return row


def squares_of(ground: Ground, scale: int = 500) -> list[sheets.Square]:
    return sheets.squares_over(shapely.from_wkb(bytes(ground.block.geom.wkb)), scale)


@pytest.mark.django_db
def test_sheets_cover_an_area_from_the_north_west(ground: Ground) -> None:
    squares = squares_of(ground)
    assert len(squares) == len({square.sheet for square in squares}) > 1
    corners = [(-square.bounds.max_y, square.bounds.min_x) for square in squares]
    assert corners == sorted(corners)
    whole = shapely.union_all([square.outline for square in squares])
    assert whole.buffer(1e-7).covers(shapely.from_wkb(bytes(ground.block.geom.wkb)))
    for square in squares:
        again = sheets.square_of(str(square.sheet))
        assert (again.bounds, again.srid) == (square.bounds, square.srid), "a name leads back to its square"


@pytest.mark.django_db
def test_a_border_alone_needs_no_sheet(ground: Ground) -> None:
    square = squares_of(ground)[0]
    b = square.bounds
    inside = shapely.from_wkb(bytes(box(b.min_x, b.min_y, 250, 250, square.srid).wkb))
    assert [each.sheet for each in sheets.squares_over(inside, 500)] == [square.sheet]


@pytest.mark.django_db
def test_a_book_has_an_index_and_a_page_a_sheet(ground: Ground, client: Any) -> None:
    row = start(client, ground)
    squares = squares_of(ground)
    worker = Worker(row)
    address = print_book.function(worker, record=str(ground.block.uid), **ARGUMENTS)
    assert worker.steps[-1] == (len(squares), len(squares), f"ระวาง {squares[-1].sheet}")
    content = b"".join(client.get(address).streaming_content)
    pages = PdfReader(BytesIO(content)).pages
    assert len(pages) == len(squares) + 1
    assert read_pdf.size_mm(pages[0]) == pytest.approx((210, 297), abs=0.001)
    assert read_pdf.size_mm(pages[1]) == pytest.approx((297, 210), abs=0.001)
    index = " ".join(read_pdf.spoken(content))
    assert "สมุดแผนที่ เขตย่อยแผนที่ภาษี (Block) 01A" in index
    assert all(str(square.sheet) in index for square in squares)
    assert len({id(font) for page in pages for font in page["/Resources"]["/Font"].values()}) >= 4
    assert len(content) < 40_000 * len(pages), "every page brought fonts of its own"
    assert not (book.folder() / f"{row.uid}.pages").exists()


@pytest.mark.django_db
def test_a_book_goes_on_where_it_was_stopped(ground: Ground, client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    row = start(client, ground)
    with pytest.raises(Stopped):
        print_book.function(Worker(row, last=2), record=str(ground.block.uid), **ARGUMENTS)
    kept = sorted((book.folder() / f"{row.uid}.pages").iterdir())
    assert [page.name for page in kept] == ["0001.pdf", "0002.pdf"]
    assert client.get(f"/print/{row.uid}.pdf").status_code == 404
    drawn = []
    sheet_page = book.sheet_page
    monkeypatch.setattr(
        book, "sheet_page", lambda order, user: drawn.append(order.sheet_name) or sheet_page(order, user)
    )
    print_book.function(Worker(row), record=str(ground.block.uid), **ARGUMENTS)
    assert drawn == [f"ระวาง {square.sheet}" for square in squares_of(ground)[2:]]
    given = client.get(f"/print/{row.uid}.pdf")
    assert given.status_code == 200
    given.close()


@pytest.mark.django_db
def test_a_right_that_was_taken_away_prints_nothing(ground: Ground) -> None:
    with pytest.raises(Refused) as refusal:
        asked.book_of("property_register-parcel", ground.east.uid, 1000, ground.west_reader)
    assert refusal.value.code == "NOT_FOUND"


@pytest.mark.django_db
def test_a_province_is_no_book(ground: Ground) -> None:
    wide = shapely.box(100, 14.5, 101, 15.5)
    with pytest.raises(Refused) as refusal:
        sheets.squares_over(wide, 1000)
    assert refusal.value.code == "TOO_MANY_SHEETS"


@pytest.mark.django_db
def test_the_index_of_the_town_is_a_page_of_its_own(ground: Ground, client: Any) -> None:
    sign_in(client, ground.surveyor)
    page = client.get("/print/sheets/?scale=1000").content.decode()
    assert page.count('aria-label="พิมพ์ระวาง ') == len(sheets.town_squares(1000))
    chosen = client.get("/print/sheets/?scale=4000").content.decode()
    assert 'name="scale" value="4000"' in chosen, "a chosen scale goes along to the area"
    pdf = client.get("/print/sheets/index.pdf?scale=2000")
    assert pdf["Content-Type"] == "application/pdf"
    assert str(sheets.town_squares(2000)[0].sheet) in read_pdf.spoken(pdf.content)


# -- a worker in a process of its own ----------------------------------------------------------------------------------
@pytest.fixture
def worker(committed_db: str) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    started: list[subprocess.Popen[bytes]] = []

    def begin() -> subprocess.Popen[bytes]:
        environment = os.environ | {"ELOCAL_DB_NAME": committed_db, "PYTHONPATH": str(ROOT)}
        process = subprocess.Popen([sys.executable, str(ROOT / "manage.py"), "work"], env=environment, cwd=ROOT)
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.wait()


def eventually(test: Callable[[], bool], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not test():
        assert time.monotonic() < deadline, "ไม่เกิดขึ้นในเวลา"
        time.sleep(0.02)


def test_a_killed_workers_book_is_finished_by_the_next(committed_db: str, worker: Callable[[], Any]) -> None:
    ground = build()
    row = print_book.start(ground.surveyor, slug="property_register-zone", record=_zone(ground), scale=500, paper="A4")
    pages = book.folder() / f"{row.uid}.pages"
    first = worker()
    eventually(lambda: pages.exists() and len(list(pages.glob("*.pdf"))) >= 2)
    first.send_signal(signal.SIGKILL)
    first.wait()
    kept = {page.name: page.stat().st_mtime_ns for page in pages.glob("*.pdf")}
    assert kept and not book.path_of(row.uid).exists()
    second = worker()
    eventually(lambda: not pages.exists() or len(list(pages.glob("*.pdf"))) > len(kept))
    if pages.exists():
        assert {name: (pages / name).stat().st_mtime_ns for name in kept} == kept, "a finished page was printed again"
    eventually(lambda: JobProgress.objects.get(pk=row.pk).state == "done")
    second.terminate()
    assert second.wait(timeout=120) == 0
    area = shapely.from_wkb(bytes(ground.block.zone.geom.wkb))
    assert len(PdfReader(book.path_of(row.uid)).pages) == len(sheets.squares_over(area, 500)) + 1


def _zone(ground: Ground) -> str:
    return str(ground.block.zone.uid)
