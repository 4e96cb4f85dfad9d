"""The map of a file's rows shows where they lie, not how far a stray one does."""

from __future__ import annotations

import numpy as np
import pytest

from importers import in_view
from tests.importers.doing import bring, geojson_of, judge
from tests.people import sign_in, user_with

LAND = (101.0, 16.0, 101.1, 16.1)


def boxes(*places):
    return np.array([(x, y, x + 0.001, y + 0.001) for x, y in places])


SIDE_BY_SIDE = [(101 + n / 100, 16.05) for n in range(10)]


@pytest.mark.parametrize(
    ("places", "land", "astray"),
    [
        ([*SIDE_BY_SIDE, (104.0, 12.0)], None, {10}),
        ([*SIDE_BY_SIDE, (104.0, 12.0)], LAND, {10}),
        ([(101.05, 16.05), (99.0, 9.0)], LAND, {1}),
        ([(101.05, 16.05), (99.0, 9.0)], None, set()),
        ([*[(100.5, 13.7)] * 12, *[(98.9, 18.8)] * 9], None, set()),
        ([*[(100.5, 13.7)] * 12, *[(98.9, 18.8)] * 9], LAND, set()),
        ([(101.05, 16.05)] * 40, None, set()),
    ],
    ids=["most", "office", "few-office", "few", "two-towns", "two-towns-elsewhere", "one-place"],
)
def test_what_lies_together(places, land, astray):
    together = in_view.lie_together(boxes(*places), land)
    assert set(np.flatnonzero(~together)) == astray


@pytest.mark.django_db
def test_the_page_is_given_the_box_of_the_others_and_told_which_row_is_astray(client):
    surveyor = user_with("surveyor")
    rows = [
        ({"thai": f"ที่ {n}", "kind": "other"}, place) for n, place in enumerate([*SIDE_BY_SIDE, (104.0, 12.0), (0, 0)])
    ]
    work = bring("base_map-named_place", surveyor, geojson_of(*rows), "p.geojson")
    if not work.batch.counts:
        judge(work)
    sign_in(client, surveyor)
    told = client.get(f"/import/{work.batch.uid}/shapes").json()
    assert told["bounds"] == pytest.approx([101, 16.05, 101.09, 16.05])
    assert told["thai"].startswith("แถวที่ 11 อยู่ไกล")
