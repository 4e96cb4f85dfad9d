"""Parcels and their owners, through the engine and through the API."""

from __future__ import annotations

import base64
import json
import re
from datetime import date

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon

from gis_core.access.actor import acting_as, system_user
from gis_core.ground import queries
from gis_core.ground.models import Office, OwnershipSpell, Parcel, TaxBlock, TaxZone
from gis_core.parties.models import Person
from gis_core.pure.refusal import Refusals
from layers.engine import records
from layers.registry import registry
from tests.contracts.test_forms import form_in
from tests.people import PASSWORD, sign_in, user_with

pytestmark = pytest.mark.django_db
ITEMS = "/ogc/collections/property_register-parcel/items"


def square(west: float, south: float, size: float = 0.001) -> MultiPolygon:
    return MultiPolygon(Polygon.from_bbox((west, south, west + size, south + size)), srid=4326)


@pytest.fixture
def parcels():
    return registry.by_slug["property_register-parcel"]


@pytest.fixture
def town(db):
    """An office of one zone with one block and two people."""
    with acting_as(system_user(), "วางเมืองทดสอบ"):
        Office.objects.create(thai="เทศบาลทดสอบ", kind="municipality", boundary=square(100.5, 15.0, 0.02))
        zone = TaxZone.objects.create(code="01", geom=square(100.5, 15.0, 0.01))
        TaxBlock.objects.create(zone=zone, letter="A", code="01A", geom=square(100.5, 15.0, 0.01))
        return [
            Person.objects.create(first_name=f"สมมุติ{n}", last_name="ทดสอบ", register_no=f"บค.{n}") for n in range(2)
        ]


def values(**more):
    return {
        "parcel_code": "01A001",
        "block": "01A",
        "deed_type": "ns4",
        "deed_no": "๑๒๓๔๕",
        "area_sqwah": "2-3-45.6",
        "geom": json.loads(square(100.501, 15.001).geojson),
    } | more


def line(person, share="1/1", since="1 ม.ค. 2560", until="", **more):
    numerator, denominator = share.split("/")
    return {
        "person": str(person.uid),
        "share_num": numerator,
        "share_den": denominator,
        "valid": {"from": since, "to": until},
        "role": "owner",
    } | more


def create(parcels, town, lines=None, **more):
    user = user_with("assessor", "surveyor")
    given = {"ownershipspell": lines if lines is not None else [line(town[0])]}
    return records.create(parcels, values(**more), user=user, reason="เพิ่มแปลง", lines=given)


def test_a_parcel_is_written_with_its_owner(parcels, town):
    parcel = create(parcels, town)
    assert str(parcel.area_sqwah) == "1145.6"
    assert [s.person for s in queries.owner_on(parcel, date(2026, 1, 1))] == [town[0]]


def test_owner_on_new_years_day_of_a_sale_on_3_january(parcels, town):
    """4.2 example 5: sold on 3 January 2569; the seller owes 2569, the buyer 2570."""
    seller, buyer = town
    sale = [line(seller, until="3 ม.ค. 2569"), line(buyer, since="3 ม.ค. 2569", act="ขาย")]
    parcel = create(parcels, town, lines=sale)
    owners = {year: [s.person for s in queries.owner_on(parcel, date(year - 543, 1, 1))] for year in (2569, 2570)}
    assert owners == {2569: [seller], 2570: [buyer]}
    assert list(queries.owned_by(buyer, date(2026, 1, 3))) == [parcel]


@pytest.mark.parametrize(
    ("more", "lines", "code"),
    [
        ({}, [("1/2", 0)], "SHARE"),
        ({}, [("1/1", 0), ("1/1", 0)], "SPELL"),
        ({"area_sqwah": "1-4-0"}, None, "RNW"),
        ({"area_sqwah": "1-0-100"}, None, "RNW"),
        ({"parcel_code": "01B001"}, None, "PARCEL_BLOCK"),
        ({"geom": json.loads(square(100.515, 15.015).geojson)}, None, "PARCEL_BLOCK"),
        ({"geom": json.loads(square(100.9, 15.5).geojson)}, None, "OUTSIDE"),
        ({"geom": json.loads(square(100.501, 15.001, 0.00001).geojson)}, None, "BAD_GEOM"),
        (
            {
                "geom": {
                    "type": "Polygon",
                    "coordinates": [
                        [[100.501, 15], [100.502, 15.001], [100.502, 15], [100.501, 15.001], [100.501, 15]]
                    ],
                }
            },
            None,
            "BAD_GEOM",
        ),
        ({"geom": {"type": "Point", "coordinates": [661611, 1658568]}}, None, "CRS"),
    ],
)
@pytest.mark.parametrize("door", ["engine", "api"])
def test_refusals_through_both_doors(parcels, town, client, more, lines, code, door):
    given = [line(town[who], share) for share, who in lines] if lines else [line(town[0])]
    if door == "engine":
        with pytest.raises(Refusals) as refused:
            create(parcels, town, lines=given, **more)
        codes = set(refused.value.codes)
    else:
        body = values(**more)
        feature = {
            "type": "Feature",
            "geometry": body.pop("geom"),
            "properties": body,
            "lines": {"ownershipspell": given},
        }
        answer = post(client, feature)
        assert answer.status_code == 422, answer.content
        codes = {r["code"] for r in answer.json()["refusals"]}
    assert code in codes
    assert not Parcel.objects.exists()
    assert not OwnershipSpell.objects.exists()


def post(client, feature, user=None):
    user = user or user_with("assessor", "surveyor", name="api_user")
    token = base64.b64encode(f"{user.username}:{PASSWORD}".encode()).decode()
    return client.post(
        ITEMS, json.dumps(feature), content_type="application/geo+json", HTTP_AUTHORIZATION=f"Basic {token}"
    )


def test_duplicate_code_and_deed_are_refused(parcels, town):
    create(parcels, town)
    user = user_with("assessor", name="second")
    with pytest.raises(Refusals) as refused:
        records.create(parcels, values(deed_no="9"), user=user, reason="ซ้ำ")
    assert refused.value.codes == ("DUP_PARCEL",)
    with pytest.raises(Refusals) as refused:
        beside = json.loads(square(100.503, 15.001).geojson)
        records.create(parcels, values(parcel_code="01A002", geom=beside), user=user, reason="ซ้ำ")
    assert refused.value.codes == ("DUP_DEED",)


def test_owners_are_for_those_who_may_see_them(parcels, town):
    parcel = create(parcels, town)
    engineer = user_with("engineer")
    with pytest.raises(Refusals) as refused:
        records.update(parcels, parcel.uid, {}, user=engineer, reason="แอบแก้", lines={"ownershipspell": []})
    assert refused.value.codes == ("NO_RIGHT",)
    assert parcel.spells.count() == 1


def test_an_owner_whose_name_is_closed_does_not_look_like_none_and_stays(parcels, town, client):
    parcel = create(parcels, town)
    address = f"{parcels.record_url(parcel.uid)}edit"
    for role, is_closed in (("surveyor", True), ("assessor", False)):
        sign_in(client, user_with(role, name=role))
        answer = client.get(address)
        (owner,) = re.findall(r'<input[^>]*name="lines.ownershipspell.0.person"[^>]*>', answer.content.decode())
        assert ('placeholder="ข้อมูลปกปิด"' in owner) is is_closed
        assert client.post(address, form_in(answer) | {"survey_page": f"9{len(role)}"}).status_code == 302
        assert parcel.spells.get().person == town[0]


def test_the_form_leads_to_the_map_where_common_borders_go_together(parcels, town, client):
    parcel = create(parcels, town)
    sign_in(client, user_with("assessor", name="leader"))
    told, link = "ซึ่งขยับรูปข้างเคียงไปด้วยกัน", f'href="/#layers={parcels.slug}&select={parcel.uid}"'
    page = client.get(f"{parcels.record_url(parcel.uid)}edit").content.decode()
    assert told in page and link in page
    assert told not in client.get(f"{parcels.url}new").content.decode(), "there is no border yet"


def test_somebody_elses_edit_is_not_lost(parcels, town):
    parcel = create(parcels, town)
    user = user_with("assessor", name="editor")
    records.update(parcels, parcel.uid, {"moo": "3"}, user=user, reason="แก้หมู่", expected_version=1)
    with pytest.raises(Refusals) as refused:
        records.update(parcels, parcel.uid, {"moo": "4"}, user=user, reason="แก้หมู่", expected_version=1)
    assert refused.value.codes == ("CONFLICT",)
    parcel.refresh_from_db()
    assert parcel.moo == 3
