"""Whether something has been taxed: then it is cancelled and never deleted.

A system that assesses taxes says so here when it starts; the ground does not know which systems those are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_asked: list[Callable[[Any], bool]] = []


def ask(function: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """Register a function that says whether a parcel, building, unit or signboard has been assessed."""
    _asked.append(function)
    return function


def has_tax(thing: Any) -> bool:
    """Whether any system has assessed the thing, in any year."""
    return any(function(thing) for function in _asked)
