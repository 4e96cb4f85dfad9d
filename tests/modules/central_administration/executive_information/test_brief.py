"""The monthly brief is one sheet: figures with a target, maps true to scale and the revenue on its face."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from pypdf import PdfReader

from gis_core.access.actor import acting_as, system_user
from gis_core.features import clock, measure
from gis_core.pure.thai_calendar import fiscal_year
from layers.registry import registry
from map_ui.printing.figure_map import SCALES
from modules.central_administration.executive_information import brief
from modules.central_administration.executive_information.declared import by_code
from modules.central_administration.executive_information.models import Kpi, KpiTarget, MonthlyBrief
from modules.central_administration.executive_information.seeding import key_figures
from modules.kernel.documents import issue as papers
from tests.doors import DOORS
from tests.map_ui import register_pages as street
from tests.map_ui.printing import read_pdf
from tests.modules.central_administration.executive_information.contract_examples import LAMPS
from tests.modules.central_administration.executive_information.test_publishing import COLLECTED, a_brief, keep
from tests.people import user_with

pytestmark = pytest.mark.django_db
ROADS = "civil_works.roads_bridges.road.good_percent"
OTHERS = "civil_works.roads_bridges.road.paved_percent"


@pytest.fixture(autouse=True)
def figures(db: None) -> None:
    key_figures()
    for moo in (1, 2, 3):
        street.village(moo, 10 * moo, 10 * moo + 9)


def rates(*codes: str) -> None:
    for code in codes:
        for area, share in (("", "74"), ("670101", "61.20"), ("670102", "90")):
            keep(code, share, area, denominator=Decimal(100))


def aim(code: str, target: int, amber: int) -> None:
    with acting_as(system_user(), "เป้า"):
        KpiTarget.objects.create(
            kpi=Kpi.objects.get(code=code), fiscal_year_be=fiscal_year(clock.today()), target=target,
            green_at=target, amber_at=amber, source="ข้อบัญญัติ",
        )  # fmt: skip


def paper(told: MonthlyBrief) -> bytes:
    register = registry.by_slug["executive_information-brief"]
    return papers.draft(register, papers.document_of(register, "brief"), told, user_with("executive"))


def village_rings(pdf: bytes) -> list[np.ndarray]:
    """The borders of villages on the first page, from the west."""
    ratio = 0.02 / (10 * street.STEP * np.cos(np.radians(street.LAT)))
    found = []
    for path in read_pdf.paths(pdf):
        for ring in path.rings if path.operator == "S" and path.width == 0.2 else ():
            if len(ring) == 4:
                across, up = (float(np.hypot(*(ring[n + 1] - ring[n]))) for n in (0, 1))
                if up / across == pytest.approx(ratio, rel=0.02):
                    found.append(ring)
    return sorted(found, key=lambda ring: (ring[:, 0].min(), ring[:, 1].min()))


def test_its_face_has_maps_that_measure_true():
    rates(COLLECTED, ROADS, OTHERS)
    pdf = paper(a_brief())
    text = PdfReader(BytesIO(pdf)).pages[0].extract_text()
    scale = next(each for each in SCALES if f"1:{each:,}" in text)
    ring = village_rings(pdf)[0]
    west, south = street.LON + 9.5 * street.STEP, street.LAT - 0.01
    east = street.LON + 19.5 * street.STEP
    xs, ys = measure.from_lonlat(np.array([west, east, west]), np.array([south, south, south + 0.02]), 32647)
    ground = [np.hypot(xs[1] - xs[0], ys[1] - ys[0]), np.hypot(xs[2] - xs[0], ys[2] - ys[0])]
    sides = sorted(float(np.hypot(*(a - b))) for a, b in zip(ring, np.roll(ring, -1, axis=0), strict=True))
    wanted = sorted(metres * 1000 / scale for metres in [*ground, *ground])
    assert sides == pytest.approx(wanted, abs=0.2)


def test_what_has_a_target_is_drawn_before_what_has_none():
    rates(COLLECTED, ROADS, OTHERS)
    aim(OTHERS, 95, 80)
    assert [shown.thai for shown in brief.content(a_brief())["maps"]] == [
        Kpi.objects.get(code=code).thai for code in (COLLECTED, OTHERS)
    ]


def test_two_maps_of_two_dimensions_lie_where_their_words_are():
    rates(COLLECTED, ROADS, OTHERS)
    found = brief.content(a_brief())
    assert [shown.thai for shown in found["maps"]] == [
        Kpi.objects.get(code=code).thai for code in (COLLECTED, ROADS)
    ], "the first of each dimension"
    pdf = paper(MonthlyBrief.objects.get())
    rings = village_rings(pdf)
    assert len(rings) == 6, "three villages on each"
    middle = read_pdf.size_mm(read_pdf.page_of(pdf))[0] / 2
    assert sum(ring[:, 0].max() < middle for ring in rings) == 3, "one map on each half"
    assert all(ring.min() >= 12 and ring[:, 0].max() <= 198 for ring in rings), "inside the margins"


def test_a_full_month_stays_on_one_sheet():
    rates(COLLECTED, ROADS, OTHERS)
    for code in Kpi.objects.exclude(code__in=(COLLECTED, ROADS, OTHERS)).values_list("code", flat=True):
        keep(code, "12")
        keep(code, "11", on=clock.today() - timedelta(days=366))
    better = [code for code, figure in by_code().items() if figure.kpi.better and not figure.kpi.external]
    for code in {COLLECTED, ROADS, *better[:12]}:
        aim(code, 95, 95)
    told = a_brief()
    assert len(brief.content(told)["aimed"]) == brief.MOST_AIMED
    told.remark = "\n".join(["เร่งรัดผู้ค้างชำระรายใหญ่และซ่อมสายทางที่ชำรุดก่อนฤดูฝน"] * brief.MOST_LINES)
    pages = [each.extract_text() for each in PdfReader(BytesIO(paper(told))).pages]
    assert len(pages) == 2
    assert "ผลเทียบเป้าหมาย" in pages[0] and "1:" in pages[0] and "รับแล้ว" in pages[0]
    assert "ลงชื่อ" in pages[1] and "เร่งรัด" in pages[1]


def test_the_worst_stands_first_and_all_others_behind():
    rates(COLLECTED, ROADS)
    keep(LAMPS, "3")
    aim(COLLECTED, 70, 60)
    aim(ROADS, 95, 80)
    found = brief.content(a_brief())
    assert [each["row"].kpi.code for each in found["aimed"]] == [ROADS, COLLECTED], "red before green"
    behind = [each["row"].kpi.code for group in found["others"] for each in group["figures"]]
    assert behind == [LAMPS]


def test_without_villages_there_is_no_map_and_still_a_brief():
    keep(LAMPS, "3")
    assert brief.content(a_brief())["maps"] == []
    assert len(PdfReader(BytesIO(paper(MonthlyBrief.objects.get()))).pages) == 2


@pytest.mark.parametrize("door", DOORS)
def test_a_remark_longer_than_the_sheet_is_refused(client: Any, door: str):
    today = clock.today()
    values = {"fiscal_year_be": str(fiscal_year(today)), "month": str(today.month), "remark": "ก" * 1_300}
    register = registry.by_slug["executive_information-brief"]
    found = DOORS[door](client, user_with("planner", "clerk_chief"), register, values, {})
    assert any("1,200 ตัวอักษร" in each for each in found), found
