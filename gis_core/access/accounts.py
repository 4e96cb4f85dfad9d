"""Accounts of the office: made, changed, closed and opened again by its own administrator; each act with a reason."""

from __future__ import annotations

import re
import secrets
from typing import Any

from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from gis_core.access import second_factor
from gis_core.access.actor import SYSTEM_USERNAME, acting_as, system_user
from gis_core.access.last_admin import ADMIN_ROLE, guard_last_admin
from gis_core.access.models import OrgUnit, Role, RoleHolding, User
from gis_core.access.permissions import ACCOUNTS, require
from gis_core.access.sign_in import plain_name
from gis_core.features import clock
from gis_core.pure.refusal import Refused, raise_all

USERNAME = re.compile(r"[a-z0-9ก-๙][a-z0-9ก-๙._-]{2,59}")
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"

PASSWORD_FAULTS = {
    "password_too_short": "รหัสผ่านต้องยาวอย่างน้อย 10 ตัวอักษร",
    "password_too_common": "รหัสผ่านนี้เดาได้ง่ายเพราะมีผู้ใช้กันทั่วไป",
    "password_entirely_numeric": "รหัสผ่านต้องไม่เป็นตัวเลขล้วน",
    "password_too_similar": "รหัสผ่านคล้ายชื่อผู้ใช้หรือชื่อ-สกุลเกินไป",
}


def create_account(admin: User, username: str, full_name: str, email: str, reason: str) -> tuple[User, str]:
    """A new account and its first password, which must be changed at the first sign-in.

    Raises Refused or Refusals for a name that is taken or cannot be one.
    """
    require(ACCOUNTS, admin, "change")
    with acting_as(admin, reason):
        return _new_account(username, full_name, email)


def make_administrator(username: str, full_name: str) -> tuple[User, str]:
    """An administrator of the whole office and his first password, made from the machine: nobody gives the first one.

    Raises Refused or Refusals for a name that is taken or cannot be one.
    """
    with acting_as(system_user(), "ตั้งผู้ดูแลระบบจากเครื่องแม่ข่าย"):
        user, password = _new_account(username, full_name, "")
        RoleHolding.objects.create(
            user=user,
            role=Role.objects.get(code=ADMIN_ROLE),
            org_unit=OrgUnit.objects.filter(parent=None).order_by("code").first(),
            valid=DateRange(clock.today(), None),
        )
    return user, password


def _new_account(username: str, full_name: str, email: str) -> tuple[User, str]:
    username = plain_name(username)
    raise_all([*_username_faults(username), *_person_faults(full_name, email)])
    password = readable_password()
    user = User.objects.create_user(
        username,
        full_name.strip(),
        password,
        email=email.strip(),
        must_change_password=True,
        password_changed_at=timezone.now(),
    )
    return user, password


def edit_account(admin: User, user: User, full_name: str, email: str, reason: str) -> None:
    """Change the name and the address of an account; its user name stays, because the sign-in log knows it by that."""
    require(ACCOUNTS, admin, "change")
    _not_the_system(user)
    raise_all(_person_faults(full_name, email))
    with acting_as(admin, reason):
        user.full_name, user.email = full_name.strip(), email.strip()
        user.save(update_fields=["full_name", "email"])


def set_active(admin: User, user: User, is_active: bool, reason: str) -> None:
    """Close an account, whose sessions end at once, or open it again.

    Raises Refused for closing one's own account and the last administrator's.
    """
    require(ACCOUNTS, admin, "change")
    _not_the_system(user)
    if not is_active:
        _not_oneself(admin, user, "OWN_ACCOUNT", "ปิดบัญชีของตนเองไม่ได้ ต้องให้ผู้ดูแลระบบอีกคนหนึ่งเป็นผู้ปิด")
    with acting_as(admin, reason):
        if not is_active:
            guard_last_admin(user)
        user.is_active = is_active
        user.save(update_fields=["is_active"])


def reset_password(admin: User, user: User, reason: str) -> str:
    """A new password to hand over, which must be changed at the next sign-in; running sessions end."""
    require(ACCOUNTS, admin, "change")
    _not_the_system(user)
    _not_oneself(admin, user, "OWN_PASSWORD", "รหัสผ่านของตนเองให้เปลี่ยนที่หน้า “บัญชีของฉัน”")
    password = readable_password()
    with acting_as(admin, reason):
        _store_password(user, password, must_change=True)
    return password


def reset_second_factor(admin: User, user: User, reason: str) -> None:
    """Forget a lost telephone: the next sign-in asks to enrol again."""
    require(ACCOUNTS, admin, "change")
    _not_the_system(user)
    _not_oneself(admin, user, "OWN_SECOND_FACTOR", "ล้างรหัสชั้นที่สองของตนเองไม่ได้ ต้องให้ผู้ดูแลระบบอีกคนหนึ่งเป็นผู้ล้าง")
    with acting_as(admin, reason):
        second_factor.forget(user)


def change_own_password(user: User, old: str, new: str, again: str) -> None:
    """Raises Refused or Refusals, with the field, for a wrong old password or a poor new one."""
    if not check_password(old, user.password):
        raise Refused("WRONG_PASSWORD", "รหัสผ่านเดิมไม่ถูกต้อง", field="old")
    if new != again:
        raise Refused("NOT_THE_SAME", "รหัสผ่านใหม่ทั้งสองช่องไม่ตรงกัน", field="again")
    if new == old:
        raise Refused("SAME_PASSWORD", "รหัสผ่านใหม่ต้องต่างจากรหัสผ่านเดิม", field="new")
    raise_all(password_faults(new, user))
    with acting_as(user, "เปลี่ยนรหัสผ่านของตนเอง"):
        _store_password(user, new, must_change=False)


def password_faults(password: str, user: User) -> list[Refused]:
    """What is wrong with a password for this user, each in Thai."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        return [
            Refused(str(e.code).upper(), PASSWORD_FAULTS.get(str(e.code), " ".join(e.messages)), field="new")
            for e in error.error_list
        ]
    return []


def readable_password() -> str:
    """Sixteen letters and digits in groups of four that nobody misreads from paper (79 bits)."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def _store_password(user: User, password: str, *, must_change: bool) -> None:
    user.set_password(password)
    user.must_change_password = must_change
    user.password_changed_at = timezone.now()
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])


def _username_faults(username: str) -> list[Refused]:
    if not USERNAME.fullmatch(username):
        text = "ชื่อผู้ใช้ต้องยาว 3 ถึง 60 ตัว ใช้ตัวอักษร ตัวเลข จุด ขีด หรือขีดล่าง และขึ้นต้นด้วยตัวอักษรหรือตัวเลข"
        return [Refused("USERNAME", text, field="username")]
    if User.objects.filter(username=username).exists():
        return [Refused("USERNAME_TAKEN", "มีผู้ใช้ชื่อนี้แล้ว", field="username")]
    return []


def _person_faults(full_name: str, email: str) -> list[Refused]:
    faults = []
    if not 3 <= len(full_name.strip()) <= 120:
        faults.append(Refused("FULL_NAME", "ต้องกรอกชื่อ-สกุล", field="full_name"))
    if email.strip():
        try:
            validate_email(email.strip())
        except ValidationError:
            faults.append(Refused("EMAIL", "รูปแบบอีเมลไม่ถูกต้อง", field="email"))
    return faults


def _not_the_system(user: User) -> None:
    if user.username == SYSTEM_USERNAME:
        raise Refused("SYSTEM_ACCOUNT", "บัญชีนี้เป็นของงานอัตโนมัติของระบบ แก้ไขไม่ได้")


def _not_oneself(admin: Any, user: User, code: str, thai: str) -> None:
    if admin.pk == user.pk:
        raise Refused(code, thai)
