"""The doors of the tiles. What a reader may not see answers like what does not exist."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from gis_core.access.levels import Level
from gis_core.access.visible import Visibility, visible
from layers.bound import BoundRegister
from layers.registry import registry
from tiles import known_readers, tilejson
from tiles.answers import PERSONAL, PRIVATE, PUBLIC, answer
from tiles.audience import share_of
from tiles.cache import EMPTY, Kept
from tiles.drawing import kept_or_drawn
from tiles.grid import Tile
from tiles.render import ready_or_drawn
from tiles.statements import buffer_of


def not_found() -> HttpResponse:
    """The one answer for unknown, hidden and not permitted."""
    return HttpResponse("ไม่พบ\n", status=404, content_type="text/plain; charset=utf-8")


def open_to(slug: str, user: Any) -> tuple[BoundRegister, Visibility] | None:
    """A register with tiles and the reader's right to it; None when there is nothing for this reader."""
    register = registry.by_slug.get(slug)
    if register is None or register.layer is None or register.level == Level.HIDDEN:
        return None
    right = visible(register, user)
    return None if right.nothing else (register, right)


@require_safe
def tile(request: HttpRequest, slug: str, z: int, x: int, y: int) -> HttpResponse:
    """One vector tile."""
    found = open_to(slug, request.user)
    address = Tile(z, x, y)
    if found is None or not address.exists or not found[0].layer.zooms[0] <= z <= found[0].layer.zooms[1]:
        return not_found()
    register, right = found
    known_readers.note(request.META, register.slug, right)
    headers = request.headers
    kept, caching = draw(register, address, right)
    status, fields, body = answer(kept, caching, headers.get("Accept-Encoding", ""), headers.get("If-None-Match", ""))
    return HttpResponse(body, status=status, headers=dict(fields))


def draw(register: BoundRegister, address: Tile, right: Visibility) -> tuple[Kept, str]:
    """A tile for one right, from the disk where it may be, and the Cache-Control it goes out with."""
    if register.level.is_personal:
        return ready_or_drawn(register, address, right), PERSONAL
    caching = PUBLIC if register.level == Level.PUBLIC else PRIVATE
    share = share_of(right, address, buffer_of(register, address.z))
    if share is None:
        return EMPTY, caching
    return kept_or_drawn(register, address, share), caching


@require_safe
def describe(request: HttpRequest, slug: str) -> HttpResponse:
    """TileJSON of a layer."""
    found = open_to(slug, request.user)
    if found is None:
        return not_found()
    return _private(JsonResponse(tilejson.tilejson(found[0], request)))


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """One style over every layer the reader may see."""
    found = [open_to(register.slug, request.user) for register in registry.registers]
    return _private(JsonResponse(tilejson.style([each[0] for each in found if each], request)))


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "private, no-cache"
    return response
