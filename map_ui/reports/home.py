"""The page a person sees first, made from the homes of his roles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count

from gis_core.access.holdings import holdings_of, unit_tree
from gis_core.access.visible import visible
from gis_core.features import clock
from gis_core.pure.thai_calendar import fiscal_year
from layers.bound import BoundRegister
from layers.declare import Kpi, Page
from layers.engine import homes
from layers.engine.acting import visible_to_roles
from layers.engine.boards import Asked
from layers.engine.judging import figure_code, is_told
from layers.engine.rows import rows
from layers.registry import registry
from map_ui.reports.dashboard import Card, fill


@dataclass(frozen=True)
class Task:
    """So many records of a register stand in a state that waits for the reader."""

    register: BoundRegister
    state: str
    count: int
    url: str


@dataclass(frozen=True)
class Path:
    """A register or page the reader may open."""

    thai: str
    url: str


def home(user: Any) -> dict[str, Any]:
    """Tasks, cards of figures and ways; what the reader may not open is left out."""
    own = homes.home_of(user)
    cards = [card for code in own.figures if (card := _card(code, user)) is not None]
    today = clock.today()
    fill(cards, user, Asked(fiscal_year(today), None, "", today), is_live=False)
    return {
        "tasks": [task for waiting in own.waiting for task in _tasks(waiting, user)],
        "cards": cards,
        "ways": [path for way in own.ways if (path := _path(way, user)) is not None],
    }


def _tasks(waiting: homes.Waiting, user: Any) -> list[Task]:
    """In the order of the work; a state nothing stands in is none. One statement."""
    register = registry.by_key[waiting.register]
    if visible(register, user).nothing:
        return []
    found = rows(register, user).filter(status__in=waiting.states)
    own: dict[str, str] = {}
    if waiting.whose == "org_unit":
        units = {unit for holding in holdings_of(user) for unit in unit_tree(holding.unit_id)}
        found = found.filter(org_unit_id__in=units)
    elif waiting.whose:
        found = found.filter(**{waiting.whose: user})
        own = {waiting.whose: str(user.uid)}
    counts = dict(found.order_by().values_list("status").annotate(Count("pk")))
    names = register.by_name["status"].choices
    return [
        Task(register, names[state], counts[state], f"{register.url}?{urlencode({'status': state} | own)}")
        for state in waiting.states
        if counts.get(state)
    ]


def _card(code: str, user: Any) -> Card | None:
    found = figures().get(code)
    if found is None or visible(found[0], user).nothing or not is_told(*found, user):
        return None
    register, kpi = found
    return Card(register, kpi, f"{register.url}report/{kpi.code}/")


def figures() -> dict[str, tuple[BoundRegister, Kpi]]:
    """Every declared figure by its code."""
    return {
        figure_code(register, kpi): (register, kpi)
        for register in registry.registers
        for kpi in register.declared.reports
        if isinstance(kpi, Kpi)
    }


def page_of(way: homes.Way) -> Page | None:
    """The page a way leads to; None for a register's list. Raises StopIteration for one that is not declared."""
    register = registry.by_key[way.register]
    return next(page for page in register.declared.pages if page.path == way.page) if way.page else None


def _path(way: homes.Way, user: Any) -> Path | None:
    register, page = registry.by_key[way.register], page_of(way)
    if visible(register, user).nothing:
        return None
    if page is None:
        return Path(register.thai, register.url)
    return None if visible_to_roles(register, user, page.roles).nothing else Path(page.thai, register.url + page.path)
