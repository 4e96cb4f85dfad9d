"""Signing in: attempts are counted, and a name is locked for a while after repeated failures."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest
from django.utils import timezone

from gis_core.access.models import SignIn, User

FAILURES_BEFORE_LOCK = 5
LOCK = timedelta(minutes=15)
_NOBODYS_PASSWORD = make_password(None)


def is_locked(username: str) -> bool:
    """Five failures in a row within a quarter of an hour lock the name until they are that old."""
    recent = SignIn.objects.filter(username=username, at__gte=timezone.now() - LOCK).order_by("-at")
    last = list(recent.values_list("succeeded", flat=True)[:FAILURES_BEFORE_LOCK])
    return len(last) == FAILURES_BEFORE_LOCK and not any(last)


class LockingBackend(BaseBackend):
    """Checks the password, writes the attempt down, refuses locked names."""

    def authenticate(
        self, request: HttpRequest | None, username: str = "", password: str = "", **_: Any
    ) -> User | None:
        username = username.strip().lower()
        if is_locked(username):
            return None
        user = User.objects.filter(username=username, is_active=True).first()
        # An unknown name costs as much time as a wrong password, so that names cannot be probed.
        good = check_password(password, user.password if user else _NOBODYS_PASSWORD) and user is not None
        SignIn.objects.create(username=username, address=_address(request), succeeded=good)
        return user if good else None

    def get_user(self, user_id: int) -> User | None:
        return User.objects.filter(pk=user_id, is_active=True).first()


def _address(request: HttpRequest | None) -> str | None:
    return request.META.get("REMOTE_ADDR") or None if request else None
