"""Maps of one tax year: what a tile tells of a parcel, who may open it, and that nothing of it is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import mapbox_vector_tile
import pytest

from gis_core.features import clock
from gis_core.ground.models import Parcel
from layers.legend import legend
from layers.registry import registry
from layers.year_maps import BoundYearMap
from modules.finance.revenue_collection.maps import year_maps
from modules.finance.revenue_collection.models import TaxExemption
from modules.kernel.cases.models import Case
from modules.kernel.charges.key_figures import overdue
from modules.kernel.charges.models import Charge, ChargeEntry, Instalment
from modules.kernel.charges.opening import NewCharge, open_charges
from tests.modules.finance.property_register import ground
from tests.modules.finance.revenue_collection import year as made
from tests.modules.kernel.charges.money import pay
from tests.people import sign_in, user_with
from tiles.grid import Tile, column_of, row_of

pytestmark = pytest.mark.django_db
USE, PAID, VACANT = (f"revenue_collection-{code}" for code in ("use_map", "payment_map", "vacancy_map"))


@pytest.fixture(autouse=True)
def town(db: None, settings: Any, tmp_path: Any) -> Any:
    settings.TILE_CACHE = tmp_path / "tiles"
    return ground.town()


@pytest.fixture
def officer(client: Any) -> Any:
    sign_in(client, ground.user("revenue_officer"))
    return client


def address(slug: str, parcel: Parcel, year: int = made.YEAR, zoom: int = 16) -> str:
    middle = parcel.geom.centroid
    tile = Tile(zoom, int(column_of(middle.x, zoom)), int(row_of(middle.y, zoom)))
    return f"/tiles/{slug}/{year}/{tile.z}/{tile.x}/{tile.y}"


def told(client: Any, slug: str, parcel: Parcel, column: str, **more: Any) -> dict[str, str]:
    """Parcel code -> what its class column says."""
    answer = client.get(address(slug, parcel, **more))
    assert answer.status_code in (200, 204)
    found = (
        mapbox_vector_tile.decode(answer.content).get(slug, {"features": []}) if answer.content else {"features": []}
    )
    further = {"standing", "mark"} if slug == PAID else set()
    assert all(set(each["properties"]) == {"uid", "title", column} | further for each in found["features"])
    return {each["properties"]["title"]: each["properties"][column] for each in found["features"]}


# -- use and category --------------------------------------------------------------------------------------------------
def test_a_parcel_shows_the_use_of_most_land_and_exemption_of_the_whole(officer):
    year = made.tax_year()
    mixed, temple, unknown = (ground.parcel(n, n * 40, 0, n * 40 + 40, 40) for n in range(3))
    made.use(year, mixed, "other", land_sqwah=100)
    made.use(year, mixed, "agri", land_sqwah=300, seq=2)
    with ground.write():
        TaxExemption.objects.create(use=made.use(year, temple), ground="religion", evidence="ท")
    expected = {"01A000": "agri", "01A001": "exempt", "01A002": "unsurveyed"}
    assert told(officer, USE, mixed, "use") == expected
    assert set(told(officer, USE, mixed, "use", year=2568).values()) == {"unsurveyed"}
    assert unknown.parcel_code in expected


def test_a_part_exemption_leaves_the_use_in_sight(officer):
    parcel = ground.parcel(1, 0, 0, 40, 40)
    used = made.use(made.tax_year(), parcel, "residential")
    with ground.write():
        TaxExemption.objects.create(use=used, ground="charity", evidence="ท", percent=50)
    assert told(officer, USE, parcel, "use") == {"01A001": "residential"}


@pytest.mark.parametrize(
    ("since", "expected"), [(2569, "1"), (2567, "1"), (2566, "4"), (2563, "7"), (2560, "10"), (2550, "10")]
)
def test_years_left_vacant_fall_into_their_classes(officer, since, expected):
    parcel = ground.parcel(1, 0, 0, 40, 40)
    made.use(made.tax_year(), parcel, "vacant", vacant_since_be=since)
    assert told(officer, VACANT, parcel, "since") == {"01A001": expected}


def test_land_in_use_is_not_on_the_map_of_vacant_years(officer):
    parcel = ground.parcel(1, 0, 0, 40, 40)
    made.use(made.tax_year(), parcel, "agri")
    assert told(officer, VACANT, parcel, "since") == {}


# -- payment -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("baht", "due", "expected"),
    [
        ("5000.00", 1, "open"), ("5000.00", 0, "open"), ("1000.00", -1, "late1"), ("1000.01", -1, "late2"),
        ("10000.00", -1, "late2"), ("10000.01", -1, "late3"), ("100000.00", -1, "late3"), ("100000.01", -1, "late4"),
        ("0.00", -1, "nil"),
    ],
)  # fmt: skip
def test_a_bill_shows_by_its_last_day_and_what_is_left(officer, baht, due, expected):
    parcel = ground.parcel(1, 0, 0, 40, 40)
    made.bill(baht, parcel, due=due)
    assert told(officer, PAID, parcel, "standing") == {"01A001": expected}


def test_a_payment_shows_at_once_and_at_every_parcel_of_the_bill(officer, tmp_path):
    first, far = ground.parcel(1, 0, 0, 40, 40), ground.parcel(2, 300, 300, 340, 340)
    made_bill = made.bill("5000.00", first, far)
    assert set(told(officer, PAID, first, "standing").values()) == {"open"}
    pay(made_bill.charge, "2000.00")
    assert told(officer, PAID, far, "standing")["01A002"] == "part"
    pay(made_bill.charge, "3000.00")
    assert told(officer, PAID, far, "standing")["01A002"] == "paid"
    assert told(officer, PAID, far, "standing", year=2568)["01A002"] == "none"
    assert not list((tmp_path / "tiles").rglob("*-*")), "a tile of a year was kept"


def test_the_worst_of_several_bills_shows(officer):
    parcel = ground.parcel(1, 0, 0, 40, 40)
    paid = made.bill("5000.00", parcel)
    pay(paid.charge, "5000.00")
    row = made.assessment(paid.year, "อีกคน", 900, "notified")
    with ground.write():
        used = made.use(paid.year, parcel, seq=2, land_sqwah=0)
        row.lines.create(seq=1, use=used, parcel=parcel, category="other", rate_key="other")
        late = clock.today() - timedelta(days=1)
        open_charges([NewCharge("land_tax", Decimal(900), "ภาษี", row.person_id, source_uid=row.uid, due_on=late)])
    assert told(officer, PAID, parcel, "standing") == {"01A001": "late1"}


def test_an_objection_shows_and_a_new_version_keeps_the_bill(officer):
    parcel = ground.parcel(1, 0, 0, 40, 40)
    made_bill = made.bill("5000.00", parcel, due=-5)
    old = made_bill.assessment
    with ground.write():
        Case.objects.create(
            kind="general", subject_id=old.uid, person_id=old.person_id, told_on=date(2026, 2, 1),
            received_on=date(2026, 2, 2), claim="ก", status="open",
        )  # fmt: skip
    assert told(officer, PAID, parcel, "standing") == {"01A001": "appeal"}
    with ground.write():
        Case.objects.update(status="closed")
        type(old).objects.filter(pk=old.pk).update(status="revised")
        new = type(old).objects.create(
            **{f: getattr(old, f) for f in ("tax_year", "owner_key", "person", "fingerprint", "generated_on")},
            version=2, tax_baht=4000, status="notified", register_no=f"{old.register_no}/2",
        )  # fmt: skip
        used = old.lines.get().use
        new.lines.create(seq=1, use=used, parcel=parcel, category="other", rate_key="other")
    assert told(officer, PAID, parcel, "standing") == {"01A001": "late2"}


@pytest.mark.parametrize(
    ("days", "paid", "expected"), [((-5, 20), "1500", "part"), ((-5, 20), "0", "late2"), ((5, 20), "0", "part")]
)
def test_who_keeps_to_his_instalments_is_not_late(officer, days, paid, expected):
    parcel = ground.parcel(1, 0, 0, 40, 40)
    charge = made.bill("3000.00", parcel, due=days[0]).charge
    with ground.write():
        for seq, each in enumerate(days, 1):
            due_on = clock.today() + timedelta(days=each)
            Instalment.objects.create(charge=charge, seq=seq, due_on=due_on, amount_baht=1500)
        Charge.objects.filter(pk=charge.pk).update(status="instalment")
        if paid != "0":
            ChargeEntry.objects.create(
                charge=charge, kind="cleared", component="principal", amount_baht=-Decimal(paid),
                on=clock.today() - timedelta(days=6),
            )  # fmt: skip
            Charge.objects.filter(pk=charge.pk).update(principal_left_baht=Decimal(3000) - Decimal(paid))
    assert told(officer, PAID, parcel, "standing") == {"01A001": expected}
    assert bool(list(overdue(ground.user("revenue_officer")))) is expected.startswith("late")


# -- doors -------------------------------------------------------------------------------------------------------------
def listed(client: Any) -> dict[str, Any]:
    modules = client.get("/layers.json").json()["modules"]
    return {each["id"]: each for m in modules for s in m["systems"] for each in s["layers"]}


@pytest.mark.parametrize(
    ("role", "opened"),
    [("", set()), ("engineer", set()), ("surveyor", {USE, VACANT}), ("assessor", {USE, VACANT}),
     ("revenue_officer", {USE, PAID, VACANT}), ("executive", {USE, PAID, VACANT})],
)  # fmt: skip
def test_a_map_opens_to_those_who_may_see_all_it_is_made_of(client, role, opened):
    parcel = ground.parcel(1, 0, 0, 40, 40)
    made.bill("5000.00", parcel, due=-1)
    if role:
        sign_in(client, ground.user(role))
    unknown = client.get(address("revenue_collection-nothing", parcel))
    for slug in (USE, PAID, VACANT):
        answer = client.get(address(slug, parcel))
        if slug in opened:
            assert answer.status_code in (200, 204)
        else:
            assert (answer.status_code, answer.content) == (404, unknown.content)
    assert {slug for slug in listed(client) if slug in (USE, PAID, VACANT)} == opened
    if PAID not in opened:
        assert "late4" not in client.get("/layers.json").text


def test_there_is_no_other_way_to_a_map_of_a_year(officer):
    parcel = ground.parcel(1, 0, 0, 40, 40)
    made.bill("5000.00", parcel)
    for path in (
        f"/tiles/{PAID}/tilejson.json",
        f"/ogc/collections/{PAID}",
        f"/ogc/collections/{PAID}/items",
        f"/r/{PAID}/",
    ):
        assert officer.get(path).status_code == 404, path
    assert PAID not in officer.get("/tiles/style.json").text


def test_what_tells_of_people_is_stored_by_no_browser(officer):
    parcel = ground.parcel(1, 0, 0, 40, 40)
    made.bill("5000.00", parcel)
    assert officer.get(address(PAID, parcel))["Cache-Control"] == "private, no-store"
    assert officer.get(address(USE, parcel))["Cache-Control"] == "private, no-cache"


def test_a_reader_of_one_area_sees_no_bill_of_another(client):
    here, there = ground.parcel(1, 0, 0, 40, 40), ground.parcel(2, 40, 0, 80, 40)
    year = made.bill("5000.00", here, due=-1).year
    made.bill("5000.00", there, due=-1, tax_year=year)
    sign_in(client, user_with("revenue_officer", area=ground.area(-10, -10, 30, 50)))
    assert told(client, PAID, here, "standing") == {"01A001": "late2"}


@pytest.mark.parametrize(
    ("zoom", "year", "status"),
    [(13, made.YEAR, 404), (14, made.YEAR, 200), (16, 1, 404), (16, 9999, 404), (16, 2500, 200)],
)
def test_addresses_outside_the_layer_are_not_there(officer, zoom, year, status):
    parcel = ground.parcel(1, 0, 0, 40, 40)
    assert officer.get(address(USE, parcel, year=year, zoom=zoom)).status_code == status


# -- the list of layers ------------------------------------------------------------------------------------------------
def test_the_list_names_the_years_and_begins_with_this_one(officer):
    for code in ("2567", "2568", "2569", "2570"):
        with ground.write():
            made.TaxYear.objects.create(code=code)
    found = listed(officer)[USE]
    this_year = clock.today().year + 543
    assert found["years"] == [2570, 2569, 2568, 2567]
    assert found["year"] == max(year for year in found["years"] if year <= this_year)
    assert found["label"] == {"column": "title", "from_zoom": 16}


def test_without_a_tax_year_there_is_no_map(officer):
    assert USE not in listed(officer)


@pytest.mark.parametrize(("years", "expected"), [([2568, 2570], 2568), ([2570, 2571], 2570), ([], None)])
def test_a_map_begins_with_the_last_year_that_has_come(years, expected):
    assert bound("uses").chosen_first(years, 2569) == expected


def bound(name: str, **changes: Any) -> BoundYearMap:
    declared = replace(getattr(year_maps, name), **changes)
    system = registry.by_key["finance.revenue_collection.use"].system
    return BoundYearMap(declared, system, registry.packages[system.key])


def test_the_legend_says_every_class_once():
    entries = {entry["label"]: entry for entry in legend(bound("uses"))}
    assert entries[year_maps.USES["vacant"]]["shape"] == "hatch"
    assert entries[year_maps.USES["exempt"]]["edge"] == year_maps.BLUE
    assert entries[year_maps.USES["unsurveyed"]]["dashed"]
    assert len(entries) == len(year_maps.USES)
    assert [entry["label"] for entry in legend(bound("payments"))] == [
        *(thai for thai, _ in year_maps.STANDINGS.values()), "แจ้งสำนักงานที่ดินแล้ว (ห้ามโอน)", "ยึดหรืออายัดแล้ว",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"statement": "nothing"}, "ไม่มีคำสั่ง"), ({"sources": {"p": Parcel}}, "u ไม่ได้ถามสิทธิ"), ({"needs": ()}, "needs"),
        ({"layer": replace(year_maps.uses.layer, zooms=(10, 22))}, "เริ่มที่ระดับ"),
    ],
)  # fmt: skip
def test_a_wrong_declaration_is_a_fault(changes, word):
    assert any(word in text for text in bound("uses", **changes).faults())
    assert not list(bound("uses").faults())
