"""A printed page holds what its reader may see on the map, and nothing else."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.backends.postgresql.psycopg_any import DateRange

from gis_core.access.actor import acting_as, system_user
from gis_core.features import measure
from gis_core.ground.models import House, Household, OwnershipSpell
from gis_core.parties.models import Person
from gis_core.pure.refusal import Refused
from layers.registry import registry
from map_ui.printing import sheets
from map_ui.printing.content import Budget, Shown, read
from map_ui.printing.order import read_order
from map_ui.printing.page import map_page, may_print_sheets, sheet_page
from map_ui.printing.paper import layout
from map_ui.printing.window import Window
from tests.map_ui.printing import read_pdf
from tests.map_ui.printing.conftest import EAST, NORTH, SIDE, Ground, place
from tests.people import sign_in, user_with

pytestmark = pytest.mark.django_db


def post(client: Any, order: dict[str, Any]) -> Any:
    return client.post("/print/map", {"body": json.dumps(order)}, HTTP_ACCEPT="application/json")


def test_a_reader_of_the_west_gets_no_lot_of_the_east(ground: Ground) -> None:
    both = map_page(read_order(ground.order(), ground.surveyor), ground.surveyor)
    west = map_page(read_order(ground.order(), ground.west_reader), ground.west_reader)
    assert {"001", "002"} <= set(read_pdf.spoken(both.pdf))
    assert "001" in read_pdf.spoken(west.pdf) and "002" not in read_pdf.spoken(west.pdf)
    # two houses are public; of the lots one is left, and no path of the other
    assert (both.records, west.records) == (4, 3)
    assert "เกษตรกรรม" not in read_pdf.spoken(west.pdf), "the legend would tell what lies beyond"


def test_a_sheet_is_narrowed_like_the_map(ground: Ground) -> None:
    square = sheets.square_of(_sheet_name())
    said = read_pdf.spoken(sheet_page(sheets.sheet_order(square, "A1"), ground.west_reader).pdf)
    assert "001" in said and "70001" in said
    assert "002" not in said and "70002" not in said


def _sheet_name() -> str:
    x, y = map(float, measure.from_lonlat(*place(EAST, NORTH), 24047))
    return str(sheets.sheet_named(x, y, 1000, 24047))


def test_strangers_print_public_layers_alone(ground: Ground, client: Any) -> None:
    refused = post(client, ground.order())
    assert refused.status_code == 409
    assert refused.json()["refusals"][0]["code"] == "LAYER"
    public = [{"id": "property_register-building"}, {"id": "base_map-named_place"}]
    given = post(client, ground.order(layers=public))
    assert (given.status_code, given["Content-Type"]) == (200, "application/pdf")
    said = read_pdf.spoken(given.content)
    assert "พิมพ์โดย ผู้เยี่ยมชม" in " ".join(said)
    assert not {"001", "002", "70001"} & set(said)


def test_strangers_and_others_without_the_right_get_no_sheets(ground: Ground, client: Any) -> None:
    block = f"/print/area/property_register-block/{ground.block.uid}"
    doors = ["/print/sheets/", "/print/sheets/index.pdf", f"/print/sheet?name={_sheet_name()}", f"{block}/page"]
    for door in doors:
        assert client.get(door).status_code == 302, door
    assert client.post(f"{block}/book", {"scale": "1000", "paper": "A1"}).status_code == 302
    sign_in(client, user_with("council_chair"))
    for door in doors:
        assert client.get(door).status_code == 403, door
    assert client.get("/print/papers.json").json()["sheets_url"] is None
    assert not may_print_sheets(AnonymousUser())


def test_an_area_out_of_sight_does_not_exist(ground: Ground, client: Any) -> None:
    sign_in(client, ground.west_reader)
    there = f"/print/area/property_register-parcel/{ground.east.uid}"
    assert client.get(f"{there}/page").status_code == 404
    assert client.post(f"{there}/book", {"scale": "1000", "paper": "A3"}).status_code == 404
    assert client.get(f"/print/sheets/?area=property_register-parcel/{ground.east.uid}").status_code == 404
    assert client.get(f"/print/sheets/?area=property_register-parcel/{ground.west.uid}").status_code == 200


def test_hidden_registers_have_no_layer_to_print(ground: Ground) -> None:
    for register in registry.registers:
        if register.level == "hidden" or register.layer is None:
            with pytest.raises(Refused):
                read_order(ground.order(layers=[{"id": register.slug}]), ground.surveyor)


def test_people_are_printed_as_counts_of_areas(ground: Ground) -> None:
    """Households are never single shapes on paper, whoever prints them."""
    with acting_as(system_user(), "บันทึกทดสอบ"):
        owner = Person.objects.create(first_name="สมหญิง", last_name="ลับเฉพาะ", national_id="9999999999994")
        OwnershipSpell.objects.create(parcel=ground.west, person=owner, valid=DateRange(date(2020, 1, 1), None))
        house = House.objects.create(house_no="99/1", moo=1, parcel=ground.west)
        Household.objects.create(house=house, head=owner, members=3)
    clerk = user_with("registry_clerk")
    households = next(r for r in registry.registers if r.model is Household)
    window = Window.around(*place(EAST + SIDE, NORTH + 50), 1000, layout("A3", True).frame)
    content = read(Shown(households), window, clerk, Budget())
    assert content.is_counts
    assert all(record["count"] is None or record["count"] >= 5 for record in content.records)
    order = read_order(ground.order(layers=[{"id": households.slug}]), clerk)
    text = " ".join(read_pdf.spoken(map_page(order, clerk).pdf))
    assert "ลับเฉพาะ" not in text and "99/1" not in text


def test_no_name_of_an_owner_is_on_any_page(ground: Ground) -> None:
    with acting_as(system_user(), "บันทึกทดสอบ"):
        owner = Person.objects.create(first_name="สมหญิง", last_name="ลับเฉพาะ", national_id="9999999999994")
        OwnershipSpell.objects.create(parcel=ground.west, person=owner, valid=DateRange(date(2020, 1, 1), None))
    sheet = sheet_page(sheets.sheet_order(sheets.square_of(_sheet_name()), "A1"), ground.surveyor)
    page = map_page(read_order(ground.order(), ground.surveyor), ground.surveyor)
    assert "ลับเฉพาะ" not in read_pdf.text_of(sheet.pdf) + read_pdf.text_of(page.pdf)
