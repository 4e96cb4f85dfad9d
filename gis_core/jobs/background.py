"""Work that outlives a request: queued in the database, done by the worker, in the name of whoever asked for it.

    @background("นำเข้าแปลงที่ดิน")
    def import_parcels(job: Job, staged: str) -> str:      # the result is an address, or None
        for n, row in enumerate(rows, 1):
            ...
            job.step(n, len(rows))
        return "/r/…/"

    import_parcels.start(request.user, reason="นำเข้าจากไฟล์สำรวจ", staged=str(uid))

Put such functions into `tasks.py` of an app; the worker finds them there. Arguments are JSON.
"""

from __future__ import annotations

import contextlib
import logging
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from django.db import OperationalError, connection, transaction
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued, JobAborted

from gis_core.access.actor import acting_as
from gis_core.access.models import User
from gis_core.jobs.models import JobProgress
from gis_core.pure.refusal import Refusals, Refused

log = logging.getLogger("elocal.jobs")
MAX_ATTEMPTS = 3
SHOW_EVERY_S = 0.5
#: A lost connection, or a worker that is told to stop: the transaction is gone and the work can begin anew.
AGAIN = (OperationalError, JobAborted)
State = JobProgress.State


class Job:
    """The running work as its function sees it."""

    def __init__(self, row: JobProgress, note: Callable[..., None], should_stop: Callable[[], bool]) -> None:
        self.uid: uuid.UUID = row.uid
        self.user: User = row.owner
        self.reason: str = row.reason
        self._note, self._should_stop = note, should_stop
        self._shown_at = 0.0

    def step(self, done: int, total: int = 0, message: str = "") -> None:
        """Show how far the work is, at most twice a second; the place where a worker that must stop leaves it."""
        if self._should_stop():
            raise JobAborted
        now = time.monotonic()
        if now - self._shown_at >= SHOW_EVERY_S or (total and done >= total):
            self._shown_at = now
            self._note(done=done, **({"total": total} if total else {}), **({"message": message} if message else {}))

    def acting(self) -> contextlib.AbstractContextManager[int]:
        """A change of the person who asked; work declared with `in_one_change=False` opens as many as it needs."""
        return acting_as(self.user, self.reason, batch_id=self.uid)


class BackgroundTask:
    """A function the worker can run; `start` queues it."""

    def __init__(self, function: Callable[..., str | None], thai: str, in_one_change: bool) -> None:
        self.function, self.thai, self.in_one_change = function, thai, in_one_change
        self.name = f"{function.__module__}.{function.__qualname__}"
        retry = RetryStrategy(max_attempts=MAX_ATTEMPTS, wait=2, retry_exceptions=AGAIN)
        self.queued = app.task(name=self.name, retry=retry, pass_context=True)(self._run)

    def start(
        self, user: User, *, reason: str = "", title: str = "", only_one: str = "", **arguments: Any
    ) -> JobProgress:
        """Queue the work within the caller's transaction and give the note to watch.

        `only_one` names what may wait in the queue but once. Errors: Refused ``JOB_QUEUED``.
        """
        with transaction.atomic():
            row = JobProgress.objects.create(
                owner=user, task=self.name, title=title or self.thai, reason=reason or self.thai
            )
            try:
                with transaction.atomic():
                    # one of a kind at a time, in the order they were asked for; another kind goes on beside it
                    queued = self.queued.configure(lock=self.name, queueing_lock=only_one or None)
                    row.queue_id = queued.defer(progress=str(row.uid), arguments=arguments)
            except AlreadyEnqueued:
                raise Refused("JOB_QUEUED", f"“{row.title}” อยู่ในคิวแล้ว กรุณารอให้เสร็จก่อน") from None
            row.save(update_fields=["queue_id"])
        return row

    def _run(self, context: Any, progress: str, arguments: dict[str, Any]) -> None:
        row = JobProgress.objects.select_related("owner").filter(uid=progress).first()
        if row is None or row.is_over:
            return  # its transaction was committed before the worker could say so
        no_longer_waits(context.job.id)
        with _beside(row) as note:
            note(state=State.RUNNING, started_at=timezone.now(), finished_at=None, done=0, message="")
            log.info("เริ่มงาน %s %s", self.name, row.uid)
            try:
                self._work(row, Job(row, note, context.should_abort), arguments)
            except (Refused, Refusals) as refusal:
                each = refusal if isinstance(refusal, Refusals) else (refusal,)
                note(**_over(State.REFUSED, "\n".join(r.thai for r in each)))
            except AGAIN:
                last = context.job.attempts + 1 >= MAX_ATTEMPTS
                note(**_over(State.FAILED, INTERNAL.format(uid=row.uid)) if last else {"state": State.WAITING})
                raise
            except Exception:
                note(**_over(State.FAILED, INTERNAL.format(uid=row.uid)))
                raise

    def _work(self, row: JobProgress, job: Job, arguments: dict[str, Any]) -> None:
        if not row.owner.is_active:
            raise Refused("JOB_OWNER", "บัญชีของผู้สั่งงานถูกปิดแล้ว")
        change = job.acting() if self.in_one_change else contextlib.nullcontext()
        with change:
            url = self.function(job, **arguments)
            # in the transaction of the work itself: done is said if and only if it was done
            JobProgress.objects.filter(pk=row.pk).update(**_over(State.DONE), result_url=url or "")


def no_longer_waits(queue_id: int) -> None:
    """Work under way gives up its place as the only one that waits: the next may have been queued since, and beside
    it this one could not go back into the queue.
    """
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET queueing_lock = NULL WHERE id = %s", [queue_id])


INTERNAL = "ระบบขัดข้องระหว่างทำงาน กรุณาแจ้งผู้ดูแลระบบ อ้างรหัสงาน {uid}"


def _over(state: str, message: str | None = None) -> dict[str, Any]:
    values = {"state": state, "finished_at": timezone.now()}
    return values if message is None else values | {"message": message}


@contextlib.contextmanager
def _beside(row: JobProgress) -> Iterator[Callable[..., None]]:
    """A function that writes to the note at once, on a connection of its own beside the transaction of the work."""
    side = connection.copy()
    columns = {field.name: field.column for field in JobProgress._meta.concrete_fields}

    def note(**values: Any) -> None:
        sets = ", ".join(f"{columns[name]} = %s" for name in values)
        with side.cursor() as cursor:
            cursor.execute(f"UPDATE {JobProgress._meta.db_table} SET {sets} WHERE id = %s", [*values.values(), row.pk])

    try:
        yield note
    finally:
        side.close()


def background(thai: str, *, in_one_change: bool = True) -> Callable[[Callable[..., str | None]], BackgroundTask]:
    """Make a function into work for the worker.

    By default all it writes is one change of the user who started it, whole or not at all, and done once
    even when a worker dies between. With `in_one_change=False` it opens changes itself (`job.acting()`) and must be
    safe to begin again.
    """

    def keep(function: Callable[..., str | None]) -> BackgroundTask:
        return BackgroundTask(function, thai, in_one_change)

    return keep
