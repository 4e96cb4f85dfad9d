"""Rows every database must hold: roles, the system account, code lists. Apps register a function; it must
be repeatable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

_seeds: list[tuple[str, Callable[[], int]]] = []


def seed(thai: str) -> Callable[[Callable[[], int]], Callable[[], int]]:
    """Register a function that writes missing rows and returns how many it wrote."""

    def keep(function: Callable[[], int]) -> Callable[[], int]:
        _seeds.append((thai, function))
        return function

    return keep


def run_all() -> Iterator[str]:
    """Run every seed in the order of registration; yields the Thai names of those that wrote rows."""
    for thai, function in _seeds:
        written = function()
        if written:
            yield f"{thai} {written} รายการ"
