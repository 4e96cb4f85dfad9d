"""Compare the index with the tables and, with --repair, bring it in step. Repairing needs the owner role."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from gis_core.features import check


class Command(BaseCommand):
    help = "เทียบดัชนีกับทะเบียนทุกตาราง และซ่อมส่วนที่ต่าง"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true", help="ซ่อมส่วนที่ต่าง")

    def handle(self, *args: Any, **options: Any) -> None:
        found = check.check()
        for difference in found:
            numbers = ", ".join(map(str, difference.sample))
            self.stdout.write(f"{difference.table}: {difference.thai} {difference.count:,} แถว (เลข {numbers})")
        if found and options["repair"]:
            found = check.repair()
            self.stdout.write("ซ่อมแล้ว" if not found else f"ยังซ่อมไม่ได้ {len(found)} อย่าง")
        elif not found:
            self.stdout.write("ดัชนีตรงกับทะเบียนทุกตาราง")
        if found:
            sys.exit(1)
