"""A figure's own map on paper, true to scale: villages in their classes, or the records behind the figure.

A page of its own, the map of a slide, and the map that a printed paper has beside its table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import shapely
from django.contrib.auth.models import AnonymousUser

from gis_core.features import measure
from gis_core.ground.office import office
from gis_core.networks.models import Road, Waterway
from gis_core.pure.choropleth import LegendEntry
from gis_core.pure.map_scale import FEATURES_FROM, VILLAGES_BELOW
from gis_core.pure.refusal import Refused
from layers.declare import Kpi
from layers.engine import paper_maps
from layers.engine.judging import VillagesKept
from layers.registry import registry
from map_ui.printing import labels, marginalia, page, painting, panel
from map_ui.printing.canvas import Canvas, Pen
from map_ui.printing.content import AT_ONCE, Budget, Shown, read
from map_ui.printing.labels import Line, Wish
from map_ui.printing.order import is_printable
from map_ui.printing.painting import MM_A_PIXEL
from map_ui.printing.panel import Facts, Sign, swatch
from map_ui.printing.paper import Box, Layout, layout
from map_ui.printing.window import Window
from map_ui.reports.key_figures import on_villages
from map_ui.reports.spots import PLAIN, Spot, outlines, spots_of

#: Villages of a town are to be told apart at these.
SCALES = (
    1_000, 2_000, 2_500, 4_000, 5_000, 10_000, 20_000, 25_000, 30_000, 40_000, 50_000, 60_000, 75_000, 100_000, 125_000,
    150_000, 200_000, 250_000, 500_000, 1_000_000,
)  # fmt: skip
#: Room round the shapes, as a share of the frame.
AIR = 0.92
DOT_MM, LETTERS_MM = 0.9, 3.0
INK, GREY, BLANK = "#111111", "#555555", "#8a8a8a"
THIN, HATCH = Pen(0.2, "#4a4a4a", is_round=False), Pen(0.2, BLANK, is_round=False)
BORDER = Pen(0.5, "#5b2a7a", (3.0, 0.8, 0.6, 0.8), is_round=False)
#: What always lies below: model, its name on the map and its line.
BASE = ((Waterway, "ทางน้ำ", Pen(0.45, "#6aa5d8")), (Road, "ถนน", Pen(0.25, "#8d8d8d")))
#: Height of the scale with its bar, and of a line of the legend.
SCALE_ROW, LEGEND_ROW = 13.0, 5.2
EMPTY = "ไม่มีตำแหน่งบนแผนที่ที่แสดงได้ จึงไม่มีแผนที่ให้พิมพ์"
INSTEAD = f"ที่มาตราส่วนเล็กกว่า 1:{VILLAGES_BELOW:,} แสดงรายหมู่บ้านแทนระเบียน เปิดหมู่บ้านแล้วพิมพ์แผนที่ของหมู่บ้านเพื่อดูทีละระเบียน"
MARKED = f"ที่มาตราส่วนเล็กกว่า 1:{FEATURES_FROM:,} พื้นที่แต่ละระเบียนแสดงเป็นจุด"


@dataclass(frozen=True)
class Plate:
    """What the page of a figure's map shows: its title, the value, what the legend is of, the shapes.

    `instead`: of records, the map of the villages that stands in their place where the scale is too small for them.
    """

    title: str
    value: str
    heading: str
    spots: Sequence[Spot]
    legend: Sequence[LegendEntry]
    notes: Sequence[str] = field(default=())
    is_of_records: bool = False
    instead: Plate | None = None


# -- the page ----------------------------------------------------------------------------------------------------------
def plate_pdf(plate: Plate, user: Any) -> bytes:
    """One page of A4, upright or broad as the map comes out larger. Errors: Refused ``MAP_EMPTY``."""
    if not plate.spots:
        raise Refused("MAP_EMPTY", EMPTY)
    made, window = _on_a4(plate.spots)
    if plate.instead is not None and plate.instead.spots and window.scale > VILLAGES_BELOW:
        return plate_pdf(replace(plate.instead, notes=(*plate.instead.notes, INSTEAD)), user)
    canvas, below = Canvas(made.width, made.height), Base(user)
    spots = [*outlines(), *marks(plate.spots, window.scale)] if plate.is_of_records else plate.spots
    with canvas.clipped(made.frame.x, made.frame.y, made.frame.width, made.frame.height):
        laid = draw(canvas, window, spots, below)
    marginalia.frame(canvas, made, window)
    facts = Facts(
        title=plate.title,
        sheet_name=plate.value,
        office=office().thai,
        place=page.place(),
        legend=[(plate.heading, _signs(plate, window.scale)), *((sign.label, [sign]) for sign in below.signs)],
        notes=[*plate.notes, *_told(plate, window.scale), *below.notes, *page.notes(window, user, 0.0, laid.left_out)],
    )
    panel.draw(canvas, made, window, facts)
    return canvas.pdf(plate.title, office().thai)


def _on_a4(spots: Sequence[Spot]) -> tuple[Layout, Window]:
    both = [layout("A4", is_landscape) for is_landscape in (True, False)]
    fitted = [(made, fitting(spots, made.frame)) for made in both]
    return min(fitted, key=lambda each: each[1].scale)


def marks(spots: Sequence[Spot], scale: int) -> list[Spot]:
    """Areas by a mark each where they would be too small to be told apart; points and lines as they are."""
    if scale <= FEATURES_FROM:
        return list(spots)
    return [
        replace(spot, shape=shapely.point_on_surface(spot.shape)) if shapely.get_dimensions(spot.shape) == 2 else spot
        for spot in spots
    ]


def _told(plate: Plate, scale: int) -> list[str]:
    """What the legend has no room for."""
    has_areas = any(shapely.get_dimensions(spot.shape) == 2 for spot in plate.spots)
    marked = [MARKED] if plate.is_of_records and has_areas and scale > FEATURES_FROM else []
    return [*(entry.thai for entry in plate.legend if entry.is_round), *marked]


def _signs(plate: Plate, scale: int) -> list[Sign]:
    if not plate.is_of_records:
        return [_sign(entry) for entry in plate.legend]
    dimension = int(shapely.get_dimensions(marks(plate.spots[:1], scale)[0].shape))
    shape = ("circle", "line", "fill")[dimension]
    entries = plate.legend or [LegendEntry(PLAIN, plate.heading)]
    return [Sign(entry.thai, entry.color, shape, 1.0) for entry in entries]


def _sign(entry: LegendEntry) -> Sign:
    if entry.is_round:
        return Sign("ขนาดวงกลมตามจำนวน", entry.color, "circle", 1.0)
    shape, pen = ("hatch", HATCH) if entry.is_hatched else ("fill", None)
    return Sign(entry.thai, entry.color, shape, 1.0, pen)


@dataclass
class Base:
    """What lies below every such map as far as its reader sees it: water, roads, the border of the office."""

    user: Any
    signs: list[Sign] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def draw(self, canvas: Canvas, window: Window) -> None:
        for model, thai, pen in BASE:
            self._lines(canvas, window, model, thai, pen)
        border = office().boundary_ewkb
        if border:
            shape = shapely.transform(shapely.from_wkb(border), window.degrees_on_paper)
            canvas.stroke(painting.rings_of(np.array([shape])), BORDER, is_closed=True)
            self.signs.append(Sign("เขตหน่วยงาน", BORDER.color, "line", 1.0, BORDER))

    def _lines(self, canvas: Canvas, window: Window, model: type, thai: str, pen: Pen) -> None:
        register = registry.for_model(model)
        if register is None or not is_printable(register, self.user):
            return
        try:
            found = read(Shown(register), window, self.user, Budget(AT_ONCE))
        except Refused:
            self.notes.append(f"ไม่ได้วาด{thai} เพราะมีมากเกินไปในมาตราส่วนนี้")
            return
        if len(found.shapes):
            canvas.stroke(painting.lines_of(found.shapes), pen)
            canvas.stroke(painting.rings_of(found.shapes), pen, is_closed=True)
            self.signs.append(Sign(thai, pen.color, "line", 1.0, pen))


# -- the shapes --------------------------------------------------------------------------------------------------------
def fitting(spots: Sequence[Spot], frame: Box) -> Window:
    """All of the shapes at the largest round scale that holds them."""
    west, south, east, north = shapely.total_bounds(np.array([spot.shape for spot in spots]))
    srid = measure.office_srid()
    xs, ys = measure.from_lonlat(np.array([west, east, west, east]), np.array([south, north, north, south]), srid)
    needed = 1000 / AIR * max(np.ptp(xs) / frame.width, np.ptp(ys) / frame.height)
    scale = next((each for each in SCALES if each >= needed), SCALES[-1])
    return Window.around((west + east) / 2, (south + north) / 2, scale, frame)


def draw(canvas: Canvas, window: Window, spots: Sequence[Spot], base: Base | None = None) -> labels.Laid:
    """The shapes with their words; what lies below them is drawn over their fills and under their borders."""
    shapes = shapely.transform(np.array([spot.shape for spot in spots]), window.degrees_on_paper)
    placed = [(spot, np.array([shape])) for spot, shape in zip(spots, shapes, strict=True)]
    for spot, shape in placed:
        _fill(canvas, spot, shape)
    if base is not None:
        base.draw(canvas, window)
    for spot, shape in placed:
        _outline(canvas, spot, shape)
    # a village beyond the frame wants no place for its name
    frame = window.frame
    seen = shapely.intersects(shapes, shapely.box(frame.x, frame.y, frame.right, frame.top))
    wanted = (_wish(spot, shape) for spot, shape, is_seen in zip(spots, shapes, seen, strict=True) if is_seen)
    laid = labels.lay((wish for wish in wanted if wish), frame)
    for each in laid.placed:
        labels.write(canvas, each)
    return laid


def _fill(canvas: Canvas, spot: Spot, shape: np.ndarray) -> None:
    rings = painting.rings_of(shape)
    if spot.color:
        canvas.fill(rings, spot.color)
    if spot.is_missing:
        canvas.hatch(rings, BLANK)


def _outline(canvas: Canvas, spot: Spot, shape: np.ndarray) -> None:
    canvas.stroke(painting.rings_of(shape), THIN, is_closed=True)
    canvas.stroke(painting.lines_of(shape), Pen(0.7, spot.color or INK))
    points = painting.points_of(shape)
    if len(points):
        canvas.discs(points, spot.radius * MM_A_PIXEL or DOT_MM, spot.color, edge=Pen(0.15, "#ffffff"))


def _wish(spot: Spot, shape: Any) -> Wish | None:
    return Wish((Line(spot.short, LETTERS_MM, weight="bold"),), shape, "area") if spot.short else None


# -- beside a table ----------------------------------------------------------------------------------------------------
def small(
    canvas: Canvas, box: Box, spots: Sequence[Spot], legend: Sequence[LegendEntry], base: Base | None = None
) -> Window:
    """The map in a box with its scale, north and legend below it; gives its window."""
    below = SCALE_ROW + LEGEND_ROW * -(-len(legend) // 2)
    frame = Box(box.x, box.y + below, box.width, box.height - below)
    window = fitting(spots, frame)
    with canvas.clipped(frame.x, frame.y, frame.width, frame.height):
        draw(canvas, window, spots, base)
    canvas.box(frame.x, frame.y, frame.width, frame.height, THIN)
    y = frame.y - 5
    canvas.text(frame.x, y, f"มาตราส่วน 1:{window.scale:,}", 3.4, weight="bold")
    marginalia.scale_bar(canvas, frame.x - 3, y - 6.5, frame.width - 22, window.scale, 1.0)
    marginalia.north_arrow(canvas, frame.right - 4, y - 7.5, 8.0, window.convergence_deg)
    _legend(canvas, box, legend, y - 8)
    return window


def _legend(canvas: Canvas, box: Box, legend: Sequence[LegendEntry], top: float) -> None:
    """In two columns; the last place says no data where there is some."""
    half = (len(legend) + 1) // 2
    for place, entry in enumerate(legend):
        column, row = divmod(place, max(half, 1))
        x, y = box.x + column * box.width / 2, top - LEGEND_ROW * (row + 1)
        if entry.is_round:
            canvas.discs(np.array([[x + 1.7, y + 1.7]]), 1.7, entry.color)
            canvas.fitted(x + 8, y + 0.5, entry.thai, LETTERS_MM, box.width - 9)
            continue
        swatch(canvas, Box(x, y, 6.5, 3.4), replace(_sign(entry), label=""))
        canvas.fitted(x + 8, y + 0.5, entry.thai, LETTERS_MM, box.width / 2 - 9)


def villages_pdf(kpi: Kpi, kept: VillagesKept, width: float, height: float) -> bytes:
    """A figure's villages as a drawing of that many millimetres, over what everybody may see of water and roads."""
    geojson, legend = on_villages(kpi, kept)
    spots = spots_of(geojson, named=True)
    if not spots:
        return b""
    canvas = Canvas(width, height)
    small(canvas, Box(0.3, 1.5, width - 0.6, height - 2.0), spots, legend, Base(AnonymousUser()))
    return canvas.pdf(kpi.thai, office().thai)


paper_maps.drawn_by(villages_pdf)
