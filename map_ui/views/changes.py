"""Sets of changes: the latest ones, what one touched with the differences of each record, and undoing it.

`POST /changes/<set>/undo` takes a form or JSON {reason, keep: [uid], force: [uid], others: "keep"|"force"|""} and
answers JSON with {batch, url}, {job, url} for a large set (202), or {refusals, later} (409).
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gis_core.access.capacity import actor_of
from gis_core.features.models import Feature
from gis_core.jobs.models import JobProgress
from gis_core.pure.refusal import Refusals, Refused
from layers.engine import changesets
from layers.engine.changeset_reading import PAGE, Contents, Touched
from layers.tasks import undo_change_set
from map_ui import change_diff, maps
from map_ui.change_sets import ACTS, TONES, SetList, heads_of, may_open
from map_ui.doors import find_register, turned_away
from map_ui.references import References

View = Callable[..., HttpResponse]
MOST_SHAPES = 300


def signed_in(view: View) -> View:
    """Sets of changes are for people who work here; which of them, each view asks itself."""

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return view(request, **kwargs) if request.user.is_authenticated else turned_away(request)

    guarded.guarded_by = "view"  # type: ignore[attr-defined]
    return guarded


@require_safe
@never_cache
@signed_in
def latest(request: HttpRequest) -> HttpResponse:
    """One's own latest sets, or with the right to it those of the office; by person, day and register."""
    listed = SetList(request.user, request.GET)
    rows, following = listed.rows()
    query = request.GET.copy()
    query["before"] = str(following or "")
    context = {
        "listed": listed,
        "rows": rows,
        "next_url": f"?{query.urlencode()}" if following else "",
        "q": request.GET,
    }
    return render(request, "map_ui/changes/list.html", context)


# -- one set -----------------------------------------------------------------------------------------------------------
@require_safe
@never_cache
@signed_in
def one(request: HttpRequest, batch: uuid.UUID) -> HttpResponse:
    """What a set touched, page by page, on a map, with the way back."""
    return _page(request, batch)


def _page(request: HttpRequest, batch: uuid.UUID, refusals: tuple[Refused, ...] = ()) -> HttpResponse:
    number = _number(request.GET.get("page", ""))
    only_later = "later" in request.GET
    contents = changesets.read(batch, request.user, offset=(number - 1) * PAGE, limit=PAGE, only_later=only_later)
    heads = heads_of([batch])
    if not heads or not may_open(request.user, batch, contents.total):
        raise Http404("ไม่พบชุดการแก้ไขนี้")
    total = contents.later if only_later else contents.total
    context = {
        "head": heads[0],
        "contents": contents,
        "counts": [(register, ACTS[act], TONES[act], count) for register, act, count in contents.counts],
        "rows": _rows(contents.records, request),
        "geojson": _shapes(contents),
        "number": number,
        "pages": max(1, -(-total // PAGE)),
        "only_later": only_later,
        "refusals": refusals,
        "may_undo": bool(contents.total) and not contents.blocked and contents.undone < contents.total,
        "is_large": contents.total > changesets.AT_ONCE,
        "posted": request.POST,
    }
    return render(request, "map_ui/changes/set.html", context, status=409 if refusals else 200)


def _rows(records: list[Touched], request: HttpRequest) -> list[tuple[Touched, str, str, str, str]]:
    """Each record with word and tone of what was done to it, what was chosen for it before a refusal, and the place at
    which it stands, as far as the reader may see that: many an owner or price has no name of its own.
    """
    places = {
        each.uid: each for each in Feature.objects.filter(uid__in={r.place_uid for r in records} - {None}).defer("geom")
    }
    seen = References(request.user)
    seen.load(places.values())
    found = []
    for each in records:
        place = places.get(each.place_uid) if each.place_uid != each.uid else None
        told = seen.text(place) if place is not None and seen.may_see(place) else ""
        found.append((each, ACTS[each.act], TONES[each.act], request.POST.get(f"row.{each.uid}", ""), told))
    return found


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 7 and int(text) else 1


def _shapes(contents: Contents) -> str:
    """The shapes of the page's records that may be drawn, as they are now."""
    drawn = [each for each in contents.records if each.geom is not None and not each.register.level.is_personal]
    return maps.collection(maps.feature(each.geom, title=each.title) for each in drawn[:MOST_SHAPES]) if drawn else ""


@require_safe
@never_cache
@signed_in
def difference(request: HttpRequest, batch: uuid.UUID, slug: str, uid: uuid.UUID) -> HttpResponse:
    """What a set changed of one record: for a page's row when asked by script, else a page of its own."""
    register = find_register(slug)
    found = change_diff.of_record(batch, register, uid, request.user)
    if found is None:
        raise Http404("ไม่พบระเบียนนี้ในชุดการแก้ไข")
    is_part = request.headers.get("HX-Request") == "true"
    template = "map_ui/changes/_difference.html" if is_part else "map_ui/changes/difference.html"
    return render(request, template, {"found": found, "register": register, "batch": batch})


# -- undoing -----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Asked:
    """What a request to undo says."""

    reason: str
    keep: list[uuid.UUID]
    force: list[uuid.UUID]
    others: str


@require_POST
@signed_in
def undo(request: HttpRequest, batch: uuid.UUID) -> HttpResponse:
    """Take a set back; a large one by the worker."""
    wants_json = request.content_type == "application/json"
    try:
        asked = _from_json(request) if wants_json else _from_form(request)
        if not asked.reason:
            raise Refused("REQUIRED", "กรอกเหตุผลของการเลิกทำ", field="reason")
        if changesets.size(batch) > changesets.AT_ONCE:
            return _later(request, batch, asked, wants_json)
        given = {"reason": asked.reason, "keep": asked.keep, "force": asked.force, "others": asked.others}
        new = changesets.undo(batch, **actor_of(request), **given)
    except (Refused, Refusals) as refused:
        refusals = tuple(refused) if isinstance(refused, Refusals) else (refused,)
        return _refused(request, batch, refusals) if wants_json else _page(request, batch, refusals)
    if wants_json:
        return JsonResponse({"batch": str(new), "url": f"/changes/{new}"})
    messages.success(request, "เลิกทำแล้ว ชุดนี้คือการเลิกทำ ซึ่งเลิกทำได้อีกเพื่อทำซ้ำ")
    return HttpResponseRedirect(f"/changes/{new}")


def _from_json(request: HttpRequest) -> Asked:
    try:
        body = json.loads(request.body or b"{}")
        others = body.get("others") or ""
        reason = str(body.get("reason") or "")
        return Asked(_clean(reason), _uids(body.get("keep")), _uids(body.get("force")), _one_of(str(others)))
    except (ValueError, AttributeError, TypeError) as error:
        raise Refused("BAD_REQUEST", "อ่านคำขอไม่ได้") from error


def _from_form(request: HttpRequest) -> Asked:
    chosen = {name.removeprefix("row."): value for name, value in request.POST.items() if name.startswith("row.")}
    try:
        keep = _uids([uid for uid, value in chosen.items() if value == "keep"])
        force = _uids([uid for uid, value in chosen.items() if value == "force"])
    except ValueError as error:
        raise Refused("BAD_REQUEST", "อ่านคำขอไม่ได้") from error
    return Asked(_clean(request.POST.get("reason", "")), keep, force, _one_of(request.POST.get("others", "")))


def _clean(reason: str) -> str:
    return reason.replace("\x00", "").strip()[:300]


def _uids(texts: Any) -> list[uuid.UUID]:
    return [uuid.UUID(str(text)) for text in (texts or [])]


def _one_of(text: str) -> Any:
    return text if text in ("keep", "force") else ""


def _later(request: HttpRequest, batch: uuid.UUID, asked: Asked, wants_json: bool) -> HttpResponse:
    behalf = actor_of(request)["on_behalf_of"]
    job = undo_change_set.start(
        request.user,
        reason=asked.reason,
        only_one=f"undo {batch}",
        batch=str(batch),
        keep=[str(uid) for uid in asked.keep],
        force=[str(uid) for uid in asked.force],
        others=asked.others,
        on_behalf_of=behalf.pk if behalf else None,
    )
    if wants_json:
        return JsonResponse({"job": str(job.uid), "url": f"/jobs/{job.uid}"}, status=202)
    return HttpResponseRedirect(f"/changes/{batch}/wait/{job.uid}")


def _refused(request: HttpRequest, batch: uuid.UUID, refusals: tuple[Refused, ...]) -> JsonResponse:
    """The refusals, and the records edited later with who and when, as far as the asker may see them."""
    later: list[dict[str, Any]] = []
    if any(refused.code == "EDITED_LATER" for refused in refusals):
        found = changesets.read(batch, request.user, limit=MOST_SHAPES, only_later=True)
        later = [_as_json(each) for each in found.records]
    told = [{"code": r.code, "thai": r.thai, "law": r.law, "field": r.field, "geometry": r.geometry} for r in refusals]
    return JsonResponse({"refusals": told, "later": later, "thai": refusals[0].thai}, status=409)


def _as_json(each: Touched) -> dict[str, Any]:
    return {
        "uid": str(each.uid),
        "register": each.register.thai,
        "title": each.title,
        "act": each.act,
        "by": each.later_by,
        "at": each.later_at.isoformat() if each.later_at else None,
    }


@require_safe
@never_cache
@signed_in
def wait(request: HttpRequest, batch: uuid.UUID, job: uuid.UUID) -> HttpResponse:
    """How far the worker is with undoing a large set."""
    row = JobProgress.objects.filter(uid=job, owner_id=request.user.pk, task=undo_change_set.name).first()
    if row is None:
        raise Http404
    return render(request, "map_ui/changes/wait.html", {"job": row, "batch": batch})
