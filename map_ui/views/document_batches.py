"""Papers of a whole list: choose the paper, watch the worker, fetch the bound file."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from gis_core.access.capacity import actor_of
from gis_core.access.permissions import log_look
from gis_core.jobs.background import BackgroundTask
from gis_core.jobs.models import JobProgress
from gis_core.pure.refusal import Refused
from layers.bound import BoundRegister
from layers.declare import Document
from map_ui.doors import door, turned_away
from map_ui.listing import Listing
from modules.kernel.documents import batches
from modules.kernel.documents.tasks import issue_batch, issue_with_annex


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@door("view")
def batch(request: HttpRequest, register: BoundRegister) -> HttpResponse:
    """Which paper for the records of the list as it is filtered; begun after a word of the signer."""
    choices = batches.signable(register, request.user)
    if not choices:
        return turned_away(request, register)
    listing = Listing(register, request.user, request.GET)
    code = request.POST.get("code", "")
    refusals: list[Refused] = []
    if request.method == "POST":
        try:
            document = next((d for d in choices if d.code == code), None)
            job = _begin(request, register, listing, document)
        except Refused as refused:
            refusals = [refused]
        else:
            return HttpResponseRedirect(f"{register.url}documents/{job.uid}/")
    rows = []
    for document in choices:
        missing = batches.without_paper(listing.query, register, document).order_by()
        rows.append((document, document.code == (code or choices[0].code), missing[: batches.LIMIT + 1].count()))
    context = {
        "register": register,
        "listing": listing,
        "documents": rows,
        "total": listing.query.order_by()[: batches.LIMIT + 1].count(),
        "limit": batches.LIMIT,
        "refusals": refusals,
    }
    return render(request, "map_ui/register/documents.html", context, status=409 if refusals else 200)


def _begin(request: HttpRequest, register: BoundRegister, listing: Listing, document: Document | None) -> JobProgress:
    if document is None:
        raise Refused("NOT_FOUND", "เลือกแบบเอกสารที่มีอำนาจลงนาม", field="code")
    if actor_of(request).get("on_behalf_of"):
        raise Refused("BATCH_CAPACITY", "ออกเอกสารเป็นชุดในนามของผู้อื่นไม่ได้ ให้กลับมาปฏิบัติงานในนามของตนเอง")
    query = listing.ordered
    if request.POST.get("again") != "yes":
        query = batches.without_paper(query, register, document)
    records = batches.chosen(query, register, document, request.user)
    return issue_batch.start(
        request.user,
        title=job_title(register, document.thai),
        reason=request.POST.get("reason", "").strip() or f"ออก{document.thai} {len(records):,} ฉบับ",
        only_one=f"documents-{register.slug}-{document.code}",
        slug=register.slug,
        code=document.code,
        records=[str(uid) for uid in records],
        site=request.build_absolute_uri("/"),
    )


def job_title(register: BoundRegister, thai: str) -> str:
    """How the work is called, by which its register finds it again."""
    return f"ออก{thai} ({register.thai})"[:200]


def _own_job(request: HttpRequest, register: BoundRegister, uid: uuid.UUID, *tasks: BackgroundTask) -> Any:
    names = [task.name for task in tasks]
    mine = JobProgress.objects.filter(uid=uid, owner_id=request.user.pk, task__in=names).first()
    if mine is None or not mine.title.endswith(f"({register.thai})"):
        raise Http404
    return mine


@require_safe
@never_cache
@door("view")
def wait(request: HttpRequest, register: BoundRegister, uid: uuid.UUID) -> HttpResponse:
    """How far the batch is; then the link to the bound file."""
    job = _own_job(request, register, uid, issue_batch, issue_with_annex)
    context = {"register": register, "job": job, "is_one": job.task == issue_with_annex.name}
    return render(request, "map_ui/register/documents_wait.html", context)


@require_safe
@never_cache
@door("view")
def bound(request: HttpRequest, register: BoundRegister, uid: uuid.UUID) -> HttpResponseBase:
    """The bound file, for whoever had it made, while it is kept and he still signs papers of the register."""
    job = _own_job(request, register, uid, issue_batch)
    path = batches.path_of(uid)
    if not path.exists() or not batches.signable(register, request.user):
        raise Http404("ไฟล์รวมเก็บไว้ 7 วัน เอกสารแต่ละฉบับยังอยู่ในทะเบียนเอกสารที่ออกแล้ว")
    log_look(request.user, "export", None, job.title)
    return FileResponse(path.open("rb"), filename=f"{job.title}.pdf", content_type="application/pdf")
