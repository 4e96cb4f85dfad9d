"""The survey of a year: its areas refused at every door, how far each has come, and its announcement."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from gis_core.pure.refusal import Refused
from layers.registry import registry
from modules.finance.revenue_collection.land_tax import survey_areas
from modules.finance.revenue_collection.models import LandTaxUse, SurveyArea, TaxYear
from modules.kernel.documents import render
from tests.doors import DOORS
from tests.modules.finance.property_register import ground
from tests.modules.finance.revenue_collection import year as years
from tests.people import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(db: None, day: Any) -> TaxYear:
    ground.town()
    return years.tax_year(survey_announced_on=date(2025, 8, 15), survey_starts_on=date(2025, 9, 1))


def area(**more: Any) -> dict[str, Any]:
    return {
        "tax_year": "2569", "thai": "หมู่ 1", "starts_on": "1/9/2568", "ends_on": "31/10/2568", "surveyors": "นายสำรวจ",
        "geom": ground.geojson(ground.area(0, 0, 100, 100)),
    } | more  # fmt: skip


def knock(door: str, client: Any, **more: Any) -> list[str]:
    user, register = ground.user("revenue_officer"), registry.for_model(SurveyArea)
    return DOORS[door](client, user, register, area(**more), {})


CASES = {
    "SURVEY_DAYS order": ({"ends_on": "31/8/2568", "starts_on": "1/9/2568"}, "ต้องไม่ก่อนวันเริ่ม"),
    "SURVEY_DAYS early": ({"starts_on": "31/8/2568"}, "เริ่มสำรวจได้ตั้งแต่ 1 กันยายน 2568"),
    "DUP_SURVEY_AREA": ({"thai": "หมู่ 9"}, "มีพื้นที่สำรวจชื่อนี้แล้ว"),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("case", CASES)
def test_refused_at_every_door(client, year, case, door):
    assert knock("api", client, thai="หมู่ 9") == []
    more, text = CASES[case]
    found = knock(door, client, **more)
    assert any(text in each for each in found), found
    assert SurveyArea.objects.count() == 1


@pytest.mark.parametrize("door", DOORS)
def test_what_is_right_is_let_in(client, year, door):
    assert knock(door, client) == []
    assert SurveyArea.objects.get().tax_year == year


def made(thai: str, *edges: float) -> SurveyArea:
    with ground.write():
        return SurveyArea.objects.create(
            tax_year=TaxYear.objects.get(), thai=thai, starts_on=date(2025, 9, 1), ends_on=date(2025, 10, 31),
            surveyors="นายสำรวจ", geom=ground.area(*edges),
        )  # fmt: skip


def test_a_parcel_on_the_edge_belongs_to_one_area_and_counts_once_surveyed(client, year):
    """Three parcels: in the west, across the edge with its larger part in the east, in the east."""
    owner = ground.person("ก")
    west, across, east = (years.land(n, owner, x, 0, x + 40, 40) for n, x in enumerate((0, 90, 150), 1))
    one, other = made("ตะวันตก", 0, 0, 100, 100), made("ตะวันออก", 100, 0, 200, 100)
    years.use(year, west, surveyed_on=date(2025, 9, 2))
    years.use(year, across, surveyed_on=date(2025, 8, 31))
    years.use(year, east, seq=1, land_sqwah=200, surveyed_on=date(2025, 9, 3))
    years.use(year, east, seq=2, land_sqwah=200, surveyed_on=date(2025, 9, 3))
    counts = survey_areas.progress([one, other], ground.user("surveyor"))
    assert [(counts[each.pk]["parcels"], counts[each.pk]["surveyed"]) for each in (one, other)] == [(1, 1), (2, 1)]
    sign_in(client, ground.user("revenue_officer"))
    page = client.get(f"{registry.for_model(SurveyArea).record_url(other.uid)}panel/progress").content.decode()
    assert [int(text) for text in re.findall(r"<dd>(\d+) แปลง</dd>", page)] == [2, 1, 1]
    assert LandTaxUse.objects.count() == 4


def test_the_announcement_tells_where_when_and_who(year):
    years.land(1, ground.person("ก"), 0, 0, 40, 40)
    made("หมู่ 1", 0, 0, 100, 100)
    context = survey_areas.announced(year)
    assert [(each.thai, parcels) for each, parcels in context["areas"]] == [("หมู่ 1", 1)]
    with ground.write():
        TaxYear.objects.update(survey_starts_on=None)
    with pytest.raises(Refused, match="NOT_ANNOUNCED"):
        survey_areas.announced(TaxYear.objects.get())


def test_the_announcement_prints(year):
    made("หมู่ 1", 0, 0, 100, 100)
    document = survey_areas.ANNOUNCEMENT
    drawn = {"record": year, "office": {"thai": "เทศบาลทดสอบ"}, "document": document}
    paper = render.pdf(document.template, {**drawn, **survey_areas.announced(year)})
    (page,) = PdfReader(BytesIO(paper)).pages
    text = "".join(page.extract_text().split())
    # the reader of the text loses the vowel of สำรวจ
    assert "หมู่๑๑กันยายน๒๕๖๘–๓๑ตุลาคม๒๕๖๘นายส" in text
