"""Key figures against the records behind them, reports, and the papers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from pypdf import PdfReader

from gis_core.access.actor import acting_as, system_user
from gis_core.features import clock
from gis_core.parties.models import Organisation
from gis_core.pure.thai_calendar import fiscal_year
from layers.declare import Kpi
from layers.declare.reports import Measured
from layers.engine import transitions
from layers.registry import registry
from modules.civil_works.roads_bridges import key_figures, reports
from modules.kernel.documents import issue
from tests.modules.civil_works.roads_bridges import made
from tests.modules.civil_works.roads_bridges.made import geojson, make, make_road, point, segment
from tests.people import user_with

pytestmark = pytest.mark.django_db
CODE = "พช.ถ.12-001"


@pytest.fixture
def town(db):
    """Two roads, one registered, with surveys, a defect, works and accidents."""
    one = make_road([segment(0, 1200), segment(1200, 2000, "asphalt"), segment(2000, 2450, "gravel", 4)])
    make_road([segment(0, 1000, "earth", 3)], code="พช.ถ.12-002", length=1000, road_class="farm")
    with acting_as(system_user(), "ลงทะเบียน"):
        one.status, one.registered_no, one.registered_on = "registered", "1", clock.today()
        one.save()
    for start, end, iri, seen in ((0, 1200, 2.8, ""), (1200, 2000, 5.5, ""), (2000, 2450, None, "severe")):
        make("condition_survey", road=CODE, surveyed_on="1/3/2568", km_from=start, km_to=end, iri_m_per_km=iri,
             visual_grade=seen)  # fmt: skip
    defect = make("defect", damage="pothole", severity="high", geom=geojson(point(50, 0)))
    with acting_as(system_user(), "ประมาณการ"):
        defect.estimate_baht = 7000
        defect.save()
    works = make("works", road=CODE, km_from=0, km_to=1200, kind="overlay")
    transitions.transition(made.register("works"), works.uid, "finish",
                           {"finished_on": clock.today().isoformat(), "cost_baht": 690_000},
                           user=made.engineer(), reason="ตรวจรับ")  # fmt: skip
    for deaths, x in ((2, 100), (0, 300), (1, 800)):
        make("accident", happened_on=clock.today().isoformat(), deaths=deaths, injured=1, geom=geojson(point(x, 0)))
    make("accident", happened_on="1/1/2560", deaths=9, geom=geojson(point(900, 0)))
    return one


@pytest.fixture
def reader(db):
    return user_with("planner")


def test_figures_agree_with_the_records_behind_them(town, reader):
    moo = made.village(1, -100, -100, 700, 100)
    percent = Decimal(100)
    assert key_figures.registered(reader).value(percent) == Decimal("71.01")
    assert key_figures.paved(reader).value(percent) == Decimal("57.97")
    assert key_figures.good(reader) == Measured(Decimal(1200), Decimal(3450))
    assert key_figures.backlog(reader).numerator == 800 * 5 * 520 + 450 * 4 * 90 + 7000
    assert key_figures.deaths(reader).numerator == 3
    assert key_figures.repairs(reader).value(Decimal(1000)) == 200_000
    for kpi in (each for each in made.register("road").declared.reports if isinstance(each, Kpi)):
        whole, parts, behind = kpi.value(reader), kpi.by_village(reader), kpi.features(reader)
        nothing = Measured(Decimal(0), None if whole.denominator is None else Decimal(0))
        assert sum(parts.values(), nothing) == whole, kpi.code
        assert sum(each["amount"] for each in behind) == whole.numerator > 0, kpi.code
    assert key_figures.deaths_by_village(reader) == {moo.code: Measured(Decimal(2)), "": Measured(Decimal(1))}


def test_a_figure_opens_by_village_and_then_to_its_records(town, client):
    moo = made.village(1, -100, -100, 700, 100)
    client.force_login(user_with("planner"))
    address = "/r/roads_bridges-road/report/deaths/"
    page = client.get(address).content.decode()
    assert f"?village={moo.code}" in page and "<strong>3</strong> คน" in page
    inside = client.get(f"{address}?village={moo.code}").content.decode()
    assert str(moo) in inside and "รวม 1 รายการ" in inside and "<strong>2</strong> คน" in inside
    assert client.get(f"{address}?village=999").status_code == 404


def test_kilometres_by_class_and_grade(town, reader):
    rows = {row["name"]: row for row in reports.km_by_class(reader)}
    assert rows["ทางหลวงท้องถิ่น"]["paved_percent"] == Decimal("81.63")
    assert (rows["รวม"]["total"], rows["รวม"]["earth"]) == (Decimal("3.450"), Decimal("1.000"))
    grades = {row["grade"]: row["km"] for row in reports.km_by_grade(reader)}
    assert grades == {"ดีมาก": Decimal("1.200"), "ชำรุด": Decimal("0.800"), "เสียหายมาก": Decimal("0.450"),
                      "ยังไม่สำรวจ": Decimal("1.000")}  # fmt: skip


def test_priorities_repair_list_and_yearly_returns(town, reader):
    listed = reports.priority_list(reader)
    assert [row["title"] for row in listed] == [f"{CODE} กม. 2+000–2+450", f"{CODE} กม. 1+200–2+000"]
    assert (listed[0]["score"], listed[1]["score"]) == (Decimal("40.00"), Decimal("30.00"))
    assert [row["estimate_baht"] for row in reports.repair_list(reader)] == [7000]
    yearly = {row["name"]: row for row in reports.dla_yearly(reader)}
    assert (yearly["ทางหลวงท้องถิ่น"]["roads"], yearly["รวม"]["roads"]) == (1, 2)
    changes = reports.registration_changes(reader, fiscal_year(clock.today()))
    assert [(row["uid"], row["change"]) for row in changes] == [(town.uid, "ลงทะเบียน")]
    assert reports.registration_changes(reader, 2500) == []
    assert [(row["accidents"], row["deaths"]) for row in reports.accidents_by_road(reader)] == [(3, 3)]


def test_the_pages_of_all_reports_open(town, client):
    client.force_login(user_with("planner"))
    for register in ("road", "bridge", "defect", "works"):
        page = client.get(f"/r/roads_bridges-{register}/")
        assert page.status_code == 200
    for code in ("km_by_class", "priority_list", "dla_yearly", "registered_percent", "backlog", "accidents_by_road"):
        assert client.get(f"/r/roads_bridges-road/report/{code}/").status_code == 200, code


# -- papers ------------------------------------------------------------------------------------------------------------
def text_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def test_every_paper_of_a_road_prints(town):
    make("bridge", code="ส.01", name="ทดสอบ", road=CODE, chainage_m=100, kind="wood", spans=1, length_m=8, width_m=4)
    mayor = user_with("executive")
    register = made.register("road")
    printed = {d.code: text_of(issue.draft(register, d, town, mayor)) for d in register.declared.documents}
    assert set(printed) == {"tt1", "tt2", "tt3", "tt5", "tt6", "tt7", "route_sheet", "repair_list"}
    assert all(len(text) > 100 for text in printed.values())
    assert "0+000" in printed["route_sheet"]


def test_papers_of_the_other_registers_print(town):
    mayor = user_with("executive")
    with acting_as(system_user(), "ตั้งผู้ให้"):
        giver = Organisation.objects.create(thai="วัดทดสอบ", kind="religious", register_no="นบ.9")
    today = date.today().isoformat()
    officer = user_with("officer")
    made_records = {
        "bridge": make("bridge", code="ส.02", road=CODE, chainage_m=200, kind="wood", spans=1, length_m=8, width_m=4,
                       year_be=2559),
        "weight_limit": make("weight_limit", road=CODE, km_from=0, km_to=500, limit_t=10, valid={"from": "1/1/2569"}),
        "land_gift": make("land_gift", user=officer, road=CODE, organisation=str(giver.uid), area_sqwah="0-1-0",
                          signed_on="1/1/2568"),
        "reserve_permit": make("reserve_permit", road=CODE, km_from=0, km_to=100, kind="pipe", purpose="วางท่อ",
                               organisation=str(giver.uid), works_from=today, works_to=today),
    }  # fmt: skip
    for name, record in made_records.items():
        register = made.register(name)
        for document in register.declared.documents:
            assert issue.draft(register, document, record, mayor).startswith(b"%PDF"), document.code
    bridge = made.register("bridge")
    record = text_of(issue.draft(bridge, bridge.declared.documents[0], made_records["bridge"], mayor))
    assert "2559" in record and "2,559" not in record


def test_the_tabs_of_a_road_open(town, client):
    make_traffic(town)
    client.force_login(user_with("engineer", name="another"))
    for panel in ("diagram", "state"):
        assert client.get(f"/r/roads_bridges-road/{town.uid}/panel/{panel}").status_code == 200, panel


def make_traffic(road):
    from layers.engine import records

    lines = {"trafficcount": [{"counted_on": "1/3/2568", "vehicles_per_day": 450}]}
    records.update(made.register("road"), road.uid, {}, user=made.engineer(), reason="นับรถ", lines=lines)


def test_a_stranger_is_not_told_nought_of_what_he_may_not_see(client):
    shown = client.get("/figures/").content.decode()
    assert "report/good_percent/" in shown and "report/deaths/" not in shown
    roads = registry.by_key["civil_works.roads_bridges.road"]
    assert client.get(f"{roads.url}report/deaths/").status_code == 404
    assert client.get(f"{roads.url}report/good_percent/").status_code == 200
