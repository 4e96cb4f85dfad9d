"""Migrate, then install triggers, rights, partitions and seed rows. Runs under the owner role, any number of times."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from gis_core.features import install, seeds


class Command(BaseCommand):
    help = "เตรียมฐานข้อมูล: โครงสร้าง ทริกเกอร์ สิทธิ และข้อมูลตั้งต้น"
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        renewed = install.install(settings.ENV.db_app)
        for name in seeds.run_all():
            self.stdout.write(f"ข้อมูลตั้งต้น: {name}")
        self.stdout.write(f"ฐานข้อมูลพร้อมใช้ (ปรับปรุง {len(renewed)} รายการ)")
