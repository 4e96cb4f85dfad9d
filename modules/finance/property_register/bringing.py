"""The page that takes a month's ZIP, and the tabs of its rows and of requests."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from gis_core.access.permissions import log_look
from gis_core.features.models import Feature
from gis_core.files import store
from gis_core.jobs.models import JobProgress
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_text import to_arabic_digits
from layers.engine.rows import seen
from layers.registry import registry
from modules.finance.property_register import carrying, monthly, requests, tasks
from modules.finance.property_register.models import ChangeRequest, ControlFile, ControlRow
from modules.finance.property_register.monthly_rules import MONTHLY_LAW
from modules.kernel.inspections.models import FieldSurvey

PERIOD = re.compile(r"25\d{2}-(0[1-9]|1[0-2])")
SHOWN = 200


def page(request: HttpRequest) -> HttpResponse:
    """Ask for the ZIP and its month; the reading goes on in the background."""
    refusals: list[Refused] = []
    job = None
    period = to_arabic_digits(request.POST.get("period", "")).strip()
    if request.method == "POST":
        try:
            answer = _take(request, period)
        except Refused as refused:
            refusals = [refused]
        else:
            if isinstance(answer, str):
                return HttpResponseRedirect(answer)
            job = answer
    context = {"register": registry.for_model(ControlFile), "refusals": refusals, "period": period, "job": job}
    return render(request, "property_register/bring.html", context, status=409 if refusals else 200)


def _take(request: HttpRequest, period: str) -> str | JobProgress:
    """The address of the file when it was brought in before, else the work that was begun."""
    upload = request.FILES.get("file")
    if not PERIOD.fullmatch(period):
        raise Refused("PERIOD", "งวดต้องเป็นปี พ.ศ. และเดือน เช่น 2569-01", MONTHLY_LAW, "period")
    if upload is None:
        raise Refused("REQUIRED", "เลือกไฟล์ ZIP ของสำนักงานที่ดิน", MONTHLY_LAW, "file")
    stored = store.write(upload.chunks(), max_bytes=500 * 2**20)
    before = monthly.known(stored.sha256)
    if before is not None:
        return registry.for_model(ControlFile).record_url(before.uid)  # type: ignore[union-attr]
    return tasks.bring_in_month.start(
        request.user,
        reason=f"นำเข้าแฟ้มรายเดือน {period}",
        only_one=f"monthly-{stored.sha256[:32]}",
        sha256=stored.sha256,
        name=(upload.name or "file.zip")[:200],
        period=period,
    )


def rows_tab(file: ControlFile, user: Any) -> Mapping[str, Any]:
    """Rows that wait for a decision, those nobody could place, and how many there are of each state."""
    log_look(user, "panel", file.uid, f"แถวของแฟ้มรายเดือน {file.period}")
    rows = seen(ControlRow, user).filter(file=file)
    register = registry.for_model(ControlRow)
    waiting = rows.filter(status__in=("waiting", "unmatched", "quarantine")).select_related("parcel", "file")
    states = dict(ControlRow.Status.choices)
    counts = [(str(states[status]), rows.filter(status=status).count()) for status in ControlRow.Status.values]
    listed = [
        (row, register.record_url(row.uid))  # type: ignore[union-attr]
        for row in waiting.order_by("status", "effect", "source", "line_no")[:SHOWN]
    ]
    return {"counts": [(thai, n) for thai, n in counts if n], "rows": listed, "more": waiting.count() > SHOWN}


def request_tab(request: ChangeRequest, user: Any) -> Mapping[str, Any]:
    """What is to be done next, with the way to the place where it is done."""
    subject: Feature | None = requests.subject_of(request)
    register = registry.by_kind(subject.kind_id) if subject else None
    surveys = registry.for_model(FieldSurvey)
    return {
        "asked": request,
        "subject": subject,
        "subject_url": register.record_url(request.target_id) if register else "",
        "map_url": f"/#layers={register.slug}&select={request.target_id}" if register else "",
        "walk_url": f"{surveys.url}walk?target={request.target_id}" if surveys else "",
        "is_drawn": request.event in carrying.DRAWN,
        "rows": request.control_rows.count(),
        "done": carrying.changes(request) if request.status in requests.OPEN else [],
        "carried": carrying.carried(request),
    }
