"""Where the parts of a chart of the brief stand, in its drawing of 160 by 40."""

from __future__ import annotations

from django import template

register = template.Library()
WIDE, HIGH = 1.6, 0.4
TICKS = 4


@register.filter
def plot_x(share: float) -> str:
    """A share of the width."""
    return f"{share * WIDE:.2f}"


@register.filter
def plot_y(share: float) -> str:
    """A share of the height."""
    return f"{share * HIGH:.2f}"


@register.filter
def tick_y(number: int) -> str:
    """Beside which line a number of the scale stands."""
    return f"{100 * HIGH * number / TICKS + 1.2:.2f}"
