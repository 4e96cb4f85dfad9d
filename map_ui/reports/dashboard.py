"""What the page of figures was asked for, and the cards that answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404

from gis_core.features import clock
from gis_core.pure.thai_calendar import FISCAL_MONTHS, MONTHS_LONG, fiscal_year
from layers.bound import BoundRegister
from layers.declare import Kpi
from layers.engine.boards import Asked
from layers.engine.judging import Judgement, Kept, figure_code, is_told, judged, latest
from map_ui.context import menu
from map_ui.listing.placing import villages
from map_ui.reports.key_figures import figure_cell, parts_now
from map_ui.reports.table import ResultCell

YEARS_BACK = 4
NOT_KEPT = "ไม่มีค่าที่บันทึกไว้"


@dataclass
class Card:
    """A key figure with its value, the day of it where it was kept, and its light."""

    register: BoundRegister
    kpi: Kpi
    url: str
    cell: ResultCell = field(default_factory=lambda: figure_cell(None, ""))
    kept: Kept | None = None
    judged: Judgement | None = None

    @property
    def code(self) -> str:
        return figure_code(self.register, self.kpi)


def asked_of(given: Mapping[str, str]) -> Asked:
    """The filters of the address. Raises Http404 for what is no year, month or village of the office."""
    today = clock.today()
    year, month, village = given.get("year", ""), given.get("month", ""), given.get("village", "")
    if not _is_one_of(year, years()) or not _is_one_of(month, FISCAL_MONTHS):
        raise Http404
    if village and village not in {area.code for area in villages()}:
        raise Http404
    return Asked(int(year) if year else fiscal_year(today), int(month) if month else None, village, today)


def _is_one_of(text: str, allowed: Sequence[int]) -> bool:
    return not text or (text.isdecimal() and len(text) < 5 and int(text) in allowed)


def years() -> list[int]:
    """The fiscal years one can ask for, this one first."""
    this = fiscal_year(clock.today())
    return [this - back for back in range(YEARS_BACK)]


def choices(asked: Asked) -> dict[str, Any]:
    """The filters as the form shows them."""
    return {
        "years": [(year, year == asked.fiscal_year_be) for year in years()],
        "months": [(month, MONTHS_LONG[month - 1], month == asked.month) for month in FISCAL_MONTHS],
        "villages": [(area.code, str(area), area.code == asked.village) for area in villages()],
    }


def modules_of(user: Any, asked: Asked) -> list[dict[str, Any]]:
    """Modules, their systems and the cards the reader may open. What nobody may see is not asked for."""
    modules = []
    for module in menu(user):
        systems = [
            {"thai": each["thai"], "figures": found}
            for each in module["systems"]
            if (found := cards_of(each["registers"], user, asked))
        ]
        if systems:
            modules.append({"thai": module["thai"], "systems": systems})
    return modules


def cards_of(registers: Sequence[BoundRegister], user: Any, asked: Asked) -> list[Card]:
    """Of registers the reader may see something of, the figures he may open, still without values."""
    tail = f"?village={asked.village}" if asked.village else ""
    return [
        Card(register, kpi, f"{register.url}report/{kpi.code}/{tail}")
        for register in registers
        for kpi in register.declared.reports
        if isinstance(kpi, Kpi) and not kpi.external and is_told(register, kpi, user)
    ]


def fill(cards: Sequence[Card], user: Any, asked: Asked, *, is_live: bool) -> None:
    """The value of each card: the one kept last where the reader may see the whole office, else reckoned now.

    Of a time that is over only what was kept can say what was.
    """
    kept = {} if is_live else latest([card.code for card in cards], user, asked.village, asked.until)
    values = {}
    for card in cards:
        card.kept = kept.get(card.code)
        if card.kept:
            card.cell = figure_cell(card.kept.value, card.kpi.unit)
        elif asked.is_past:
            card.cell = ResultCell(None, NOT_KEPT)
        else:
            card.cell = figure_cell(live(card.kpi, user, asked.village), card.kpi.unit)
        values[card.code] = card.kept or Kept(card.cell.value, asked.until)
    lights = judged(values, user, asked.until, asked.village)
    for card in cards:
        card.judged = lights.get(card.code)


def live(kpi: Kpi, user: Any, village: str) -> Any:
    """The value as it is now of the office or a village; None for no data."""
    if not village:
        return kpi.value(user).value(kpi.scale)
    return parts_now(kpi, user).of(village)
