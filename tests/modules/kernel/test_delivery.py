"""Who carries letters records their delivery and reads nothing but the envelope."""

from __future__ import annotations

from typing import Any

import pytest

from gis_core.pure.thai_calendar import format_date
from layers.registry import registry
from modules.finance.revenue_collection.land_tax import reminding
from modules.kernel.notices.models import Notice
from tests.contracts.examples import area_around
from tests.doors import basic
from tests.modules.finance.property_register import ground
from tests.modules.finance.revenue_collection import year as made
from tests.people import account, sign_in, user_with

pytestmark = pytest.mark.django_db
SUM = "5,431.00"


@pytest.fixture
def letter(day: Any) -> Notice:
    """A reminder that tells what is owed."""
    ground.town()
    bill = made.bill("5431", made.land(1, None, 0, 0, 40, 40), due=-3, notified_on=made.today())
    with ground.write():
        return reminding.remind(bill.year)[0]


def url(letter: Notice | None = None) -> str:
    return f"{registry.for_model(Notice).url}delivery" + (f"?notice={letter.uid}" if letter else "")


def today() -> str:
    return format_date(made.today(), "numeric")


def test_the_envelope_is_shown_and_nothing_of_what_lies_in_it(client, letter):
    sign_in(client, account("registry_clerk"))
    assert SUM in letter.body
    pages = [client.get(url()).content.decode(), client.get(url(letter)).content.decode()]
    for page in pages:
        assert letter.register_no in page and letter.address in page and str(letter.person) in page
        assert SUM not in page and letter.title not in page and "เตือน" not in page
    for door in ("", "history", "document/letter/"):
        assert client.get(f"{registry.for_model(Notice).record_url(letter.uid)}{door}").status_code == 404
    assert letter.register_no not in client.get(registry.for_model(Notice).url).content.decode()


def test_the_clerk_posts_it_and_takes_the_slip(client, letter):
    sign_in(client, account("registry_clerk"))
    sent = client.post(url(letter), {"step": "send", "sent_on": today(), "ar_no": "RN123456789TH"})
    assert sent.status_code == 302
    assert letter.register_no in client.get(url(), {"q": "RN123456789TH"}).content.decode()
    assert letter.register_no not in client.get(url(), {"q": "RN1"}).content.decode()
    assert client.post(url(letter), {"step": "slip", "received_on": today(), "received_by": "ภรรยา"}).status_code == 302
    letter.refresh_from_db()
    assert (letter.status, letter.received_by, letter.ar_no) == ("received", "ภรรยา", "RN123456789TH")
    assert letter.register_no not in client.get(url()).content.decode()


def test_what_is_refused_is_said_and_kept_in_the_form(client, letter):
    sign_in(client, account("registry_clerk"))
    answer = client.post(url(letter), {"step": "send", "sent_on": "1/1/2500", "ar_no": "RN1"})
    page = answer.content.decode()
    assert answer.status_code == 409 and 'value="RN1"' in page and "บันทึกไม่ได้" in page
    closed = client.post(url(letter), {"step": "slip", "received_on": today()})
    assert closed.status_code == 409 and "เปลี่ยนสถานะไปแล้ว" in closed.content.decode()
    letter.refresh_from_db()
    assert letter.status == "issued"


def api(letter: Notice, door: str) -> str:
    return f"/ogc/collections/{registry.for_model(Notice).slug}/items/{letter.uid}{door}"


def post(client: Any, letter: Notice, code: str, values: dict[str, str], **headers: str) -> Any:
    body = {"values": values, "reason": "หลักฐานการส่งจากระบบของไปรษณีย์"}
    door = api(letter, f"/steps/{code}")
    return client.post(door, body, content_type="application/json", **basic(account("registry_clerk")), **headers)


def test_delivery_by_the_api_is_that_of_the_post_book_and_tells_no_more(client, letter):
    sign_in(client, account("registry_clerk"))
    assert client.get(api(letter, "")).status_code == 404
    acts = client.get(api(letter, "/acts"))
    assert {act["code"] for act in acts.json()["acts"]} == {"send", "give", "electronic", "return"}
    early = post(client, letter, "give", {"received_on": "2000-01-01", "received_by": "ภรรยา"})
    assert early.status_code == 422 and "ขั้นตอนก่อนหน้า" in early.json()["detail"]
    stale = post(client, letter, "give", {}, HTTP_IF_MATCH='"99999"')
    done = post(client, letter, "give", {"received_on": made.today().isoformat(), "received_by": "ภรรยา"})
    assert (stale.status_code, done.status_code) == (412, 200), (stale.content.decode(), done.content.decode())
    for answer in (acts, early, stale, done):
        assert SUM not in answer.content.decode() and letter.title not in answer.content.decode()
    letter.refresh_from_db()
    assert letter.status == "received" and letter.clocks.exists()
    assert post(client, letter, "void", {"void_reason": "ผิด"}).status_code == 404


@pytest.mark.parametrize("role", ["officer", "cashier", "auditor"])
def test_who_carries_no_letters_has_no_post_book(client, letter, role):
    sign_in(client, account(role))
    assert client.get(url()).status_code == 403


def test_a_clerk_of_another_part_of_the_town_does_not_see_it(client, letter):
    far = user_with("registry_clerk", name="far", area=area_around(200))
    sign_in(client, far)
    assert letter.register_no not in client.get(url()).content.decode()
    assert client.get(url(letter)).status_code == 404
    assert client.get(f"{url()}?notice=x").status_code == 404
