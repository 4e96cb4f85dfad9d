"""Who is writing, and why. Outside `acting_as` the database refuses every write to a tracked table."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import connection, transaction

if TYPE_CHECKING:
    from gis_core.access.models import User

SYSTEM_USERNAME = "system"


@contextmanager
def acting_as(
    user: User, reason: str, *, on_behalf_of: User | None = None, batch_id: uuid.UUID | None = None
) -> Iterator[int]:
    """Run a block as one change of `user`, in a transaction; yields the number of the change.

    Without `on_behalf_of` the change is made in the capacity the user has chosen for the request (`access.capacity`).
    A nested block is a change of its own and gives the outer one back when it ends, also after an error.
    Raises ValueError for an empty reason or a user who is not signed in.
    """
    if user is None or not user.is_authenticated:
        raise ValueError("ต้องเข้าสู่ระบบก่อนบันทึก")
    reason = reason.replace("\x00", "").strip()  # PostgreSQL stores no NUL
    if not reason:
        raise ValueError("ต้องระบุเหตุผลของการบันทึก")
    on_behalf_of = on_behalf_of or user.acts_for
    with transaction.atomic():
        outer = _current()
        change_id = _begin(user.pk, on_behalf_of.pk if on_behalf_of else None, reason, batch_id)
        try:
            yield change_id
        finally:
            # A failed statement or a lost connection leaves the transaction unusable; rolling back the
            # savepoint restores the setting itself.
            if not connection.needs_rollback and _is_usable():
                _set(outer)


def system_user() -> User:
    """The account under which nightly work and loading write."""
    from gis_core.access.models import User

    return User.objects.get(username=SYSTEM_USERNAME)


def acting_user_id() -> int | None:
    """Who acts in the open change; None outside of one."""
    change = _current()
    if not change:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT actor_id FROM gis_change WHERE id = %s", [int(change)])
        found = cursor.fetchone()
    return found[0] if found else None


def _current() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('elocal.change_id', true), '')")
        return cursor.fetchone()[0]


def _is_usable() -> bool:
    return connection.connection is not None and connection.connection.info.transaction_status.name == "INTRANS"


def _begin(actor: int, behalf: int | None, reason: str, batch_id: uuid.UUID | None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH c AS (SELECT gis_begin_change(%s, %s, %s, %s) AS id)"
            " SELECT c.id, set_config('elocal.change_id', c.id::text, true) FROM c",
            [actor, behalf, reason, batch_id],
        )
        return cursor.fetchone()[0]


def _set(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('elocal.change_id', %s, true)", [value])
