"""The first administrator of an office, or one more when nobody can sign in: for whoever has the machine."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from gis_core.access.accounts import make_administrator
from gis_core.pure.refusal import Refusals, Refused


class Command(BaseCommand):
    help = 'เพิ่มบัญชีผู้ดูแลระบบ: make_admin ชื่อผู้ใช้ "ชื่อ-สกุล"'

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("full_name")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            user, password = make_administrator(options["username"], options["full_name"])
        except (Refused, Refusals) as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"เพิ่มผู้ดูแลระบบ {user.username} แล้ว รหัสผ่านครั้งแรก: {password}")
        self.stdout.write("เข้าสู่ระบบที่ /accounts/login ระบบจะให้เปลี่ยนรหัสผ่านทันที")
