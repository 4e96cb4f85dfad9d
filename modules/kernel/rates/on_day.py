"""Which figure applied on a day, and why: every row in force, with its law, its certainty and who wrote it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gis_core.access.visible import visible
from gis_core.features import clock
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import format_date, parse_date
from gis_core.pure.thai_text import to_arabic_digits
from layers.declare import UsedRates
from layers.engine.rows import rows
from layers.registry import registry
from modules.kernel.rates.lookup import plain
from modules.kernel.rates.models import RateRow, RateTable


@dataclass(frozen=True)
class Shown:
    """A row in force as the page shows it; `holds` when it is the one for the quantity that was asked."""

    row: RateRow
    url: str
    tier: str
    holds: bool


def page(request: HttpRequest) -> HttpResponse:
    """Ask for a table, a day and perhaps a quantity; show what was in force."""
    register = registry.for_model(RateRow)
    assert register is not None  # declared beside this module
    seen = rows(register, request.user)
    tables = list(RateTable.objects.order_by("thai"))
    wanted = request.GET.get("table", tables[0].key if tables else "")
    table = next((each for each in tables if each.key == wanted), None)
    asked_on, asked = request.GET.get("on", "").strip(), request.GET.get("quantity", "").strip()
    refusals: list[Refused] = []
    found: list[Shown] = []
    missing: list[str] = []
    on = clock.today()
    try:
        if wanted and table is None:
            raise Refused("NOT_FOUND", "ไม่พบตารางอัตรานี้", field="table")
        on = parse_date(asked_on, field="on") if asked_on else on
        found, missing = _in_force(register, table, on, _quantity(asked), seen) if table else ([], [])
    except Refused as refused:
        refusals = [refused]
    context = {
        "register": register,
        "tables": tables,
        "table": table,
        "on": on,
        "asked_on": asked_on or format_date(on, "numeric"),
        "asked": asked,
        "found": found,
        "missing": missing,
        "doubtful": seen.exclude(certainty=RateRow.Certainty.SURE).count(),
        "unconfirmed": seen.filter(certainty=RateRow.Certainty.VERIFY).count(),
        "refusals": refusals,
    }
    return render(request, "kernel_rates/on_day.html", context, status=409 if refusals else 200)


def used(wanted: UsedRates, user: Any, on: date) -> tuple[RateTable, list[Shown]] | None:
    """The rows a figure is reckoned with on a day; None for who may not see rates."""
    register = registry.for_model(RateRow)
    assert register is not None  # declared beside this module
    table = RateTable.objects.filter(key=wanted.table).first()
    if table is None or visible(register, user).nothing:
        return None
    found, _ = _in_force(register, table, on, None, rows(register, user))
    return table, [each for each in found if each.row.key.startswith(wanted.keys)]


def _quantity(text: str) -> Decimal | None:
    if not text:
        return None
    try:
        value = Decimal(to_arabic_digits(text).replace(",", ""))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise Refused("FORMAT", "ปริมาณต้องเป็นตัวเลข", field="quantity")
    return value


def _in_force(
    register: Any, table: RateTable, on: date, quantity: Decimal | None, seen: Any
) -> tuple[list[Shown], list[str]]:
    """The rows of that day, and what of the table has none."""
    listed = list(seen.filter(table=table).order_by("key", "lower", "id"))
    found = []
    for row in listed:
        figure = plain(row)
        if figure.in_force(on):
            holds = quantity is not None and figure.holds(quantity, table.bounds)  # type: ignore[arg-type]
            found.append(Shown(row, register.record_url(row.uid), _tier(row), holds))
    keys = {shown.row.key for shown in found}
    return found, sorted({row.thai for row in listed if row.key not in keys})


def _tier(row: RateRow) -> str:
    if row.lower is None and row.upper is None:
        return ""
    lower = f"{row.lower.normalize():,f}" if row.lower is not None else ""
    upper = f"{row.upper.normalize():,f}" if row.upper is not None else ""
    return f"{lower or '–'} ถึง {upper}" if upper else f"{lower} ขึ้นไป"
