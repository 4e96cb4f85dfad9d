"""What `up` does when a part of the site ends by itself."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from gis_core.bootstrap import processes, up
from gis_core.bootstrap.console import Stop
from gis_core.bootstrap.processes import Service

STAYS = [sys.executable, "-c", "import time; time.sleep(60)"]
ENDS = [sys.executable, "-c", "print('the database is gone')"]


@pytest.fixture
def started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Services that are stopped behind the test."""
    monkeypatch.setattr(up, "NOTED", tmp_path / "up.json")
    monkeypatch.setattr(up.time, "sleep", lambda _seconds: None)
    monkeypatch.setattr(processes, "LOGS", tmp_path)
    services: list[Service] = []

    def start(name: str, command: list[str]) -> Service:
        service = Service(name, command)
        service.start({}, tmp_path)
        services.append(service)
        return service

    yield start
    for service in services:
        service.stop()


def test_a_web_server_that_ends_is_a_failure(started) -> None:
    with pytest.raises(Stop, match="the web has stopped"):
        up.watch(started("web", ENDS), started("worker", STAYS))


def test_a_worker_that_ends_is_started_again_but_not_for_ever(started, monkeypatch: pytest.MonkeyPatch) -> None:
    web, worker = started("web", STAYS), started("worker", ENDS)
    pids = []
    real = worker.start_again
    monkeypatch.setattr(worker, "start_again", lambda: (pids.append(worker.child.pid), real()))
    with pytest.raises(Stop, match="the worker has stopped") as stopped:
        up.watch(web, worker)
    assert len(set(pids)) == up.MOST_ENDED
    assert "the database is gone" in str(stopped.value)
    assert not web.has_ended()
    assert str(worker.child.pid) in up.NOTED.read_text()
