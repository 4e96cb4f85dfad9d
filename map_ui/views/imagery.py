"""Bringing a picture of the ground in: sent as a stream, looked at, reviewed on a map, converted by the worker."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from gis_core.features.measure import SYSTEMS
from gis_core.files.attach import safe_name
from gis_core.imagery import reading, store
from gis_core.imagery.models import Imagery
from gis_core.jobs.models import JobProgress
from gis_core.pure.refusal import Refusals, Refused
from gis_core.pure.thai_text import to_arabic_digits
from map_ui import maps
from map_ui.doors import may, turned_away
from map_ui.middleware import as_json
from modules.kernel.imagery import bringing
from modules.kernel.imagery.tasks import bring_picture

PIECE = 1 << 20


def may_come_in(user: Any) -> bool:
    """Whether the user keeps the register of pictures."""
    return may(bringing.register(), user, "change")


def keepers_only(view: Any) -> Any:
    """For those who keep the register of pictures."""

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not may_come_in(request.user):
            return turned_away(request, bringing.register())
        return view(request, **kwargs)

    guarded.guarded_by = "change"  # type: ignore[attr-defined]
    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@keepers_only
def new(request: HttpRequest) -> HttpResponse:
    """The page that sends a file, and the address it is sent to: the body is the file itself, read as it comes."""
    if request.method == "POST":
        return _take(request)
    context = {"register": bringing.register(), "max_mb": store.MAX_BYTES // 1024**2}
    return render(request, "map_ui/imagery/new.html", context)


def _take(request: HttpRequest) -> HttpResponse:
    """Refused before a byte is read when the browser itself says that it is too much."""
    staged = None
    try:
        length = request.headers.get("Content-Length", "")
        if length.isdecimal() and int(length) > store.MAX_BYTES:
            raise Refused("FILE_TOO_BIG", f"ไฟล์ใหญ่เกิน {store.MAX_BYTES // 1024**2:,} เมกะไบต์", "", "file")
        name = safe_name(request.GET.get("name", "") or "ภาพ.tif")
        staged = store.stage(_pieces(request), name, request.user.pk)
        facts = reading.look(staged.path)
        if not bringing.needs_system(facts) and not facts["srid"] and not facts["outline_lonlat"]:
            raise Refused("IMG_PLACE", "อ่านระบบพิกัดของไฟล์ไม่ได้ บันทึกใหม่ในระบบ UTM หรือ WGS 84", "", "file")
    except Refused as refused:
        if staged is not None:
            staged.drop()
        return JsonResponse({"refusals": as_json(refused)}, status=409)
    found = store.Staged(staged.uid, staged.owner_id, staged.name, facts)
    found.save()
    return JsonResponse({"url": reverse("imagery-review", kwargs={"staged": found.uid})})


def _pieces(request: HttpRequest) -> Iterator[bytes]:
    while piece := request.read(PIECE):
        yield piece


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@keepers_only
def review(request: HttpRequest, staged: uuid.UUID) -> HttpResponse:
    """Where the file says it lies, on a map; what it is called; and the start of the conversion."""
    found = store.staged_of(staged, request.user.pk)
    if found is None:
        raise Http404("ไม่พบภาพที่ส่งไว้")
    typed: Mapping[str, str] = request.POST if request.method == "POST" else request.GET
    srid, refusals = _srid(typed), []
    placed = None
    try:
        placed = bringing.place(found.facts, srid)
        if request.method == "POST":
            return _start(request, found, placed, srid)
    except Refused as refused:
        refusals = [refused]
    except Refusals as several:
        refusals = list(several)
    asked_only = request.method != "POST" and [r.code for r in refusals] == ["CRS_ASK"]
    context = {
        "register": bringing.register(),
        "staged": found,
        "facts": found.facts,
        "placed": placed,
        "geojson": maps.collection([_outline(placed)]) if placed else "",
        "systems": [(code, name, code == (placed.srid if placed else srid)) for code, name in SYSTEMS.items()],
        "system_name": SYSTEMS.get(found.facts["srid"], f"EPSG:{found.facts['srid']}" if found.facts["srid"] else ""),
        "asks_system": bringing.needs_system(found.facts),
        "kinds": Imagery.Kind.choices,
        "levels": Imagery.Level.choices,
        "exaggerations": bringing.EXAGGERATIONS,
        "typed": typed,
        "chosen_kind": typed.get("kind") or (Imagery.Kind.HILLSHADE if found.facts["is_height"] else ""),
        "refusals": refusals,
        "heading": "เลือกระบบพิกัดก่อน" if asked_only else "นำภาพเข้าไม่ได้",
    }
    return render(request, "map_ui/imagery/review.html", context, status=409 if refusals and not asked_only else 200)


def _outline(placed: bringing.Placed) -> dict[str, Any]:
    return {"type": "Feature", "geometry": placed.geojson, "properties": {}}


def _srid(typed: Mapping[str, str]) -> int:
    text = typed.get("srid", "")
    return int(text) if text.isdecimal() and len(text) < 7 and int(text) in SYSTEMS else 0


def _start(request: HttpRequest, found: store.Staged, placed: bringing.Placed, srid: int) -> HttpResponse:
    values = {name: request.POST.get(name, "") for name in bringing.COLUMNS}
    bringing.parsed(values, request.user)
    as_height = found.facts["bands"] == 1 and values["kind"] == Imagery.Kind.HILLSHADE and found.facts["is_height"]
    order = bringing.order_of(
        placed,
        srid,
        nodata=_number(request.POST.get("nodata", "")),
        as_height=as_height,
        exaggeration=_exaggeration(request.POST.get("exaggeration", "")),
    )
    job = bring_picture.start(
        request.user,
        reason=request.POST.get("reason", "").strip() or f"นำภาพเข้า {values['title']}",
        title=f"แปลงภาพ {values['title']}",
        only_one=f"picture-{found.uid}",
        staged=str(found.uid),
        order=order,
        values=values,
    )
    return redirect("imagery-wait", uid=job.uid)


def _number(text: str) -> float | None:
    text = to_arabic_digits(text).replace(",", "").strip()
    if not text:
        return None
    try:
        value = float(text)
    except ValueError as error:
        raise Refused("FORMAT", "ค่าไม่มีข้อมูล (nodata) ต้องเป็นตัวเลข", "", "nodata") from error
    if abs(value) > 1e38 or value != value:
        raise Refused("FORMAT", "ค่าไม่มีข้อมูล (nodata) ต้องเป็นตัวเลข", "", "nodata")
    return value


def _exaggeration(text: str) -> float:
    return float(text) if text.isdecimal() and len(text) < 4 and int(text) in bringing.EXAGGERATIONS else 1.0


@require_safe
@never_cache
@keepers_only
def wait(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """How far the conversion is, for whoever asked for it."""
    job = JobProgress.objects.filter(uid=uid, owner_id=request.user.pk, task=bring_picture.name).first()
    if job is None:
        raise Http404("ไม่พบงานนี้")
    return render(request, "map_ui/imagery/wait.html", {"register": bringing.register(), "job": job})
