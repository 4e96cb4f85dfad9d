"""The worker's share: issuing papers of many records and binding them."""

from __future__ import annotations

import uuid

from gis_core.jobs.background import Job, background
from gis_core.pure.refusal import Refused
from layers.registry import registry
from modules.kernel.documents import batches
from modules.kernel.documents import issue as papers


@background("ออกเอกสารเป็นชุด", in_one_change=False)
def issue_batch(job: Job, slug: str, code: str, records: list[str], site: str) -> str:
    """Issue piece by piece, then bind. Begun again after a kill it goes on with the papers that are missing."""
    register = registry.by_slug[slug]
    document = papers.document_of(register, code)
    if document is None:
        raise Refused("NOT_FOUND", "ไม่มีเอกสารแบบนี้แล้ว")
    uids = [uuid.UUID(each) for each in records]
    gone = 0
    for start in range(0, len(uids), batches.PIECE):
        piece = uids[start : start + batches.PIECE]
        with job.acting():
            gone += batches.issue_piece(register, document, piece, job.uid, user=job.user, reason=job.reason, site=site)
        done = min(start + batches.PIECE, len(uids))
        job.step(done, len(uids), f"ออกแล้ว {done:,} จาก {len(uids):,} ฉบับ")
    pages = batches.bind_batch(job.uid, uids, document.thai)
    missing = f" ระเบียนที่ไม่มีแล้ว {gone:,}" if gone else ""
    job.step(len(uids), len(uids), f"ออกแล้ว {len(uids) - gone:,} ฉบับ รวม {pages:,} หน้า{missing}")
    return f"/r/{slug}/documents/{job.uid}.pdf"
