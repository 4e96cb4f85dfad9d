"""The page of one import, and what a person decides on it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gis_core.jobs.models import JobProgress
from gis_core.pure.refusal import Refused
from importers import batches, match, parts, staging, tasks
from importers.models import ImportBatch
from importers.work import State, Work, live_count, written_count
from layers.engine.changeset_reading import read as read_set
from map_ui.importing import ImportPage
from map_ui.views.imports.doors import batch_door, is_own

MANY_LATER = 500


@require_safe
@never_cache
@batch_door()
def batch_page(request: HttpRequest, work: Work) -> HttpResponse:
    """Where the import stands: waiting, asking, showing what would happen, or what happened."""
    page = ImportPage(work, request.user, is_own(request, work.batch))
    return render(request, f"map_ui/imports/{page.template}.html", page.context(request.GET))


def _back(work: Work) -> HttpResponse:
    return HttpResponseRedirect(f"/import/{work.batch.uid}/")


def _must_be(work: Work, *states: str) -> None:
    """Refuses NOT_NOW when the import stands elsewhere, as after a second click or in another window."""
    work.batch.refresh_from_db()
    if work.batch.state not in states:
        raise Refused("NOT_NOW", f"ขั้นนี้ทำไม่ได้ตอนนี้ ({work.batch.get_state_display()}) เปิดหน้านำเข้าใหม่")


@require_POST
@batch_door(own=True)
def settings(request: HttpRequest, work: Work) -> HttpResponse:
    """The file is to be read otherwise: another layer, encoding or coordinate system; it is looked at anew."""
    _must_be(work, State.ASKING, State.JUDGED, State.REFUSED)
    batch, posted = work.batch, request.POST
    chosen: dict[str, Any] = {name: posted[name] for name in ("layer", "encoding") if posted.get(name)}
    srid, _, axis = posted.get("crs", "").partition(":")
    if srid.isdecimal() and len(srid) < 7:
        chosen["srid"] = int(srid)
    if axis in ("xy", "yx"):
        chosen["axis"] = axis
    chosen["layer_confirmed"] = True
    batch.chosen = chosen
    batch.save(update_fields=["chosen"])
    staging.restage(batch)
    tasks.start(tasks.read_file, batch, request.user, State.LOOKING)
    return _back(work)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@batch_door(own=True)
def columns(request: HttpRequest, work: Work) -> HttpResponse:
    """Which heading fills which column; confirmed, it is remembered for the next such file."""
    _must_be(work, State.ASKING, State.JUDGED)
    page = ImportPage(work, request.user, True)
    if request.method != "POST":
        return render(request, "map_ui/imports/asking.html", page.asking())
    mapping = _mapping(request, page)
    if page.refusals:
        return render(request, "map_ui/imports/asking.html", page.asking(mapping), status=409)
    match.remember(work.register, work.headings, mapping)
    work.batch.mapping, work.batch.overwrite = mapping, None
    work.batch.chosen["is_in_place"] = True
    work.batch.save(update_fields=["mapping", "chosen", "overwrite"])
    staging.restage(work.batch)
    tasks.start(tasks.judge_file, work.batch, request.user, State.JUDGING)
    return _back(work)


def _mapping(request: HttpRequest, page: ImportPage) -> dict[str, str]:
    """Heading -> column as posted; what must be answered first is refused on the page."""
    known, mapping, doubts = match.targets(page.register), dict[str, str](), page.doubt_codes
    for number, heading in enumerate(page.work.headings):
        name = request.POST.get(f"column.{number}", "")
        if name in known and name in mapping.values():
            page.refusals.append(Refused("TWICE", f"ช่อง “{known[name].thai}” จับคู่กับสองคอลัมน์ เลือกคอลัมน์เดียว"))
        elif name in known:
            mapping[heading] = name
    for name in parts.whole_and_in_parts(mapping):
        thai = f"ช่อง “{known[name].thai}” จับคู่ทั้งเป็นช่องเดียวและแยกส่วน เลือกอย่างเดียว"
        page.refusals.append(Refused("TWICE", thai))
    if "crs" in doubts:
        page.refusals.append(Refused("CRS", "เลือกระบบพิกัดของไฟล์ก่อน แล้วกด “อ่านไฟล์ใหม่ตามที่เลือก”"))
    if "place" in doubts and not request.POST.get("is_in_place"):
        page.refusals.append(Refused("CRS", "ข้อมูลอยู่นอกเขตหน่วยงาน: เลือกระบบพิกัดอื่น หรือยืนยันว่าระบบพิกัดถูกต้องแล้ว"))
    return mapping


@require_POST
@batch_door(own=True)
def judge(request: HttpRequest, work: Work) -> HttpResponse:
    """Judge the staged rows anew, as after the register was changed; also takes up work that was left, and goes back to
    where a commit or an undo that broke down began (its transaction left nothing).
    """
    _must_be(work, State.JUDGED, State.JUDGING, State.LOOKING, State.COMMITTING, State.UNDOING)
    if work.batch.state in (State.COMMITTING, State.UNDOING):
        return _after_a_breakdown(work)
    state = State.LOOKING if work.batch.state == State.LOOKING else State.JUDGING
    task = tasks.read_file if state == State.LOOKING else tasks.judge_file
    tasks.start(task, work.batch, request.user, state)
    return _back(work)


def _after_a_breakdown(work: Work) -> HttpResponse:
    """Refuses BUSY while the work goes on."""
    batch = work.batch
    job = JobProgress.objects.filter(uid=batch.job_uid).first()
    if job is not None and not job.is_over:
        raise Refused("BUSY", "กำลังทำอยู่ รอให้เสร็จก่อน")
    with transaction.atomic():
        # the worker's transaction holds this row until it is over
        batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if batch.state in (State.COMMITTING, State.UNDOING):
            first = batch.state == State.COMMITTING and batch.round == 1
            batch.state = State.JUDGED if first else State.COMMITTED
            batch.save(update_fields=["state"])
    return _back(work)


@require_POST
@batch_door(own=True)
def overwrite(request: HttpRequest, work: Work) -> HttpResponse:
    """Which columns of known records the file may overwrite."""
    _must_be(work, State.JUDGED)
    chosen = [name for name in request.POST.getlist("overwrite") if name in work.writes]
    work.batch.overwrite = None if set(chosen) == set(work.writes) else chosen
    work.batch.save(update_fields=["overwrite"])
    return _back(work)


@require_POST
@batch_door(own=True)
def commit(request: HttpRequest, work: Work) -> HttpResponse:
    """Write all accepted rows as one change set of whoever asks."""
    _must_be(work, State.JUDGED, State.COMMITTED)
    if not live_count(work.batch):
        raise Refused("NOTHING", "ไม่มีแถวใหม่หรือแถวที่เปลี่ยนให้บันทึก")
    work.batch.reason = request.POST.get("reason", "").strip()[:300]
    work.batch.save(update_fields=["reason"])
    tasks.start(tasks.write_file, work.batch, request.user, State.COMMITTING, behalf=_behalf(request))
    return _back(work)


def _behalf(request: HttpRequest) -> int | None:
    return getattr(getattr(request.user, "acts_for", None), "pk", None)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@batch_door(own=True)
def undo(request: HttpRequest, work: Work) -> HttpResponse:
    """Take the import back. Records somebody edited since are shown, and kept or put back one by one."""
    _must_be(work, State.COMMITTED)
    found = read_set(work.batch.change_set, request.user, limit=MANY_LATER, only_later=True)
    if request.method != "POST":
        context = {"work": work, "batch": work.batch, "register": work.register, "found": found}
        context["size"] = written_count(work.batch)
        return render(request, "map_ui/imports/undo.html", context)
    choice = {str(record.uid): request.POST.get(f"later.{record.uid}", "keep") for record in found.records}
    keep = [uid for uid, what in choice.items() if what != "force"]
    force = [uid for uid, what in choice.items() if what == "force"]
    reason = request.POST.get("reason", "").strip()[:300]
    arguments = {"why": reason, "keep": keep, "force": force, "behalf": _behalf(request)}
    tasks.start(tasks.undo_file, work.batch, request.user, State.UNDOING, **arguments)
    return _back(work)


@require_POST
@batch_door()
def again(request: HttpRequest, work: Work) -> HttpResponse:
    """The same file once more, as a new import of whoever asks."""
    if not work.batch.sha256:
        raise Refused("FILE_GONE", "ไฟล์ถูกล้างไปแล้วตามกำหนด ส่งไฟล์ใหม่")
    fresh: ImportBatch = batches.again(work.batch, request.user)
    tasks.start(tasks.read_file, fresh, request.user, State.LOOKING)
    return HttpResponseRedirect(f"/import/{fresh.uid}/")


@require_POST
@batch_door(own=True)
def discard(request: HttpRequest, work: Work) -> HttpResponse:
    """Forget the import and its rows; what it wrote stays."""
    batches.discard(work.batch)
    return HttpResponseRedirect("/import/")
