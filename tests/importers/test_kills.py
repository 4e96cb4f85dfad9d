"""Worker and database are cut off at each step of an import: nothing is half there, nothing is lost, it goes on."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from gis_core.features import check
from gis_core.features.models import Change, Feature
from gis_core.ground.models import AdminArea
from importers import batches, tasks
from importers.models import ImportBatch, StagedRow
from importers.work import State
from layers.registry import registry
from tests.importers.doing import box, geojson_of
from tests.people import user_with
from tests.street_lamps.models import StreetLamp

ROOT = Path(__file__).resolve().parents[2]
AREAS, LAMPS = "base_map-admin_area", "street_lamps-street_lamp"
COUNT = 40
JOINING = "layers.engine.coverage_many_joining"

#: A worker that is cut off when `place` (module:attribute) is called for the n-th time, before or after it ran.
PROGRAM = """
import os, signal, sys, django
django.setup()
from importlib import import_module
from django.core.management import call_command
from django.db import connection
from importers import one_by_one, staging
module, names, nth, when, how = sys.argv[1:]
staging.PIECE_ROWS = one_by_one.PIECE = 10
holder = import_module(module)
*path, name = names.split(".")
for part in path:
    holder = getattr(holder, part)
real, calls = getattr(holder, name), []

def end():
    if how == "worker":
        os.kill(os.getpid(), signal.SIGKILL)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

def cut(*args, **options):
    calls.append(1)
    if len(calls) == int(nth) and when == "before":
        end()
    answer = real(*args, **options)
    if len(calls) == int(nth) and when == "after":
        end()
    return answer

setattr(holder, name, cut)
call_command("work", once=True)
"""


def file_of(slug: str) -> bytes:
    if slug == LAMPS:
        places = [(101.1 + n / 1000, 16.4) for n in range(COUNT)]
        return geojson_of(*(({"ชนิดโคม": "led", "กำลังไฟ (วัตต์)": 100}, place) for place in places))
    return geojson_of(
        *(({"code": str(n), "level": "tambon", "thai": f"ที่ {n}"}, box(101 + n / 100, 16)) for n in range(COUNT))
    )


@pytest.fixture
def start(committed_db):
    """An import whose file is here, waiting for the worker."""
    user = user_with("surveyor", "engineer")

    def begin(slug: str) -> ImportBatch:
        batch = batches.begin(registry.by_slug[slug], user, "file.geojson")
        batches.put(batch, [file_of(slug)])
        tasks.start(tasks.read_file, batch, user, State.LOOKING)
        return batch

    return begin


def cut_off(database: str, place: str, nth: int, when: str, how: str) -> None:
    """Run a worker that is cut off there."""
    module, _, names = place.partition(":")
    environment = os.environ | {"ELOCAL_DB_NAME": database, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, module, names, str(nth), when, how],
        env=environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    if how == "worker":
        assert done.returncode == -9, done.stderr[-2000:]


def goes_on(batch: ImportBatch, state: str) -> ImportBatch:
    """The next worker brings the import to that state."""
    for _ in range(20):
        call_command("work", once=True)
        batch.refresh_from_db()
        if batch.state == state:
            return batch
        time.sleep(1)
    raise AssertionError(f"{batch.state}: {batch.message}")


READING = [
    ("staging, third piece", AREAS, "importers.staging:copy_rows", 3, "before", "worker"),
    ("staging, a piece copied and not kept", AREAS, "importers.staging:copy_rows", 2, "after", "worker"),
    ("staging, the database gone", AREAS, "importers.staging:copy_rows", 3, "after", "database"),
    ("judging, between two statements", AREAS, "importers.judging:Judging.compare", 1, "before", "worker"),
    ("judging, the database gone", AREAS, "importers.judging:Judging.unique", 1, "after", "database"),
    ("judging row by row, second piece", LAMPS, "importers.one_by_one:rehearse", 2, "before", "worker"),
]


@pytest.mark.parametrize(("slug", "place", "nth", "when", "how"), [r[1:] for r in READING], ids=[r[0] for r in READING])
def test_reading_and_judging_go_on(committed_db, start, slug, place, nth, when, how):
    batch = start(slug)
    cut_off(committed_db, place, nth, when, how)
    rows = StagedRow.objects.filter(batch=batch).count()
    assert rows % 10 == 0, "a piece is there whole or not at all"
    assert not AdminArea.objects.exists() and not StreetLamp.objects.exists()
    goes_on(batch, State.JUDGED)
    assert batch.counts == {"new": COUNT}
    numbers = StagedRow.objects.filter(batch=batch).order_by("row_no").values_list("row_no", flat=True)
    assert list(numbers) == list(range(1, COUNT + 1)), "every row once"
    assert not StreetLamp.objects.exists(), "a rehearsal that was cut off left nothing"


WRITING = [
    ("commit, before a row", AREAS, "importers.commit:insert", 1, "before", "worker"),
    ("commit, all written and not kept", AREAS, "importers.commit:_close", 1, "before", "worker"),
    ("commit, the database gone", AREAS, "importers.commit:insert", 1, "after", "database"),
    ("commit, before borders are joined", AREAS, f"{JOINING}:write", 1, "before", "worker"),
    ("commit row by row, second piece", LAMPS, "importers.one_by_one:_note_records", 2, "before", "worker"),
    ("kept, and nobody told the queue", AREAS, "importers.commit:commit", 1, "after", "worker"),
]


@pytest.mark.parametrize(("slug", "place", "nth", "when", "how"), [w[1:] for w in WRITING], ids=[w[0] for w in WRITING])
def test_a_commit_is_whole_and_once(committed_db, start, slug, place, nth, when, how):
    model = StreetLamp if slug == LAMPS else AdminArea
    batch = goes_on(start(slug), State.JUDGED)
    tasks.start(tasks.write_file, batch, batch.owner, State.COMMITTING)
    cut_off(committed_db, place, nth, when, how)
    connection.close()
    assert model.objects.count() in (0, COUNT)
    goes_on(batch, State.COMMITTED)
    assert model.objects.count() == COUNT
    changes = {Feature.objects.get(uid=uid).change_id for uid in model.objects.values_list("uid", flat=True)}
    assert set(Change.objects.filter(pk__in=changes).values_list("batch_id", flat=True)) == {batch.change_set}
    assert check.check() == []
