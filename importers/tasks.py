"""What the worker does with imports."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.db import DatabaseError, transaction
from django.utils import timezone

from gis_core.access.models import User
from gis_core.jobs.background import Job, background
from gis_core.jobs.models import JobProgress
from gis_core.jobs.nightly import nightly
from gis_core.pure.refusal import Refusals, Refused
from importers import batches, commit, look
from importers.models import ImportBatch
from importers.undo import undo
from importers.work import Work

State = ImportBatch.State


def address(batch: ImportBatch) -> str:
    return f"/import/{batch.uid}/"


def _work(job: Job, batch: str) -> Work:
    """Raises Refused ``DISCARDED``, then or at one of its steps, where somebody has discarded the import."""

    def step(done: int, total: int = 0, message: str = "") -> None:
        job.step(done, total, message)
        if not ImportBatch.objects.filter(uid=batch).exists():
            raise batches.gone()

    found = ImportBatch.objects.filter(uid=batch).first()
    if found is None:
        raise batches.gone()
    return Work(found, job.user, step)


def _tell(work: Work, do: Callable[[], None], back: str) -> None:
    """What is refused is told on the batch, which goes back to where a person can do something about it."""
    mine = ImportBatch.objects.filter(pk=work.batch.pk)
    try:
        do()
    except (Refused, Refusals) as refusal:
        each = refusal if isinstance(refusal, Refusals) else (refusal,)
        told = "\n".join(refused.thai for refused in each)
        mine.update(state=back, message=told, touched_at=timezone.now())
        raise
    except DatabaseError as error:
        if mine.exists():
            raise
        raise batches.gone() from error


@background("อ่านไฟล์นำเข้า", in_one_change=False)
def read_file(job: Job, batch: str) -> str:
    """Look what the file is; judge at once when nothing is doubtful."""
    work = _work(job, batch)
    if work.batch.state == State.LOOKING:
        clear: list[bool] = []
        _tell(work, lambda: clear.append(look.look(work)), State.REFUSED)
        if not clear[0]:
            return address(work.batch)
        work.batch.state = State.JUDGING
        work.batch.save(update_fields=["state"])
        work = _work(job, batch)
    if work.batch.state == State.JUDGING:
        _tell(work, work.judge, State.ASKING)
    return address(work.batch)


@background("ตรวจไฟล์นำเข้า", in_one_change=False)
def judge_file(job: Job, batch: str) -> str:
    """Stage and judge with the settings that were chosen."""
    work = _work(job, batch)
    if work.batch.state == State.JUDGING:
        _tell(work, work.judge, State.ASKING)
    return address(work.batch)


@background("บันทึกข้อมูลนำเข้า", in_one_change=False)
def write_file(job: Job, batch: str, behalf: int | None = None) -> str:
    """Commit; the transaction itself notes that it is done, so it is done once."""
    work = _work(job, batch)
    if work.batch.state == State.COMMITTING:
        back = State.COMMITTED if work.batch.round > 1 else State.JUDGED
        _tell(work, lambda: commit.commit(work, _colleague(behalf)), back)
    return address(work.batch)


@background("เลิกทำการนำเข้า", in_one_change=False)
def undo_file(job: Job, batch: str, why: str, keep: list[str], force: list[str], behalf: int | None = None) -> str:
    """Put back what the batch wrote."""
    work = _work(job, batch)
    if work.batch.state == State.UNDOING:
        do = functools.partial(undo, work.batch, job.user, why, keep, force, _colleague(behalf))
        _tell(work, do, State.COMMITTED)
    return address(work.batch)


def _colleague(pk: int | None) -> User | None:
    return User.objects.filter(pk=pk).first() if pk else None


def start(task: Any, batch: ImportBatch, user: Any, state: str, **arguments: Any) -> JobProgress:
    """Queue one of the above and note it on the batch, in one transaction."""
    title = f"{task.thai}: {batch.file_name}"[:200]
    with transaction.atomic():
        job: JobProgress = task.start(user, title=title, batch=str(batch.uid), **arguments)
        batch.state, batch.job_uid, batch.message = state, job.uid, ""
        batch.save(update_fields=["state", "job_uid", "message", "touched_at"])
    return job


@nightly("ล้างข้อมูลนำเข้าที่ค้างเกินกำหนด")
def clear_old_imports() -> None:
    """Staged rows of a month ago."""
    batches.clear_old()
