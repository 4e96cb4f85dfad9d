"""The records behind a figure on the small map: those of the table beside it, sums of money graded by colour."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db import connection

from gis_core.pure.choropleth import LegendEntry
from gis_core.pure.figures import BAHT
from layers.engine.index import predicate
from map_ui import maps
from map_ui.reports.table import plain

#: Sums "up to n" hold n itself.
LIMITS = (1_000, 5_000, 20_000, 100_000)
COLORS = ("#f6c85f", "#ee964b", "#e2663b", "#bd3b2f", "#7d1128")
SHAPES = """SELECT f.uid::text, ST_AsGeoJSON(coalesce(f.geom, p.geom), 6)
    FROM unnest(%(uids)s::uuid[]) AS w (uid) JOIN gis_feature f ON f.uid = w.uid
    LEFT JOIN gis_feature p ON p.uid = f.place_uid AND {visible}
    WHERE coalesce(f.geom, p.geom) IS NOT NULL"""


def color_of(baht: Decimal) -> str:
    """The colour of a sum: light for little, dark for much."""
    return COLORS[bisect_left(LIMITS, baht)]


def legend() -> list[LegendEntry]:
    """The classes of sums from little to much."""
    between = [f"เกิน {low:,} – {high:,} บาท" for low, high in pairwise(LIMITS)]
    texts = [f"ไม่เกิน {LIMITS[0]:,} บาท", *between, f"เกิน {LIMITS[-1]:,} บาท"]
    return [LegendEntry(color, text) for color, text in zip(COLORS, texts, strict=True)]


def on_map(records: Sequence[Mapping[str, Any]], user: Any, amount: str) -> tuple[str, Sequence[LegendEntry]]:
    """GeoJSON of the records that stand somewhere the reader may see, and the legend of sums; one statement."""
    shapes = _shapes([str(each["uid"]) for each in records], user)
    is_money = BAHT in amount
    features = []
    for each in records:
        shape = shapes.get(str(each["uid"]))
        if shape is not None:
            color = {"color": color_of(each["amount"])} if is_money else {}
            properties = {"title": f"{each['title']} {plain(each['amount'], amount)}", "row": str(each["uid"]), **color}
            features.append({"type": "Feature", "geometry": json.loads(shape), "properties": properties})
    if not features:
        return "", ()
    return maps.collection(features), legend() if is_money else ()


def _shapes(uids: Sequence[str], user: Any) -> dict[str, str]:
    if not uids:
        return {}
    test, values = predicate(user, alias="p")
    with connection.cursor() as cursor:
        cursor.execute(SHAPES.format(visible=test), {"uids": list(uids), **values})
        return dict(cursor.fetchall())
