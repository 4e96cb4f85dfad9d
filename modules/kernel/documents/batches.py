"""Papers of many records in one go: which records, who may, and the bound file that waits for whoever asked."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from gis_core.access.visible import within_roles
from gis_core.pure.refusal import Refused
from layers.bound import BoundRegister
from layers.declare import Document
from modules.kernel.documents import issue as papers
from modules.kernel.documents.binding import bind
from modules.kernel.documents.models import IssuedDocument

LIMIT = 5_000
KEEP_S = 7 * 86_400
#: Papers of one change: a kill loses so many at most, and the series' row is held no longer.
PIECE = 10


def signable(register: BoundRegister, user: Any) -> list[Document]:
    """The papers of a register that one of the user's roles signs. One with a list behind it is issued by itself."""
    return [
        d
        for d in register.declared.documents
        if d.annex is None and not within_roles(d.roles, user, register.has_geometry).nothing
    ]


def without_paper(query: QuerySet[Any], register: BoundRegister, document: Document) -> QuerySet[Any]:
    """The records that hold no valid paper of that kind yet."""
    have = IssuedDocument.objects.filter(
        register_key=register.key, code=document.code, status=IssuedDocument.Status.VALID
    )
    return query.exclude(uid__in=have.values("record_id"))


def chosen(query: QuerySet[Any], register: BoundRegister, document: Document, user: Any) -> list[uuid.UUID]:
    """The records of a list on which the user signs, in the list's order.

    Errors: Refused ``BATCH_EMPTY``, ``BATCH_SIZE``.
    """
    signs = within_roles(document.roles, user, register.has_geometry)
    found = list(query.filter(signs.q()).values_list("uid", flat=True)[: LIMIT + 1])
    if not found:
        raise Refused("BATCH_EMPTY", f"ไม่มีระเบียนที่จะออก{document.thai}")
    if len(found) > LIMIT:
        raise Refused("BATCH_SIZE", f"ออกเอกสารได้ครั้งละไม่เกิน {LIMIT:,} ฉบับ ให้กรองรายการให้แคบลง")
    return found


def issue_piece(
    register: BoundRegister, document: Document, uids: Sequence[uuid.UUID], batch: uuid.UUID, **act: Any
) -> int:
    """Issue the papers of a piece that the batch does not hold yet; returns how many records are gone meanwhile.

    Needs an open change; all of the piece or none.
    """
    done = set(IssuedDocument.objects.filter(batch=batch, record_id__in=uids).values_list("record_id", flat=True))
    records = {record.uid: record for record in register.model._default_manager.filter(uid__in=uids)}
    for uid in uids:
        if uid in records and uid not in done:
            papers.issue(register, document, records[uid], batch=batch, **act)
    return len(set(uids) - set(records))


# -- the bound file ----------------------------------------------------------------------------------------------------
def folder() -> Path:
    """Where bound files lie; nothing in it is served but by its owner's door."""
    place = Path(settings.MEDIA_ROOT) / "batches"
    place.mkdir(parents=True, exist_ok=True)
    return place


def path_of(batch: uuid.UUID | str) -> Path:
    return folder() / f"{batch}.pdf"


def piece_of(batch: uuid.UUID, number: int) -> Path:
    """Where a printed piece of a list waits until all of it is printed."""
    return folder() / f"{batch}-{number}.piece"


def bind_batch(batch: uuid.UUID, uids: Sequence[uuid.UUID], title: str) -> int:
    """Bind the frozen papers of a batch in the order of its records; returns the number of pages."""
    sweep()
    issued = {paper.record_id: paper for paper in IssuedDocument.objects.filter(batch=batch)}
    return bind(_frozen(issued[uid] for uid in uids if uid in issued), path_of(batch), title)


def _frozen(issued: Iterator[IssuedDocument]) -> Iterator[bytes]:
    for paper in issued:
        yield papers.frozen(paper)


def sweep() -> None:
    """Forget files a week after they were made; the papers themselves stay."""
    for old in folder().iterdir():
        if old.stat().st_mtime < time.time() - KEEP_S:
            old.unlink(missing_ok=True)
