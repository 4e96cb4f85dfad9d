"""The last days of a tax year's steps, as its extension orders moved them."""

from __future__ import annotations

from datetime import date

from gis_core.pure.deadlines import ExtensionOrder as Extension
from gis_core.pure.deadlines import citizen_deadline
from gis_core.pure.thai_calendar import national_holidays
from modules.finance.revenue_collection.land_tax import rules
from modules.finance.revenue_collection.models import TaxYear

#: The steps whose last day is the taxpayer's: on a holiday it moves, the office's own stand. Law: Civil Code s.193/8.
TAXPAYERS = ("pay", "second", "third")


def deadlines(year: TaxYear) -> dict[str, date]:
    """The last day of every step, by step."""
    orders: dict[str, list[Extension]] = {}
    for order in year.extensions.all():
        orders.setdefault(order.step, []).append(Extension(order.until, order.ordered_on, order.order_no))
    holidays = national_holidays()
    days = {step: rules.deadline(year.year_be, step, orders.get(step, ())) for step in rules.STEPS}
    return days | {step: citizen_deadline(days[step], 0, holidays) for step in TAXPAYERS}
