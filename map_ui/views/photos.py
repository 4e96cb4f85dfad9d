"""Photographs with a place: sent one after the other, looked at on a map, hung on what stands there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from gis_core.access.capacity import actor_of
from gis_core.files import pictures as images
from gis_core.files import store
from gis_core.pure.refusal import Refusals, Refused
from layers.registry import registry
from map_ui.doors import may, turned_away
from map_ui.forms import RecordForm
from map_ui.middleware import as_json
from map_ui.tracks import pictures, sent
from modules.kernel.inspections.models import Inspection

SALT = "photos"
PIECE = 1 << 20
#: More would not fit into the address that names them.
MOST = 20
REASON = "นำภาพถ่ายภาคสนามเข้า"


def may_come_in(user: Any) -> bool:
    """Whether photographs could hang on anything this user may write."""
    actions = ("change", "inspect", "add")
    return bool(user.is_authenticated and any(may(r, user, a) for r in registry.registers for a in actions))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """The page that sends photographs, and where each is sent: its body is the file, `word` those sent before it."""
    if not may_come_in(request.user):
        return turned_away(request)
    if request.method != "POST":
        context = {"max_mb": store.MAX_BYTES // 1024**2, "most": MOST}
        return render(request, "map_ui/tracks/photos_new.html", context)
    word = request.GET.get("word", "")
    before = sent.files_of(word, request.user, SALT) if word else []
    try:
        if len(before) >= MOST:
            raise Refused("TOO_MANY_PHOTOS", f"ครั้งละไม่เกิน {MOST} ภาพ", "", "file")
        file = sent.keep(_pieces(request), request.GET.get("name", "") or "photo.jpg", store.MAX_BYTES)
        pictures.check(file)
    except Refused as refused:
        return JsonResponse({"refusals": as_json(refused)}, status=409)
    files = [each for each in before if each.sha256 != file.sha256] + [file]
    word = sent.word_for(files, request.user, SALT)
    return JsonResponse({"word": word, "url": reverse("photos", kwargs={"word": word})})


def _pieces(request: HttpRequest) -> Iterator[bytes]:
    while piece := request.read(PIECE):
        yield piece


@require_safe
@never_cache
def small(request: HttpRequest, word: str, number: int) -> HttpResponseBase:
    """A photograph that waits, encoded anew and small."""
    files = sent.files_of(word, request.user, SALT)
    if number >= len(files):
        raise Http404
    path, mime = images.copy_of(files[number].sha256, small=True)
    return FileResponse(path.open("rb"), content_type=mime)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def photos(request: HttpRequest, word: str) -> HttpResponse:
    """What was sent, on a map; what shall become of each; and the writing of all of it, or of nothing."""
    if not request.user.is_authenticated:
        return turned_away(request)
    files = sent.files_of(word, request.user, SALT)
    posted = request.POST if request.method == "POST" else None
    found = pictures.looked_at(files, request.user, posted or {})
    form = _form_of_new(request)
    refusals: list[Refused] = []
    if posted is not None and "save" in posted:
        try:
            taken = _write(request, found, form)
        except Refusals as refused:
            refusals = list(refused)
        else:
            messages.success(request, f"นำภาพเข้าแล้ว {taken} ภาพ")
            return redirect("photos-new")
    context = {
        "word": word,
        "pictures": found,
        "places": _places(found),
        "registers": pictures.point_registers(request.user),
        "form": form,
        "results": Inspection.Result.choices,
        "result": request.POST.get("result", ""),
        "reason": request.POST.get("reason", REASON),
        "refusals": refusals,
        "heading": "นำภาพเข้าไม่ได้",
    }
    return render(request, "map_ui/tracks/photos.html", context, status=409 if refusals else 200)


def _form_of_new(request: HttpRequest) -> RecordForm | None:
    """The columns that new records share, of the register that was chosen."""
    slug = request.POST.get("register", "")
    register = next((r for r in pictures.point_registers(request.user) if r.slug == slug), None)
    if register is None:
        return None
    was_shown = request.POST.get("shown") == slug
    return RecordForm(register, request.user, posted=request.POST if was_shown else None)


def _write(request: HttpRequest, found: list[pictures.Picture], form: RecordForm | None) -> int:
    try:
        values = form.values() if form is not None else {}
        wanted = pictures.Wanted(
            form.register if form else None,
            {name: value for name, value in values.items() if name != "geom"},
            request.POST.get("result", ""),
            request.POST.get("reason", "").strip() or REASON,
        )
        with transaction.atomic():
            return pictures.write(found, wanted, actor_of(request))
    except Refused as refused:
        raise Refusals([refused]) from refused


def _places(found: list[pictures.Picture]) -> str:
    """Where the cameras stood, for the map."""
    rows = [
        {"number": p.number, "at": [p.facts.lon, p.facts.lat], "bearing": p.facts.bearing_deg, "name": p.file.name}
        for p in found
        if p.has_place
    ]
    return json.dumps(rows, ensure_ascii=False)
