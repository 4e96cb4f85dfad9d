"""The worked examples of 4.2 that need no map; those of divisions and mergers stand with their tests."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from gis_core.ground.queries import owner_on, tax_day
from gis_core.pure.map_sheet import grid_digits, subsheet_number
from gis_core.pure.thai_area import format_area, m2_from_sqwah, parse_area
from tests.modules.finance.property_register import ground
from tests.worked_examples import worked_examples


@pytest.mark.parametrize("row", worked_examples(__file__, "areas"))
def test_rai_ngan_wah(row):
    sqwah = parse_area(row["text"])
    assert (sqwah, m2_from_sqwah(sqwah)) == (Decimal(row["sqwah"]), Decimal(row["m2"]))
    assert format_area(sqwah) == row["text"]


@pytest.mark.parametrize("row", worked_examples(__file__, "map_sheets"))
def test_sheets(row):
    place = float(row["easting"]), float(row["northing"])
    assert (grid_digits(*place), subsheet_number(*place, 1000)) == (row["digits"], int(row["subsheet_1000"]))


@pytest.mark.django_db
@pytest.mark.parametrize("row", worked_examples(__file__, "owner_on_tax_day"))
def test_owner_on_tax_day(row):
    year, month, day = map(int, row["sold_on"].split("-"))
    sold = date(year - 543, month, day)
    ground.town()
    land = ground.parcel(1, 0, 0, 40, 40)
    ground.owner(land, ground.person("seller"), until=sold)
    ground.owner(land, ground.person("buyer"), since=sold)
    (spell,) = owner_on(land, tax_day(int(row["tax_year"])))
    assert spell.person.first_name == row["owner"]
