"""Two figures on one map of the villages, on the page and on paper, by the rights to both."""

from __future__ import annotations

import html

import pytest

from layers.engine.saved_maps import RAW_COUNT
from map_ui.reports.two_figures import SAME
from modules.central_administration.executive_information.seeding import key_figures
from tests.map_ui import register_pages as street
from tests.modules.central_administration.executive_information.test_brief import OTHERS, ROADS, rates
from tests.modules.central_administration.executive_information.test_publishing import COLLECTED
from tests.people import account, sign_in

pytestmark = pytest.mark.django_db
LAMPS = "civil_works.street_lamps.street_lamp.broken"


@pytest.fixture(autouse=True)
def villages(db: None) -> None:
    key_figures()
    for moo in (1, 2, 3):
        street.village(moo, 10 * moo, 10 * moo + 9)
    rates(ROADS, OTHERS, COLLECTED)


def test_each_village_is_coloured_by_both_and_what_is_unknown_is_hatched(client):
    sign_in(client, account("executive"))
    page = client.get(f"/figures/?figure={ROADS}&against={OTHERS}")
    two = page.context["two"]
    assert [(area.text, area.is_missing) for area in two.drawing.areas] == [
        ("61.2 · 61.2", False), ("90 · 90", False), ("ไม่มีข้อมูล · ไม่มีข้อมูล", True)
    ]  # fmt: skip
    assert len({area.color for area in two.drawing.areas}) == 3
    text = html.unescape(page.content.decode())
    assert "เทียบกับ" in text and 'class="square-legend"' in text and "บันทึกแผนที่นี้" not in text
    printed = f"/figures/map.pdf?figure={ROADS}&against={OTHERS}"
    assert f'href="{printed}"' in text
    assert client.get(printed)["Content-Type"] == "application/pdf"


def test_counts_and_the_figure_itself_are_refused(client):
    sign_in(client, account("executive"))
    for against, why in ((LAMPS, RAW_COUNT), (ROADS, SAME)):
        page = client.get(f"/figures/?figure={ROADS}&against={against}")
        assert page.context["two"].drawing is None
        assert why in html.unescape(page.content.decode())
        answer = client.get(f"/figures/map.pdf?figure={ROADS}&against={against}", HTTP_ACCEPT="application/json")
        assert answer.status_code == 409 and answer.json()["refusals"][0]["code"] == "TWO_FIGURES"


def test_nobody_sees_by_a_second_figure_what_is_closed_to_him(client):
    sign_in(client, account("engineer"))
    assert client.get(f"/figures/?figure={ROADS}&against={COLLECTED}").context["two"] is None
    assert client.get(f"/figures/map.pdf?figure={ROADS}&against={COLLECTED}").status_code == 404


def test_two_figures_cost_no_more_for_more_villages(client, django_assert_max_num_queries):
    sign_in(client, account("executive"))
    address = f"/figures/?figure={ROADS}&against={OTHERS}"
    client.get(address)
    with django_assert_max_num_queries(1000) as before:
        client.get(address)
    for moo in (4, 5, 6):
        street.village(moo, 10 * moo, 10 * moo + 9)
    with django_assert_max_num_queries(len(before)):
        client.get(address)
