"""What the executive orders on one record: begun from its page and its card, at every door, within the record's rights,
and taken back.
"""

from __future__ import annotations

import html
import json
from datetime import timedelta
from typing import Any

import pytest

from gis_core.access.actor import acting_as, system_user
from gis_core.access.models import OrgUnit
from gis_core.features import clock
from gis_core.features.models import Change, Feature
from gis_core.ground.models import Parcel
from layers.engine import acting, changesets, records, transitions
from layers.registry import registry
from modules.central_administration.executive_information import record_notes
from modules.central_administration.executive_information.models import RecordNote
from tests.contracts.examples import Given, spot
from tests.doors import DOORS, refused
from tests.map_ui import register_pages as street
from tests.people import account, sign_in

pytestmark = pytest.mark.django_db
BUTTON = "/r/executive_information-record_note/new?record="


@pytest.fixture
def register() -> Any:
    return registry.by_slug["executive_information-record_note"]


@pytest.fixture(autouse=True)
def unit(db: None) -> OrgUnit:
    with acting_as(system_user(), "หน่วยงาน"):
        return OrgUnit.objects.get_or_create(code="works", defaults={"thai": "กองช่าง"})[0]


@pytest.fixture
def parcels() -> list[Parcel]:
    given = Given({})
    return [given.record(Parcel, n) for n in (0, 1)]


def values(about: Any, **more: Any) -> dict[str, Any]:
    plain = {"record": str(about.uid), "text": "เร่งรัดภาษีค้างชำระ", "due_on": clock.today().isoformat()}
    return plain | {"org_unit": str(OrgUnit.objects.get(code="works").uid)} | more


def order(register: Any, about: Any, user: Any = None, **more: Any) -> RecordNote:
    return records.create(register, values(about, **more), user=user or account("executive"), reason="สั่งการ")


def batch_of(reason: str) -> Any:
    return Change.objects.filter(reason=reason).latest("id").batch_id


CASES = {
    "none": (lambda: {"record": ""}, "ระเบียนที่สั่งการ"),
    "unknown": (lambda: {"record": "0190d0a0-0000-7000-8000-000000000000"}, "ไม่พบ"),
    "NOTE_OWNER": (lambda: {"org_unit": ""}, "หน่วยงานรับผิดชอบ"),
    "NOTE_DUE": (lambda: {"due_on": (clock.today() - timedelta(days=1)).isoformat()}, "ต้องไม่ก่อนวันที่สั่งการ"),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("case", CASES)
def test_refused_at_every_door(client, register, parcels, door, case):
    more, text = CASES[case]
    found = DOORS[door](client, account("executive", "clerk_chief"), register, values(parcels[0], **more()), {})
    assert any(text in each for each in found), found
    assert not RecordNote.objects.exists()


@pytest.mark.parametrize("door", DOORS)
def test_it_is_of_somebody_and_stands_where_its_record_does(client, register, parcels, door):
    user = account("executive", "clerk_chief")
    assert DOORS[door](client, user, register, values(parcels[1]), {}) == []
    note = RecordNote.objects.get()
    assert (note.issued_by, note.issued_on, note.status) == (user, clock.today(), "issued")
    assert Feature.objects.get(uid=note.uid).place_uid == parcels[1].uid


@pytest.mark.parametrize(("role", "may"), [("executive", True), ("clerk_chief", True), ("auditor", False)])
def test_it_is_begun_on_the_page_and_on_the_card_of_a_record(client, register, parcels, role, may):
    sign_in(client, account(role))
    parcel = registry.for_model(Parcel)
    wanted = f"{BUTTON}{parcels[0].uid}"
    assert (wanted in client.get(parcel.record_url(parcels[0].uid)).content.decode()) is may
    x, y = spot(0)
    (card,) = [
        each for each in client.get(f"/map/place?lon={x}&lat={y}").json()["features"] if each["layer"] == parcel.slug
    ]
    assert (["สั่งการ", wanted] in card["links"]) is may
    form = client.get(wanted)
    assert (form.status_code == 200) is may
    if may:
        assert str(parcels[0].uid) in form.content.decode()


def test_no_order_is_begun_on_an_order_nor_on_what_stands_nowhere(client, register, parcels):
    user = account("executive", "engineer")
    note = order(register, parcels[0], user)
    sign_in(client, user)
    assert BUTTON not in client.get(register.record_url(note.uid)).content.decode()
    papers = [each for each in registry.registers if not each.is_placed and each.system is not register.system]
    assert papers
    assert not [each.key for each in papers if register in [other for other, _ in acting.starts_of(each, user)]]


def test_it_is_listed_under_its_record_and_leads_to_it(client, register, parcels):
    user = account("executive")
    note = order(register, parcels[0], user)
    sign_in(client, user)
    parcel = registry.for_model(Parcel)
    page = html.unescape(client.get(parcel.record_url(parcels[0].uid)).content.decode())
    assert f"{register.url}?record={parcels[0].uid}" in page
    assert note.text in client.get(f"{register.url}?record={parcels[0].uid}").content.decode()
    assert note.text not in client.get(f"{register.url}?record={parcels[1].uid}").content.decode()
    own = client.get(register.record_url(note.uid)).content.decode()
    assert parcel.record_url(parcels[0].uid) in own and str(parcels[0]) in own


def doors_showing(client: Any, register: Any, note: RecordNote) -> list[bool]:
    """Page, list, export, API, search and the map, each with whether it tells of the order."""
    text = note.text
    exported = client.get(f"{register.url}export/csv")
    content = b"".join(exported.streaming_content) if exported.streaming else exported.content
    return [
        client.get(register.record_url(note.uid)).status_code == 200,
        text in client.get(register.url).content.decode(),
        text in content.decode(),
        text in client.get(f"/ogc/collections/{register.slug}/items").content.decode(),
        client.get(f"/ogc/collections/{register.slug}/items/{note.uid}").status_code == 200,
        client.get(f"/map/place/{note.uid}").status_code == 200,
    ]


def test_who_may_not_see_the_record_sees_no_order_on_it(client, register):
    """A planner reads orders, but no uses of land; the executive reads both."""
    use = Given({}).record(registry.by_slug["revenue_collection-use"].model, 0)
    note = order(register, use)
    for role, sees in (("executive", True), ("planner", False)):
        client.logout()
        sign_in(client, account(role))
        assert set(doors_showing(client, register, note)) == {sees}, role


def test_who_may_not_order_may_not_by_naming_a_record(register):
    use = Given({}).record(registry.by_slug["revenue_collection-use"].model, 0)
    assert refused(order, register, use, account("engineer")) == ("NO_RIGHT",)
    assert not RecordNote.objects.exists()


def test_it_goes_from_hand_to_hand_as_every_order_does(register, parcels):
    issuer, head = account("executive"), account("division_head")
    note = order(register, parcels[0], issuer, org_unit=str(OrgUnit.objects.exclude(code="works").first().uid))

    def step(code: str, user: Any, **form: str) -> None:
        transitions.transition(register, note.uid, code, form, user=user, reason=code)

    assert refused(step, "acknowledge", issuer) != ()
    step("acknowledge", head)
    again = {"record": str(parcels[1].uid)}
    assert refused(records.update, register, note.uid, again, user=issuer, reason="แก้") == ("STATE",)
    step("finish", head, outcome="ส่งหนังสือเตือนแล้ว")
    step("verify", issuer)
    note.refresh_from_db()
    assert (note.status, note.done_by) == ("verified", head)


def test_only_what_is_late_is_asked_and_flagged_where_its_record_stands(client, register, parcels, monkeypatch):
    user = account("executive")
    late = order(register, parcels[0], user, text="เลยกำหนด")
    order(register, parcels[1], user, text="ยังไม่ถึง", due_on=(clock.today() + timedelta(days=9)).isoformat())
    tomorrow = clock.today() + timedelta(days=2)
    monkeypatch.setattr(clock, "today", lambda: tomorrow)
    (row,) = record_notes.late(user)
    assert (row["uid"], row["days"]) == (late.uid, 2)
    assert json.loads(row["geom"])["coordinates"] == json.loads(parcels[0].geom.json)["coordinates"]
    assert record_notes.late(street.engineer()) == []
    sign_in(client, user)
    assert "เกินกำหนด 2 วัน" in client.get(register.record_url(late.uid)).content.decode()
    shown = client.get(f"{register.url}q/late/").content.decode()
    assert "เลยกำหนด" in shown and "ยังไม่ถึง" not in shown


def test_undoing_a_change_of_the_record_that_was_edited_later_asks_what_shall_stand(register, parcels):
    user = account("executive", "clerk_chief")
    note = order(register, parcels[0], user)
    records.update(register, note.uid, {"record": str(parcels[1].uid)}, user=user, reason="ย้ายแปลง")
    records.update(register, note.uid, {"text": "รังวัดใหม่"}, user=user, reason="แก้ถ้อยคำ")
    moved = batch_of("ย้ายแปลง")
    assert refused(changesets.undo, moved, user=user, reason="เลิกทำ") == ("EDITED_LATER",)
    note.refresh_from_db()
    assert (note.text, note.record_id) == ("รังวัดใหม่", parcels[1].uid), "the refused undo changed nothing"
    back = changesets.undo(moved, user=user, reason="เลิกทำการย้าย", force=(note.uid,))
    note.refresh_from_db()
    assert (note.text, note.record_id) == ("เร่งรัดภาษีค้างชำระ", parcels[0].uid)
    assert Feature.objects.get(uid=note.uid).place_uid == parcels[0].uid
    changesets.redo(back, user=user, reason="ทำซ้ำ")
    note.refresh_from_db()
    assert (note.text, note.record_id) == ("รังวัดใหม่", parcels[1].uid)
