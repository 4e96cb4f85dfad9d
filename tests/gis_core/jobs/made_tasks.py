"""Work made for the tests; a worker in a process of its own finds it here too."""

from __future__ import annotations

import time
from pathlib import Path

from django.contrib.gis.geos import Point

from gis_core.ground.models import NamedPlace
from gis_core.jobs.background import Job, background
from gis_core.pure.refusal import Refused


def build(name: str) -> None:
    NamedPlace.objects.create(thai=name, kind="temple", geom=Point(100.5, 15.0))


@background("สร้างวัด")
def build_temples(job: Job, names: list[str]) -> str:
    for number, name in enumerate(names, 1):
        build(name)
        job.step(number, len(names), f"สร้าง {name}")
    return "/r/places/"


@background("ทำไม่ได้")
def refuse(job: Job) -> None:
    build("ที่ถูกปฏิเสธ")
    raise Refused("NO", "ไม่อนุญาต")


@background("พัง")
def break_down(job: Job) -> None:
    build("ที่พัง")
    raise ZeroDivisionError


@background("ช้า")
def slow(job: Job, marks: str, seconds: float) -> None:
    """Leaves a mark each time it begins, then works in small steps."""
    folder = Path(marks)
    (folder / f"begun-{time.time_ns()}").touch()
    build("ที่ช้า")
    first = len(list(folder.glob("begun-*"))) == 1
    until = time.monotonic() + (seconds if first else 0)
    while time.monotonic() < until:
        time.sleep(0.05)
        job.step(1, 2)
