"""Issuing a paper: number, signer, QR and PDF in one change; a draft is the same page marked as one."""

from __future__ import annotations

import base64
import hashlib
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import replace
from io import BytesIO
from typing import Any

import segno
from django.db import transaction

from gis_core.access.actor import acting_as
from gis_core.access.visible import within_roles
from gis_core.features import clock
from gis_core.files import store
from gis_core.files.attach import attach
from gis_core.ground.office import office
from gis_core.ground.office_seal import seal_path
from gis_core.numbering import series
from gis_core.pure.refusal import Refusals, Refused
from layers.bound import BoundRegister
from layers.declare import Document
from layers.engine.rows import rows
from modules.kernel.documents import render
from modules.kernel.documents.binding import bound
from modules.kernel.documents.models import IssuedDocument, check_code

#: Of what the office prints itself; what is sent in is held shorter.
MAX_BYTES = 2**30


def document_of(register: BoundRegister, code: str) -> Document | None:
    """The declared document of that code."""
    return next((d for d in register.declared.documents if d.code == code), None)


def may_issue(document: Document, user: Any, register: BoundRegister, record: Any) -> bool:
    """Whether the user sees the record and one of his roles signs this paper there."""
    signs = within_roles(document.roles, user, register.has_geometry)
    if signs.nothing:
        return False
    return rows(register, user).filter(signs.q(), pk=record.pk).exists()


def may_read(document: Document, user: Any, register: BoundRegister, record: Any) -> bool:
    """Whether the user sees the record and holds one of the roles a paper with personal data is open to."""
    return may_issue(replace(document, roles=(*document.roles, *document.readers)), user, register, record)


def draft(register: BoundRegister, document: Document, record: Any, user: Any) -> bytes:
    """The PDF as it would be issued today, marked ร่าง, without number and QR. Nothing is written.

    Of the list behind it the first piece is shown.
    """
    paper = render.pdf(document.template, _context(register, document, record, user, is_draft=True))
    pieces = document.annex.pieces(record)[:1] if document.annex else ()
    if not pieces:
        return paper
    behind = [annex_piece(register, document, record, piece, user, is_draft=True) for piece in pieces]
    return bound([paper, *behind], document.thai)


def annex_piece(
    register: BoundRegister, document: Document, record: Any, piece: Any, user: Any, *, is_draft: bool = False
) -> bytes:
    """The PDF of one piece of the list behind a paper."""
    assert document.annex is not None
    context = _base(register, document, record, user) | {"piece": piece, "is_draft": is_draft}
    return render.pdf(document.annex.template, context | dict(document.annex.content(record, piece, user)))


def issue(
    register: BoundRegister,
    document: Document,
    record: Any,
    *,
    user: Any,
    reason: str,
    site: str,
    on_behalf_of: Any = None,
    replaces: IssuedDocument | None = None,
    batch: uuid.UUID | None = None,
    annex: Iterable[bytes] | None = None,
) -> IssuedDocument:
    """Issue a paper; `site` is the public address of the office's ELOCAL for the QR code, `batch` the set of papers
    issued in one go, in which a record has but one, `annex` the printed pieces of the list behind it.

    Raises Refusals NO_RIGHT for a user none of whose roles signs it, ANNEX for a paper whose list was not printed. A
    replaced paper becomes void.
    """
    if document.annex is not None and annex is None:
        raise Refusals([Refused("ANNEX", f"{document.thai}ออกพร้อมบัญชีท้าย ให้ออกจากหน้าระเบียน")])
    if not may_issue(document, user, register, record):
        raise Refusals([Refused("NO_RIGHT", f"บัญชีนี้ไม่มีอำนาจลงนาม{document.thai}")])
    with acting_as(user, reason, on_behalf_of=on_behalf_of):
        number = _number(register, document)
        code = check_code()
        qr = _qr(f"{site.rstrip('/')}/d/{code}")
        context = _context(register, document, record, user, number=number, check_code=code, qr=qr)
        context |= {"signed_for": on_behalf_of, "is_replacement": replaces is not None}
        paper = render.pdf(document.template, context)
        paper = bound([paper, *annex], document.thai) if annex is not None else paper
        if replaces is not None:
            _replace(replaces, register, document, record)
        issued = IssuedDocument.objects.create(
            register_no=number or None,
            status=IssuedDocument.Status.VALID,
            org_unit=record.org_unit,
            record_id=record.uid,
            register_key=register.key,
            code=document.code,
            thai=document.thai,
            number=number,
            issued_on=clock.today(),
            signer=user,
            signed_for=on_behalf_of,
            check_code=code,
            sha256=hashlib.sha256(paper).hexdigest(),
            replaces=replaces,
            batch=batch,
        )
        attach(
            issued.uid, [paper], f"{document.thai} {number}.pdf".replace("/", "-"), kind="document", max_bytes=MAX_BYTES
        )
        return issued


def frozen(issued: IssuedDocument) -> bytes:
    """The PDF as it was issued. Raises Refused DOCUMENT_CHANGED when the stored bytes are not those of the
    fingerprint.
    """
    path = store.path_of(issued.sha256)
    paper = path.read_bytes() if path.exists() else b""
    if hashlib.sha256(paper).hexdigest() != issued.sha256:
        raise Refused("DOCUMENT_CHANGED", "ไฟล์เอกสารที่เก็บไว้ไม่ตรงกับที่ออก แจ้งผู้ดูแลระบบ")
    return paper


def void(issued: IssuedDocument, *, user: Any, reason: str, on_behalf_of: Any = None) -> None:
    """Cancel a paper: its number stays in the series, its QR page says so. Raises Refusals when it is void already."""
    with acting_as(user, reason, on_behalf_of=on_behalf_of):
        _void(issued, reason)


def _replace(old: IssuedDocument, register: BoundRegister, document: Document, record: Any) -> None:
    if (old.register_key, old.code, old.record_id) != (register.key, document.code, record.uid):
        raise Refusals([Refused("DOCUMENT_OTHER", "ใบแทนต้องเป็นเอกสารแบบเดียวกันของระเบียนเดียวกัน")])
    _void(old, "ออกใบแทนแล้ว")


def _void(issued: IssuedDocument, reason: str) -> None:
    with transaction.atomic():
        row = IssuedDocument.objects.select_for_update().get(pk=issued.pk)
        if row.status == IssuedDocument.Status.VOID:
            raise Refusals([Refused("DOCUMENT_VOID", "เอกสารนี้ถูกยกเลิกไปแล้ว")])
        row.status, row.void_reason = IssuedDocument.Status.VOID, reason
        row.save(update_fields=["status", "void_reason"])


def _number(register: BoundRegister, document: Document) -> str:
    if not document.number:
        return ""
    basis: Any = document.number_year
    return series.take(f"{register.key}:{document.code}", document.number, clock.today(), basis)


def _qr(address: str) -> str:
    buffer = BytesIO()
    segno.make(address, error="m").save(buffer, kind="svg", xmldecl=False, scale=3, border=2)
    return buffer.getvalue().decode()


def _seal() -> str:
    """The office's seal as inline data, for the printer fetches nothing; "" where there is none."""
    path = seal_path()
    return f"data:image/png;base64,{base64.b64encode(path.read_bytes()).decode()}" if path is not None else ""


def _context(
    register: BoundRegister, document: Document, record: Any, user: Any, *, is_draft: bool = False, **more: Any
) -> dict[str, Any]:
    extra: Mapping[str, Any] = document.context(record) if document.context else {}
    return {**_base(register, document, record, user), "seal": _seal(), "is_draft": is_draft, **more, **extra}


def _base(register: BoundRegister, document: Document, record: Any, user: Any) -> dict[str, Any]:
    return {
        "record": record,
        "register": register,
        "document": document,
        "office": office(),
        "signer": user,
        "issued_on": clock.today(),
    }
