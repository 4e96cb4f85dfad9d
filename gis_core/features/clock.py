"""A simulated clock for loading a past through the services: history, numbers and deadlines then hold that past.

Works only on a connection of the owner role; the application's role cannot write into the past (see `sql/change.sql`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.db import connection
from django.utils import timezone

_simulated: ContextVar[datetime | None] = ContextVar("simulated", default=None)


def now() -> datetime:
    """The office's time: the simulated one inside `simulated`, else the machine's."""
    return _simulated.get() or timezone.now()


def today() -> date:
    """The office's date in Thai time."""
    return timezone.localdate(now())


@contextmanager
def simulated(at: datetime) -> Iterator[None]:
    """Run a block as if it were `at` (aware)."""
    token = _simulated.set(at)
    try:
        _tell_database(at.isoformat())
        yield
    finally:
        _simulated.reset(token)
        outer = _simulated.get()
        _tell_database(outer.isoformat() if outer else "")


def _tell_database(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('elocal.clock', %s, false)", [value])
