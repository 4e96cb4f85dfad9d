"""Signing in counts failures by name and by address, in the database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.db import Error, connection, transaction
from django.utils import timezone

from gis_core.access import sign_in
from gis_core.access.actor import acting_as, system_user
from gis_core.access.models import SignIn
from tests.people import PASSWORD, user_with

pytestmark = pytest.mark.django_db


def attempt(rf, name, password="ผิด", address="10.0.0.1"):
    return authenticate(rf.post("/accounts/login", REMOTE_ADDR=address), username=name, password=password)


def test_a_good_password_opens_and_is_written_down(rf):
    user = user_with("engineer")
    assert attempt(rf, " ENGINEER ", PASSWORD) == user
    row = SignIn.objects.get()
    assert (row.username, row.succeeded, row.is_complete, row.address) == ("engineer", True, True, "10.0.0.1")


def test_five_failures_lock_the_name_even_for_the_good_password(rf):
    user_with("engineer")
    for _ in range(5):
        assert attempt(rf, "engineer") is None
    assert attempt(rf, "engineer", PASSWORD) is None
    until = sign_in.locked_until("engineer")
    assert timedelta(minutes=14) < until - timezone.now() <= sign_in.LOCK
    assert SignIn.objects.count() == 5, "an attempt on a locked name does not prolong the lock"


def test_the_lock_ends_when_a_failure_is_old_enough(rf, monkeypatch):
    user_with("engineer")
    for _ in range(5):
        attempt(rf, "engineer")
    later = timezone.now() + sign_in.LOCK + timedelta(seconds=1)
    monkeypatch.setattr(sign_in.timezone, "now", lambda: later)
    assert not sign_in.is_locked("engineer")
    assert attempt(rf, "engineer", PASSWORD) is not None


def test_a_completed_sign_in_clears_the_count(rf):
    user_with("engineer")
    for _ in range(4):
        attempt(rf, "engineer")
    assert attempt(rf, "engineer", PASSWORD)
    for _ in range(4):
        attempt(rf, "engineer")
    assert not sign_in.is_locked("engineer")


def test_a_good_password_that_still_owes_a_code_does_not_clear_the_count(rf):
    user_with("finance_head")
    for _ in range(4):
        attempt(rf, "finance_head")
    assert attempt(rf, "finance_head", PASSWORD)
    assert not SignIn.objects.filter(is_complete=True).exists()
    attempt(rf, "finance_head")
    assert sign_in.is_locked("finance_head")


def test_an_address_that_tries_many_names_is_locked_for_every_name(rf):
    user_with("engineer")
    for number in range(sign_in.NAMES_BEFORE_LOCK):
        attempt(rf, f"somebody{number}", address="10.9.9.9")
    assert attempt(rf, "engineer", PASSWORD, address="10.9.9.9") is None
    assert attempt(rf, "engineer", PASSWORD, address="10.0.0.1") is not None


def test_one_clumsy_user_does_not_lock_the_address_of_the_office(rf):
    user_with("engineer")
    for _ in range(30):
        attempt(rf, "clumsy", address="10.9.9.9")
    assert attempt(rf, "engineer", PASSWORD, address="10.9.9.9") is not None


@pytest.mark.parametrize("name", ["x" * 500, "ก\x00ข", "", "' OR 1=1 --"])
def test_odd_names_are_only_wrong(rf, name):
    assert attempt(rf, name) is None


def test_a_closed_account_and_an_unknown_name_are_told_the_same(rf):
    user = user_with("engineer")
    with acting_as(system_user(), "ปิด"):
        user.is_active = False
        user.save()
    assert attempt(rf, "engineer", PASSWORD) is None
    assert attempt(rf, "nobody", PASSWORD) is None


@pytest.mark.parametrize(
    ("behind_proxy", "forwarded", "expected"),
    [
        (False, "1.2.3.4", "10.0.0.1"),
        (True, "1.2.3.4", "1.2.3.4"),
        (True, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (True, "", "10.0.0.1"),
        (True, "nonsense", None),
    ],
)
def test_only_our_own_proxy_is_believed_about_addresses(rf, settings, behind_proxy, forwarded, expected):
    settings.BEHIND_PROXY = behind_proxy
    request = rf.get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert sign_in.address_of(request) == expected


@pytest.mark.parametrize("table", ["access_signin", "access_personaldatalook", "access_usedcode"])
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET id = id", "TRUNCATE {}"])
def test_the_logs_are_append_only_for_the_application(table, statement):
    with pytest.raises(Error, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))
