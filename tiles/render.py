"""A tile from the database, with the snapshot it was drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gis_core.access.visible import Visibility
from layers.bound import BoundRegister
from tiles.database import ask
from tiles.grid import Tile
from tiles.statements import sql_of


@dataclass(frozen=True)
class Rendered:
    """Vector tile (b"" without features) and the database's snapshot, by which its age is judged."""

    body: bytes
    snapshot: str


def values_of(register: BoundRegister, tile: Tile) -> dict[str, Any]:
    """The parameters every tile statement takes."""
    w, s, e, n = tile.bounds_3857
    bw, bs, be, bn = tile.buffered
    return {"slug": register.slug, "w": w, "s": s, "e": e, "n": n, "bw": bw, "bs": bs, "be": be, "bn": bn}


def render(register: BoundRegister, tile: Tile, visibility: Visibility) -> Rendered:
    """Draw one tile of what `visibility` allows."""
    statement, right = sql_of(register).statement("full", visibility)
    ((snapshot, body),) = ask(statement, values_of(register, tile) | right)
    return Rendered(bytes(body or b""), snapshot)
