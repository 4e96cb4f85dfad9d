"""`manage.py make_tiles [slug …]`: make the stored shapes, cells and counts of all or some layers."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from layers.registry import registry
from tiles import build, counting, refresh


class Command(BaseCommand):
    help = "สร้างรูปย่อ ช่องนับ และจำนวนของชั้นข้อมูลสำหรับแผนที่ระดับกว้าง"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slugs", nargs="*", help="ชั้นข้อมูล (ไม่ระบุ = ทุกชั้น)")
        parser.add_argument("--pending", action="store_true", help="เฉพาะที่เปลี่ยนแปลงตั้งแต่ครั้งก่อน")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["pending"]:
            self.stdout.write(f"{refresh.refresh_pending():,} พื้นที่ที่เปลี่ยนแปลง")
            return
        unknown = set(options["slugs"]) - set(registry.by_slug)
        if unknown:
            raise CommandError(f"ไม่รู้จักชั้นข้อมูล {', '.join(sorted(unknown))}")
        wanted = [r for r in registry.registers if not options["slugs"] or r.slug in options["slugs"]]
        personal = counting.personal_layers()
        waiting = [] if options["slugs"] else refresh.pending()
        todo = [r for r in wanted if build.has_stored(r) or r in personal]
        for number, register in enumerate(todo, 1):
            started = time.monotonic()
            with transaction.atomic():
                refresh.take_turn()
                rows = counting.count(register) if register in personal else build.build(register)
                refresh.purge_layer(register)
            seconds = time.monotonic() - started
            self.stdout.write(f"[{number}/{len(todo)}] {register.thai} {rows:,} ({seconds:.1f} วินาที)")
            self.stdout.flush()
        refresh.worked_off(waiting)
