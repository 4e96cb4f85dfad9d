"""The reader's view of the whole index: one predicate over `gis_feature` for all registers at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from gis_core.access.levels import Level
from gis_core.access.visible import visible
from layers.bound import BoundRegister, kind_ids
from layers.registry import registry
from layers.telling import index_rows


def on_the_map(register: BoundRegister) -> bool:
    """Hidden registers never show on a card, in a count or among suggestions."""
    return register.level != Level.HIDDEN


def has_place(register: BoundRegister) -> bool:
    """Whether its records are to stand somewhere and are counted among those that do or do not yet. Personal registers
    are left out: whoever sees the office whole does not see each person.
    """
    return not register.level.is_personal and register.is_placed


#: An index row `f` that stands nowhere: it has no shape, and hangs on no record that has one.
UNPLACED = "f.geom IS NULL AND f.place_uid IS NULL"


def predicate(
    user: Any, alias: str = "f", wanted: Callable[[BoundRegister], bool] = on_the_map, *, standing: bool = False
) -> tuple[str, dict[str, Any]]:
    """SQL test and its parameters: index rows of the wanted registers that `user` may see. FALSE when there
    are none. `standing` leaves out records that no longer take up ground, such as a divided parcel.
    """
    seen = ((register, visible(register, user)) for register in registry.registers if wanted(register))
    test, params = index_rows(seen, alias, "g")
    gone, values = _gone(alias) if standing else ("FALSE", {})
    return f"{test} AND NOT ({gone})", params | values


def layers_seen(user: Any, wanted: Callable[[BoundRegister], bool]) -> tuple[list[int], list[int]]:
    """The layers of which `user` may see every row of every register, all of them wanted, and the others of which he
    may see something. The index has a key by layer and none by kind: rows of the former are counted by it alone.
    """
    seen = {each.key: visible(each, user) for each in registry.registers if wanted(each)}
    some = {
        register.layer_id for register in registry.registers if register.key in seen and not seen[register.key].nothing
    }
    shut = {layer for key, (_, layer) in kind_ids().items() if key not in seen or not seen[key].everything}
    return sorted(some - shut), sorted(some & shut)


def _gone(alias: str) -> tuple[str, dict[str, Any]]:
    tests, params = ["FALSE"], {}
    for number, register in enumerate(each for each in registry.registers if each.live_states):
        tests.append(f"({alias}.kind = %(s{number}_kind)s AND {alias}.status <> ALL(%(s{number}_live)s))")
        params |= {f"s{number}_kind": register.kind_id, f"s{number}_live": list(register.live_states)}
    return " OR ".join(tests), params


def viewable(user: Any) -> Iterable[BoundRegister]:
    """The registers of which `user` may see something."""
    return (register for register in registry.registers if not visible(register, user).nothing)
