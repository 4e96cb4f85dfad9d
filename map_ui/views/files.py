"""Attachments, by the permission of the record they hang on."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.shortcuts import redirect
from django.utils.http import content_disposition_header, parse_etags
from django.views.decorators.http import require_POST, require_safe

from gis_core.access.actor import acting_as
from gis_core.access.capacity import actor_of
from gis_core.access.visible import Visibility, visible
from gis_core.features.bases import PlaceLink
from gis_core.features.models import Feature
from gis_core.files import pictures, sniff, store
from gis_core.files.attach import attach
from gis_core.files.models import Attachment
from gis_core.pure.refusal import Refusals, Refused
from layers.bound import BoundRegister, visible_as_staff
from layers.engine.rows import rows
from layers.registry import registry
from map_ui.doors import door, record_of
from map_ui.paper_rights import may_read
from map_ui.references import References
from modules.kernel.documents.models import IssuedDocument

#: At once; a browser sends more in several turns.
MAX_FILES = 20
LATER, LONGEST_WHY = "แนบเพิ่มภายหลัง", 120
#: An uploaded file never runs anything under the site's name, whatever a browser makes of it.
POLICY = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"


@require_safe
def file(request: HttpRequest, uid: uuid.UUID) -> HttpResponseBase:
    """The file, or a picture without what the camera wrote for readers who may not change its record.

    `?size=small` gives a picture of 480 pixels, `?download` saves instead of showing. What may not be seen is absent.
    """
    attachment, register = _readable(request, uid)
    small = request.GET.get("size") == "small" and attachment.is_picture
    if small or (attachment.is_picture and not _sees_place(request, attachment, register)):
        path, mime = pictures.copy_of(attachment.sha256, small)
        name = str(Path(attachment.original_name).with_suffix(path.suffix))
    else:
        path, mime, name = store.path_of(attachment.sha256), attachment.mime, attachment.original_name
    return _answer(request, path, mime, name)


def _readable(request: HttpRequest, uid: uuid.UUID) -> tuple[Attachment, BoundRegister]:
    attachment = Attachment.objects.filter(uid=uid).first()
    feature = Feature.objects.filter(uid=attachment.record_id).first() if attachment else None
    register = registry.by_kind(feature.kind_id) if feature else None
    if attachment is None or register is None:
        raise Http404("ไม่พบไฟล์นี้")
    # a stranger who sees a public record sees only what was published with it
    seen = visible(register, request.user) if attachment.is_public else visible_as_staff(register, request.user)
    if not _within(register, seen, attachment.record_id) or not _subject_is_open(request, register, attachment):
        raise Http404("ไม่พบไฟล์นี้")
    return attachment, register


def _subject_is_open(request: HttpRequest, register: BoundRegister, attachment: Attachment) -> bool:
    """A paper or a visit says what its record says: its files are for those who may see the record it is about."""
    if register.model is IssuedDocument:
        return may_read(request.user, IssuedDocument.objects.get(uid=attachment.record_id))
    links = [c.name for c in register.columns if isinstance(c.field, PlaceLink) and c.name in register.located_by]
    if not links or attachment.is_public:
        return True
    record = register.model._default_manager.get(uid=attachment.record_id)
    subjects = [subject for subject in (getattr(record, name) for name in links) if subject is not None]
    references = References(request.user)
    return all(references.may_see(subject) for subject in subjects)


def _within(register: BoundRegister, seen: Visibility, record_uid: uuid.UUID) -> bool:
    return not seen.nothing and register.model._default_manager.filter(seen.q(), uid=record_uid).exists()


def _sees_place(request: HttpRequest, attachment: Attachment, register: BoundRegister) -> bool:
    return rows(register, request.user, "change").filter(uid=attachment.record_id).exists()


def _answer(request: HttpRequest, path: Path, mime: str, name: str) -> HttpResponseBase:
    etag = f'"{path.parent.parent.name}-{path.name}"'
    response: HttpResponseBase
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        response = HttpResponseNotModified()
    elif not path.exists():
        raise Http404("ไม่พบไฟล์นี้")
    else:
        # HEAD needs no body; the server closes the file of a GET when it has been sent
        response = HttpResponse() if request.method == "HEAD" else FileResponse(path.open("rb"))
        response.headers["Content-Length"] = str(path.stat().st_size)
        response.headers["Content-Type"] = mime
        save = "download" in request.GET or mime not in sniff.INLINE
        response.headers["Content-Disposition"] = content_disposition_header(save, name) or "attachment"
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Content-Type-Options"] = "nosniff"
    # Chromium shows no PDF in a sandbox; its viewer is one already
    response.headers["Content-Security-Policy"] = POLICY if mime == "application/pdf" else f"{POLICY}; sandbox"
    return response


@require_POST
@door("change")
def attach_to(request: HttpRequest, register: BoundRegister, uid: uuid.UUID) -> HttpResponse:
    """Hang the sent files on a record, all of them or, when one is refused, none.

    What was decided on the files a record had takes more of them only for a reason, which is shown beside each.
    """
    record = record_of(register, request.user, uid, "change")
    sent = request.FILES.getlist("files")[:MAX_FILES]
    try:
        why = _why_later(register, record, request.POST.get("reason", ""))
        with acting_as(**actor_of(request), reason=why or f"แนบไฟล์กับ{register.thai}"):
            for each in sent:
                attach(record.uid, each, each.name or "file", caption=f"{each.name} ({why})" if why else "")
    except (Refused, Refusals) as refused:
        for each in refused if isinstance(refused, Refusals) else [refused]:
            messages.error(request, each.thai)
    else:
        messages.success(request, f"แนบไฟล์แล้ว {len(sent)} ไฟล์" if sent else "ยังไม่ได้เลือกไฟล์")
    return redirect(register.record_url(record.uid))


def _why_later(register: BoundRegister, record: Any, given: str) -> str:
    """Why files come after the record was closed to changes; "" while it is open. Errors: Refused ``REQUIRED``."""
    flow = register.workflow
    if flow is None or not flow.edit_refusals(record.status):
        return ""
    why = " ".join(given.split())[:LONGEST_WHY]
    if not why:
        state = flow.states.get(record.status, record.status)
        raise Refused("REQUIRED", f"ระเบียนนี้อยู่ในสถานะ “{state}” แล้ว กรอกเหตุผลที่แนบไฟล์เพิ่ม", field="reason")
    return f"{LATER}: {why}"
