"""Transfers of signs: told in thirty days, refused at every door alike, the sign's owner changed when accepted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from gis_core.features import clock
from gis_core.ground.models import Signboard
from layers.registry import registry
from modules.finance.revenue_collection.models import SignTransfer
from tests.doors import DOORS, refused
from tests.modules.finance.property_register import ground
from tests.modules.finance.revenue_collection.signs import sign, take

pytestmark = pytest.mark.django_db
CASES: Mapping[str, tuple[dict[str, str], str]] = {
    "ONE_OWNER": ({"person": ""}, "เลือกผู้รับโอนเป็นบุคคลหรือนิติบุคคลอย่างใดอย่างหนึ่ง"),
    "SIGN_SAME_OWNER": ({"person": "บค.1"}, "เป็นเจ้าของป้าย ร้านทดสอบ อยู่แล้ว"),
    "SIGN_GONE": ({"sign": "GONE"}, "ปลดแล้วก่อนวันที่รับโอน"),
    "DATES order": ({"transferred_on": "2/5/2569"}, "วันที่แจ้งต้องไม่ก่อนวันที่รับโอน"),
    "DATES future": ({"notified_on": "5/5/2569"}, "วันที่แจ้งต้องไม่เป็นวันในอนาคต"),
    "DATES sign": ({"sign": "NEW"}, "ติดตั้งหลังวันที่รับโอน"),
}


@pytest.fixture(autouse=True)
def signs(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: date(2026, 5, 4))
    ground.town()
    seller = ground.person("ก", register_no="บค.1")
    ground.person("ข", register_no="บค.2")
    sign(sign_code="A", person=seller)
    sign(sign_code="GONE", person=seller, removed_on=date(2026, 3, 1))
    sign(sign_code="NEW", person=seller, installed_on=date(2026, 4, 15))


def knock(door: str, client: Any, **typed: str) -> list[str]:
    values = {"sign": "A", "person": "บค.2", "transferred_on": "1/4/2569", "notified_on": "1/5/2569"} | typed
    user, register = ground.user("assessor", "revenue_officer"), registry.for_model(SignTransfer)
    assert register is not None
    return DOORS[door](client, user, register, values, {})


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("case", CASES)
def test_refused_at_every_door(client, case, door):
    values, text = CASES[case]
    found = knock(door, client, **values)
    assert any(text in each for each in found), found
    assert not SignTransfer.objects.exists()


@pytest.mark.parametrize("door", DOORS)
def test_told_once_at_every_door(client, door):
    assert knock(door, client) == []
    assert any("ที่ยังไม่พิจารณาอยู่แล้ว" in each for each in knock(door, client))
    assert SignTransfer.objects.count() == 1


def test_the_thirtieth_day_moves_off_a_holiday(client):
    """2 May is a Saturday and the Monday after it a holiday: Tuesday the fifth is in time."""
    assert knock("form", client, transferred_on="2/4/2569", notified_on="4/5/2569") == []
    record = SignTransfer.objects.get()
    assert (record.due_on, record.days_late) == (date(2026, 5, 5), 0)


def test_lateness_is_noted(client):
    assert knock("form", client, transferred_on="1/3/2569", notified_on="4/5/2569") == []
    record = SignTransfer.objects.get()
    assert (record.due_on, record.days_late) == (date(2026, 3, 31), 34)


def test_an_accepted_transfer_changes_the_owner_once(client):
    knock("form", client)
    record = SignTransfer.objects.get()
    board = record.sign
    assert refused(lambda: take(record, "accept", "revenue_officer")) == ("NO_RIGHT",)
    take(record, "accept", "assessor")
    board.refresh_from_db()
    assert (board.person, record.from_person.register_no) == (record.person, "บค.1")
    assert refused(lambda: take(record, "refuse", "assessor")) == ("STATE",)


def test_who_sold_it_meanwhile_to_another(client):
    knock("form", client)
    with ground.write():
        Signboard.objects.filter(sign_code="A").update(person=ground.person("ค"))
    assert refused(lambda: take(SignTransfer.objects.get(), "accept", "assessor")) == ("SIGN_OWNER",)
