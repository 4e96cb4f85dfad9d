"""The record as it was recorded on an earlier day. These tests commit: the past is written under a simulated clock."""

from __future__ import annotations

import html
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections
from django.utils import timezone

from gis_core.features import clock
from gis_core.pure.thai_calendar import format_date
from layers.engine import records
from tests.map_ui import register_pages as street
from tests.people import sign_in


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def url_of(record: Any) -> str:
    return street.lamps().record_url(record.uid)


@pytest.fixture
def yesterdays_lamp(committed_db: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A lamp written two days ago and changed today."""
    connections.close_all()
    monkeypatch.setitem(connection.settings_dict, "USER", settings.ENV.db_owner)
    user = street.engineer()
    with clock.simulated(timezone.now() - timedelta(days=2)):
        lamp = street.lamp(0, user, power_w="60", lines={"lamppart": [{"thai": "หลอดเก่า", "quantity": "1"}]})
    records.update(
        street.lamps(), lamp.uid, {"power_w": "250"}, user=user, reason="เปลี่ยนโคม",
        lines={"lamppart": [{"thai": "หลอดใหม่", "quantity": "1"}]},
    )  # fmt: skip
    return lamp, user


def test_the_record_as_it_was_recorded_on_a_day(client, yesterdays_lamp):
    lamp, user = yesterdays_lamp
    sign_in(client, user)
    now, before = text(client.get(url_of(lamp))), timezone.localdate() - timedelta(days=1)
    assert "250" in now and "หลอดใหม่" in now
    then = text(client.get(f"{url_of(lamp)}?asof={format_date(before, 'numeric')}"))
    assert ">60<" in then.replace("\n", "").replace(" ", "") and "หลอดเก่า" in then and "หลอดใหม่" not in then
    assert "ตามที่บันทึกไว้" in then and "/edit" not in then
    early = text(client.get(f"{url_of(lamp)}?asof=1/1/2560"))
    assert "ยังไม่มีระเบียนนี้ในวันที่เลือก" in early
    assert "อ่านวันที่ไม่ได้" in text(client.get(f"{url_of(lamp)}?asof=เมื่อวาน"))
