"""Work of the pages that the worker does."""

from __future__ import annotations

from gis_core.jobs.background import Job, background
from map_ui.exporting import later


@background("ส่งออกทะเบียน", in_one_change=False)
def export_register(job: Job, slug: str, fmt: str, query: str, total: int) -> str:
    """Write the file of a large export; the result is its address."""
    return later.write(job.uid, slug, fmt, query, job.user, lambda done: job.step(done, total))
