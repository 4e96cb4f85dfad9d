"""GPX to a section of a road, in a real browser: sent, reviewed, sliders moved, saved, undone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import shapely
from playwright.sync_api import expect

from gis_core.access.models import User
from gis_core.features import measure
from gis_core.files.models import Attachment
from gis_core.networks.models import Road
from layers.registry import registry
from tests.browser.conftest import PHONE
from tests.browser.waiting import fits, settled, settled_text
from tests.importers.tracks import made
from tests.people import user_with


@pytest.fixture(scope="module")
def engineer(site) -> User:
    return user_with("engineer", name="gps_engineer")


@pytest.fixture(scope="module")
def gpx(site, tmp_path_factory) -> Path:
    """A slow drive along the town's street, with wild points and a rest."""
    road = Road.objects.get(road_code="ตย.ถ.1-001")
    line = shapely.from_wkb(bytes(measure.to_utm(road.geom).wkb))
    points, _ = made.recorded(line, speed_ms=3.0, sigma_m=1.5, wild=0.03, rests=((300, 60),))
    path = tmp_path_factory.mktemp("gpx") / "street.gpx"
    path.write_bytes(made.gpx_of(points))
    return path


def reviewed(open_page, engineer, gpx, size=None):
    page = open_page("/import/tracks/", engineer, **({"size": size} if size else {}))
    page.set_input_files("#file", str(gpx))
    page.get_by_role("button", name="ส่งไฟล์").click()
    expect(page.locator(".track-review[data-ready]")).to_be_visible(timeout=90_000)
    return page


def test_a_gpx_becomes_a_section_of_a_road(open_page, engineer, gpx):
    page = reviewed(open_page, engineer, gpx)
    facts = page.locator("[data-facts]")
    expect(facts).to_contain_text("จุดที่ตัดออก")
    expect(page.locator("[data-reasons]")).to_contain_text("เร็วเกินกว่าจะเป็นไปได้")
    before = settled_text(facts)
    page.locator("#tolerance_m").fill("15")
    expect(page.locator("label[for=tolerance_m] output")).to_have_text("15")
    expect(facts).not_to_have_text(before, use_inner_text=True)
    doubled = page.locator("[data-doubled]")
    expect(doubled).to_be_hidden()
    page.select_option("#target", "line-roads_bridges-road")
    expect(doubled).to_contain_text(re.compile("ถนนสุขใจ.*% ของเส้น"))
    survey = next(r for r in registry.registers if r.key.endswith(".condition_survey"))
    page.select_option("#target", f"range-{survey.slug}")
    expect(doubled).to_be_hidden()
    expect(page.locator("#run option")).to_have_count(1)
    expect(page.locator("#run")).to_contain_text("ถนนสุขใจ")
    page.get_by_role("button", name="ต่อไป").click()
    expect(page.locator("#f-km_to")).to_have_value(re.compile(r"0\+6\d\d"))
    page.fill("#f-surveyed_on", "20/11/2568")
    page.fill("#f-iri_m_per_km", "3.2")
    page.get_by_role("button", name="บันทึก", exact=True).click()
    expect(page).to_have_url(re.compile(rf"/r/{survey.slug}/[0-9a-f-]+/$"))
    record = survey.model.objects.get()
    assert measure.length_m(record.geom) == pytest.approx(float(record.km_to - record.km_from), abs=2)
    assert Attachment.objects.filter(record_id=record.uid, original_name="street.gpx").exists()


def test_the_review_fits_a_phone(open_page, engineer, gpx):
    page = reviewed(open_page, engineer, gpx, size=PHONE)
    fits(page)
    expect(page.locator("#target")).to_be_visible()
    page.locator("#target").select_option(index=0)
    settled(page.locator("[data-go]"), lambda box: box["height"] >= 36)


def test_what_is_no_journey_is_told_on_the_page(open_page, engineer, tmp_path):
    broken = tmp_path / "broken.gpx"
    broken.write_bytes(b"<gpx>")
    page = open_page("/import/tracks/", engineer)
    page.set_input_files("#file", str(broken))
    page.get_by_role("button", name="ส่งไฟล์").click()
    expect(page.locator("[data-refused]")).to_contain_text(re.compile("[ก-๛]{5}"))
    expect(page.get_by_role("button", name="ส่งไฟล์")).to_be_enabled()
