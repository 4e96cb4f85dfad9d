"""How a system judges an objection against one of its records and hears its decision, without the kernel knowing it.

@judge("land_tax")
def may_object(case): yield Refused(...)      # asked whenever an objection is written
@hear("land_tax")
def revise(case, decision): ...      # runs inside the change that decides
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from gis_core.pure.refusal import Refused
from modules.kernel.cases.models import Case, CaseDecision

Listener = Callable[[Case, CaseDecision], None]
Judge = Callable[[Case], Iterable[Refused]]
_listeners: dict[str, list[Listener]] = {}
_judges: dict[str, list[Judge]] = {}
_weighers: dict[str, list[Judge]] = {}


def judge(kind: str) -> Callable[[Judge], Judge]:
    """Register a function that says why an objection of one kind may not be lodged as it stands."""

    def keep(function: Judge) -> Judge:
        _judges.setdefault(kind, []).append(function)
        return function

    return keep


def lodging_refusals(case: Case) -> Iterator[Refused]:
    """What the systems have against an objection, by its kind."""
    for function in _judges.get(case.kind, ()):
        yield from function(case)


def weigh(kind: str) -> Callable[[Judge], Judge]:
    """Register a function that says why a case of one kind may not be granted as the decision is written."""

    def keep(function: Judge) -> Judge:
        _weighers.setdefault(kind, []).append(function)
        return function

    return keep


def granting_refusals(case: Case) -> Iterator[Refused]:
    """What the systems have against granting a case with the sum that was decided."""
    for function in _weighers.get(case.kind, ()):
        yield from function(case)


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
