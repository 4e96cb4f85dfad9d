"""The web server as `up` starts it: it answers, ends politely, and leaves nothing behind when it is killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from gis_core.bootstrap import web_server
from gis_core.bootstrap.addresses import Listen, must_be_free
from gis_core.bootstrap.processes import start_time
from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 60.0


@pytest.fixture
def listen() -> Listen:
    return Listen("127.0.0.1", free_port())


@pytest.fixture
def server(listen: Listen, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [str(word) for word in web_server.command(listen, processes=2, python=sys.executable)]
    environment = os.environ | {"ELOCAL_ENDS_WITH_PARENT": "1"}
    with (tmp_path / "log").open("w") as log:
        child = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=log)
    deadline = time.monotonic() + PATIENCE_S
    while not _answers(listen):
        assert child.poll() is None, (tmp_path / "log").read_text()
        assert time.monotonic() < deadline, (tmp_path / "log").read_text()
        time.sleep(0.1)
    yield child
    if child.poll() is None:
        child.kill()
    child.wait()


def _answers(listen: Listen) -> bool:
    try:
        urllib.request.urlopen(f"{listen.probe_url}tiles/nowhere/1/1/1", timeout=30)
    except urllib.error.HTTPError as error:
        return error.code == 404
    except OSError:
        return False
    return True


def _is_free_soon(listen: Listen) -> bool:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex((listen.address, listen.port)) != 0:
                must_be_free(listen)
                return True
        time.sleep(0.1)
    return False


def test_it_ends_politely(server, listen):
    server.send_signal(signal.SIGTERM)
    assert server.wait(PATIENCE_S) == 0
    assert _is_free_soon(listen)


def test_its_processes_do_not_outlive_a_kill(server, listen):
    children = _children(server.pid)
    assert children
    server.kill()
    server.wait()
    assert _is_free_soon(listen)
    deadline = time.monotonic() + PATIENCE_S
    while left := {pid for pid, began in children.items() if start_time(pid) == began}:
        assert time.monotonic() < deadline, left
        time.sleep(0.1)


def _children(parent: int) -> dict[int, str | None]:
    """Processes a process has begun, each with when it began."""
    listed = Path(f"/proc/{parent}/task").glob("*/children")
    pids = [int(pid) for file in listed for pid in file.read_text().split()]
    return {pid: start_time(pid) for pid in pids}
