"""A table of results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from gis_core.pure.choropleth import LegendEntry
from gis_core.pure.figures import written
from gis_core.pure.thai_calendar import format_date, format_datetime


@dataclass(frozen=True)
class ResultCell:
    """A value with its text. `url` leads to the records behind it, `share` is its part of the column's largest in
    percent; the `key` of a row's first is that of its shape on the map beside it.
    """

    value: Any
    text: str
    url: str = ""
    share: int = 0
    key: str = ""

    @property
    def is_number(self) -> bool:
        return isinstance(self.value, int | float | Decimal) and not isinstance(self.value, bool)


@dataclass
class ResultTable:
    """Headings, rows and totals; `geojson` where the rows have shapes.

    A key figure has its `figure` too, and `parts`: the same by village, with the `legend` of its map.
    """

    title: str
    headings: list[str]
    rows: list[list[ResultCell]]
    totals: list[ResultCell] = field(default_factory=list)
    note: str = ""
    figure: ResultCell | None = None
    unit: str = ""
    geojson: str = ""
    parts: ResultTable | None = None
    legend: Sequence[LegendEntry] = ()

    @property
    def numeric(self) -> list[bool]:
        """Which columns hold numbers."""
        return [all(row[i].is_number or row[i].text == "" for row in self.rows) for i in range(len(self.headings))]

    @property
    def heads(self) -> list[tuple[str, bool]]:
        flags = self.numeric if self.rows else [False] * len(self.headings)
        return list(zip(self.headings, flags, strict=True))


def plain(value: Any, of: str = "") -> str:
    """A result's value under its unit or heading as text: Thai dates, thousands, ใช่ and ไม่ใช่."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ใช่" if value else "ไม่ใช่"
    if isinstance(value, int | float | Decimal):
        return written(value, of)
    if isinstance(value, datetime):
        return format_datetime(timezone.localtime(value))
    return format_date(value) if isinstance(value, date) else str(value)


def cell(value: Any, text: str | None = None, url: str = "", share: int = 0, of: str = "", key: str = "") -> ResultCell:
    return ResultCell(value, plain(value, of) if text is None else text, url, share, key)
