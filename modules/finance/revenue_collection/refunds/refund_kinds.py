"""By which law tax of each kind is given back, and by which letter its payer hears of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gis_core.pure.rate_lookup import RateRow, rate
from gis_core.pure.signboard import ACT as SIGN_ACT
from modules.finance.revenue_collection import figures
from modules.finance.revenue_collection.land_tax.land_law import ACT
from modules.finance.revenue_collection.signboards.signboard_revising import PENALTY, TAX
from modules.kernel.charges.models import Charge
from modules.kernel.notices.kinds import Clock, NoticeKind, register_kind
from modules.kernel.rates.lookup import rows_of


@dataclass(frozen=True, slots=True)
class RefundKind:
    """`table` has the years to ask (refund_years/<revenue>) and the days to pay (refund_voucher_days).

    pays_interest: on what a committee or court gives back. thai: what the letter calls the money.
    """

    law: str
    table: str
    letter: NoticeKind
    pays_interest: bool
    thai: str = "เงินภาษี"

    def setting(self, key: str, on: date) -> RateRow:
        """Errors: Refused ``NO_RATE``."""
        return rate(rows_of(self.table), key, on)


LAND = RefundKind(
    f"{ACT} ม.54",
    figures.SETTINGS,
    register_kind(
        NoticeKind(
            "land_tax_refund",
            "หนังสือแจ้งคืนเงินภาษี",
            f"{ACT} ม.54, 73",
            family="tax",
            clocks=(Clock("fetch", "มารับเงินภาษีคืน", figures.SETTINGS, "refund_fetch_days"),),
        )
    ),
    pays_interest=True,
)
SIGN = RefundKind(
    f"{SIGN_ACT} ม.24",
    figures.SIGNS,
    register_kind(NoticeKind("sign_tax_refund", "หนังสือแจ้งคืนเงินภาษีป้าย", f"{SIGN_ACT} ม.24, 32", family="tax")),
    pays_interest=False,
)
RENT, DEPOSIT = "rent", "lease_deposit"
LEASE = RefundKind(
    "สัญญาเช่า",
    figures.LEASES,
    register_kind(NoticeKind("lease_refund", "หนังสือแจ้งคืนเงินตามสัญญาเช่า", "สัญญาเช่า", family="tax")),
    pays_interest=False,
    thai="เงินตามสัญญาเช่า",
)


def refund_kind(charge: Charge) -> RefundKind:
    """The rules of a charge's revenue."""
    if charge.revenue.code in (RENT, DEPOSIT):
        return LEASE
    return SIGN if charge.revenue.code in (TAX, PENALTY) else LAND
