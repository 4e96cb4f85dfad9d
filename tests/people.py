"""Accounts for tests: one call, one user with one role."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.gis.geos import MultiPolygon
from django.db.backends.postgresql.psycopg_any import DateRange

from gis_core.access.actor import acting_as, system_user
from gis_core.access.models import OrgUnit, Role, RoleHolding, User

PASSWORD = "รหัสผ่าน-ทดสอบ-99"


def user_with(*roles: str, name: str = "", area: MultiPolygon | None = None, since: date = date(2000, 1, 1)) -> User:
    """A user who holds the roles in the first unit, over the whole office or over `area`."""
    username = name or "_".join(roles)
    with acting_as(system_user(), "ตั้งบัญชีทดสอบ"):
        user = User.objects.create_user(username, f"ผู้ทดสอบ {username}", PASSWORD)
        for role in roles:
            RoleHolding.objects.create(
                user=user,
                role=Role.objects.get(code=role),
                org_unit=OrgUnit.objects.first(),
                area=area,
                area_name="พื้นที่ทดสอบ" if area else "",
                valid=DateRange(since, None),
            )
    return user


def account(*roles: str) -> User:
    """The one account of a set of roles, made when it is first asked for."""
    name = "_".join(roles)
    return User.objects.filter(username=name).first() or user_with(*roles, name=name)


def sign_in(client: Any, user: User) -> None:
    """Open a session without the sign-in page, as if every step of it had been passed."""
    client.force_login(user)
    session = client.session
    session["second_factor_passed"] = True
    session.save()
