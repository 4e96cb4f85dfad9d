"""A recorded journey: sent, reviewed on a map under limits that can be moved, and made into a record."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.gis.geos import Point
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from gis_core.access.actor import acting_as
from gis_core.access.capacity import actor_of
from gis_core.features import clock
from gis_core.files import store
from gis_core.files.attach import attach
from gis_core.networks.models import Road
from gis_core.pure.refusal import Refusals, Refused
from importers.readers import open_source
from importers.tracks.journey import Journey, Limits
from importers.tracks.roads import stored
from layers.engine import changesets
from map_ui import maps
from map_ui.doors import turned_away
from map_ui.forms import RecordForm
from map_ui.forms.lines import new_row
from map_ui.middleware import as_json
from map_ui.references import References, title_of
from map_ui.tracks import review, sent, targets
from map_ui.tracks.targets import FROM, TO, Target
from modules.kernel.inspections import visits
from modules.kernel.inspections.models import Inspection

SALT = "track"
PIECE = 1 << 20
CAPTION = "เส้นทางที่บันทึกในภาคสนาม"


def may_come_in(user: Any) -> bool:
    """Whether a journey could end in anything this user may write."""
    return bool(user.is_authenticated and targets.targets(user))


# -- sent --------------------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """The page that sends a file, and where it is sent: the body is the file itself."""
    if not may_come_in(request.user):
        return turned_away(request)
    if request.method != "POST":
        return render(request, "map_ui/tracks/new.html", {"max_mb": sent.MAX_BYTES // 1024**2})
    try:
        name = request.GET.get("name", "") or "track.gpx"
        file = sent.keep(_pieces(request), name)
        sent.journeys(file)
    except Refused as refused:
        return JsonResponse({"refusals": as_json(refused)}, status=409)
    word = sent.word_for([file], request.user, SALT)
    return JsonResponse({"url": reverse("track", kwargs={"word": word})})


def _pieces(request: HttpRequest) -> Iterator[bytes]:
    while piece := request.read(PIECE):
        yield piece


def _file(request: HttpRequest, word: str) -> sent.Sent:
    if not may_come_in(request.user):
        raise Http404
    (file,) = sent.files_of(word, request.user, SALT)
    return file


# -- reviewed ----------------------------------------------------------------------------------------------------------
@require_safe
@never_cache
def track(request: HttpRequest, word: str) -> HttpResponse:
    """The review: points, line, rests, roads; the limits; what it shall become."""
    if not request.user.is_authenticated:
        return turned_away(request)
    file = _file(request, word)
    found = sent.journeys(file)
    first = next((n for n, each in enumerate(found) if not each.is_route), 0)
    context = {
        "file": file,
        "word": word,
        "journeys": [(n, each.name or f"เส้นที่ {n + 1}", each.points.count) for n, each in enumerate(found)],
        "first": first,
        "limits": Limits(),
        "targets": targets.targets(request.user),
        "waypoints": _waypoints(file),
    }
    return render(request, "map_ui/tracks/review.html", context)


def _waypoints(file: sent.Sent) -> int:
    """How many pins the file holds beside its journeys; they come in as points of a register."""
    try:
        with open_source(file.path, file.name, land=None) as source:
            return sum(layer.count or 0 for layer in source.layers if layer.geometry == "point")
    except Refused:
        return 0


@require_safe
@never_cache
def line(request: HttpRequest, word: str) -> HttpResponse:
    """The journey under the limits of the address."""
    file = _file(request, word)
    limits = review.limits_of(request.GET)
    number = review.number_of(request.GET, len(sent.journeys(file)))
    reviewed = review.journey(file, number, limits, request.user)
    return JsonResponse(review.as_json(reviewed, review.along(reviewed, request.user)))


# -- made into a record ------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def make(request: HttpRequest, word: str, code: str) -> HttpResponse:
    """The form of what the journey becomes, filled in from it; saving writes record and file as one set of changes."""
    file = _file(request, word)
    target = targets.target_of(code, request.user)
    if target is None:
        raise Http404("ไม่พบสิ่งที่จะสร้าง หรือบัญชีนี้ไม่มีสิทธิ")
    if target.kind == "visit":
        return _visit(request, word, file, target)
    form = _form(request, file, target)
    if request.method == "POST":
        saved = _save(request, form, file)
        if saved is not None:
            messages.success(request, f"บันทึก{target.register.thai} {title_of(target.register, saved)} จากเส้นทางแล้ว")
            return redirect(target.register.record_url(saved.uid))
    back = reverse("track", kwargs={"word": word})
    title = f"{target.thai} จาก {file.name}"
    context = {"register": target.register, "form": form, "title": title, "cancel_url": back}
    if target.is_new_road:
        context["doubled"] = review.doubled(_travelled(request, file))
    return render(request, "map_ui/tracks/form.html", context, status=409 if form.refusals else 200)


def _travelled(request: HttpRequest, file: sent.Sent) -> review.Reviewed:
    number = review.number_of(request.GET, len(sent.journeys(file)))
    return review.journey(file, number, review.limits_of(request.GET), request.user)


def _form(request: HttpRequest, file: sent.Sent, target: Target) -> RecordForm:
    posted = request.POST if request.method == "POST" else None
    if target.kind == "line":
        preset = {} if posted else {"geom": maps.geojson(stored(_travelled(request, file).journey.line))}
        return RecordForm(target.register, request.user, posted=posted, preset=preset)
    span = {FROM: request.GET.get(FROM, ""), TO: request.GET.get(TO, "")}
    if target.kind == "range":
        road = _road(request, "view")
        preset = span | {target.road_column: References(request.user).code(road)}
        return RecordForm(target.register, request.user, posted=posted, preset=preset)
    form = RecordForm(target.register, request.user, _road(request, "change"), posted=posted)
    if posted is None:
        _add_line(form, target, span)
    return form


def _add_line(form: RecordForm, target: Target, span: dict[str, str]) -> None:
    """One more child line with the journey's chainages; a road's form may hold many already."""
    assert target.lines is not None
    for each in form.lines:
        if each.key == target.lines.key:
            row = new_row(each.bound, str(len(each.rows)))
            for field in row.fields:
                field.raw = span.get(field.column.name) or field.raw
            each.rows.append(row)


def _road(request: HttpRequest, action: str) -> Road:
    """The road the page named. Raises Http404 for one out of the user's reach."""
    try:
        uid = uuid.UUID(request.GET.get("road", ""))
    except ValueError:
        raise Http404("ยังไม่ได้เลือกสายทาง") from None
    found = targets.roads(request.user, action).filter(uid=uid).first()
    if found is None:
        raise Http404("ไม่พบสายทางนี้ หรือบัญชีนี้ไม่มีสิทธิ")
    return found  # type: ignore[no-any-return]


def _save(request: HttpRequest, form: RecordForm, file: sent.Sent) -> Any:
    """Record and the file it came from, or nothing; undone together."""
    actor = {**actor_of(request), "batch_id": changesets.begin()}
    with transaction.atomic():
        saved = form.save(actor)  # type: ignore[arg-type]
        if saved is not None and file.path.stat().st_size <= store.MAX_BYTES:
            with acting_as(**actor, reason=form.reason.strip() or CAPTION):
                _attach(saved.uid, file)
    return saved


def _attach(uid: uuid.UUID, file: sent.Sent) -> None:
    with file.path.open("rb") as content:
        attach(uid, iter(lambda: content.read(PIECE), b""), file.name, kind="data", caption=CAPTION)


# -- an inspection -----------------------------------------------------------------------------------------------------
def _visit(request: HttpRequest, word: str, file: sent.Sent, target: Target) -> HttpResponse:
    road = _road(request, "inspect")
    reviewed = _travelled(request, file)
    recorded, found = reviewed.recorded, reviewed.journey
    refusals: list[Refused] = []
    if request.method == "POST":
        try:
            visit = _record_visit(request, file, target, road, recorded, found)
        except (Refused, Refusals) as refused:
            refusals = list(refused) if isinstance(refused, Refusals) else [refused]
        else:
            messages.success(request, f"บันทึกการตรวจ {road} จากเส้นทางแล้ว")
            return redirect("inspection", uid=visit.uid)
    context = {
        "register": target.register,
        "road": road,
        "file": file,
        "began": timezone.localtime(recorded.began) if recorded.began else None,
        "results": Inspection.Result.choices,
        "note": request.POST.get("note") or _told(request, found),
        "refusals": refusals,
        "cancel_url": reverse("track", kwargs={"word": word}),
    }
    return render(request, "map_ui/tracks/visit.html", context, status=409 if refusals else 200)


def _record_visit(
    request: HttpRequest, file: sent.Sent, target: Target, road: Road, recorded: sent.Recorded, found: Journey
) -> Inspection:
    actor = {**actor_of(request), "batch_id": changesets.begin()}
    start = Point(*stored(found.line).coords[0], srid=4326)
    with transaction.atomic():
        visit = visits.record_visit(
            target.register,
            road.uid,
            **actor,
            result=request.POST.get("result", ""),
            visited_at=recorded.began or clock.now(),
            gps=start,
            note=request.POST.get("note", "").strip(),
            reason=request.POST.get("reason", "").strip(),
        )
        if file.path.stat().st_size <= store.MAX_BYTES:
            with acting_as(**actor, reason=CAPTION):
                _attach(visit.uid, file)
    return visit


def _told(request: HttpRequest, found: Journey) -> str:
    """The words a visit begins with."""
    span = " ถึง ".join(text for text in (request.GET.get(FROM, ""), request.GET.get(TO, "")) if text)
    stops = f" หยุด {len(found.stops)} จุด" if found.stops else ""
    return f"ตรวจตามเส้นทาง {span} ยาว {found.line.length:,.0f} ม.{stops}".replace("  ", " ")
