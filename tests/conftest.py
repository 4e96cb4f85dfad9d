"""The suite's database: a template is prepared once by the owner, each session and each committing test
works on a clone.

Tests connect as the application's role, so whatever that role may not do, no test does either.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from psycopg import sql

from tests import kept_tables
from tests.worker_site import RUN

# No test may fail because the machine was busy: nothing here is judged by the clock. The usual suite says the same of
# the same code every time; the full one looks for cases that nobody has seen yet.
hypothesis_settings.register_profile(
    "elocal",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize="ELOCAL_TEST_ALL" not in os.environ,
)
hypothesis_settings.load_profile("elocal")

ROOT = Path(__file__).resolve().parents[1]
TEMPLATE = "elocal_template"


def owner_connection(name: str) -> psycopg.Connection[Any]:
    """A connection of the role that owns the tables, for planting faults and cloning databases."""
    env = settings.ENV
    return psycopg.connect(host=env.db_host, port=env.db_port, dbname=name, user=env.db_owner, autocommit=True)


def clone(name: str) -> None:
    with owner_connection("postgres") as admin:
        _wait_until_left(admin, name)
        # without force, which the owner may not use against the server's own cleaners: they leave when asked
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
        # file by file: through the log every page would be written twice
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
        admin.execute(copy.format(sql.Identifier(name), sql.Identifier(TEMPLATE)))


def _wait_until_left(admin: psycopg.Connection[Any], name: str) -> None:
    """Closed connections end a moment later; the owner may not end those of the application's role by force."""
    for _ in range(100):
        asked = "SELECT 1 FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'"
        if not admin.execute(asked, [name]).fetchone():
            return
        time.sleep(0.05)


def _prepare_template() -> None:
    """Once for all processes of the suite: the first one does it while the others wait."""
    done = RUN / "template_made"
    with open(RUN / "template_lock", "w") as lock:
        flock(lock, LOCK_EX)
        if not done.exists():
            _make_template()
            done.touch()


def _make_template() -> None:
    with owner_connection("postgres") as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(TEMPLATE)))
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(TEMPLATE)))
    environment = os.environ | {
        "ELOCAL_DB_NAME": TEMPLATE,
        "ELOCAL_DB_ROLE": "owner",
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "gis_core.settings.test"),
    }
    kept = kept_tables.kept_under()
    if not kept_tables.restore(TEMPLATE, kept):
        _manage("migrate", "--no-input", "--skip-checks", environment=environment)
        kept_tables.keep(TEMPLATE, kept)
    _manage("prepare_database", environment=environment)


def _manage(*command: str, environment: dict[str, str]) -> None:
    whole = [sys.executable, str(ROOT / "manage.py"), *command]
    done = subprocess.run(whole, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.exit(f"{command[0]}: {done.stdout}{done.stderr}", returncode=1)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """Replaces pytest-django's own set-up, which migrates as one role and flushes with TRUNCATE."""
    with django_db_blocker.unblock():
        connections.close_all()
        _prepare_template()
        clone(settings.ENV.db_name)
        yield
        connections.close_all()


@pytest.fixture
def committed_db(django_db_setup: None, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A database of its own for a test that really commits (several connections, a live server, the worker)."""
    name = f"{settings.ENV.db_name}_committed"
    with django_db_blocker.unblock():
        connections.close_all()
        clone(name)
        monkeypatch.setitem(connection.settings_dict, "NAME", name)
        yield name
        connections.close_all()
    monkeypatch.undo()


@pytest.fixture(autouse=True)
def fresh_office() -> Iterator[None]:
    """The office's facts are kept in the process; those of one test must not be there in the next."""
    from gis_core.ground import office

    office.forget()
    yield
    office.forget()


@pytest.fixture
def clerk(db: None) -> Any:
    """An account without any role; `acting_as(clerk, …)` may write, since writing is guarded by the engine,
    not here.
    """
    from gis_core.access.actor import acting_as, system_user
    from gis_core.access.models import User

    with acting_as(system_user(), "ตั้งบัญชีทดสอบ"):
        return User.objects.create_user("clerk", "เจ้าหน้าที่ ทดสอบ", "ทดสอบ-1234567890")


#: Long, because a busy machine draws WebGL in software; nothing here is a measure of speed.
PATIENCE_MS = 60_000


#: What takes longest comes first: it must not be left to one process when the others have nothing more to do.
BROWSER_FOLDERS = ("tour", "browser")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests with a browser come last: the loop Playwright keeps running would disturb the worker's own loops. Of these
    the demo town comes first, then the file with most tests.
    """
    sizes = Counter(item.path for item in items)

    def turn(item: pytest.Item) -> tuple[int, int]:
        folder = item.path.parent.name
        if folder not in BROWSER_FOLDERS:
            return -1, 0
        return BROWSER_FOLDERS.index(folder), -sizes[item.path]

    items.sort(key=turn)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One real browser for all tests that need one. Playwright keeps a loop running in this thread, beside which Django
    refuses to ask the database unless it is told that nothing here is asynchronous.
    """
    from playwright.sync_api import expect, sync_playwright

    executable = os.environ.get("ELOCAL_CHROMIUM") or shutil.which("chromium")
    if not executable:
        pytest.fail("chromium is missing; `./elocal test` installs it")
    expect.set_options(timeout=PATIENCE_MS)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
