"""The seven classes of the price map: as many parcels in each, the same limits for every year that is looked at.

They are taken from parcels spread over the whole office and kept until a price or a parcel changes: a limit of the
legend may not hang on the tile or on who looks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from time import monotonic
from typing import Any

from django.db import connection
from django.db.models import Max

from gis_core.access.holdings import WholeOffice
from gis_core.features import clock, measure
from gis_core.features.models import Change, Feature, History
from gis_core.ground.models import AppraisalPrice, Parcel, PriceStrip, PriceZone
from gis_core.pure.thai_calendar import be_year
from layers.engine.statements import guarded
from layers.legend import number
from layers.registry import registry
from modules.finance.revenue_collection.sql import statements

CLASSES = 7
#: So many parcels are enough to cut the prices of any office evenly.
SAMPLE = 5_000
KEPT_S = 600
EARTH = {"bw": -180, "bs": -90, "be": 180, "bn": 90}
SOURCES = {"p": Parcel, "v": AppraisalPrice, "s": PriceStrip, "z": PriceZone}
NONE = "none"


@dataclass(frozen=True)
class _Kept:
    """Limits, when they were reckoned, and the last change of the office they know of."""

    limits: tuple[Decimal, ...]
    since: float
    change: int


_kept: list[_Kept] = []


def limits() -> tuple[Decimal, ...]:
    """The highest price of each class but the last, rising; fewer where many parcels have one price."""
    last = Change.objects.aggregate(last=Max("id"))["last"] or 0
    kept = _kept[0] if _kept else None
    if kept is None or monotonic() - kept.since > KEPT_S or _touched(kept.change, last):
        _kept[:] = [_Kept(even_limits(_sampled()), monotonic(), last)]
    elif kept.change != last:
        _kept[:] = [replace(kept, change=last)]
    return _kept[0].limits


def _touched(known: int, last: int) -> bool:
    """Whether a price or a parcel was written or deleted since a change.

    A long change may be committed after a later one was seen: what it wrote is found when the time is over.
    """
    if known == last:
        return False
    layers = [register.layer_id for model in SOURCES.values() if (register := registry.for_model(model))]
    written = Feature.objects.filter(layer__in=layers, change__gt=known)
    return written.exists() or History.objects.filter(layer__in=layers, ended_by__gt=known).exists()


def forget() -> None:
    """Reckon the limits anew when they are asked for next."""
    _kept.clear()


def even_limits(prices: Sequence[Decimal], classes: int = CLASSES) -> tuple[Decimal, ...]:
    """Where to cut rising prices so that each class holds as many of them. Pure."""
    if not prices:
        return ()
    cuts = (prices[len(prices) * n // classes - 1] for n in range(1, classes) if len(prices) * n // classes)
    return tuple(dict.fromkeys(cut for cut in cuts if cut < prices[-1]))


def words(found: Sequence[Decimal]) -> dict[str, str]:
    """Class -> its prices in words. Pure."""
    if not found:
        return {"1": "ทุกราคา", NONE: "ไม่มีราคาประเมิน"}
    told = [number(float(limit)) for limit in found]
    between = [f"เกิน {low} – {high}" for low, high in pairwise(told)]
    texts = [f"ไม่เกิน {told[0]} บาท/ตร.ว.", *between, f"เกิน {told[-1]} บาท/ตร.ว."]
    return {str(n): text for n, text in enumerate(texts, 1)} | {NONE: "ไม่มีราคาประเมิน"}


def values() -> dict[str, Any]:
    """What the statement of the map takes beside the tile."""
    return {"limits": list(limits()), "every": 1}


def _sampled() -> list[Decimal]:
    every = max(1, Parcel.objects.count() // SAMPLE)
    text, rights = guarded("price_map", statements.text("price_map"), WholeOffice(), SOURCES)
    asked = {"year": be_year(clock.today()), "zone": measure.office_srid(), "limits": [], "every": every}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT baht FROM ({text}) priced WHERE baht IS NOT NULL ORDER BY baht", asked | EARTH | rights)
        return [baht for (baht,) in cursor.fetchall()]
