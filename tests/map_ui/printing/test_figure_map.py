"""A figure's map on a page of A4: true to scale, with legend and Thai words, from where it stands on the site."""

from __future__ import annotations

import html
from typing import Any

import numpy as np
import pytest
import shapely

from gis_core.access.actor import acting_as, system_user
from gis_core.features import measure
from gis_core.pure.map_scale import FEATURES_FROM
from layers.declare import Kpi
from map_ui.printing.figure_map import INSTEAD, marks, plate_pdf
from map_ui.printing.figure_plates import of_dashboard, of_figure
from map_ui.reports.spots import Spot
from modules.central_administration.executive_information.seeding import key_figures
from tests.map_ui import register_pages as street
from tests.map_ui.printing import read_pdf
from tests.map_ui.test_slides import part, share
from tests.modules.central_administration.executive_information.test_publishing import keep
from tests.people import account, sign_in
from tests.street_lamps.models import StreetLamp

pytestmark = pytest.mark.django_db
BROKEN = "civil_works.street_lamps.street_lamp.broken"
ROADS = "civil_works.roads_bridges.road.good_percent"
PAGE = "/r/street_lamps-street_lamp/report/broken/"


@pytest.fixture
def villages(db: None) -> None:
    for moo in (1, 2, 3):
        street.village(moo, 10 * moo, 10 * moo + 9)


def scale_of(pdf: bytes) -> int:
    return next(int(text.split("1:")[1].replace(",", "")) for text in read_pdf.spoken(pdf) if "มาตราส่วน 1:" in text)


def rates() -> Kpi:
    return share({"670101": part(900_000, 1_000_000), "670102": part(600_000, 1_500_000)})


def test_the_villages_measure_true_and_no_data_is_hatched(villages):
    pdf = plate_pdf(of_figure(street.lamps(), rates(), account("engineer")), account("engineer"))
    assert sorted(read_pdf.size_mm(read_pdf.page_of(pdf))) == pytest.approx([210, 297], abs=0.01)
    scale, west = scale_of(pdf), street.LON + 9.5 * street.STEP
    xs, ys = measure.from_lonlat(np.array([west, west]), np.array([street.LAT - 0.01, street.LAT + 0.01]), 32647)
    wanted = float(np.hypot(np.diff(xs), np.diff(ys))[0]) * 1000 / scale
    rings = [ring for path in read_pdf.paths(pdf) for ring in path.rings if path.operator == "S" and len(ring) == 4]
    heights = [float(np.hypot(*(b - a))) for ring in rings for a, b in ((ring[0], ring[1]), (ring[1], ring[2]))]
    rings = [each for each in heights if each == pytest.approx(wanted, abs=0.2)]
    assert len(rings) == 3, "three villages as high on paper as the scale says"
    said = read_pdf.spoken(pdf)
    assert "ไม่มีข้อมูล" in said and "ม.1" in said and any("ร้อยละ" in text for text in said)


def broken(*slots: int) -> Any:
    user = street.engineer()
    with acting_as(system_user(), "ชำรุด"):
        for lamp in [street.lamp(slot, user) for slot in slots]:
            lamp.status = "broken"
            lamp.save()
    return user


def figure() -> Kpi:
    return next(each for each in street.lamps().declared.reports if isinstance(each, Kpi))


def test_the_records_of_one_village_are_its_own_and_those_of_its_page(villages):
    user = broken(11, 12, 25)
    plate = of_figure(street.lamps(), figure(), user, "670101")
    assert plate.is_of_records and len(plate.spots) == 2
    assert scale_of(plate_pdf(plate, user)) <= FEATURES_FROM


def test_records_that_lie_too_far_apart_for_their_scale_give_way_to_villages(villages):
    user = broken(11, 900)
    plate = of_figure(street.lamps(), figure(), user, of_records=True)
    pdf = plate_pdf(plate, user)
    assert "".join(INSTEAD.split()) in "".join("".join(read_pdf.spoken(pdf)).split())
    near = of_figure(street.lamps(), figure(), user, "670101")
    assert "".join(INSTEAD.split()) not in "".join("".join(read_pdf.spoken(plate_pdf(near, user))).split())


def test_areas_are_marks_where_the_scale_is_smaller_than_one_to_ten_thousand():
    lot, line = shapely.box(0, 0, 1, 1), shapely.LineString([(0, 0), (1, 1)])
    spots = [Spot(lot, "#123456", False), Spot(line, "#123456", False)]
    assert [spot.shape for spot in marks(spots, FEATURES_FROM)] == [lot, line]
    small = marks(spots, FEATURES_FROM + 1)
    assert [spot.shape.geom_type for spot in small] == ["Point", "LineString"]


def test_every_step_leads_to_its_map_by_the_rights_of_its_page(client, villages):
    key_figures()
    keep(BROKEN, "2")
    keep(BROKEN, "2", "670101")
    sign_in(client, broken(11, 12))
    dashboard = html.unescape(client.get(f"/figures/?figure={BROKEN}&classes=quantile").content.decode())
    printed = f"/figures/map.pdf?figure={BROKEN}&classes=quantile"
    assert f'href="{printed}"' in dashboard
    page = html.unescape(client.get(PAGE).content.decode())
    in_village = html.unescape(client.get(f"{PAGE}?village=670101").content.decode())
    steps = {
        printed: dashboard,
        f"{PAGE}map.pdf": page,
        f"{PAGE}map.pdf?of=records": page,
        f"{PAGE}map.pdf?village=670101&of=records": in_village,
    }
    for address, whence in steps.items():
        assert f'href="{address}"' in whence, address
        answer = client.get(address)
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf"), address
    assert client.get(f"{PAGE}map.pdf?village=999999").status_code == 404
    assert client.get("/figures/map.pdf?figure=nothing").status_code == 404


def test_the_last_step_one_record_has_its_map_too(client, villages):
    user = broken(11)
    sign_in(client, user)
    own = street.lamps().record_url(StreetLamp.objects.get().uid)
    assert f'href="{own}map.pdf"' in client.get(own).content.decode()
    answer = client.get(f"{own}map.pdf")
    assert answer["Content-Type"] == "application/pdf" and scale_of(answer.content) == 1_000
    said = read_pdf.spoken(answer.content)
    assert any(street.lamps().thai in text for text in said)
    assert not any("ไม่มีที่เขียน" in text for text in said), "villages beyond the frame have no name to write"
    assert client.get(street.lamps().record_url("01a21c31-0000-7000-8000-000000000000") + "map.pdf").status_code == 404


def test_paper_says_that_the_limits_asked_for_were_not_used(villages):
    key_figures()
    for area, value in (("", "75"), ("670101", "60"), ("670102", "90")):
        keep(ROADS, value, area, denominator=100)
    user = account("executive")
    asked = {"figure": ROADS, "classes": "own", "breaks": "90,10,20"}
    assert any("ต้องเรียงจากน้อยไปมาก" in note for note in of_dashboard(user, asked).notes)
    right = of_dashboard(user, asked | {"breaks": "0,70,100"})
    assert not any("ต้องเรียง" in note for note in right.notes) and right.legend[0].thai == "0 – 70"


def test_of_money_a_reader_without_the_right_gets_no_map(client, villages):
    sign_in(client, account("engineer"))
    code = "kernel.charges.charge.land_tax_collected"
    assert client.get(f"/figures/map.pdf?figure={code}").status_code == 404
    own, of_figure_ = (client.get(f"/r/charges-charge/report/land_tax_collected/{end}") for end in ("map.pdf", ""))
    assert own.status_code == of_figure_.status_code != 200


def test_a_figure_without_a_place_says_so(client):
    key_figures()
    sign_in(client, account("executive"))
    answer = client.get("/r/executive_information-score/report/lpa/map.pdf", HTTP_ACCEPT="application/json")
    assert answer.status_code == 409 and "ไม่มีตำแหน่ง" in answer.json()["refusals"][0]["thai"]
