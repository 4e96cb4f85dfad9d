"""Work of the pages that the worker does."""

from __future__ import annotations

import uuid
from typing import Any

from gis_core.jobs.background import Job, background
from map_ui.exporting import later
from map_ui.printing import asked, book, slide_book


@background("ส่งออกทะเบียน", in_one_change=False)
def export_register(job: Job, slug: str, fmt: str, query: str, total: int) -> str:
    """Write the file of a large export; the result is its address."""
    return later.write(job.uid, slug, fmt, query, job.user, lambda done: job.step(done, total))


@background("พิมพ์แผนที่", in_one_change=False)
def print_large_map(job: Job, body: dict[str, Any]) -> str:
    """Print a page with more records than its reader would wait for; the result is its address."""
    return asked.large_map(job.uid, body, job.user, lambda done, message: job.step(done, 2, message))


@background("พิมพ์สมุดแผนที่", in_one_change=False)
def print_book(job: Job, slug: str, record: str, scale: int, paper: str) -> str:
    """Print every sheet over a record; begun anew, it goes on with the sheets that are missing."""
    made = asked.book_of(slug, uuid.UUID(record), scale, job.user)
    total = len(made.squares)
    book.write_book(
        job.uid, made.title, made.area, made.squares, paper, job.user, lambda done, text: job.step(done, total, text)
    )
    return book.address_of(job.uid)


@background("รวมสไลด์ตัวชี้วัด", in_one_change=False)
def print_slides(job: Job, village: str, published_only: bool = False) -> str:
    """Bind the slides of all figures, or of the published ones; begun anew, it goes on with those that are missing."""
    return slide_book.write_slides(job.uid, village, job.user, job.step, published_only=published_only)
