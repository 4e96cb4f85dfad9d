"""Cells of the monthly file as pure text."""

from __future__ import annotations

import pytest

from gis_core.pure.refusal import Refused
from modules.finance.property_register import monthly_rules as rules
from tests.worked_examples import worked_examples

READ = {
    "money": rules.money,
    "date": rules.be_day,
    "area": lambda text: rules.area(*text.split("|")),
    "sheet": lambda text: rules.join_key(*text.split("|")),
    "act": rules.effect_of,
}


@pytest.mark.parametrize("row", worked_examples(__file__, "monthly_cells"))
def test_cells(row):
    try:
        found = READ[row["kind"]](row["text"])
    except Refused as refused:
        found = refused.code
    assert str("" if found is None else found) == row["expected"]


def test_headings_are_found_through_blanks_and_what_is_missing_is_named():
    columns = rules.columns_of([" UTM_MAP1 ", "ที่ดิน", "โฉนด ", "สถานะดำเนินการ"], "deed")
    assert columns["deed_no"] == "โฉนด "
    with pytest.raises(Refused) as refused:
        rules.columns_of(["UTM_MAP1", "ที่ดิน"], "deed")
    assert "โฉนด" in refused.value.thai
    assert "สถานะดำเนินการ" in refused.value.thai


def test_no_row_is_lost_and_none_is_guessed():
    columns = {"act": "a", "acted_on": "d", "deed_no": "n"}
    cells = [
        {"a": "ขาย", "d": "31/2/2569", "n": "1"},
        {"a": "", "d": "", "n": ""},
        {"a": "พิเศษ", "d": "1/1/2569", "n": "2"},
    ]
    rows = list(rules.read_rows("deed", cells, columns))
    assert [(r.line_no, r.effect, bool(r.problem)) for r in rows] == [(2, "transfer", True), (4, "unknown", True)]


def test_shapes_are_found_in_every_form_of_the_wrapper():
    inner = {
        "LandUTM1": 5136,
        "LandUTM2": 3,
        "LandUTM3": 6818,
        "LandUTM4": "7",
        "LandUTMScale": 1000,
        "LandNumber": " 12 ",
    }
    square = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}
    plain = {"type": "Feature", "properties": inner, "geometry": square}
    wrapped = {"type": "Feature", "properties": {"LocationGeospatial": inner}, "geometry": square}
    for document in (
        {"type": "FeatureCollection", "features": [plain]},
        {"LocationGeospatial": {"type": "FeatureCollection", "features": [wrapped]}},
        [{"LocationGeospatial": [plain]}],
    ):
        (shape,) = rules.read_shapes(document)
        assert (shape.sheet_key, shape.land_no) == ("5136-3-6818-07-1000", "12")
