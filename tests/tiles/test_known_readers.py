"""A right that was worked out once serves again, and not a moment longer than what it came from."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as site_settings
from django.contrib.sessions.models import Session
from django.core.wsgi import get_wsgi_application
from django.utils import timezone

from gis_core.access.actor import acting_as, system_user
from gis_core.access.models import Role, RoleHolding, User
from gis_core.features import clock
from tests.tiles.conftest import tile_at, url
from tiles import fast_path, freshness, known_readers

PARCELS = url("tiles-parcel", tile_at(16))


@pytest.fixture(autouse=True)
def no_reader_known(town: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(freshness, "_look_for_ever", lambda *_: None)
    known_readers.forget()
    freshness.watch()
    yield
    known_readers.forget()


@pytest.fixture
def ask(reader: Callable[..., Any]) -> Callable[[], tuple[str, bool]]:
    """Ask for the parcels' tile as an assessor: (status, whether the short path answered)."""
    key = reader("assessor").session.session_key
    passed: list[str] = []
    django = get_wsgi_application()

    def normal(environ: Any, start_response: Any) -> Any:
        passed.append(environ["PATH_INFO"])
        return django(environ, start_response)

    site = fast_path.wrap(normal)

    def once() -> tuple[str, bool]:
        passed.clear()
        said: list[str] = []
        environ = {
            "PATH_INFO": PARCELS,
            "REQUEST_METHOD": "GET",
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
            "HTTP_COOKIE": f"{site_settings.SESSION_COOKIE_NAME}={key}",
        }
        b"".join(site(environ, lambda status, headers: said.append(status)))
        return said[0][:3], not passed

    once.key = key
    return once


def test_a_known_reader_is_answered_without_the_site(ask):
    assert ask() == ("200", False)
    assert ask() == ("200", True)
    assert ask() == ("200", True)


def _write(change: Callable[[], object]) -> None:
    with acting_as(system_user(), "เปลี่ยนสิทธิ"):
        change()


def _end_holdings() -> None:
    today = clock.today()
    for holding in RoleHolding.objects.filter(user__is_active=True, role__code="assessor"):
        holding.valid = (today - timedelta(days=9), today - timedelta(days=1))
        holding.save()


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(_end_holdings, id="the role ends"),
        pytest.param(lambda: RoleHolding.objects.filter(role__code="assessor").delete(), id="the role is taken"),
        pytest.param(lambda: User.objects.exclude(username="system").update(is_active=False), id="account closed"),
        pytest.param(lambda: User.objects.exclude(username="system").update(password="!"), id="password reset"),
        pytest.param(lambda: Role.objects.update(needs_second_factor=True), id="second factor asked"),
    ],
)
def test_a_right_ends_with_what_it_came_from(ask, change):
    ask()
    assert ask() == ("200", True)
    _write(change)
    status, was_short = ask()
    assert not was_short
    assert status != "200"
    assert ask()[1] is False


@pytest.mark.parametrize("how", ["deleted", "expired"])
def test_an_ended_session_knows_nobody(ask, how):
    ask()
    assert ask() == ("200", True)
    session = Session.objects.filter(session_key=ask.key)
    session.delete() if how == "deleted" else session.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert ask() == ("404", False)


def test_the_day_is_part_of_the_right(ask, monkeypatch):
    ask()
    assert ask() == ("200", True)
    tomorrow = clock.today() + timedelta(days=1)
    monkeypatch.setattr(known_readers.clock, "today", lambda: tomorrow)
    assert ask()[1] is False


def test_a_request_cannot_bring_a_mark_of_its_own(ask):
    known_readers.note({"HTTP_ELOCAL_TILES_MARK": "x"}, "tiles-parcel", None)
    assert not known_readers._readers
