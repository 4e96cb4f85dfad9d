"""What may be asked of the printer, how layers are coloured and filtered, and what is refused with which words."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gis_core.access.actor import acting_as, system_user
from gis_core.ground.models import Parcel
from gis_core.jobs.models import JobProgress
from gis_core.pure.map_scale import zoom_of
from gis_core.pure.refusal import Refused
from layers import bound
from map_ui.printing import content, sheets
from map_ui.printing.conditions import condition
from map_ui.printing.order import read_order
from map_ui.printing.page import map_page
from map_ui.tasks import print_large_map
from map_ui.views import printing as views
from tests.map_ui.printing import read_pdf
from tests.map_ui.printing.conftest import Ground
from tests.people import sign_in, user_with
from tests.running_job import Worker

pytestmark = pytest.mark.django_db
PARCELS = "property_register-parcel"


def layer(**more: Any) -> dict[str, Any]:
    return {"layers": [{"id": PARCELS} | more]}


def filtered(column: str, op: str, value: Any) -> dict[str, Any]:
    return layer(filter=[{"column": column, "op": op, "value": value}])


BLACK, WHITE = "#000000", "#ffffff"
UNSORTED = {"column": "moo", "breaks": [5, 1], "colors": [BLACK] * 3, "missing": BLACK}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"paper": "A2"}, "PAPER"),
        ({"orientation": "up"}, "PAPER"),
        ({"scale": 1234}, "SCALE"),
        ({"scale": "1000"}, "SCALE"),
        ({"scale": True}, "SCALE"),
        ({"centre": [100.5]}, "PLACE"),
        ({"centre": [15.0, 100.5]}, "PLACE"),
        ({"centre": [100.5, float("nan")]}, "PLACE"),
        ({"centre": ["100.5", 15]}, "PLACE"),
        ({"title": ""}, "TITLE"),
        ({"title": "ก" * 121}, "TITLE"),
        ({"height_m": 9000}, "PLACE"),
        ({"layers": []}, "LAYER"),
        ({"layers": "x"}, "LAYER"),
        ({"layers": [{"id": "no_such-layer"}]}, "LAYER"),
        ({"layers": [None]}, "LAYER"),
        (layer(opacity=2), "PLACE"),
        (layer(theme="none_such"), "CLASSES"),
        (layer(classes={"column": "volume", "values": [], "other": WHITE}), "CLASSES"),
        (layer(classes={"column": "land_use", "values": [["x", "red"]], "other": WHITE}), "CLASSES"),
        (layer(classes=UNSORTED), "CLASSES"),
        (filtered("volume", "eq", "1"), "FILTER"),
        (filtered("land_use", "like", "1"), "FILTER"),
        (filtered("moo", "ge", "x"), "FILTER"),
        (filtered("moo", "between", ["1"]), "FILTER"),
    ],
)
def test_what_is_refused(ground: Ground, change: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_order(ground.order(**change), ground.surveyor)
    assert refusal.value.code == code
    assert any("ก" <= letter <= "๛" for letter in refusal.value.thai)


@pytest.mark.parametrize("body", ["", "[]", "{", "null", '{"layers": [[]]}', "[" * 5000])
def test_broken_requests_are_answered(ground: Ground, client: Any, body: str) -> None:
    sign_in(client, ground.surveyor)
    assert client.post("/print/map", {"body": body}, HTTP_ACCEPT="application/json").status_code == 409


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("5139", "SHEET"),
        ("5139 III 6261-06 (1:1000)", "SHEET"),
        ("5136 III 6818-13 (1:1000)", "SHEET_OUTSIDE"),
        ("", "SHEET"),
    ],
)
def test_sheets_that_do_not_exist(ground: Ground, name: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        sheets.square_of(name)
    assert refusal.value.code == code


def test_pages_refuse_in_words(ground: Ground, client: Any) -> None:
    sign_in(client, ground.surveyor)
    block = f"/print/area/property_register-block/{ground.block.uid}"
    assert client.get("/print/sheet?name=xx").status_code == 409
    assert client.get(f"{block}/page?paper=A9").status_code == 409
    assert client.get(f"{block}/page?scale=x").status_code == 409
    too_large = client.get(f"{block}/page?paper=A4&scale=500")
    assert too_large.status_code == 409
    assert "มาตราส่วนที่พอดีคือ 1:2,000" in too_large.content.decode()
    assert client.post(f"{block}/book", {"scale": "3", "paper": "A1"}).status_code == 409
    assert client.get("/print/sheets/?area=property_register-block/x").status_code == 404
    assert client.get("/print/area/property_register-zone/00000000-0000-0000-0000-000000000000/page").status_code == 404


def test_a_filter_holds_on_paper(ground: Ground) -> None:
    order = read_order(ground.order(**filtered("land_use", "in", ["agriculture"])), ground.surveyor)
    page = map_page(order, ground.surveyor)
    said = read_pdf.spoken(page.pdf)
    assert page.records == 1 and "002" in said and "001" not in said
    assert "แปลงที่ดิน (เฉพาะที่กรอง)" in said


def test_a_readers_own_classes_and_opacity_hold_on_paper(ground: Ground) -> None:
    own = {"column": "land_use", "values": [["residence", "#aa3300"]], "other": "#00aa55"}
    pdf = map_page(read_order(ground.order(**layer(opacity=0.5, classes=own)), ground.surveyor), ground.surveyor).pdf
    fills = {path.fill for path in read_pdf.paths(pdf) if path.operator == "f"}
    assert (0.667, 0.2, 0.0) in fills and (0.0, 0.667, 0.333) in fills
    assert {"อยู่อาศัย", "อื่น ๆ"} <= set(read_pdf.spoken(pdf))


def test_a_readers_own_legend_is_printed_in_its_words_and_what_has_no_value_hatched(ground: Ground) -> None:
    with acting_as(system_user(), "ไม่ทราบหมู่"):
        Parcel.objects.filter(pk=ground.west.pk).update(moo=3)
        Parcel.objects.filter(pk=ground.east.pk).update(moo=None)
    own = {"column": "moo", "breaks": [3], "colors": ["#aa3300", "#00aa55"], "missing": "#c8c8c8"}
    words = [["#aa3300", "0 – 3"], ["#00aa55", "3 – 9"], ["#c8c8c8", "ยังไม่ทราบหมู่"]]
    asked = ground.order(**layer(classes=own, words=words, caption="หมู่ที่ของแปลง"))
    pdf = map_page(read_order(asked, ground.surveyor), ground.surveyor).pdf
    said = set(read_pdf.spoken(pdf))
    assert {"หมู่ที่ของแปลง", "3 – 9", "ยังไม่ทราบหมู่"} <= said, "a limit belongs to the class above it"
    assert not {"0 – 3", "แปลงที่ดิน", "ไม่มีข้อมูล", "ตั้งแต่ 3"} & said
    plain = map_page(read_order(ground.order(**layer()), ground.surveyor), ground.surveyor).pdf
    assert patterns(pdf) == patterns(plain) + 2, "the parcel without a value, and its line of the legend"


def patterns(pdf: bytes) -> int:
    """How often something is filled with slanting lines."""
    return read_pdf.page_of(pdf).get_contents().get_data().count(b"/Pattern cs")


@pytest.mark.parametrize("words", ["x", [["red", "a"]], [["#aa3300"]], [None]])
def test_a_legend_that_cannot_be_read_is_refused(ground: Ground, words: Any) -> None:
    own = {"column": "moo", "breaks": [3], "colors": ["#aa3300", "#00aa55"], "missing": "#c8c8c8"}
    with pytest.raises(Refused) as refusal:
        read_order(ground.order(**layer(classes=own, words=words)), ground.surveyor)
    assert refusal.value.code == "CLASSES"


@pytest.mark.parametrize(
    ("operator", "value", "is_number", "record", "holds"),
    [
        ("in", ["a", "b"], False, "a", True),
        ("out", ["a"], False, None, True),
        ("has", "สุข", False, "ถนนสุขใจ", True),
        ("starts", "ถนน", False, "ซอยถนน", False),
        ("eq", "12", True, 12.0, True),
        ("ne", "12", True, None, True),
        ("ge", "5", True, None, False),
        ("ge", "5", True, 5, True),
        ("le", "2026-01-01", False, "2025-12-31", True),
        ("between", ["1", "3"], True, 2, True),
        ("between", ["1", "3"], True, 3.5, False),
        ("empty", None, False, "", True),
        ("filled", None, False, 0, True),
        ("in", ["true"], False, True, True),
    ],
)
def test_conditions_ask_what_the_map_asks(operator, value, is_number, record, holds) -> None:
    assert condition("x", operator, value, is_number).holds({"x": record}) is holds


# -- more than can be waited for ---------------------------------------------------------------------------------------
def test_a_full_page_is_printed_by_the_worker(ground: Ground, client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "AT_ONCE", 3)
    sign_in(client, ground.surveyor)
    answer = client.post("/print/map", {"body": json.dumps(ground.order())}, HTTP_ACCEPT="application/json")
    row = JobProgress.objects.get()
    assert (answer.status_code, answer.json()) == (202, {"wait": f"/print/{row.uid}/"})
    assert client.get(f"/print/{row.uid}/").status_code == 200
    assert client.get(f"/print/{row.uid}.pdf").status_code == 404
    address = print_large_map.function(Worker(row), body=ground.order())
    given = client.get(address)
    assert b"".join(given.streaming_content).startswith(b"%PDF")
    sign_in(client, user_with("engineer"))
    assert client.get(address).status_code == 404
    assert client.get(f"/print/{row.uid}/").status_code == 404


def test_too_much_is_refused_with_advice(ground: Ground, client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content, "MOST_CORNERS", 5)
    with pytest.raises(Refused) as refusal:
        map_page(read_order(ground.order(), ground.surveyor), ground.surveyor)
    assert refusal.value.code == "PRINT_TOO_MUCH"
    assert "มาตราส่วนใหญ่ขึ้น" in refusal.value.thai
    monkeypatch.setattr(views, "MOST_FOR_STRANGERS", 1)
    public = ground.order(layers=[{"id": "property_register-building"}])
    assert client.post("/print/map", {"body": json.dumps(public)}, HTTP_ACCEPT="application/json").status_code == 409
    assert not JobProgress.objects.exists()


def test_no_area_is_coloured_by_how_much_there_is_in_it(ground: Ground, client: Any, monkeypatch: Any) -> None:
    own = {"column": "moo", "breaks": [2], "colors": [BLACK, WHITE], "missing": WHITE}
    assert read_order(ground.order(**layer(classes=own)), ground.surveyor)
    monkeypatch.setattr(bound, "RAW", ("moo",))
    with pytest.raises(Refused, match="RAW_COUNT"):
        read_order(ground.order(**layer(classes=own)), ground.surveyor)
    sign_in(client, ground.surveyor)
    systems = [each for module in client.get("/layers.json").json()["modules"] for each in module["systems"]]
    (parcels,) = [each for system in systems for each in system["layers"] if each["id"] == PARCELS]
    assert {column["name"] for column in parcels["columns"] if column["is_raw"]} == {"moo"}


@pytest.mark.parametrize(
    ("scale", "zooms", "ok"),
    [
        (10_000, [zoom_of(10_000), None], True),
        (25_000, [zoom_of(10_000), None], False),
        (2_000, [zoom_of(50_000), zoom_of(1_000)], True),
        (500, [zoom_of(50_000), zoom_of(1_000)], False),
        (500, ["x", None], False),
        (500, 7, False),
    ],
)
def test_the_scales_of_a_saved_map_hold_on_paper(ground: Ground, scale: int, zooms: Any, ok: bool) -> None:
    asked = ground.order(scale=scale, **layer(zooms=zooms))
    if ok:
        assert read_order(asked, ground.surveyor).scale == scale
        return
    with pytest.raises(Refused, match=r"SCALE|PLACE"):
        read_order(asked, ground.surveyor)
