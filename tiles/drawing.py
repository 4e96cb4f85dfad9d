"""A tile from the disk, else from the database and then kept."""

from __future__ import annotations

import time

from layers.bound import BoundRegister
from tiles import freshness
from tiles.audience import Share
from tiles.cache import KEPT_TO, Kept
from tiles.database import in_transaction
from tiles.grid import Tile
from tiles.render import ready_or_drawn
from tiles.statements import sql_of


def kept_or_drawn(register: BoundRegister, address: Tile, share: Share) -> Kept:
    """One tile of one share; shares without a key, and what a transaction sees before others do, stay off the disk."""
    # the watch begins with the first tile, whatever its zoom: the short path waits for it
    watch = None if not share.key or in_transaction() else freshness.watch()
    if watch is None or address.z > KEPT_TO:
        return ready_or_drawn(register, address, share.right)
    path = watch.cache.path(register.slug, sql_of(register).version, share.key, address)
    kept = watch.cache.read(path) if watch.may_serve(address.z) else None
    if kept is None:
        began = time.monotonic()
        kept = ready_or_drawn(register, address, share.right)
        watch.keep(path, kept, register, address, began)
    return kept
