"""The list: search, filters, order, pages of any depth, tabs, what is counted."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gis_core.access.actor import acting_as, system_user
from gis_core.ground.models import House
from gis_core.parties.models import Person
from layers.engine import rows
from layers.registry import registry
from tests.map_ui import register_pages as street
from tests.people import sign_in, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client: Any) -> Any:
    sign_in(client, street.engineer())
    return client


def numbers(answer: Any) -> list[str]:
    """Register numbers on a page, in order."""
    return re.findall(r'class="row-link"[^>]*>([^<]+)<', html.unescape(answer.content.decode()))


def link(answer: Any, rel: str) -> str:
    found = re.search(rf'rel="{rel}" href="([^"]+)"', html.unescape(answer.content.decode()))
    assert found, rel
    return found[1]


def test_walking_forward_and_back_meets_every_record_once(reader):
    street.bulk(120)
    url = f"{street.lamps().url}?size=25&sort=power_w"
    pages = [reader.get(url)]
    for _ in range(4):
        pages.append(reader.get(link(pages[-1], "next")))
    walked = [number for page in pages for number in numbers(page)]
    assert len(walked) == len(set(walked)) == 120
    back = [numbers(pages[-1])]
    page = pages[-1]
    for _ in range(4):
        page = reader.get(link(page, "prev"))
        back.insert(0, numbers(page))
    assert [number for part in back for number in part] == walked


@pytest.mark.parametrize(
    "sort", ["installed_on", "-installed_on", "power_w", "-power_w", "register_no", "stands_at", "status"]
)
def test_pages_by_neighbour_and_by_number_agree(reader, sort):
    """Also over empty values and equal ones."""
    street.bulk(60)
    url = f"{street.lamps().url}?size=25&sort={sort}"
    first = reader.get(url)
    by_neighbour = reader.get(link(first, "next"))
    assert numbers(by_neighbour) == numbers(reader.get(f"{url}&page=2"))
    last = reader.get(link(by_neighbour, "next"))
    assert numbers(last) == numbers(reader.get(f"{url}&page=3")) == numbers(reader.get(f"{url}&page=last"))[-10:]


def test_beyond_the_limit_it_says_more_than(reader, monkeypatch):
    street.bulk(30)
    monkeypatch.setattr(rows, "COUNT_LIMIT", 20)
    monkeypatch.setattr(rows.count_upto, "__defaults__", (20,))
    page = reader.get(street.lamps().url).content.decode()
    assert "มากกว่า <strong>20</strong>" in page


def test_a_far_page_reads_numbers_before_rows(reader, monkeypatch):
    from map_ui.listing import paging

    street.bulk(60)
    monkeypatch.setattr(paging, "FAR", 25)
    with CaptureQueriesContext(connection) as queries:
        page = reader.get(f"{street.lamps().url}?size=25&sort=register_no&page=3")
    assert numbers(page)[0] == "ฟ.00051/2568"
    assert any("OFFSET 50" in q["sql"] and "lamp_type" not in q["sql"] for q in queries)


def test_no_list_query_reads_a_shape(reader):
    street.bulk(3)
    with CaptureQueriesContext(connection) as queries:
        reader.get(street.lamps().url)
    assert not [q["sql"] for q in queries if '"street_lamps_streetlamp"."geom"' in q["sql"]]


def test_filters_of_every_kind(reader):
    user = user_with("division_head", name="head")
    street.village(1, 0, 1)
    street.village(2, 2, 3)
    for n, values in enumerate(
        [
            {"lamp_type": "led", "power_w": "60", "installed_on": "1/1/2567"},
            {"lamp_type": "sodium", "power_w": "100", "installed_on": "1/6/2567"},
            {"lamp_type": "led", "power_w": "150", "installed_on": "31/12/2567"},
            {"lamp_type": "sodium", "power_w": "250"},
        ]
    ):
        street.lamp(n, user, **values)
    url = street.lamps().url

    def found(query: str) -> int:
        return len(numbers(reader.get(f"{url}?{query}")))

    assert found("lamp_type=led") == 2
    assert found("lamp_type=led&lamp_type=sodium") == 4
    assert found("power_w__from=100&power_w__to=๑๕๐") == 2
    assert found("installed_on__from=1/6/2567") == 2
    assert found("installed_on__from=1 มิ.ย. 2567&installed_on__to=30 มิ.ย. 2567") == 1
    assert found("village=670101") == 2
    assert found("village=670101&village=670102") == 4
    assert found("status=broken") == 0
    assert found("lamp_type=ไม่มี") == 4
    wrong = reader.get(f"{url}?installed_on__from=2024-13-45")
    assert numbers(wrong) == []
    assert "อ่านวันที่ไม่ได้" in wrong.content.decode() or "ไม่มีวันที่นี้" in wrong.content.decode()


def test_what_is_wrong_with_a_filter_names_its_column_once(reader):
    page = reader.get(f"{street.lamps().url}?power_w__from=มาก").content.decode()
    column = street.lamps().by_name["power_w"].thai
    chip = re.search(r'chip chip-red">([^<]+)<', page)
    assert chip and chip[1].count(column) == 1 and "ต้องเป็นตัวเลข" in chip[1]


def test_search_folds_thai_and_forgives_a_slip(reader):
    street.bulk(30)
    url = street.lamps().url
    assert numbers(reader.get(f"{url}?q=ฟ.๐๐๐๑๒")) == ["ฟ.00012/2568"]
    assert "ฟ.00012/2568" in numbers(reader.get(f"{url}?q=ฟ.00012/2586"))
    assert numbers(reader.get(f"{url}?q=ไม่มีคำนี้เลย")) == []
    assert numbers(reader.get(f"{url}?q=100%25_")) == []


def test_the_search_answers_htmx_with_the_results_alone(reader):
    street.bulk(3)
    answer = reader.get(street.lamps().url, HTTP_HX_REQUEST="true")
    assert "<html" not in answer.content.decode() and len(numbers(answer)) == 3


def test_closed_columns_are_neither_searched_nor_sorted_nor_filtered(client):
    register = registry.for_model(Person)
    with acting_as(system_user(), "เพิ่มบุคคล"):
        Person.objects.create(register_no="บค.000001", first_name="สมชาย", last_name="ใจดี", national_id="1100000000016")
        Person.objects.create(register_no="บค.000002", first_name="มาลี", last_name="ศรีสุข", national_id="3100000000027")
    sign_in(client, user_with("counter_clerk"))
    assert numbers(client.get(f"{register.url}?q=สมชาย")) == ["บค.000001"]
    assert numbers(client.get(f"{register.url}?q=สมชาบ")) == ["บค.000001"]
    assert numbers(client.get(f"{register.url}?q=1100000000016")) == []
    page = client.get(f"{register.url}?sort=national_id").content.decode()
    assert 'aria-sort="ascending"' not in page and "1100000000016" not in page
    assert len(numbers(client.get(f"{register.url}?national_id=1100000000016"))) == 2
    sign_in(client, user_with("registry_clerk"))
    assert numbers(client.get(f"{register.url}?q=1100000000016")) == ["บค.000001"]


def test_records_without_a_place_wait_in_their_tab(client):
    register = registry.for_model(House)
    with acting_as(system_user(), "เพิ่มบ้าน"):
        House.objects.create(register_no="บ.000001", house_no="1")
    sign_in(client, user_with("registry_clerk"))
    assert "tab=unplaced" in client.get(register.url).content.decode()
    assert numbers(client.get(f"{register.url}?tab=unplaced")) == ["บ.000001"]
    sign_in(client, street.engineer())
    assert "tab=unplaced" not in client.get(street.lamps().url).content.decode()


def test_an_empty_register_offers_the_first_record(reader):
    page = reader.get(street.lamps().url).content.decode()
    assert "ยังไม่มีโคมไฟสาธารณะ" in page and "เพิ่มรายการแรก" in page
    assert "ไม่พบรายการตามที่ค้นหา" in reader.get(f"{street.lamps().url}?q=กกก").content.decode()


@pytest.mark.parametrize(
    "query", ["page=0", "page=-1", "page=abc", "page=99999999999", "after=x", "before=x", "size=7", "sort=geom",
              "sort=uid__x", "lamp_type=%27;--", "stands_at=not-a-uuid", "village=x", "power_w__from=NaN", "tab=x"]
)  # fmt: skip
def test_no_address_breaks_the_list(reader, query):
    street.bulk(3)
    assert reader.get(f"{street.lamps().url}?{query}").status_code == 200
