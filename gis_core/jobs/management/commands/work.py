"""The worker: does what is queued until it is told to stop (SIGTERM, SIGINT)."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from procrastinate.contrib.django import app

from gis_core.jobs import recovery, tasks

#: After SIGTERM a job has so long to end by itself; then it is left at its next step and done again later.
GRACE_S = 5.0
#: Jobs at once, each of another kind: who brings in a file does not wait for a thousand notices to be printed.
LANES = 3


class Command(BaseCommand):
    help = "ทำงานเบื้องหลัง: นำเข้า ส่งออก และงานประจำคืน"
    # like the web server it starts on a database that was prepared and checked before
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="ทำงานที่ค้างในคิวจนหมดแล้วจบ")

    def handle(self, *args: Any, **options: Any) -> None:
        once = options["once"]
        app.perform_import_paths()
        with _known_as_worker():
            recovery.recover(0 if recovery.nobody_works() else recovery.SILENT_S)
            if not once and tasks.round_is_overdue():
                tasks.start_round()
            self._work(once)

    def _work(self, once: bool) -> None:
        with app.replace_connector(app.connector.get_worker_connector()) as worker_app:
            worker_app.run_worker(
                name=recovery.WORKER,
                wait=not once,
                # side by side it would end while what waits for its like is still queued
                concurrency=1 if once else LANES,
                delete_jobs="never",
                shutdown_graceful_timeout=GRACE_S,
                install_signal_handlers=True,
            )


@contextlib.contextmanager
def _known_as_worker() -> Iterator[None]:
    """Name the connections of this process to the server, and let a job's thread keep none; undone afterwards.

    The worker's own pool and the connections of its threads are all made from these settings.
    """
    settings = connection.settings_dict
    before = settings["OPTIONS"], settings["CONN_MAX_AGE"]
    settings["OPTIONS"] = settings["OPTIONS"] | {"application_name": recovery.WORKER}
    settings["CONN_MAX_AGE"] = 0
    connection.close()
    try:
        yield
    finally:
        connection.close()
        settings["OPTIONS"], settings["CONN_MAX_AGE"] = before
