"""A right to some records, or to one register, says nothing of the others: not on a card, in the API or in a file."""

from __future__ import annotations

import base64
from datetime import date

import pytest
from django.contrib.gis.geos import MultiPolygon, Point, Polygon
from django.db.backends.postgresql.psycopg_any import DateRange

from gis_core.access.actor import acting_as
from gis_core.files.attach import attach
from gis_core.ground.models import House, Household, OwnershipSpell, Parcel, TaxBlock, TaxZone
from gis_core.parties.models import Person
from layers.declare import Document
from layers.registry import registry
from modules.kernel.documents.models import IssuedDocument
from tests.people import PASSWORD, sign_in, user_with
from tests.street_lamps.models import StreetLamp

pytestmark = pytest.mark.django_db
NATIONAL_ID = "9999999999994"


def square(x: float, y: float, side: float = 0.0009) -> MultiPolygon:
    return MultiPolygon(Polygon.from_bbox((x, y, x + side, y + side)), srid=4326)


@pytest.fixture
def town(clerk):
    with acting_as(clerk, "ตั้งเมืองทดสอบ"):
        zone = TaxZone.objects.create(code="01", geom=square(100.49, 14.99, 0.1))
        block = TaxBlock.objects.create(code="A", zone=zone, geom=square(100.49, 14.99, 0.1))
        parcels = [
            Parcel.objects.create(
                parcel_code=f"01A00{n + 1}", block=block, deed_type="ns4", deed_no=f"1234{n}", land_no=str(n + 1),
                area_sqwah=100, moo=n + 1, geom=square(100.5 + n / 1000, 15.0),
            )
            for n in range(2)
        ]  # fmt: skip
        house = House.objects.create(house_no="12/3", moo=1, parcel=parcels[0], register_no="บ.1")
        owner = Person.objects.create(
            first_name="สมมุติ", last_name="ใจดี", national_id=NATIONAL_ID, house=house, register_no="บค.1"
        )
        household = Household.objects.create(house=house, head=owner, register_no="คร.1")
        OwnershipSpell.objects.create(parcel=parcels[0], person=owner, valid=DateRange(date(2020, 1, 1), None))
        lamps = [
            StreetLamp.objects.create(
                lamp_type="led", power_w=100, parts_baht=500 + n, register_no=f"ฟ.{n}", status="working",
                geom=Point(100.5004 + n / 1000, 15.0004, srid=4326),
            )
            for n in range(2)
        ]  # fmt: skip
    return {"parcels": parcels, "house": house, "owner": owner, "household": household, "lamps": lamps}


def items(client, slug: str, **query):
    return client.get(f"/ogc/collections/{slug}/items", query).json()["features"]


def test_the_api_names_no_citizens_number_as_a_code(client, town):
    sign_in(client, user_with("registry_clerk", "welfare_officer"))
    found = client.get("/ogc/collections/base_map-household/items").content.decode()
    assert "บค.1" in found
    assert NATIONAL_ID not in found


def test_the_api_names_no_record_of_a_register_that_is_closed_to_the_reader(client, town):
    sign_in(client, user_with("registry_clerk"))
    (house,) = items(client, "base_map-house")
    assert house["properties"]["house_no"] == "12/3"
    assert house["properties"]["parcel"] is None
    assert client.get("/ogc/collections/base_map-house/items", {"parcel": "01A001"}).status_code == 400
    sign_in(client, user_with("officer"))
    (house,) = items(client, "base_map-house")
    assert house["properties"]["parcel"] == "01A001"


def test_a_card_names_no_record_that_is_closed_to_the_reader(client, town):
    sign_in(client, user_with("registry_clerk"))
    card = client.get("/map/place", {"lon": "100.5004", "lat": "15.0004"}).content.decode()
    assert "12/3" in card
    assert "01A001" not in card
    assert "สมมุติ" not in card


def test_ownership_is_told_to_readers_of_ownership_only(client, town):
    sign_in(client, user_with("welfare_officer", "officer"))
    titles = [row["title"] for row in client.get("/map/search", {"q": "สมมุติ ใจดี"}).json()["results"]]
    assert titles == ["สมมุติ ใจดี"]


def test_a_grant_in_one_area_opens_no_column_of_public_records_elsewhere(client, town):
    area = square(100.5, 15.0)
    sign_in(client, user_with("engineer", area=area))
    lamps = items(client, "street_lamps-street_lamp")
    assert len(lamps) == 2
    assert all("parts_baht" not in lamp["properties"] for lamp in lamps)
    sign_in(client, user_with("division_head"))
    assert {lamp["properties"]["parts_baht"] for lamp in items(client, "street_lamps-street_lamp")} == {500, 501}


def test_a_limited_reader_gets_one_village_from_the_api(client, town):
    sign_in(client, user_with("village_head", area=square(100.501, 15.0)))
    for query in ({}, {"bbox": "100,14,101,16"}, {"deed_type": "ns4"}, {"limit": "1"}):
        codes = [f["properties"]["parcel_code"] for f in items(client, "property_register-parcel", **query)]
        assert codes == ["01A002"]
    assert items(client, "property_register-parcel", parcel_code="01A001") == []
    hidden = town["parcels"][0].uid
    assert client.get(f"/ogc/collections/property_register-parcel/items/{hidden}").status_code == 404
    assert client.get(f"/map/place/{hidden}").status_code == 404


def test_aggregate_records_are_on_the_cards_of_holders_of_a_grant_only(client, town):
    def layers():
        card = client.get("/map/place", {"lon": "100.5004", "lat": "15.0004"}).json()
        return {row["layer"] for row in card["counts"]}

    assert "base_map-household" not in layers()
    sign_in(client, user_with("engineer"))
    assert "base_map-household" not in layers()
    sign_in(client, user_with("welfare_officer"))
    assert "base_map-household" in layers()


def test_an_officer_may_not_write_a_record_out_of_the_area_nor_touch_one_outside(client, town):
    user = user_with("engineer", area=square(100.5, 15.0))
    client.defaults["HTTP_AUTHORIZATION"] = "Basic " + base64.b64encode(f"{user.username}:{PASSWORD}".encode()).decode()
    path = "/ogc/collections/street_lamps-street_lamp/items"
    far = '{"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [100.6, 15.0]}}'
    inside, outside = town["lamps"]
    out = client.patch(f"{path}/{inside.uid}", far, content_type="application/geo+json")
    assert (out.status_code, out.json()["refusals"][0]["code"]) == (422, "OUT_OF_AREA")
    other = client.patch(f"{path}/{outside.uid}", far, content_type="application/geo+json")
    assert (other.status_code, other.json()["refusals"][0]["code"]) == (404, "NOT_FOUND")
    inside.refresh_from_db()
    assert inside.geom.x == pytest.approx(100.5004)


def test_a_replacement_keeps_what_its_writer_may_not_see(client, town):
    """PUT resets the columns it leaves out, but not closed ones; and a mask sent back is no value."""
    user = user_with("counter_clerk")
    client.defaults["HTTP_AUTHORIZATION"] = "Basic " + base64.b64encode(f"{user.username}:{PASSWORD}".encode()).decode()
    path = f"/ogc/collections/base_map-person/items/{town['owner'].uid}"
    properties = client.get(path).json()["properties"]
    assert properties["national_id"] != NATIONAL_ID
    body = {"type": "Feature", "properties": properties | {"first_name": "ใหม่"}}
    answer = client.put(path, body, content_type="application/json")
    assert answer.status_code == 200, answer.content.decode()
    town["owner"].refresh_from_db()
    assert (town["owner"].first_name, town["owner"].national_id) == ("ใหม่", NATIONAL_ID)


@pytest.fixture
def paper(town, clerk):
    """A paper about a person, issued by somebody who may see him, with its file."""
    person = registry.for_model(Person)
    with acting_as(clerk, "ออกหนังสือ"):
        issued = IssuedDocument.objects.create(
            record_id=town["owner"].uid, register_key=person.key, code="x", thai="หนังสือ", number="1",
            issued_on=date(2025, 1, 1), signer=clerk, sha256="0" * 64,
        )  # fmt: skip
        return issued, attach(issued.uid, [b"%PDF-1.4\n%%EOF\n"], "หนังสือ.pdf", kind="document")


def test_the_file_of_a_paper_is_for_those_who_may_see_its_record(client, paper):
    issued, file = paper
    sign_in(client, user_with("officer"))
    assert client.get(f"/document/{issued.uid}").status_code == 404
    assert client.get(f"/files/{file.uid}").status_code == 404
    sign_in(client, user_with("registry_clerk"))
    assert client.get(f"/files/{file.uid}").status_code == 200


def test_a_signer_of_one_area_signs_nothing_elsewhere(town):
    from modules.kernel.documents.issue import may_issue

    lamps = registry.for_model(StreetLamp)
    order = Document("repair_order", "ใบสั่งซ่อม", "street_lamps/repair_order.html", roles=("engineer",))
    user = user_with("engineer", area=square(100.5, 15.0))
    inside, outside = town["lamps"]
    assert may_issue(order, user, lamps, inside)
    assert not may_issue(order, user, lamps, outside)
