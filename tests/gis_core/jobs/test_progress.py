"""Only its owner watches a piece of work."""

from __future__ import annotations

import pytest

from gis_core.access.actor import acting_as, system_user
from gis_core.access.models import User
from tests.gis_core.jobs.made_tasks import build_temples
from tests.people import sign_in

pytestmark = pytest.mark.django_db


def test_the_owner_reads_it_and_nobody_else(client, clerk):
    row = build_temples.start(clerk, title="สร้างวัดสองแห่ง", names=[])
    address = f"/jobs/{row.uid}"
    assert client.get(address).status_code == 404
    sign_in(client, clerk)
    answer = client.get(address).json()
    assert (answer["title"], answer["state"], answer["thai"]) == ("สร้างวัดสองแห่ง", "waiting", "รอคิว")
    assert (answer["over"], answer["percent"], answer["url"]) == (False, None, None)
    with acting_as(system_user(), "ตั้งบัญชีทดสอบ"):
        sign_in(client, User.objects.create_user("other", "คนอื่น"))
    assert client.get(address).status_code == 404
