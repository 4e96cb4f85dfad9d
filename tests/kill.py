"""Somebody is killed in the middle of a request, in a process of its own: the web by SIGKILL, the database's session by
its server.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from importlib import import_module
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection, connections

WEB, DATABASE = "web", "database"
KILLED, LOST = -signal.SIGKILL, 3
#: By who is killed, how the child ends: the web is gone, or it has answered that it lost the database.
EXITS = {WEB: KILLED, DATABASE: LOST}


def _end_session() -> None:
    """The server ends the session, as a failover does."""
    pid = connection.connection.info.backend_pid
    env = settings.ENV
    name = connection.settings_dict["NAME"]
    with psycopg.connect(
        host=env.db_host, port=env.db_port, dbname=name, user=connection.settings_dict["USER"]
    ) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [pid])


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
            if who == "web":
                os.kill(os.getpid(), signal.SIGKILL)
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
            os._exit(4)
        os._exit(LOST if status >= 500 else 0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
