"""The roles of the domain and the account of nightly work."""

from __future__ import annotations

import csv
from pathlib import Path

from gis_core.access.actor import SYSTEM_USERNAME, acting_as
from gis_core.access.models import OrgUnit, Role, User
from gis_core.features.seeds import seed

ROLES = Path(__file__).parent / "roles.csv"


def role_codes() -> frozenset[str]:
    """The codes of all roles a declaration may name."""
    with ROLES.open(encoding="utf-8") as file:
        return frozenset(row["code"] for row in csv.DictReader(file))


@seed("บัญชีระบบ")
def system_account() -> int:
    if User.objects.filter(username=SYSTEM_USERNAME).exists():
        return 0
    _first_user()
    return 1


def _first_user() -> None:
    """The first account has nobody before it to act: it is written by the owner with itself as the actor."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE access_user DISABLE TRIGGER USER")
        user = User.objects.create_user(SYSTEM_USERNAME, "ระบบ")
        cursor.execute("ALTER TABLE access_user ENABLE TRIGGER USER")
        with acting_as(user, "ตั้งบัญชีระบบ"):
            cursor.execute(
                "INSERT INTO gis_stamp (layer_id, record_id, version, recorded_from, change_id)"
                " SELECT l.id, %s, 1, c.at, c.id FROM gis_layer l, gis_current_change() c"
                " WHERE l.table_name = 'access_user'",
                [user.pk],
            )


@seed("บทบาท")
def roles() -> int:
    with ROLES.open(encoding="utf-8") as file:
        wanted = {row["code"]: row for row in csv.DictReader(file)}
    missing = wanted.keys() - set(Role.objects.values_list("code", flat=True))
    if missing:
        with acting_as(User.objects.get(username=SYSTEM_USERNAME), "เพิ่มบทบาทตามแบบ"):
            Role.objects.bulk_create(
                Role(code=code, thai=wanted[code]["thai"], needs_second_factor=wanted[code]["second_factor"] == "yes")
                for code in sorted(missing)
            )
    return len(missing)


@seed("หน่วยงาน")
def office() -> int:
    if OrgUnit.objects.exists():
        return 0
    with acting_as(User.objects.get(username=SYSTEM_USERNAME), "ตั้งหน่วยงานแรก"):
        OrgUnit.objects.create(code="00", thai="องค์กรปกครองส่วนท้องถิ่น")
    return 1
