"""Print one demo account a role, for whoever has just started the demo town."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from gis_core.access import demo
from gis_core.access.models import RoleHolding
from gis_core.features import clock


class Command(BaseCommand):
    help = "แสดงบัญชีสาธิต หนึ่งบัญชีต่อหนึ่งบทบาท"
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        users = demo.demo_users()
        if not users:
            self.stdout.write('ไม่มีบัญชีสาธิตในฐานข้อมูลนี้ ผู้ดูแลระบบคนแรก: ./elocal manage make_admin ชื่อผู้ใช้ "ชื่อ-สกุล"')
            return
        live = RoleHolding.objects.filter(user__in=users, valid__contains=clock.today()).select_related("role")
        held = {holding.user_id: holding for holding in live}
        self.stdout.write(f"บัญชีสาธิต (รหัสผ่านของทุกบัญชี: {demo.PASSWORD})")
        for user in users:
            holding = held.get(user.pk)
            role = f"{holding.role.thai} ({holding.area_name or 'ทั้งหน่วยงาน'})" if holding else "ไม่มีบทบาทในวันนี้"
            self.stdout.write(f"  {user.username:<22}{role}")
        if not any(holding.role.needs_second_factor for holding in held.values()):
            self.stdout.write("เมืองสาธิตปิดรหัสชั้นที่สองไว้ทุกบทบาท เปิดได้ที่ /admin-office/roles/ ของ system_admin")
