"""Undoing a set of 20,000 rows against the statement that wrote it; nothing of it is left behind."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.gis.geos import Point
from django.db import connection, transaction

from gis_core.access.actor import acting_as, system_user
from gis_core.access.models import OrgUnit, Role, RoleHolding, User
from gis_core.features import clock
from gis_core.ground.models import NamedPlace
from layers.engine import changesets
from tests.speed.report import Row, milliseconds

COUNT = 20_000


def measure() -> list[Row]:
    with transaction.atomic():
        found = _rows(_keeper())
        transaction.set_rollback(True)
    return found


def _keeper() -> User:
    """Somebody who may do everything with places."""
    with acting_as(system_user(), "ผู้วัดเวลา"):
        user = User.objects.create_user(f"keeper{uuid.uuid4().hex[:6]}", "ผู้วัดเวลา", "ทดสอบ-1234567890")
        for code in ("surveyor", "registry_clerk", "engineer", "division_head"):
            role = Role.objects.get(code=code)
            RoleHolding.objects.create(
                user=user, role=role, org_unit=OrgUnit.objects.first(), valid=(clock.today(), None)
            )
    return user


def _rows(user: User) -> list[Row]:
    added, changed, back = changesets.begin(), changesets.begin(), changesets.begin()
    insert = milliseconds(lambda: _insert(user, added))
    update = milliseconds(lambda: _update(user, changed))
    reading = milliseconds(lambda: changesets.read(changed, user))
    undo_update = milliseconds(lambda: _undo(user, changed, back))
    undo_insert = milliseconds(lambda: _undo(user, added, uuid.uuid4(), force=True))
    return [
        Row("undo of 20,000 changed rows", undo_update, "ms", update, "the UPDATE itself", "ratio only", None),
        Row("undo of 20,000 added rows", undo_insert, "ms", insert, "the INSERT itself", "ratio only", None),
        Row("first page of a set of 20,000", reading, "ms", update, "the UPDATE itself", "ratio only", None),
    ]


def _insert(user: User, batch: Any) -> None:
    places = [
        NamedPlace(thai=f"ที่ {n}", kind="temple", register_no=f"วัด{n}", geom=Point(101 + n / 1e6, 16.4, srid=4326))
        for n in range(COUNT)
    ]
    with acting_as(user, "เพิ่ม", batch_id=batch):
        NamedPlace.objects.bulk_create(places, batch_size=COUNT)


def _update(user: User, batch: Any) -> None:
    with acting_as(user, "แก้", batch_id=batch), connection.cursor() as cursor:
        cursor.execute("UPDATE ground_namedplace SET thai = thai || ' ใหม่' WHERE register_no LIKE 'วัด%%'", [])


def _undo(user: User, batch: Any, new: Any, force: bool = False) -> None:
    changesets.undo(batch, user=user, reason="เลิกทำ", new_batch=new, others="force" if force else "")
