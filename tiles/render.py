"""A tile from the database, with the snapshot it was drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from gis_core.access.levels import Level
from gis_core.access.visible import Visibility
from layers.bound import BoundRegister
from tiles import recipes
from tiles.cache import Kept, pack
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
        drawn, done = _draw(sql, tile, _unchanged(sql, tile.z))
        if not done:
            # one plan for all tiles takes the changes of a wide tile for millions
            drawn, done = _draw(sql, tile, _stored(sql, tile.z), anew=tile.z <= recipes.LOW)
        if done:
            return drawn
    return _draw(sql, tile, _live(sql, tile.z, right))[0]


def ready_or_drawn(register: BoundRegister, tile: Tile, right: Visibility) -> Kept:
    """One tile of what `right` allows, from the tiles kept ready where it may be."""
    sql = sql_of(register)
    if right.everything and register.level != Level.AGGREGATE and recipes.uses_stored(sql, tile.z):
        for snapshot, etag, body in ask(_ready(sql)[0], recipes.parameters(sql, tile)):
            return Kept(etag, snapshot, body)
    drawn = render(register, tile, right)
    return pack(drawn.body, drawn.snapshot)


def stored(register: BoundRegister, tile: Tile) -> Rendered:
    """Draw one tile from what this transaction has stored."""
    sql = sql_of(register)
    return _draw(sql, tile, recipes.unchanged(sql, tile.z, surely=True))[0]


def _draw(sql: RegisterSql, tile: Tile, statement: recipes.Statement, *, anew: bool = False) -> tuple[Rendered, bool]:
    text, right = statement
    ((snapshot, body, done),) = ask(text, recipes.parameters(sql, tile) | right, anew=anew)
    return Rendered(bytes(body or b""), snapshot), done


@lru_cache(maxsize=2048)
def _stored(sql: RegisterSql, zoom: int) -> recipes.Statement:
    return recipes.stored(sql, zoom)


@lru_cache(maxsize=2048)
def _unchanged(sql: RegisterSql, zoom: int) -> recipes.Statement:
    return recipes.unchanged(sql, zoom)


@lru_cache(maxsize=2048)
def _ready(sql: RegisterSql) -> recipes.Statement:
    return recipes.ready(sql)


@lru_cache(maxsize=2048)
def _live(sql: RegisterSql, zoom: int, right: Visibility) -> recipes.Statement:
    return recipes.live(sql, zoom, right)
