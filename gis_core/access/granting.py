"""Roles are given, changed and ended by the administrator: in a unit, for a time, over villages or the whole office."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.gis.geos import MultiPolygon
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from gis_core.access.actor import SYSTEM_USERNAME, acting_as
from gis_core.access.last_admin import ADMIN_ROLE, guard_last_admin
from gis_core.access.models import OrgUnit, Role, RoleHolding, User
from gis_core.access.permissions import ACCOUNTS, require
from gis_core.features import clock
from gis_core.ground.models import AdminArea
from gis_core.pure.refusal import Refused, raise_all

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Terms:
    """How a role is held.

    `last_day` is the last day on which it is in force, None for no end. No `villages`: the whole office, unless
    `keep_area` leaves the area as it was drawn.
    """

    unit: OrgUnit
    first_day: date
    last_day: date | None = None
    villages: Sequence[AdminArea] = ()
    acting_for: User | None = None
    keep_area: bool = False

    @property
    def valid(self) -> DateRange:
        return DateRange(self.first_day, self.last_day + ONE_DAY if self.last_day else None)


def give_role(admin: User, user: User, role: Role, terms: Terms, reason: str) -> RoleHolding:
    """Let `user` hold `role` on these terms. Raises Refused or Refusals: nobody gives a role to himself."""
    require(ACCOUNTS, admin, "change")
    _not_oneself(admin, user)
    raise_all(_faults(user, role, terms))
    holding = RoleHolding(user=user, role=role)
    _set(holding, terms)
    _save(admin, reason, holding.save)
    return holding


def change_holding(admin: User, holding: RoleHolding, terms: Terms, reason: str) -> None:
    """Put a role on other terms; what was is kept in the history. The same refusals as for giving it."""
    require(ACCOUNTS, admin, "change")
    _not_oneself(admin, holding.user)
    raise_all(_faults(holding.user, holding.role, terms))

    def write() -> None:
        if holding.role.code == ADMIN_ROLE and _gives_less(holding, terms):
            guard_last_admin(holding.user, terms.valid.upper if _starts_now(terms) else None)
        _set(holding, terms)
        holding.save()

    _save(admin, reason, write)


def end_holding(admin: User, holding: RoleHolding, last_day: date, reason: str) -> None:
    """End a role after `last_day`; one that would then never have been in force is taken out.

    Raises Refused for the last administrator, and for a day that lies after the present end.
    """
    require(ACCOUNTS, admin, "change")
    upper = last_day + ONE_DAY
    if holding.valid.upper and upper > holding.valid.upper:
        raise Refused("LATER_END", "วันสิ้นสุดต้องไม่หลังวันสิ้นสุดเดิม", field="last_day")
    if upper < clock.today():
        raise Refused("PAST_END", "สิ้นสุดย้อนหลังไม่ได้ วันสุดท้ายต้องเป็นเมื่อวานนี้หรือหลังจากนั้น", field="last_day")

    def write() -> None:
        if holding.role.code == ADMIN_ROLE and holding.area is None:
            guard_last_admin(holding.user, upper)
        if holding.valid.lower and upper <= holding.valid.lower:
            holding.delete()
            return
        holding.valid = DateRange(holding.valid.lower, upper)
        holding.save(update_fields=["valid"])

    _save(admin, reason, write)


def area_of(villages: Sequence[AdminArea]) -> tuple[MultiPolygon | None, str]:
    """One shape around the villages as they lie today, and its name; (None, "") for the whole office.

    The shape is copied: moving a village's boundary later does not move anybody's right.
    """
    if not villages:
        return None, ""
    shape = villages[0].geom
    for village in villages[1:]:
        shape = shape.union(village.geom)
    area = shape if isinstance(shape, MultiPolygon) else MultiPolygon(shape, srid=shape.srid)
    names = [str(village) for village in sorted(villages, key=lambda v: (v.moo or 0, v.code))]
    text = ", ".join(names)
    if len(text) > 120:
        text = "หมู่ที่ " + ", ".join(str(v.moo or v.thai) for v in sorted(villages, key=lambda v: (v.moo or 0, v.code)))
    return area, text[:120]


def set_second_factor(admin: User, role: Role, needed: bool, reason: str) -> None:
    """Ask the holders of a role for a second factor, or no longer; running sessions are asked at their next click."""
    require(ACCOUNTS, admin, "change")
    if role.needs_second_factor == needed:
        return
    with acting_as(admin, reason):
        role.needs_second_factor = needed
        role.save(update_fields=["needs_second_factor"])


def _set(holding: RoleHolding, terms: Terms) -> None:
    holding.org_unit, holding.valid, holding.acting_for = terms.unit, terms.valid, terms.acting_for
    if not terms.keep_area:
        holding.area, holding.area_name = area_of(terms.villages)


def _save(admin: User, reason: str, write: Callable[[], None]) -> None:
    try:
        with acting_as(admin, reason), transaction.atomic():
            write()
    except IntegrityError as error:
        if "access_one_holding_at_a_time" not in str(error):
            raise
        text = "ผู้นี้ถือบทบาทนี้ในหน่วยงานและพื้นที่เดียวกันอยู่แล้วในช่วงเวลาที่ซ้อนกัน"
        raise Refused("HOLDING_OVERLAPS", text, field="first_day") from error


def _faults(user: User, role: Role, terms: Terms) -> list[Refused]:
    faults = []
    if user.username == SYSTEM_USERNAME:
        faults.append(Refused("SYSTEM_ACCOUNT", "บัญชีของงานอัตโนมัติรับบทบาทไม่ได้"))
    if terms.last_day and terms.last_day < terms.first_day:
        faults.append(Refused("DATES", "วันสิ้นสุดต้องไม่ก่อนวันเริ่ม", field="last_day"))
    if terms.acting_for and terms.acting_for == user:
        faults.append(Refused("ACTING_FOR_ONESELF", "รักษาการแทนตนเองไม่ได้", field="acting_for"))
    if terms.acting_for and not terms.last_day:
        faults.append(Refused("ACTING_NEEDS_END", "การรักษาการแทนต้องมีวันสิ้นสุด", field="last_day"))
    if terms.villages and role.code == ADMIN_ROLE:
        faults.append(Refused("ADMIN_AREA", "บทบาทผู้ดูแลระบบต้องเป็นทั้งหน่วยงาน จำกัดพื้นที่ไม่ได้", field="villages"))
    return faults


def _not_oneself(admin: User, user: User) -> None:
    if admin.pk == user.pk:
        text = "ให้บทบาทหรือขยายบทบาทของตนเองไม่ได้ ต้องให้ผู้ดูแลระบบอีกคนหนึ่งเป็นผู้ดำเนินการ"
        raise Refused("OWN_ROLE", text)


def _starts_now(terms: Terms) -> bool:
    return terms.first_day <= clock.today()


def _gives_less(holding: RoleHolding, terms: Terms) -> bool:
    """Whether the new terms end earlier, begin later than today, or no longer cover the whole office."""
    old, new = holding.valid.upper, terms.valid.upper
    return not _starts_now(terms) or (new is not None and (old is None or new < old))
