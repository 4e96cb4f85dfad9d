"""The last days of a tax year's steps, as its extension orders moved them."""

from __future__ import annotations

from datetime import date

from gis_core.pure.deadlines import ExtensionOrder as Extension
from modules.finance.revenue_collection.land_tax import rules
from modules.finance.revenue_collection.models import TaxYear


def deadlines(year: TaxYear) -> dict[str, date]:
    """The last day of every step, by step."""
    orders: dict[str, list[Extension]] = {}
    for order in year.extensions.all():
        orders.setdefault(order.step, []).append(Extension(order.until, order.ordered_on, order.order_no))
    return {step: rules.deadline(year.year_be, step, orders.get(step, ())) for step in rules.STEPS}
