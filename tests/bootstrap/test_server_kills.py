"""The whole database server is killed in the middle of a division and of an import, in a cluster of its own: after its
recovery nothing is half there, nothing is lost, and the work goes on. All kill points: tests/kill_points.csv.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client

from gis_core.bootstrap.cluster import Cluster, program
from gis_core.bootstrap.processes import end_with_parent
from gis_core.features import check
from gis_core.ground.models import AdminArea
from importers import batches, tasks
from importers.models import StagedRow
from importers.work import State
from layers.registry import registry
from tests import kill
from tests.conftest import TEMPLATE
from tests.importers.test_kills import AREAS, COUNT, file_of, goes_on
from tests.modules.finance.property_register import fabric_made as made
from tests.modules.finance.property_register.test_fabric_kills import act, stored
from tests.people import sign_in, user_with
from tests.worker_site import RUN

PATIENCE_S = 180
FILLED, NAME = "elocal_filled", "elocal_killed"
#: (act, function after which it happens, how often it runs before)
POINTS = [
    ("divide", "layers.engine.records.write", 1),
    ("divide", "modules.finance.property_register.handing_on.end_timed", 1),
    ("import", "importers.staging.copy_rows", 1),
    ("import", "importers.commit.insert", 1),
    ("import", "importers.commit._close", 1),
]
#: How the process that was asking ends.
ENDS = {kill.SERVER: (kill.LOST, kill.FELL), kill.POWER: (kill.KILLED,)}


class Server:
    """A cluster with the safety of the real one, and its main process."""

    def __init__(self, folder: Path) -> None:
        self.cluster = Cluster(folder / "cluster", folder / "socket", durable=True)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Also after a kill: the server then recovers what was kept."""
        if self.process is not None:
            self.process.wait(PATIENCE_S)
        self.process = self.cluster.start_as_child(end_with_parent(signal.SIGQUIT))
        kill.postmaster = self.process.pid

    def stop(self) -> None:
        kill.postmaster = 0
        if self.process is not None:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(PATIENCE_S)

    def fresh(self) -> None:
        """A database for one test."""
        self.cluster.sql(
            f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE);\n"
            f"CREATE DATABASE {NAME} OWNER {self.cluster.roles.owner} TEMPLATE {FILLED};\n"
        )

    def fill(self) -> None:
        """The tables of the suite's template, without its server being disturbed."""
        self.cluster.prepare()
        self.cluster.create_database(FILLED)
        env = settings.ENV
        there = ["-h", env.db_host, "-p", str(env.db_port), "-U", env.db_owner]
        here = ["-h", self.cluster.socket, "-U", self.cluster.roles.owner, "-d", FILLED]
        options = ["--no-comments", "--format=custom", "--compress=0"]
        with subprocess.Popen([program("pg_dump"), *there, *options, TEMPLATE], stdout=subprocess.PIPE) as dump:
            subprocess.run([program("pg_restore"), *here, "--exit-on-error"], stdin=dump.stdout, check=True)
        assert dump.returncode == 0


@pytest.fixture(scope="module")
def server(django_db_setup: None, django_db_blocker: Any) -> Iterator[Server]:
    # beside the suite's own, in memory as a rule: what a killed process has written is there, however slow the disk is
    folder = Path(tempfile.mkdtemp(dir=RUN.parent))
    folder.chmod(0o711)
    made_here = Server(folder)
    try:
        made_here.cluster.create()
        made_here.start()
        made_here.fill()
        yield made_here
    finally:
        made_here.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def there(server: Server, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """What the test asks is asked of that server."""
    with django_db_blocker.unblock():
        connections.close_all()
        server.fresh()
        monkeypatch.setitem(connection.settings_dict, "HOST", str(server.cluster.socket))
        monkeypatch.setitem(connection.settings_dict, "NAME", NAME)
        yield server
        connections.close_all()
    monkeypatch.undo()


def killed(server: Server, target: str, times: int, work: Any, who: str = kill.SERVER) -> None:
    """The work in a process of its own, until the server is killed; then the server starts anew."""

    def until_then() -> int:
        kill.plant(target, times, who)
        return int(work())

    assert kill.in_a_child(until_then) in ENDS[who], target
    assert server.process is not None and server.process.wait(PATIENCE_S) == -signal.SIGKILL, target
    server.start()


def points_of(name: str) -> list[tuple[str, int]]:
    return [(target, times) for each, target, times in POINTS if each == name]


def test_a_division_is_whole_or_not_there(there: Server) -> None:
    made.town()
    user = made.surveyor()
    pair = [made.draw(f"01A00{n + 1}", made.box(40 * n, 0, 40 + 40 * n, 40), user) for n in range(2)]
    (ann,) = made.people("สมมุติ")
    for parcel in pair:
        made.own(parcel, (ann, "1/1"))
    client = Client(raise_request_exception=False)
    sign_in(client, user)
    before = stored()
    for target, times in points_of("divide"):
        killed(there, target, times, lambda: act("divide", client, pair))
        assert stored() == before, target
    assert act("divide", client, pair) == 200
    after = stored()
    # what was answered is kept, although the server dies at once
    connections.close_all()
    kill.end_server()
    there.start()
    assert stored() == after != before
    assert check.check() == []


def test_an_import_goes_on_where_it_was(there: Server) -> None:
    user = user_with("surveyor", "engineer")
    batch = batches.begin(registry.by_slug[AREAS], user, "file.geojson")
    batches.put(batch, [file_of(AREAS)])
    tasks.start(tasks.read_file, batch, user, State.LOOKING)
    (reading, *writing) = points_of("import")
    # a worker left alive waits half a minute for its server at each point: here the power goes
    killed(there, *reading, work_once, kill.POWER)
    assert not AdminArea.objects.exists()
    goes_on(batch, State.JUDGED)
    numbers = StagedRow.objects.filter(batch=batch).order_by("row_no").values_list("row_no", flat=True)
    assert list(numbers) == list(range(1, COUNT + 1)), "every row once"
    tasks.start(tasks.write_file, batch, user, State.COMMITTING)
    for target, times in writing:
        killed(there, target, times, work_once, kill.POWER)
        assert not AdminArea.objects.exists(), target
    goes_on(batch, State.COMMITTED)
    assert AdminArea.objects.count() == COUNT
    assert check.check() == []


def work_once() -> int:
    call_command("work", once=True)
    return 500
