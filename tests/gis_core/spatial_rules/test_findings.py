"""Hand-drawn cases in metres: what is measured, what is judged, what is kept to be drawn."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.gis.geos import MultiPolygon, Point, Polygon
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from gis_core.access.actor import acting_as
from gis_core.features.measure import length_m, to_wgs84
from gis_core.features.models import Feature
from gis_core.ground.models import NamedPlace, Zone
from gis_core.pure.refusal import Refused
from gis_core.spatial_rules.findings import finding, keep, latest
from gis_core.spatial_rules.measuring import distance_between, nearest, overlap_of, overlaps, protrusions
from gis_core.spatial_rules.models import SpatialRequirement, SpatialRule

pytestmark = pytest.mark.django_db
X, Y, ZONE = 660000, 1658000, 32647
DAY = date(2026, 3, 1)


def stored(geom):
    geom.srid = ZONE
    return to_wgs84(geom)


def box(west, south, east, north) -> Polygon:
    return stored(Polygon.from_bbox((X + west, Y + south, X + east, Y + north)))


def point(x, y) -> Point:
    return stored(Point(X + x, Y + y))


@pytest.fixture
def draw(clerk):
    def draw(west, south, east, north, kind="public") -> Feature:
        with acting_as(clerk, "วาดเขต"):
            zone = Zone.objects.create(**zone_values(box(west, south, east, north), kind))
        return Feature.objects.get(uid=zone.uid)

    return draw


def zone_values(shape: Polygon, kind: str) -> dict:
    return {"kind": kind, "thai": f"เขต {kind}", "geom": MultiPolygon(shape, srid=4326), "valid": DateRange(DAY, None)}


@pytest.fixture
def make_rule(clerk):
    def make_rule(predicate="distance", bound="min", value="3.00", **values) -> SpatialRule:
        with acting_as(clerk, "ตั้งเกณฑ์"):
            rule = SpatialRule.objects.create(
                code=f"t.{predicate}", thai="ระยะร่น", predicate=predicate, bound=bound, **values
            )
            SpatialRequirement.objects.create(
                rule=rule, value="2.00", law="กฎเก่า", valid=DateRange(date(2000, 1, 1), date(2020, 1, 1))
            )
            now = DateRange(date(2020, 1, 1), None)
            SpatialRequirement.objects.create(rule=rule, value=value, law="กฎใหม่", valid=now)
        return rule

    return make_rule


# -- measures ----------------------------------------------------------------------------------------------------------
def test_distance_is_from_edge_to_edge(draw):
    house, far, near = draw(0, 0, 10, 10), draw(40, 0, 50, 10), draw(12.5, 0, 30, 10)
    found = nearest([house.uid], [near.kind_id], 100)
    assert [(each.subject, each.against) for each in found] == [(house.uid, near.uid)]
    assert found[0].value == pytest.approx(2.5, abs=0.001)
    assert length_m(found[0].geom) == pytest.approx(2.5, abs=0.001)
    assert nearest([far.uid], [near.kind_id], 9) == []


def test_touching_is_no_distance_and_no_overlap(draw):
    house, neighbour = draw(0, 0, 10, 10), draw(10, 0, 20, 10)
    assert nearest([house.uid], [neighbour.kind_id], 10)[0].value == pytest.approx(0, abs=0.0001)
    assert sum(each.value for each in overlaps([house.uid], [neighbour.kind_id])) == pytest.approx(0, abs=0.001)


def test_the_piece_of_an_overlap_is_kept(draw):
    """5.13, worked example 3: a strip of 12.0 by 0.4 m."""
    house, commons = draw(0, 0, 12, 20), draw(-50, 19.6, 60, 80)
    (piece,) = overlaps([house.uid], [commons.kind_id])
    assert (piece.value, piece.perimeter_m) == pytest.approx((4.8, 24.8), abs=0.001)
    assert piece.percent == pytest.approx(2.0, abs=0.001)
    assert (piece.subject_version, piece.against_version) == (1, 1)


def test_depth_inside_and_protrusion(draw):
    area = draw(0, 0, 100, 100)
    inside, out, away = draw(10, 4, 20, 14), draw(90, 50, 103, 60), draw(300, 0, 310, 10)
    found = {each.subject: each.value for each in protrusions([inside.uid, out.uid, away.uid], [area.kind_id], 10)}
    assert found[inside.uid] == pytest.approx(-4, abs=0.001)
    assert found[out.uid] == pytest.approx(3, abs=0.001)
    assert away.uid not in found


def test_a_shape_just_drawn_is_measured_alike():
    assert distance_between(box(0, 0, 10, 10), point(14, 13)).value == pytest.approx(5, abs=0.001)
    piece = overlap_of(box(0, 0, 12, 20), box(-50, 19.6, 60, 80))
    assert (piece.value, piece.perimeter_m, piece.of_m2) == pytest.approx((4.8, 24.8, 240), abs=0.001)
    assert overlap_of(box(0, 0, 10, 10), box(20, 0, 30, 10)) is None


# -- findings ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("gap", "accuracy", "verdict", "margin"),
    [("3.00", "0", "pass", "0.00"), ("2.80", "0.25", "needs_survey", "-0.20"), ("2.70", "0.25", "fail", "-0.30")],
)
def test_a_finding_is_judged_and_kept(clerk, draw, make_rule, gap, accuracy, verdict, margin):
    house, neighbour, rule = draw(0, 0, 10, 10), draw(10 + float(gap), 0, 30, 10), make_rule()
    (measured,) = nearest([house.uid], [neighbour.kind_id], 50)
    with acting_as(clerk, "ตรวจระยะร่น"):
        (kept,) = keep([finding(rule, measured, DAY, Decimal(accuracy))])
    kept.refresh_from_db()
    assert (kept.verdict, kept.margin, kept.law) == (verdict, Decimal(margin), "กฎใหม่")
    assert (kept.subject_id, kept.against_id, kept.blocks) == (house.uid, neighbour.uid, verdict != "pass")
    row = Feature.objects.get(uid=kept.uid)
    assert (row.title, row.category, row.geom.geom_type) == ("t.distance", verdict, "LineString")
    assert latest(house.uid) == [kept]


def test_the_figure_of_the_day_of_the_event_counts(draw, make_rule):
    house, neighbour, rule = draw(0, 0, 10, 10), draw(12.5, 0, 30, 10), make_rule()
    (measured,) = nearest([house.uid], [neighbour.kind_id], 50)
    assert finding(rule, measured, date(2019, 12, 31)).verdict == "pass"
    assert finding(rule, measured, date(2020, 1, 1)).verdict == "fail"
    with pytest.raises(Refused) as refusal:
        finding(rule, measured, date(1999, 12, 31))
    assert refusal.value.code == "NO_FIGURE"


def test_the_accuracy_of_an_edge_becomes_one_of_the_area(draw, make_rule):
    house, commons = draw(0, 0, 12, 20), draw(-50, 19.6, 60, 80)
    rule, (piece,) = make_rule("overlap", "max", "0.00"), overlaps([house.uid], [commons.kind_id])
    result = finding(rule, piece, DAY, Decimal(1))
    assert (result.verdict, result.measured, result.accuracy) == ("needs_survey", Decimal("4.80"), Decimal("12.40"))
    assert finding(rule, piece, DAY).verdict == "fail"


def test_a_ratio_is_judged_in_percent(draw, make_rule):
    house, commons = draw(0, 0, 12, 20), draw(-50, 10, 60, 80)
    rule, (piece,) = make_rule("ratio", "max", "20.00", severity="warn"), overlaps([house.uid], [commons.kind_id])
    result = finding(rule, piece, DAY)
    assert (result.measured, result.verdict, result.blocks) == (Decimal("50.00"), "fail", False)


def test_inside_needs_survey_near_the_border(draw, make_rule):
    area, well = draw(0, 0, 100, 100), draw(0.2, 50, 1.2, 51)
    rule, (measured,) = make_rule("inside", "max", "0.00"), protrusions([well.uid], [area.kind_id])
    assert finding(rule, measured, DAY).verdict == "pass"
    assert finding(rule, measured, DAY, Decimal("0.5")).verdict == "needs_survey"


def test_two_figures_on_one_day_are_refused(clerk, make_rule):
    rule = make_rule()
    with pytest.raises(IntegrityError), transaction.atomic(), acting_as(clerk, "ซ้อน"):
        SpatialRequirement.objects.create(rule=rule, value=4, law="ซ้อน", valid=DateRange(date(2024, 1, 1), None))


def test_what_was_judged_cannot_vanish(clerk, draw, make_rule):
    house, neighbour, rule = draw(0, 0, 10, 10), draw(12, 0, 30, 10), make_rule()
    with acting_as(clerk, "ตรวจ"):
        keep([finding(rule, each, DAY) for each in nearest([house.uid], [neighbour.kind_id], 50)])
    with pytest.raises(IntegrityError), transaction.atomic(), acting_as(clerk, "ลบ"):
        Zone.objects.filter(uid=house.uid).delete()
        connection.check_constraints()


def test_points_are_measured_too(clerk):
    with acting_as(clerk, "เพิ่มที่"):
        a, b = (NamedPlace.objects.create(thai="ก", kind="temple", geom=point(x, 0)) for x in (0, 500))
    kind = Feature.objects.get(uid=a.uid).kind_id
    found = nearest([a.uid, b.uid], [kind], 500.5)
    assert [round(each.value, 3) for each in found] == [500, 500]
