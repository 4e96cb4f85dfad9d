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


@pytest.mark.parametrize("name", ["web", "worker"])
def test_what_ends_is_started_again_but_not_for_ever(
    started, name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    services = {each: started(each, ENDS if each == name else STAYS) for each in ("web", "worker")}
    ends, pids = services.pop(name), []
    (stays,) = services.values()
    real = ends.start_again
    monkeypatch.setattr(ends, "start_again", lambda: (pids.append(ends.child.pid), real()))
    with pytest.raises(Stop, match=f"the {name} has stopped") as stopped:
        up.watch(ends, stays)
    assert len(set(pids)) == up.MOST_ENDED
    assert capsys.readouterr().err.count(f"the {name} has stopped and is started again") == up.MOST_ENDED
    assert "the database is gone" in str(stopped.value)
    assert not stays.has_ended()
    assert str(ends.child.pid) in up.NOTED.read_text()


def test_who_ends_now_and_then_is_started_again_each_time(started, monkeypatch: pytest.MonkeyPatch) -> None:
    web, hours = started("web", STAYS), iter(range(0, 20 * up.ENDED_WITHIN_S, up.ENDED_WITHIN_S + 1))
    monkeypatch.setattr(up.time, "monotonic", lambda: next(hours))
    monkeypatch.setattr(web, "start_again", lambda: None)
    ended: list[float] = []
    for _ in range(3 * up.MOST_ENDED):
        up._start_again(web, ended)
    assert len(ended) == 1
