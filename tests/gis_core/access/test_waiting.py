"""Attempts that come at once wait for each other."""

from __future__ import annotations

import psycopg
import pytest

from gis_core.access import sign_in
from tests.conftest import owner_connection

TAKE = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


def test_guesses_sent_at_once_are_counted_one_after_another(committed_db):
    """While one attempt on a name is being counted, another on the same name waits; other names do not."""
    with sign_in.one_at_a_time("engineer"), owner_connection(committed_db) as other:
        other.execute("SET lock_timeout = '50ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            other.execute(TAKE, ["sign-in engineer"])
        other.execute(TAKE, ["sign-in surveyor"])
