"""Surveys and bridge inspections: limits, grades, and what segments and bridges show of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from modules.civil_works.roads_bridges.models import ConditionSurvey
from tests.modules.civil_works.roads_bridges import made
from tests.modules.civil_works.roads_bridges.made import make, make_road, segment

pytestmark = pytest.mark.django_db
CODE = "พช.ถ.12-001"
ROUTE = [segment(0, 1200), segment(1200, 2000, "asphalt"), segment(2000, 2450, "gravel", 4)]


def survey(**more):
    return {"road": CODE, "surveyed_on": "1/3/2568", "km_from": 0, "km_to": 2450} | more


@pytest.mark.parametrize(("iri", "text"), [
    ("-0.1", "ค่า IRI ต้องอยู่ระหว่าง 0 ถึง 30 ม./กม."),
    ("30.1", "ค่า IRI ต้องอยู่ระหว่าง 0 ถึง 30 ม./กม."),
    ("", "กรอกค่า IRI หรือสภาพที่เห็นอย่างใดอย่างหนึ่ง"),
])  # fmt: skip
def test_a_survey_without_a_sound_index_is_refused(refused, iri, text):
    make_road(ROUTE)
    assert refused("condition_survey", survey(iri_m_per_km=iri)) == [text]


def test_surveys_grade_their_segments(refused):
    road = make_road(ROUTE)
    for start, end, iri, seen in ((0, 1200, "2.8", ""), (1200, 2000, "4.5", ""), (2000, 2450, "7.2", "damaged")):
        values = survey(km_from=start, km_to=end, iri_m_per_km=iri, visual_grade=seen)
        assert refused("condition_survey", values) == []
    shown = list(road.surface_segments.order_by("km_from").values_list("iri_m_per_km", "grade", "surveyed_on"))
    day = date(2025, 3, 1)
    assert shown == [
        (Decimal("2.80"), "very_good", day),
        (Decimal("4.50"), "fair", day),
        (Decimal("7.20"), "damaged", day),
    ]
    assert [s.grade for s in ConditionSurvey.objects.order_by("km_from")] == ["very_good", "fair", "damaged"]


def test_an_older_survey_changes_nothing_and_a_newer_one_does():
    road = make_road([segment(0, 2450, "asphalt")])
    make("condition_survey", **survey(iri_m_per_km=4))
    make("condition_survey", **survey(iri_m_per_km=2, surveyed_on="1/3/2560"))
    assert road.surface_segments.get().grade == "fair"
    make("condition_survey", **survey(visual_grade="severe", surveyed_on="1/6/2568"))
    assert road.surface_segments.get().grade == "severe"


def test_a_survey_is_not_of_the_future(refused):
    make_road(ROUTE)
    assert refused("condition_survey", survey(iri_m_per_km=2, surveyed_on="1/1/2599")) == ["วันที่สำรวจต้องไม่อยู่ในอนาคต"]


def test_a_bridge_shows_its_latest_inspection(refused):
    make_road()
    bridge = make("bridge", code="ส.01", road=CODE, chainage_m=100, kind="wood", spans=1, length_m=8, width_m=4)
    good = {"deck": 5, "beam": 4, "pier": 4, "rail": 5, "approach": 4}
    values = {"bridge": "ส.01", "inspected_on": "1/3/2568"} | good
    assert refused("bridge_inspection", values) == []
    assert refused("bridge_inspection", values | {"inspected_on": "1/3/2567", "pier": 0}) == []
    bridge.refresh_from_db()
    assert (bridge.grade, bridge.inspected_on) == ("good", date(2025, 3, 1))
    assert bridge.inspections.order_by("inspected_on").first().worst_element == "pier"
    there = bridge.inspections.get(inspected_on=date(2025, 3, 1))
    assert refused("bridge_inspection", values) == [f"วันนี้มีผลตรวจสะพานนี้แล้ว: ตรวจสะพาน {there.register_no}"]
    assert len(refused("bridge_inspection", values | {"inspected_on": "1/4/2568", "deck": 6})) == 1


def test_only_field_staff_survey():
    from gis_core.pure.refusal import Refusals
    from tests.people import user_with

    make_road(ROUTE)
    make("condition_survey", user=user_with("inspector"), **survey(iri_m_per_km=2))
    with pytest.raises(Refusals) as refused:
        make("condition_survey", user=user_with("citizen"), **survey(iri_m_per_km=2))
    assert refused.value.codes == ("NO_RIGHT",)
    assert made.register("condition_survey").level == "public"
