"""Load the demo town into an empty database: one transaction, two years of past written through the services."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from gis_core.access.demo import make_demo_accounts
from gis_core.demo.plan import build_town
from gis_core.demo.town import Town
from gis_core.ground.models import Office
from layers.declare import System
from layers.registry import registry


def in_order(systems: Sequence[System]) -> list[System]:
    """The systems in their own order, each after those whose part of the town it builds on.

    Errors: ValueError for systems that wait for each other.
    """
    waiting, placed = list(systems), []
    while waiting:
        keys = {system.key for system in waiting}
        ready = next((system for system in waiting if keys.isdisjoint(system.demo_after)), None)
        if ready is None:
            raise ValueError(f"demo_after: {', '.join(sorted(keys))} wait for each other")
        waiting.remove(ready)
        placed.append(ready)
    return placed


class Command(BaseCommand):
    help = "สร้างเมืองสาธิต (ข้อมูลสมมุติทั้งหมด) ในฐานข้อมูลว่าง"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--parcels", type=int, default=6000, help="จำนวนแปลงโดยประมาณ")
        parser.add_argument("--seed", type=int, default=2569)
        parser.add_argument("--until", type=date.fromisoformat, default=None, help="วันสุดท้ายของอดีตที่เขียน (ค.ศ.)")
        parser.add_argument("--if-empty", action="store_true", help="ไม่ทำอะไรถ้ามีข้อมูลอยู่แล้ว")

    def handle(self, *args: Any, **options: Any) -> None:
        if Office.objects.exists():
            if options["if_empty"]:
                return
            raise CommandError("ฐานข้อมูลมีหน่วยงานอยู่แล้ว เมืองสาธิตบรรจุได้เฉพาะฐานข้อมูลว่าง")
        self.started = time.monotonic()
        self.say(f"วางผังเมืองสาธิต {options['parcels']:,} แปลง")
        until = options["until"] or date.today()
        plan = build_town(seed=options["seed"], parcels=options["parcels"], until=until)
        with transaction.atomic():
            make_demo_accounts()
            town = Town(plan, until, self.say)
            for system in in_order(registry.systems):
                if system.demo is not None:
                    self.say(system.thai)
                    system.demo(town)
            make_demo_accounts()  # again: the reader of one village could not be made before there were villages
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        self.say("เมืองสาธิตพร้อมใช้")

    def say(self, text: str) -> None:
        self.stdout.write(f"  {time.monotonic() - self.started:6.1f} วินาที  {text}")
        self.stdout.flush()
