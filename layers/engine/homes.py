"""A person's own page: what waits for him, his figures, his ways. Homes are declared by a system."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any, Literal

from gis_core.access.holdings import holdings_of


@dataclass(frozen=True)
class Waiting:
    """Records of a register (by its key) in some states, on which the role is to act. `whose`: a column that names the
    reader himself or, for `org_unit`, his unit; without it everybody's.
    """

    register: str
    states: tuple[str, ...]
    whose: str = ""


@dataclass(frozen=True)
class Way:
    """A register, or a page of its own, that the role opens daily."""

    register: str
    page: str = ""


@dataclass(frozen=True)
class Home:
    """What the holders of some roles see on their page, figures by their codes. Whoever signs in comes to it, unless
    his work lies on the map.
    """

    roles: tuple[str, ...]
    waiting: tuple[Waiting, ...] = ()
    figures: tuple[str, ...] = ()
    ways: tuple[Way, ...] = ()
    map_first: bool = False


_homes: list[Home] = []


def declare(homes: Iterable[Home]) -> None:
    """Register homes; who holds several roles sees them one after the other."""
    _homes.extend(homes)


def declared() -> Iterator[Home]:
    """All of them."""
    return iter(_homes)


def home_of(user: Any) -> Home:
    """The homes of all roles the user holds today as one; what two of them name stands once."""
    roles = {holding.role for holding in holdings_of(user)}
    found = [home for home in _homes if roles & set(home.roles)]
    map_first = all(home.map_first for home in found)
    return Home(
        tuple(sorted(roles)),
        _once(found, "waiting"),
        _once(found, "figures"),
        _once(found, "ways"),
        map_first=map_first,
    )


def _once(homes: Iterable[Home], part: Literal["waiting", "figures", "ways"]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(getattr(home, part) for home in homes)))
