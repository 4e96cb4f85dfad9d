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


@dataclass(frozen=True)
class FrequentTask:
    """A function the worker calls every `every_s` seconds, outside any change."""

    thai: str
    every_s: float
    run: Function


tasks: list[NightlyTask] = []
frequent_tasks: list[FrequentTask] = []


def nightly(thai: str) -> Callable[[Function], Function]:
    """Register a function to run each night as the system's account, in one transaction of its own.

    It must be safe to run twice. One that fails is reported and does not stop the others.
    """

    def keep(function: Function) -> Function:
        tasks.append(NightlyTask(thai, function))
        return function

    return keep


def frequently(thai: str, every_s: float) -> Callable[[Function], Function]:
    """Register a short function the worker calls again and again, such as drawing again what has changed.

    It writes no record (there is no actor), finds little to do most of the time, and never runs twice at once.
    """

    def keep(function: Function) -> Function:
        frequent_tasks.append(FrequentTask(thai, every_s, function))
        return function

    return keep
