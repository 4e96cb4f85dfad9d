"""Everything in one village or drawn area: each count is what its list finds, for what the reader may see."""

from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.http import QueryDict

from gis_core.access.actor import acting_as, system_user
from gis_core.access.levels import Level
from gis_core.access.models import OrgUnit
from gis_core.features import clock
from gis_core.ground.models import AdminArea, House, Parcel
from layers.engine import records
from layers.registry import registry
from map_ui.listing import Listing
from map_ui.reports import within
from tests.contracts import examples
from tests.map_ui import register_pages as street
from tests.people import account, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Any:
    """Two villages with three lamps and one, and at the first lamp a parcel, a house and what stands on them."""
    street.village(1, 0, 2)
    street.village(2, 3, 5)
    engineer = street.engineer()
    for number in (0, 1, 2, 4):
        street.lamp(number, engineer)
    given = examples.Given({})
    given.record(Parcel, 0), given.record(House, 0)
    return engineer


def order_around_two_lamps() -> Any:
    with acting_as(system_user(), "หน่วยงาน"):
        unit = OrgUnit.objects.get_or_create(code="works", defaults={"thai": "กองช่าง"})[0]
    west, east = street.LON - street.STEP / 2, street.LON + 1.5 * street.STEP
    ring = [[west, 16.42], [east, 16.42], [east, 16.44], [west, 16.44], [west, 16.42]]
    values = {"subject": "สองดวง", "text": "ซ่อม", "org_unit": str(unit.uid), "due_on": clock.today().isoformat()}
    register = registry.by_slug["executive_information-area_note"]
    values |= {"geom": {"type": "Polygon", "coordinates": [ring]}}
    return records.create(register, values, user=account("executive", "engineer"), reason="สั่งการ")


def counts(user: Any, **given: str) -> dict[str, tuple[Any, str]]:
    """Key of a register -> its number and the address of its list."""
    tables = within.within(user, given)["tables"]
    return {row[0].value: (row[2].value if row[2].url else row[2].text, row[2].url) for t in tables for row in t.rows}


@pytest.mark.parametrize("where", ["village", "area"])
def test_each_count_is_what_its_list_finds(client, town, where):
    user = account("executive", "engineer", "finance_head")
    given = {"village": "670101"} if where == "village" else {"area": str(order_around_two_lamps().uid)}
    found = counts(user, **given)
    lamps = street.lamps()
    assert found[lamps.key][0] == (3 if where == "village" else 2)
    sign_in(client, user)
    for key, (number, url) in found.items():
        if not url or key == registry.for_model(AdminArea).key:
            continue
        address = urlsplit(url)
        register = registry.by_slug[address.path.strip("/").removeprefix("r/")]
        assert Listing(register, user, QueryDict(address.query)).count == number, key
    assert client.get(found[lamps.key][1]).status_code == 200
    exported = client.get(f"{lamps.url}export/csv?{urlsplit(found[lamps.key][1]).query}")
    told = b"".join(exported.streaming_content) if exported.streaming else exported.content
    assert len(told.decode().strip().splitlines()) == 1 + found[lamps.key][0]


def test_what_hangs_on_a_place_inside_is_counted_with_it(town):
    found = counts(account("executive", "engineer", "finance_head"), village="670101")
    assert found[registry.for_model(Parcel).key][0] == 1
    assert found[registry.for_model(House).key][0] == 1


def test_the_page_keeps_to_the_readers_rights(client, town):
    note = order_around_two_lamps()
    sign_in(client, account("executive", "engineer", "finance_head"))
    page = html.unescape(client.get(f"/figures/within/?area={note.uid}").content.decode())
    assert "สองดวง" in page and re.search(r"/r/street_lamps-street_lamp/\?within=", page)
    sign_in(client, town)
    assert client.get(f"/figures/within/?area={note.uid}").status_code == 404, "engineers read no orders"
    listed = client.get(f"{street.lamps().url}?within={note.uid}")
    assert "ไม่พบพื้นที่นี้" in html.unescape(listed.content.decode()) and not listed.context["listing"].count
    client.logout()
    shown = client.get("/figures/within/?village=670101").content.decode()
    assert "/r/property_register-parcel/" not in shown and "/r/executive_information-area_note/" not in shown
    assert client.get("/figures/within/?village=999999").status_code == 404
    assert client.get("/figures/within/?area=none").status_code == 404
    assert client.get("/figures/within/").status_code == 200


def test_few_records_of_persons_are_not_counted_out(town, monkeypatch):
    user = account("executive", "engineer")
    monkeypatch.setattr(type(street.lamps()), "level", property(lambda self: Level.AGGREGATE))
    number, url = counts(user, village="670101")[street.lamps().key]
    assert (number, url) == ("<5", "")


def test_figures_of_the_village_stand_above(client, town):
    sign_in(client, town)
    page = html.unescape(client.get("/figures/within/?village=670101").content.decode())
    assert f"{street.lamps().url}report/broken/?village=670101" in page
