"""A visit recorded in the field: checklist, position, photographs."""

from __future__ import annotations

import uuid
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib.gis.geos import Point
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from gis_core.access.capacity import actor_of
from gis_core.access.visible import visible
from gis_core.features import clock
from gis_core.pure.refusal import Refusals, Refused
from gis_core.pure.thai_calendar import format_date, parse_date
from layers.bound import BoundRegister
from layers.engine.rows import rows
from layers.registry import registry
from map_ui.pages import walk_url
from modules.kernel.inspections import rules, visits
from modules.kernel.inspections.models import ChecklistTemplate, Inspection, InspectionAnswer

MAX_PHOTOS = 20
MAX_ACCURACY_M = 10_000


def _target(slug: str, uid: uuid.UUID, user: Any) -> tuple[BoundRegister, Any]:
    register = registry.by_slug.get(slug)
    record = rows(register, user, "inspect").filter(uid=uid).first() if register is not None else None
    if register is None or record is None:
        raise Http404
    return register, record


@require_http_methods(["GET", "HEAD", "POST"])
def inspect(request: HttpRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    """The form of a visit; what was typed stays when something is refused."""
    register, record = _target(slug, uid, request.user)
    templates = visits.templates_for(register)
    template = _template(request, templates)
    refusals: Any = ()
    if request.method == "POST":
        try:
            visit = _record(request, register, record, template)
        except (Refused, Refusals) as refused:
            refusals = refused if isinstance(refused, Refusals) else [refused]
        else:
            return redirect("inspection", uid=visit.uid)
    return render(
        request,
        "map_ui/inspection_form.html",
        {
            "register": register,
            "record": record,
            "url": register.record_url(record.uid),
            "walk": walk_url(request.user),
            "templates": templates,
            "template": template,
            "questions": _questions(request, template),
            "results": Inspection.Result.choices,
            "answers": InspectionAnswer.Answer.choices,
            "refusals": list(refusals),
            "now_text": format_date(timezone.localdate(clock.now()), "numeric"),
            "now_time": f"{timezone.localtime(clock.now()):%H:%M}",
        },
        status=409 if refusals else 200,
    )


def _template(request: HttpRequest, templates: list[ChecklistTemplate]) -> ChecklistTemplate | None:
    code = request.POST.get("template") or request.GET.get("template")
    return next((t for t in templates if t.code == code), templates[0] if templates else None)


def _questions(request: HttpRequest, template: ChecklistTemplate | None) -> list[dict[str, Any]]:
    items = template.items.all() if template else ()
    return [
        {
            "item": item,
            "answer": request.POST.get(f"answer_{item.position}", ""),
            "note": request.POST.get(f"note_{item.position}", ""),
        }
        for item in items
    ]


def _record(
    request: HttpRequest, register: BoundRegister, record: Any, template: ChecklistTemplate | None
) -> Inspection:
    post = request.POST
    photos = request.FILES.getlist("photos")
    if len(photos) > MAX_PHOTOS:
        raise Refused("TOO_MANY_PHOTOS", f"แนบภาพได้ครั้งละไม่เกิน {MAX_PHOTOS} ภาพ", field="photos")
    positions = [item.position for item in template.items.all()] if template else []
    return visits.record_visit(
        register,
        record.uid,
        **actor_of(request),
        result=post.get("result", ""),
        visited_at=_moment(post.get("visited_on", ""), post.get("visited_time", "")),
        template=template,
        answers={p: (post.get(f"answer_{p}", ""), post.get(f"note_{p}", "")[:200]) for p in positions},
        gps=_point(post.get("lon", ""), post.get("lat", "")),
        gps_accuracy_m=_metres(post.get("accuracy", "")),
        note=post.get("note", ""),
        next_due=parse_date(post["next_due"], field="next_due") if post.get("next_due") else None,
        photos=[(photo.name or "photo.jpg", photo) for photo in photos],
        reason=post.get("reason", "").strip(),
    )


def _moment(day: str, time: str) -> datetime:
    parsed = parse_date(day, field="visited_on") if day else timezone.localdate(clock.now())
    try:
        clock_time = datetime.strptime(time or "00:00", "%H:%M").time()
    except ValueError as error:
        raise Refused("FORMAT", "เวลาที่ตรวจ: ใช้รูปแบบ 13:45", field="visited_time") from error
    return timezone.make_aware(datetime.combine(parsed, clock_time))


def _point(lon: str, lat: str) -> Point | None:
    if not lon or not lat:
        return None
    try:
        x, y = float(lon), float(lat)
    except ValueError as error:
        raise Refused("FORMAT", "พิกัดผู้ตรวจไม่ถูกต้อง", field="lon") from error
    if not (-180 <= x <= 180 and -90 <= y <= 90):
        raise Refused("FORMAT", "พิกัดผู้ตรวจไม่ถูกต้อง", field="lon")
    return Point(x, y, srid=4326)


def _metres(text: str) -> Decimal | None:
    try:
        metres = round(Decimal(text), 2) if text else None
    except InvalidOperation:
        metres = Decimal("NaN")
    if metres is not None and not (metres.is_finite() and 0 <= metres <= MAX_ACCURACY_M):
        raise Refused("FORMAT", f"ความแม่นยำต้องเป็นตัวเลข 0 ถึง {MAX_ACCURACY_M:,} เมตร", field="accuracy")
    return metres


@require_http_methods(["GET", "HEAD"])
def inspection(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One visit with its answers and photographs, and what is odd about them."""
    own = registry.for_model(Inspection)
    if own is None:
        raise Http404
    visit = Inspection.objects.filter(visible(own, request.user).q(), uid=uid).select_related("target__kind").first()
    register = registry.by_kind(visit.target.kind_id) if visit else None
    if visit is None or register is None:
        raise Http404
    if not rows(register, request.user).filter(uid=visit.target_id).exists():
        raise Http404
    photos = [(photo, rules.flags_in_thai(photo.flags)) for photo in visit.photos.select_related("attachment")]
    return render(
        request,
        "map_ui/inspection.html",
        {"visit": visit, "register": register, "url": register.record_url(visit.target_id), "photos": photos},
    )
