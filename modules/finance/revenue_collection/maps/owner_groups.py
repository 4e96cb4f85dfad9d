"""Contiguous land of one owner on the map: each group as one shape, with its area and its whole tax base.

As the assessment sees it: an edge in common, a drawing gap bridged, and what an officer decided of two parcels.
Law: Land and Building Tax Act B.E. 2562 s.42.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from django.db.models import Max

from gis_core.ground.models import OwnershipSpell, Parcel
from gis_core.pure.graph import Edge, Graph
from gis_core.pure.thai_area import format_area
from layers.declare import Parameter, SpatialQuery
from modules.finance.revenue_collection.land_tax import contiguity
from modules.finance.revenue_collection.land_tax.reading import beside
from modules.finance.revenue_collection.land_tax.tax_day import tax_day
from modules.finance.revenue_collection.models import LandTaxAssessment, TaxYear
from modules.finance.revenue_collection.sql import ask

LEAST = 2
Pair = tuple[str, str]


def groups(pairs: Iterable[Pair], least: int) -> list[list[str]]:
    """Parcels that hang together, of at least so many, the largest group first. Pure."""
    known = list(pairs)
    codes = sorted({code for pair in known for code in pair})
    number = {code: n for n, code in enumerate(codes)}
    graph = Graph.of(Edge(number[one], number[other], 0.0) for one, other in known)
    found = ([codes[n] for n in sorted(group)] for group in graph.components())
    return sorted((group for group in found if len(group) >= least), key=lambda group: (-len(group), group))


def _touching(held: Sequence[dict[str, Any]], codes: Mapping[int, str]) -> dict[str, list[Pair]]:
    parcels = [pk for row in held for pk in row["parcels"]]
    owners = [number for number, row in enumerate(held) for _ in row["parcels"]]
    pairs: dict[str, list[Pair]] = defaultdict(list)
    for row in beside(parcels, owners) if parcels else ():
        pairs[held[row["owner"]]["owner"]].append((codes[row["one"]], codes[row["other"]]))
    return pairs


def owner_groups(user: Any, year: Any = None, least: Any = None) -> list[dict[str, Any]]:
    """The groups of a tax year among the parcels and owners the reader may see, the largest base first."""
    last = year or TaxYear.objects.aggregate(last=Max("code"))["last"]
    of = TaxYear.objects.filter(code=str(int(last))).first() if last else None
    if of is None:
        return []
    held = ask("held_parcels", user, {"o": OwnershipSpell, "p": Parcel}, day=tax_day(of.year_be))
    codes = {pk: code for row in held for pk, code in zip(row["parcels"], row["codes"], strict=True)}
    places = {row["owner"]: set(row["codes"]) for row in held}
    pairs, _ = contiguity.decide(_touching(held, codes), places, contiguity.of_year(of))
    # a parcel has one key of owners, so pairs of different owners never meet
    found = groups(chain.from_iterable(pairs.values()), max(LEAST, int(least or LEAST)))
    if not found:
        return []
    numbers = {code: pk for pk, code in codes.items()}
    asked = [(part, numbers[code]) for part, group in enumerate(found) for code in group]
    parts, parcels = zip(*asked, strict=True)
    values = {"groups": list(parts), "parcels": list(parcels), "year": of.year_be}
    rows = ask("parcel_groups", user, {"p": Parcel, "a": LandTaxAssessment}, **values)
    return [row | {"area": format_area(row["area_sqwah"])} for row in rows]


QUERIES = (
    SpatialQuery(
        "owner_groups",
        "กลุ่มแปลงติดต่อกันของเจ้าของเดียวกัน",
        owner_groups,
        (("parcels", "จำนวนแปลง"), ("area", "เนื้อที่รวม"), ("base_baht", "ฐานภาษีรวมของปี (บาท)")),
        (
            Parameter("year", "ปีภาษี (พ.ศ.) เว้นว่างคือปีล่าสุด", "number"),
            Parameter("least", "อย่างน้อยกี่แปลง", "number", LEAST),
        ),
    ),
)
