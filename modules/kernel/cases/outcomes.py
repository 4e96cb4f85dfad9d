"""How a system hears that an objection against one of its records is decided, without the kernel knowing it.

@hear("land_tax")
def revise(case, decision): ...      # runs inside the change that decides
"""

from __future__ import annotations

from collections.abc import Callable

from modules.kernel.cases.models import Case, CaseDecision

Listener = Callable[[Case, CaseDecision], None]
_listeners: dict[str, list[Listener]] = {}


def hear(kind: str) -> Callable[[Listener], Listener]:
    """Register a function for the decisions of one kind of case."""

    def keep(function: Listener) -> Listener:
        _listeners.setdefault(kind, []).append(function)
        return function

    return keep


def tell(case: Case, decision: CaseDecision) -> None:
    """Tell every listener of the case's kind."""
    for function in _listeners.get(case.kind, ()):
        function(case, decision)
