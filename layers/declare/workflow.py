"""States of a record and the ways between them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gis_core.pure.refusal import Refused
from layers.declare.draft import TransitionDraft


@dataclass(frozen=True)
class WorkingDays:
    """So many working days after the transition."""

    count: int


@dataclass(frozen=True)
class Days:
    """So many calendar days; a citizen's last day on a holiday moves, an official's does not."""

    count: int
    citizen: bool = False


@dataclass(frozen=True)
class Transition:
    """A step. `by`: roles (words or tuple). `form`: columns asked for. `guard`: refusals that forbid the step.

    `closed`: refusals that forbid it for a record as it stands, whatever is typed; the button then says why. It only
    reads: what must be locked is asked again by `guard`.
    `by_another_than`: columns that hold who did the work before; none of them takes the step (four eyes).
    `effect` writes what follows from it inside the same transaction; `document` is printed at the step.
    `due` is the time allowed in the state it leads to.
    """

    code: str
    source: str | tuple[str, ...]
    target: str
    by: tuple[str, ...]
    thai: str
    due: WorkingDays | Days | None = None
    form: tuple[str, ...] = ()
    by_another_than: tuple[str, ...] = ()
    closed: Callable[[Any], Iterable[Refused]] | None = None
    guard: Callable[[TransitionDraft], Iterable[Refused]] | None = None
    effect: Callable[[TransitionDraft], None] | None = None
    document: str = ""

    @property
    def sources(self) -> tuple[str, ...]:
        return (self.source,) if isinstance(self.source, str) else self.source


@dataclass(frozen=True)
class Workflow:
    """`states` maps a code to its Thai name, in the order of the work.

    `edited_in`: the states in which what was typed may still be changed (none named: all); `instead` says what to do
    in the others.
    """

    initial: str
    states: Mapping[str, str]
    transitions: tuple[Transition, ...] = field(default=())
    edited_in: tuple[str, ...] = ()
    instead: str = ""

    def of(self, code: str) -> Transition:
        """The transition of that code. Raises KeyError."""
        for transition in self.transitions:
            if transition.code == code:
                return transition
        raise KeyError(code)

    def edit_refusals(self, state: str) -> list[Refused]:
        """``STATE`` where what was typed stands as it is."""
        if not self.edited_in or state in self.edited_in:
            return []
        return [Refused("STATE", f"แก้ไขไม่ได้ในสถานะ “{self.states.get(state, state)}” {self.instead}".rstrip())]

    def from_state(self, state: str) -> tuple[Transition, ...]:
        return tuple(t for t in self.transitions if state in t.sources)
