"""What the executive orders on a drawn area: at every door, on the map, from hand to hand, and taken back."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from gis_core.access.actor import acting_as, system_user
from gis_core.access.models import OrgUnit
from gis_core.features import clock
from gis_core.features.models import Change, Feature
from layers.engine import changesets, records, transitions
from layers.registry import registry
from modules.central_administration.executive_information import area_notes
from modules.central_administration.executive_information.models import AreaNote
from tests.contracts.examples import spot, square
from tests.doors import DOORS, refused
from tests.map_ui import register_pages as street
from tests.people import account, sign_in

pytestmark = pytest.mark.django_db
BOWTIE = {"type": "Polygon", "coordinates": [[[101, 16], [101.01, 16.01], [101.01, 16], [101, 16.01], [101, 16]]]}


@pytest.fixture
def register() -> Any:
    return registry.by_slug["executive_information-area_note"]


@pytest.fixture(autouse=True)
def unit(db: None) -> OrgUnit:
    with acting_as(system_user(), "หน่วยงาน"):
        return OrgUnit.objects.get_or_create(code="works", defaults={"thai": "กองช่าง"})[0]


def values(**more: Any) -> dict[str, Any]:
    plain = {"subject": "น้ำท่วมขังหน้าตลาด", "text": "ลอกท่อระบายน้ำ", "due_on": clock.today().isoformat()}
    return plain | {"org_unit": str(OrgUnit.objects.get(code="works").uid), "geom": square(0)} | more


def order(register: Any, user: Any = None, **more: Any) -> AreaNote:
    return records.create(register, values(**more), user=user or account("executive"), reason="สั่งการ")


def batch_of(reason: str) -> Any:
    return Change.objects.filter(reason=reason).latest("id").batch_id


CASES = {
    "NOTE_OWNER": (lambda: {"org_unit": ""}, "หน่วยงานรับผิดชอบ"),
    "NOTE_DUE": (lambda: {"due_on": (clock.today() - timedelta(days=1)).isoformat()}, "ต้องไม่ก่อนวันที่สั่งการ"),
    "subject": (lambda: {"subject": ""}, "เรื่อง"),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("case", CASES)
def test_refused_at_every_door(client, register, door, case):
    more, text = CASES[case]
    found = DOORS[door](client, account("executive", "clerk_chief"), register, values(**more()), {})
    assert any(text in each for each in found), found
    assert not AreaNote.objects.exists()


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("shape", [BOWTIE, ""])
def test_an_area_that_is_none_is_refused(client, register, door, shape):
    if door == "file" and not shape:
        shape = {"type": "Point", "coordinates": [101, 16]}
    assert DOORS[door](client, account("executive", "clerk_chief"), register, values(geom=shape), {})
    assert not AreaNote.objects.exists()


@pytest.mark.parametrize("door", DOORS)
def test_who_ordered_and_when_is_kept(client, register, door):
    user = account("executive", "clerk_chief")
    assert DOORS[door](client, user, register, values(), {}) == []
    note = AreaNote.objects.get()
    assert (note.issued_by, note.issued_on, note.status) == (user, clock.today(), "issued")
    assert Feature.objects.get(uid=note.uid).geom is not None


@pytest.mark.parametrize(("role", "sees"), [("executive", True), ("auditor", True), ("engineer", False)])
def test_the_map_shows_it_to_those_who_may_read_it(client, register, role, sees):
    user = account("executive")
    note = order(register, user)
    others = {"executive": user, "engineer": street.engineer()}
    sign_in(client, others.get(role) or account(role, "engineer"))
    x, y = spot(0)
    assert (str(note.uid) in client.get(f"/map/place?lon={x}&lat={y}&open={register.slug}").content.decode()) is sees
    layers = client.get("/layers.json").content.decode()
    assert (f'"{register.slug}"' in layers) is sees
    assert (client.get(f"/r/{register.slug}/export/geojson").status_code == 200) is sees
    assert (client.get(register.record_url(note.uid)).status_code == 200) is sees
    assert (client.get(f"/ogc/collections/{register.slug}/items").status_code == 200) is sees


def test_the_map_offers_an_order_on_a_drawn_area_to_who_may_give_one(client):
    def takers(role: str) -> set[str]:
        sign_in(client, account(role))
        modules = client.get("/layers.json").json()["modules"]
        layers = [layer for module in modules for system in module["systems"] for layer in system["layers"]]
        return {layer["id"] for layer in layers if layer.get("new_url")}

    assert "executive_information-area_note" in takers("executive")
    assert "executive_information-area_note" not in takers("auditor")
    assert "property_register-parcel" not in takers("surveyor"), "lots have an editor of their own"


def test_it_goes_from_hand_to_hand_as_an_order_on_a_figure_does(register):
    issuer, head = account("executive"), account("division_head")
    note = order(register, issuer, org_unit=str(OrgUnit.objects.exclude(code="works").first().uid))

    def step(code: str, user: Any, **form: str) -> None:
        transitions.transition(register, note.uid, code, form, user=user, reason=code)

    assert refused(step, "acknowledge", issuer) != ()
    step("acknowledge", head)
    assert refused(records.update, register, note.uid, {"text": "อื่น"}, user=issuer, reason="แก้") == ("STATE",)
    assert refused(step, "finish", head) == ("REQUIRED",)
    step("finish", head, outcome="ลอกแล้ว")
    step("verify", issuer)
    note.refresh_from_db()
    assert (note.status, note.done_by, note.outcome) == ("verified", head, "ลอกแล้ว")


def test_only_what_is_late_is_asked_and_flagged(client, register, monkeypatch):
    user = account("executive")
    late = order(register, user, subject="เลยกำหนด")
    order(register, user, subject="ยังไม่ถึง", due_on=(clock.today() + timedelta(days=9)).isoformat())
    gone = order(register, user, subject="ยกเลิกแล้ว")
    transitions.transition(register, gone.uid, "cancel", {}, user=user, reason="ยกเลิก")
    tomorrow = clock.today() + timedelta(days=2)
    monkeypatch.setattr(clock, "today", lambda: tomorrow)
    (row,) = area_notes.late(user)
    assert (row["uid"], row["days"]) == (late.uid, 2)
    assert json.loads(row["geom"])["type"] == "MultiPolygon"
    assert area_notes.late(street.engineer()) == []
    sign_in(client, user)
    assert "เกินกำหนด 2 วัน" in client.get(register.record_url(late.uid)).content.decode()
    shown = client.get(f"{register.url}q/late/").content.decode()
    assert late.subject in shown and "ยังไม่ถึง" not in shown


def test_undoing_a_drawing_that_was_edited_later_asks_what_shall_stand(register):
    user = account("executive", "clerk_chief")
    note = order(register, user)
    first = note.geom
    records.update(register, note.uid, {"geom": square(1)}, user=user, reason="ย้ายพื้นที่")
    records.update(register, note.uid, {"text": "ลอกท่อทั้งสาย"}, user=user, reason="แก้ถ้อยคำ")
    moved = batch_of("ย้ายพื้นที่")
    assert refused(changesets.undo, moved, user=user, reason="เลิกทำ") == ("EDITED_LATER",)
    note.refresh_from_db()
    assert note.text == "ลอกท่อทั้งสาย" and not note.geom.equals(first), "the refused undo changed nothing"
    back = changesets.undo(moved, user=user, reason="เลิกทำการย้าย", force=(note.uid,))
    note.refresh_from_db()
    assert note.geom.equals(first) and note.text == "ลอกท่อระบายน้ำ"
    changesets.redo(back, user=user, reason="ทำซ้ำ")
    note.refresh_from_db()
    assert note.text == "ลอกท่อทั้งสาย" and not note.geom.equals(first)
