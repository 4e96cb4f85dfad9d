"""Work of every night: figures, counts, clearing up. An app registers a function; the worker runs all in turn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Function = Callable[..., Any]


@dataclass(frozen=True)
class NightlyTask:
    """A function without required parameters; `thai` is both its title and the reason of what it writes."""

    thai: str
    run: Function


tasks: list[NightlyTask] = []


def nightly(thai: str) -> Callable[[Function], Function]:
    """Register a function to run each night as the system's account, in one transaction of its own.

    It must be safe to run twice. One that fails is reported and does not stop the others.
    """

    def keep(function: Function) -> Function:
        tasks.append(NightlyTask(thai, function))
        return function

    return keep
