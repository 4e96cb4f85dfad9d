"""System checks of accounts: nothing of the demo town may be left when the site goes to work."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import Error

from gis_core.access.demo import demo_users


@register(Tags.security, deploy=True)
def demo_passwords(**_: Any) -> list[CheckMessage]:
    """Warns while accounts open with the password of the demo town."""
    try:
        names = [user.username for user in demo_users()]
    except Error:
        return []  # no database yet, or not this structure; `migrate` says so itself
    if not names:
        return []
    text = f"บัญชีสาธิต {len(names)} บัญชียังเปิดได้ด้วยรหัสผ่านที่ทุกคนรู้: {', '.join(names[:5])}"
    hint = "ปิดบัญชีเหล่านี้หรือตั้งรหัสผ่านใหม่ที่หน้า /admin-office/ ก่อนเปิดใช้งานจริง"
    return [Warning(text + (" …" if len(names) > 5 else ""), hint=hint, id="access.W001")]
