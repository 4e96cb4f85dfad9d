"""The list of one's imports, and sending a file: in pieces by a script, whole by a plain form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gis_core.pure.refusal import Refused
from importers import batches, tasks
from importers.models import ImportBatch
from importers.work import State, Work
from layers.bound import BoundRegister
from layers.registry import registry
from map_ui.doors import turned_away
from map_ui.middleware import as_json
from map_ui.views import imagery, photos, tracks
from map_ui.views.imports.doors import ACTION, batch_door, register_door

SHOWN = 50
READ = 1 << 18


@require_safe
@never_cache
def imports(request: HttpRequest) -> HttpResponse:
    """The reader's imports and the registers a file may go into."""
    if not request.user.is_authenticated:
        return turned_away(request)
    found = list(batches.of_user(request.user)[:SHOWN])
    rows = [(batch, registry.by_key[batch.register_key]) for batch in found if batch.register_key in registry.by_key]
    registers = [r for r in registry.registers if batches.may_import(r, request.user)]
    systems: dict[str, list[BoundRegister]] = {}
    for register in registers:
        systems.setdefault(register.system.thai, []).append(register)
    context = {"rows": rows, "systems": list(systems.items()), "others": _others(request.user)}
    return render(request, "map_ui/imports/list.html", context)


def _others(user: Any) -> list[tuple[str, str]]:
    """(URL name, Thai) of the ways in for what is no table of records, where this user may write what they bring."""
    ways = (
        ("tracks-new", "เส้นทาง GPS (GPX, NMEA, KML)", tracks.may_come_in(user)),
        ("photos-new", "ภาพถ่ายที่มีพิกัด", photos.may_come_in(user)),
        ("imagery-new", "ภาพถ่ายทางอากาศ (GeoTIFF)", imagery.may_come_in(user)),
    )
    return [(name, thai) for name, thai, may_come in ways if may_come]


imports.guarded_by = ACTION  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@register_door
def upload(request: HttpRequest, register: BoundRegister) -> HttpResponse:
    """The page that takes a file: in pieces from a script, which asks for a batch by JSON, or whole from a form."""
    context = {"register": register, "max_gb": batches.MAX_BYTES // 1024**3, "piece": batches.PIECE_BYTES}
    if request.method != "POST":
        return render(request, "map_ui/imports/upload.html", context)
    wants_json = "application/json" in request.headers.get("Accept", "")
    try:
        if wants_json:
            size = request.POST.get("size", "")
            batch = batches.begin(register, request.user, request.POST.get("name", ""), int(size or 0))
            return JsonResponse({"uid": str(batch.uid), "piece": f"/import/{batch.uid}/piece"})
        file = request.FILES.get("file")
        if file is None:
            raise Refused("FILE_EMPTY", "เลือกไฟล์ก่อน", "", "file")
        batch = batches.begin(register, request.user, file.name or "", file.size or 0)
        batches.put(batch, file.chunks())
    except (Refused, ValueError) as error:
        refused = error if isinstance(error, Refused) else Refused("FORMAT", "ขนาดไฟล์ไม่ถูกต้อง", "", "file")
        if wants_json:
            return JsonResponse({"refusals": as_json(refused)}, status=409)
        return render(request, "map_ui/imports/upload.html", context | {"refusals": [refused]}, status=409)
    return _read(request, batch)


@require_POST
@batch_door(own=True)
def piece(request: HttpRequest, work: Work) -> HttpResponse:
    """One piece of the file as the body; answers how much is here, so that a sender whose line broke goes on there."""
    offset = request.GET.get("offset", "")
    if not offset.isdecimal() or len(offset) > 15:
        return JsonResponse({"received": batches.received(work.batch)})
    return JsonResponse({"received": batches.take_piece(work.batch, int(offset), _body(request))})


def _body(request: HttpRequest) -> Iterator[bytes]:
    while chunk := request.read(READ):
        yield chunk


@require_POST
@batch_door(own=True)
def sent(request: HttpRequest, work: Work) -> HttpResponse:
    """The last piece is here: the worker reads the file. A sender that got no answer may say so again."""
    if work.batch.state == State.UPLOADING:
        batches.finish_upload(work.batch)
    if work.batch.state == State.LOOKING and not work.batch.job_uid:
        _read(request, work.batch)
    return JsonResponse({"url": f"/import/{work.batch.uid}/"})


def _read(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    tasks.start(tasks.read_file, batch, request.user, State.LOOKING)
    return HttpResponseRedirect(f"/import/{batch.uid}/")
