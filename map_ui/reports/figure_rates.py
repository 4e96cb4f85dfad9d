"""The rows of law a key figure is reckoned with today, each leading to its own page."""

from __future__ import annotations

from typing import Any

from gis_core.features import clock
from gis_core.pure.thai_calendar import format_date
from layers.declare import Kpi
from map_ui.reports.table import ResultTable, cell
from modules.kernel.rates import on_day

HEADINGS = ["รายการ", "ชั้น", "อัตรา", "ใช้ตั้งแต่", "ความแน่นอน", "ที่มา"]


def rates_of(kpi: Kpi, user: Any) -> list[ResultTable]:
    """A table for each rate table it uses, two statements each; none for who may not see rates."""
    today = clock.today()
    found = (on_day.used(wanted, user, today) for wanted in kpi.rates)
    return [_table(table, shown) for table, shown in (each for each in found if each)]


def _table(table: Any, shown: list[on_day.Shown]) -> ResultTable:
    rows = [
        [
            cell(each.row.thai, url=each.url),
            cell(each.tier or "–"),
            cell(each.row.value.normalize(), f"{each.row.value.normalize():,f}"),
            cell(each.row.valid.lower, format_date(each.row.valid.lower) if each.row.valid.lower else "–"),
            cell(each.row.get_certainty_display()),
            cell(each.row.law),
        ]
        for each in shown
    ]
    unit = f" ({table.unit})" if table.unit else ""
    return ResultTable(f"อัตรา: {table.thai}{unit}", HEADINGS, rows)
