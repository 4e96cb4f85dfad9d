"""The villages of the office as a drawing that also prints: coloured by a figure, each leading to its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from gis_core.features import measure
from gis_core.pure import choropleth
from gis_core.pure.refusal import Refused
from layers.declare import Kpi
from layers.engine import judging
from layers.engine.boards import Asked
from map_ui.listing.placing import villages
from map_ui.reports.dashboard import Card
from map_ui.reports.key_figures import HUNDRED, figure_text, parts_now, worst_first

#: A name, and what is told under it of each village.
Named = tuple[str, Callable[[str], Decimal | None]]
#: The widest circle as a share of the drawing.
WIDEST = 0.065
#: Outlines are drawn for a picture some 800 dots wide.
DOTS = 800
SHAPES = """WITH shapes AS (
    SELECT code, coalesce(moo, 0) AS moo, ST_Transform(geom, %(utm)s) AS g
    FROM ground_adminarea WHERE level = 'village'),
    box AS (SELECT ST_Extent(g) AS b FROM shapes)
    SELECT code, ST_AsSVG(ST_SimplifyPreserveTopology(moved, greatest(ST_XMax(b) - ST_XMin(b), 1) / %(dots)s), 0, 0),
        ST_X(ST_PointOnSurface(moved)), -ST_Y(ST_PointOnSurface(moved)),
        ST_XMax(b) - ST_XMin(b), ST_YMax(b) - ST_YMin(b)
    FROM shapes, box, LATERAL ST_Translate(g, -ST_XMin(b), -ST_YMin(b)) AS moved ORDER BY moo, code"""


@dataclass(frozen=True)
class Area:
    """One village. `path` is in metres from the lower left corner, y upside down, as is `radius` of what is counted;
    `share` of the most.
    """

    code: str
    thai: str
    short: str
    path: str
    x: float
    y: float
    color: str
    text: str
    url: str
    share: int
    is_missing: bool
    radius: int = 0

    @property
    def step(self) -> list[Any]:
        """Its colour, "" for no data, its words, and the radius of its circle."""
        return ["" if self.is_missing else self.color, f"{self.thai} {self.text}", self.radius]


@dataclass(frozen=True)
class Drawing:
    """The villages as shapes, in metres; `is_counted`: with circles on them in place of colours."""

    areas: Sequence[Area]
    width: float
    height: float
    is_counted: bool = False

    @property
    def view_box(self) -> str:
        pad = self.size / 60
        return f"{-pad:.0f} {-self.height - pad:.0f} {self.width + 2 * pad:.0f} {self.height + 2 * pad:.0f}"

    @property
    def size(self) -> float:
        return max(self.width, self.height)

    @property
    def hatch(self) -> str:
        """How much the lines of no data are widened to be seen in a drawing of that size."""
        return f"{self.size / 500:.2f}"

    @property
    def letters(self) -> str:
        """Height of the letters, in metres of the drawing."""
        return f"{self.size / 26:.0f}"


@dataclass(frozen=True)
class OverTime:
    """One drawing after another, all in the same classes, of which the page shows one at a time, the last first."""

    drawings: Sequence[tuple[str, Drawing]]
    legend: Sequence[choropleth.LegendEntry]

    @property
    def last(self) -> int:
        return len(self.drawings) - 1

    @property
    def can_slide(self) -> bool:
        """Of one time there is nothing to slide to."""
        return len(self.drawings) > 1

    @property
    def shown(self) -> tuple[str, Drawing]:
        return self.drawings[-1]

    @property
    def steps(self) -> list[dict[str, Any]]:
        """As the page's script reads them: name, and by village its colour ("" no data) and words."""
        return [{"name": name, "areas": {a.code: a.step for a in each.areas}} for name, each in self.drawings]


@dataclass(frozen=True)
class VillageMap:
    """The drawing, its legend, the villages from the worst on. `refused`: why the classes asked for are not used."""

    card: Card
    drawing: Drawing
    ranking: Sequence[Area]
    legend: Sequence[choropleth.LegendEntry]
    method: str
    own: str
    refused: str
    found: judging.VillagesKept
    classes: choropleth.Classing

    @property
    def on(self) -> date:
        return self.found.on

    @property
    def years_url(self) -> str:
        """The figure over the years, at its map of the months."""
        return f"{self.card.url.partition('?')[0]}years#by-month"


def village_map(
    cards: Sequence[Card], user: Any, asked: Asked, given: Mapping[str, str], *, is_live: bool
) -> VillageMap | None:
    """The figure named in the address, else the first percentage, a kept one before others.

    None where there is no figure or no village.
    """
    card = next((card for card in cards if card.code == given.get("figure")), None) or _first(cards)
    shapes = _shapes() if card else {}
    if card is None or not shapes:
        return None
    found = values_of(card, user, asked, is_live=is_live)
    values = {code: found.of(code) for code in shapes}
    method, own = given.get("classes", "auto"), given.get("breaks", "")[:80]
    method = method if method in choropleth.METHODS else "auto"
    classes, refused = _classing(values, card, method, own)
    counted = choropleth.is_counted(found.missing)
    url = card.url.partition("?")[0]
    drawing = _drawing(url, shapes, values, classes, card.kpi.unit, _most(values) if counted else None)
    ranking = sorted(drawing.areas, key=lambda area: worst_first(card.kpi, values[area.code], area.code))
    legend = _legend(values, classes, card.kpi.unit, counted)
    return VillageMap(card, drawing, ranking, legend, method, own, "" if counted else refused, found, classes)


def _most(values: Mapping[str, Decimal | None]) -> Decimal:
    return max((value for value in values.values() if value is not None), default=Decimal(0))


def _legend(
    values: Mapping[str, Decimal | None], classes: choropleth.Classing, unit: str, counted: bool
) -> Sequence[choropleth.LegendEntry]:
    return choropleth.circle_legend(values.values(), unit) if counted else choropleth.legend(values, classes, unit)


def side_by_side(
    kpi: Kpi, wanted: Sequence[Named], *, counted: bool
) -> tuple[list[tuple[str, Drawing]], Sequence[choropleth.LegendEntry]]:
    """One drawing for each name and what it says of a village, and their legend: all in the same classes, or where it
    is counted with circles to one scale.
    """
    shapes = _shapes() if wanted else {}
    if not shapes:
        return [], ()
    told = [(head, {code: of(code) for code in shapes}) for head, of in wanted]
    together = {f"{number} {code}": value for number, (_, values) in enumerate(told) for code, value in values.items()}
    classes = choropleth.classing(together.values(), is_percent=kpi.scale == HUNDRED)
    most = _most(together) if counted else None
    drawings = [(head, _drawing("", shapes, values, classes, kpi.unit, most)) for head, values in told]
    return drawings, _legend(together, classes, kpi.unit, counted)


def over_time(kpi: Kpi, wanted: Sequence[Named], *, counted: bool) -> OverTime | None:
    """The villages at each of the times; None where there is none, or no village."""
    drawings, legend = side_by_side(kpi, wanted, counted=counted)
    return OverTime(drawings, legend) if drawings else None


def _drawing(
    url: str,
    shapes: Mapping[str, tuple[Any, ...]],
    values: Mapping[str, Decimal | None],
    classes: choropleth.Classing,
    unit: str,
    widest: Decimal | None = None,
) -> Drawing:
    """`widest`: of what is counted, the value with the widest circle."""
    names = {area.code: area for area in villages()}
    most = _most(values)
    width, height = next(iter(shapes.values()))[3:]
    areas = [
        _area(url, names[code], shape, (values[code], figure_text(values[code], unit)), classes, most)
        for code, shape in shapes.items()
        if code in names
    ]
    if widest is not None:
        full = WIDEST * max(width, height)
        areas = [_circled(area, full * choropleth.radius_share(values[area.code], widest)) for area in areas]
    return Drawing(areas, width, height, widest is not None)


def _circled(area: Area, radius: float) -> Area:
    return replace(area, color=choropleth.GROUND, radius=round(radius))


def _first(cards: Sequence[Card]) -> Card | None:
    """A percentage, and before all one that was kept: to reckon a map of every record takes a reader too long."""
    shares = [card for card in cards if card.kpi.scale == HUNDRED]
    kept = [card for card in shares if card.kept]
    return next(iter([*kept, *shares, *cards]), None)


def values_of(card: Card, user: Any, asked: Asked, *, is_live: bool) -> judging.VillagesKept:
    """What was kept, else or if asked for what is now; of a time that is over nothing else than what was kept."""
    kept = None if is_live else judging.villages(card.code, user, asked.until)
    if kept is not None or asked.is_past:
        return kept or judging.VillagesKept(asked.until, {}, None)
    return parts_now(card.kpi, user)


def _classing(
    values: Mapping[str, Decimal | None], card: Card, method: str, own: str
) -> tuple[choropleth.Classing, str]:
    """The classes asked for; the automatic ones and the reason where those are refused."""
    is_percent = card.kpi.scale == HUNDRED
    try:
        return choropleth.classing(values.values(), method, is_percent=is_percent, own=own), ""
    except Refused as refused:
        return choropleth.classing(values.values(), is_percent=is_percent), refused.thai


def _area(
    url: str,
    village: Any,
    shape: tuple[Any, ...],
    told: tuple[Decimal | None, str],
    classes: choropleth.Classing,
    most: Decimal,
) -> Area:
    path, x, y = shape[:3]
    value, text = told
    color = choropleth.color_of(value, classes.breaks)
    short = f"ม.{village.moo}" if village.moo else village.thai
    share = round(100 * value / most) if value and most > 0 else 0
    link = f"{url}?village={village.code}"
    return Area(village.code, str(village), short, path, x, y, color, text, link, max(share, 0), value is None)


def _shapes() -> dict[str, tuple[Any, ...]]:
    """Village code -> outline, where its name stands, width and height of the whole."""
    with connection.cursor() as cursor:
        cursor.execute(SHAPES, {"utm": measure.office_srid(), "dots": DOTS})
        return {row[0]: row[1:] for row in cursor.fetchall()}
