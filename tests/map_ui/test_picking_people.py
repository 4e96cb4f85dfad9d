"""A person is picked by record number, by name and, where the reader may see it, by citizen's number."""

from __future__ import annotations

from typing import Any

import pytest

from gis_core.parties.models import Organisation
from layers.registry import registry
from tests.modules.finance.property_register import ground
from tests.people import account, sign_in

pytestmark = pytest.mark.django_db
CITIZEN_ID = "1234567890121"


@pytest.fixture(autouse=True)
def people(db: None) -> None:
    ground.person("มานะ", register_no="บค.000007", national_id=CITIZEN_ID)
    ground.person("ปิติ", register_no="บค.000071")
    with ground.write():
        Organisation.objects.create(thai="บริษัททดสอบ", register_no="นบ.00007", juristic_id="0105500000012")


def picked(client: Any, role: str, text: str, name: str = "person") -> list[str]:
    sign_in(client, account(role))
    slug = registry.by_slug[f"base_map-{name}"].slug
    return [each["title"] for each in client.get(f"/r/{slug}/pick", {"q": text}).json()["results"]]


@pytest.mark.parametrize("text", ["บค.000007", " บค.๐๐๐๐๐๗ ", "มานะ", "มานะ ทดสอบ"])
def test_by_number_and_name(client: Any, text: str) -> None:
    assert picked(client, "assessor", text) == ["มานะ ทดสอบ"]


def test_by_the_beginning_of_numbers(client: Any) -> None:
    assert set(picked(client, "assessor", "บค.0000")) == {"มานะ ทดสอบ", "ปิติ ทดสอบ"}
    assert picked(client, "assessor", "บค.9") == []
    assert picked(client, "assessor", "นบ.00007", "organisation") == ["บริษัททดสอบ"]


@pytest.mark.parametrize(("role", "found"), [("revenue_officer", ["มานะ ทดสอบ"]), ("assessor", [])])
def test_by_citizens_number_where_the_reader_may_see_it(client: Any, role: str, found: list[str]) -> None:
    assert picked(client, role, CITIZEN_ID) == found
    assert picked(client, role, "1-2345-67890-12-1") == found


def test_the_list_finds_the_number_too(client: Any) -> None:
    sign_in(client, account("assessor"))
    page = client.get("/r/base_map-person/", {"q": "บค.000071"}).content.decode()
    assert "ปิติ" in page and "มานะ" not in page
