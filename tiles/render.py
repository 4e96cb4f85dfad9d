"""A tile from the database, with the snapshot it was drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from gis_core.access.levels import Level
from gis_core.access.visible import Visibility
from layers.bound import BoundRegister
from tiles import recipes
from tiles.database import ask
from tiles.grid import Tile
from tiles.statements import RegisterSql, sql_of


@dataclass(frozen=True)
class Rendered:
    """Vector tile (b"" without features) and the database's snapshot, by which its age is judged."""

    body: bytes
    snapshot: str


def render(register: BoundRegister, tile: Tile, right: Visibility) -> Rendered:
    """Draw one tile of what `right` allows."""
    sql = sql_of(register)
    if register.level == Level.AGGREGATE:
        drawn, _ = _draw(sql, tile, recipes.counts(sql, right))
        return drawn
    if right.everything and recipes.uses_stored(sql, tile.z):
        drawn, built = _draw(sql, tile, _stored(sql, tile.z))
        if built:
            return drawn
    return _draw(sql, tile, _live(sql, tile.z, right))[0]


def _draw(sql: RegisterSql, tile: Tile, statement: recipes.Statement) -> tuple[Rendered, bool]:
    text, right = statement
    ((snapshot, body, built),) = ask(text, recipes.parameters(sql, tile) | right)
    return Rendered(bytes(body or b""), snapshot), built


@lru_cache(maxsize=2048)
def _stored(sql: RegisterSql, zoom: int) -> recipes.Statement:
    return recipes.stored(sql, zoom)


@lru_cache(maxsize=2048)
def _live(sql: RegisterSql, zoom: int, right: Visibility) -> recipes.Statement:
    return recipes.live(sql, zoom, right)
