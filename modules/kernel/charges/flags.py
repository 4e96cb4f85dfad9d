"""What a cashier must see beside a bill before he takes money; each system says what it knows of its own.

@flag
def seized(charges): return {charge id: ["..."]}
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

Flagger = Callable[[Collection[int]], Mapping[int, list[str]]]
_flaggers: list[Flagger] = []


def flag(function: Flagger) -> Flagger:
    """Register a function that knows something about some charges, by their ids."""
    _flaggers.append(function)
    return function


def flags_of(charges: Collection[int]) -> dict[int, list[str]]:
    """Everything that is known about some charges."""
    found: dict[int, list[str]] = {}
    for function in _flaggers if charges else ():
        for charge, texts in function(charges).items():
            found.setdefault(charge, []).extend(texts)
    return found
