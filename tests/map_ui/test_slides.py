"""Answer slides: one page a figure, which says what the figure's own page says to that reader."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from gis_core.access.actor import acting_as, system_user
from gis_core.features import clock
from gis_core.pure.thai_calendar import year_before
from layers.declare.reports import Kpi, Measured
from layers.registry import registry
from map_ui.printing.figure_map import SCALES
from map_ui.printing.figure_slide import slide_pdf
from map_ui.reports.key_figures import key_figure
from map_ui.reports.slide import slide_of
from modules.central_administration.executive_information.seeding import key_figures
from tests.map_ui import register_pages as street
from tests.modules.central_administration.executive_information.test_publishing import keep
from tests.people import account, sign_in

pytestmark = pytest.mark.django_db
BROKEN = "civil_works.street_lamps.street_lamp.broken"
URL = "/r/street_lamps-street_lamp/report/broken/slide.pdf"


def part(numerator: int, denominator: int) -> Measured:
    return Measured(Decimal(numerator), Decimal(denominator))


def share(parts: dict[str, Measured]) -> Kpi:
    def whole(user: Any) -> Measured:
        return sum(parts.values(), part(0, 0))

    return Kpi(
        "share", "ร้อยละ", whole, lambda user: parts, lambda user: [], unit="ร้อยละ", amount="จัดเก็บได้ (บาท)",
        scale=Decimal(100), better="higher", law="พ.ร.บ.ทดสอบ",
    )  # fmt: skip


def text_of(pdf: bytes) -> str:
    (page,) = PdfReader(BytesIO(pdf)).pages
    assert [round(float(side)) for side in page.mediabox[2:]] == [842, 595], "A4 on its side"
    return page.extract_text()


@pytest.fixture
def villages(db: None) -> None:
    for moo in (1, 2, 3):
        street.village(moo, 2 * moo, 2 * moo + 1)


def test_it_tells_the_number_its_villages_and_how_it_came_about(villages):
    kpi = share({"670102": part(900_000, 1_000_000), "670101": part(1_200_000, 1_500_000)})
    user = account("engineer")
    found = slide_of(street.lamps(), kpi, user)
    assert (found.value, found.unit) == ("84", "ร้อยละ"), "a ratio of sums"
    assert [(bar.thai.split()[1], bar.text) for bar in found.bars] == [("1", "80"), ("2", "90")], "the worst first"
    assert [spot.is_missing for spot in found.spots] == [False, False, True]
    assert found.more == "อีก 1 หมู่บ้านไม่มีข้อมูล"
    assert "2,100,000.00 ÷ ทั้งหมด 2,500,000.00 × 100" in found.whence[0]
    assert found.whence[1] == "ฐานกฎหมาย: พ.ร.บ.ทดสอบ" and street.lamps().thai in found.whence[2]
    text = text_of(slide_pdf(found, user))
    assert "1:" in text and any(f"1:{scale:,}" in text for scale in SCALES)


def test_of_one_village_it_lists_the_records_of_its_page(villages):
    user = street.engineer()
    kpi = next(each for each in street.lamps().declared.reports if isinstance(each, Kpi))
    with acting_as(system_user(), "ชำรุด"):
        for lamp in [street.lamp(slot, user) for slot in (2, 3, 5)]:
            lamp.status = "broken"
            lamp.save()
    found = slide_of(street.lamps(), kpi, user, "670101")
    page = key_figure(kpi, user, "670101")
    assert [bar.thai for bar in found.bars] == [row[0].text for row in page.rows] and len(found.bars) == 2
    assert found.heading.startswith("ระเบียนในหมู่บ้าน") and "รวม 2 รายการ" in found.more
    assert len(found.spots) == 2, "the same records on its map"
    empty = slide_of(street.lamps(), kpi, user, "670103")
    assert empty.bars == [] and empty.more == "ไม่มีระเบียนของตัวชี้วัดนี้ในหมู่บ้าน"
    assert text_of(slide_pdf(found, user)) and text_of(slide_pdf(empty, user))


def test_no_data_is_said_and_is_not_nought(villages):
    found = slide_of(street.lamps(), share({}), account("engineer"))
    assert (found.value, found.unit, found.judged) == ("ไม่มีข้อมูล", "", None)
    assert found.bars == [] and len(found.spots) == 3 and all(spot.is_missing for spot in found.spots)
    text_of(slide_pdf(found, account("auditor")))


def test_it_is_opened_from_the_figures_page_by_whoever_may_open_that(client, villages):
    key_figures()
    keep(BROKEN, "4")
    page = "/r/street_lamps-street_lamp/report/broken/"
    user = street.engineer()
    sign_in(client, user)
    assert f'href="{URL}"' in client.get(page).content.decode()
    assert f'href="{URL}?village=670101"' in client.get(f"{page}?village=670101").content.decode()
    answer = client.get(URL)
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    assert text_of(client.get(f"{URL}?village=670101").content)
    assert client.get(f"{URL}?village=999999").status_code == 404
    assert client.get("/r/street_lamps-street_lamp/report/nothing/slide.pdf").status_code == 404


def test_of_money_a_reader_without_the_right_gets_no_slide(client):
    register = registry.by_slug["charges-charge"]
    sign_in(client, account("engineer"))
    own, of_figure = (client.get(f"{register.url}report/land_tax_collected/{end}") for end in ("slide.pdf", ""))
    assert own.status_code == of_figure.status_code != 200


def test_the_last_year_stands_beside_it_as_it_was_kept(villages):
    key_figures()
    kpi = next(each for each in street.lamps().declared.reports if isinstance(each, Kpi))
    user = street.engineer()
    assert slide_of(street.lamps(), kpi, user).before == ["ปีก่อน: ไม่มีค่าที่บันทึกไว้"]
    keep(BROKEN, "4")
    keep(BROKEN, "7", on=year_before(clock.today()))
    found = slide_of(street.lamps(), kpi, user)
    assert found.before == [f"เดือนเดียวกันของปีก่อน 7 {kpi.unit}", "เปลี่ยนแปลงจากปีก่อน -3"]
    assert found.chart is not None and text_of(slide_pdf(found, user))
