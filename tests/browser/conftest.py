"""A site that really answers on a port, with a small town in a database of its own, and a real Chromium before it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.db import connection, connections
from django.test import Client
from playwright.sync_api import Browser, Page

from gis_core.access.models import User
from tests.browser.small_town import SmallTown, build
from tests.conftest import PATIENCE_MS, clone
from tests.people import sign_in

DESKTOP = (1280, 800)
PHONE = (360, 740)
#: A machine that many share sends the first page, with all its modules, late.
NAVIGATION_MS = 120_000
#: The software renderer of a headless browser speaks of its speed; a refusal by a rule and a line that a test cuts are
#: logged by the browser itself. None of them is a fault of a page.
HARMLESS = ("GL Driver Message", "WebGL-", "status of 409", "ERR_INTERNET_DISCONNECTED")


class _QuietHandler(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Requests are not written between the lines of the test's report."""


@dataclass
class Site:
    """Where the site answers, and what stands in it."""

    url: str
    town: SmallTown

    def session_of(self, user: User) -> dict[str, str]:
        """The cookie of a session that is fully open."""
        client = Client()
        sign_in(client, user)
        return {
            "name": settings.SESSION_COOKIE_NAME,
            "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
            "url": self.url,
        }


@pytest.fixture(scope="module")
def site(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[Site]:
    """The town, served by this process."""
    # A database a module: threads of the last module's server may still hold a connection to theirs.
    name = f"{settings.ENV.db_name}_{request.module.__name__.rpartition('.')[2]}"
    patch = pytest.MonkeyPatch()
    with django_db_blocker.unblock():
        connections.close_all()
        clone(name)
        patch.setitem(connection.settings_dict, "NAME", name)
        cache.clear()
        town = build()
        server = ThreadedWSGIServer(("127.0.0.1", 0), _QuietHandler)
        server.set_app(get_wsgi_application())
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Site(f"http://127.0.0.1:{server.server_port}", town)
        server.shutdown()
        server.server_close()
        connections.close_all()
        cache.clear()
    patch.undo()


@pytest.fixture
def open_page(site: Site, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """`open_page(path, user=None, size=DESKTOP)`; a page that logs an error, or an answer of 500, fails the test."""
    contexts = []
    faults: list[str] = []

    def watch(page: Page) -> None:
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: faults.append(message.text) if _is_fault(message) else None)
        page.on(
            "response", lambda answer: faults.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None
        )

    def open_it(path: str, user: User | None = None, size: tuple[int, int] = DESKTOP, **options: Any) -> Page:
        is_phone = size[0] < 500
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]},
            has_touch=is_phone,
            is_mobile=is_phone,
            locale="th-TH",
            **options,
        )
        context.set_default_timeout(PATIENCE_MS)
        context.set_default_navigation_timeout(NAVIGATION_MS)
        contexts.append(context)
        if user is not None:
            context.add_cookies([site.session_of(user)])
        page = context.new_page()
        watch(page)
        page.goto(site.url + path)
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert not faults, faults


def _is_fault(message: Any) -> bool:
    # the browser's own page around a PDF names no icon, so it asks for one at the usual address
    asks_icon = message.location.get("url", "").endswith("/favicon.ico")
    return message.type == "error" and not asks_icon and not any(word in message.text for word in HARMLESS)
