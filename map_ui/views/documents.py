"""Papers: draft, issue, the frozen copy, void, and the public page behind the QR code."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gis_core.access.capacity import actor_of
from gis_core.jobs.models import JobProgress
from gis_core.pure.refusal import Refused
from layers.bound import BoundRegister
from layers.declare import Document
from layers.engine.rows import rows
from layers.registry import registry
from map_ui.doors import may_on
from map_ui.paper_rights import may_read
from map_ui.views.document_batches import job_title
from modules.kernel.documents import issue as papers
from modules.kernel.documents.models import IssuedDocument
from modules.kernel.documents.tasks import issue_with_annex


def _subject(slug: str, uid: uuid.UUID, code: str, user: Any) -> tuple[BoundRegister, Any, Any]:
    """(register, record, document), or 404 when one of them does not exist for this reader."""
    register = registry.by_slug.get(slug)
    document = papers.document_of(register, code) if register else None
    if register is None or document is None:
        raise Http404
    record = rows(register, user).filter(uid=uid).defer(None).first()
    if record is None:
        raise Http404
    return register, record, document


def _pdf(paper: bytes, name: str) -> HttpResponse:
    response = HttpResponse(paper, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, name)
    return response


def _may_see(request: HttpRequest, register: BoundRegister, record: Any, document: Document) -> None:
    """Papers carry more than the public columns of a record: a visitor of a public register does not get them."""
    if document.readers and papers.may_read(document, request.user, register, record):
        return
    if document.readers or not any(
        may_on(register, request.user, action, record) for action in ("change", "print", "export")
    ):
        raise PermissionDenied


@require_safe
@never_cache
def draft(request: HttpRequest, slug: str, uid: uuid.UUID, code: str) -> HttpResponse:
    """The paper as it would be issued today, marked as a draft."""
    register, record, document = _subject(slug, uid, code, request.user)
    if not papers.may_issue(document, request.user, register, record):
        _may_see(request, register, record, document)
    return _pdf(papers.draft(register, document, record, request.user), f"ร่าง {document.thai}.pdf")


@require_POST
def issue(request: HttpRequest, slug: str, uid: uuid.UUID, code: str) -> HttpResponse:
    """Issue the paper and show it; one with a list behind it is printed in the background."""
    register, record, document = _subject(slug, uid, code, request.user)
    reason = request.POST.get("reason", "").strip() or f"ออก{document.thai}"
    old = _replaced(request.POST.get("replaces", ""), uid)
    site = request.build_absolute_uri("/")
    if document.annex is not None:
        job = _begin(request, register, record, document, reason, old)
        return redirect("document-batch-wait", slug=slug, uid=job.uid)
    issued = papers.issue(register, document, record, **actor_of(request), reason=reason, site=site, replaces=old)
    return redirect("document-frozen", uid=issued.uid)


def _begin(
    request: HttpRequest, register: BoundRegister, record: Any, document: Document, reason: str, old: Any
) -> JobProgress:
    if not papers.may_issue(document, request.user, register, record):
        raise Refused("NO_RIGHT", f"บัญชีนี้ไม่มีอำนาจลงนาม{document.thai}")
    if actor_of(request).get("on_behalf_of"):
        raise Refused("BATCH_CAPACITY", "ออกเอกสารพร้อมบัญชีท้ายในนามของผู้อื่นไม่ได้ ให้กลับมาปฏิบัติงานในนามของตนเอง")
    if document.context is not None:
        document.context(record)  # what forbids the paper is told at once, not after its list was printed
    return issue_with_annex.start(
        request.user,
        title=job_title(register, document.thai),
        reason=reason,
        only_one=f"annex-{record.uid}-{document.code}",
        slug=register.slug,
        record=str(record.uid),
        code=document.code,
        site=request.build_absolute_uri("/"),
        replaces=str(old.uid) if old is not None else "",
    )


def _replaced(text: str, record_uid: uuid.UUID) -> IssuedDocument | None:
    if not text:
        return None
    try:
        found = IssuedDocument.objects.filter(uid=uuid.UUID(text), record_id=record_uid).first()
    except ValueError:
        found = None
    if found is None:
        raise Refused("NOT_FOUND", "ไม่พบเอกสารที่จะออกใบแทน", field="replaces")
    return found


def _issued(request: HttpRequest, uid: uuid.UUID) -> IssuedDocument:
    paper = IssuedDocument.objects.filter(uid=uid).first()
    if paper is None or not may_read(request.user, paper):
        raise Http404
    return paper


@require_safe
@never_cache
def frozen(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The PDF exactly as it was issued."""
    paper = _issued(request, uid)
    return _pdf(papers.frozen(paper), f"{paper}.pdf".replace("/", "-"))


@require_POST
def void(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Cancel a paper, with a reason."""
    paper = _issued(request, uid)
    register = registry.by_key[paper.register_key]
    document = papers.document_of(register, paper.code)
    record = rows(register, request.user).filter(uid=paper.record_id).first()
    if document is None or record is None or not papers.may_issue(document, request.user, register, record):
        raise PermissionDenied
    papers.void(paper, **actor_of(request), reason=request.POST.get("reason", "").strip() or "ยกเลิกเอกสาร")
    return redirect(register.record_url(paper.record_id))


@require_safe
@never_cache
def check(request: HttpRequest, code: str) -> HttpResponse:
    """What anybody may know of a paper: whether it is valid, its kind, number and date. Nothing of its content."""
    paper = IssuedDocument.objects.filter(check_code=code.replace("\x00", "").strip().upper()).first()
    return render(request, "map_ui/document_check.html", {"paper": paper}, status=200 if paper else 404)
