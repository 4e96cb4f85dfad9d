"""Signing in: attempts are written down; a name, or an address that tries many names, is locked for a while.

The count lives in the database, so it is the same for every process of the site. Attempts on one name wait for each
other: a hundred guesses sent at once are counted like a hundred sent in turn.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_ipv46_address
from django.db import connection, transaction
from django.http import HttpRequest
from django.utils import timezone

from gis_core.access.holdings import needs_second_factor
from gis_core.access.models import SignIn, User

FAILURES_BEFORE_LOCK = 5
NAMES_BEFORE_LOCK = 10
LOCK = timedelta(minutes=15)
#: No password fits it, and Django spends the usual time finding that out: names cannot be probed by the clock.
_NOBODYS_PASSWORD = make_password(None)


def plain_name(username: str) -> str:
    """The name as it is stored and counted: small letters, without blanks around it, cut to the column."""
    return username.replace("\x00", "").strip().lower()[:60]


def locked_until(username: str, address: str | None = None) -> datetime | None:
    """When the name or the address may try again, or None when it may now."""
    ends = [end for end in (_name_locked_until(plain_name(username)), _address_locked_until(address)) if end]
    return max(ends, default=None)


def is_locked(username: str) -> bool:
    """Whether the name must wait.

    Five failures since the last completed sign-in, within a quarter of an hour, lock it until one of them is that old.
    """
    return locked_until(username) is not None


def _name_locked_until(username: str) -> datetime | None:
    recent = SignIn.objects.filter(username=username, at__gte=timezone.now() - LOCK)
    last_good = recent.filter(is_complete=True).order_by("-at").values_list("at", flat=True).first()
    failures = recent.filter(succeeded=False)
    if last_good is not None:
        failures = failures.filter(at__gt=last_good)
    times = list(failures.order_by("-at").values_list("at", flat=True)[:FAILURES_BEFORE_LOCK])
    return times[-1] + LOCK if len(times) == FAILURES_BEFORE_LOCK else None


def _address_locked_until(address: str | None) -> datetime | None:
    """Failures with ten different names within a quarter of an hour lock the address, whatever succeeded in between."""
    if address is None:
        return None
    recent = SignIn.objects.filter(address=address, succeeded=False, at__gte=timezone.now() - LOCK).order_by("-at")
    latest: dict[str, datetime] = {}
    for name, at in recent.values_list("username", "at"):
        latest.setdefault(name, at)
        if len(latest) == NAMES_BEFORE_LOCK:
            return at + LOCK
    return None


@contextmanager
def one_at_a_time(username: str) -> Iterator[None]:
    """A transaction in which no other attempt on the same name is counted."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"sign-in {username}"])
        yield


def note(
    username: str,
    address: str | None,
    *,
    succeeded: bool,
    stage: str = SignIn.Stage.PASSWORD,
    is_complete: bool = False,
) -> None:
    """Write an attempt down."""
    SignIn.objects.create(
        username=username, address=address, succeeded=succeeded, stage=stage, is_complete=is_complete and succeeded
    )


class LockingBackend(BaseBackend):
    """Checks the password, writes the attempt down, refuses locked names and addresses.

    For a user whose roles ask for a second factor a good password is half a sign-in: it does not clear the count.
    """

    def authenticate(
        self, request: HttpRequest | None, username: str = "", password: str = "", **_: Any
    ) -> User | None:
        username, address = plain_name(username or ""), address_of(request)
        with one_at_a_time(username):
            if locked_until(username, address):
                return None
            user = User.objects.filter(username=username, is_active=True).first()
            good = check_password(password or "", user.password if user else _NOBODYS_PASSWORD) and user is not None
            note(username, address, succeeded=good, is_complete=good and not needs_second_factor(user))
        return user if good else None

    def get_user(self, user_id: int) -> User | None:
        return User.objects.filter(pk=user_id, is_active=True).first()


def address_of(request: HttpRequest | None) -> str | None:
    """The caller's network address; behind our own proxy the last one it has written, never one the caller sent."""
    if request is None:
        return None
    address = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        address = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")[-1].strip() or address
    try:
        validate_ipv46_address(address)
    except ValidationError:
        return None
    return address
