"""Typed coordinates: whichever way people write a pair, it is read as meant or not at all."""

import pytest

from gis_core.pure.coordinates import parse_coordinate


@pytest.mark.parametrize(
    ("typed", "kind", "x", "y"),
    [
        ("13.76, 100.6", "degrees", 100.6, 13.76),
        ("13.76,100.6", "degrees", 100.6, 13.76),
        ("13.756,100.501", "degrees", 100.501, 13.756),
        ("100.501 13.756", "degrees", 100.501, 13.756),
        ("661,000 1,520,000", "utm", 661000, 1520000),
        ("661,000.25, 1,520,000.5", "utm", 661000.25, 1520000.5),
        ("1520000,661000", "utm", 661000, 1520000),
        ("๑๓.๗๕ ๑๐๐.๕", "degrees", 100.5, 13.75),
        ("13°45'00\"N 100°30'00\"E", "degrees", 100.5, 13.75),
        ("13°45’36.0”N 100°30’36.0”E", "degrees", 100.51, 13.76),
        ("13º45′36″ 100º30′36″", "degrees", 100.51, 13.76),
        ("N13°45.6' E100°30.6'", "degrees", 100.51, 13.76),
        ("13 45 36 N 100 30 36 E", "degrees", 100.51, 13.76),
        ("100-30-36 13-45-36", "degrees", 100.51, 13.76),
    ],
)
def test_a_pair_is_read_as_people_write_it(typed, kind, x, y):
    found = parse_coordinate(typed)
    assert (found.kind, found.x, found.y) == (kind, pytest.approx(x), pytest.approx(y))


@pytest.mark.parametrize(
    "typed", ["", "13.75", "ถนนสุขใจ", "13.75, 100.5, 3", "200 300", "13°45’60”N 100°30’00”E", "13 45 99 100 30 36"]
)
def test_anything_else_is_no_coordinate(typed):
    assert parse_coordinate(typed) is None
