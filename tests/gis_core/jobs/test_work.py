"""What is queued is done by the worker: in its owner's name, whole or not at all, once, also when a worker dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import croniter
import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from gis_core.access.actor import acting_as, system_user
from gis_core.access.models import User
from gis_core.features.models import Change, Feature
from gis_core.ground.models import NamedPlace
from gis_core.jobs import nightly, tasks
from gis_core.jobs.models import JobProgress
from gis_core.pure.refusal import Refused
from tests.gis_core.jobs import made_tasks

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def office(committed_db: str) -> str:
    return committed_db


@pytest.fixture
def engineer(office: str) -> User:
    with acting_as(system_user(), "ตั้งบัญชีทดสอบ"):
        return User.objects.create_user("engineer", "นายช่าง ทดสอบ", "ทดสอบ-1234567890")


def work() -> None:
    call_command("work", once=True)


def again(row: JobProgress) -> JobProgress:
    row.refresh_from_db()
    return row


def test_work_is_done_in_the_name_of_who_asked(engineer):
    row = made_tasks.build_temples.start(engineer, reason="ตามคำขอ", names=["วัดหนึ่ง", "วัดสอง"])
    assert (row.state, row.title) == ("waiting", "สร้างวัด")
    work()
    assert (again(row).state, row.done, row.total, row.result_url) == ("done", 2, 2, "/r/places/")
    assert (row.message, row.is_over) == ("สร้าง วัดสอง", True)
    changes = {Feature.objects.get(uid=place.uid).change_id for place in NamedPlace.objects.all()}
    change = Change.objects.get(pk=changes.pop())
    assert not changes
    assert (change.actor, change.reason, change.batch_id) == (engineer, "ตามคำขอ", row.uid)


def test_nothing_is_queued_when_the_request_is_rolled_back(engineer):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        made_tasks.build_temples.start(engineer, names=["วัดหนึ่ง"])
        raise ZeroDivisionError
    work()
    assert not NamedPlace.objects.exists()
    assert not JobProgress.objects.exists()


def test_a_refusal_is_told_and_leaves_nothing(engineer):
    row = made_tasks.refuse.start(engineer)
    work()
    assert (again(row).state, row.message) == ("refused", "ไม่อนุญาต")
    assert not NamedPlace.objects.exists()


def test_a_breakdown_is_told_without_its_inside(engineer):
    row = made_tasks.break_down.start(engineer)
    work()
    assert again(row).state == "failed"
    assert str(row.uid) in row.message
    assert "ZeroDivision" not in row.message
    assert not NamedPlace.objects.exists()


def test_a_closed_account_starts_nothing(engineer):
    row = made_tasks.build_temples.start(engineer, names=["วัดหนึ่ง"])
    with acting_as(system_user(), "ปิดบัญชี"):
        engineer.is_active = False
        engineer.save()
    work()
    assert (again(row).state, NamedPlace.objects.count()) == ("refused", 0)


def test_what_may_wait_but_once_is_refused_the_second_time(engineer):
    made_tasks.build_temples.start(engineer, names=[], only_one="วัด")
    with pytest.raises(Refused) as refusal:
        made_tasks.build_temples.start(engineer, names=[], only_one="วัด")
    assert refusal.value.code == "JOB_QUEUED"
    assert JobProgress.objects.count() == 1


def test_work_already_committed_is_not_done_twice(engineer):
    """The worker died after the commit and before it could say so to the queue."""
    row = made_tasks.build_temples.start(engineer, names=["วัดหนึ่ง"])
    work()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'todo' WHERE id = %s", [row.queue_id])
    work()
    assert NamedPlace.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM procrastinate_jobs WHERE id = %s", [row.queue_id])
        assert cursor.fetchone()[0] == "succeeded"


# -- a worker in a process of its own ----------------------------------------------------------------------------------
@pytest.fixture
def worker(office: str) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        environment = os.environ | {
            "ELOCAL_DB_NAME": office,
            "DJANGO_SETTINGS_MODULE": "tests.gis_core.jobs.worker_settings",
            "PYTHONPATH": str(ROOT),
        }
        process = subprocess.Popen([sys.executable, str(ROOT / "manage.py"), "work"], env=environment, cwd=ROOT)
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


def eventually(test: Callable[[], bool], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not test():
        assert time.monotonic() < deadline, "ไม่เกิดขึ้นในเวลา"
        time.sleep(0.1)


def test_a_killed_workers_job_is_done_by_the_next(engineer, worker, tmp_path):
    row = made_tasks.slow.start(engineer, marks=str(tmp_path), seconds=60)
    first = worker()
    eventually(lambda: (again(row).state, row.done) == ("running", 1))
    first.send_signal(signal.SIGKILL)
    first.wait()
    worker()
    eventually(lambda: again(row).state == "done")
    assert len(list(tmp_path.glob("begun-*"))) == 2
    assert NamedPlace.objects.count() == 1


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_work_left_behind_goes_on_beside_its_like_queued_since(engineer, worker, tmp_path, how):
    left = made_tasks.slow.start(engineer, only_one="แฟ้มเดียว", marks=str(tmp_path), seconds=60)
    first = worker()
    eventually(lambda: again(left).state == "running")
    since = made_tasks.build_temples.start(engineer, only_one="แฟ้มเดียว", names=["วัดหลัง"])
    first.send_signal(how)
    first.wait(timeout=120)
    worker()
    eventually(lambda: (again(left).state, again(since).state) == ("done", "done"))


def test_work_killed_before_it_began_goes_on_beside_its_like(engineer):
    """The worker had fetched it and died before a line of it ran."""
    left = made_tasks.build_temples.start(engineer, only_one="แฟ้มเดียว", names=["วัดแรก"])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [left.queue_id])
    since = made_tasks.build_temples.start(engineer, only_one="แฟ้มเดียว", names=["วัดหลัง"])
    work()
    assert (again(left).state, again(since).state) == ("done", "done")


def test_a_worker_that_is_told_to_stop_leaves_its_job_for_the_next(engineer, worker, tmp_path):
    row = made_tasks.slow.start(engineer, marks=str(tmp_path), seconds=60)
    first = worker()
    eventually(lambda: again(row).state == "running")
    first.send_signal(signal.SIGTERM)
    assert first.wait(timeout=120) == 0
    assert again(row).state == "waiting"
    assert not NamedPlace.objects.exists()
    worker()
    eventually(lambda: again(row).state == "done")
    assert NamedPlace.objects.count() == 1


def test_other_work_goes_on_beside_long_work_and_its_like_waits(engineer, worker, tmp_path):
    long = made_tasks.slow.start(engineer, marks=str(tmp_path), seconds=60)
    process = worker()
    eventually(lambda: again(long).state == "running")
    like = made_tasks.slow.start(engineer, marks=str(tmp_path), seconds=0)
    other = made_tasks.build_temples.start(engineer, names=["วัดอื่น"])
    eventually(lambda: again(other).state == "done")
    assert (again(long).state, again(like).state) == ("running", "waiting")
    process.terminate()
    assert process.wait(timeout=120) == 0


def test_a_job_that_kills_its_worker_is_given_up(engineer):
    row = made_tasks.build_temples.start(engineer, names=["วัดหนึ่ง"])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', attempts = 2 WHERE id = %s", [row.queue_id])
    work()
    assert again(row).state == "failed"
    assert not NamedPlace.objects.exists()


# -- the night ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def night(monkeypatch: pytest.MonkeyPatch) -> list[nightly.NightlyTask]:
    found: list[nightly.NightlyTask] = []
    monkeypatch.setattr(nightly, "tasks", found)
    monkeypatch.setattr(tasks, "tasks", found)
    return found


def test_one_failing_task_does_not_stop_the_nights_round(office, night):
    @nightly.nightly("สร้างวัดกลางคืน")
    def first() -> None:
        made_tasks.build("วัดหนึ่ง")

    @nightly.nightly("พังกลางคืน")
    def second() -> None:
        made_tasks.build("วัดพัง")
        raise ZeroDivisionError

    @nightly.nightly("สร้างวัดรุ่งเช้า")
    def third() -> None:
        made_tasks.build("วัดสาม")

    row = tasks.start_round()
    assert tasks.start_round() is None
    work()
    assert (again(row).state, row.done) == ("failed", 3)
    assert set(NamedPlace.objects.values_list("thai", flat=True)) == {"วัดหนึ่ง", "วัดสาม"}
    reasons = Change.objects.filter(batch_id=row.uid).values_list("reason", "actor__username")
    assert ("สร้างวัดกลางคืน", "system") in reasons


def test_the_round_is_at_half_past_one_in_thailand():
    evening = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
    at = croniter.croniter(tasks.EACH_NIGHT, evening.timestamp()).get_next(ret_type=float)
    assert timezone.localtime(datetime.fromtimestamp(at, UTC)).strftime("%d %H:%M") == "02 01:30"


def test_a_missed_night_is_made_up_for(office):
    assert tasks.round_is_overdue()
    row = tasks.start_round()
    assert not tasks.round_is_overdue()
    JobProgress.objects.filter(pk=row.pk).update(created_at=timezone.now() - timedelta(hours=26))
    assert tasks.round_is_overdue()


def test_old_notes_are_forgotten(engineer):
    row = made_tasks.build_temples.start(engineer, names=["วัดหนึ่ง"])
    young = made_tasks.build_temples.start(engineer, names=["วัดสอง"])
    work()
    then = timezone.now() - timedelta(days=tasks.KEEP_DAYS + 1)
    JobProgress.objects.filter(pk=row.pk).update(finished_at=then)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_events SET at = %s WHERE job_id = %s", [then, row.queue_id])
        tasks.forget_old_jobs()
        cursor.execute("SELECT id FROM procrastinate_jobs WHERE id IN (%s, %s)", [row.queue_id, young.queue_id])
        assert cursor.fetchall() == [(young.queue_id,)]
    assert list(JobProgress.objects.filter(owner=engineer)) == [young]
