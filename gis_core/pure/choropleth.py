"""Areas coloured by a figure: classes, colours and the legend; circles for what is only counted. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import pairwise

from gis_core.pure.figures import written
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_text import to_arabic_digits

Value = Decimal | None

#: Light to dark in one hue, told apart by readers who see few colours and by a printer with one.
COLORS = ("#d7ece8", "#9fd0c8", "#63aea6", "#2f837f", "#12545a")
NO_DATA = "#d5d5d5"
#: Of what is counted: never a colour of the area, for the larger holds more of everything.
GROUND, CIRCLE = "#eef3f1", "#2f837f"
#: Where all percentages have their limits; what lies in fewer than three of the classes is cut evenly instead.
PERCENT = (Decimal(50), Decimal(70), Decimal(80), Decimal(90))
WHOLE = (Decimal(0), Decimal(100))
LEAST_CLASSES = 3
SATANG = Decimal("0.01")
METHODS = {
    "auto": "อัตโนมัติ",
    "percent": "0–50–70–80–90–100",
    "quantile": "จำนวนเท่ากัน",
    "equal": "ช่วงเท่ากัน",
    "own": "กำหนดเอง",
}
BREAKS = "ช่วงชั้นข้อมูลต้องเรียงจากน้อยไปมากและครอบคลุมทุกค่า"


@dataclass(frozen=True)
class LegendEntry:
    """One colour and what it means; no data is drawn under slanting lines, counts as circles."""

    color: str
    thai: str
    is_hatched: bool = False
    is_round: bool = False


@dataclass(frozen=True)
class Classing:
    """Limits from the lowest to the highest; a limit belongs to the class above, the highest to its own."""

    edges: tuple[Decimal, ...]

    @property
    def breaks(self) -> tuple[Decimal, ...]:
        return self.edges[1:-1]


def classing(values: Iterable[Value], method: str = "auto", *, is_percent: bool = False, own: str = "") -> Classing:
    """The classes by a method of METHODS; `own` holds the typed limits.

    Errors: Refused ``BREAKS`` for limits that do not rise, do not hold all values, or make more than five classes.
    """
    known = sorted(value for value in values if value is not None)
    if method == "own":
        return Classing(_own(own, known))
    if method == "percent":
        return Classing(_covering((WHOLE[0], *PERCENT, WHOLE[1]), known))
    if len(set(known)) < 2:
        return Classing((known[0], known[0]) if known else ())
    if method == "quantile":
        cuts = [known[min(len(known) * n // len(COLORS), len(known) - 1)] for n in range(1, len(COLORS))]
        inner = tuple(cut for cut in dict.fromkeys(cuts) if cut > known[0])
        return Classing((known[0], *inner, known[-1]))
    if method == "auto" and is_percent and _fits(known):
        return Classing((WHOLE[0], *PERCENT, WHOLE[1]))
    step = (known[-1] - known[0]) / len(COLORS)
    inner = tuple(dict.fromkeys((known[0] + step * n).quantize(SATANG) for n in range(1, len(COLORS))))
    return Classing((known[0], *inner, known[-1]))


def _fits(known: Sequence[Decimal]) -> bool:
    inside = WHOLE[0] <= known[0] and known[-1] <= WHOLE[1]
    return inside and len({bisect_right(PERCENT, value) for value in known}) >= LEAST_CLASSES


def _own(text: str, known: Sequence[Decimal]) -> tuple[Decimal, ...]:
    try:
        edges = tuple(
            Decimal(part.strip()) for part in to_arabic_digits(text).replace(";", ",").split(",") if part.strip()
        )
    except InvalidOperation:
        raise Refused("BREAKS", BREAKS, "", "breaks") from None
    if not 3 <= len(edges) <= len(COLORS) + 1 or not all(edge.is_finite() for edge in edges):
        raise Refused("BREAKS", f"{BREAKS} (2 ถึง {len(COLORS)} ชั้น)", "", "breaks")
    return _covering(edges, known)


def _covering(edges: tuple[Decimal, ...], known: Sequence[Decimal]) -> tuple[Decimal, ...]:
    rises = all(low < high for low, high in pairwise(edges))
    if not rises or (known and not edges[0] <= known[0] <= known[-1] <= edges[-1]):
        raise Refused("BREAKS", BREAKS, "", "breaks")
    return edges


def is_counted(missing: Value) -> bool:
    """Whether a figure is a count or a sum: an area without a record has nought of it, of a share it has no data."""
    return missing is not None


def radius_share(value: Value, most: Value) -> float:
    """How wide the circle of a count is beside the widest: its area tells, so twice as much looks twice as much."""
    return float(value / most) ** 0.5 if value and most and value > 0 else 0.0


def circle_legend(values: Iterable[Value], unit: str) -> list[LegendEntry]:
    """What the circles say; nothing where nothing is counted."""
    most = max((value for value in values if value is not None), default=Decimal(0))
    text = f"พื้นที่วงกลมเป็นสัดส่วนกับจำนวน วงใหญ่สุด {written(most, unit)} {unit}"
    return [LegendEntry(CIRCLE, text, is_round=True)] if most > 0 else []


def color_of(value: Value, breaks: Sequence[Decimal]) -> str:
    """The colour of a value's class; grey for no data, which is not nought."""
    if value is None:
        return NO_DATA
    if not breaks:
        return COLORS[2]
    return _spread(len(breaks) + 1)[bisect_right(breaks, value)]


def _spread(classes: int) -> tuple[str, ...]:
    """Colours of fewer than five classes, from the lightest to the darkest."""
    last = len(COLORS) - 1
    return tuple(COLORS[round(n * last / (classes - 1))] for n in range(classes))


def legend(values: Mapping[str, Value], classes: Classing, unit: str) -> list[LegendEntry]:
    """Classes of figures of a unit from low to high, then no data where there is some."""
    known = [value for value in values.values() if value is not None]
    entries = []
    if known:
        spans = list(pairwise(classes.edges))
        colors = _spread(len(spans)) if len(spans) > 1 else COLORS[2:3]
        named = [(written(low, unit), written(high, unit)) for low, high in spans]
        texts = [f"{low} – {high}" if low != high else low for low, high in named]
        entries = [LegendEntry(color, text) for color, text in zip(colors, texts, strict=True)]
    if len(known) < len(values):
        entries.append(LegendEntry(NO_DATA, "ไม่มีข้อมูล", is_hatched=True))
    return entries
