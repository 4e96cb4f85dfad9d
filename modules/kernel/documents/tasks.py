"""The worker's share: issuing papers of many records and binding them."""

from __future__ import annotations

import uuid

from gis_core.files import store
from gis_core.jobs.background import Job, background
from gis_core.pure.refusal import Refused
from layers.engine.rows import rows
from layers.registry import registry
from modules.kernel.documents import batches
from modules.kernel.documents import issue as papers
from modules.kernel.documents.models import IssuedDocument


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


@background("ออกเอกสารพร้อมบัญชีท้าย", in_one_change=False)
def issue_with_annex(job: Job, slug: str, record: str, code: str, site: str, replaces: str = "") -> str:
    """Print the list behind a paper piece by piece, then issue both as one PDF.

    Begun again after a kill it goes on with the pieces that are missing.
    """
    register = registry.by_slug[slug]
    document = papers.document_of(register, code)
    found = rows(register, job.user).filter(uid=record).defer(None).first()
    if document is None or document.annex is None or found is None:
        raise Refused("NOT_FOUND", "ไม่มีเอกสารหรือระเบียนนี้แล้ว")
    issued = IssuedDocument.objects.filter(batch=job.uid).first()
    if issued is None:
        batches.sweep()
        pieces = document.annex.pieces(found)
        for number, piece in enumerate(pieces):
            job.step(number, len(pieces), f"จัดพิมพ์บัญชีท้าย {piece} ({number + 1:,} จาก {len(pieces):,} ส่วน)")
            if not batches.piece_of(job.uid, number).exists():
                paper = papers.annex_piece(register, document, found, piece, job.user)
                store.write_copy(paper, batches.piece_of(job.uid, number))
        printed = (batches.piece_of(job.uid, number).read_bytes() for number in range(len(pieces)))
        with job.acting():
            issued = papers.issue(
                register, document, found, user=job.user, reason=job.reason, site=site, batch=job.uid, annex=printed,
                replaces=IssuedDocument.objects.filter(uid=replaces, record_id=found.uid).first() if replaces else None,
            )  # fmt: skip
    for waiting in batches.folder().glob(f"{job.uid}-*.piece"):
        waiting.unlink(missing_ok=True)
    job.step(1, 1, f"ออก{document.thai} {issued.number} แล้ว")
    return f"/document/{issued.uid}"
