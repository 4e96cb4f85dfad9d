"""An import that is discarded while a worker reads or judges it: the worker stops, and nothing of it stays."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from gis_core.pure.refusal import Refused
from importers import batches, staging, tasks
from importers.judging import Judging
from importers.models import ImportBatch, StagedRow
from importers.work import State
from layers.registry import registry
from tests.importers.doing import box, geojson_of
from tests.people import sign_in, user_with

AREAS = "base_map-admin_area"


@pytest.fixture
def batch(committed_db, monkeypatch):
    monkeypatch.setattr(staging, "PIECE_ROWS", 2)
    rows = [({"code": str(n), "level": "tambon", "thai": f"ที่ {n}"}, box(101 + n / 100, 16)) for n in range(6)]
    found = batches.begin(registry.by_slug[AREAS], user_with("surveyor"), "a.geojson")
    batches.put(found, [geojson_of(*rows)])
    return found


def read(batch, step):
    with pytest.raises(Refused) as refused:
        tasks.read_file.function(SimpleNamespace(user=batch.owner, step=step), str(batch.uid))
    assert refused.value.code == "DISCARDED"
    assert not ImportBatch.objects.exists() and not StagedRow.objects.exists()


@pytest.mark.parametrize("message", ["อ่านไฟล์", "เทียบกับทะเบียน"])
def test_at_a_step(batch, message):
    read(batch, lambda done, total, told: told == message and batches.discard(batch))


@pytest.mark.parametrize(("where", "name"), [(staging, "copy_rows"), (Judging, "compare")])
def test_between_two_steps(batch, monkeypatch, where, name):
    real = getattr(where, name)
    monkeypatch.setattr(where, name, lambda *args: (real(*args), ImportBatch.objects.filter(pk=batch.pk).delete()))
    with pytest.raises(Refused, match="DISCARDED"):
        tasks.read_file.function(SimpleNamespace(user=batch.owner, step=lambda *_: None), str(batch.uid))
    assert not StagedRow.objects.filter(row_no__gt=2).exists() or where is Judging


def test_before_it_began(batch):
    uid, owner = str(batch.uid), batch.owner
    batches.discard(batch)
    with pytest.raises(Refused, match="DISCARDED"):
        tasks.read_file.function(SimpleNamespace(user=owner, step=lambda *_: None), uid)


def test_the_page_that_waits_offers_it_until_the_writing_begins(batch, client):
    sign_in(client, batch.owner)
    address = f"/import/{batch.uid}/"
    assert "หยุดและทิ้งการนำเข้านี้" in client.get(address).content.decode()
    ImportBatch.objects.filter(pk=batch.pk).update(state=State.COMMITTING)
    assert "หยุดและทิ้งการนำเข้านี้" not in client.get(address).content.decode()
    assert client.post(f"{address}discard").status_code == 409
