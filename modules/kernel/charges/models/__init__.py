"""Tables of money due and money taken."""

from modules.kernel.charges.models.allocated import AllocatedRevenue
from modules.kernel.charges.models.bank_files import BankFile, BankPayment
from modules.kernel.charges.models.books import ReceiptBook, SpoiledLeaf
from modules.kernel.charges.models.charges import BillerAccount, Charge, ChargeEntry, Instalment, RevenueCode
from modules.kernel.charges.models.estimates import RevenueEstimate
from modules.kernel.charges.models.notes import PayerNote
from modules.kernel.charges.models.orders import ChargeOrder
from modules.kernel.charges.models.receipts import CashDay, Payment, Receipt, ReceiptLine
from modules.kernel.charges.models.suspensions import ChargeSuspension

__all__ = [
    "AllocatedRevenue",
    "BankFile",
    "BankPayment",
    "BillerAccount",
    "CashDay",
    "Charge",
    "ChargeEntry",
    "ChargeOrder",
    "ChargeSuspension",
    "Instalment",
    "PayerNote",
    "Payment",
    "Receipt",
    "ReceiptBook",
    "ReceiptLine",
    "RevenueCode",
    "RevenueEstimate",
    "SpoiledLeaf",
]
