"""Where words stand on the map: inside areas, along lines, beside points, never over each other.

All lengths are millimetres of paper. Words are laid in the order of their rank; what finds no free place is left out
and counted, as a draughtsman would write it in by hand.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely

from map_ui.printing.canvas import Canvas, Color
from map_ui.printing.lettering import shaped
from map_ui.printing.paper import Box

LINE_SPACING = 1.25
#: Words that do not fit are tried smaller, down to a height that can still be read.
SHRUNK = (1.0, 0.85, 0.72)
SMALLEST_MM = 1.3
REPEAT_MM = 180.0
STRAIGHT = 0.985
ALONG = (0.5, 0.38, 0.62, 0.25, 0.75, 0.15, 0.85)
AIR_MM = 0.3
#: How far from the middle a label beside it stands, in its own sizes: another, half as large again, has the middle.
BESIDE = 1.4
CELL_MM = 8.0


@dataclass(frozen=True)
class Line:
    """One line of a label."""

    text: str
    size: float
    color: Color = "#000000"
    weight: str = "regular"


@dataclass(frozen=True)
class Wish:
    """A label that wants a place on a shape. Lower ranks are laid first. `beside`: in an area it may also stand beside
    the middle: a block fills the sheet as its zone does, and both would want the same place. `keeps_off`: it also keeps
    off the pale words beneath, because it says as little as they do of one lot.
    """

    lines: tuple[Line, ...]
    shape: shapely.Geometry
    kind: str  # area, line, point
    rank: float = 0.0
    radius: float = 0.0
    halo: float = 0.35
    beside: bool = False
    keeps_off: bool = False

    def size(self, shrunk: float) -> tuple[float, float]:
        """Width and height of the block of lines."""
        width = max(shaped(line.text, line.weight).width * line.size for line in self.lines) * shrunk
        return width, sum(line.size for line in self.lines) * shrunk * LINE_SPACING


@dataclass(frozen=True)
class Placed:
    """A label with its middle, its turn in radians and how much smaller it is than wished."""

    wish: Wish
    x: float
    y: float
    angle: float = 0.0
    shrunk: float = 1.0


@dataclass
class Laid:
    """Every label that found a place, and how many did not."""

    placed: list[Placed] = field(default_factory=list)
    left_out: int = 0


class Plan:
    """What is already taken: boxes in a grid of cells."""

    def __init__(self, frame: Box) -> None:
        self.frame = frame
        self._cells: dict[tuple[int, int], list[tuple[float, float, float, float]]] = {}

    def reserve(self, x: float, y: float, radius: float) -> None:
        """Keep words off a symbol."""
        self._put((x - radius, y - radius, x + radius, y + radius))

    def take(self, boxes: Sequence[tuple[float, float, float, float]]) -> bool:
        """Take the boxes if all are free and inside the frame."""
        if not self.has_room(boxes):
            return False
        for box in boxes:
            self._put(box)
        return True

    def has_room(self, boxes: Sequence[tuple[float, float, float, float]]) -> bool:
        """Whether all boxes are free and inside the frame."""
        return all(self._is_free(box) for box in boxes)

    def _put(self, box: tuple[float, float, float, float]) -> None:
        for cell in _cells(box):
            self._cells.setdefault(cell, []).append(box)

    def _is_free(self, box: tuple[float, float, float, float]) -> bool:
        x0, y0, x1, y1 = box
        frame = self.frame
        if x0 < frame.x + AIR_MM or y0 < frame.y + AIR_MM or x1 > frame.right - AIR_MM or y1 > frame.top - AIR_MM:
            return False
        return not any(
            a0 < x1 and x0 < a1 and b0 < y1 and y0 < b1
            for cell in _cells(box)
            for a0, b0, a1, b1 in self._cells.get(cell, ())
        )


def _cells(box: tuple[float, float, float, float]) -> Iterator[tuple[int, int]]:
    for i in range(int(box[0] // CELL_MM), int(box[2] // CELL_MM) + 1):
        for j in range(int(box[1] // CELL_MM), int(box[3] // CELL_MM) + 1):
            yield i, j


def boxes_of(x: float, y: float, width: float, height: float, angle: float) -> list[tuple[float, float, float, float]]:
    """Upright boxes that cover a turned one: itself, or squares along its middle line."""
    width, height = width + AIR_MM, height + AIR_MM
    if abs(math.sin(angle)) < 0.05:
        return [(x - width / 2, y - height / 2, x + width / 2, y + height / 2)]
    count = max(1, math.ceil(width / height))
    reach = (width - height) / 2 if width > height else 0.0
    half = height / 2 * (abs(math.cos(angle)) + abs(math.sin(angle))) * 0.9
    steps = np.linspace(-reach, reach, count) if count > 1 else (0.0,)
    return [
        (
            x + step * math.cos(angle) - half,
            y + step * math.sin(angle) - half,
            x + step * math.cos(angle) + half,
            y + step * math.sin(angle) + half,
        )
        for step in steps
    ]


def lay(wishes: Iterable[Wish], frame: Box, beneath: Iterable[Placed] = ()) -> Laid:
    """Give each wish a place, in the order of rank; `beneath` is written already, and most may be written over it."""
    plan, pale, laid = Plan(frame), Plan(frame), Laid()
    for each in beneath:
        pale.take(_boxes(each))
    ordered = sorted(wishes, key=lambda wish: wish.rank)
    for wish in ordered:
        if wish.kind == "point" and wish.radius:
            plan.reserve(*shapely.get_coordinates(wish.shape)[0], wish.radius)
    areas = [n for n, wish in enumerate(ordered) if wish.kind == "area"]
    places = dict(zip(areas, _places_in_areas([ordered[n] for n in areas], frame), strict=True))
    for number, wish in enumerate(ordered):
        candidates = places.get(number) or _places_of(wish)
        found = [placed for placed in _first_free(plan, pale, candidates)]
        laid.placed.extend(found)
        laid.left_out += not found
    return laid


def _boxes(placed: Placed) -> list[tuple[float, float, float, float]]:
    return boxes_of(placed.x, placed.y, *placed.wish.size(placed.shrunk), placed.angle)


def _first_free(plan: Plan, pale: Plan, candidates: Iterable[Placed | None]) -> Iterator[Placed]:
    """The first candidate whose place is free; along a line the first of each stretch, whose end is None."""
    is_done = False
    for placed in candidates:
        if placed is None:
            is_done = False
        elif not is_done:
            boxes = _boxes(placed)
            is_done = (not placed.wish.keeps_off or pale.has_room(boxes)) and plan.take(boxes)
            if is_done:
                yield placed


def _places_of(wish: Wish) -> Iterator[Placed | None]:
    if wish.kind == "line":
        return _places_on_line(wish)
    if wish.kind == "point":
        return _places_at_point(wish)
    return iter(())


# -- points and lines --------------------------------------------------------------------------------------------------
def _places_at_point(wish: Wish) -> Iterator[Placed]:
    x, y = shapely.get_coordinates(wish.shape)[0]
    width, height = wish.size(1)
    across, up = wish.radius + 0.6 + width / 2, wish.radius + 0.2 + height / 2
    for dx, dy in ((0, up), (across, 0), (-across, 0), (0, -up), (across, up), (-across, up)):
        yield Placed(wish, x + dx, y + dy)


def _places_on_line(wish: Wish) -> Iterator[Placed | None]:
    width, _ = wish.size(1)
    for line in shapely.get_parts(wish.shape):
        length = line.length
        if length < width * 1.1:
            continue
        stretches = max(1, int(length // REPEAT_MM))
        for stretch in range(stretches):
            for share in ALONG:
                placed = _on_line(wish, line, (stretch + share) * length / stretches, width)
                if placed:
                    yield placed
            yield None


def _on_line(wish: Wish, line: shapely.LineString, at: float, width: float) -> Placed | None:
    if at < width / 2 or at > line.length - width / 2:
        return None
    ends = shapely.get_coordinates(shapely.line_interpolate_point(line, [at - width / 2, at + width / 2]))
    (x0, y0), (x1, y1) = ends
    if math.hypot(x1 - x0, y1 - y0) < STRAIGHT * width:
        return None
    return Placed(wish, (x0 + x1) / 2, (y0 + y1) / 2, _upright(math.atan2(y1 - y0, x1 - x0)))


def _upright(angle: float) -> float:
    """The same line read from the left; what runs straight up is read from the right of the sheet."""
    turned = (angle + math.pi / 2) % math.pi - math.pi / 2
    return turned if turned > -math.pi / 2 + 0.02 else turned + math.pi


# -- areas -------------------------------------------------------------------------------------------------------------
def _places_in_areas(wishes: Sequence[Wish], frame: Box) -> list[list[Placed]]:
    """For each area the places where the whole label lies inside, best first: middle, inner point, along its length."""
    if not wishes:
        return []
    areas = _largest_parts([wish.shape for wish in wishes], frame)
    turned = list(_middles(areas))
    found: list[list[Placed]] = [[] for _ in wishes]
    for shrunk in SHRUNK:
        sizes = np.array([wish.size(shrunk) for wish in wishes])
        readable = np.array([min(line.size for line in wish.lines) * shrunk >= SMALLEST_MM for wish in wishes])
        for places, angles in turned:
            fits = shapely.covers(areas, _rectangles(places, sizes, angles))
            for n in np.flatnonzero(fits & (readable | (shrunk == 1.0))):
                found[n].append(Placed(wishes[n], places[n, 0], places[n, 1], float(angles[n]), shrunk))
    for n, wish in enumerate(wishes):
        found[n] += _beside_the_middle(wish, areas[n]) if wish.beside else ()
    return found


def _beside_the_middle(wish: Wish, area: shapely.Geometry) -> Iterator[Placed]:
    """Below, above, right and left of the middle, where the whole label lies inside."""
    if area.is_empty:
        return
    size = np.array([wish.size(1.0)])
    places = _xy(shapely.centroid(np.array([area]))) + np.array([(0, -1), (0, 1), (1, 0), (-1, 0)]) * size * BESIDE
    for place in places:
        if shapely.covers(area, _rectangles(place[np.newaxis], size, np.zeros(1)))[0]:
            yield Placed(wish, place[0], place[1])


def _largest_parts(shapes: Sequence[shapely.Geometry], frame: Box) -> np.ndarray:
    """The largest polygon of each shape that lies in the frame."""
    inside = shapely.intersection(np.array(shapes, dtype=object), shapely.box(frame.x, frame.y, frame.right, frame.top))
    largest = np.full(len(inside), shapely.Polygon(), dtype=object)
    parts, owner = shapely.get_parts(inside, return_index=True)
    polygons = shapely.get_type_id(parts) == 3
    for part, number in zip(parts[polygons], owner[polygons], strict=True):
        if part.area > largest[number].area:
            largest[number] = part
    shapely.prepare(largest)
    return largest


def _middles(areas: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Places and angles to try in each area."""
    level = np.zeros(len(areas))
    middle = _xy(shapely.centroid(areas))
    yield middle, level
    inner = _xy(shapely.point_on_surface(areas))
    yield inner, level
    lengthwise = np.array([_long_axis(each) for each in shapely.oriented_envelope(areas)])
    yield middle, lengthwise
    yield inner, lengthwise


def _xy(points: np.ndarray) -> np.ndarray:
    """Coordinates; what has no point, because it lies outside the frame, is put where nothing fits."""
    points = np.where(shapely.is_empty(points), shapely.Point(0, 0), points)
    return np.column_stack([shapely.get_x(points), shapely.get_y(points)])


def _long_axis(box: shapely.Geometry) -> float:
    corners = shapely.get_coordinates(box)
    if len(corners) < 4:
        return 0.0
    sides = np.diff(corners[:3], axis=0)
    dx, dy = sides[int(np.argmax(np.hypot(sides[:, 0], sides[:, 1])))]
    return _upright(math.atan2(dy, dx))


def _rectangles(places: np.ndarray, sizes: np.ndarray, angles: np.ndarray) -> np.ndarray:
    half = sizes / 2
    cos, sin = np.cos(angles), np.sin(angles)
    corners = []
    for sx, sy in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        dx, dy = sx * half[:, 0], sy * half[:, 1]
        corners.append(np.column_stack([places[:, 0] + dx * cos - dy * sin, places[:, 1] + dx * sin + dy * cos]))
    return np.asarray(shapely.polygons(np.stack(corners, axis=1)))


# -- writing -----------------------------------------------------------------------------------------------------------
def write(canvas: Canvas, placed: Placed) -> None:
    """Write a label's lines below each other round its middle."""
    wish, shrunk, angle = placed.wish, placed.shrunk, placed.angle
    _, height = wish.size(shrunk)
    top = height / 2
    for line in wish.lines:
        size = line.size * shrunk
        drop = top - size * (LINE_SPACING - 1) / 2 - size * 0.83
        x, y = placed.x - drop * math.sin(angle), placed.y + drop * math.cos(angle)
        canvas.text(
            x,
            y,
            line.text,
            size,
            weight=line.weight,
            color=line.color,
            align="middle",
            angle=angle,
            halo=wish.halo,
        )
        top -= size * LINE_SPACING
