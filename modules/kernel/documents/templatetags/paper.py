"""Filters for printed papers: Thai digits, official dates, areas, money in words, chainage."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html

from gis_core.pure import chainage, money, thai_area, thai_calendar, thai_text

register = template.Library()
#: What is longer in brackets is a sentence, which must break.
LONGEST_CODE = 30


@register.filter
def thai_digits(value: Any) -> str:
    """Arabic digits become Thai ones."""
    return thai_text.to_thai_digits(str(value)) if value not in (None, "") else ""


@register.filter
def digits_of(value: Any, document: Any) -> str:
    """In Thai digits where the declaration of the paper asks for them, else as it stands."""
    return thai_digits(value) if document.thai_digits else str(value)


@register.filter
def code_kept(title: str) -> str:
    """A title whose form code at the end, as (ภ.ด.ส.3/ภ.ด.ส.4), is never broken between two lines."""
    text, opening, code = title.rpartition(" (")
    return (
        format_html("{} <span>({}</span>", text, code)
        if opening and code.endswith(")") and len(code) <= LONGEST_CODE
        else title
    )


@register.filter
def thai_date(value: date | datetime | None) -> str:
    """“25 พฤศจิกายน 2569”; "" for nothing."""
    if value is None or value == "":
        return ""
    day = timezone.localtime(value).date() if isinstance(value, datetime) else value
    return thai_calendar.format_date(day, "long")


@register.filter
def rai(value: Decimal | None) -> str:
    """Square wah as rai-ngan-wah."""
    return thai_area.format_area(value) if value is not None else ""


@register.filter
def km(value: Any) -> str:
    """Metres along a route as กม. 1+250."""
    return chainage.format_chainage(Decimal(str(value))) if value not in (None, "") else ""


@register.filter
def baht_words(value: Decimal | None) -> str:
    return money.baht_in_words(value) if value is not None else ""


@register.filter
def number(value: Any, places: int = 2) -> str:
    """A number with thousands separators and so many decimals."""
    return f"{Decimal(str(value)):,.{places}f}" if value not in (None, "") else ""


@register.filter
def plain_number(value: Decimal | None) -> str:
    """A figure of law without the zeros of its column: 0.01, 50,000,000."""
    return f"{value.normalize():,f}" if value is not None else ""
