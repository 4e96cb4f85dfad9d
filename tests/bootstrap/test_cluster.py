"""Whether our own database answers, on a machine that is busy with other things."""

from __future__ import annotations

from pathlib import Path

import pytest

from gis_core.bootstrap import cluster
from gis_core.bootstrap.cluster import Cluster
from gis_core.bootstrap.places import SOCKET_FILE


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A cluster whose pg_isready gives the named answers one after the other, and what it was asked."""
    (tmp_path / SOCKET_FILE).touch()
    said, program = tmp_path / "asked", tmp_path / "pg_isready"
    monkeypatch.setattr(cluster, "program", lambda _name, _version=None: program)
    monkeypatch.setattr(cluster.time, "sleep", lambda _seconds: None)

    def answers(*codes: int) -> tuple[Cluster, Path]:
        cases = "".join(f"  {n}) exit {code} ;;\n" for n, code in enumerate(codes, 1))
        program.write_text(f'#!/bin/sh\necho "$@" >> {said}\ncase $(wc -l < {said}) in\n{cases}esac\nexit 3\n')
        program.chmod(0o755)
        return Cluster(tmp_path, tmp_path), said

    return answers


@pytest.mark.parametrize(
    ("codes", "runs"), [((0,), True), ((cluster.BEGINS, cluster.BEGINS, 0), True), ((2,), False)], ids=str
)
def test_one_that_recovers_is_waited_for_and_one_that_is_gone_is_not(asked, codes, runs) -> None:
    server, said = asked(*codes)
    assert server.is_running() is runs
    assert said.read_text().count(f"-t {cluster.PATIENCE_S}") == len(codes)


def test_without_a_socket_nobody_is_asked(asked) -> None:
    server, said = asked(0)
    (server.socket / SOCKET_FILE).unlink()
    assert server.is_running() is False and not said.exists()
