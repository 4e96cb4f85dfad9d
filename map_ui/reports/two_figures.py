"""Two figures on one map of the villages: each in three classes, nine colours together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from gis_core.pure import bivariate, choropleth
from layers.engine.boards import Asked
from layers.engine.saved_maps import RAW_COUNT
from map_ui.reports.dashboard import Card
from map_ui.reports.key_figures import figure_text
from map_ui.reports.village_map import Drawing, VillageMap, values_of

SAME = "เลือกตัวชี้วัดที่สองที่ต่างจากตัวแรก"


@dataclass(frozen=True)
class TwoFigures:
    """The map of two figures: the drawing, its legend as a square (rows from high to low of the second figure, the last
    with the words below), and as a list for paper. `refused`: why it is not drawn.
    """

    second: Card
    refused: str = ""
    drawing: Drawing | None = None
    rows: Sequence[tuple[str, Sequence[str]]] = ()
    columns: Sequence[str] = ()
    legend: Sequence[choropleth.LegendEntry] = ()


def can_stand(card: Card) -> bool:
    """Whether a figure is a share: no area is coloured by how much there is in it."""
    return card.kpi.scale != 1


def two_figures(
    areas: VillageMap, cards: Sequence[Card], user: Any, asked: Asked, given: Mapping[str, str], *, is_live: bool
) -> TwoFigures | None:
    """The figure of the map against the one named in the address; None where none is."""
    second = next((card for card in cards if card.code == given.get("against")), None)
    if second is None:
        return None
    if second.code == areas.card.code:
        return TwoFigures(second, SAME)
    other = values_of(second, user, asked, is_live=is_live)
    if areas.drawing.is_counted or choropleth.is_counted(other.missing):
        return TwoFigures(second, RAW_COUNT)
    return _drawn(areas, second, other.of)


def _drawn(areas: VillageMap, second: Card, of: Any) -> TwoFigures:
    codes = [area.code for area in areas.drawing.areas]
    pairs: dict[str, tuple[Decimal | None, Decimal | None]] = {code: (areas.found.of(code), of(code)) for code in codes}
    first, last = (bivariate.thirds(pair[n] for pair in pairs.values()) for n in (0, 1))
    units = areas.card.kpi.unit, second.kpi.unit
    drawn = [
        replace(
            area,
            color=bivariate.color_of(*pairs[area.code], (first, last)),
            text=" · ".join(figure_text(value, unit) for value, unit in zip(pairs[area.code], units, strict=True)),
            is_missing=None in pairs[area.code],
        )
        for area in areas.drawing.areas
    ]
    across, up = bivariate.spans(first, units[0]), bivariate.spans(last, units[1])
    rows = [(words, [bivariate.COLORS[row][column] for column, _ in across]) for row, words in reversed(up)]
    legend = bivariate.legend((first, last), units, some_missing=any(area.is_missing for area in drawn))
    return TwoFigures(second, "", replace(areas.drawing, areas=drawn), rows, [words for _, words in across], legend)
