"""Division: pieces, codes, areas, owners, prices, what stands there, the public strip; one undoable change."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.gis.geos import Point
from django.db.backends.postgresql.psycopg_any import DateRange

from gis_core.access.actor import acting_as, system_user
from gis_core.features.models import Change, Feature, History
from gis_core.ground import queries
from gis_core.ground.models import (
    AppraisalPrice,
    Building,
    Establishment,
    House,
    OwnershipSpell,
    Parcel,
    ParcelLineage,
    Signboard,
)
from gis_core.pure.refusal import Refusals
from layers.engine import changesets, coverage
from modules.kernel.rates.models import RateRow
from tests.modules.finance.property_register import fabric_made as made
from tests.people import user_with
from tests.worked_examples import worked_examples

pytestmark = pytest.mark.django_db
ON = "1 มิ.ย. 2568"
DAY = date(2025, 6, 1)
HALVES = [{"deed_no": "901", "area_sqwah": "0-2-0"}, {"deed_no": "902", "area_sqwah": "0-2-0"}]


@pytest.fixture
def user():
    made.town()
    return made.surveyor()


@pytest.fixture
def parcel(user):
    """40 x 40 m of 400 square wah, owned by two people."""
    found = made.draw("01A001", made.box(0, 0, 40, 40), user, area_sqwah="1-0-0")
    ann, bee = made.people("สมมุติ", "สมหมาย")
    made.own(found, (ann, "1/3"), (bee, "2/3"))
    return found


MIDDLE = made.line((20, -5), (20, 45))


def halved(parcel, user, **more):
    return made.divide(parcel, MIDDLE, user, HALVES, **({"on": ON, "act": "แบ่งแยกในนามเดิม"} | more))


# -- worked examples of 4.2 --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("row", worked_examples(__file__, "division"))
def test_worked_examples(user, row):
    """A parcel 80 m wide cut from west to east; the last piece may be a strip given to the public."""
    ann = made.people("สมมุติ")[0]
    parcel = made.draw("01A001", made.box(0, 0, 80, 80), user, area_sqwah=row["parent"])
    made.own(parcel, (ann, "1/1"))
    areas = row["children"].split()
    gifts = [row["gift"]] if row["gift"] else []
    count = len(areas) + len(gifts)
    cuts = [made.line((80 * n / count, -1), (80 * n / count, 81)) for n in range(1, count)]
    children = [{"deed_no": f"9{n}", "area_sqwah": area} for n, area in enumerate(areas)]
    children += [{"gift": True, "area_sqwah": area} for area in gifts]
    if row["refusal"]:
        with pytest.raises(Refusals) as refused:
            made.divide(parcel, cuts, user, children, code_policy=row["policy"])
        assert refused.value.codes == (row["refusal"],)
        assert Parcel.objects.count() == 1
        return
    done = made.divide(parcel, cuts, user, children, code_policy=row["policy"])
    assert [child.parcel_code for child in done.children] == row["codes"].split()
    parcel.refresh_from_db()
    assert parcel.get_status_display() == row["parent_state"]
    assert sum(child.area_sqwah for child in done.children) == parcel.area_sqwah


# -- what is written ---------------------------------------------------------------------------------------------------
def test_pieces_share_their_border_and_add_up(parcel, user):
    done = halved(parcel, user)
    west, east = done.children
    assert len(made.exact(west.geom) & made.exact(east.geom)) == 2
    assert made.area(west.geom) + made.area(east.geom) == pytest.approx(made.area(parcel.geom), abs=1e-6)
    assert west.geom.centroid.x < east.geom.centroid.x, "the first is the western one"


def test_all_is_one_change_of_one_set(parcel, user):
    done = halved(parcel, user)
    changes = Change.objects.filter(batch_id=done.batch_id)
    assert changes.count() == 1
    uids = [parcel.uid, *(child.uid for child in done.children)]
    assert set(Feature.objects.filter(uid__in=uids).values_list("change__batch_id", flat=True)) == {done.batch_id}


def test_owners_are_copied_from_the_day_on_and_the_parents_end(parcel, user):
    done = halved(parcel, user)
    for child in done.children:
        held = [(s.person.first_name, s.share_num, s.share_den) for s in queries.owner_on(child, DAY)]
        assert held == [("สมมุติ", 1, 3), ("สมหมาย", 2, 3)]
        assert not queries.owner_on(child, date(2025, 5, 31))
        assert {(s.act, s.source) for s in child.spells.all()} == {("แบ่งแยกในนามเดิม", "แบ่งแยกจาก 01A001")}
    assert not queries.owner_on(parcel, DAY)
    assert len(queries.owner_on(parcel, date(2025, 1, 1))) == 2, "the year's tax stays with the parent"


def test_a_later_sale_that_was_recorded_already_follows_the_children(parcel, user):
    """Divided on 1 June, sold on 1 August, and both written down in September."""
    cat = made.people("สมใจ")[0]
    sold = date(2025, 8, 1)
    with acting_as(system_user(), "ขาย"):
        for spell in parcel.spells.all():
            spell.valid = DateRange(spell.valid.lower, sold)
            spell.save()
        made.own(parcel, (cat, "1/1"), since=sold)
    done = halved(parcel, user)
    for child in done.children:
        assert len(queries.owner_on(child, DAY)) == 2
        assert [s.person for s in queries.owner_on(child, sold)] == [cat]
    assert not parcel.spells.filter(person=cat).exists()


def test_lineage_dates_and_no_ring(parcel, user):
    done = halved(parcel, user)
    steps = ParcelLineage.objects.filter(parent=parcel).values_list("child__parcel_code", "act", "on")
    assert sorted(steps) == [("01A001/001", "division", DAY), ("01A001/002", "division", DAY)]
    first = done.children[0]
    with pytest.raises(Refusals) as refused:
        made.divide(first, made.line((10, -5), (10, 45)), user, [{"area_sqwah": "0-1-0"}] * 2, on="1 พ.ค. 2568")
    assert refused.value.codes == ("DATE_ORDER",)


def test_prices_hold_for_the_children(parcel, user):
    with acting_as(system_user(), "ราคา"):
        AppraisalPrice.objects.create(
            parcel=parcel, baht_per_sqwah=500, valid=DateRange(date(2023, 1, 1), date(2027, 1, 1))
        )
    done = halved(parcel, user)
    for child in done.children:
        (price,) = child.prices.all()
        assert (price.baht_per_sqwah, price.valid.lower, price.valid.upper) == (500, DAY, date(2027, 1, 1))
    assert parcel.prices.get().valid.upper == DAY


def building(parcel, code, west, south, east, north, **more):
    with acting_as(system_user(), "เพิ่มอาคาร"):
        return Building.objects.create(
            building_code=code, parcel=parcel, structure="wood", geom=made.box(west, south, east, north)[0], **more
        )


def test_what_stands_there_goes_to_the_child_it_stands_on(parcel, user):
    west = building(parcel, "01A001/001", 2, 2, 10, 10)
    both = building(parcel, "01A001/002", 17, 20, 27, 30)
    gone = building(parcel, "01A001/003", 30, 2, 35, 8, demolished_on=date(2020, 1, 1))
    with acting_as(system_user(), "เพิ่ม"):
        house = House.objects.create(house_no="1", moo=1, building=both, parcel=parcel)
        lone = House.objects.create(house_no="2", moo=1, parcel=parcel)
        shop = Establishment.objects.create(thai="ร้าน", building=west, parcel=parcel)
        sign = Signboard.objects.create(
            thai="ป้าย", width_cm=100, height_cm=50, parcel=parcel, sign_code="01A001/ป1",
            geom=made.stored(Point(made.X + 35, made.Y + 35)),
        )  # fmt: skip
    done = halved(parcel, user)
    first, second = done.children
    for thing in (west, both, gone, house, lone, shop, sign):
        thing.refresh_from_db()
    assert (west.parcel, west.building_code) == (first, "01A001/001/001")
    assert (both.parcel, both.building_code) == (second, "01A001/002/001")
    assert (gone.parcel, gone.building_code) == (parcel, "01A001/003")
    shares = {site.parcel.parcel_code: site.share_percent for site in both.sites.all()}
    assert shares == {"01A001/001": Decimal("30.00"), "01A001/002": Decimal("70.00")}
    assert (house.parcel, shop.parcel) == (second, first)
    assert (sign.parcel, sign.sign_code) == (second, "01A001/002/ป1")
    assert lone.parcel in done.children
    assert {w.code for w in done.warnings} == {"TWO_PARCELS", "CHECK_PLACE"}


def test_the_strip_given_to_the_public_is_a_public_parcel_without_owner(parcel, user):
    cuts = [made.line((18, -5), (18, 45)), made.line((36, -5), (36, 45))]
    children = [
        {"deed_no": "901", "area_sqwah": "0-1-80"},
        {"deed_no": "902", "area_sqwah": "0-1-80"},
        {"gift": True},
    ]
    done = made.divide(parcel, cuts, user, children, on=ON, act="แบ่งหักเป็นที่สาธารณประโยชน์", gift_sqwah="0-0-40")
    assert (done.gift.deed_type, done.gift.land_use, done.gift.is_state_property) == ("none", "public", True)
    assert (done.gift.deed_no, done.gift.area_sqwah) == ("", 40)
    assert not done.gift.spells.exists()
    assert ParcelLineage.objects.filter(parent=parcel, child=done.gift).exists()
    assert made.area(done.gift.geom) == pytest.approx(160, abs=0.01)


def test_the_neighbour_gets_the_end_of_the_cut(parcel, user):
    north = made.draw("01A002", made.box(0, 40, 40, 80), user)
    before = made.area(north.geom)
    done = halved(parcel, user)
    north.refresh_from_db()
    assert len(made.exact(north.geom)) == 5
    assert made.exact(north.geom) & made.exact(done.children[0].geom) & made.exact(done.children[1].geom)
    assert made.area(north.geom) == pytest.approx(before, abs=0.001)
    assert Feature.objects.get(uid=north.uid).change.batch_id == done.batch_id


# -- cuts --------------------------------------------------------------------------------------------------------------
def test_a_cut_may_end_a_centimetre_short_of_the_edge(parcel, user):
    done = made.divide(parcel, made.line((20, 0.006), (20, 39.994)), user, HALVES)
    assert len(done.children) == 2


def test_polygons_cut_and_what_they_leave_is_a_piece(parcel, user):
    shapes = [made.box(0, 0, 20, 20)[0], made.box(20, 0, 40, 20)[0]]
    trial = made.divide(parcel, shapes, user, [], dry_run=True)
    order = [round(p.area_m2) for p in trial.pieces]
    children = [{"area_sqwah": "0-2-0" if m2 == 800 else "0-1-0"} for m2 in order]
    done = made.divide(parcel, shapes, user, children)
    assert len(done.children) == 3
    assert sum(made.area(c.geom) for c in done.children) == pytest.approx(1600, abs=1e-3)


@pytest.mark.parametrize(
    ("cut", "code"),
    [
        (made.line((20, 10), (20, 30)), "CUT"),
        (made.line((60, 0), (60, 40)), "CUT"),
        (made.line((0.02, -5), (0.02, 45)), "SLIVER"),
        (made.line((38.5, -1), (41, 1.5)), "BAD_GEOM"),
    ],
    ids=["inside", "beside", "sliver", "too small"],
)
def test_bad_cuts_are_refused(parcel, user, cut, code):
    with pytest.raises(Refusals) as refused:
        made.divide(parcel, cut, user, HALVES)
    assert code in refused.value.codes
    assert all(each.geometry for each in refused.value)


def test_the_number_of_children_is_that_of_the_pieces(parcel, user):
    with pytest.raises(Refusals) as refused:
        made.divide(parcel, MIDDLE, user, HALVES[:1])
    assert refused.value.codes == ("CUT",)


# -- trials, codes, rights, versions -----------------------------------------------------------------------------------
def test_a_trial_without_children_proposes_areas_and_codes(parcel, user):
    trial = made.divide(parcel, made.line((10, -5), (10, 45)), user, [], dry_run=True)
    assert [(p.code, p.proposed) for p in trial.pieces] == [("01A001/001", Decimal(100)), ("01A001/002", Decimal(300))]
    body = trial.as_json()
    assert [(p["number"], p["area_text"], p["proposed_text"]) for p in body["pieces"]] == [
        (1, "0-1-0", "0-1-0"),
        (2, "0-3-0", "0-3-0"),
    ]
    assert Parcel.objects.count() == 1


def test_a_full_trial_leaves_nothing(parcel, user):
    trial = halved(parcel, user, dry_run=True)
    assert [child.parcel_code for child in trial.children] == ["01A001/001", "01A001/002"]
    parcel.refresh_from_db()
    assert (Parcel.objects.count(), parcel.status, ParcelLineage.objects.count()) == (1, "active", 0)
    assert not History.objects.filter(uid=parcel.uid).exists()


def test_the_offices_setting_makes_the_codes(parcel, user):
    with acting_as(system_user(), "ตั้งค่า"):
        RateRow.objects.filter(key="division_code_policy").update(value=2)
    done = halved(parcel, user)
    assert [child.parcel_code for child in done.children] == ["01A002", "01A003"]


def test_a_child_in_another_block_takes_a_lot_of_that_block(user):
    parcel = made.draw("01A001", made.box(370, 0, 420, 40), user, area_sqwah="1-1-0")
    done = made.divide(
        parcel, made.line((400, -5), (400, 45)), user, [{"area_sqwah": "0-3-0"}, {"area_sqwah": "0-2-0"}]
    )
    assert [child.parcel_code for child in done.children] == ["01A001/001", "01B001"]


def test_a_dead_code_is_not_used_again(parcel, user):
    done = halved(parcel, user)
    changesets.undo(done.batch_id, user=user, reason="ทำผิด")
    parcel.refresh_from_db()
    assert parcel.status == "active"
    again = halved(parcel, user)
    assert [child.parcel_code for child in again.children] == ["01A001/003", "01A001/004"]


def test_undo_puts_everything_back_and_redo_divides_again(parcel, user):
    north = made.draw("01A002", made.box(0, 40, 40, 80), user)
    both = building(parcel, "01A001/001", 15, 20, 25, 30)
    done = halved(parcel, user)
    back = changesets.undo(done.batch_id, user=user, reason="ทำผิด")
    for thing in (parcel, north, both):
        thing.refresh_from_db()
    assert parcel.status == "active"
    assert not ParcelLineage.objects.exists()
    assert (both.parcel, both.building_code, both.sites.count()) == (
        parcel,
        "01A001/001",
        1 if both.sites.exists() else 0,
    )
    assert len(queries.owner_on(parcel, DAY)) == 2
    assert len(made.exact(north.geom)) == 4
    assert OwnershipSpell.objects.count() == 2
    changesets.undo(back, user=user, reason="ไม่ผิด")
    parcel.refresh_from_db()
    assert parcel.status == "divided"
    assert Parcel.objects.filter(status="active").count() == 3


def test_only_who_may_add_and_change_divides(parcel, user):
    with pytest.raises(Refusals) as refused:
        made.divide(parcel, MIDDLE, user_with("executive"), HALVES)
    assert refused.value.codes == ("NO_RIGHT",)


def test_somebody_elses_change_is_told(parcel, user):
    with pytest.raises(Refusals) as refused:
        halved(parcel, user, expected_version=7)
    assert "CONFLICT" in refused.value.codes


def test_a_divided_parcel_is_not_divided_again(parcel, user):
    halved(parcel, user)
    with pytest.raises(Refusals) as refused:
        halved(parcel, user)
    assert refused.value.codes == ("NOT_LIVE",)


def test_not_in_the_future(parcel, user):
    with pytest.raises(Refusals) as refused:
        halved(parcel, user, on="1 ม.ค. 2650")
    assert refused.value.codes == ("FUTURE",)


def test_a_deed_that_exists_is_refused(parcel, user):
    made.draw("01A002", made.box(100, 0, 140, 40), user, deed_no="777")
    with pytest.raises(Refusals) as refused:
        made.divide(parcel, MIDDLE, user, [{"deed_no": "777", "area_sqwah": "0-2-0"}, HALVES[1]])
    assert refused.value.codes == ("DUP_DEED",)
    parcel.refresh_from_db()
    assert parcel.status == "active"


def test_one_child_may_keep_the_old_deed(parcel, user):
    done = made.divide(parcel, MIDDLE, user, [{"deed_no": parcel.deed_no, "area_sqwah": "0-2-0"}, HALVES[1]])
    assert done.children[0].deed_no == parcel.deed_no


@pytest.mark.parametrize(
    ("cut", "values", "code"),
    [
        ("ไม่ใช่รูป", {}, "BAD_GEOM"),
        ({"type": "Point", "coordinates": [100.5, 15.0]}, {}, "CUT"),
        (5, {}, "BAD_GEOM"),
        ([], {}, "CUT"),
        (MIDDLE, {"children": "แปลง"}, "CUT"),
        (MIDDLE, {"children": [1, 2]}, "CUT"),
        (MIDDLE, {"children": [{"area_sqwah": {"a": 1}}, {"area_sqwah": "0-2-0"}]}, "FORMAT"),
        (MIDDLE, {"children": [{"id": 1, "area_sqwah": "0-2-0"}, HALVES[1]]}, "READ_ONLY"),
        (MIDDLE, {"children": HALVES, "on": "วันนี้"}, "DATE"),
        (MIDDLE, {"children": HALVES, "code_policy": "ตามใจ"}, "CHOICE"),
        (MIDDLE, {"children": [{"gift": True, "area_sqwah": "0-2-0"}] * 2}, "GIFT"),
        (MIDDLE, {"children": HALVES, "gift_sqwah": "0-0-10"}, "GIFT"),
        (made.line(*((x % 2 * 50 - 5, x * 0.15) for x in range(260))), {}, "CUT"),
    ],
)
def test_whatever_a_page_sends_is_refused_in_words(parcel, user, cut, values, code):
    with pytest.raises(Refusals) as refused:
        coverage.divide(made.register(), parcel.uid, cut, values, user=user, reason="แบ่งแยก")
    assert code in refused.value.codes
    assert Parcel.objects.count() == 1


@pytest.mark.parametrize("uid", ["ไม่ใช่รหัส", "0192f3a0-0000-7000-8000-000000000000", ""])
def test_an_unknown_parcel_is_refused_in_words(parcel, user, uid):
    with pytest.raises(Refusals) as refused:
        coverage.divide(made.register(), uid, MIDDLE, {"children": HALVES}, user=user, reason="แบ่งแยก")
    assert refused.value.codes == ("NOT_FOUND",)
    with pytest.raises(Refusals) as refused:
        coverage.merge(made.register(), [uid, parcel.uid], {}, user=user, reason="รวม")
    assert refused.value.codes == ("NOT_FOUND",)


def test_children_of_a_parcel_that_waits_for_a_check_wait_too(parcel, user):
    with acting_as(user, "รอตรวจสอบ"):
        Parcel.objects.filter(pk=parcel.pk).update(status="pending")
    assert {child.status for child in halved(parcel, user).children} == {"pending"}


def test_the_neighbour_gets_the_end_of_a_cut_close_to_its_corner(parcel, user):
    """Boxes are kept in single precision, almost a metre: they must not stand for the corner itself."""
    north = made.draw("01A002", made.box(0, 40, 40, 80), user)
    made.divide(parcel, made.line((0.4, -5), (0.4, 45)), user, [{"area_sqwah": "0-0-4"}, {"area_sqwah": "0-3-96"}])
    north.refresh_from_db()
    assert len(made.exact(north.geom)) == 5
