"""Work whose worker died is given to another."""

from __future__ import annotations

import logging
from typing import Any

from asgiref.sync import async_to_sync
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from gis_core.jobs.background import INTERNAL, MAX_ATTEMPTS, no_longer_waits
from gis_core.jobs.models import JobProgress

log = logging.getLogger("elocal.jobs")
#: The name by which workers' connections are known to the database server.
WORKER = "elocal-worker"
SILENT_S = 30.0


def nobody_works() -> bool:
    """Whether no worker holds a connection to this database: then every job under way was left by a dead one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT NOT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database()"
            " AND application_name = %s AND pid <> pg_backend_pid())",
            [WORKER],
        )
        return bool(cursor.fetchone()[0])


def recover(silent_s: float = SILENT_S) -> int:
    """Queue again what workers left that have been silent so long; a job that was left three times is given up.

    Returns how many were taken up.
    """
    stalled = async_to_sync(app.job_manager.get_stalled_jobs)(seconds_since_heartbeat=silent_s)
    return sum(_take_up(job) for job in stalled)


def _take_up(job: Any) -> int:
    note = JobProgress.objects.filter(queue_id=job.id)
    if job.attempts + 1 >= MAX_ATTEMPTS:
        async_to_sync(app.job_manager.finish_job)(job, Status.FAILED, False)
        for row in note.exclude(state=JobProgress.State.DONE):
            message = INTERNAL.format(uid=row.uid)
            note.update(state=JobProgress.State.FAILED, message=message, finished_at=timezone.now())
        log.error("เลิกพยายาม %s %s", job.task_name, job.id)
        return 0
    no_longer_waits(job.id)
    async_to_sync(app.job_manager.retry_job)(job, timezone.now())
    note.exclude(state=JobProgress.State.DONE).update(state=JobProgress.State.WAITING)
    log.warning("รับช่วงงานที่ค้าง %s %s", job.task_name, job.id)
    return 1
