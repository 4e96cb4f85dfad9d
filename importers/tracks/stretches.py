"""Along which known roads a journey went, from where to where and in which direction. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

#: A crossing passed gives a few points on another road; that is no journey along it.
FEWEST_POINTS, SHORTEST_M = 4, 40.0


@dataclass(frozen=True)
class OnLine:
    """A place of the journey on its nearest road."""

    road_id: int
    chainage_m: float
    offset_m: float


@dataclass(frozen=True)
class Stretch:
    """A run along one road. `is_forward` tells whether it went with growing chainage."""

    road_id: int
    from_m: float
    to_m: float
    is_forward: bool
    points: int
    mean_offset_m: float

    @property
    def length_m(self) -> float:
        return self.to_m - self.from_m


def stretches(places: Sequence[OnLine | None]) -> list[Stretch]:
    """The runs in the order of the journey; what is interrupted by a crossing is one run."""
    runs: list[list[OnLine]] = []
    for place in places:
        if place is None:
            continue
        if runs and runs[-1][0].road_id == place.road_id:
            runs[-1].append(place)
        else:
            runs.append([place])
    long_enough = [run for run in runs if len(run) >= FEWEST_POINTS and _length(run) >= SHORTEST_M]
    joined: list[list[OnLine]] = []
    for run in long_enough:
        if joined and joined[-1][0].road_id == run[0].road_id:
            joined[-1] = [*joined[-1], *run]
        else:
            joined.append(list(run))
    return [_stretch(run) for run in joined]


def _length(run: Sequence[OnLine]) -> float:
    measures = [place.chainage_m for place in run]
    return max(measures) - min(measures)


def _stretch(run: Sequence[OnLine]) -> Stretch:
    measures = [place.chainage_m for place in run]
    mean = sum(place.offset_m for place in run) / len(run)
    return Stretch(run[0].road_id, min(measures), max(measures), measures[-1] >= measures[0], len(run), mean)


def rounded(stretch: Stretch) -> Stretch:
    """To the metre, which is finer than any handheld receiver."""
    return replace(stretch, from_m=float(round(stretch.from_m)), to_m=float(round(stretch.to_m)))
