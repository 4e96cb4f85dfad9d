"""An export too large to wait for is made by the worker and given to its asker alone."""

from __future__ import annotations

from typing import Any

import pytest

from gis_core.jobs.models import JobProgress
from map_ui.exporting import later
from map_ui.tasks import export_register
from tests.map_ui import register_pages as street
from tests.people import sign_in, user_with
from tests.running_job import Worker

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("fmt", ["csv", "xlsx", "gpkg", "geojson"])
def test_a_large_export_is_made_by_the_worker(client: Any, monkeypatch: pytest.MonkeyPatch, fmt: str) -> None:
    street.bulk(12)
    monkeypatch.setattr(later, "AT_ONCE", 10)
    sign_in(client, street.engineer())
    started = client.get(f"{street.lamps().url}export/{fmt}?lamp_type=led&lamp_type=sodium")
    row = JobProgress.objects.get()
    waiting = f"{street.lamps().url}export/{row.uid}/"
    assert (started.status_code, started["Location"]) == (302, waiting)
    assert "ส่งออกโคมไฟสาธารณะ" in client.get(waiting).content.decode()
    address = f"{street.lamps().url}export/{row.uid}.{fmt}"
    assert client.get(address).status_code == 404
    worker = Worker(row)
    arguments = {"slug": street.lamps().slug, "fmt": fmt, "query": "lamp_type=led&lamp_type=sodium", "total": 10}
    assert export_register.function(worker, **arguments) == address
    assert [done for done, *_ in worker.steps] == [12]
    given = client.get(address)
    assert given.status_code == 200 and len(b"".join(given.streaming_content)) > 100
    sign_in(client, user_with("division_head"))
    assert client.get(address).status_code == 404
    assert client.get(waiting).status_code == 404
    later.path_of(row.uid, fmt).unlink()


def test_a_narrowed_export_is_small_again(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    street.bulk(12)
    monkeypatch.setattr(later, "AT_ONCE", 10)
    sign_in(client, street.engineer())
    assert client.get(f"{street.lamps().url}export/csv?lamp_type=led").status_code == 200
