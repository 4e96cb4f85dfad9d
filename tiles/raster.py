"""Tiles of pictures, for whoever may see the picture's record; for everybody else they do not exist."""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
import time
import uuid
from importlib import import_module
from pathlib import Path
from typing import Any

import shapely
from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.views.decorators.http import require_safe

from gis_core.access.visible import NOTHING, visible
from gis_core.imagery import store
from gis_core.imagery.models import Imagery
from layers.registry import registry
from tiles.answers import PRIVATE, PUBLIC, matches
from tiles.grid import Tile, lat_of, lon_of
from tiles.views import not_found

#: Tiles finer than the picture's own pixels are drawn so far beyond them; farther on the map stretches.
OVERZOOM = 1
KEEP_S = 30 * 86_400
TYPES = {"webp": "image/webp", "jpeg": "image/jpeg", "png": "image/png", "none": ""}


def readable(user: Any) -> QuerySet[Imagery]:
    """The pictures a reader may see: those published, and those whose records he may see."""
    register = registry.for_model(Imagery)
    seen = visible(register, user) if register is not None else NOTHING
    # an empty Q would vanish beside the other test
    test = Q() if seen.everything else seen.q() | Q(level=Imagery.Level.PUBLIC)
    return Imagery.objects.filter(test).defer("geom")


def area_of(picture: Imagery, user: Any) -> bytes | None:
    """The area (EWKB) beyond which a picture is not shown to a reader; None where nothing limits him.

    Somebody may see the record of a picture because it touches his area; what the picture shows of other people's
    land he may not see for that.
    """
    register = registry.for_model(Imagery)
    scopes = visible(register, user).scopes if register is not None else ()
    open_all = any(s.area is None and (s.units is None or picture.org_unit_id in s.units) for s in scopes)
    if picture.level == Imagery.Level.PUBLIC or open_all:
        return None
    areas = [s.area for s in scopes if s.area is not None and (s.units is None or picture.org_unit_id in s.units)]
    return bytes(shapely.to_wkb(shapely.union_all([shapely.from_wkb(area) for area in areas])))


def caching_of(picture: Imagery) -> str:
    return PUBLIC if picture.level == Imagery.Level.PUBLIC else PRIVATE


@require_safe
def tile(request: HttpRequest, uid: uuid.UUID, z: int, x: int, y: int) -> HttpResponse:
    """One tile of a picture. Its ETag needs no drawing: the file of a record never changes."""
    picture = readable(request.user).filter(uid=uid).first()
    address = Tile(z, x, y)
    if picture is None or not address.exists or not picture.min_zoom <= z <= picture.max_zoom + OVERZOOM:
        return not_found()
    accepts_webp = "image/webp" in request.headers.get("Accept", "")
    area = area_of(picture, request.user)
    cut = hashlib.sha256(area).hexdigest()[:16] if area is not None else ""
    etag = f'"{picture.file_uid.hex}-{z}-{x}-{y}{"w" if accepts_webp else ""}{cut}"'
    if matches(request.headers.get("If-None-Match", ""), etag):
        return _finish(HttpResponseNotModified(), picture, etag)
    body, media_type = _for_area(picture.file_uid, address, accepts_webp, area)
    answer = HttpResponse(body, content_type=media_type) if body else HttpResponse(status=204)
    if not body:
        del answer.headers["Content-Type"]
    return _finish(answer, picture, etag)


def _finish(answer: HttpResponse, picture: Imagery, etag: str) -> HttpResponse:
    answer.headers["ETag"] = etag
    answer.headers["Cache-Control"] = caching_of(picture)
    answer.headers["Vary"] = "Accept" if caching_of(picture) == PUBLIC else "Accept, Cookie"
    return answer


def _degrees(address: Tile) -> tuple[float, float, float, float]:
    return (
        lon_of(address.x, address.z),
        lat_of(address.y + 1, address.z),
        lon_of(address.x + 1, address.z),
        lat_of(address.y, address.z),
    )


def _for_area(file_uid: uuid.UUID, address: Tile, accepts_webp: bool, area: bytes | None) -> tuple[bytes, str]:
    """A tile as far as it lies in an area; tiles that its border crosses are drawn for this reader alone."""
    if area is None:
        return kept_or_drawn(file_uid, address, accepts_webp)
    land, square = shapely.from_wkb(area), shapely.box(*_degrees(address))
    if not shapely.intersects(land, square):
        return b"", ""
    if shapely.covers(land, square):
        return kept_or_drawn(file_uid, address, accepts_webp)
    path = store.path_of(file_uid)
    drawing = import_module("tiles.raster_drawing")
    return drawing.draw_cut(path, address, accepts_webp, area) if path.exists() else (b"", "")


# -- drawn once --------------------------------------------------------------------------------------------------------
def folder() -> Path:
    return Path(settings.TILE_CACHE) / "pictures"


def kept_or_drawn(file_uid: uuid.UUID, address: Tile, accepts_webp: bool) -> tuple[bytes, str]:
    """A tile from the disk, else drawn and kept. Who may see it has been asked before."""
    stem = folder() / file_uid.hex / str(address.z) / f"{address.x}-{address.y}{'w' if accepts_webp else ''}"
    for kind, media_type in TYPES.items():
        with contextlib.suppress(OSError):
            return stem.with_suffix(f".{kind}").read_bytes(), media_type
    drawing = import_module("tiles.raster_drawing")
    path = store.path_of(file_uid)
    body, media_type = drawing.draw(path, address.z, address.x, address.y, accepts_webp) if path.exists() else (b"", "")
    if path.exists():
        kind = next(kind for kind, each in TYPES.items() if each == media_type)
        _write(stem.with_suffix(f".{kind}"), body)
    return body, media_type


def _write(target: Path, body: bytes) -> None:
    """Named in one step; a full disk only means that the tile is drawn again."""
    waiting = target.with_name(f"{target.name}.{os.getpid()}-{threading.get_ident()}")
    with contextlib.suppress(OSError):
        target.parent.mkdir(parents=True, exist_ok=True)
        waiting.write_bytes(body)
        waiting.replace(target)


def forget_old(older_s: float = KEEP_S) -> int:
    """Throw away tiles drawn a month ago; they are drawn again when somebody looks."""
    before, gone = time.time() - older_s, 0
    for path in folder().glob("*/*/*"):
        with contextlib.suppress(OSError):
            if path.stat().st_mtime < before:
                path.unlink()
                gone += 1
    return gone


# -- what there is -----------------------------------------------------------------------------------------------------
@require_safe
def describe(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """TileJSON of a picture."""
    picture = readable(request.user).defer(None).filter(uid=uid).first()
    if picture is None:
        return not_found()
    west, south, east, north = picture.geom.extent
    answer = JsonResponse(
        {
            "tilejson": "3.0.0",
            "name": picture.title,
            "attribution": picture.source,
            "scheme": "xyz",
            "tiles": [request.build_absolute_uri(f"/tiles/raster/{picture.uid}/") + "{z}/{x}/{y}"],
            "minzoom": picture.min_zoom,
            "maxzoom": picture.max_zoom + OVERZOOM,
            "bounds": [west, south, east, north],
            "center": [(west + east) / 2, (south + north) / 2, picture.min_zoom + 1],
        }
    )
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


def base_layers(user: Any) -> list[dict[str, Any]]:
    """The pictures of a reader as the map lists them, the newest first."""
    found = readable(user).defer(None).order_by("-flown_on", "-id")
    return [
        {
            "id": str(picture.uid),
            "thai": picture.title,
            "kind": picture.get_kind_display(),
            "flown_on": picture.flown_on.isoformat() if picture.flown_on else None,
            "level": picture.level,
            "tiles": f"/tiles/raster/{picture.uid}/{{z}}/{{x}}/{{y}}",
            "tilejson": f"/tiles/raster/{picture.uid}/tilejson.json",
            "minzoom": picture.min_zoom,
            "maxzoom": picture.max_zoom + OVERZOOM,
            "bounds": list(picture.geom.extent),
        }
        for picture in found
    ]
