"""The demo town while it is being written: its plan, its people of the office, its clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.db import connection
from django.utils import timezone

from gis_core.access.actor import acting_as
from gis_core.access.models import User
from gis_core.features import clock

#: Acts of the town's past between two askings of the deferred constraints.
ASK_EVERY = 50


@dataclass
class Town:
    """`plan` is the geometry and the past to write; `until` the last day of that past; `say` reports progress."""

    plan: Any
    until: date
    say: Callable[[str], None] = lambda text: None
    _users: dict[str, User] = field(default_factory=dict)
    _acts: int = 0

    def user(self, role: str) -> User:
        """The demo account of a role."""
        if role not in self._users:
            self._users[role] = User.objects.get(username=role)
        return self._users[role]

    def settle(self, text: str = "") -> None:
        """Let the database count what a part has brought, and report it.

        The town is one transaction, so nobody else can count for it; without that the triggers of every later row are
        planned for empty tables and read whole ones.
        """
        self.ask_constraints()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        if text:
            self.say(text)

    def ask_constraints(self) -> None:
        """Deferred questions pile up over the whole transaction, and each act walks past all of them; what is asked
        outside every savepoint is forgotten.
        """
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")

    @contextmanager
    def acting(self, role: str, reason: str, on: date, hour: int = 10) -> Iterator[None]:
        """Write as the account of a role on a day of the town's past. Days come in order; each block is one change."""
        at = timezone.make_aware(datetime.combine(on, time(hour)))
        with clock.simulated(at), acting_as(self.user(role), reason):
            yield
        self._acts += 1
        if self._acts % ASK_EVERY == 0:
            self.ask_constraints()
