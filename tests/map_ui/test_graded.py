"""Records behind a figure on the map: those of the table, graded by money, only at places one may see."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from gis_core.access.actor import acting_as, system_user
from gis_core.ground.models import Parcel
from map_ui.reports import graded
from tests.contracts import examples
from tests.map_ui import register_pages as street
from tests.modules.kernel.charges.money import a_payer, owing
from tests.people import sign_in, user_with


@pytest.mark.parametrize(
    ("baht", "color"),
    [("0.01", 0), ("1000", 0), ("1000.01", 1), ("5000", 1), ("20000", 2), ("100000", 3), ("100000.01", 4)],
)
def test_up_to_a_limit_holds_the_limit(baht, color):
    assert graded.color_of(Decimal(baht)) == graded.COLORS[color]
    assert [entry.thai for entry in graded.legend()][1] == "เกิน 1,000 – 5,000 บาท"


@pytest.mark.django_db
def test_money_stands_on_the_parcel_for_who_may_see_the_parcel():
    land = examples.Given({}).record(Parcel, 0)
    (charge,) = owing(a_payer(), "4200", place_uid=land.uid)
    rows = [{"uid": charge.uid, "title": "ก", "amount": Decimal(4200)}]
    text, legend = graded.on_map(rows, user_with("finance_head"), "ค้างชำระ (บาท)")
    (shape,) = json.loads(text)["features"]
    assert shape["geometry"]["type"].endswith("Polygon") and shape["properties"]["color"] == graded.COLORS[1]
    assert len(legend) == 5
    assert graded.on_map(rows, user_with("council_chair"), "ค้างชำระ (บาท)") == ("", ())


@pytest.mark.django_db
def test_the_page_of_a_figure_shows_its_records_beside_the_table(client: Any):
    user = street.engineer()
    lamp = street.lamp(0, user)
    with acting_as(system_user(), "ชำรุด"):
        lamp.status = "broken"
        lamp.save()
    sign_in(client, user)
    page = client.get(f"{street.lamps().url}report/broken/").content.decode()
    assert 'id="records-map"' in page and "101.15" in page.split('id="records-map"')[1]
