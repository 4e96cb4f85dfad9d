"""Pictures of a route as inline SVG: the straight-line diagram by chainage, and a small map of the line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from gis_core.pure.chainage import format_chainage

SURFACE_COLORS = {
    "concrete": "#55595e",
    "asphalt": "#111111",
    "cape_seal": "#2c2c2c",
    "thin": "#403a35",
    "gravel": "#e08a2e",
    "earth": "#8b5a2b",
    "other": "#9aa0a6",
}
GRADE_COLORS = {
    "very_good": "#2e9e4f",
    "good": "#f4d03f",
    "fair": "#e67e22",
    "damaged": "#d62728",
    "severe": "#7a1020",
}
NOTHING = "#d5d8db"
WIDTH, LEFT, RIGHT = 960, 92, 20
ROW = {"side": 44, "surface": 78, "grade": 110, "width": 140, "other_side": 178}
TICK_GAP = 14


@dataclass(frozen=True)
class Bar:
    """A stretch in metres with the text and the colour of its surface and its condition."""

    from_m: float
    to_m: float
    surface: str
    surface_thai: str
    grade: str
    grade_thai: str
    width: str


@dataclass(frozen=True)
class Mark:
    """A thing at a chainage; `side` ซ้าย stands above, all else below. Without text it is a dot alone."""

    at_m: float
    text: str
    side: str
    color: str = "#2f6f9f"


class _Scale:
    def __init__(self, length_m: float) -> None:
        self.length_m = max(length_m, 1.0)

    def __call__(self, at_m: float) -> float:
        inside = min(max(at_m, 0.0), self.length_m)
        return round(LEFT + inside / self.length_m * (WIDTH - LEFT - RIGHT), 1)


def straight_line(length_m: float, bars: Iterable[Bar], marks: Iterable[Mark]) -> str:
    """The straight-line diagram: surface, condition and width by chainage, with what stands on both sides."""
    at = _Scale(length_m)
    above, below = _split(marks)
    height = ROW["other_side"] + 26 + TICK_GAP * _levels(below, at)
    top = TICK_GAP * _levels(above, at)
    parts = [_heading(top), *_ticks(at, top)]
    for bar in bars:
        parts += _bar(bar, at, top)
    parts += _marks(above, at, top + ROW["side"] + 5, -1) + _marks(below, at, top + ROW["width"] + 14, 1)
    return _svg(WIDTH, height + top, parts, "แผนผังเส้นตรงตามหลักกิโลเมตร")


def _split(marks: Iterable[Mark]) -> tuple[list[Mark], list[Mark]]:
    ordered = sorted(marks, key=lambda m: m.at_m)
    return [m for m in ordered if m.side == "ซ้าย"], [m for m in ordered if m.side != "ซ้าย"]


def _levels(marks: Sequence[Mark], at: _Scale) -> int:
    return max((level for _, level in _stacked(marks, at)), default=0) + 1 if marks else 0


def _stacked(marks: Sequence[Mark], at: _Scale) -> list[tuple[Mark, int]]:
    """Each mark with the level at which its text meets no earlier one."""
    ends: list[float] = []
    found = []
    for mark in marks:
        start, end = _extent(mark, at(mark.at_m))
        level = next((n for n, taken in enumerate(ends) if taken <= start), len(ends)) if mark.text else 0
        if mark.text:
            ends[level : level + 1] = [end]
        found.append((mark, level))
    return found


def _extent(mark: Mark, x: float) -> tuple[float, float]:
    """From where to where a mark with its text reaches; at the end of the road the text stands before it."""
    size = 10 + 6.2 * len(mark.text)
    return (x - size, x) if x + size > WIDTH else (x, x + size)


def _heading(top: int) -> str:
    rows = (("surface", "ผิวทาง"), ("grade", "สภาพ"), ("width", "กว้าง (ม.)"))
    return "".join(_text(6, top + ROW[name] + 16, thai, 11) for name, thai in rows)


def _ticks(at: _Scale, top: int) -> list[str]:
    step = next(s for s in (100, 200, 500, 1000, 2000, 5000, 10_000, 10**9) if at.length_m / s <= 12)
    places = [float(m) for m in range(0, int(at.length_m) + 1, step)]
    if at.length_m - places[-1] > step * 0.4:
        places.append(at.length_m)
    parts = []
    for place in places:
        x = at(place)
        parts.append(
            f'<path d="M{x} {top + ROW["side"] + 22}V{top + ROW["width"] + 4}" stroke="#999" stroke-width=".6"/>'
        )
        parts.append(_text(x, top + ROW["side"] + 18, format_chainage(round(place), ""), 9, "middle"))
    return parts


def _bar(bar: Bar, at: _Scale, top: int) -> list[str]:
    x, w = at(bar.from_m), max(at(bar.to_m) - at(bar.from_m), 0.5)
    middle = x + w / 2
    parts = []
    for name, key, colors, label in (
        ("surface", bar.surface, SURFACE_COLORS, bar.surface_thai),
        ("grade", bar.grade, GRADE_COLORS, bar.grade_thai),
    ):
        color = colors.get(key, NOTHING)
        parts.append(f'<rect x="{x}" y="{top + ROW[name]}" width="{w:.1f}" height="24" fill="{color}" stroke="#fff"/>')
        if w > 6 * len(label):
            ink = "#fff" if color not in (NOTHING, "#f4d03f") else "#222"
            parts.append(_text(middle, top + ROW[name] + 16, label, 10, "middle", ink))
    parts.append(_text(middle, top + ROW["width"] + 8, bar.width, 10, "middle"))
    return parts


def _marks(marks: Sequence[Mark], at: _Scale, base: int, direction: int) -> list[str]:
    parts = []
    for mark, level in _stacked(marks, at):
        x = at(mark.at_m)
        if not mark.text:
            parts.append(f'<circle cx="{x}" cy="{base + 3 * direction}" r="1.8" fill="{mark.color}"/>')
            continue
        y = base + direction * (TICK_GAP * level + 15)
        parts.append(f'<path d="M{x} {base}V{y}" stroke="{mark.color}" stroke-width="1"/>')
        parts.append(f'<circle cx="{x}" cy="{y}" r="3" fill="{mark.color}"/>')
        is_before = _extent(mark, x)[0] < x
        parts.append(_text(x + (-6 if is_before else 6), y + 4, mark.text, 9, "end" if is_before else "start"))
    return parts


def small_map(lines: Sequence[tuple[Sequence[tuple[float, float]], str]], width: int = 520, height: int = 260) -> str:
    """The line of a route in metres, north up; each part is (points, colour). A triangle marks km 0+000."""
    points = [p for line, _ in lines for p in line]
    if not points:
        return ""
    west, south = min(x for x, _ in points), min(y for _, y in points)
    east, north = max(x for x, _ in points), max(y for _, y in points)
    scale = min((width - 40) / max(east - west, 1.0), (height - 40) / max(north - south, 1.0))

    def place(x: float, y: float) -> tuple[float, float]:
        return round(20 + (x - west) * scale, 1), round(height - 20 - (y - south) * scale, 1)

    parts = []
    for line, color in lines:
        path = "L".join("{} {}".format(*place(x, y)) for x, y in line)
        parts.append(f'<path d="M{path}" fill="none" stroke="{color}" stroke-width="3.5" stroke-linejoin="round"/>')
    x, y = place(*points[0])
    parts.append(f'<path d="M{x - 5} {y + 9}h10l-5 -9z" fill="#b03a2e"/>')
    parts.append(_text(x + 8, y + 10, "กม. 0+000", 10))
    return _svg(width, height, parts, "แนวสายทาง")


def _text(x: float, y: float, text: str, size: int, anchor: str = "start", color: str = "#222") -> str:
    where = f'x="{x}" y="{y}" font-size="{size}" text-anchor="{anchor}" fill="{color}"'
    return f"<text {where}>{escape(text)}</text>"


def _svg(width: float, height: float, parts: Iterable[str], title: str) -> str:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" width="100%"'
    font = "font-family=\"'Sarabun Latin','Sarabun Thai',Sarabun,sans-serif\""
    return f"{head} {font}><title>{escape(title)}</title>{''.join(parts)}</svg>"
