"""Addresses that a template builds from a list, and Thai dates."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone

from gis_core.features import clock
from gis_core.pure.thai_calendar import MONTHS_LONG, format_date, format_datetime
from map_ui.listing import Listing
from map_ui.listing.filters import Filter
from map_ui.reports.table import plain

register = template.Library()


@register.filter
def listing_without(each: Filter, listing: Listing) -> str:
    """The list without one of its filters."""
    return listing.without(each)


@register.simple_tag
def listing_size(listing: Listing, size: int) -> str:
    """The list with another number of rows on a page."""
    return listing.link(size=size)


@register.filter
def thai_date(day: date) -> str:
    """A day of the Buddhist era."""
    return format_date(day)


@register.filter
def thai_moment(moment: datetime) -> str:
    """A moment in Thai time."""
    return format_datetime(timezone.localtime(moment))


@register.simple_tag
def thai_now() -> str:
    """This moment, for the head of a printed sheet."""
    return format_datetime(timezone.localtime(clock.now()))


@register.filter
def figure(value: Any, of: str = "") -> str:
    """A number as the tables of results write it under a unit."""
    return plain(value, of)


@register.filter
def signed(value: Any) -> str:
    """A change with its sign."""
    return f"+{plain(value)}" if value > 0 else plain(value)


@register.filter
def month_name(month: int) -> str:
    """A calendar month in Thai."""
    return MONTHS_LONG[month - 1]
