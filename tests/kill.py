"""Somebody is killed in the middle of a request, in a process of its own: the web by SIGKILL, the database's session by
its server, the whole server with all its processes, or that and the process that asked it, as when the power goes.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection, connections

WEB, DATABASE, SERVER, POWER = "web", "database", "server", "power"
KILLED, LOST, FELL = -signal.SIGKILL, 3, 4
#: By who is killed, how the child ends: the web is gone, or it has answered that it lost the database.
EXITS = {WEB: KILLED, DATABASE: LOST}
#: The main process of the server that may be killed as a whole: one of the test's own, never that of the suite.
postmaster = 0


def _end_session() -> None:
    """The server ends the session, as a failover does."""
    pid = connection.connection.info.backend_pid
    env = settings.ENV
    name = connection.settings_dict["NAME"]
    with psycopg.connect(
        host=env.db_host, port=env.db_port, dbname=name, user=connection.settings_dict["USER"]
    ) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [pid])


def end_server() -> None:
    """Every process of the server is gone at one stroke, as when the machine loses its power."""
    assert postmaster, "there is no server to be killed"
    helpers = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text(encoding="ascii").split()
    pids = (postmaster, *map(int, helpers))
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    # on a busy machine a killed process holds the shared memory a while, and the next start would be refused
    while any(map(_is_there, pids)):
        time.sleep(0.01)


def _is_there(pid: int) -> bool:
    """Not gone, nor only waiting for its parent to take notice."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def plant(target: str, times: int, who: str) -> None:
    """In the child only: after the `times`-th call of a function somebody is killed."""
    module_name, _, attribute = target.rpartition(".")
    module = import_module(module_name)
    original: Callable[..., Any] = getattr(module, attribute)
    calls = [0]

    def wrapped(*args: Any, **kwargs: Any) -> Any:
        result = original(*args, **kwargs)
        calls[0] += 1
        if calls[0] == times:
            if who in (SERVER, POWER):
                end_server()
            if who in (WEB, POWER):
                os.kill(os.getpid(), signal.SIGKILL)
            if who == DATABASE:
                _end_session()
        return result

    setattr(module, attribute, wrapped)


def in_a_child(work: Callable[[], int]) -> int:
    """Run `work`, which gives the status of an answer, in a process of its own; its exit code."""
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        try:
            status = work()
        except BaseException:
            os._exit(FELL)
        os._exit(LOST if status >= 500 else 0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
