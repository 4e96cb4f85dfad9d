"""Sheet names, their places on the grid and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_core.pure import map_sheet
from gis_core.pure.refusal import Refused
from tests.worked_examples import Row, worked_examples

SCALES = st.sampled_from([4000, 2000, 1000, 500])


@pytest.mark.parametrize("row", worked_examples(__file__, "map_sheets"))
def test_sheet_name(row: Row) -> None:
    if row["refusal"]:
        with pytest.raises(Refused) as caught:
            map_sheet.parse_map_sheet(row["text"], "sheet")
        assert (caught.value.code, caught.value.field) == (row["refusal"], "sheet")
        return
    sheet = map_sheet.parse_map_sheet(row["text"])
    assert (str(sheet), sheet.key) == (row["printed"], row["key"])
    x, y, side = int(row["min_x"]), int(row["min_y"]), int(row["side_m"])
    assert map_sheet.sheet_bounds(sheet) == (x, y, x + side, y + side)


@pytest.mark.parametrize("row", worked_examples(__file__, "map_sheet_points"))
def test_sheet_of_a_point(row: Row) -> None:
    x, y, scale = float(row["x"]), float(row["y"]), int(row["scale"])
    assert map_sheet.grid_digits(x, y) == row["digits"]
    assert map_sheet.subsheet_number(x, y, scale) == int(row["subsheet"])


@given(st.floats(200_000, 800_000), st.floats(600_000, 2_270_000), SCALES)
def test_a_point_lies_on_its_sheet(x: float, y: float, scale: int) -> None:
    sheet = map_sheet.sheet_at(x, y, scale, "5136", 3)
    bounds = map_sheet.sheet_bounds(sheet, x, y)
    assert bounds.min_x <= x < bounds.max_x
    assert bounds.min_y <= y < bounds.max_y
    assert map_sheet.parse_map_sheet(str(sheet)) == sheet


def test_the_subsheets_of_one_sheet_tile_it() -> None:
    for scale, side in map_sheet.SUBSHEETS_A_SIDE.items():
        numbers = range(1, side * side + 1) if side > 1 else [0]
        corners = {
            map_sheet.sheet_bounds(map_sheet.MapSheet("5136", 3, "6818", number, scale))[:2] for number in numbers
        }
        size = 2000 // side
        assert corners == {(668_000 + size * col, 1_518_000 + size * row) for col in range(side) for row in range(side)}


def test_columns_of_the_monthly_file_are_padded() -> None:
    sheet = map_sheet.sheet_from_parts(" 5136", "3 ", "6818", "7", "1,000")
    assert sheet == map_sheet.parse_map_sheet("5136 III 6818-07 (1:1000)")
    assert map_sheet.sheet_from_parts("5136", "III", "0818", "", "4000").utm3 == "0818"
    assert map_sheet.sheet_from_parts("5136", "III", "818", "00", "4000").utm3 == "0818"
    for wrong in (
        ("5136", "", "6818", "7", "1000"),
        ("5136", "3", "6818", "x", "1000"),
        ("", "3", "6817", "7", "1000"),
    ):
        with pytest.raises(Refused) as caught:
            map_sheet.sheet_from_parts(*wrong, field="sheet")
        assert (caught.value.code, caught.value.field) == ("SHEET", "sheet")


def test_quadrants_run_from_the_north_east() -> None:
    places = {(100.9, 13.9): 1, (100.9, 13.6): 2, (100.55, 13.73): 3, (100.6, 13.9): 4}
    for (longitude, latitude), quadrant in places.items():
        assert map_sheet.quadrant_of(longitude, latitude) == ("5136", quadrant)


def test_the_middle_of_a_quadrant_is_within_a_kilometre() -> None:
    """15.125 N 100.375 E and 17.375 N 102.875 E, computed with a projection library for EPSG:32647 and 32648."""
    for utm1, utm2, x, y in (("5039", 2, 647_749, 1_672_614), ("5543", 1, 274_220, 1_922_291)):
        found = map_sheet.quadrant_middle(utm1, utm2)
        assert abs(found[0] - x) < 1000
        assert abs(found[1] - y) < 1000


def test_a_scale_without_sheets_is_refused() -> None:
    with pytest.raises(Refused):
        map_sheet.subsheet_number(647_023, 1_683_144, 1500)


def test_squares_over_a_box_run_from_the_north_west() -> None:
    found = map_sheet.squares_over(662_400, 1_660_900, 663_000, 1_661_000.5, 1000)
    assert [square[:2] for square in found] == [
        (662_000, 1_661_000),
        (662_500, 1_661_000),
        (662_000, 1_660_500),
        (662_500, 1_660_500),
    ]
    assert {square.max_x - square.min_x for square in found} == {500}


@given(st.floats(200_000, 800_000), st.floats(600_000, 2_270_000), SCALES)
def test_the_square_over_a_point_is_its_sheet(x: float, y: float, scale: int) -> None:
    (square,) = map_sheet.squares_over(x, y, x, y, scale)
    assert square == map_sheet.sheet_bounds(map_sheet.sheet_at(x, y, scale, "5136", 3), x, y)


def test_the_worked_example_has_its_square_and_zone() -> None:
    """4.2 example 2: E 647,023 N 1,683,144 lies on sub-sheet 07 of 4682, third column, second row from the north."""
    sheet = map_sheet.sheet_at(647_023, 1_683_144, 1000, "5039", 2)
    assert (sheet.utm3, sheet.utm4) == ("4682", 7)
    assert map_sheet.sheet_bounds(sheet) == (647_000, 1_683_000, 647_500, 1_683_500)
    assert [map_sheet.zone_of(s) for s in (sheet, map_sheet.sheet_at(274_220, 1_922_291, 1000, "5543", 1))] == [47, 48]
    assert map_sheet.zone_of(map_sheet.MapSheet("5336", 1, "6818", 1, 1000)) == 47
    assert map_sheet.zone_of(map_sheet.MapSheet("5436", 4, "6818", 1, 1000)) == 48
