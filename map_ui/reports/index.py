"""The reports of a register by their code in the address."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from layers.bound import BoundRegister
from layers.declare import CountBy, Kpi, Report, SumBy
from layers.engine.judging import is_told
from map_ui.listing import Listing
from map_ui.listing.filters import VILLAGE
from map_ui.reports import asking, counting, key_figures
from map_ui.reports.table import ResultTable
from map_ui.tables import is_closed

Declared = CountBy | SumBy | Kpi | Report


def code_of(declared: Declared) -> str:
    """count-<first>[-<second>], sum-<column>-<by>, or the declared code."""
    if isinstance(declared, CountBy):
        return "-".join(part for part in ("count", declared.first, declared.second) if part)
    return f"sum-{declared.column}-{declared.by}" if isinstance(declared, SumBy) else declared.code


def title_of(register: BoundRegister, declared: Declared) -> str:
    if isinstance(declared, CountBy):
        names = [_thai(register, name) for name in (declared.first, declared.second) if name]
        return f"จำนวนตาม{'และ'.join(names)}"
    if isinstance(declared, SumBy):
        return f"{_thai(register, declared.column)}รวม ตาม{_thai(register, declared.by)}"
    return declared.thai


def _thai(register: BoundRegister, name: str) -> str:
    return "หมู่บ้าน" if name == VILLAGE else register.label(name)


def is_open(register: BoundRegister, declared: Declared, user: Any) -> bool:
    """Counts over columns that are closed to the reader are closed too, and figures of what he may not see."""
    if isinstance(declared, Kpi):
        return is_told(register, declared, user)
    if isinstance(declared, Report):
        return True
    names = (declared.first, declared.second) if isinstance(declared, CountBy) else (declared.column, declared.by)
    readable = {c.name for c in register.readable(user)} | {"status", VILLAGE, ""}
    return all(
        name in readable and (name in ("", VILLAGE) or not is_closed(register, register.by_name[name]))
        for name in names
    )


def report_links(register: BoundRegister, user: Any) -> list[dict[str, str]]:
    """Title and address of every report the reader may open."""
    return [
        {"thai": title_of(register, each), "url": f"{register.url}report/{code_of(each)}/", "code": code_of(each)}
        for each in register.declared.reports
        if is_open(register, each, user)
    ]


def find(register: BoundRegister, code: str, user: Any) -> Declared | None:
    return next((r for r in register.declared.reports if code_of(r) == code and is_open(register, r, user)), None)


def table_of(
    declared: Declared, listing: Listing, asked: Sequence[asking.Asked], *, every: bool = False
) -> ResultTable | None:
    """The report as a table; None while a parameter could not be read. `every` record behind a key figure."""
    register, user = listing.register, listing.user
    if isinstance(declared, CountBy):
        return counting.count_by(register, declared, listing.query, user)
    if isinstance(declared, SumBy):
        return counting.sum_by(register, declared, listing.query, user)
    if isinstance(declared, Kpi):
        village, unit = listing.given.get("village", ""), listing.given.get("unit", "")
        return key_figures.key_figure(declared, user, village, unit=unit, every=every)
    return asking.run(declared, asked, user)
