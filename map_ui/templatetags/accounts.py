"""Periods of roles and states of accounts, for the pages of the administration."""

from __future__ import annotations

from datetime import date

from django import template
from django.db.backends.postgresql.psycopg_any import DateRange
from django.http import QueryDict

from gis_core.access.account_history import period_text

register = template.Library()


@register.filter
def held_period(valid: DateRange) -> str:
    """From the first to the last day, both in force."""
    return period_text(valid.lower, valid.upper)


@register.filter
def held_state(valid: DateRange, today: date) -> str:
    """`now`, `later` or `over`."""
    if valid.upper is not None and valid.upper <= today:
        return "over"
    return "later" if valid.lower is not None and valid.lower > today else "now"


@register.simple_tag(takes_context=True)
def with_page(context: template.Context, number: int) -> str:
    """The address of another page of the same list."""
    query: QueryDict = context["request"].GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"
