"""A large set is undone by the worker, in the name of whoever asked. This test commits."""

from __future__ import annotations

import json
from typing import Any

from django.core.management import call_command

from gis_core.access.actor import acting_as
from gis_core.features.models import Change
from gis_core.jobs.models import JobProgress
from layers.engine import changesets
from tests.map_ui import register_pages as street
from tests.people import sign_in
from tests.street_lamps.models import StreetLamp


def test_a_large_set_is_undone_by_the_worker(committed_db: str, client: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(changesets, "AT_ONCE", 50)
    engineer = street.engineer()
    sign_in(client, engineer)
    street.bulk(60)
    batch = changesets.begin()
    with acting_as(engineer, "เพิ่มกำลัง", batch_id=batch):
        StreetLamp.objects.update(power_w=500)
    asked = json.dumps({"reason": "เลิกทำทั้งถนน"})
    answer = client.post(f"/changes/{batch}/undo", asked, content_type="application/json")
    assert answer.status_code == 202
    job = answer.json()["job"]
    assert client.get(f"/changes/{batch}/wait/{job}").status_code == 200
    call_command("work", "--once")
    row = JobProgress.objects.get(uid=job)
    assert (row.state, row.done, row.total) == ("done", 60, 60), row.message
    assert row.result_url == f"/changes/{job}"
    assert not StreetLamp.objects.filter(power_w=500).exists()
    assert set(Change.objects.filter(batch_id=job).values_list("actor__username", "reason")) == {
        ("engineer", "เลิกทำทั้งถนน")
    }
