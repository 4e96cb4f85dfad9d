"""The boards of executive information on the page of figures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from gis_core.access.visible import visible
from gis_core.pure.thai_calendar import fiscal_year_bounds
from layers import charts
from layers.bound import BoundRegister
from layers.engine.boards import Asked, Board, show
from layers.engine.judging import is_told
from layers.registry import registry
from modules.central_administration.executive_information.revenue import Revenue, revenue
from modules.kernel.charges import income
from modules.kernel.charges.models import AllocatedRevenue, Charge, RevenueCode, RevenueEstimate


def _register(model: Any) -> BoundRegister:
    register = registry.for_model(model)
    assert register is not None  # declared by the kernel of charges
    return register


def is_whole(user: Any) -> bool:
    """Whether the reader sees all charges and all allocated money; a part of the revenue is no share of the office's
    estimate.
    """
    return all(visible(_register(model), user).everything for model in (Charge, AllocatedRevenue))


def sees_estimates(user: Any) -> bool:
    """Whether the office's estimates may stand beside what the reader sees."""
    return is_whole(user) and visible(_register(RevenueEstimate), user).everything


def revenue_of(user: Any, asked: Asked, since: date | None = None) -> Revenue:
    """The year's revenue, or what came in since a month of it, as far as the reader sees charges and estimates, in at
    most three statements.
    """
    first, last = fiscal_year_bounds(asked.fiscal_year_be - 1)[0], fiscal_year_bounds(asked.fiscal_year_be)[1]
    taken = income.by_month_and_kind(user, first, last)
    names = dict(RevenueCode.objects.order_by("id").values_list("pk", "thai"))
    estimates = RevenueEstimate.of_year(asked.fiscal_year_be) if sees_estimates(user) else {}
    return revenue(names, taken, estimates, asked.fiscal_year_be, asked.until, since)


def revenue_board(user: Any, asked: Asked) -> Mapping[str, Any] | None:
    """Money taken in against the estimate and the year before, whatever village is asked for; None for who may see no
    charges."""
    charges, estimates, allocated = (_register(model) for model in (Charge, RevenueEstimate, AllocatedRevenue))
    if visible(charges, user).nothing:
        return None
    found, year = revenue_of(user, asked), asked.fiscal_year_be
    columns = charts.months_short([month for month, _, _ in found.months])
    now, before = [row[1] for row in found.months], [row[2] for row in found.months]
    chart = charts.bars(
        columns, [(f"ปีงบประมาณ {year}", "now", now), (f"ปีงบประมาณ {year - 1}", "before", before)], "บาท"
    )
    return {
        "revenue": found,
        "chart": chart,
        "year": year,
        "until": asked.until,
        "is_whole": is_whole(user),
        "has_estimates": sees_estimates(user),
        "estimates_url": estimates.url if not visible(estimates, user).nothing else "",
        "allocated_url": allocated.url if not visible(allocated, user).nothing else "",
        "charges_url": _taken_url(charges, user) if asked.is_this_year else "",
    }


def _taken_url(charges: BoundRegister, user: Any) -> str:
    """The page of what was taken in; "" where the office does not use that figure."""
    taken = income.FIGURES[0]
    return f"{charges.url}report/{taken.code}/" if is_told(charges, taken, user) else ""


show(Board("revenue", "รายได้เทียบประมาณการและปีก่อน", "executive_information/revenue.html", revenue_board))
