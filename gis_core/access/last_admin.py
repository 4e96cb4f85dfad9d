"""The office is never left without an administrator."""

from __future__ import annotations

from datetime import date

from gis_core.access.models import Role, RoleHolding, User
from gis_core.features import clock
from gis_core.pure.refusal import Refused

ADMIN_ROLE = "system_admin"
THAI = "ผู้นี้เป็นผู้ดูแลระบบคนสุดท้ายที่ใช้งานได้ ต้องแต่งตั้งผู้ดูแลระบบคนอื่นก่อน"


def guard_last_admin(user: User, gone_from: date | None = None) -> None:
    """Raises Refused if the office had no administrator once `user` is none from `gone_from` on (default: today).

    Runs inside the transaction that takes the right away; two such transactions wait for each other.
    """
    Role.objects.select_for_update().get(code=ADMIN_ROLE)
    today = clock.today()
    holders = RoleHolding.objects.filter(
        role__code=ADMIN_ROLE, area__isnull=True, user__is_active=True, valid__contains=today
    )
    if not holders.filter(user=user).exists():
        return
    # Whoever stays must be there on the day on which the other has gone, not only today.
    if not holders.exclude(user=user).filter(valid__contains=max(gone_from or today, today)).exists():
        raise Refused("LAST_ADMIN", THAI)
