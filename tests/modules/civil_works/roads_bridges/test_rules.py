"""The rules of roads against worked examples."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_core.pure.chainage import format_chainage, parse_chainage
from gis_core.pure.rate_lookup import RateRow
from gis_core.pure.refusal import Refused
from modules.civil_works import roads_bridges
from modules.civil_works.roads_bridges import priorities, rules
from tests.worked_examples import worked_examples

DAY = date(2026, 1, 15)


def rate_rows(name: str) -> tuple[RateRow, ...]:
    path = Path(roads_bridges.__file__).parent / "rates" / f"{name}.csv"
    with path.open(encoding="utf-8") as file:
        return tuple(_row(row) for row in csv.DictReader(file))


def _row(row: dict[str, str]) -> RateRow:
    lower, upper = (Decimal(row[c]) if row[c] else None for c in ("lower", "upper"))
    since = date.fromisoformat(row["valid_from"])
    return RateRow(row["key"], Decimal(row["value"]), since, row["law"], lower, upper, certainty=row["certainty"])  # type: ignore[arg-type]


def stretches(text: str) -> list[rules.Stretch]:
    return [_stretch(part.split()) for part in text.split(";")]


def _stretch(words: list[str]) -> rules.Stretch:
    start, end = (parse_chainage(each) for each in words[0].split("-"))
    surface, width, iri = [*words[1:], "", "0", "-"][:3] if len(words) == 1 else words[1:4]
    return rules.Stretch(start, end, surface, Decimal(width), None if iri == "-" else Decimal(iri))


def on(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize("row", worked_examples(__file__, "routes"))
def test_area_paved_share_and_mean_roughness(row):
    parts = stretches(row["segments"])
    assert rules.surface_area_m2(parts) == Decimal(row["area_m2"])
    assert rules.paved_percent(parts, Decimal(row["registered_m"])) == Decimal(row["paved_percent"])
    assert rules.mean_iri(parts) == Decimal(row["mean_iri"])
    assert rules.refuse_list(parts, Decimal(row["registered_m"])) == []


@pytest.mark.parametrize("row", worked_examples(__file__, "segment_lists"))
def test_lists_of_segments(row):
    found = rules.refuse_list(stretches(row["segments"]), Decimal(row["length_m"]), Decimal(row["slack_m"]))
    assert "|".join(r.code for r in found) == row["codes"]
    assert "|".join(r.thai for r in found) == row["texts"]


@pytest.mark.parametrize("row", worked_examples(__file__, "grades"))
def test_grades(row):
    iri = Decimal(row["iri"]) if row["iri"] else None
    assert rules.grade_of(iri, row["visual"], row["surface"], DAY, rate_rows("iri_grades")) == row["grade"]


@pytest.mark.parametrize("row", worked_examples(__file__, "lengths"))
def test_length_tolerance(row):
    registered, drawn = Decimal(row["registered_m"]), Decimal(row["drawn_m"])
    assert rules.line_needs_check(registered, drawn, Decimal(3), Decimal(50)) is (row["needs_check"] == "yes")


@pytest.mark.parametrize("row", worked_examples(__file__, "reopenings"))
def test_openings_of_a_young_surface_are_warned(row):
    text = rules.reopening_warning(on(row["renewed_on"]), on(row["reinstated_on"]), date.fromisoformat(row["on"]), 24)
    assert bool(text) is (row["warned"] == "yes")


@pytest.mark.parametrize("row", worked_examples(__file__, "priorities"))
def test_priority_scores(row):
    facts = priorities.Facts(row["grade"], int(row["households"]), int(row["vehicles"]), row["serves"] == "yes")
    rates = {r.key: r.value for r in rate_rows("road_priorities")}
    weights = {part: rates[f"weight_{part}"] for part in priorities.PARTS}
    full = {"households": rates["full_households"], "traffic": rates["full_traffic"]}
    score = priorities.priority(facts, weights, full)
    assert score.total == Decimal(row["score"])
    assert sum(line.points for line in score.lines) == score.total


def test_point_past_the_end():
    """Worked example (3): 0 and 2,460 m on a route of 2,450 m."""
    assert rules.onto_line(Decimal(0), Decimal(2450), Decimal(5)) == 0
    assert rules.onto_line(Decimal(2455), Decimal(2450), Decimal(5)) == 2450
    with pytest.raises(Refused) as refused:
        rules.onto_line(Decimal(2460), Decimal(2450), Decimal(5))
    assert (refused.value.code, refused.value.thai) == ("E-5504", "กม. เกินความยาวสายทาง 2,450 ม.")


def test_chainage_reads_and_writes_both_ways():
    assert format_chainage(Decimal(3250)) == "กม. 3+250"
    assert parse_chainage("กม. 3+250") == 3250


def test_widths():
    def codes(*args: Any) -> list[str]:
        return [r.code for r in rules.refuse_widths(*args, (Decimal(1), Decimal(40)), "width_m")]

    assert codes(Decimal(6), Decimal(2), Decimal(8)) == []
    assert codes(Decimal(6), Decimal("2.01"), Decimal(8)) == ["E-5505"]
    assert codes(Decimal("0.99"), Decimal(0), None) == ["WIDTH"]
    assert codes(Decimal("40.01"), Decimal(0), None) == ["WIDTH"]
    assert codes(Decimal(40), Decimal(9), None) == []


def test_roughness_limits():
    limits = Decimal(0), Decimal(30)
    assert [bool(rules.refuse_iri(v, limits)) for v in (None, Decimal(0), Decimal(30))] == [False, False, False]
    assert [bool(rules.refuse_iri(v, limits)) for v in (Decimal("-0.1"), Decimal("30.1"))] == [True, True]


def test_a_shared_carriageway_is_counted_once():
    own = rules.Stretch(Decimal(0), Decimal(500), "asphalt", Decimal(5))
    shared = rules.Stretch(Decimal(500), Decimal(800), "asphalt", Decimal(5), counted=False)
    assert rules.surface_area_m2([own, shared]) == 2500
    assert rules.counted_length_m([own, shared]) == 500


def test_the_worst_element_makes_the_grade():
    rows = rate_rows("bridge_grades")
    scores = {"deck": 4, "beam": 2, "pier": 2, "rail": 5, "approach": 3}
    assert rules.bridge_condition(scores, DAY, rows) == ("beam", "damaged")
    assert rules.bridge_condition(dict.fromkeys(scores, 5), DAY, rows) == ("deck", "very_good")
    assert rules.bridge_condition(scores | {"pier": 0}, DAY, rows) == ("pier", "severe")


def test_the_latest_survey_that_met_a_segment_counts():
    rows = rate_rows("iri_grades")
    segment = rules.Stretch(Decimal(0), Decimal(1000), "asphalt")

    def survey(year: int, a: int, b: int, iri: str | None, grade: str = "") -> rules.Surveyed:
        index = Decimal(iri) if iri else None
        return rules.Surveyed(date(year, 3, 1), rules.Stretch(Decimal(a), Decimal(b), iri=index, grade=grade))

    old, new = survey(2024, 0, 1000, "2.0"), survey(2025, 0, 500, "4.0")
    beside = survey(2026, 1000, 2000, "9.0")
    found = rules.condition_of(segment, [old, new, survey(2025, 500, 1000, "6.0"), beside], rows)
    assert (found.iri, found.grade, found.on) == (Decimal("5.00"), "damaged", date(2025, 3, 1))
    assert rules.condition_of(segment, [beside], rows) == rules.Condition()
    seen = rules.condition_of(segment, [survey(2026, 0, 1000, None, "severe")], rows)
    assert (seen.iri, seen.grade) == (None, "severe")


@given(st.lists(st.integers(1, 5000), min_size=1, max_size=8, unique=True))
def test_stretches_cut_at_any_places_fill_the_road(cuts):
    marks = [Decimal(0), *map(Decimal, sorted(cuts))]
    parts = [rules.Stretch(a, b) for a, b in pairwise(marks)]
    assert rules.refuse_list(parts, marks[-1]) == []
    if len(parts) > 1:
        assert [r.code for r in rules.refuse_list(parts[1:], marks[-1])] == ["E-5503"]
        assert "E-5502" in [r.code for r in rules.refuse_list([*parts, parts[0]], marks[-1])]


@given(st.lists(st.tuples(st.integers(1, 3000), st.integers(0, 300)), min_size=1, max_size=8))
def test_the_mean_lies_between_the_ends(parts):
    at = Decimal(0)
    made = []
    for length, tenths in parts:
        made.append(rules.Stretch(at, at + length, iri=Decimal(tenths) / 10))
        at += length
    mean = rules.mean_iri(made)
    assert min(s.iri for s in made) <= mean <= max(s.iri for s in made)
