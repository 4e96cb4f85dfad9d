"""A small demo town behind a real server, and real Chromium. Made once a session, only when a browser test runs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page

from gis_core.bootstrap import web_server
from gis_core.bootstrap.addresses import Listen
from tests.conftest import PATIENCE_MS, clone
from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
PARCELS = 1500
DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 360, "height": 740}
PASSWORD = "elocal-satit-2569"


def _manage(environment: dict[str, str], *command: str) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *command],
        env=environment | {"ELOCAL_DB_ROLE": "owner"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="session")
def site(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a running site with a demo town of its own."""
    name = f"{settings.ENV.db_name}_tour"
    clone(name)
    environment = os.environ | {
        "ELOCAL_DB_NAME": name,
        "ELOCAL_MEDIA": str(tmp_path_factory.mktemp("media")),
        "DJANGO_SETTINGS_MODULE": "gis_core.settings.test",
    }
    _manage(environment, "load_demo_town", "--parcels", str(PARCELS))
    port = free_port()
    command = web_server.command(Listen("127.0.0.1", port), processes=1, threads=8, python=sys.executable)
    log = tmp_path_factory.mktemp("site") / "log"
    with log.open("w") as output:
        server = subprocess.Popen(
            command,
            env=environment,
            cwd=ROOT,
            stdout=output,
            stderr=output,
        )
    address = f"http://127.0.0.1:{port}"
    _wait(address, server, log)
    yield address
    server.send_signal(signal.SIGTERM)
    server.wait(timeout=30)


def _wait(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(240):
        try:
            urllib.request.urlopen(f"{address}/layers.json", timeout=10)
            return
        except OSError:
            assert server.poll() is None, log.read_text()
            time.sleep(0.5)
    raise AssertionError(log.read_text())


@pytest.fixture
def open_page(chromium: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """`open_page("engineer")` signs in and gives a page; errors of scripts fail the test."""
    contexts, errors = [], []

    def make(role: str = "", phone: bool = False) -> Page:
        context = chromium.new_context(
            base_url=site, viewport=PHONE if phone else DESKTOP, has_touch=phone, locale="th-TH"
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: errors.append(str(error)))
        if role:
            page.goto("/accounts/login")
            page.fill("input[name=username]", role)
            page.fill("input[name=password]", PASSWORD)
            page.press("input[name=password]", "Enter")
            page.wait_for_url(lambda url: "/accounts/login" not in url)
        return page

    yield make
    for context in contexts:
        context.close()
    assert errors == []
