"""Pure rules of roads: stretches without gap or overlap, widths, lengths, roughness, grades, openings of the reserve.

Law: Highways Act B.E. 2535 with no. 2 B.E. 2549; grades and limits are dated rows (`rates/`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from gis_core.pure import rate_lookup
from gis_core.pure.chainage import format_chainage
from gis_core.pure.deadlines import add_months
from gis_core.pure.rate_lookup import RateRow
from gis_core.pure.refusal import Refused

HIGHWAYS_ACT = "พ.ร.บ.ทางหลวง พ.ศ. 2535"
#: Surfaces that count as paved.
PAVED = frozenset({"concrete", "asphalt", "cape_seal", "thin"})
#: Grades from the best to the worst; the last is given by the eye alone.
GRADES = ("very_good", "good", "fair", "damaged", "severe")
#: Table of roughness limits each surface is graded by; surfaces that are not here are graded by the eye.
GRADED_AS = {"concrete": "concrete", "asphalt": "asphalt", "cape_seal": "asphalt", "thin": "asphalt"}
HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class Stretch:
    """A stretch of a road in metres of chainage with what is measured on it. `iri` in metres a kilometre."""

    from_m: Decimal
    to_m: Decimal
    surface: str = ""
    width_m: Decimal = Decimal(0)
    iri: Decimal | None = None
    grade: str = ""
    counted: bool = True

    @property
    def length_m(self) -> Decimal:
        return self.to_m - self.from_m


def span(from_m: Decimal, to_m: Decimal) -> str:
    """1+150–1+200."""
    return f"{format_chainage(max(from_m, Decimal(0)), '')}–{format_chainage(max(to_m, Decimal(0)), '')}"


# -- the list of stretches
def refuse_direction(from_m: Decimal, to_m: Decimal, field: str | None = None) -> list[Refused]:
    """A stretch runs forward."""
    if to_m > from_m:
        return []
    return [Refused("KM_ORDER", f"กม.สิ้นสุดต้องมากกว่า กม.เริ่มต้น ({span(from_m, to_m)})", "", field)]


def refuse_list(stretches: Iterable[Stretch], length_m: Decimal, slack_m: Decimal = Decimal(0)) -> list[Refused]:
    """E-5502 overlaps, E-5503 gaps and E-5504 stretches past the end, of a list that must fill 0 … length.

    slack_m: what the last stretch may differ from a length that was only measured, not registered.
    """
    refusals: list[Refused] = []
    reached = Decimal(0)
    for each in sorted(stretches, key=lambda s: (s.from_m, s.to_m)):
        if each.from_m < reached:
            refusals.append(_overlap(each.from_m, min(each.to_m, reached)))
        elif each.from_m > reached:
            refusals.append(_gap(reached, each.from_m))
        reached = max(reached, each.to_m)
    if reached > length_m + slack_m:
        refusals.append(beyond(length_m, "surfacesegment"))
    elif reached < length_m - slack_m:
        refusals.append(_gap(reached, length_m))
    return refusals


def _overlap(a: Decimal, b: Decimal) -> Refused:
    return Refused("E-5502", f"ช่วงผิวทางซ้อนกัน {span(a, b)}", HIGHWAYS_ACT, "surfacesegment")


def _gap(a: Decimal, b: Decimal) -> Refused:
    return Refused("E-5503", f"ช่วงผิวทางขาดตอน {span(a, b)}", HIGHWAYS_ACT, "surfacesegment")


def beyond(length_m: Decimal, field: str | None = None) -> Refused:
    """E-5504."""
    return Refused("E-5504", f"กม. เกินความยาวสายทาง {_metres(length_m)} ม.", "", field)


def off_line(distance_m: Decimal, snap_m: Decimal) -> Refused:
    """E-5506."""
    shown = distance_m.quantize(HUNDREDTH, ROUND_HALF_UP)
    return Refused("E-5506", f"จุดห่างจากสายทาง {shown:,} ม. (เกิน {_metres(snap_m)} ม.)", "", "geom")


def _metres(value: Decimal) -> str:
    """Metres as people write them: no decimals that say nothing."""
    rounded = value.quantize(HUNDREDTH, ROUND_HALF_UP)
    return f"{int(rounded):,}" if rounded == rounded.to_integral_value() else f"{rounded:,}"


def onto_line(chainage_m: Decimal, length_m: Decimal, end_m: Decimal, field: str | None = None) -> Decimal:
    """The chainage, or the end when it lies at most `end_m` past it. Raises Refused E-5504."""
    if chainage_m > length_m + end_m:
        raise beyond(length_m, field)
    return min(chainage_m, length_m)


# -- widths and lengths
def refuse_widths(
    width_m: Decimal, shoulders_m: Decimal, row_width_m: Decimal | None, limits: tuple[Decimal, Decimal], field: str
) -> list[Refused]:
    """The carriageway within its limits, and with its shoulders not wider than the reserve (E-5505)."""
    low, high = limits
    if not low <= width_m <= high:
        text = f"ผิวจราจรต้องกว้าง {_metres(low)}–{_metres(high)} ม."
        return [Refused("WIDTH", text, "", field)]
    if row_width_m is not None and width_m + shoulders_m > row_width_m:
        return [Refused("E-5505", "ผิวจราจรรวมไหล่ทางกว้างกว่าเขตทาง", HIGHWAYS_ACT, field)]
    return []


def refuse_iri(iri: Decimal | None, limits: tuple[Decimal, Decimal]) -> list[Refused]:
    """The roughness index lies within its limits."""
    low, high = limits
    if iri is None or low <= iri <= high:
        return []
    return [Refused("IRI", f"ค่า IRI ต้องอยู่ระหว่าง {_metres(low)} ถึง {_metres(high)} ม./กม.", "", "iri_m_per_km")]


def line_needs_check(registered_m: Decimal | None, drawn_m: Decimal | None, percent: Decimal, over_m: Decimal) -> bool:
    """Whether the drawn line differs so much from the registered length that it must be looked at (ตรวจสอบแนวเส้น)."""
    if not registered_m or drawn_m is None:
        return False
    difference = abs(registered_m - drawn_m)
    return difference > registered_m * percent / 100 and difference > over_m


def surface_area_m2(stretches: Iterable[Stretch]) -> Decimal:
    """Area of the carriageway; a stretch on another road's carriageway is counted there."""
    return sum((s.length_m * s.width_m for s in stretches if s.counted), Decimal(0))


def counted_length_m(stretches: Iterable[Stretch]) -> Decimal:
    """Length without what is counted with another road."""
    return sum((s.length_m for s in stretches if s.counted), Decimal(0))


def paved_percent(stretches: Iterable[Stretch], registered_m: Decimal) -> Decimal:
    """Paved length of the registered length, half-up to a hundredth of a percent. ValueError without a length."""
    if registered_m <= 0:
        raise ValueError("a road has a length")
    paved = counted_length_m(s for s in stretches if s.surface in PAVED)
    return (paved / registered_m * 100).quantize(HUNDREDTH, ROUND_HALF_UP)


# -- condition
def mean_iri(stretches: Iterable[Stretch]) -> Decimal | None:
    """Mean roughness weighted by length, half-up to 0.01; None when no stretch was measured."""
    measured = [(s.iri, s.length_m) for s in stretches if s.iri is not None and s.length_m > 0]
    length = sum((metres for _, metres in measured), Decimal(0))
    if not length:
        return None
    total = sum((iri * metres for iri, metres in measured), Decimal(0))
    return (total / length).quantize(HUNDREDTH, ROUND_HALF_UP)


def grade_by_iri(iri: Decimal, surface: str, on: date, rows: Sequence[RateRow]) -> str:
    """The grade of a measured roughness on the day of the survey; "" for surfaces that only the eye grades."""
    table = GRADED_AS.get(surface)
    return GRADES[int(rate_lookup.step(rows, table, on, iri, "[)").value) - 1] if table else ""


def grade_of(iri: Decimal | None, visual: str, surface: str, on: date, rows: Sequence[RateRow]) -> str:
    """The grade of a survey: by roughness where the surface has limits, else as seen; the eye's worst stays worst."""
    if visual == "severe":
        return visual
    measured = grade_by_iri(iri, surface, on, rows) if iri is not None else ""
    return measured or visual


def worse_of(grades: Iterable[str]) -> str:
    """The worst of some grades, "" of none."""
    return max((g for g in grades if g), key=GRADES.index, default="")


def overlap_m(a: Stretch, b: Stretch) -> Decimal:
    """Metres two stretches share; stretches that only touch share none."""
    return max(min(a.to_m, b.to_m) - max(a.from_m, b.from_m), Decimal(0))


@dataclass(frozen=True)
class Surveyed:
    """One surveyed stretch."""

    on: date
    stretch: Stretch


@dataclass(frozen=True)
class Condition:
    """What the latest survey says of a stretch."""

    iri: Decimal | None = None
    grade: str = ""
    on: date | None = None


def condition_of(segment: Stretch, surveys: Iterable[Surveyed], rows: Sequence[RateRow]) -> Condition:
    """Roughness and grade of a segment from the latest day's surveys that met it, weighted by the metres they share."""
    meeting = [s for s in surveys if overlap_m(segment, s.stretch) > 0]
    if not meeting:
        return Condition()
    latest = max(s.on for s in meeting)
    parts = [
        Stretch(max(segment.from_m, s.stretch.from_m), min(segment.to_m, s.stretch.to_m), iri=s.stretch.iri,
                grade=s.stretch.grade)
        for s in meeting
        if s.on == latest
    ]  # fmt: skip
    iri = mean_iri(parts)
    seen = worse_of(p.grade for p in parts if p.iri is None or p.grade == "severe")
    measured = grade_by_iri(iri, segment.surface, latest, rows) if iri is not None else ""
    grade = worse_of((measured, seen)) or worse_of(p.grade for p in parts)
    return Condition(iri, grade, latest)


def bridge_condition(scores: Mapping[str, int], on: date, rows: Sequence[RateRow]) -> tuple[str, str]:
    """(worst element, grade) of an inspection; of equal scores the element named first."""
    worst = min(scores, key=lambda element: scores[element])
    place = rate_lookup.step(rows, "element", on, Decimal(scores[worst]), "[]").value
    return worst, GRADES[int(place) - 1]


# -- openings of the reserve
def reopening_warning(renewed_on: date | None, reinstated_on: date | None, on: date, months: int) -> str:
    """A warning when a surface younger than so many months would be opened; "" when there is nothing to say.

    renewed_on: when the surface was built or renewed; reinstated_on: when an earlier opening was made good.
    """
    texts = []
    for day, what in ((renewed_on, "ผิวทางก่อสร้างหรือปรับปรุง"), (reinstated_on, "ผิวทางเคยเปิดและคืนสภาพ")):
        if day is not None and on < add_months(day, months):
            texts.append(f"{what}ยังไม่ครบ {months} เดือน")
    return "; ".join(texts)
