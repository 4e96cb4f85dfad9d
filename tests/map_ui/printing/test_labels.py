"""Words on the map never stand on each other, lie inside what they name and inside the frame. Pure."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from map_ui.printing.canvas import cut, lines_of, title_lines
from map_ui.printing.labels import Line, Placed, Wish, lay
from map_ui.printing.lettering import shaped
from map_ui.printing.paper import Box

FRAME = Box(10, 10, 180, 120)
SPOTS = st.tuples(st.floats(0, 200), st.floats(0, 140))


def corners(placed: Placed) -> shapely.Polygon:
    """The rectangle a label covers, a hair smaller."""
    width, height = placed.wish.size(placed.shrunk)
    box = shapely.box(-width / 2 + 0.01, -height / 2 + 0.01, width / 2 - 0.01, height / 2 - 0.01)
    turned = shapely.affinity.rotate(box, math.degrees(placed.angle), origin=(0, 0))
    return shapely.affinity.translate(turned, placed.x, placed.y)


def point(spot: tuple[float, float], text: str) -> Wish:
    return Wish((Line(text, 2.5),), shapely.Point(spot), "point", radius=1.0)


def square(spot: tuple[float, float], side: float, text: str) -> Wish:
    return Wish((Line(text, 2.2),), shapely.box(*spot, spot[0] + side, spot[1] + side), "area")


def line(a: tuple[float, float], b: tuple[float, float], text: str) -> Wish:
    return Wish((Line(text, 2.5),), shapely.MultiLineString([[a, b]]), "line")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(SPOTS, max_size=25),
    st.lists(st.tuples(SPOTS, st.floats(3, 40)), max_size=25),
    st.lists(st.tuples(SPOTS, SPOTS), max_size=12),
)
def test_no_two_words_touch(points, squares, lines) -> None:
    wishes = [point(spot, f"วัดที่ {n}") for n, spot in enumerate(points)]
    wishes += [square(spot, side, f"{n:03}") for n, (spot, side) in enumerate(squares)]
    wishes += [line(a, b, f"ถนนสายที่ {n}") for n, (a, b) in enumerate(lines)]
    laid = lay(wishes, FRAME)
    boxes = np.array([corners(placed) for placed in laid.placed], dtype=object)
    for n, box in enumerate(boxes):
        assert not shapely.intersects(box, boxes[n + 1 :]).any()
    frame = shapely.box(FRAME.x, FRAME.y, FRAME.right, FRAME.top)
    assert all(shapely.covers(frame, box) for box in boxes)
    assert laid.left_out <= len(wishes)


def test_a_word_lies_inside_its_lot() -> None:
    narrow = Wish((Line("123/001", 2.5),), shapely.box(50, 40, 54, 90), "area")
    (placed,) = lay([narrow], FRAME).placed
    assert abs(math.sin(placed.angle)) > 0.99, "it is written along the lot"
    assert shapely.covers(narrow.shape, corners(placed))


def test_what_has_no_room_is_counted() -> None:
    laid = lay([Wish((Line("123/001", 2.5),), shapely.box(50, 40, 51, 41), "area")], FRAME)
    assert (laid.placed, laid.left_out) == ([], 1)


def test_a_road_is_named_once_a_stretch_and_reads_from_the_left() -> None:
    long = Wish((Line("ถนนสุขใจ", 2.5),), shapely.MultiLineString([[(600, 50), (15, 50)]]), "line")
    laid = lay([long], Box(0, 0, 700, 120))
    assert len(laid.placed) == 3
    assert all(placed.angle == pytest.approx(0, abs=1e-9) for placed in laid.placed)


def test_thai_is_shaped() -> None:
    """Marks take no room of their own; a vowel above and a tone are one column with their letter."""
    assert shaped("ที่").width == pytest.approx(shaped("ท").width)
    assert shaped("น้ำ").width == pytest.approx(shaped("นา").width, abs=0.02)
    raised = [glyph.dy for run in shaped("ปี่").runs for glyph in run.glyphs]
    assert len(raised) == 3
    assert shaped("A\x00\x07ก\u200b\n").text == "Aก "


def test_long_titles_are_broken_and_cut() -> None:
    broken = lines_of("แผนที่แสดงแปลงที่ดินและสิ่งปลูกสร้าง บ้านสาธิต", 14)
    assert "".join(broken).replace(" ", "") == "แผนที่แสดงแปลงที่ดินและสิ่งปลูกสร้างบ้านสาธิต"
    assert all(shaped(each).width <= 14 for each in broken)
    assert cut("ยาวเกินไปมาก", 3).endswith("…")


def test_a_title_shrinks_rather_than_breaks_a_word() -> None:
    title = "แผนที่ภาษีและทะเบียนทรัพย์สิน เขตย่อย 01A ประจำปีงบประมาณ พ.ศ. 2569"
    room = 4.6 * 0.95 * shaped("แผนที่ภาษีและทะเบียนทรัพย์สิน", "bold").width
    size, lines = title_lines(title, room, 4.6, 3)
    assert size < 4.6 and " ".join(lines) == title
    assert all(shaped(line, "bold").width * size <= room for line in lines)
    assert title_lines("เขตย่อย 01A", room, 4.6, 3) == (4.6, ["เขตย่อย 01A"])


def test_a_title_too_long_even_then_says_that_it_goes_on() -> None:
    size, lines = title_lines("แผนที่ภาษี " * 40, 50, 4.6, 3)
    assert size < 4.6 and len(lines) == 3 and lines[-1].endswith("…")


def test_of_two_areas_that_fill_the_sheet_one_name_stands_beside_the_middle() -> None:
    whole = shapely.box(0, 0, 300, 200)
    zone, block = (Wish((Line(text, size),), whole, "area", halo=0.0) for text, size in (("01", 8.7), ("01A", 6.5)))
    assert lay([zone, block], FRAME).left_out == 1
    both = lay([replace(zone, beside=True), replace(block, beside=True)], FRAME)
    assert both.left_out == 0
    first, second = both.placed
    assert (first.x, first.y) == (100, 70) and not shapely.intersects(corners(first), corners(second))


def test_the_name_of_a_sheet_stands_beside_the_pale_number_in_the_middle_of_its_zone() -> None:
    zone = replace(square((20, 20), 90, "01"), lines=(Line("01", 8.7),), beside=True)
    (number,) = lay([zone], FRAME).placed
    name = square((20, 20), 90, "5139 III 6264 (1:4000)")
    over = lay([name], FRAME, [number]).placed[0]
    assert corners(over).intersects(corners(number))
    (off,) = lay([replace(name, beside=True, keeps_off=True)], FRAME, [number]).placed
    assert not corners(off).intersects(corners(number))
