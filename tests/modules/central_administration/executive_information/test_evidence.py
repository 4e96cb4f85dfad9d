"""The evidence pack: the list in front, each paper once behind it, and what is missing or cannot be bound is named."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter

from gis_core.access.actor import acting_as, system_user
from gis_core.files.attach import attach
from gis_core.pure.refusal import Refused
from layers.registry import registry
from modules.central_administration.executive_information import evidence
from modules.central_administration.executive_information.models import OutsideScore
from tests.contracts.examples import area_around
from tests.modules.central_administration.executive_information.test_scores import add, this_year
from tests.people import sign_in, user_with

pytestmark = pytest.mark.django_db
URL = "/r/executive_information-score/evidence"


def paper(pages: int, width: int, password: str = "") -> bytes:
    writer, file = PdfWriter(), BytesIO()
    for _ in range(pages):
        writer.add_blank_page(width, 300)
    if password:
        writer.encrypt(password)
    writer.write(file)
    return file.getvalue()


def picture() -> bytes:
    file = BytesIO()
    Image.new("RGB", (40, 30), "#2f837f").save(file, "PNG")
    return file.getvalue()


def hang(score: OutsideScore, **files: bytes) -> None:
    with acting_as(system_user(), "แนบเอกสาร"):
        for name, content in files.items():
            attach(score.uid, [content], f"{name}.bin", kind="document" if content[:4] == b"%PDF" else "")


def widths(pdf: bytes) -> list[int]:
    return [round(float(page.mediabox.width)) for page in PdfReader(BytesIO(pdf)).pages]


def test_papers_stand_behind_the_list_each_once_and_in_order():
    total, service = add(), add(dimension="service", score="71.25")
    hang(total, announcement=paper(2, 201))
    hang(service, announcement=paper(2, 201), proof=paper(1, 202), photo=picture())
    made = evidence.pack("lpa", this_year())
    assert widths(made) == [595, 201, 201, 202, 595]
    text = PdfReader(BytesIO(made)).pages[0].extract_text()
    assert "รอยืนยัน" in text and "71.25" in text and "หน้า 2" in text and "หน้า 4" in text and "หน้า 5" in text
    assert text.count("ยังไม่มีคะแนนและหลักฐาน") == 4, "dimensions of which nothing was given"


def test_what_cannot_be_bound_is_named_and_spoils_nothing():
    score = add()
    hang(score, closed=paper(1, 203, "secret"), broken=b"%PDF-1.4\n%%EOF\n", good=paper(1, 204))
    made = evidence.pack("lpa", None)
    assert widths(made) == [595, 204]
    text = PdfReader(BytesIO(made)).pages[0].extract_text()
    assert text.count("รวมในชุดไม่ได้") == 2


def test_without_scores_there_is_no_pack():
    with pytest.raises(Refused, match="PACK_EMPTY"):
        evidence.pack("ita", None)


def test_it_is_for_those_who_see_the_scores_of_the_office(client):
    hang(add(), announcement=paper(1, 201))
    sign_in(client, user_with("executive"))
    answer = client.get(URL)
    assert answer.status_code == 200 and widths(answer.content) == [595, 201]
    assert client.get(f"{URL}?figure=lpa&year={this_year() - 1}").status_code == 409
    assert client.get(f"{URL}?figure=gpa").status_code == 404
    sign_in(client, user_with("executive", name="local", area=area_around(0)))
    assert client.get(URL).status_code == 404
    sign_in(client, user_with("citizen"))
    assert client.get(URL).status_code in (403, 404)
    assert registry.for_model(OutsideScore).url in URL
