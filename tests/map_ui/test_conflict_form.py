"""Two people at one record: the second is told what the first did and chooses; nothing is lost unsaid."""

from __future__ import annotations

import base64
import html
import json
from typing import Any

import pytest
from django.test import Client

from gis_core.pure.refusal import Refusals
from layers.engine import records
from tests.contracts.test_forms import form_in
from tests.map_ui import register_pages as street
from tests.people import PASSWORD, sign_in, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(db: None) -> Any:
    return street.engineer()


@pytest.fixture
def client(first: Any) -> Client:
    """The browser of the second person."""
    browser = Client()
    sign_in(browser, user_with("division_head", name="second"))
    return browser


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def address(lamp: Any) -> str:
    return f"{street.lamps().record_url(lamp.uid)}edit"


def by_first(lamp: Any, user: Any, lines: Any = None, **values: Any) -> None:
    records.update(street.lamps(), lamp.uid, values, user=user, reason="สำรวจใหม่", lines=lines)


def parts(lamp: Any) -> list[tuple[str, int]]:
    return list(lamp.parts.order_by("id").values_list("thai", "quantity"))


# -- fields ------------------------------------------------------------------------------------------------------------
def test_a_field_both_changed_waits_for_a_choice_and_keeps_it(client, first):
    lamp = street.lamp(0, first)
    sent = form_in(client.get(address(lamp))) | {"power_w": "300"}
    by_first(lamp, first, power_w="200", lamp_type="sodium")
    answer = client.post(address(lamp), sent)
    page = text(answer)
    assert answer.status_code == 409
    assert str(first) in page and "สำรวจใหม่" in page and 'name="choose.power_w"' in page
    assert 'name="choose.lamp_type"' not in page and "ใช้ค่าของเขาเพราะท่านไม่ได้แก้" in page
    again = form_in(answer)
    assert (again["power_w"], again["lamp_type"]) == ("300", "sodium")
    unchosen = client.post(address(lamp), again)
    assert unchosen.status_code == 409 and "CHOOSE" in text(unchosen) and "200" in text(unchosen)
    lamp.refresh_from_db()
    assert lamp.power_w == 200
    assert client.post(address(lamp), again | {"choose.power_w": "mine"}).status_code == 302
    lamp.refresh_from_db()
    assert (lamp.power_w, lamp.lamp_type) == (300, "sodium")


def test_theirs_may_be_kept(client, first):
    lamp = street.lamp(0, first)
    sent = form_in(client.get(address(lamp))) | {"power_w": "300", "lamp_type": "sodium"}
    by_first(lamp, first, power_w="200")
    again = form_in(client.post(address(lamp), sent))
    assert client.post(address(lamp), again | {"choose.power_w": "theirs"}).status_code == 302
    lamp.refresh_from_db()
    assert (lamp.power_w, lamp.lamp_type) == (200, "sodium")


def test_a_third_person_asks_again(client, first):
    lamp = street.lamp(0, first)
    sent = form_in(client.get(address(lamp))) | {"power_w": "300"}
    by_first(lamp, first, power_w="200")
    again = form_in(client.post(address(lamp), sent)) | {"choose.power_w": "mine"}
    by_first(lamp, first, power_w="250")
    answer = client.post(address(lamp), again)
    assert answer.status_code == 409 and "250" in text(answer)
    lamp.refresh_from_db()
    assert lamp.power_w == 250


# -- the shape ---------------------------------------------------------------------------------------------------------
def point(lon: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [lon, 16.43]}


def test_a_shape_only_the_other_moved_is_taken(client, first):
    lamp = street.lamp(0, first)
    sent = form_in(client.get(address(lamp))) | {"power_w": "300"}
    by_first(lamp, first, geom=point(101.16))
    answer = client.post(address(lamp), sent)
    assert "ใช้รูปของเขา" in text(answer) and 'name="choose.geom"' not in text(answer)
    assert client.post(address(lamp), form_in(answer)).status_code == 302
    lamp.refresh_from_db()
    assert (lamp.geom.x, lamp.power_w) == (101.16, 300)


@pytest.mark.parametrize(("choice", "lon"), [("theirs", 101.16), ("mine", 101.17)])
def test_a_shape_both_moved_is_shown_twice_and_chosen(client, first, choice, lon):
    lamp = street.lamp(0, first)
    sent = form_in(client.get(address(lamp))) | {"geom": json.dumps(point(101.17))}
    by_first(lamp, first, geom=point(101.16))
    answer = client.post(address(lamp), sent)
    page = text(answer)
    assert 'name="choose.geom"' in page and '"was": true' in page and '"was": false' in page
    again = form_in(answer)
    assert client.post(address(lamp), again).status_code == 409
    assert client.post(address(lamp), again | {"choose.geom": choice}).status_code == 302
    lamp.refresh_from_db()
    assert lamp.geom.x == lon


# -- lines -------------------------------------------------------------------------------------------------------------
def with_parts(first: Any, *names: str) -> Any:
    return street.lamp(0, first, lines={"lamppart": [{"thai": name, "quantity": "1"} for name in names]})


def their_lines(lamp: Any, **quantities: int) -> dict[str, Any]:
    """What the first person's form would send: his quantities by name, others left out are removed."""
    rows = [
        {"uid": str(line.uid), "thai": line.thai, "quantity": str(quantities[line.thai])}
        for line in lamp.parts.order_by("id")
        if line.thai in quantities
    ]
    known = {row["thai"] for row in rows}
    return {"lamppart": rows + [{"thai": n, "quantity": str(q)} for n, q in quantities.items() if n not in known]}


def at(sent: dict[str, str], name: str) -> str:
    """The prefix of the inputs of a line in a form."""
    return next(key for key, value in sent.items() if key.endswith(".thai") and value == name).removesuffix("thai")


def test_lines_only_the_other_touched_are_taken_though_the_record_itself_was_not_changed(client, first):
    lamp = with_parts(first, "ก", "ข", "ค")
    sent = form_in(client.get(address(lamp))) | {"power_w": "300"}
    by_first(lamp, first, lines=their_lines(lamp, ก=5, ข=1, ง=7))
    answer = client.post(address(lamp), sent)
    page = text(answer)
    assert answer.status_code == 409 and "ลบอะไหล่" in page and "ผู้อื่นเพิ่มรายการนี้" in page
    assert client.post(address(lamp), form_in(answer)).status_code == 302
    assert parts(lamp) == [("ก", 5), ("ข", 1), ("ง", 7)]
    lamp.refresh_from_db()
    assert lamp.power_w == 300


@pytest.mark.parametrize(("choice", "quantity"), [("theirs", 5), ("mine", 9)])
def test_a_line_both_changed_is_chosen(client, first, choice, quantity):
    lamp = with_parts(first, "ก", "ข")
    sent = form_in(client.get(address(lamp)))
    sent |= {f"{at(sent, 'ก')}quantity": "9", f"{at(sent, 'ข')}quantity": "2"}
    by_first(lamp, first, lines=their_lines(lamp, ก=5, ข=1))
    answer = client.post(address(lamp), sent)
    assert "ในทะเบียน" in text(answer)
    again = form_in(answer)
    assert client.post(address(lamp), again).status_code == 409
    assert client.post(address(lamp), again | {f"{at(again, 'ก')}choose": choice}).status_code == 302
    assert parts(lamp) == [("ก", quantity), ("ข", 2)]


@pytest.mark.parametrize(("choice", "left"), [("theirs", [("ข", 1)]), ("mine", [("ข", 1), ("ก", 9)])])
def test_a_line_the_other_removed_and_this_one_changed_is_chosen(client, first, choice, left):
    lamp = with_parts(first, "ก", "ข")
    sent = form_in(client.get(address(lamp)))
    sent |= {f"{at(sent, 'ก')}quantity": "9"}
    by_first(lamp, first, lines=their_lines(lamp, ข=1))
    again = form_in(client.post(address(lamp), sent))
    assert client.post(address(lamp), again).status_code == 409
    assert client.post(address(lamp), again | {f"{at(again, 'ก')}choose": choice}).status_code == 302
    assert parts(lamp) == left


@pytest.mark.parametrize(("choice", "left"), [("theirs", [("ก", 5), ("ข", 1)]), ("mine", [("ข", 1)])])
def test_a_line_this_one_removed_and_the_other_changed_is_chosen(client, first, choice, left):
    lamp = with_parts(first, "ก", "ข")
    sent = form_in(client.get(address(lamp)))
    sent |= {f"{at(sent, 'ก')}remove": "1"}
    by_first(lamp, first, lines=their_lines(lamp, ก=5, ข=1))
    again = form_in(client.post(address(lamp), sent))
    assert client.post(address(lamp), again | {f"{at(again, 'ก')}choose": choice}).status_code == 302
    assert parts(lamp) == left


def test_lines_both_removed_or_changed_alike_are_no_conflict(client, first):
    lamp = with_parts(first, "ก", "ข")
    sent = form_in(client.get(address(lamp)))
    sent |= {f"{at(sent, 'ก')}remove": "1", f"{at(sent, 'ข')}quantity": "4"}
    by_first(lamp, first, lines=their_lines(lamp, ข=4))
    answer = client.post(address(lamp), sent)
    assert "choose" not in text(answer)
    assert client.post(address(lamp), form_in(answer)).status_code == 302
    assert parts(lamp) == [("ข", 4)]


# -- other doors -------------------------------------------------------------------------------------------------------
def test_a_record_whose_lines_changed_is_not_deleted_unseen(client, first):
    lamp = with_parts(first, "ก")
    page = f"{street.lamps().record_url(lamp.uid)}delete"
    token = text(client.get(page)).split('name="expected_version" value="')[1].split('"')[0]
    by_first(lamp, first, lines=their_lines(lamp, ก=5))
    assert client.post(page, {"expected_version": token, "reason": "ลบ"}).status_code == 409
    token = text(client.get(page)).split('name="expected_version" value="')[1].split('"')[0]
    assert client.post(page, {"expected_version": token, "reason": "ลบ"}).status_code == 302


def test_the_api_answers_412_with_what_others_changed(client, first):
    lamp = with_parts(first, "ก")
    item = f"/ogc/collections/{street.lamps().slug}/items/{lamp.uid}"
    seen = client.get(item)["ETag"]
    by_first(lamp, first, power_w="200", meter_no="ลับ")
    body = {"type": "Feature", "properties": {"power_w": 300}}

    sent = base64.b64encode(f"second:{PASSWORD}".encode()).decode()

    def patch(tag: str) -> Any:
        headers = {"If-Match": tag, "Authorization": f"Basic {sent}"}
        return client.patch(item, json.dumps(body), content_type="application/geo+json", headers=headers)

    late = patch(seen)
    assert late.status_code == 412, late.content
    told = late.json()
    assert "power_w" in told["changed"][0]["fields"]
    assert told["changed"][0]["by"] == str(first)
    assert patch(f'"{told["etag"]}"').status_code == 200
    seen = client.get(item)["ETag"]
    by_first(lamp, first, lines=their_lines(lamp, ก=5))
    assert patch(seen).status_code == 412
    version = client.get(item).json()["properties"]["version"]
    assert patch(f'"{version}"').status_code == 200  # a bare version stands for the record without its lines
    assert patch("W/nonsense").status_code == 400


def test_the_engine_refuses_lines_that_are_not_those_looked_at(first):
    lamp = with_parts(first, "ก")
    line = lamp.parts.get()
    given = {"user": first, "reason": "แก้", "lines": {"lamppart": []}}
    with pytest.raises(Refusals) as caught:
        records.update(street.lamps(), lamp.uid, {}, expected_lines={"lamppart": {}}, **given)
    assert caught.value.codes == ("CONFLICT",)
    records.update(street.lamps(), lamp.uid, {}, expected_lines={"lamppart": {str(line.uid): 1}}, **given)
    assert not lamp.parts.exists()
