"""Tables of money due and money taken."""

from modules.kernel.charges.models.charges import BillerAccount, Charge, ChargeEntry, Instalment, RevenueCode
from modules.kernel.charges.models.receipts import CashDay, Payment, Receipt, ReceiptLine

__all__ = [
    "BillerAccount",
    "CashDay",
    "Charge",
    "ChargeEntry",
    "Instalment",
    "Payment",
    "Receipt",
    "ReceiptLine",
    "RevenueCode",
]
