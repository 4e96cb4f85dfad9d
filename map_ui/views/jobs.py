"""How far background work is, for the person who asked for it."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from gis_core.jobs.models import JobProgress


@require_safe
def progress(request: HttpRequest, uid: uuid.UUID) -> JsonResponse:
    """State and counts as JSON; `over` says that nothing will change any more. Somebody else's work is not found."""
    row = JobProgress.objects.filter(uid=uid, owner_id=request.user.pk).first() if request.user.pk else None
    if row is None:
        raise Http404("ไม่พบงานนี้")
    answer = JsonResponse(
        {
            "uid": str(row.uid),
            "title": row.title,
            "state": row.state,
            "thai": row.get_state_display(),
            "over": row.is_over,
            "done": row.done,
            "total": row.total,
            "percent": min(100, row.done * 100 // row.total) if row.total else None,
            "message": row.message,
            "url": row.result_url or None,
            "started_at": row.started_at,
            "finished_at": row.finished_at,
        }
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer
