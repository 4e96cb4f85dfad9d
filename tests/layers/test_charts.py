"""Charts as numbers: scales that hold all values, gaps where nothing is known, bars that stand on the ground."""

from __future__ import annotations

from decimal import Decimal

import pytest

from layers.charts import bars, ceiling, lines


def numbers(*values: float | None) -> list[Decimal | None]:
    return [None if value is None else Decimal(str(value)) for value in values]


@pytest.mark.parametrize(
    ("most", "top"),
    [("0", "4"), ("83.04", "100"), ("100", "100"), ("101", "150"), ("2600000", "3000000"), ("0.3", "0.3")],
)
def test_the_top_of_the_scale_is_round_and_holds_all(most, top):
    assert ceiling(numbers(most)) == Decimal(top)


def test_a_line_breaks_where_nothing_is_known():
    chart = lines(["ก", "ข", "ค", "ง"], [("ปีนี้", "now", numbers(50, None, 100, 0))], "ร้อยละ")
    (line,) = chart.series
    assert line.path == "M12.5 50.0 M62.5 0.0 L87.5 100.0"
    assert [mark.text for mark in line.marks] == ["50", "100", "0"]
    assert chart.ticks == ("100", "75", "50", "25", "0") and chart.grid == (0, 25, 50, 75, 100)


def test_a_line_ends_where_the_definition_changes_with_a_mark_and_a_word():
    values = numbers(50, 100, None, 0, 25)
    chart = lines(list("กขคงจ"), [("ปีนี้", "now", values)], "ร้อยละ", [[1, 1, None, 2, 2]])
    (line,) = chart.series
    assert line.path == "M10.0 50.0 L30.0 0.0 M70.0 100.0 L90.0 75.0" and len(line.marks) == 4
    (found,) = chart.breaks
    assert found.x == 50 and found.thai.startswith("ปีนี้: นิยามเปลี่ยนเป็นสูตรรุ่นที่ 2 ตั้งแต่ ง")
    beside = lines(list("กข"), [("ปีนี้", "now", numbers(1, 2))], "ร้อยละ", [[1, 2]])
    assert beside.series[0].path == "M25.0 50.0 M75.0 0.0", "neighbours are not joined"
    assert not lines(list("กข"), [("ปีนี้", "now", numbers(1, 2))], "ร้อยละ", [[3, 3]]).breaks


def test_bars_stand_side_by_side_on_the_ground():
    chart = bars(["ก", "ข"], [("ปีนี้", "now", numbers(100, 50)), ("ปีก่อน", "before", numbers(None, 25))], "บาท")
    now, before = chart.series
    assert all(mark.y + mark.height == 100 for mark in (*now.marks, *before.marks))
    assert [mark.height for mark in now.marks] == [100, 50] and [mark.height for mark in before.marks] == [25]
    assert now.marks[1].x + now.marks[1].width == pytest.approx(before.marks[0].x)
    assert chart.unit == "บาท"


def test_large_sums_are_counted_in_thousands_and_millions():
    assert bars(["ก"], [("ปีนี้", "now", numbers(25_000_000))], "บาท").unit == "ล้านบาท"
    assert bars(["ก"], [("ปีนี้", "now", numbers(25_000))], "บาท").unit == "พันบาท"
    assert bars(["ก"], [("ปีนี้", "now", numbers(25_000))], "บาท").ticks[0] == "25"
