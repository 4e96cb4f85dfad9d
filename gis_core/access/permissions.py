"""What a user may do: with a register, with the accounts of the office; and the log of looks at personal data."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied

from gis_core.access.levels import Level
from gis_core.access.models import PersonalDataLook
from gis_core.access.visible import Guarded, visible


@dataclass(frozen=True)
class OfficeGrant:
    """Roles and actions, words separated by blanks, as in a declaration; always over the whole office."""

    roles: str
    actions: str
    scope: str = "office"

    @property
    def role_set(self) -> frozenset[str]:
        return frozenset(self.roles.split())

    @property
    def action_set(self) -> frozenset[str]:
        return frozenset(self.actions.split())


@dataclass(frozen=True)
class OfficeDoor:
    """A part of the office's administration; it opens only to a role held over the whole office, not over an area."""

    key: str
    thai: str
    grants: tuple[OfficeGrant, ...]
    level: Level = Level.HIDDEN
    has_geometry: bool = False
    carried: tuple[str, ...] = ()

    def told(self, user: Any) -> None:
        """It tells of nothing else."""


ACCOUNTS = OfficeDoor("access.accounts", "ผู้ใช้และสิทธิ", (OfficeGrant("system_admin", "view change"),))
SIGN_INS = OfficeDoor("access.sign_ins", "บันทึกการเข้าสู่ระบบ", (OfficeGrant("system_admin auditor", "view"),))
LOOKS = OfficeDoor("access.looks", "บันทึกการเข้าดูข้อมูลส่วนบุคคล", (OfficeGrant("privacy_officer system_admin", "view"),))
OFFICE_DOORS = (ACCOUNTS, SIGN_INS, LOOKS)


def can(register: Guarded, user: Any, action: str = "view") -> bool:
    """Whether the user may do `action` on any record of a register, or behind a door of the office."""
    seen = visible(register, user, action)
    return seen.everything if isinstance(register, OfficeDoor) else not seen.nothing


def require(register: Guarded, user: Any, action: str = "view") -> None:
    """Raises PermissionDenied with a sentence for people unless the user may."""
    if not can(register, user, action):
        raise PermissionDenied("บทบาทของท่านไม่มีสิทธิทำรายการนี้")


def log_look(user: Any, door: str, subject_uid: uuid.UUID | None, detail: str = "") -> None:
    """Write down that `user` looked at unmasked personal data through a door: record, search, export.

    The rows are only added: the application's role may neither change nor delete them.
    """
    PersonalDataLook.objects.create(user=user, door=door, subject_uid=subject_uid, detail=detail)
