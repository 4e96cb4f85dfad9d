"""The worker's share: stored shapes and cells every minute, counts of personal layers at night."""

from __future__ import annotations

from procrastinate.contrib.django import app

from gis_core.jobs.nightly import nightly
from tiles import raster, refresh

EACH_MINUTE = "* * * * *"


@app.periodic(cron=EACH_MINUTE)
@app.task(name="tiles.refresh", queueing_lock="tiles.refresh", lock="tiles.refresh")
def each_minute(timestamp: int) -> None:
    """Until nothing waits."""
    refresh.build_missing()
    while refresh.refresh_pending() == refresh.AT_ONCE:
        pass


@nightly("นับจำนวนระเบียนส่วนบุคคลบนแผนที่")
def count_personal_layers() -> None:
    refresh.count_all()


@nightly("ลืมไทล์ภาพถ่ายเก่า")
def forget_old_pictures() -> None:
    raster.forget_old()
