"""Parcels drawn beside each other: what is refused, with the piece to draw; what is joined; through every door."""

from __future__ import annotations

import base64
import json
from datetime import date
from decimal import Decimal

import pytest
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Polygon
from django.db.backends.postgresql.psycopg_any import DateRange

from gis_core.access.actor import acting_as, system_user
from gis_core.features.models import Feature
from gis_core.ground.models import Parcel, TaxBlock
from gis_core.pure.refusal import Refusals
from layers.engine import coverage, records
from modules.kernel.rates.models import RateRow
from tests.modules.finance.property_register import fabric_made as made
from tests.people import PASSWORD, sign_in, user_with

pytestmark = pytest.mark.django_db
BOWTIE = MultiPolygon(
    made.stored(Polygon([(made.X + x, made.Y + y) for x, y in ((0, 0), (40, 40), (40, 0), (0, 40), (0, 0))])), srid=4326
)


@pytest.fixture
def user():
    made.town()
    return made.surveyor()


@pytest.fixture
def first(user):
    return made.draw("01A001", made.box(0, 0, 40, 40), user)


def version(parcel: Parcel) -> int:
    return Feature.objects.get(uid=parcel.uid).version


def piece_m2(refused) -> float:
    return made.area(GEOSGeometry(json.dumps(refused.geometry), srid=4326))


# -- overlaps ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("shape", "m2"),
    [
        (made.box(39.9, 0, 80, 40), 4.0),
        (made.box(30, 30, 80, 80), 100.0),
        (made.box(10, 10, 20, 20), 100.0),
        (made.box(-5, -5, 45, 45), 1600.0),
    ],
    ids=["strip", "corner", "inside", "around"],
)
def test_an_overlap_is_refused_with_its_piece_and_names_the_parcel(user, first, shape, m2):
    with pytest.raises(Refusals) as refused:
        made.draw("01A002", shape, user)
    (one,) = [r for r in refused.value if r.code == "OVERLAP"]
    assert one.thai == f"แปลงที่ดินทับซ้อนกับแปลงอื่น: แปลง 01A001 เนื้อที่ทับ {_said(m2, one)} ตร.ม."
    assert piece_m2(one) == pytest.approx(m2, rel=0.01)
    assert Parcel.objects.count() == 1


def _said(m2, refused) -> str:
    return f"{Decimal(repr(piece_m2(refused))).quantize(Decimal('0.01')):,}"


def test_an_overlap_within_the_figures_is_let_through(user, first):
    """0.4 m² of 1,600: under half a square metre; 0.1 % of a parcel of 4,000 m² is 4 m²."""
    made.draw("01A002", made.box(39.99 - 0.005, 0, 80, 30), user)
    large = made.draw("01A003", made.box(100, 0, 200, 100), user)
    made.draw("01A004", made.box(199.92, 0, 300, 100), user)
    with pytest.raises(Refusals):
        made.draw("01A005", made.box(100, 99.88, 200, 200), user)
    assert large.parcel_code == "01A003"


def test_the_figures_are_dated_rows(user, first):
    with acting_as(system_user(), "ข้อบัญญัติใหม่"):
        row = RateRow.objects.get(key="overlap_m2")
        since = date(2026, 1, 1)
        RateRow.objects.filter(pk=row.pk).update(valid=DateRange(row.valid.lower, since))
        RateRow.objects.create(
            table=row.table, key=row.key, value=20, valid=DateRange(since, None), certainty="verify", law="ข้อบัญญัติ"
        )
    made.draw("01A002", made.box(39.6, 0, 80, 40), user)
    assert Parcel.objects.count() == 2


def test_a_dead_parcel_takes_no_ground(user, first):
    with acting_as(user, "ยกเลิก"):
        Parcel.objects.filter(pk=first.pk).update(status="cancelled")
    made.draw("01A002", made.box(0, 0, 40, 40), user)


def test_an_old_overlap_may_be_made_smaller_but_not_larger(user, first):
    with acting_as(system_user(), "ข้อมูลเดิมทับกัน"):
        block = TaxBlock.objects.get(code="01A")
        old = Parcel.objects.create(parcel_code="01A002", block=block, area_sqwah=400, geom=made.box(35, 0, 80, 40))
    with pytest.raises(Refusals) as refused:
        records.update(made.register(), old.uid, {"geom": made.box(34, 0, 80, 40)}, user=user, reason="แก้")
    assert refused.value.codes == ("OVERLAP",)
    records.update(made.register(), old.uid, {"geom": made.box(38, 0, 80, 40)}, user=user, reason="แก้")
    judged = coverage.judge(made.register(), made.box(38, 0, 80, 40), user, uid=old.uid)
    assert not judged.refusals
    assert [w.code for w in judged.warnings] == ["OVERLAP"]


def test_a_neighbour_the_reader_may_not_see_is_neither_named_nor_shown(user, first):
    limited = made.surveyor("limited", area=made.box(41, 0, 300, 300))
    judged = coverage.judge(made.register(), made.box(30, 0, 80, 40), limited)
    (one,) = [r for r in judged.refusals if r.code == "OVERLAP"]
    assert "01A001" not in one.thai
    assert one.geometry is None


# -- other faults ------------------------------------------------------------------------------------------------------
def test_a_gap_too_narrow_to_be_land_is_refused_and_a_wide_one_is_not(user, first):
    with pytest.raises(Refusals) as refused:
        made.draw("01A002", made.box(40.06, 0, 80, 40), user)
    (one,) = refused.value
    assert one.code == "SLIVER"
    assert piece_m2(one) == pytest.approx(0.06 * 40, rel=0.05)
    made.draw("01A002", made.box(40.2, 0, 80, 40), user)


def test_a_wedge_shaped_road_that_ends_at_a_common_corner_is_no_sliver(user, first):
    made.draw("01A002", made.polygon((40, 0), (80, 0), (80, 40), (46, 40)), user)


def test_a_strip_narrower_than_tolerated_is_no_parcel(user, first):
    with pytest.raises(Refusals) as refused:
        made.draw("01A002", made.box(60, 0, 60.08, 100), user)
    assert "SLIVER" in refused.value.codes


def test_crossing_itself_is_refused_with_the_crossing(user):
    with pytest.raises(Refusals) as refused:
        made.draw("01A001", BOWTIE, user, area_sqwah="1-0-0")
    (one,) = refused.value
    assert (one.code, one.thai) == ("BAD_GEOM", "รูปแปลงไม่ถูกต้อง (เส้นตัดกันเองหรือเนื้อที่น้อยกว่า 1 ตร.ว.)")
    assert one.geometry["type"] == "Point"
    x, y = made.to_utm(GEOSGeometry(json.dumps(one.geometry), srid=4326)).coords
    assert (round(x - made.X, 1), round(y - made.Y, 1)) == (20.0, 20.0)


def test_less_than_a_square_wah_is_refused(user):
    with pytest.raises(Refusals) as refused:
        made.draw("01A001", made.box(0, 0, 1.9, 2), user, area_sqwah="0-0-1")
    assert refused.value.codes == ("BAD_GEOM",)


def test_land_outside_the_office_is_refused_with_the_part_outside(user):
    with pytest.raises(Refusals) as refused:
        made.draw("01A001", made.box(-20, 0, 40, 40), user)
    (one,) = [r for r in refused.value if r.code == "OUTSIDE"]
    assert one.thai.startswith("แปลงอยู่นอกเขต อปท.")
    assert piece_m2(one) == pytest.approx(400, rel=0.01)


def test_a_parcel_belongs_to_the_block_of_its_largest_share(user):
    with pytest.raises(Refusals) as refused:
        made.draw("01A001", made.box(390, 0, 430, 40), user)
    assert refused.value.codes[0] == "PARCEL_BLOCK"
    made.draw("01A001", made.box(370, 0, 410, 40), user)
    judged = coverage.judge(made.register(), made.box(370, 50, 410, 90), user)
    assert judged.container.title == "01A"
    assert [w.code for w in judged.warnings] == ["BLOCK_EDGE"]
    nowhere = coverage.judge(made.register(), made.box(100, 410, 150, 450), user)
    assert [r.code for r in nowhere.refusals] == ["PARCEL_BLOCK"]


# -- joining -----------------------------------------------------------------------------------------------------------
def test_corners_within_a_centimetre_are_the_neighbours_own(user, first):
    second = made.draw("01A002", made.box(40.007, 0.004, 80, 39.995), user)
    assert {(40, 0), (40, 40)} <= set(made.corners(second.geom))
    assert len(made.exact(second.geom) & made.exact(first.geom)) == 2
    assert version(first) == 1


def test_a_corner_on_the_neighbours_edge_becomes_a_node_of_it(user, first):
    before = made.area(first.geom)
    second = made.draw("01A002", made.box(40.008, 10, 80, 30), user)
    first.refresh_from_db()
    assert len(made.exact(first.geom)) == 6
    assert len(made.exact(second.geom) & made.exact(first.geom)) == 2
    assert made.area(first.geom) == pytest.approx(before, abs=0.001)
    assert version(first) == 2
    change = Feature.objects.select_related("change__actor").get(uid=first.uid).change
    assert (change.actor, change.pk) == (user, Feature.objects.get(uid=second.uid).change_id)


def test_the_neighbours_corner_becomes_a_node_of_the_drawn_edge(user):
    made.draw("01A001", made.box(0, 0, 40, 20), user)
    made.draw("01A002", made.box(0, 20, 40, 40), user)
    third = made.draw("01A003", made.box(40.006, 0, 80, 40), user)
    assert (40.0, 20.0) in made.corners(third.geom)


def test_two_centimetres_are_not_joined(user, first):
    judged = coverage.judge(made.register(), made.box(40.02, 0, 80, 40), user)
    assert not made.exact(judged.geometry) & made.exact(first.geom)
    assert "SLIVER" in [r.code for r in judged.refusals]


def test_judging_writes_nothing(user, first):
    judged = coverage.judge(made.register(), made.box(40.008, 10, 80, 30), user)
    assert [n.title for n in judged.neighbours] == ["01A001"]
    assert judged.as_json()["area_text"] == "0-2-0"
    assert version(first) == 1


def test_areas_are_those_of_the_offices_zone(user):
    judged = coverage.judge(made.register(), made.box(0, 0, 50, 40), user)
    assert judged.area_m2 == pytest.approx(2000, abs=0.001)
    assert judged.perimeter_m == pytest.approx(180, abs=0.001)


# -- the other doors ---------------------------------------------------------------------------------------------------
FAULTS = {
    "OVERLAP": made.box(30, 0, 80, 40),
    "SLIVER": made.box(40.06, 0, 80, 40),
    "OUTSIDE": made.box(50, -40, 80, 40),
    "BAD_GEOM": BOWTIE,
}


@pytest.mark.parametrize("code", FAULTS)
def test_each_refusal_through_the_api(user, first, client, code):
    body = made.values("01A002", None, geom=None)
    body.pop("geom")
    feature = {"type": "Feature", "geometry": json.loads(FAULTS[code].geojson), "properties": body}
    token = base64.b64encode(f"{user.username}:{PASSWORD}".encode()).decode()
    answer = client.post(
        "/ogc/collections/property_register-parcel/items",
        json.dumps(feature),
        content_type="application/geo+json",
        HTTP_AUTHORIZATION=f"Basic {token}",
    )
    assert answer.status_code == 422, answer.content
    found = {r["code"]: r for r in answer.json()["refusals"]}
    assert code in found
    assert found[code]["geometry"]
    assert Parcel.objects.count() == 1


@pytest.mark.parametrize("code", FAULTS)
def test_each_refusal_through_the_form(user, first, client, code):
    sign_in(client, user)
    body = made.values("01A002", FAULTS[code].geojson) | {"change_reason": "เพิ่มแปลง", "land_use": "residence"}
    answer = client.post("/r/property_register-parcel/new", body)
    assert Parcel.objects.count() == 1
    assert answer.status_code == 409
    said = {
        "OVERLAP": "แปลง 01A001 เนื้อที่ทับ",
        "SLIVER": "ช่องว่างแคบกว่า",
        "OUTSIDE": "แปลงอยู่นอกเขต อปท.",
        "BAD_GEOM": "รูปแปลงไม่ถูกต้อง",
    }
    assert said[code] in answer.content.decode()


def test_who_may_only_look_is_not_told_more(user, first, client):
    reader = user_with("executive")
    judged = coverage.judge(made.register(), made.box(30, 0, 80, 40), reader)
    assert [r.code for r in judged.refusals] == ["OVERLAP"]
