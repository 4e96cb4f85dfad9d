"""The web is killed while it takes a file or an order: what was not answered is said again, and nothing happens twice.

All kill points: tests/kill_points.csv.
"""

from __future__ import annotations

import time

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from importers import batches
from importers.models import ImportBatch, StagedRow
from importers.work import State
from layers.registry import registry
from tests import kill
from tests.importers.doing import geojson_of
from tests.people import sign_in, user_with
from tests.street_lamps.models import StreetLamp

COUNT = 12
FILE = geojson_of(*(({"ชนิดโคม": "led", "กำลังไฟ (วัตต์)": 100}, (101.1 + n / 1000, 16.4)) for n in range(COUNT)))
#: (id, function after which the web is killed, the request in which it happens)
POINTS = [
    ("a piece of the file received and not answered", "importers.batches.take_piece", "piece"),
    ("the file stored and nobody told the worker", "importers.batches.finish_upload", "sent"),
    ("the order to write queued and not answered", "importers.tasks.start", "commit"),
]


class Sender:
    """What the page of an import sends."""

    def __init__(self, client: Client, batch: ImportBatch) -> None:
        self.client, self.batch = client, batch

    def send(self, request: str) -> int:
        door = f"/import/{self.batch.uid}/"
        if request == "piece":
            return self.client.post(f"{door}piece?offset=0", FILE, content_type="application/octet-stream").status_code
        return self.client.post(f"{door}{request}").status_code


@pytest.fixture
def sender(committed_db: str) -> Sender:
    engineer = user_with("engineer")
    client = Client(raise_request_exception=False)
    sign_in(client, engineer)
    return Sender(client, batches.begin(registry.by_slug["street_lamps-street_lamp"], engineer, "f.geojson", len(FILE)))


def work_until(batch: ImportBatch, state: str) -> None:
    for _ in range(10):
        call_command("work", once=True)
        batch.refresh_from_db()
        if batch.state == state:
            return
        time.sleep(0.5)
    raise AssertionError(f"{batch.state}: {batch.message}")


def killed(sender: Sender, request: str, target: str) -> None:
    def work() -> int:
        kill.plant(target, 1, kill.WEB)
        return sender.send(request)

    assert kill.in_a_child(work) == kill.KILLED
    connection.close()


@pytest.mark.parametrize(("target", "at"), [point[1:] for point in POINTS], ids=[point[0] for point in POINTS])
def test_what_was_not_answered_is_said_again(sender: Sender, target: str, at: str) -> None:
    def ask(request: str) -> None:
        if request == at:
            killed(sender, request, target)
        assert sender.send(request) < 400 or request == at == "commit"

    ask("piece")
    assert batches.received(sender.batch) == len(FILE), "once, whole"
    ask("sent")
    work_until(sender.batch, State.JUDGED)
    assert StagedRow.objects.filter(batch=sender.batch).count() == COUNT
    ask("commit")
    work_until(sender.batch, State.COMMITTED)
    assert StreetLamp.objects.count() == COUNT
