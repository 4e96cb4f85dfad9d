"""Boundary correction (สอบเขต): same code, no descent, neighbours stay together; undoable."""

from __future__ import annotations

import contextlib

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon

from gis_core.access.actor import acting_as, system_user
from gis_core.features.models import Change, Feature
from gis_core.ground.models import Building, Establishment, Parcel, ParcelLineage
from gis_core.pure.refusal import Refusals
from layers.engine import changesets, coverage
from modules.finance.property_register import actions, queries
from tests.doors import press, refused
from tests.modules.finance.property_register import fabric_made as made
from tests.people import user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    made.town()
    return made.surveyor()


@pytest.fixture
def four(user):
    """Four parcels around one corner: south-west, south-east, north-west, north-east."""
    places = ((0, 0), (40, 0), (0, 40), (40, 40))
    return [made.draw(f"01A00{n + 1}", made.box(x, y, x + 40, y + 40), user) for n, (x, y) in enumerate(places)]


def reshape(parcel, shape, user, **more):
    return coverage.reshape(made.register(), parcel.uid, shape, user=user, reason="สอบเขต", **more)


def fresh(parcels):
    for parcel in parcels:
        parcel.refresh_from_db()
    return parcels


def overlap_m2(parcels) -> float:
    shapes = [made.metres(p.geom) for p in parcels]
    return sum(a.intersection(b).area for n, a in enumerate(shapes) for b in shapes[:n])


def union_m2(parcels) -> float:
    whole = made.metres(parcels[0].geom)
    for parcel in parcels[1:]:
        whole = whole.union(made.metres(parcel.geom))
    return whole.area


def with_corner(parcel, here, there):
    """The parcel's own stored corners, with one of them elsewhere."""
    ring = list(parcel.geom[0][0].coords)
    flat = made.corners(parcel.geom)
    at = flat.index(here)
    moved = made.line(there, (there[0] + 1, there[1])).coords[0]
    ring[at] = moved
    ring[-1] = ring[0]
    return MultiPolygon(Polygon(ring), srid=4326)


def test_a_common_corner_moves_in_all_four(four, user):
    done = reshape(four[0], with_corner(four[0], (40, 40), (45, 43)), user)
    fresh(four)
    assert sorted(n.title for n in done.neighbours) == ["01A002", "01A003", "01A004"]
    assert all((45.0, 43.0) in made.corners(p.geom) for p in four)
    assert not any((40.0, 40.0) in made.corners(p.geom) for p in four)
    assert overlap_m2(four) == pytest.approx(0, abs=1e-6)
    assert union_m2(four) == pytest.approx(6400, abs=0.01)


def test_land_never_falls_to_nobody_when_only_some_of_a_corner_follow(user):
    west = made.draw("01A001", made.box(0, 0, 40, 40), user)
    east = made.draw("01A002", made.box(40, 0, 80, 40), user)
    north = made.draw("01A003", made.polygon((0, 40), (40, 40), (80, 40), (80, 80), (0, 80)), user)
    reshape(west, with_corner(west, (40, 40), (40, 44)), user)
    fresh([west, east, north])
    assert union_m2([west, east, north]) == pytest.approx(6400, abs=0.01)
    assert overlap_m2([west, east, north]) == pytest.approx(0, abs=1e-6)
    assert made.area(west.geom) == pytest.approx(1680, abs=0.1)
    assert made.area(east.geom) == pytest.approx(1600, abs=0.1)


@pytest.fixture
def row(user):
    """Two parcels along a road east of them."""
    south = made.draw("01A001", made.box(0, 0, 40, 40), user)
    return [south, made.draw("01A002", made.box(0, 40, 40, 80), user)]


@pytest.mark.parametrize(
    ("corner", "swept"),
    [((40, 39.5), 0), ((39.98, 39.5), 0.8), ((39.7, 39.5), 12), ((38.5, 43), 60), ((40.003, 40.1), -0.12)],
)
def test_a_common_corner_on_a_road_is_drawn_back_in_both(row, user, corner, swept):
    """Neither along the line of the road nor beside it does a corner, a notch or a strip of the old border stay."""
    reshape(row[0], with_corner(row[0], (40, 40), corner), user)
    south, north = (made.exact(parcel.geom) for parcel in fresh(row))
    assert len(south) == len(north) == 4 and len(south & north) == 2
    assert overlap_m2(row) == pytest.approx(0, abs=1e-6)
    assert union_m2(row) == pytest.approx(3200 - swept, abs=0.01)


def test_a_common_corner_drawn_into_a_road_takes_nothing_of_it_for_the_neighbour(row, user):
    reshape(row[0], with_corner(row[0], (40, 40), (42, 41)), user)
    fresh(row)
    assert made.area(row[1].geom) < 1600
    assert (40.0, 80.0) in made.corners(row[1].geom) and overlap_m2(row) == pytest.approx(0, abs=1e-6)


def test_a_corner_is_not_drawn_back_where_that_opens_a_gap_to_a_parcel_further_on(row, user):
    beyond = made.draw("01A003", made.box(40, 45, 80, 80), user)
    with contextlib.suppress(Refusals):
        reshape(row[0], with_corner(row[0], (40, 40), (39.2, 39.5)), user)
    assert union_m2(fresh([row[1], beyond])) >= 1600 + 1400 - 0.01
    assert overlap_m2(fresh([*row, beyond])) == pytest.approx(0, abs=1e-6)


def test_code_and_deed_stay_and_there_is_no_descent(four, user):
    done = reshape(four[0], with_corner(four[0], (40, 40), (45, 43)), user)
    parcel = done.record
    assert (parcel.parcel_code, parcel.area_sqwah, parcel.status) == ("01A001", four[0].area_sqwah, "active")
    assert not ParcelLineage.objects.exists()
    assert Change.objects.filter(batch_id=done.batch_id).count() == 1
    changed = Feature.objects.filter(uid__in=[p.uid for p in four])
    assert set(changed.values_list("change__batch_id", flat=True)) == {done.batch_id}


def test_a_new_bend_in_a_common_border_takes_and_gives(four, user):
    """The border to the eastern neighbour bends out: a triangle changes hands; bent in, it goes back."""
    out = made.polygon((0, 0), (40, 0), (48, 20), (40, 40), (0, 40))
    reshape(four[0], out, user)
    assert made.area(fresh(four)[1].geom) == pytest.approx(1600 - 160, abs=0.01)
    assert overlap_m2(four) == pytest.approx(0, abs=1e-6)
    back = made.polygon((0, 0), (40, 0), (34, 20), (40, 40), (0, 40))
    reshape(four[0], back, user)
    fresh(four)
    assert made.area(four[1].geom) == pytest.approx(1600 + 120, abs=0.01)
    assert union_m2(four) == pytest.approx(6400, abs=0.01)
    assert overlap_m2(four) == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(("south", "m2"), [(5, 1400), (-5, 1800)], ids=["drawn back", "drawn out"])
def test_a_border_along_a_road_is_nobodys_gain(four, user, south, m2):
    """The corner slides along the line of the common border: the eastern neighbour keeps its land and its corner."""
    reshape(four[0], made.box(0, south, 40, 40), user)
    fresh(four)
    assert [round(made.area(p.geom)) for p in four] == [m2, 1600, 1600, 1600]
    assert (40.0, 0.0) in made.corners(four[1].geom)
    assert overlap_m2(four) == pytest.approx(0, abs=1e-6)


def test_a_corner_that_slides_along_one_border_turns_only_the_other(four, user):
    """From (40, 40) to (40, 45): land of the north-western neighbour; nothing changes for the two in the east."""
    reshape(four[0], with_corner(four[0], (40, 40), (40, 45)), user)
    fresh(four)
    assert [round(made.area(p.geom)) for p in four] == [1700, 1600, 1500, 1600]
    assert overlap_m2(four) == pytest.approx(0, abs=1e-3)


def test_alone_it_may_not_overlap_and_may_leave_a_gap(four, user):
    with pytest.raises(Refusals) as refused:
        reshape(four[0], made.box(0, 0, 42, 40), user, shared=False)
    assert "OVERLAP" in refused.value.codes
    reshape(four[0], made.box(0, 0, 38, 40), user, shared=False)
    assert [round(made.area(p.geom)) for p in fresh(four)] == [1520, 1600, 1600, 1600]


def test_a_neighbour_may_not_be_swallowed_or_cut_to_a_strip(four, user):
    for shape in (made.box(0, 0, 80, 40), made.box(0, 0, 79.95, 40)):
        with pytest.raises(Refusals) as refused:
            reshape(four[0], shape, user)
        assert {"OVERLAP", "BAD_GEOM", "SLIVER"} & set(refused.value.codes)
        assert made.area(fresh(four)[1].geom) == pytest.approx(1600, abs=0.01)


@pytest.fixture
def across(user):
    """Two parcels side by side, a lane of two metres, and a parcel beyond it."""
    boxes = ((0, 0, 40, 40), (40, 0, 80, 40), (0, 42, 80, 80))
    return [made.draw(f"01A00{n + 1}", made.box(*box), user) for n, box in enumerate(boxes)]


def test_a_border_dragged_over_a_lane_takes_nothing_from_the_parcel_beyond(across, user):
    with pytest.raises(Refusals) as refused:
        reshape(across[0], made.box(0, 0, 40, 50), user)
    assert refused.value.codes == ("OVERLAP",)
    assert "01A003" in str(refused.value.refusals[0].thai) and refused.value.refusals[0].geometry
    assert [round(made.area(p.geom)) for p in fresh(across)] == [1600, 1600, 3040]


def test_one_drag_over_the_neighbour_s_border_and_the_lane_is_refused_whole(across, user):
    with pytest.raises(Refusals) as refused:
        reshape(across[0], made.box(0, 0, 50, 50), user)
    assert refused.value.codes == ("OVERLAP",)
    assert [round(made.area(p.geom)) for p in fresh(across)] == [1600, 1600, 3040]


def test_land_of_the_lane_itself_may_be_gained(across, user):
    reshape(across[0], made.box(0, 0, 45, 41), user)
    assert [round(made.area(p.geom)) for p in fresh(across)] == [1845, 1400, 3040]


def test_a_seam_too_narrow_for_a_lane_does_not_hold_a_border(user):
    west = made.draw("01A001", made.box(0, 0, 40, 40), user)
    east = made.draw("01A002", made.box(40, 0, 80, 40), user)
    with acting_as(system_user(), "รูปเดิมที่นำเข้ามา"):
        Parcel.objects.filter(pk=west.pk).update(geom=made.box(0, 0, 39.95, 40))
    reshape(west, made.box(0, 0, 45, 40), user)
    assert [round(made.area(p.geom)) for p in fresh([west, east])] == [1800, 1400]


def made_house(parcel, shape) -> Building:
    with acting_as(system_user(), "เพิ่มอาคาร"):
        code = f"{parcel.parcel_code}/001"
        return Building.objects.create(building_code=code, parcel=parcel, geom=made.box(*shape)[0])


def test_a_building_left_on_another_parcel_is_named_and_waits_for_a_decision(four, user):
    house = made_house(four[1], (41, 10, 45, 20))
    done = reshape(four[0], made.polygon((0, 0), (46, 0), (46, 40), (40, 40), (0, 40)), user)
    (told,) = done.judged.warnings
    assert told.code == "BUILDING_ELSEWHERE"
    assert "01A002/001" in told.thai and "01A001" in told.thai
    house.refresh_from_db()
    assert (house.parcel.parcel_code, house.building_code) == ("01A002", "01A002/001"), "nobody decided yet"
    (row,) = [each for each in queries.buildings_astray(user) if each["title"] == "01A002/001"]
    assert (row["kind"], row["parcels"]) == ("อยู่บนแปลงอื่นทั้งหลัง", "01A001")


def test_it_is_registered_where_it_stands_with_a_code_of_that_parcel(four, user):
    made_house(four[0], (5, 5, 15, 15))
    house = made_house(four[1], (41, 10, 45, 20))
    reshape(four[0], made.polygon((0, 0), (46, 0), (46, 40), (40, 40), (0, 40)), user)
    assessor = user_with("assessor", name="decider")
    with acting_as(assessor, "รังวัดสอบเขต"):
        shop = Establishment.objects.create(thai="ร้านกมล", building=house, parcel=four[1])
        actions.register_where_it_stands(house, {}, assessor)
    house.refresh_from_db()
    shop.refresh_from_db()
    assert shop.parcel_id == house.parcel_id
    assert (house.parcel.parcel_code, house.building_code) == ("01A001", "01A001/002")
    assert not [each for each in queries.buildings_astray(assessor) if each["title"] == house.building_code]
    assert refused(press, house, "register_here", assessor) == ("STANDS_HERE",)


def test_buildings_are_attached_again(four, user):
    with acting_as(system_user(), "เพิ่มอาคาร"):
        house = Building.objects.create(building_code="01A002/001", parcel=four[1], geom=made.box(41, 10, 47, 20)[0])
    reshape(four[0], made.polygon((0, 0), (44, 0), (44, 40), (40, 40), (0, 40)), user)
    shares = {site.parcel.parcel_code: float(site.share_percent) for site in house.sites.all()}
    assert shares == {"01A001": 50.0, "01A002": 50.0}


def test_a_limited_surveyor_may_not_move_a_neighbours_border(four, user):
    limited = made.surveyor("limited", area=made.box(-1, -1, 39, 39))
    with pytest.raises(Refusals) as refused:
        reshape(four[0], with_corner(four[0], (40, 40), (42, 42)), limited)
    assert refused.value.codes == ("NO_RIGHT",)


def test_a_trial_leaves_nothing_and_undo_puts_all_back(four, user):
    moved = with_corner(four[0], (40, 40), (45, 43))
    before = [made.exact(p.geom) for p in four]
    trial = reshape(four[0], moved, user, dry_run=True)
    assert len(trial.as_json()["neighbours"]) == 3
    assert [made.exact(p.geom) for p in fresh(four)] == before
    done = reshape(four[0], moved, user)
    changesets.undo(done.batch_id, user=user, reason="วัดผิด")
    assert [made.exact(p.geom) for p in fresh(four)] == before


def test_moving_by_less_than_a_centimetre_moves(four, user):
    """The joining of corners does not hold back a common corner that is moved with its neighbours."""
    reshape(four[0], with_corner(four[0], (40, 40), (40.004, 40.005)), user)
    rings = [made.to_utm(p.geom)[0][0].coords for p in fresh(four)]
    assert all(any(abs(y - made.Y - 40.005) < 0.0005 for _x, y in ring) for ring in rings)


def test_pending_parcels_count_and_dead_ones_do_not(four, user):
    with acting_as(system_user(), "สถานะ"):
        Parcel.objects.filter(pk=four[1].pk).update(status="cancelled")
        Parcel.objects.filter(pk=four[2].pk).update(status="pending")
    reshape(four[0], made.box(0, 0, 45, 40), user)
    with pytest.raises(Refusals):
        reshape(four[0], made.box(0, 0, 45, 42), user, shared=False)


@pytest.mark.parametrize("start", [0, 2])
@pytest.mark.parametrize("turn", [1, -1], ids=["as stored", "the other way round"])
@pytest.mark.parametrize("east", [40, 42], ids=["two corners stay", "one corner stays"])
def test_a_shape_drawn_anew_is_taken_however_it_runs(four, user, start, turn, east):
    """The south-western parcel made larger by a box drawn over it: where it starts and how it turns says nothing."""
    ring = [(0, 0), (0, 44), (east, 44), (east, 0)][::turn]
    drawn = made.polygon(*ring[start:], *ring[:start])
    reshape(four[0], drawn, user)
    fresh(four)
    assert made.area(four[0].geom) == pytest.approx(44 * east, abs=0.01)
    assert union_m2(four) == pytest.approx(6400, abs=0.01)
    assert overlap_m2(four) == pytest.approx(0, abs=1e-3)
