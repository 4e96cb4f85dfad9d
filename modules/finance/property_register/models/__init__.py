"""Tables of 4.2 beside the ground's own: monthly files, change requests, owners' cards, lendings."""

from modules.finance.property_register.models.cards import OwnerCard
from modules.finance.property_register.models.lending import Lending
from modules.finance.property_register.models.monthly import ControlFile, ControlRow
from modules.finance.property_register.models.requests import ChangeRequest

__all__ = ["ChangeRequest", "ControlFile", "ControlRow", "Lending", "OwnerCard"]
