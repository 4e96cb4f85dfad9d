"""Resident memory of web, worker and database with one user at work: what an office's one PC must have left."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.db import connection

from layers.registry import registry
from tests.speed.report import Row
from tests.speed.tiles import chosen_paths, cookie_for, largest_public
from tests.speed.web import ROOT, site

LIMIT_MB = 1500
HEAVY = ("pandas", "pyarrow", "geopandas")
PAGES = ("/", "/layers.json", "/ogc/collections", "/registers/")
TILES = 60
#: The worker has started, and the site has shut what it opened for the first page.
REST_S = 15
PROGRAM = """
import django, sys
django.setup()
from django.test import Client
for path in %r:
    Client().get(path)
print(",".join(name for name in %r if name in sys.modules))
"""


def measure() -> list[Row]:
    """The three parts, their sum against the limit, and that no heavy table library is in a web process."""
    parcels = next(r for r in registry.registers if r.declared.coverage is not None)
    cookie = cookie_for(parcels)
    with site() as port, _worker() as worker:
        for path in [*PAGES, *chosen_paths(parcels, [15, 16], TILES), *chosen_paths(largest_public(), [14, 15], TILES)]:
            request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Cookie": cookie})
            with urllib.request.urlopen(request, timeout=120) as answer:
                answer.read()
        time.sleep(REST_S)
        web = [pid for pid in _below(os.getpid()) if pid not in _below(worker) and pid != worker]
        parts = {"web": _megabytes(web), "worker": _megabytes([worker, *_below(worker)])}
        parts["database"] = _megabytes(_database())
    rows = [Row(f"one user: {name}, resident", value, "MB", None, "", "", None) for name, value in parts.items()]
    whole = sum(parts.values())
    target = f"<= {LIMIT_MB} MB, no pandas in the web"
    return [*rows, Row("one user: all together", whole, "MB", None, "", target, whole <= LIMIT_MB and not _heavy())]


@contextlib.contextmanager
def _worker() -> Iterator[int]:
    """The background worker as `up` starts it; gives its process."""
    worker = subprocess.Popen([sys.executable, str(ROOT / "manage.py"), "work"], cwd=ROOT)
    try:
        yield worker.pid
    finally:
        worker.terminate()
        worker.wait(30)


def _heavy() -> str:
    """The heavy libraries that a web process has read after some pages."""
    program = [sys.executable, "-c", PROGRAM % (PAGES, HEAVY)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(program, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def _database() -> list[int]:
    """The database server's processes: the one that answers us is a child of the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        first = _parent(cursor.fetchone()[0])
    return [first, *_below(first)]


def _below(pid: int) -> list[int]:
    """All processes that a process and its children have started."""
    children = [int(p.name) for p in Path("/proc").iterdir() if p.name.isdigit() and _parent(int(p.name)) == pid]
    return children + [each for child in children for each in _below(child)]


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def _megabytes(processes: Iterable[int]) -> float:
    """Their own pages, and once those they share: program files and the database's buffers."""
    own, shared = 0, 0
    for pid in processes:
        with contextlib.suppress(OSError):
            found = dict(re.findall(r"Rss(\w+):\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text()))
            own += int(found["Anon"])
            shared = max(shared, int(found["File"]) + int(found["Shmem"]))
    return (own + shared) / 1024
