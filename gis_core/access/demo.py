"""Accounts of the demo town: one a role, plainly fictional, with one password that everybody knows."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.hashers import make_password
from django.db.backends.postgresql.psycopg_any import DateRange

from gis_core.access.actor import acting_as, system_user
from gis_core.access.granting import area_of
from gis_core.access.models import OrgUnit, Role, RoleHolding, User
from gis_core.ground.models import AdminArea

PASSWORD = "elocal-satit-2569"
READER = "reader_moo3"
READER_MOO = 3
SINCE = date(2023, 10, 1)
MARK = "สาธิต"
#: Units of the demo town below the office, with the roles that work in them; every other role works in the first.
UNITS = {
    ("01", "สำนักปลัด"): (),
    ("02", "กองคลัง"): ("finance_head", "revenue_officer", "cashier", "accountant", "assessor", "procurement_officer"),
    ("03", "กองช่าง"): ("engineer", "surveyor", "inspector", "division_head"),
    ("04", "กองสวัสดิการสังคม"): ("welfare_officer", "volunteer"),
    ("05", "กองสาธารณสุขและสิ่งแวดล้อม"): ("health_officer",),
    ("06", "กองการศึกษา"): ("education_officer",),
}


def make_demo_accounts() -> int:
    """Make the demo accounts that do not exist yet; returns how many. Switches the second factor off for every role.

    Runs in the loader of the demo town, after units and villages: `reader_moo3` is limited to village no. 3 and is left
    out while there is no such village.
    """
    with acting_as(system_user(), "ตั้งบัญชีสาธิต"):
        units = _units()
        password = make_password(PASSWORD)  # once: thirty slow hashes would delay the first start
        made = sum(_account(role.code, password, role, units) for role in Role.objects.all())
        village = AdminArea.objects.filter(level=AdminArea.Level.VILLAGE, moo=READER_MOO).first()
        if village is not None:
            made += _account(READER, password, Role.objects.get(code="village_head"), units, village)
        for role in Role.objects.filter(needs_second_factor=True):
            role.needs_second_factor = False
            role.save(update_fields=["needs_second_factor"])
    return made


def demo_users() -> list[User]:
    """Active accounts that still open with the password everybody knows: nobody has changed it since they were made."""
    names = [*Role.objects.values_list("code", flat=True), READER]
    unchanged = User.objects.filter(password_changed_at=None, is_active=True, full_name__contains=MARK)
    return list(unchanged.filter(username__in=names).order_by("username"))


def _units() -> dict[str, OrgUnit]:
    office = OrgUnit.objects.filter(parent=None).order_by("code").first()
    by_role = {}
    for (code, thai), roles in UNITS.items():
        unit, _ = OrgUnit.objects.get_or_create(code=code, defaults={"thai": thai, "parent": office})
        by_role |= dict.fromkeys(roles, unit)
    by_role[""] = office
    return by_role


def _account(
    username: str, password: str, role: Role, units: dict[str, OrgUnit], village: AdminArea | None = None
) -> int:
    if User.objects.filter(username=username).exists():
        return 0
    where = f" {village}" if village else ""
    user = User.objects.create(username=username, full_name=f"{role.thai}{where} {MARK}", password=password)
    area, area_name = area_of([village] if village else [])
    RoleHolding.objects.create(
        user=user,
        role=role,
        org_unit=units.get(role.code, units[""]),
        area=area,
        area_name=area_name,
        valid=DateRange(SINCE, None),
    )
    return 1
