"""The lists behind the announcements (ภ.ด.ส.1 to 4), block by block and condominium by condominium."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from gis_core.access.visible import visible
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_text import to_thai_digits
from layers.declare import Annex, Report
from layers.registry import registry
from modules.finance.revenue_collection.land_tax.lists import REPORTS
from modules.finance.revenue_collection.models import LandTaxUse, TaxYear

LISTS: dict[str, Report] = {report.code: report for report in REPORTS}
TITLES = {
    "pds1": "บัญชีราคาประเมินทุนทรัพย์ของที่ดินและสิ่งปลูกสร้าง (ภ.ด.ส.1)",
    "pds2": "บัญชีราคาประเมินทุนทรัพย์ของห้องชุด (ภ.ด.ส.2)",
    "pds3": "บัญชีรายการที่ดินและสิ่งปลูกสร้าง (ภ.ด.ส.3)",
    "pds4": "บัญชีรายการห้องชุด (ภ.ด.ส.4)",
}
#: The forms of prices name the owners, those of the properties do not.
WITH_OWNERS = ("pds1", "pds2")
#: Decimals of the columns that hold numbers.
PLACES = {"sqwah": 1, "m2": 2, "age": 0, "baht": 2, "m2_baht": 2, "value": 2}


@dataclass(frozen=True)
class Piece:
    """The part of one list that lies in a block, or in a condominium."""

    list: str
    block: str = ""
    building: str = ""

    def __str__(self) -> str:
        return f"เขตย่อย {self.block}" if self.block else f"อาคารชุด {self.building}"


def _pieces(year: TaxYear, of_land: str, of_units: str) -> Sequence[Piece]:
    uses = LandTaxUse.objects.filter(tax_year=year).order_by()
    blocks = uses.filter(parcel__isnull=False).values_list("parcel__block__code", flat=True).distinct()
    buildings = uses.filter(condo_unit__isnull=False).values_list("condo_unit__building__building_code", flat=True)
    land = [Piece(of_land, block=code) for code in sorted(blocks)]
    return [*land, *(Piece(of_units, building=code) for code in sorted(buildings.distinct()))]


def _listed(year: TaxYear) -> Sequence[Piece]:
    return _pieces(year, "pds3", "pds4")


def _priced(year: TaxYear) -> Sequence[Piece]:
    return _pieces(year, "pds1", "pds2")


def _content(year: TaxYear, piece: Piece, user: Any) -> Mapping[str, Any]:
    """The rows of a piece as they are printed.

    Errors: Refused ``PARTIAL`` for who sees a part of the town: what he left out would not be announced.
    """
    register = registry.for_model(LandTaxUse)
    if register is None or not visible(register, user).everything:
        raise Refused("PARTIAL", "ประกาศต้องมีบัญชีครบทั้งพื้นที่ ให้ผู้มีอำนาจที่ดูแลทั้งพื้นที่เป็นผู้ออก")
    report, has_owners = LISTS[piece.list], piece.list in WITH_OWNERS
    more: dict[str, Any] = {"block": piece.block} if piece.block else {"building": piece.building}
    rows = report.run(user, year=year.code, **more, **({"posted": True} if has_owners else {}))
    columns = [(key, thai) for key, thai in report.columns if has_owners or key != "owner"]
    return {
        "title": TITLES[piece.list],
        "heads": [thai for _, thai in columns],
        "rows": [[(_text(key, row[key]), key in PLACES or key == "rate") for key, _ in columns] for row in rows],
        "note": report.note,
    }


def _text(key: str, value: Any) -> str:
    if value in (None, ""):
        return "–"
    if key == "rate":
        return to_thai_digits(f"{value.normalize():,f}")
    return to_thai_digits(f"{Decimal(value):,.{PLACES[key]}f}" if key in PLACES else str(value))


TEMPLATE = "revenue_collection/announced_list.html"
LIST_BEHIND = Annex(TEMPLATE, _listed, _content)
PRICES_BEHIND = Annex(TEMPLATE, _priced, _content)
