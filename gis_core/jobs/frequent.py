"""The short round of the worker: functions that look every few seconds whether there is something to do."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Iterator

from django.db import close_old_connections, connection

from gis_core.jobs.nightly import FrequentTask, frequent_tasks

log = logging.getLogger("elocal.jobs")
#: After a failure the function rests, so that a lasting fault does not fill the log.
REST_S = 60.0


@contextlib.contextmanager
def running() -> Iterator[None]:
    """Call them in a thread of their own until the block ends."""
    stop = threading.Event()
    thread = threading.Thread(target=_run, args=(stop, list(frequent_tasks)), name="frequent", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=10)


def _run(stop: threading.Event, tasks: list[FrequentTask]) -> None:
    due = dict.fromkeys(tasks, 0.0)
    while tasks and not stop.wait(max(0.05, min(due.values()) - time.monotonic())):
        for task in tasks:
            if due[task] <= time.monotonic() and not stop.is_set():
                due[task] = time.monotonic() + _call(task)
    connection.close()


def _call(task: FrequentTask) -> float:
    """Seconds until the next call."""
    close_old_connections()
    try:
        task.run()
        return task.every_s
    except Exception:
        log.exception("งานรอบสั้นไม่สำเร็จ: %s", task.thai)
        return max(task.every_s, REST_S)
