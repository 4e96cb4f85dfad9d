"""A tile from the disk, else from the database and then kept."""

from __future__ import annotations

import time

from layers.bound import BoundRegister
from tiles import freshness
from tiles.audience import Share
from tiles.cache import KEPT_TO, Kept, pack
from tiles.database import in_transaction
from tiles.grid import Tile
from tiles.render import render
from tiles.statements import sql_of


def kept_or_drawn(register: BoundRegister, address: Tile, share: Share) -> Kept:
    """One tile of one share; shares without a key, and what a transaction sees before others do, stay off the disk."""
    watch = None if not share.key or address.z > KEPT_TO or in_transaction() else freshness.watch()
    if watch is None:
        drawn = render(register, address, share.right)
        return pack(drawn.body, drawn.snapshot)
    path = watch.cache.path(register.slug, sql_of(register).version, share.key, address)
    kept = watch.cache.read(path) if watch.may_serve(address.z) else None
    if kept is None:
        began = time.monotonic()
        drawn = render(register, address, share.right)
        kept = pack(drawn.body, drawn.snapshot)
        watch.keep(path, kept, register.layer_id, address, began)
    return kept
