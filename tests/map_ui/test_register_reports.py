"""Reports, key figures and ready questions; files that a spreadsheet cannot be tricked with."""

from __future__ import annotations

import csv
import html
import io
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from gis_core.access.actor import acting_as, system_user
from gis_core.ground.models import House, NamedPlace, Parcel
from layers.registry import registry
from map_ui.exporting.sheets import csv_rows, disarmed
from map_ui.reports.located import located
from tests.contracts import examples
from tests.map_ui import register_pages as street
from tests.people import sign_in, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(client: Any) -> Any:
    """Four lamps over two villages, one broken; the client is an engineer."""
    user = street.engineer()
    street.village(1, 0, 1)
    street.village(2, 2, 3)
    found = [street.lamp(n, user, power_w=str(50 * (n + 1)), lamp_type=("led", "sodium")[n % 2]) for n in range(4)]
    with acting_as(system_user(), "ชำรุด"):
        found[0].status = "broken"
        found[0].save()
    sign_in(client, user)
    return found


def text(answer: Any) -> str:
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def table(answer: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def test_counts_by_state_and_village_add_up(client, town):
    url = f"{street.lamps().url}report/count-status-village/"
    assert "หมู่ที่ 1 บ้านที่ 1" in text(client.get(url))
    assert table(client.get(f"{url}?format=csv")) == [
        ["สถานะ", "หมู่ที่ 1 บ้านที่ 1", "หมู่ที่ 2 บ้านที่ 2", "รวม"],
        ["ใช้งานได้", "1", "2", "3"],
        ["ชำรุด", "1", "0", "1"],
        ["รวม", "2", "2", "4"],
    ]


def test_a_count_leads_to_the_list_behind_it_and_takes_its_filter(client, town):
    page = text(client.get(f"{street.lamps().url}report/count-lamp_type/"))
    assert f"{street.lamps().url}?lamp_type=led" in page
    narrowed = table(client.get(f"{street.lamps().url}report/count-lamp_type/?village=670101&format=csv"))
    assert narrowed[-1][:2] == ["รวม", "2"]


def test_sums(client, town):
    rows = table(client.get(f"{street.lamps().url}report/sum-power_w-lamp_type/?format=csv"))
    assert [row[2] for row in rows[1:]] == ["200", "300", "500"]


def test_a_key_figure_shows_the_records_behind_it(client, town):
    page = text(client.get(f"{street.lamps().url}report/broken/"))
    assert "<strong>1</strong> ดวง" in page
    assert street.lamps().record_url(town[0].uid) in page


def printed(answer: Any) -> str:
    assert answer.status_code == 200
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)


def test_a_printed_key_figure_has_its_value_its_unit_and_its_villages(client, town):
    url = f"{street.lamps().url}report/broken/"
    sheet = printed(client.get(f"{url}?format=pdf"))
    assert "หมู่ที่ 1 บ้านที่ 1" in sheet and "\n1 ดวง\n" in sheet
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"{url}?format=csv").status_code == 200
    assert not [query for query in queries if "executive_information_kpisnapshot" in query["sql"]]


def test_of_one_village_there_is_a_way_back_to_the_office(client, town):
    url = f"{street.lamps().url}report/broken/"
    back = f'<a href="{url}">'
    assert back in text(client.get(f"{url}?village=670101")) and back not in text(client.get(url))


def test_a_printed_count_says_how_it_was_narrowed(client, town):
    sheet = printed(client.get(f"{street.lamps().url}report/count-lamp_type/?status=broken&format=pdf"))
    assert "สถานะ: " in sheet
    assert "สถานะ:" not in printed(client.get(f"{street.lamps().url}report/count-lamp_type/?format=pdf"))


def test_a_report_of_the_systems_own(client, town):
    rows = table(client.get(f"{street.lamps().url}report/by_power/?format=csv"))
    assert rows[0] == ["เลขทะเบียน", "วัตต์"] and len(rows) == 5


def test_a_ready_question_asks_shows_and_draws(client, town):
    url = f"{street.lamps().url}q/strong/"
    page = text(client.get(f"{url}?watts=120"))
    assert street.lamps().record_url(town[3].uid) in page and street.lamps().record_url(town[0].uid) not in page
    assert "data-geojson" in page
    assert "ต้องเป็นตัวเลข" in text(client.get(f"{url}?watts=มาก"))
    assert client.get(f"{street.lamps().url}q/nothing/").status_code == 404
    assert client.get(f"{street.lamps().url}report/nothing/").status_code == 404


def test_a_reader_of_one_village_counts_no_more(client, town):
    register = registry.for_model(NamedPlace)
    assert register.declared.reports == ()
    area = street.village(9, 0, 1).geom
    sign_in(client, user_with("division_head", name="limited", area=area))
    # lamps are public: what limits is the right to export them
    rows = b"".join(client.get(f"{street.lamps().url}export/csv").streaming_content).decode("utf-8-sig").splitlines()
    assert len(rows) == 3
    parcels = registry.by_key.get("finance.property_register.parcel")
    if parcels is not None:
        given = examples.Given({})
        examples.create(parcels, 0, given)
        examples.create(parcels, 3, given)
        sign_in(client, user_with("surveyor", name="narrow", area=examples.area_around(0)))
        counted = table(client.get(f"{parcels.url}report/count-deed_type/?format=csv"))
        assert counted[-1][:2] == ["รวม", "1"]


def test_files_of_reports_need_the_right_to_export(client, town):
    sign_in(client, user_with("counter_clerk"))
    url = f"{street.lamps().url}report/count-lamp_type/"
    assert "format=csv" not in text(client.get(url))
    assert client.get(f"{url}?format=csv").status_code == 403


@pytest.mark.parametrize("value", ["=1+1", "+66812345678", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_text_like_a_formula_is_disarmed(value):
    assert disarmed(value) == f"'{value}"
    assert next(iter(list(csv_rows(["a"], [[value]]))[1:])).lstrip('"').startswith("'")


def test_numbers_are_not_disarmed():
    assert disarmed(-1) == -1


def test_dates_leave_in_the_buddhist_era_and_choices_as_words(client, town):
    user = street.engineer
    street.lamp(9, user_with("division_head"), installed_on="5/12/2567")
    assert user
    rows = table(client.get(f"{street.lamps().url}export/csv"))
    last = dict(zip(rows[0], rows[1], strict=True))
    assert (last["วันที่ติดตั้ง"], last["ชนิดโคม"], last["สถานะ"]) == ("05/12/2567", "แอลอีดี", "ใช้งานได้")


def test_all_figures_stand_on_one_page_as_far_as_the_reader_may_open_them(client, town):
    address = f"{street.lamps().url}report/broken/"
    assert address in text(client.get("/figures/"))
    sign_in(client, user_with("counter_clerk", name="counter"))
    page = text(client.get("/figures/"))
    assert address in page and "/r/property_register-parcel/report/ownerless/" in page
    client.logout()
    assert "/r/property_register-parcel/" not in text(client.get("/figures/"))


def test_how_records_are_located_is_counted_by_the_way_and_by_the_reader(client, town):
    given = examples.Given({})
    land, house = given.record(Parcel, 0), given.record(House, 0)
    page = text(client.get("/figures/located/"))
    assert f'href="{street.lamps().url}"' in page
    table = located(user_with("finance_head", name="keeper"))
    rows = {row[0].text: [each.value for each in row[1:]] for row in table.rows}
    assert rows["แปลงที่ดิน"][:2] == [Parcel.objects.count()] * 2 and land.pk
    own = rows["บ้าน"]
    assert own[0] == House.objects.count() == sum(own[1:6]) and house.pk
    whole = [each.value for each in table.totals[1:]]
    assert whole[0] == sum(row[0] for row in rows.values()) and whole[5] == sum(row[5] for row in rows.values())
    assert whole[6] == round(Decimal(100 * (whole[0] - whole[5])) / whole[0], 2)
    client.logout()
    assert "/r/property_register-parcel/" not in text(client.get("/figures/located/"))
