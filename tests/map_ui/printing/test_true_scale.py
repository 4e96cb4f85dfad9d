"""Distances are read back from the printed page: what is 100 m on the ground is 100 mm on paper at 1:1,000."""

from __future__ import annotations

import math
import re
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from PIL import Image

from gis_core.features import measure
from map_ui.printing import panel, sheets
from map_ui.printing.order import read_order
from map_ui.printing.page import map_page, sheet_page
from map_ui.printing.paper import PAPERS, SCALES, layout, sheet_layout
from map_ui.printing.seal import Seal
from map_ui.printing.window import Window
from tests.map_ui.printing import read_pdf
from tests.map_ui.printing.conftest import EAST, NORTH, SIDE, Ground, place

pytestmark = pytest.mark.django_db
TOLERANCE_MM = 0.2
PARCEL_PEN_MM = 0.2


def printed(ground: Ground, **more: Any) -> bytes:
    return map_page(read_order(ground.order(**more), ground.surveyor), ground.surveyor).pdf


def lot_rings(pdf: bytes, side_mm: float = 100.0) -> list[np.ndarray]:
    """The borders of lots, west before east: squares of about that size drawn with the pen of parcels."""
    rings = [
        ring
        for path in read_pdf.paths(pdf)
        if path.operator == "S" and path.width == PARCEL_PEN_MM
        for ring in path.rings
        if len(ring) == 4 and np.ptp(ring, axis=0) == pytest.approx([side_mm, side_mm], abs=1)
    ]
    assert rings, "no lot is drawn"
    return sorted(rings, key=lambda ring: ring[:, 0].min())


def edges(ring: np.ndarray) -> list[float]:
    return [math.dist(a, b) for a, b in zip(ring, np.roll(ring, -1, axis=0), strict=True)]


@pytest.mark.parametrize("scale", [500, 1000, 2000, 4000])
def test_a_hundred_metres_measure_right(ground: Ground, scale: int) -> None:
    wanted = SIDE * 1000 / scale
    first, second = lot_rings(printed(ground, scale=scale, paper="A1"), wanted)
    for ring in (first, second):
        assert edges(ring) == pytest.approx([wanted] * 4, abs=TOLERANCE_MM)
    # from the westernmost to the easternmost mark, over both lots
    assert second[:, 0].max() - first[:, 0].min() == pytest.approx(2 * wanted, abs=TOLERANCE_MM)


def test_a_mark_stands_where_the_grid_says(ground: Ground) -> None:
    """The frame's corner is on a whole metre, so a mark's distance from it is known to the millimetre."""
    order = read_order(ground.order(), ground.surveyor)
    window = Window.around(order.lon, order.lat, order.scale, order.layout.frame)
    x, y = lot_rings(printed(ground))[0].min(axis=0)
    assert window.west == int(window.west)
    assert x == pytest.approx(order.layout.frame.x + (EAST - window.west), abs=0.01)
    assert y == pytest.approx(order.layout.frame.y + (NORTH - window.south), abs=0.01)


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("orientation", ["landscape", "portrait"])
def test_the_page_is_the_paper(ground: Ground, paper: str, orientation: str) -> None:
    pdf = printed(ground, paper=paper, orientation=orientation)
    upright = PAPERS[paper]
    wanted = upright[::-1] if orientation == "landscape" else upright
    assert read_pdf.size_mm(read_pdf.page_of(pdf)) == pytest.approx(wanted, abs=0.001)


def test_thai_is_text_and_its_fonts_are_in_the_file(ground: Ground) -> None:
    pdf = printed(ground)
    said = read_pdf.spoken(pdf)
    title = "".join(said).replace(" ", "")
    assert "แผนที่แสดงแปลงที่ดินบ้านน้ำป่าปู่ย่า" in title
    assert "เทศบาลตำบลทดสอบ" in said
    assert "มาตราส่วน 1:1,000" in said
    descriptors = read_pdf.fonts(read_pdf.page_of(pdf))
    assert {font["/FontName"] for font in descriptors} == {"/Sarabun-Regular", "/Sarabun-Bold"}
    assert all(len(font["/FontFile2"].get_object().get_data()) > 5000 for font in descriptors)


def test_the_panel_says_what_a_surveyor_must_know(ground: Ground) -> None:
    text = " ".join(read_pdf.spoken(printed(ground, paper="A3", height_m=200)))
    for words in ("EPSG:32647", "WGS 84 / UTM 47N", "ตัวคูณรวมที่ความสูง 200 ม.", "พิมพ์โดย ผู้ทดสอบ surveyor", "ข้อมูล ณ"):
        assert words in text, words
    assert re.search(
        r"\d+ (ม\.ค\.|ก\.พ\.|มี\.ค\.|เม\.ย\.|พ\.ค\.|มิ\.ย\.|ก\.ค\.|ส\.ค\.|ก\.ย\.|ต\.ค\.|พ\.ย\.|ธ\.ค\.) 25\d\d", text
    )
    assert "มุมกรอบใน Indian 1975 / UTM 47N" in text
    assert "สถานที่สำคัญ" not in text, "the legend names what is not on the sheet"
    assert {"ไม้", "ตึก", "อยู่อาศัย", "เกษตรกรรม"} <= set(read_pdf.spoken(printed(ground)))


def test_factor_and_convergence_are_those_of_the_projection(ground: Ground) -> None:
    """At 162 km east of the central meridian and 15 N; worked out by the series for a sphere, good to 1 in 10,000."""
    lon, lat = place(EAST, NORTH)
    window = Window.around(lon, lat, 1000, layout("A4", True).frame)
    across = math.radians(lon - 99) * math.cos(math.radians(lat))
    assert window.grid_factor == pytest.approx(0.9996 * (1 + across**2 / 2), abs=5e-6)
    assert window.convergence_deg == pytest.approx((lon - 99) * math.sin(math.radians(lat)), abs=0.001)
    assert window.combined_factor(637.1) == pytest.approx(window.grid_factor * (1 - 1e-4), abs=1e-7)


@pytest.mark.parametrize("scale", SCALES)
def test_every_scale_prints(ground: Ground, scale: int) -> None:
    assert f"มาตราส่วน 1:{scale:,}" in read_pdf.spoken(printed(ground, scale=scale, paper="A4"))


# -- sheets ------------------------------------------------------------------------------------------------------------
def test_a_sheet_is_half_a_metre_of_the_indian_grid(ground: Ground) -> None:
    """A mark whose Indian 1975 coordinates are known lies so many millimetres from the sheet's corner."""
    x, y = map(float, measure.from_lonlat(*place(EAST, NORTH), 24047))
    sheet = sheets.sheet_named(x, y, 1000, 24047)
    square = sheets.square_of(str(sheet))
    assert square.bounds.min_x <= x < square.bounds.max_x and square.bounds.min_y <= y < square.bounds.max_y
    pdf = sheet_page(sheets.sheet_order(square, "A1"), ground.surveyor).pdf
    frame = sheet_layout("A1").frame
    assert (frame.width, frame.height) == (500, 500)
    assert read_pdf.size_mm(read_pdf.page_of(pdf)) == pytest.approx((841, 594), abs=0.001)
    boxes = [ring for path in read_pdf.paths(pdf) for ring in path.rings if len(ring) == 4]
    assert any(np.allclose([*ring.min(axis=0), *np.ptp(ring, axis=0)], [frame.x, frame.y, 500, 500]) for ring in boxes)
    lot = lot_rings(pdf)[0]
    assert lot[np.argmin(lot.sum(axis=1))] == pytest.approx(
        [frame.x + x - square.bounds.min_x, frame.y + y - square.bounds.min_y], abs=TOLERANCE_MM
    )
    assert edges(lot) == pytest.approx([100] * 4, abs=TOLERANCE_MM)


def test_a_forgotten_shift_would_be_seen(ground: Ground) -> None:
    """The same mark in WGS 84 lies about 450 m away: on most sheets not even on the paper."""
    x, y = map(float, measure.from_lonlat(*place(EAST, NORTH), 24047))
    assert math.dist((x, y), (EAST, NORTH)) == pytest.approx(452, abs=5)


def test_a_sheet_names_itself_its_neighbours_and_its_lots(ground: Ground) -> None:
    x, y = map(float, measure.from_lonlat(*place(EAST, NORTH), 24047))
    square = sheets.square_of(str(sheets.sheet_named(x, y, 1000, 24047)))
    said = read_pdf.spoken(sheet_page(sheets.sheet_order(square, "A1"), ground.surveyor).pdf)
    assert f"ระวาง {square.sheet}" in said
    assert {"001", "70001", "01A"} <= set(said), "lot, deed and block are written"
    names = sheets.neighbours(square)
    assert len(set(names)) == 9
    assert {line for name in names for line in name.split("\n")} <= set(said)
    assert any("EPSG:1304" in text for text in said)


def test_lengths_of_edges_are_written_at_1_to_500(ground: Ground) -> None:
    order = sheets.area_order(_box_of(ground), "แปลง", "A1", 500)
    said = read_pdf.spoken(sheet_page(order, ground.surveyor).pdf)
    assert said.count("100.00") == 7, "seven edges, the shared one written once"


def _box_of(ground: Ground) -> Any:
    return shapely.from_wkb(bytes(ground.block.geom.wkb))


def test_the_picture_of_the_page_measures_right_too(ground: Ground, tmp_path: Path) -> None:
    """Seen with another program's eyes: the black border of a lot in pixels, ten to the millimetre."""
    file = tmp_path / "map.pdf"
    file.write_bytes(printed(ground, layers=[{"id": "property_register-parcel"}]))
    subprocess.run(["pdftoppm", "-r", "254", "-gray", str(file), str(tmp_path / "map")], check=True)
    picture = np.asarray(Image.open(next(tmp_path.glob("map*.pgm"))))
    ring = lot_rings(file.read_bytes())[0]
    row = picture[picture.shape[0] - round((ring[:, 1].min() + 20) * 10)]
    left, right = ring[:, 0].min() * 10, ring[:, 0].max() * 10
    dark = [n for n in np.flatnonzero(row < 140) if left - 5 < n < right + 5]
    assert (max(dark) - min(dark)) / 10 == pytest.approx(100, abs=2 * PARCEL_PEN_MM)


def test_the_offices_seal_is_printed_where_there_is_one(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "/XObject" not in read_pdf.page_of(printed(ground))["/Resources"]
    made = Seal(bytes(80 * 80 * 3), (80, 80), bytes(80 * 80))
    monkeypatch.setattr(panel, "seal", lambda: made)
    (picture,) = read_pdf.page_of(printed(ground))["/Resources"]["/XObject"].values()
    assert (picture["/Width"], picture["/Height"]) == (80, 80) and "/SMask" in picture
