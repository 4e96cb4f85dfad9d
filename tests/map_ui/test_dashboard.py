"""The page of figures: villages on a map that prints, classes one chooses, no more statements for many records."""

from __future__ import annotations

import html
import json
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gis_core.access.actor import acting_as, system_user
from gis_core.jobs.nightly import tasks
from gis_core.pure import choropleth
from layers.declare.reports import Kpi
from map_ui.reports.key_figures import key_figure
from map_ui.reports.slide import slide_of
from modules.central_administration.executive_information.seeding import key_figures
from tests.map_ui import register_pages as street
from tests.modules.central_administration.executive_information.test_publishing import keep as kept_value
from tests.people import sign_in

pytestmark = pytest.mark.django_db
BROKEN = "civil_works.street_lamps.street_lamp.broken"
GOOD = "civil_works.roads_bridges.road.good_percent"


@pytest.fixture
def reader(client: Any) -> Any:
    """Three villages, a lamp in two of them, one broken; the client is an engineer."""
    user = street.engineer()
    for moo, west in ((1, 0), (2, 2), (3, 4)):
        street.village(moo, west, west + 1)
    broken = street.lamp(0, user)
    street.lamp(2, user)
    with acting_as(system_user(), "ชำรุด"):
        broken.status = "broken"
        broken.save()
    sign_in(client, user)
    return user


def page(client: Any, query: str = "") -> str:
    answer = client.get(f"/figures/?figure={BROKEN}{query}")
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def keep() -> None:
    """What the night's round does for figures."""
    (task,) = [each for each in tasks if each.run.__name__ == "keep_figures"]
    with acting_as(system_user(), task.thai):
        task.run()


@pytest.mark.parametrize("kept", [False, True])
def test_villages_are_drawn_and_ranked_from_the_worst_on(client, reader, kept):
    if kept:
        keep()
    shown = page(client)
    assert shown.count("<title>หมู่ที่") == 3 and "url(#no-data)" not in shown, "without a lamp there is none broken"
    names = [shown.index(f'<span class="ranking-name">หมู่ที่ {moo}') for moo in (1, 2, 3)]
    assert names == sorted(names), "the village with a broken lamp first"
    assert f'href="{street.lamps().url}report/broken/?village=670101"' in shown


@pytest.mark.parametrize("kept", [False, True])
def test_a_village_without_a_record_of_a_sum_has_nought(client, reader, kept):
    if kept:
        keep()
    address = f'<a class="card figure-card" href="{street.lamps().url}report/broken/?village=670102">'
    card = page(client, "&village=670102").split(address)[1].split("</a>")[0]
    assert "<strong>0</strong> ดวง" in card


def test_what_is_reckoned_now_also_colours_the_map(client, reader):
    keep()
    with acting_as(system_user(), "ชำรุด"):
        for lamp in street.lamps().model.objects.filter(status="working"):
            lamp.status = "broken"
            lamp.save()
    names = ("หมู่ที่ 1 บ้านที่ 1 1", "หมู่ที่ 2 บ้านที่ 2 1")
    assert "หมู่ที่ 2 บ้านที่ 2 0" in page(client) and names[0] in page(client)
    live = page(client, "&live=1")
    assert all(f"<title>{name}" in live for name in names) and 'type="hidden" name="live"' in live


@pytest.mark.parametrize("kept", [False, True])
def test_a_ratio_of_nothing_is_hatched_and_not_nought(client, reader, kept):
    if kept:
        keep()
    shown = html.unescape(client.get("/figures/?figure=civil_works.roads_bridges.road.good_percent").content.decode())
    assert shown.count('fill="url(#no-data)"') == 3 and "ไม่มีข้อมูล" in shown


def test_classes_that_do_not_hold_are_refused_in_words_and_drawn_automatically(client, reader):
    key_figures()
    for area, value in (("", "2"), ("670101", "1"), ("670102", "4")):
        kept_value(GOOD, value, area, denominator=Decimal(9))

    def of_share(more: str) -> str:
        return html.unescape(client.get(f"/figures/?figure={GOOD}&classes=own&breaks={more}").content.decode())

    assert "ต้องเรียงจากน้อยไปมากและครอบคลุมทุกค่า" in of_share("5,3,9")
    shown = of_share("0,1,5")
    assert "ครอบคลุมทุกค่า" not in shown and "1 – 5" in shown and 'value="0,1,5"' in shown


def test_what_is_counted_colours_no_area_but_is_told_by_circles(client, reader):
    shown = page(client)
    assert shown.count("data-circle=") == 3 and f'fill="{choropleth.GROUND}"' in shown
    assert not any(f'fill="{color}"' in shown for color in choropleth.COLORS[:3])
    assert 'name="breaks"' not in shown and "บันทึกแผนที่นี้" not in shown and "วงใหญ่สุด 1 ดวง" in shown
    of_share = html.unescape(client.get(f"/figures/?figure={GOOD}").content.decode())
    assert "data-circle=" not in of_share and 'name="breaks"' in of_share


def test_the_circles_of_a_figures_own_page_and_slide_are_its_villages(reader):
    figure = next(each for each in street.lamps().declared.reports if isinstance(each, Kpi))
    drawn = json.loads(key_figure(figure, reader).parts.geojson)["features"]
    areas = [each for each in drawn if "radius" not in each["properties"]]
    circles = [each for each in drawn if "radius" in each["properties"]]
    assert {each["properties"]["color"] for each in areas} == {choropleth.GROUND} and len(areas) == 3
    assert [each["geometry"]["type"] for each in circles] == ["Point"], "a village without any has no circle"
    spots = slide_of(street.lamps(), figure, reader).spots
    assert [bool(spot.radius) for spot in spots] == [False] * 3 + [True]
    assert choropleth.radius_share(Decimal(1), Decimal(4)) == 0.5


def test_a_village_narrows_the_cards_and_keeps_its_address(client, reader):
    keep()
    shown = page(client, "&village=670102")
    assert f'href="{street.lamps().url}report/broken/?village=670102"' in shown
    assert 'value="670102" selected' in shown


def test_the_page_costs_as_many_statements_for_many_records_as_for_few(client, reader):
    keep()
    page(client)
    with CaptureQueriesContext(connection) as few:
        page(client)
    for n in range(6, 12):
        street.lamp(n, reader)
    street.village(4, 6, 8)
    street.village(5, 9, 11)
    keep()
    with CaptureQueriesContext(connection) as many:
        page(client)
    assert len(many) == len(few)
    assert len(few) < 40, [query["sql"][:90] for query in few]
