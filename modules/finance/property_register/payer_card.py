"""What this system tells of a payer at the counter: what he owns on 1 January, by which the year is taxed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from gis_core.features import clock
from layers.declare import Panel
from modules.finance.property_register import queries
from modules.finance.property_register.roles import OWNER_READERS
from modules.kernel.charges.payer_card import tell


def property_on_1_january(payer: Any, user: Any) -> Mapping[str, Any]:
    """Land, buildings, units and signs of this year's 1 January (พ.ร.บ.ภาษีที่ดินและสิ่งปลูกสร้าง พ.ศ. 2562 ม.9)."""
    first = date(clock.today().year, 1, 1)
    rows = queries.holdings(payer, user, first)
    return {"rows": rows, "total": queries.value_of(rows)} if rows else {}


HOLDINGS = "property_register/holdings.html"
tell(Panel("property", "ทรัพย์สิน ณ วันที่ 1 มกราคม", HOLDINGS, property_on_1_january, OWNER_READERS), order=10)
