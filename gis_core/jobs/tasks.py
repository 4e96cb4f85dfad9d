"""The worker's own work: the night's round and jobs whose worker died."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from gis_core.access.actor import acting_as, system_user
from gis_core.jobs import recovery
from gis_core.jobs.background import Job, background
from gis_core.jobs.models import JobProgress
from gis_core.jobs.nightly import nightly, tasks
from gis_core.pure.refusal import Refused

log = logging.getLogger("elocal.jobs")
#: 01:30 in Thailand; the queue reads its times as UTC.
EACH_NIGHT = "30 18 * * *"
EACH_MINUTE = "* * * * *"
ONE_ROUND = "nightly"
KEEP_DAYS = 90


class RoundIncomplete(Exception):
    """Some of the night's tasks failed; the log has each."""


@background("งานประจำคืน", in_one_change=False)
def nightly_round(job: Job) -> None:
    """Every registered task, each as a change of its own; one that fails does not stop the others."""
    failed = []
    for number, task in enumerate(tasks, 1):
        try:
            with acting_as(job.user, task.thai, batch_id=job.uid):
                task.run()
        except Exception:
            log.exception("งานประจำคืนไม่สำเร็จ: %s", task.thai)
            failed.append(task.thai)
        job.step(number, len(tasks))
    if failed:
        raise RoundIncomplete(", ".join(failed))


@app.periodic(cron=EACH_NIGHT)
@app.task(name="gis_core.jobs.each_night")
def each_night(timestamp: int) -> None:
    start_round()


def start_round() -> JobProgress | None:
    """Queue the night's round unless one waits already."""
    try:
        return nightly_round.start(system_user(), only_one=ONE_ROUND)
    except Refused:
        return None


def round_is_overdue() -> bool:
    """Whether no round began in the last 25 hours: an office that is switched off at night does it in the morning."""
    since = timezone.now() - timedelta(hours=25)
    return not JobProgress.objects.filter(task=nightly_round.name, created_at__gt=since).exists()


@app.periodic(cron=EACH_MINUTE)
@app.task(name="gis_core.jobs.each_minute", queueing_lock="each_minute", lock="each_minute")
def each_minute(timestamp: int) -> None:
    recovery.recover()


@nightly("ล้างรายการงานเก่า")
def forget_old_jobs() -> None:
    """Notes of a season ago, and what the queue kept of work that is over."""
    old = timezone.now() - timedelta(days=KEEP_DAYS)
    JobProgress.objects.filter(finished_at__lt=old).delete()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_periodic_defers SET job_id = NULL WHERE job_id IN (" + OVER + ")", [old])
        cursor.execute("DELETE FROM procrastinate_jobs WHERE id IN (" + OVER + ")", [old])


OVER = """SELECT j.id FROM procrastinate_jobs j JOIN procrastinate_events e ON e.job_id = j.id
    WHERE j.status NOT IN ('todo', 'doing') GROUP BY j.id HAVING max(e.at) < %s"""
