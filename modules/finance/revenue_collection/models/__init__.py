"""Tables of the land and building tax and of the signboard tax."""

from modules.finance.revenue_collection.models.arrears import OldTaxArrear
from modules.finance.revenue_collection.models.assessments import LandTaxAssessment, LandTaxLine, UnassessedPlace
from modules.finance.revenue_collection.models.by_hand import FeeItem, ProvinceReturn
from modules.finance.revenue_collection.models.contiguity import ContiguityDecision
from modules.finance.revenue_collection.models.enforcement import EnforcementCase, SeizedItem
from modules.finance.revenue_collection.models.land_office import ArrearsEntry, ArrearsList
from modules.finance.revenue_collection.models.leases import Lease, LeaseMonth, RentalPlace
from modules.finance.revenue_collection.models.parts import LandTaxPart
from modules.finance.revenue_collection.models.petitions import ListPetition, PetitionRow, UseChange
from modules.finance.revenue_collection.models.reassessments import Reassessment
from modules.finance.revenue_collection.models.refunds import Refund
from modules.finance.revenue_collection.models.sign_transfers import SignTransfer
from modules.finance.revenue_collection.models.signs import (
    SignTaxAssessment,
    SignTaxLine,
    SignTaxReturn,
    SignTaxReturnLine,
)
from modules.finance.revenue_collection.models.survey_areas import SurveyArea
from modules.finance.revenue_collection.models.suspensions import PaymentSuspension
from modules.finance.revenue_collection.models.uses import CropCount, LandTaxUse, ReliefOrder, TaxExemption
from modules.finance.revenue_collection.models.years import ExtensionOrder, TaxYear

__all__ = [
    "ArrearsEntry",
    "ArrearsList",
    "ContiguityDecision",
    "CropCount",
    "EnforcementCase",
    "ExtensionOrder",
    "FeeItem",
    "LandTaxAssessment",
    "LandTaxLine",
    "LandTaxPart",
    "LandTaxUse",
    "Lease",
    "LeaseMonth",
    "ListPetition",
    "OldTaxArrear",
    "PaymentSuspension",
    "PetitionRow",
    "ProvinceReturn",
    "Reassessment",
    "Refund",
    "ReliefOrder",
    "RentalPlace",
    "SeizedItem",
    "SignTaxAssessment",
    "SignTaxLine",
    "SignTaxReturn",
    "SignTaxReturnLine",
    "SignTransfer",
    "SurveyArea",
    "TaxExemption",
    "TaxYear",
    "UnassessedPlace",
    "UseChange",
]
